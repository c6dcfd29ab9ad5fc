/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A part of a device, and the bytes of it that are at hand. Who reads superblocks and partition
 * tables says which bytes it wants (a window), the caller reads them, and looks at them through a
 * view, where they keep the addresses that they have on the device.
 *
 * A view never reads beyond its bytes: what is not at hand is NULL, 0, or no text. Pure.
 */
#ifndef MDEV_RULES_VIEW_H
#define MDEV_RULES_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of a device to read, in bytes from its start. */
struct window {
	uint64_t offset;
	size_t len;
};

enum {
	WINDOW_MAX = 8192, /* bytes of the largest window that anybody wants */
	VIEW_UUID_SIZE = 37,
};

/* `len` bytes at `buf`, which stand at `offset` on the device. */
struct view {
	const uint8_t *buf;
	size_t len;
	uint64_t offset;
};

/* NULL when not all of the bytes are at hand. */
const uint8_t *view_at(const struct view *view, uint64_t at, size_t len);

/* A little-endian number of len bytes, at most 8; 0 when it is not at hand. */
uint64_t view_le(const struct view *view, uint64_t at, size_t len);

/* True when the len bytes of `magic` stand at `at`. */
bool view_is(const struct view *view, uint64_t at, const void *magic, size_t len);

/*
 * 16 bytes as a UUID in lower case, in the order of RFC 9562, section 4; `mixed` for a GUID of
 * UEFI (appendix A), whose first three numbers are little-endian. *out is untouched when it is
 * not at hand or all zero, which is no UUID.
 */
void view_uuid(const struct view *view, uint64_t at, bool mixed, char out[VIEW_UUID_SIZE]);

/*
 * Text of at most len bytes, up to a NUL. *out is untouched when it is not at hand or size, its NUL
 * counted, is too small.
 */
void view_text(const struct view *view, uint64_t at, size_t len, char *out, size_t size);

/*
 * UTF-16 of at most `units` pairs of bytes, up to a NUL, as UTF-8: half of a surrogate pair becomes
 * U+FFFD (RFC 2781, 2.2). *out is untouched when it is not at hand or size is less than
 * 3 * units + 1.
 */
void view_utf16(const struct view *view, uint64_t at, size_t units, bool big_endian, char *out,
		size_t size);

#endif

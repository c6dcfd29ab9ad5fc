/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers and text from bytes that are at hand: every read goes through view_at(), which knows
 * where they begin and end.
 */
#include "mdev-rules/view.h"

#include <string.h>

#include "lib/utf8.h"
#include "lib/wraps.h"

const uint8_t *view_at(const struct view *view, uint64_t at, size_t len)
{
	if (at < view->offset || at - view->offset > view->len ||
	    view->len - (at - view->offset) < len)
		return NULL;
	return view->buf + (at - view->offset);
}

WRAPS uint64_t view_le(const struct view *view, uint64_t at, size_t len)
{
	const uint8_t *bytes = view_at(view, at, len);
	uint64_t value = 0;

	while (bytes && len--)
		value = value << 8 | bytes[len];
	return value;
}

bool view_is(const struct view *view, uint64_t at, const void *magic, size_t len)
{
	const uint8_t *bytes = view_at(view, at, len);

	return bytes && memcmp(bytes, magic, len) == 0;
}

void view_uuid(const struct view *view, uint64_t at, bool mixed, char out[VIEW_UUID_SIZE])
{
	static const uint8_t orders[2][16] = {
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
		{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15},
	};
	static const char digits[] = "0123456789abcdef";
	static const uint8_t none[16];
	const uint8_t *bytes = view_at(view, at, 16);

	if (!bytes || memcmp(bytes, none, 16) == 0)
		return;
	for (size_t i = 0; i < 16; i++) {
		uint8_t byte = bytes[orders[mixed][i]];

		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = digits[byte >> 4];
		*out++ = digits[byte & 15];
	}
	*out = '\0';
}

void view_text(const struct view *view, uint64_t at, size_t len, char *out, size_t size)
{
	const char *text = (const char *)view_at(view, at, len);

	len = text ? strnlen(text, len) : size;
	if (len >= size)
		return;
	memcpy(out, text, len);
	out[len] = '\0';
}

static uint32_t unit_at(const uint8_t *bytes, bool big_endian)
{
	return (uint32_t)bytes[!big_endian] << 8 | bytes[big_endian];
}

void view_utf16(const struct view *view, uint64_t at, size_t units, bool big_endian, char *out,
		size_t size)
{
	const uint8_t *bytes = view_at(view, at, 2 * units);

	if (!bytes || size < 3 * units + 1)
		return;
	for (size_t i = 0; i < units; i++) {
		uint32_t code = unit_at(bytes + 2 * i, big_endian);
		uint32_t low = i + 1 < units ? unit_at(bytes + 2 * i + 2, big_endian) : 0;

		if (code == 0)
			break;
		if (code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (code >= 0xd800 && code < 0xe000) {
			code = UTF8_REPLACEMENT;
		}
		out = utf8_put(out, code);
	}
	*out = '\0';
}

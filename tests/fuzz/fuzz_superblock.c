/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/superblock.h and superblock_probe.h. The first byte of an input chooses the window;
 * from 128 on the rest is a device, which is probed as a whole.
 */
#include "mdev-rules/superblock_probe.h"
#include "tests/fuzz/fuzz.h"

static bool is_known_type(const char *type)
{
	static const char *const types[] = {
		"ext2",	      "ext3",	  "ext4",  "xfs",	  "btrfs",
		"f2fs",	      "squashfs", "erofs", "vfat",	  "exfat",
		"ntfs",	      "iso9660",  "swap",  "crypto_LUKS", "linux_raid_member",
		"LVM2_member"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

/* As if the device went on with zeros for a while, so that its end is looked at. */
static void probe_device(const uint8_t *data, size_t size)
{
	struct superblock_probe probe;
	unsigned int windows = 0;

	superblock_probe_start(&probe, size + 200000);
	for (; probe.want.len; windows++) {
		size_t at = probe.want.offset < size ? (size_t)probe.want.offset : size;
		size_t len = size - at < probe.want.len ? size - at : probe.want.len;
		uint8_t *buf = exact_bytes(data + at, len);

		promise(probe.want.len <= WINDOW_MAX && windows < 262);
		promise(probe.want.offset <= INT64_MAX);
		superblock_probe_take(&probe, buf, len);
		free(buf);
	}
	promise(!probe.sb.type || is_known_type(probe.sb.type));
	promise(memchr(probe.sb.uuid, '\0', sizeof(probe.sb.uuid)));
	promise(memchr(probe.sb.label, '\0', sizeof(probe.sb.label)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct window *window;
	struct superblock found, again;
	uint8_t *buf;

	if (size == 0)
		return 0;
	if (data[0] >= 128) {
		probe_device(data + 1, size - 1);
		return 0;
	}
	window = &superblock_windows[data[0] % SUPERBLOCK_WINDOWS];
	size = size - 1 < window->len ? size - 1 : window->len;
	buf = exact_bytes(data + 1, size);
	fill_untouched(&found);
	if (superblock_parse(buf, size, window->offset, &found) != 0) {
		promise_untouched(&found);
	} else {
		promise(is_known_type(found.type));
		promise(memchr(found.uuid, '\0', sizeof(found.uuid)));
		promise(memchr(found.label, '\0', sizeof(found.label)));
		promise(superblock_parse(buf, size, window->offset, &again) == 0);
		promise(again.type == found.type && again.dirty == found.dirty);
		promise(strcmp(again.uuid, found.uuid) == 0);
		promise(strcmp(again.label, found.label) == 0);
		promise(memcmp(buf, data + 1, size) == 0);
	}
	free(buf);
	return 0;
}

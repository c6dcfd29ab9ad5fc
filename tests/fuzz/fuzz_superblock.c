/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/superblock.h. The first byte of an input chooses the window.
 */
#include "mdev-rules/superblock.h"
#include "tests/fuzz/fuzz.h"

static bool is_known_type(const char *type)
{
	static const char *const types[] = {"ext2", "ext3",	"ext4",	 "xfs",	       "btrfs",
					    "f2fs", "squashfs", "erofs", "vfat",       "exfat",
					    "ntfs", "iso9660",	"swap",	 "crypto_LUKS"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct superblock_window *window;
	struct superblock found, again;
	uint8_t *buf;

	if (size == 0)
		return 0;
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

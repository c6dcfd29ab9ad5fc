/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is on a block device: the file system's type, UUID and label, from the
 * first bytes of it. Each format is a row of a table (offsets from the formats'
 * documentation in the kernel: Documentation/filesystems/ext4, xfs/libxfs/xfs_format.h,
 * uapi/linux/btrfs_tree.h, f2fs_fs.h, squashfs_fs.h, erofs_fs.h, ...).
 *
 * Type names are those of mount(2) and blkid(8): ext2 ext3 ext4 xfs btrfs f2fs
 * squashfs erofs vfat exfat ntfs iso9660 swap crypto_LUKS linux_raid_member LVM2_member. Pure
 * and bounded: every read is checked against the length that was given. What stands elsewhere
 * (labels of vfat, exfat and ntfs; RAID superblocks at the end) is superblock_probe's.
 */
#ifndef MDEV_RULES_SUPERBLOCK_H
#define MDEV_RULES_SUPERBLOCK_H

#include "mdev-rules/view.h"

enum {
	SUPERBLOCK_UUID_SIZE =
		48, /* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", LUKS has room for 40 */
	SUPERBLOCK_LABEL_SIZE = 1537, /* f2fs: 512 UTF-16 units, as UTF-8 at most 3 bytes each */
	SUPERBLOCK_WINDOWS = 3,
};

/*
 * The windows in the order in which to read and try them; the first one finds
 * almost everything. A device that ends earlier is read as far as it goes.
 */
extern const struct window superblock_windows[SUPERBLOCK_WINDOWS];

/* What the device is good for, as blkid's USAGE. */
enum superblock_usage {
	SUPERBLOCK_FILESYSTEM,
	SUPERBLOCK_SWAP,
	SUPERBLOCK_CRYPTO, /* named, not opened */
	SUPERBLOCK_RAID,   /* a member of a RAID or a volume group: never to be mounted by itself */
};

struct superblock {
	const char *type; /* static; never NULL once found */
	enum superblock_usage usage;
	char uuid[SUPERBLOCK_UUID_SIZE];   /* as blkid prints it; "" where there is none */
	char label[SUPERBLOCK_LABEL_SIZE]; /* UTF-8 as stored; "" where there is none */
	bool dirty; /* a journal waits to be replayed, or the format doesn't say: a plain
		     * read-only mount might write */
};

enum superblock_error {
	SUPERBLOCK_UNKNOWN = 1, /* no format of the table */
};

/*
 * Looks at `len` bytes of `buf`, which were read from `offset`, one of
 * superblock_windows[]. 0: *out is filled; > 0: enum superblock_error, *out untouched.
 */
int superblock_parse(const uint8_t *buf, size_t len, uint64_t offset, struct superblock *out);

/* Takes white space off the end of a label, as blkid does. */
void superblock_trim(char *label);

#endif

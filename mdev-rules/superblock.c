/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Superblocks by table: where a format's magic number, UUID and label stand,
 * all counted from the start of the device. What a row can't say (ext's three names, FAT's
 * two layouts, an ISO image's date as UUID) has a function of its own. Whoever is a part of
 * something larger comes first in the table: a RAID member has the head of a file system too.
 */
#include "mdev-rules/superblock.h"

#include <string.h>

#include "lib/format.h"

enum {
	ISO_SECTOR = 2048,
	ISO_OFFSET = 16 * ISO_SECTOR, /* ECMA-119, 6.2.1: the first sixteen are the system's */
	ISO_WINDOW = 4 *
		     ISO_SECTOR, /* descriptors: the primary, one to boot, Joliet's come first */
	BTRFS_OFFSET = 0x10000,	 /* BTRFS_SUPER_INFO_OFFSET */
};

const struct window superblock_windows[SUPERBLOCK_WINDOWS] = {
	{0, WINDOW_MAX},
	{ISO_OFFSET, ISO_WINDOW},
	{BTRFS_OFFSET, 4096},
};

enum { F2FS_LABEL_AT = 1024 + 124, F2FS_LABEL_UNITS = 512 /* MAX_VOLUME_NAME */ };

static void finish_f2fs(const struct view *view, struct superblock *sb)
{
	sb->dirty = true; /* the checkpoint knows, not the superblock */
	view_utf16(view, F2FS_LABEL_AT, F2FS_LABEL_UNITS, false, sb->label, sizeof(sb->label));
}

/* Documentation/filesystems/ext4/super.rst; the superblock starts at byte 1024. */
enum {
	EXT_COMPAT = 1024 + 0x5c,
	EXT_INCOMPAT = 1024 + 0x60,
	EXT_RO_COMPAT = 1024 + 0x64,
	EXT_LAST_ORPHAN = 1024 + 0xe8,
	EXT_HAS_JOURNAL = 0x4,
	EXT_RECOVER = 0x4,
	EXT_JOURNAL_DEV = 0x8,
	EXT_ORPHAN_PRESENT = 0x10000,
	EXT3_INCOMPAT = 0x2 | EXT_RECOVER | 0x10, /* filetype, recover, meta_bg */
	EXT3_RO_COMPAT = 0x1 | 0x2 | 0x4,	  /* sparse_super, large_file, btree_dir */
};

/* The features decide between the three names, as e2fsprogs has it. */
static void finish_ext(const struct view *view, struct superblock *sb)
{
	uint32_t incompat = (uint32_t)view_le(view, EXT_INCOMPAT, 4);
	uint32_t ro_compat = (uint32_t)view_le(view, EXT_RO_COMPAT, 4);
	bool journal = view_le(view, EXT_COMPAT, 4) & EXT_HAS_JOURNAL;

	if (incompat & EXT_JOURNAL_DEV || !view_at(view, EXT_LAST_ORPHAN, 4))
		sb->type = NULL; /* an external journal, or cut short */
	else if (incompat & ~(uint32_t)EXT3_INCOMPAT || ro_compat & ~(uint32_t)EXT3_RO_COMPAT)
		sb->type = "ext4";
	else
		sb->type = journal ? "ext3" : "ext2";
	sb->dirty = incompat & EXT_RECOVER || ro_compat & EXT_ORPHAN_PRESENT ||
		    view_le(view, EXT_LAST_ORPHAN, 4);
}

/* 2.1.3 of the XFS layout: a log that is not empty shows in the log alone. */
static void finish_xfs(const struct view *view, struct superblock *sb)
{
	(void)view;
	sb->dirty = true;
}

static void finish_btrfs(const struct view *view, struct superblock *sb)
{
	/* struct btrfs_super_block.log_root: 0 when there is no tree log to replay. */
	sb->dirty = view_le(view, BTRFS_OFFSET + 0x60, 8) != 0;
}

/* LUKS1 has no label; LUKS2's UUID and LUKS1's stand in the same place, as text. */
static void finish_luks(const struct view *view, struct superblock *sb)
{
	view_text(view, 0xa8, 40, sb->uuid, sizeof(sb->uuid));
	if (view_is(view, 6, "\0\2", 2))
		view_text(view, 0x18, 48, sb->label, sizeof(sb->label));
}

static void put_serial(uint32_t serial, struct superblock *sb)
{
	format_text(sb->uuid, sizeof(sb->uuid), "%04X-%04X", serial >> 16, serial & 0xffff);
}

static void finish_exfat(const struct view *view, struct superblock *sb)
{
	put_serial((uint32_t)view_le(view, 0x64, 4), sb);
}

static void finish_ntfs(const struct view *view, struct superblock *sb)
{
	uint64_t serial = view_le(view, 0x48, 8);

	format_text(sb->uuid, sizeof(sb->uuid), "%08X%08X", (uint32_t)(serial >> 32),
		    (uint32_t)serial);
	sb->dirty = true;
}

/* Microsoft's FAT specification, 3.2 and 3.3: the longer FAT32 block moves its tail. */
static void finish_vfat(const struct view *view, struct superblock *sb)
{
	bool fat32 = view_is(view, 0x52, "FAT32   ", 8);

	if (!view_is(view, 510, "\x55\xaa", 2)) {
		sb->type = NULL;
		return;
	}
	put_serial((uint32_t)view_le(view, fat32 ? 0x43 : 0x27, 4), sb);
	if (!view_is(view, fat32 ? 0x47 : 0x2b, "NO NAME    ", 11))
		view_text(view, fat32 ? 0x47 : 0x2b, 11, sb->label, sizeof(sb->label));
}

/* ECMA-119, 8.4.26: YYYYMMDDHHMMSSCC and a zone; the modification's date, else the creation's. */
static void take_iso_date(const struct view *view, struct superblock *sb)
{
	enum { CREATED = ISO_OFFSET + 813, MODIFIED = ISO_OFFSET + 830, DIGITS = 16 };
	const char *date = (const char *)view_at(view, MODIFIED, DIGITS);

	if (!date || memcmp(date, "0000000000000000", DIGITS) == 0 || date[0] == '\0')
		date = (const char *)view_at(view, CREATED, DIGITS);
	for (int i = 0; date && i < DIGITS; i++) {
		if (date[i] < '0' || date[i] > '9')
			date = NULL;
	}
	if (!date)
		return;
	format_text(sb->uuid, sizeof(sb->uuid), "%.4s-%.2s-%.2s-%.2s-%.2s-%.2s-%.2s", date,
		    date + 4, date + 6, date + 8, date + 10, date + 12, date + 14);
}

enum {
	ISO_VOLUME_ID = 40, /* ECMA-119, 8.4.5 and 8.5: 32 bytes in each descriptor */
	ISO_ESCAPES = 88,   /* 8.5.6; "%/@", "%/C" or "%/E" in those of Joliet */
	ISO_SUPPLEMENTARY = 2,
};

/* True when Joliet's name is but the begin of the primary one, for which it has no room. */
static bool is_begin(const struct view *view, uint64_t joliet)
{
	for (unsigned int i = 0; i < 16; i++) {
		uint64_t c = view_le(view, ISO_OFFSET + ISO_VOLUME_ID + i, 1);

		if (view_le(view, joliet + 2 * i, 2) != c << 8)
			return false;
	}
	return true;
}

/* Joliet's descriptor (Microsoft, 1995) has the name as it was given, in UTF-16BE. */
static void finish_iso(const struct view *view, struct superblock *sb)
{
	take_iso_date(view, sb);
	for (uint64_t at = ISO_OFFSET + ISO_SECTOR; view_is(view, at + 1, "CD001", 5);
	     at += ISO_SECTOR) {
		uint64_t level = view_le(view, at + ISO_ESCAPES + 2, 1);

		if (view_le(view, at, 1) != ISO_SUPPLEMENTARY ||
		    !view_is(view, at + ISO_ESCAPES, "%/", 2) ||
		    (level != '@' && level != 'C' && level != 'E'))
			continue;
		if (!is_begin(view, at + ISO_VOLUME_ID))
			view_utf16(view, at + ISO_VOLUME_ID, 16, true, sb->label,
				   sizeof(sb->label));
		return;
	}
}

/* pvcreate(8): the label in the second sector, the physical volume's header behind it. */
static void finish_lvm(const struct view *view, struct superblock *sb)
{
	const char *id = (const char *)view_at(view, 512 + 32, 32);

	if (!view_is(view, 512, "LABELONE", 8) || !id)
		sb->type = NULL;
	else
		format_text(sb->uuid, sizeof(sb->uuid), "%.6s-%.4s-%.4s-%.4s-%.4s-%.4s-%.6s", id,
			    id + 6, id + 10, id + 14, id + 18, id + 22, id + 26);
}

#define MAGIC(text) .magic = (text), .magic_len = sizeof(text) - 1

#define MD_MAGIC MAGIC("\xfc\x4e\x2b\xa9\1\0\0\0") /* uapi/linux/raid/md_p.h: and version 1 */

static const struct format {
	char type[18];
	uint8_t usage;
	uint32_t magic_at;
	char magic[11]; /* in place: a pointer would need a relocation at every start */
	uint8_t magic_len;
	uint32_t uuid_at; /* 0: none of 16 bytes */
	uint32_t label_at;
	uint16_t label_len; /* 0: no label in a plain field */
	void (*finish)(const struct view *view, struct superblock *sb);
} formats[] = {
	{"linux_raid_member", SUPERBLOCK_RAID, 4096, MD_MAGIC, .uuid_at = 4096 + 16,
	 .label_at = 4096 + 32, .label_len = 32},
	{"linux_raid_member", SUPERBLOCK_RAID, 0, MD_MAGIC, .uuid_at = 16, .label_at = 32,
	 .label_len = 32},
	{"LVM2_member", SUPERBLOCK_RAID, 512 + 24, MAGIC("LVM2 001"), .finish = finish_lvm},
	{"crypto_LUKS", SUPERBLOCK_CRYPTO, 0, MAGIC("LUKS\xba\xbe"), .finish = finish_luks},
	{"xfs", 0, 0, MAGIC("XFSB"), .uuid_at = 32, .label_at = 108, .label_len = 12,
	 .finish = finish_xfs},
	{"squashfs", 0, 0, MAGIC("hsqs")},
	{"ext2", 0, 1024 + 0x38, MAGIC("\x53\xef"), .uuid_at = 1024 + 0x68, .label_at = 1024 + 0x78,
	 .label_len = 16, .finish = finish_ext},
	{"f2fs", 0, 1024, MAGIC("\x10\x20\xf5\xf2"), .uuid_at = 1024 + 108, .finish = finish_f2fs},
	{"erofs", 0, 1024, MAGIC("\xe2\xe1\xf5\xe0"), .uuid_at = 1024 + 48, .label_at = 1024 + 64,
	 .label_len = 16},
	{"exfat", 0, 3, MAGIC("EXFAT   "), .finish = finish_exfat},
	{"ntfs", 0, 3, MAGIC("NTFS    "), .finish = finish_ntfs},
	{"swap", SUPERBLOCK_SWAP, 4096 - 10, MAGIC("SWAPSPACE2"), .uuid_at = 1036, .label_at = 1052,
	 .label_len = 16},
	{"vfat", 0, 0x52, MAGIC("FAT32   "), .finish = finish_vfat},
	{"vfat", 0, 0x36, MAGIC("FAT16   "), .finish = finish_vfat},
	{"vfat", 0, 0x36, MAGIC("FAT12   "), .finish = finish_vfat},
	{"vfat", 0, 0x36, MAGIC("FAT     "), .finish = finish_vfat},
	{"iso9660", 0, ISO_OFFSET + 1, MAGIC("CD001"), .label_at = ISO_OFFSET + ISO_VOLUME_ID,
	 .label_len = 32, .finish = finish_iso},
	{"btrfs", 0, BTRFS_OFFSET + 0x40, MAGIC("_BHRfS_M"), .uuid_at = BTRFS_OFFSET + 0x20,
	 .label_at = BTRFS_OFFSET + 0x12b, .label_len = 256, .finish = finish_btrfs},
};

/* Blanks at the end are padding in some formats, and blkid takes them off in all. */
void superblock_trim(char *label)
{
	size_t len = strlen(label);

	while (len && strchr(" \t\n\v\f\r", label[len - 1]))
		label[--len] = '\0';
}

int superblock_parse(const uint8_t *buf, size_t len, uint64_t offset, struct superblock *out)
{
	const struct view view = {buf, len, offset};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		const struct format *format = &formats[i];
		struct superblock sb = {.type = format->type, .usage = format->usage};

		if (!view_is(&view, format->magic_at, format->magic, format->magic_len))
			continue;
		if (format->uuid_at)
			view_uuid(&view, format->uuid_at, false, sb.uuid);
		if (format->label_len)
			view_text(&view, format->label_at, format->label_len, sb.label,
				  sizeof(sb.label));
		if (format->finish)
			format->finish(&view, &sb);
		if (!sb.type)
			continue;
		superblock_trim(sb.label);
		*out = sb;
		return 0;
	}
	return SUPERBLOCK_UNKNOWN;
}

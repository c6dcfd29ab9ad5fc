/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Superblocks by table: where a format's magic number, UUID and label stand,
 * all counted from the start of the device. What a row can't say (ext's three names, FAT's
 * two layouts, an ISO image's date as UUID) has a function of its own.
 */
#include "mdev-rules/superblock.h"

#include <string.h>

#include "lib/format.h"

enum {
	ISO_OFFSET = 0x8000,	/* ECMA-119, 6.2.1: sixteen sectors of 2048 are the system's */
	BTRFS_OFFSET = 0x10000, /* BTRFS_SUPER_INFO_OFFSET */
};

const struct superblock_window superblock_windows[SUPERBLOCK_WINDOWS] = {
	{0, SUPERBLOCK_WINDOW_MAX},
	{ISO_OFFSET, 2048},
	{BTRFS_OFFSET, 4096},
};

/* The bytes at hand, addressed as on the device. */
struct view {
	const uint8_t *buf;
	size_t len;
	uint64_t offset;
};

/* NULL when not all of the bytes are at hand. */
static const uint8_t *view_at(const struct view *view, uint64_t at, size_t len)
{
	if (at < view->offset || at - view->offset > view->len ||
	    view->len - (at - view->offset) < len)
		return NULL;
	return view->buf + (at - view->offset);
}

/* Little-endian numbers; bytes that are not at hand read as 0. */
static uint64_t view_le(const struct view *view, uint64_t at, size_t len)
{
	const uint8_t *bytes = view_at(view, at, len);
	uint64_t value = 0;

	while (bytes && len--)
		value = value << 8 | bytes[len];
	return value;
}

static bool view_is(const struct view *view, uint64_t at, const char *magic, size_t len)
{
	const uint8_t *bytes = view_at(view, at, len);

	return bytes && memcmp(bytes, magic, len) == 0;
}

/* 16 bytes in the order of RFC 9562, section 4; all zero is no UUID. */
static void take_uuid(const struct view *view, uint64_t at, struct superblock *sb)
{
	static const uint8_t none[16];
	const uint8_t *b = view_at(view, at, 16);
	char *out = sb->uuid;

	if (!b || memcmp(b, none, 16) == 0)
		return;
	for (size_t i = 0; i < 16; i++) {
		static const char digits[] = "0123456789abcdef";

		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = digits[b[i] >> 4];
		*out++ = digits[b[i] & 15];
	}
	*out = '\0';
}

/* Text up to a NUL or the field's end; blanks at its end are padding where pad is set. */
static void take_label(const struct view *view, uint64_t at, size_t len, bool pad, char *out,
		       size_t size)
{
	const char *text = (const char *)view_at(view, at, len);

	if (!text)
		return;
	len = strnlen(text, len);
	while (pad && len && text[len - 1] == ' ')
		len--;
	if (len >= size)
		return;
	memcpy(out, text, len);
	out[len] = '\0';
}

static char *put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

enum {
	F2FS_LABEL_AT = 1024 + 124,
	F2FS_LABEL_UNITS = 512, /* MAX_VOLUME_NAME, UTF-16LE */
	REPLACEMENT = 0xfffd,	/* for half of a surrogate pair (RFC 2781, 2.2) */
};

static void finish_f2fs(const struct view *view, struct superblock *sb)
{
	char *out = sb->label;

	sb->dirty = true; /* the checkpoint knows, not the superblock */
	if (!view_at(view, F2FS_LABEL_AT, 2 * F2FS_LABEL_UNITS))
		return;
	for (unsigned int i = 0; i < F2FS_LABEL_UNITS; i++) {
		uint32_t c = (uint32_t)view_le(view, F2FS_LABEL_AT + 2 * i, 2);
		uint32_t low = i + 1 < F2FS_LABEL_UNITS
				       ? (uint32_t)view_le(view, F2FS_LABEL_AT + 2 * i + 2, 2)
				       : 0;

		if (c == 0)
			break;
		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = REPLACEMENT;
		}
		out = put_utf8(out, c);
	}
	*out = '\0';
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
	take_label(view, 0xa8, 40, false, sb->uuid, sizeof(sb->uuid));
	if (view_is(view, 6, "\0\2", 2))
		take_label(view, 0x18, 48, false, sb->label, sizeof(sb->label));
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
	take_label(view, fat32 ? 0x47 : 0x2b, 11, true, sb->label, sizeof(sb->label));
	if (strcmp(sb->label, "NO NAME") == 0)
		sb->label[0] = '\0';
}

/* ECMA-119, 8.4.26: YYYYMMDDHHMMSSCC and a zone; the modification's date, else the creation's. */
static void finish_iso(const struct view *view, struct superblock *sb)
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

#define MAGIC(text) .magic = text, .magic_len = sizeof(text) - 1

static const struct format {
	char type[12];
	uint32_t magic_at;
	char magic[11]; /* in place: a pointer would need a relocation at every start */
	uint8_t magic_len;
	uint32_t uuid_at; /* 0: none of 16 bytes */
	uint32_t label_at;
	uint16_t label_len; /* 0: no label in a plain field */
	bool label_pad;
	void (*finish)(const struct view *view, struct superblock *sb);
} formats[] = {
	{"crypto_LUKS", 0, MAGIC("LUKS\xba\xbe"), .finish = finish_luks},
	{"xfs", 0, MAGIC("XFSB"), .uuid_at = 32, .label_at = 108, .label_len = 12,
	 .finish = finish_xfs},
	{"squashfs", 0, MAGIC("hsqs")},
	{"ext2", 1024 + 0x38, MAGIC("\x53\xef"), .uuid_at = 1024 + 0x68, .label_at = 1024 + 0x78,
	 .label_len = 16, .finish = finish_ext},
	{"f2fs", 1024, MAGIC("\x10\x20\xf5\xf2"), .uuid_at = 1024 + 108, .finish = finish_f2fs},
	{"erofs", 1024, MAGIC("\xe2\xe1\xf5\xe0"), .uuid_at = 1024 + 48, .label_at = 1024 + 64,
	 .label_len = 16},
	{"exfat", 3, MAGIC("EXFAT   "), .finish = finish_exfat},
	{"ntfs", 3, MAGIC("NTFS    "), .finish = finish_ntfs},
	{"swap", 4096 - 10, MAGIC("SWAPSPACE2"), .uuid_at = 1036, .label_at = 1052,
	 .label_len = 16},
	{"vfat", 0x52, MAGIC("FAT32   "), .finish = finish_vfat},
	{"vfat", 0x36, MAGIC("FAT16   "), .finish = finish_vfat},
	{"vfat", 0x36, MAGIC("FAT12   "), .finish = finish_vfat},
	{"vfat", 0x36, MAGIC("FAT     "), .finish = finish_vfat},
	{"iso9660", ISO_OFFSET + 1, MAGIC("CD001"), .label_at = ISO_OFFSET + 40, .label_len = 32,
	 .label_pad = true, .finish = finish_iso},
	{"btrfs", BTRFS_OFFSET + 0x40, MAGIC("_BHRfS_M"), .uuid_at = BTRFS_OFFSET + 0x20,
	 .label_at = BTRFS_OFFSET + 0x12b, .label_len = 256, .finish = finish_btrfs},
};

int superblock_parse(const uint8_t *buf, size_t len, uint64_t offset, struct superblock *out)
{
	const struct view view = {buf, len, offset};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		const struct format *format = &formats[i];
		struct superblock sb = {.type = format->type};

		if (!view_is(&view, format->magic_at, format->magic, format->magic_len))
			continue;
		if (format->uuid_at)
			take_uuid(&view, format->uuid_at, &sb);
		if (format->label_len)
			take_label(&view, format->label_at, format->label_len, format->label_pad,
				   sb.label, sizeof(sb.label));
		if (format->finish)
			format->finish(&view, &sb);
		if (!sb.type)
			continue;
		*out = sb;
		return 0;
	}
	return SUPERBLOCK_UNKNOWN;
}

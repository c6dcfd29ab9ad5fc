/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One walk for both FATs: a folder in parts of at most a window, cluster after cluster. NTFS
 * needs a single record.
 */
#include "mdev-rules/superblock_label.h"

#include <string.h>

enum {
	ENTRY_SIZE = 32, /* of both FATs' folders */
	FIRST_CLUSTER = 2,
	CLUSTER_SIZE_MAX = 32 << 20, /* exFAT specification, 3.1.15 */
	CLUSTERS_MAX = 0xffffff6,    /* FAT32 has 28 bits, and keeps the last ones for itself */
	RECORD_MAX = 4096,
};

static bool is_power_of_2(uint64_t value)
{
	return value && (value & (value - 1)) == 0;
}

/* Wants the next part of the folder, which goes on at `offset`. */
static void want_folder(struct superblock_label *search, uint64_t offset)
{
	search->place = SUPERBLOCK_LABEL_FOLDER;
	search->want.offset = offset;
	search->want.len = search->folder_left < WINDOW_MAX ? (size_t)search->folder_left
							    : WINDOW_MAX;
}

static void want_cluster(struct superblock_label *search, uint32_t cluster)
{
	if (cluster < FIRST_CLUSTER || cluster >= search->clusters)
		return;
	search->cluster = cluster;
	search->folder_left = search->cluster_size;
	want_folder(search, search->heap + (cluster - FIRST_CLUSTER) * search->cluster_size);
}

static void start_exfat(const struct view *head, struct superblock_label *search)
{
	unsigned int sector_shift = (unsigned int)view_le(head, 108, 1);
	unsigned int cluster_shift = (unsigned int)view_le(head, 109, 1);
	uint32_t clusters = (uint32_t)view_le(head, 92, 4);

	if (sector_shift < 9 || sector_shift > 12 || cluster_shift > 25 - sector_shift ||
	    clusters > CLUSTERS_MAX)
		return;
	search->exfat = true;
	search->table = view_le(head, 80, 4) << sector_shift;
	search->heap = view_le(head, 88, 4) << sector_shift;
	search->cluster_size = 1ULL << sector_shift << cluster_shift;
	search->clusters = clusters + FIRST_CLUSTER;
	want_cluster(search, (uint32_t)view_le(head, 96, 4));
}

static void start_vfat(const struct view *head, struct superblock_label *search)
{
	uint64_t sector = view_le(head, 11, 2), fat_sectors = view_le(head, 22, 2);
	uint64_t cluster_sectors = view_le(head, 13, 1);
	bool fat32 = fat_sectors == 0;

	if (!is_power_of_2(sector) || sector < 512 || sector > 4096 ||
	    !is_power_of_2(cluster_sectors))
		return;
	if (fat32)
		fat_sectors = view_le(head, 36, 4);
	search->table = view_le(head, 14, 2) * sector;
	search->heap = search->table + view_le(head, 16, 1) * fat_sectors * sector;
	if (fat32) {
		uint64_t clusters = fat_sectors * sector / 4;

		search->cluster_size = cluster_sectors * sector;
		search->clusters = clusters < CLUSTERS_MAX ? (uint32_t)clusters
							   : (uint32_t)CLUSTERS_MAX;
		want_cluster(search, (uint32_t)view_le(head, 44, 4));
	} else {
		search->folder_left = view_le(head, 17, 2) * ENTRY_SIZE;
		want_folder(search, search->heap);
	}
}

static void start_ntfs(const struct view *head, struct superblock_label *search)
{
	enum { VOLUME = 3 /* MFT_REC_VOL */ };
	uint64_t sector = view_le(head, 11, 2), cluster = view_le(head, 13, 1) * sector;
	uint64_t mft_cluster = view_le(head, 48, 8);
	/* Clusters, or minus the power of two of the bytes. */
	int8_t code = (int8_t)view_le(head, 64, 1);
	uint64_t record = code > 0 ? (uint64_t)code * cluster : 1ULL << (-code & 31);

	if (!is_power_of_2(sector) || sector < 256 || sector > 4096 || !is_power_of_2(cluster) ||
	    !is_power_of_2(record) || record < 512 || record > RECORD_MAX ||
	    mft_cluster > INT64_MAX / cluster - VOLUME * RECORD_MAX)
		return;
	search->place = SUPERBLOCK_LABEL_RECORD;
	search->want = (struct window){mft_cluster * cluster + VOLUME * record, (size_t)record};
}

void superblock_label_start(const char *type, const uint8_t *head, size_t len,
			    struct superblock_label *out)
{
	const struct view view = {head, len, 0};

	*out = (struct superblock_label){.place = SUPERBLOCK_LABEL_NOWHERE};
	if (len < 512)
		return;
	if (strcmp(type, "vfat") == 0)
		start_vfat(&view, out);
	else if (strcmp(type, "exfat") == 0)
		start_exfat(&view, out);
	else if (strcmp(type, "ntfs") == 0)
		start_ntfs(&view, out);
}

/* FAT specification, 6.1: a volume's entry has no cluster; parts of long names look alike. */
static bool is_vfat_label(const struct view *entry)
{
	enum { FREE = 0xe5, VOLUME = 0x08, FOLDER = 0x10, LONG_NAME = 0x0f, ATTRIBUTES = 0x3f };
	uint64_t attributes = view_le(entry, 11, 1);

	return view_le(entry, 0, 1) != FREE && view_le(entry, 20, 2) == 0 &&
	       view_le(entry, 26, 2) == 0 && (attributes & ATTRIBUTES) != LONG_NAME &&
	       (attributes & (VOLUME | FOLDER)) == VOLUME;
}

/* True when this entry ends the search: it is the label, or the last one. */
static bool take_entry(const struct superblock_label *search, const uint8_t *bytes,
		       struct superblock *sb)
{
	enum { EXFAT_LABEL = 0x83, EXFAT_UNITS = 11, EMPTY = 0x05, VFAT_LEN = 11 };
	const struct view entry = {bytes, ENTRY_SIZE, 0};
	uint64_t units = view_le(&entry, 1, 1);

	if (bytes[0] == 0)
		return true;
	if (search->exfat ? bytes[0] != EXFAT_LABEL : !is_vfat_label(&entry))
		return false;
	if (search->exfat) {
		view_utf16(&entry, 2, units < EXFAT_UNITS ? units : EXFAT_UNITS, false, sb->label,
			   sizeof(sb->label));
	} else if (!view_is(&entry, 0, "NO NAME    ", VFAT_LEN)) {
		view_text(&entry, 0, VFAT_LEN, sb->label, sizeof(sb->label));
		if (bytes[0] == EMPTY) /* 6.1: stands for E5h, which would be a free entry */
			sb->label[0] = (char)0xe5;
	}
	return true;
}

static void take_folder(struct superblock_label *search, const uint8_t *buf, size_t len,
			struct superblock *sb)
{
	struct window had = search->want;

	search->want.len = 0;
	for (size_t at = 0; at + ENTRY_SIZE <= len; at += ENTRY_SIZE) {
		if (take_entry(search, buf + at, sb))
			return;
	}
	if (len < had.len) /* the device ends here */
		return;
	search->folder_left -= had.len;
	if (search->folder_left) {
		want_folder(search, had.offset + had.len);
	} else if (search->cluster_size) {
		search->place = SUPERBLOCK_LABEL_CHAIN;
		search->want = (struct window){search->table + 4ULL * search->cluster, 4};
	}
}

static void take_chain(struct superblock_label *search, const uint8_t *buf, size_t len)
{
	const struct view view = {buf, len, 0};
	/* FAT specification, 4.2: the upper four bits are reserved. */
	uint32_t mask = search->exfat ? UINT32_MAX : 0x0fffffff;

	search->want.len = 0;
	want_cluster(search, (uint32_t)view_le(&view, 0, 4) & mask);
}

/*
 * The last two bytes of each 512 have their place in the record's head, and a number of the write
 * instead of themselves (fs/ntfs3/record.c). False when not all carry the same number.
 */
static bool undo_fixups(uint8_t *record, size_t len)
{
	const struct view view = {record, len, 0};
	uint64_t at = view_le(&view, 4, 2), count = view_le(&view, 6, 2);
	const uint8_t *number = view_at(&view, at, 2);

	if (!number || count < 1 || at + 2 * count > 512 - 2 || (count - 1) * 512 > len)
		return false;
	for (uint64_t i = 1; i < count; i++) {
		uint8_t *end = record + 512 * i - 2;

		if (memcmp(end, number, 2) != 0)
			return false;
		memcpy(end, number + 2 * i, 2);
	}
	return true;
}

static void take_record(const uint8_t *buf, size_t len, struct superblock *sb)
{
	enum { NAME = 0x60, END = 0xffffffff, HEADER = 24, UNITS_MAX = 128 };
	uint8_t record[RECORD_MAX];
	const struct view view = {record, len, 0};
	uint64_t at, attribute_len;

	if (len > sizeof(record))
		return;
	memcpy(record, buf, len);
	if (!view_is(&view, 0, "FILE", 4) || !undo_fixups(record, len))
		return;
	for (at = view_le(&view, 20, 2); view_at(&view, at, HEADER); at += attribute_len) {
		uint64_t type = view_le(&view, at, 4), units = view_le(&view, at + 16, 4) / 2;

		attribute_len = view_le(&view, at + 4, 4);
		if (type == END || attribute_len == 0)
			return;
		if (type != NAME)
			continue;
		view_utf16(&view, at + view_le(&view, at + 20, 2),
			   units < UNITS_MAX ? units : UNITS_MAX, false, sb->label,
			   sizeof(sb->label));
		return;
	}
}

void superblock_label_take(struct superblock_label *search, const uint8_t *buf, size_t len,
			   struct superblock *sb)
{
	if (len > search->want.len)
		len = search->want.len;
	switch (search->place) {
	case SUPERBLOCK_LABEL_NOWHERE:
		return;
	case SUPERBLOCK_LABEL_FOLDER:
		take_folder(search, buf, len, sb);
		break;
	case SUPERBLOCK_LABEL_CHAIN:
		take_chain(search, buf, len);
		break;
	case SUPERBLOCK_LABEL_RECORD:
		search->want.len = 0;
		take_record(buf, len, sb);
		break;
	}
	if (++search->steps == SUPERBLOCK_LABEL_STEPS)
		search->want.len = 0;
	superblock_trim(sb->label);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/superblock_label.h: folders that are long, chains that are loops, records that a write
 * broke off in. What the real mkfs programs write is compared with blkid in tests/unit/images.
 */
#include "mdev-rules/superblock_label.h"
#include "tests/unit/unit.h"

enum { DEVICE = 1 << 20, SECTOR = 512, ENTRY = 32 };

struct device {
	uint8_t bytes[DEVICE];
	unsigned int windows;
};

static struct device *blank(void)
{
	struct device *device = calloc(1, sizeof(*device));

	assert_non_null(device);
	return device;
}

static void put(struct device *device, size_t at, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		device->bytes[at + i] = (uint8_t)(value >> 8 * i);
}

/* The label that the walk ends with; what was there before where it finds none. */
static void check(const char *row, struct device *device, const char *type, const char *expected)
{
	struct superblock sb = {.type = type, .label = "before"};
	struct superblock_label search;
	uint8_t *head = heap_bytes(device->bytes, WINDOW_MAX);

	superblock_label_start(type, head, WINDOW_MAX, &search);
	free(head);
	for (device->windows = 0; search.want.len; device->windows++) {
		uint64_t at = search.want.offset < DEVICE ? search.want.offset : DEVICE;
		size_t len = DEVICE - at < search.want.len ? DEVICE - at : search.want.len;
		uint8_t *buf = heap_bytes(device->bytes + at, len);

		assert_in_range(search.want.len, 1, WINDOW_MAX);
		assert_true(device->windows < SUPERBLOCK_LABEL_STEPS);
		superblock_label_take(&search, buf, len, &sb);
		free(buf);
	}
	expect_text(row, sb.label, expected);
}

/* One FAT of a sector, the root folder of 512 entries behind it. */
static struct device *fat16(void)
{
	struct device *device = blank();

	put(device, 11, SECTOR, 2);
	put(device, 13, 1, 1);
	put(device, 14, 1, 2);
	put(device, 16, 1, 1);
	put(device, 17, 512, 2);
	put(device, 22, 1, 2);
	return device;
}

/* Clusters of a sector; the FAT in sector 1, cluster 2 in sector 2. */
static struct device *fat32(void)
{
	struct device *device = fat16();

	put(device, 17, 0, 2);
	put(device, 22, 0, 2);
	put(device, 36, 1, 4);
	put(device, 44, 2, 4);
	return device;
}

static void put_entry(struct device *device, size_t at, const char *name, uint8_t attributes)
{
	memcpy(device->bytes + at, name, 11);
	device->bytes[at + 11] = attributes;
}

static void fill_with_files(struct device *device, size_t at, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		put_entry(device, at + i * ENTRY, "FILE    TXT", 0x20);
}

TEST(entry_of_the_volume_is_the_label)
{
	static const struct {
		const char *row, *name;
		uint8_t attributes, cluster_low, cluster_high;
		const char *expected;
	} rows[] = {
		{"a volume", "BOOT DISK  ", 0x08, 0, 0, "BOOT DISK"},
		{"an archived one", "BOOT       ", 0x28, 0, 0, "BOOT"},
		{"a file", "BOOT       ", 0x20, 0, 0, "before"},
		{"a folder", "BOOT       ", 0x18, 0, 0, "before"},
		{"a part of a long name", "BOOT       ", 0x0f, 0, 0, "before"},
		{"with a cluster", "BOOT       ", 0x08, 1, 0, "before"},
		{"with a far cluster", "BOOT       ", 0x08, 0, 1, "before"},
		{"one that was deleted", "\xe5OOT       ", 0x08, 0, 0, "before"},
		{"one that begins with that byte", "\x05OOT       ", 0x08, 0, 0, "\xe5OOT"},
		{"no name", "NO NAME    ", 0x08, 0, 0, "before"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct device *device = fat16();
		size_t at = 2 * SECTOR + 3 * ENTRY;

		fill_with_files(device, 2 * SECTOR, 3);
		put_entry(device, at, rows[i].name, rows[i].attributes);
		put(device, at + 26, rows[i].cluster_low, 1);
		put(device, at + 20, rows[i].cluster_high, 1);
		check(rows[i].row, device, "vfat", rows[i].expected);
		free(device);
	}
}

TEST(folder_is_read_to_its_end_and_no_further)
{
	struct device *device = fat16();

	fill_with_files(device, 2 * SECTOR, 512);
	put_entry(device, 2 * SECTOR + 512 * ENTRY, "BEHIND     ", 0x08);
	check("behind the folder", device, "vfat", "before");
	assert_int_equal(device->windows, 2);
	put_entry(device, 2 * SECTOR + 511 * ENTRY, "LAST       ", 0x08);
	check("the last entry", device, "vfat", "LAST");
	put_entry(device, 2 * SECTOR + 100 * ENTRY, "\0          ", 0);
	check("behind the end's mark", device, "vfat", "before");
	free(device);
}

TEST(chain_of_clusters_is_followed)
{
	struct device *device = fat32();

	fill_with_files(device, 2 * SECTOR, 16);
	fill_with_files(device, 7 * SECTOR, 16);
	put(device, SECTOR + 4 * 2, 0xf0000007, 4);
	put(device, SECTOR + 4 * 7, 5, 4);
	put_entry(device, (5 - 2 + 2) * SECTOR, "THIRD      ", 0x08);
	check("three clusters", device, "vfat", "THIRD");
	put(device, SECTOR + 4 * 7, 2, 4);
	check("a loop", device, "vfat", "before");
	assert_int_equal(device->windows, SUPERBLOCK_LABEL_STEPS);
	put(device, SECTOR + 4 * 7, 0x0fffffff, 4);
	check("the end", device, "vfat", "before");
	assert_int_equal(device->windows, 4);
	put(device, SECTOR + 4 * 7, 1, 4);
	check("a number that is none", device, "vfat", "before");
	assert_int_equal(device->windows, 4);
	free(device);
}

static struct device *exfat(void)
{
	struct device *device = blank();

	put(device, 80, 2, 4); /* FAT */
	put(device, 88, 4, 4); /* clusters */
	put(device, 92, 100, 4);
	put(device, 96, 3, 4);	/* root */
	put(device, 108, 9, 1); /* sectors of 512, clusters of one */
	return device;
}

TEST(label_of_exfat_has_a_length)
{
	static const struct {
		const char *row;
		uint8_t type, len;
		const char *expected;
	} rows[] = {{"three", 0x83, 3, "l\xc3\xa4\x62"},
		    {"all", 0x83, 11,
		     "l\xc3\xa4\x62"
		     "elabelab"},
		    {"more than there is room", 0x83, 255,
		     "l\xc3\xa4\x62"
		     "elabelab"},
		    {"none", 0x83, 0, ""},
		    {"not in use", 0x03, 3, "before"}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		static const char name[] = "l\xe4"
					   "belabelab";
		struct device *device = exfat();
		size_t at = 5 * SECTOR + ENTRY;

		device->bytes[at - ENTRY] = 0x81;
		device->bytes[at] = rows[i].type;
		device->bytes[at + 1] = rows[i].len;
		for (size_t j = 0; j < 11; j++)
			device->bytes[at + 2 + 2 * j] = (uint8_t)name[j];
		check(rows[i].row, device, "exfat", rows[i].expected);
		free(device);
	}
}

/* Record 3 of 1024 bytes, whose name of five letters lies across the end of the first 512. */
static struct device *ntfs(void)
{
	enum { RECORD = SECTOR + 3 * 1024, NAME_AT = 512 - 24 - 4 };
	struct device *device = blank();
	uint8_t *record = device->bytes + RECORD;

	put(device, 11, SECTOR, 2);
	put(device, 13, 1, 1);
	put(device, 48, 1, 8);
	put(device, 64, 0xf6, 1);
	memcpy(record, "FILE\x30\0\3\0", 8);
	memcpy(record + 0x30, "\x77\x55o\0\x33\x22", 6);
	memcpy(record + 510, "\x77\x55", 2);
	memcpy(record + 1022, "\x77\x55", 2);
	record[20] = 0x38;
	put(device, RECORD + 0x38, 0x10, 4);
	put(device, RECORD + 0x3c, NAME_AT - 0x38, 4);
	put(device, RECORD + NAME_AT, 0x60, 4);
	put(device, RECORD + NAME_AT + 4, 40, 4);
	put(device, RECORD + NAME_AT + 16, 10, 4);
	put(device, RECORD + NAME_AT + 20, 24, 2);
	memcpy(record + NAME_AT + 24, "V\0\x77\x55l\0u\0m\0", 10);
	return device;
}

TEST(name_of_ntfs_is_read_across_the_marks_of_a_write)
{
	enum { RECORD = SECTOR + 3 * 1024 };
	struct device *device = ntfs();

	check("across", device, "ntfs", "Volum");
	device->bytes[RECORD + 1022]++;
	check("a write that broke off", device, "ntfs", "before");
	device->bytes[RECORD + 1022]--;
	device->bytes[RECORD]++;
	check("no record", device, "ntfs", "before");
	free(device);
}

TEST(heads_that_make_no_sense_lead_nowhere)
{
	static const struct {
		const char *type;
		size_t at, len;
		uint64_t value;
	} rows[] = {
		{"vfat", 11, 2, 0},	      {"vfat", 11, 2, 513}, {"vfat", 11, 2, 256},
		{"vfat", 13, 1, 0},	      {"vfat", 13, 1, 3},   {"vfat", 44, 4, 0},
		{"vfat", 44, 4, 128},	      {"exfat", 108, 1, 8}, {"exfat", 108, 1, 13},
		{"exfat", 109, 1, 17},	      {"exfat", 96, 4, 1},  {"exfat", 96, 4, 102},
		{"exfat", 92, 4, 0xffffffff}, {"ntfs", 11, 2, 0},   {"ntfs", 13, 1, 3},
		{"ntfs", 64, 1, 0xf0},	      {"ntfs", 64, 1, 0},   {"ntfs", 64, 1, 0x7f},
		{"ntfs", 48, 8, UINT64_MAX},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct device *device = rows[i].type[0] == 'v'	 ? fat32()
					: rows[i].type[0] == 'e' ? exfat()
								 : ntfs();

		put(device, rows[i].at, rows[i].value, rows[i].len);
		check(rows[i].type, device, rows[i].type, "before");
		expect_int(rows[i].type, device->windows, 0);
		free(device);
	}
}

TEST(other_types_have_their_label_in_the_head)
{
	struct device *device = fat16();

	check("ext4", device, "ext4", "before");
	assert_int_equal(device->windows, 0);
	free(device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_of_the_volume_is_the_label),
		cmocka_unit_test(folder_is_read_to_its_end_and_no_further),
		cmocka_unit_test(chain_of_clusters_is_followed),
		cmocka_unit_test(label_of_exfat_has_a_length),
		cmocka_unit_test(name_of_ntfs_is_read_across_the_marks_of_a_write),
		cmocka_unit_test(heads_that_make_no_sense_lead_nowhere),
		cmocka_unit_test(other_types_have_their_label_in_the_head),
	};

	return RUN_TESTS(tests);
}

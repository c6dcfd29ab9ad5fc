/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/part_table.h: disks that the test lays out itself, with a checksum of its own; what
 * sfdisk makes is compared with partx in tests/unit/images.
 */
#include <stdio.h>

#include "mdev-rules/part_table.h"
#include "tests/unit/unit.h"

enum { DISK = 1 << 20, SECTOR = 512, GUID_LEN = 16 };

/* A disk, and what tells where its sectors are. */
struct disk {
	uint8_t *bytes;
	uint32_t sector;
	unsigned int windows; /* that were read */
};

static struct disk blank(uint32_t sector)
{
	struct disk disk = {.bytes = calloc(1, DISK), .sector = sector};

	assert_non_null(disk.bytes);
	return disk;
}

static void put_le(struct disk *disk, uint64_t at, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		disk->bytes[at + i] = (uint8_t)(value >> 8 * i);
}

static uint32_t crc_of(const uint8_t *bytes, size_t len)
{
	uint32_t crc = ~0U;

	for (size_t i = 0; i < len * 8; i++) {
		crc ^= bytes[i / 8] >> i % 8 & 1;
		crc = crc & 1 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
	}
	return ~crc;
}

static void put_slot(struct disk *disk, uint64_t sector, unsigned int slot, uint8_t type,
		     uint32_t start, uint32_t size)
{
	uint64_t at = sector * disk->sector + 446 + 16 * slot;

	disk->bytes[at + 4] = type;
	put_le(disk, at + 8, start, 4);
	put_le(disk, at + 12, size, 4);
	put_le(disk, sector * disk->sector + 510, 0xaa55, 2);
}

static void put_entry(struct disk *disk, uint64_t at, uint64_t first, uint64_t last)
{
	static const uint16_t name[] = {'r', 'o', 0xf6, 't', 0xd83d, 0xde00, 0};

	memset(disk->bytes + at, 0xee, GUID_LEN);
	for (unsigned int i = 0; i < GUID_LEN; i++)
		disk->bytes[at + 16 + i] = (uint8_t)(0x10 + i);
	put_le(disk, at + 32, first, 8);
	put_le(disk, at + 40, last, 8);
	for (size_t i = 0; i < COUNT(name); i++)
		put_le(disk, at + 56 + 2 * i, name[i], 2);
}

/* The header in `sector`, whose entries are `count` of `size` bytes from sector `entries` on. */
static void put_header(struct disk *disk, uint64_t sector, uint64_t entries, uint32_t count,
		       uint32_t size)
{
	uint64_t at = sector * disk->sector;

	memset(disk->bytes + at, 0, disk->sector);
	memcpy(disk->bytes + at, "EFI PART\0\0\1\0", 12);
	put_le(disk, at + 12, 92, 4);
	put_le(disk, at + 24, sector, 8);
	put_le(disk, at + 72, entries, 8);
	put_le(disk, at + 80, count, 4);
	put_le(disk, at + 84, size, 4);
	put_le(disk, at + 88, crc_of(disk->bytes + entries * disk->sector, (size_t)count * size),
	       4);
	put_le(disk, at + 16, crc_of(disk->bytes + at, 92), 4);
}

enum { ENTRIES = 128, NUMBER = 2 };

/* Both copies of a GPT, with partition 2 in the sectors 100 to 103. */
static struct disk gpt(uint32_t sector, uint32_t size)
{
	struct disk disk = blank(sector);
	uint64_t last = DISK / sector - 1, array = ENTRIES * size / sector;

	put_slot(&disk, 0, 0, 0xee, 1, (uint32_t)last);
	for (int copy = 0; copy < 2; copy++) {
		uint64_t entries = copy ? last - array : 2;

		put_entry(&disk, entries * sector + (NUMBER - 1) * size, 100, 103);
		put_header(&disk, copy ? last : 1, entries, ENTRIES, size);
	}
	return disk;
}

/* Reads as a caller does, of a disk that may be cut; each window in a block of its exact size. */
static int find_in(struct disk *disk, size_t size, unsigned int number, struct part_table *table)
{
	int error = part_table_start(number, disk->sector, DISK, table);

	for (disk->windows = 0; !error && table->want.len; disk->windows++) {
		uint64_t at = table->want.offset;
		size_t left = at < size ? size - at : 0;
		size_t len = left < table->want.len ? left : table->want.len;
		uint8_t *buf = heap_bytes(disk->bytes + (at < size ? at : 0), len);

		assert_in_range(table->want.len, 1, WINDOW_MAX);
		assert_true(disk->windows < PART_TABLE_STEPS);
		error = part_table_take(table, buf, len);
		free(buf);
	}
	expect_int("after an error nothing is wanted", error ? table->want.len : 0, 0);
	return error;
}

static void check(const char *row, struct disk *disk, unsigned int number, const char *uuid,
		  const char *label, uint64_t start, uint64_t size)
{
	struct part_table table;

	expect_int(row, find_in(disk, DISK, number, &table), 0);
	expect_text(row, table.entry.uuid, uuid);
	expect_text(row, table.entry.label, label);
	expect_int(row, table.entry.start, start * disk->sector);
	expect_int(row, table.entry.size, size * disk->sector);
}

static void check_error(const char *row, struct disk *disk, unsigned int number, int expected)
{
	struct part_table table;

	expect_int(row, find_in(disk, DISK, number, &table), expected);
}

static const char guid[] = "13121110-1514-1716-1819-1a1b1c1d1e1f";
static const char name[] = "ro\xc3\xb6t\xf0\x9f\x98\x80";

TEST(entry_of_a_gpt_is_found)
{
	static const struct {
		const char *row;
		uint32_t sector, size;
	} rows[] = {{"as everywhere", 512, 128},	  {"large sectors", 4096, 128},
		    {"sectors of a kilobyte", 1024, 128}, {"entries of 256", 512, 256},
		    {"entries of 512", 512, 512},	  {"both large", 4096, 512}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct disk disk = gpt(rows[i].sector, rows[i].size);

		check(rows[i].row, &disk, NUMBER, guid, name, 100, 4);
		check_error(rows[i].row, &disk, 1, PART_TABLE_NO_ENTRY);
		check_error(rows[i].row, &disk, ENTRIES + 1, PART_TABLE_NO_ENTRY);
		check_error(rows[i].row, &disk, 0, PART_TABLE_NO_ENTRY);
		free(disk.bytes);
	}
}

/* Each fault is planted into the first copy: the backup is used. In both, the table is broken. */
TEST(broken_copy_is_not_used)
{
	static const struct {
		const char *row;
		uint32_t at; /* in the header; with 512 and more in the entries */
		bool fix;    /* the checksum is made right again: the field itself is wrong */
		uint32_t value;
	} rows[] = {
		{"magic", 0, true, 'X'},
		{"checksum of the header", 16, false, 1},
		{"a byte of the header", 40, false, 1},
		{"header too short", 12, true, 91},
		{"header longer than a sector", 12, true, 513},
		{"another sector's header", 24, true, 3},
		{"entries that are not there", 72, true, 1 << 20},
		{"no entries", 80, true, 0},
		{"too many entries", 80, true, 513},
		{"entries of no size", 84, true, 0},
		{"entries of 64", 84, true, 64},
		{"entries of 1024", 84, true, 1024},
		{"checksum of the entries", 88, true, 1},
		{"a byte of the entries", 512 + 3, false, 1},
		{"the last byte of the entries", 512 + 128 * 128 - 1, false, 1},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct disk disk = gpt(SECTOR, 128);

		for (int copy = 0; copy < 2; copy++) {
			uint64_t header = copy ? DISK - SECTOR : SECTOR;
			uint64_t entries = copy ? header - 128 * 128 : 2 * SECTOR;
			uint64_t base = rows[i].at < SECTOR ? header : entries - SECTOR;

			put_le(&disk, base + rows[i].at, rows[i].value, rows[i].at >= 512 ? 1 : 4);
			if (rows[i].fix) {
				put_le(&disk, header + 16, 0, 4);
				put_le(&disk, header + 16, crc_of(disk.bytes + header, 92), 4);
			}
			if (copy)
				check_error(rows[i].row, &disk, NUMBER, PART_TABLE_BROKEN);
			else
				check(rows[i].row, &disk, NUMBER, guid, name, 100, 4);
		}
		free(disk.bytes);
	}
}

TEST(entry_off_the_disk_is_none)
{
	static const struct {
		const char *row;
		uint64_t first, last;
	} rows[] = {{"ends behind", 100, 2048},
		    {"begins behind", 2048, 2049},
		    {"backwards", 100, 99},
		    {"wraps around", 1, UINT64_MAX}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct disk disk = gpt(SECTOR, 128);

		put_entry(&disk, 2 * SECTOR + 128, rows[i].first, rows[i].last);
		put_header(&disk, 1, 2, ENTRIES, 128);
		check_error(rows[i].row, &disk, NUMBER, PART_TABLE_NO_ENTRY);
		free(disk.bytes);
	}
}

TEST(gpt_needs_its_protective_mbr)
{
	struct disk disk = gpt(SECTOR, 128);

	put_le(&disk, 446 + 8, 2, 4);
	check_error("it protects another sector", &disk, NUMBER, PART_TABLE_NONE);
	put_le(&disk, 446 + 8, 1, 4);
	put_slot(&disk, 0, 1, 0x83, 100, 4);
	check("a hybrid", &disk, NUMBER, guid, name, 100, 4);
	disk.bytes[446 + 16] = 1;
	check("a status that is none", &disk, NUMBER, guid, name, 100, 4);
	put_le(&disk, 510, 0, 2);
	check_error("no magic", &disk, NUMBER, PART_TABLE_NONE);
	free(disk.bytes);
}

/* Primary 1, extended 2 with 5, 6 and 7 in it, primary 4. */
static struct disk mbr(uint32_t sector)
{
	struct disk disk = blank(sector);

	put_le(&disk, 440, 0x0234abcd, 4);
	put_slot(&disk, 0, 0, 0x83, 10, 5);
	put_slot(&disk, 0, 1, 0x05, 20, 80);
	put_slot(&disk, 0, 3, 0x83, 110, 5);
	put_slot(&disk, 20, 0, 0x83, 1, 4);
	put_slot(&disk, 20, 1, 0x05, 20, 10);
	put_slot(&disk, 40, 0, 0x82, 2, 6);
	put_slot(&disk, 40, 1, 0x05, 40, 20);
	put_slot(&disk, 60, 0, 0x83, 3, 7);
	return disk;
}

TEST(partitions_of_an_mbr_are_numbered_as_by_the_kernel)
{
	static const struct {
		unsigned int number;
		const char *uuid;
		uint64_t start, size;
	} rows[] = {{1, "0234abcd-01", 10, 5},	{2, "0234abcd-02", 20, 80},
		    {4, "0234abcd-04", 110, 5}, {5, "0234abcd-05", 21, 4},
		    {6, "0234abcd-06", 42, 6},	{7, "0234abcd-07", 63, 7}};

	for (uint32_t sector = 512; sector <= 4096; sector *= 8) {
		struct disk disk = mbr(sector);

		for (size_t i = 0; i < COUNT(rows); i++)
			check(rows[i].uuid, &disk, rows[i].number, rows[i].uuid, "", rows[i].start,
			      rows[i].size);
		check_error("an empty slot", &disk, 3, PART_TABLE_NO_ENTRY);
		check_error("behind the last one", &disk, 8, PART_TABLE_NO_ENTRY);
		check_error("none", &disk, 0, PART_TABLE_NO_ENTRY);
		free(disk.bytes);
	}
}

TEST(number_is_hexadecimal_in_the_uuid)
{
	struct disk disk = blank(SECTOR);

	put_slot(&disk, 0, 0, 0x0f, 10, 500);
	for (unsigned int i = 0; i < 20; i++) {
		put_slot(&disk, 10 + 2 * i, 0, 0x83, 1, 1);
		put_slot(&disk, 10 + 2 * i, 1, 0x0f, 2 * i + 2, 2);
	}
	check("17", &disk, 17, "00000000-11", "", 35, 1);
	free(disk.bytes);
}

TEST(second_chain_counts_on)
{
	struct disk disk = mbr(SECTOR);

	put_slot(&disk, 0, 2, 0x85, 200, 20);
	put_slot(&disk, 200, 0, 0x83, 1, 2);
	check("8", &disk, 8, "0234abcd-08", "", 201, 2);
	put_le(&disk, 60 * SECTOR + 510, 0, 2);
	check("a chain that breaks off", &disk, 7, "0234abcd-07", "", 201, 2);
	free(disk.bytes);
}

TEST(rubbish_in_slots_three_and_four_is_no_partition)
{
	struct disk disk = mbr(SECTOR);

	put_slot(&disk, 20, 2, 0x83, 79, 2);
	check("ends outside", &disk, 6, "0234abcd-06", "", 42, 6);
	put_slot(&disk, 20, 2, 0x83, 70, 10);
	check("inside", &disk, 6, "0234abcd-06", "", 90, 10);
	free(disk.bytes);
}

TEST(chain_that_is_a_loop_ends)
{
	struct disk disk = mbr(SECTOR);

	put_slot(&disk, 60, 0, 0, 0, 0);
	put_slot(&disk, 60, 1, 0x05, 40, 10);
	check_error("a loop without partitions", &disk, 7, PART_TABLE_BROKEN);
	assert_int_equal(disk.windows, PART_TABLE_STEPS);
	put_slot(&disk, 20, 1, 0x05, 0, 10);
	check_error("a loop with one", &disk, 2000, PART_TABLE_BROKEN);
	put_slot(&disk, 20, 1, 0x05, 4000, 10);
	check_error("off the disk", &disk, 6, PART_TABLE_NO_ENTRY);
	free(disk.bytes);
}

TEST(partition_that_ends_behind_the_disk_is_cut)
{
	struct disk disk = mbr(SECTOR);

	put_slot(&disk, 0, 0, 0x83, 2000, 4000);
	check("cut", &disk, 1, "0234abcd-01", "", 2000, 48);
	put_slot(&disk, 0, 0, 0x83, 2048, 1);
	check_error("behind", &disk, 1, PART_TABLE_NO_ENTRY);
	free(disk.bytes);
}

TEST(head_of_a_file_system_is_no_mbr)
{
	struct disk disk = mbr(SECTOR);

	disk.bytes[446] = 0x80;
	check("active", &disk, 1, "0234abcd-01", "", 10, 5);
	disk.bytes[446 + 48] = 'A';
	check_error("text where a slot's status is", &disk, 1, PART_TABLE_NONE);
	free(disk.bytes);
}

TEST(odd_sectors_are_refused)
{
	static const struct {
		const char *row;
		uint32_t sector;
		uint64_t size;
	} rows[] = {{"none", 0, DISK},	{"256", 256, DISK},	{"8192", 8192, DISK},
		    {"513", 513, DISK}, {"of no size", 512, 0}, {"one sector", 4096, 8191}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct part_table table;

		fill_untouched(&table);
		expect_int(rows[i].row, part_table_start(1, rows[i].sector, rows[i].size, &table),
			   PART_TABLE_SECTOR);
		expect_untouched(rows[i].row, &table);
	}
}

TEST(disk_that_can_be_read_in_part_is_read_inside_its_bounds)
{
	struct disk disks[] = {gpt(SECTOR, 128), mbr(SECTOR)};

	for (size_t i = 0; i < COUNT(disks); i++) {
		for (size_t size = 0; size <= 64 * SECTOR; size += 61) {
			struct part_table table;
			int error = find_in(&disks[i], size, i ? 7 : NUMBER, &table);

			expect_true("whole or an error", !error || error <= PART_TABLE_NO_ENTRY);
			if (size < 2 * SECTOR)
				expect_int("no two sectors", error, PART_TABLE_NONE);
		}
		free(disks[i].bytes);
	}
}

TEST(every_error_has_a_text_of_its_own)
{
	expect_distinct_texts(part_table_strerror, PART_TABLE_SECTOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_of_a_gpt_is_found),
		cmocka_unit_test(broken_copy_is_not_used),
		cmocka_unit_test(entry_off_the_disk_is_none),
		cmocka_unit_test(gpt_needs_its_protective_mbr),
		cmocka_unit_test(partitions_of_an_mbr_are_numbered_as_by_the_kernel),
		cmocka_unit_test(number_is_hexadecimal_in_the_uuid),
		cmocka_unit_test(second_chain_counts_on),
		cmocka_unit_test(rubbish_in_slots_three_and_four_is_no_partition),
		cmocka_unit_test(chain_that_is_a_loop_ends),
		cmocka_unit_test(partition_that_ends_behind_the_disk_is_cut),
		cmocka_unit_test(head_of_a_file_system_is_no_mbr),
		cmocka_unit_test(odd_sectors_are_refused),
		cmocka_unit_test(disk_that_can_be_read_in_part_is_read_inside_its_bounds),
		cmocka_unit_test(every_error_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

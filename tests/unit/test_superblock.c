/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/superblock.h: the byte order of UUIDs, labels that fill their field,
 * journals that wait, and reads that stay inside what was given. What the real
 * mkfs programs write is compared with blkid in tests/unit/images.
 */
#include <stdio.h>

#include "mdev-rules/superblock.h"
#include "tests/unit/unit.h"

static const uint8_t plain_uuid[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
				       0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
static const char plain_uuid_text[] = "00112233-4455-6677-8899-aabbccddeeff";

enum {
	EXT_AT = 1024, /* Documentation/filesystems/ext4/super.rst */
	EXT_MAGIC = EXT_AT + 0x38,
	EXT_COMPAT = EXT_AT + 0x5c,   /* HAS_JOURNAL 4 */
	EXT_INCOMPAT = EXT_AT + 0x60, /* RECOVER 4, EXTENTS 0x40 */
	EXT_UUID = EXT_AT + 0x68,
	EXT_LABEL = EXT_AT + 0x78,
};

/* The first window, as the heads of file systems are laid into it. */
struct head {
	uint8_t bytes[WINDOW_MAX];
};

static void put(struct head *head, size_t at, const void *bytes, size_t len)
{
	memcpy(head->bytes + at, bytes, len);
}

static struct head ext4(void)
{
	struct head head = {{0}};

	put(&head, EXT_MAGIC, "\x53\xef", 2);
	head.bytes[EXT_AT + 0x3a] = 1; /* cleanly unmounted */
	head.bytes[EXT_AT + 0x4c] = 1; /* dynamic revision */
	head.bytes[EXT_COMPAT] = 0x04;
	head.bytes[EXT_INCOMPAT] = 0x40;
	put(&head, EXT_UUID, plain_uuid, 16);
	put(&head, EXT_LABEL, "root", 5);
	return head;
}

static struct superblock read_head(const char *name, const struct head *head)
{
	uint8_t *buf = heap_bytes(head->bytes, sizeof(head->bytes));
	struct superblock found;

	fill_untouched(&found);
	expect_int(name, superblock_parse(buf, sizeof(head->bytes), 0, &found), 0);
	free(buf);
	return found;
}

static void check_unknown(const char *name, const void *bytes, size_t len, uint64_t offset)
{
	uint8_t *buf = heap_bytes(bytes, len);
	struct superblock found;

	fill_untouched(&found);
	expect_int(name, superblock_parse(buf, len, offset, &found), SUPERBLOCK_UNKNOWN);
	expect_untouched(name, &found);
	free(buf);
}

TEST(uuid_is_printed_in_the_order_of_its_bytes)
{
	struct head head = ext4();
	struct superblock found = read_head("ext4", &head);

	assert_string_equal(found.type, "ext4");
	assert_string_equal(found.uuid, plain_uuid_text);
	assert_string_equal(found.label, "root");
	assert_false(found.dirty);
}

TEST(serial_number_of_fat_is_little_endian)
{
	struct head head = {{0}};
	struct superblock found;

	put(&head, 0, "\xeb\x58\x90mkfs.fat", 11);
	put(&head, 11, "\x00\x02\x01\x20\x00\x02\x00\x00\x00\x00\xf8\x00\x00", 13);
	put(&head, 32, "\x00\x00\x02\x00\xf2\x03\x00\x00", 8);
	put(&head, 44, "\x02", 1);
	put(&head, 66, "\x29\x34\x12\xcd\xabNO NAME    FAT32   ", 24);
	put(&head, 510, "\x55\xaa", 2);
	found = read_head("FAT32", &head);
	assert_string_equal(found.type, "vfat");
	assert_string_equal(found.uuid, "ABCD-1234");
}

TEST(uuid_of_zeros_is_no_uuid)
{
	struct head head = ext4();
	static const uint8_t zeros[16];

	put(&head, EXT_UUID, zeros, 16);
	assert_string_equal(read_head("zeros", &head).uuid, "");
}

TEST(label_that_fills_its_field_is_ended)
{
	struct head head = ext4();

	put(&head, EXT_LABEL, "0123456789abcdefBEHIND", 22);
	assert_string_equal(read_head("full", &head).label, "0123456789abcdef");
	put(&head, EXT_LABEL, "", 1);
	assert_string_equal(read_head("empty", &head).label, "");
}

TEST(ext_versions_are_told_apart_by_their_features)
{
	struct head head = ext4();

	head.bytes[EXT_INCOMPAT] = 0;
	assert_string_equal(read_head("journal only", &head).type, "ext3");
	head.bytes[EXT_COMPAT] = 0;
	assert_string_equal(read_head("nothing", &head).type, "ext2");
	head.bytes[EXT_INCOMPAT] = 0x40;
	assert_string_equal(read_head("extents without journal", &head).type, "ext4");
}

TEST(journal_that_waits_to_be_replayed_is_dirty)
{
	struct head head = ext4();

	head.bytes[EXT_INCOMPAT] |= 0x04;
	assert_true(read_head("ext4", &head).dirty);
	head.bytes[EXT_INCOMPAT] = 0x04;
	assert_true(read_head("ext3", &head).dirty);
}

TEST(journal_device_is_no_file_system)
{
	struct head head = ext4();

	head.bytes[EXT_INCOMPAT] = 0x08;
	check_unknown("jbd", head.bytes, sizeof(head.bytes), 0);
}

TEST(swap_area_is_found)
{
	struct head head = {{0}};
	struct superblock found;

	put(&head, 4096 - 10, "SWAPSPACE2", 10);
	put(&head, 1024, "\1\0\0\0\xff\0\0\0", 8);
	put(&head, 1024 + 12, plain_uuid, 16);
	put(&head, 1024 + 28, "spare", 6);
	found = read_head("swap", &head);
	assert_string_equal(found.type, "swap");
	assert_string_equal(found.uuid, plain_uuid_text);
	assert_string_equal(found.label, "spare");
}

TEST(magic_in_another_place_is_unknown)
{
	struct head head = {{0}};

	put(&head, EXT_MAGIC + 1, "\x53\xef", 2);
	put(&head, 512, "XFSB", 4);
	put(&head, 7, "hsqs", 4);
	put(&head, 4000, "SWAPSPACE2", 10);
	check_unknown("elsewhere", head.bytes, sizeof(head.bytes), 0);
}

TEST(partition_table_alone_is_no_fat)
{
	struct head head = {{0}};

	put(&head, 446, "\x80\x20\x21\x00\x83\xdf\x13\x0c\x00\x08\x00\x00\x00\x20\x03\x00", 16);
	put(&head, 510, "\x55\xaa", 2);
	check_unknown("mbr", head.bytes, sizeof(head.bytes), 0);
}

TEST(zeros_and_nothing_are_unknown)
{
	static const struct head zeros;

	for (size_t i = 0; i < SUPERBLOCK_WINDOWS; i++) {
		check_unknown("zeros", zeros.bytes, superblock_windows[i].len,
			      superblock_windows[i].offset);
		check_unknown("nothing", "", 0, superblock_windows[i].offset);
		check_unknown("a byte", "\xff", 1, superblock_windows[i].offset);
	}
}

TEST(windows_fit_their_buffer)
{
	for (size_t i = 0; i < SUPERBLOCK_WINDOWS; i++) {
		assert_in_range(superblock_windows[i].len, 1, WINDOW_MAX);
		assert_int_equal(superblock_windows[i].offset % 512, 0);
	}
	assert_int_equal(superblock_windows[0].offset, 0);
}

TEST(every_prefix_is_read_inside_its_bounds)
{
	struct head head = ext4();

	for (size_t len = 0; len <= sizeof(head.bytes); len++) {
		uint8_t *buf = heap_bytes(head.bytes, len);
		struct superblock found;

		fill_untouched(&found);
		if (superblock_parse(buf, len, 0, &found) != 0)
			expect_untouched("prefix", &found);
		else
			assert_string_equal(found.type, "ext4");
		free(buf);
	}
}

TEST(bytes_of_another_window_are_not_taken_for_the_first)
{
	struct head head = ext4();

	for (size_t i = 1; i < SUPERBLOCK_WINDOWS; i++)
		check_unknown("ext4 elsewhere", head.bytes, superblock_windows[i].len,
			      superblock_windows[i].offset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uuid_is_printed_in_the_order_of_its_bytes),
		cmocka_unit_test(serial_number_of_fat_is_little_endian),
		cmocka_unit_test(uuid_of_zeros_is_no_uuid),
		cmocka_unit_test(label_that_fills_its_field_is_ended),
		cmocka_unit_test(ext_versions_are_told_apart_by_their_features),
		cmocka_unit_test(journal_that_waits_to_be_replayed_is_dirty),
		cmocka_unit_test(journal_device_is_no_file_system),
		cmocka_unit_test(swap_area_is_found),
		cmocka_unit_test(magic_in_another_place_is_unknown),
		cmocka_unit_test(partition_table_alone_is_no_fat),
		cmocka_unit_test(zeros_and_nothing_are_unknown),
		cmocka_unit_test(windows_fit_their_buffer),
		cmocka_unit_test(every_prefix_is_read_inside_its_bounds),
		cmocka_unit_test(bytes_of_another_window_are_not_taken_for_the_first),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/superblock_probe.h: which windows of a device are wanted, and members of a RAID. What
 * the real mkfs programs write is compared with blkid in tests/unit/images.
 */
#include "mdev-rules/superblock_probe.h"
#include "tests/unit/unit.h"

enum { DEVICE = 1 << 20, EXT_MAGIC = 1024 + 0x38 };

/* Reads a device of zeros but for what is put at the two places; counts windows. */
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

static struct superblock probe(struct device *device, uint64_t size)
{
	struct superblock_probe probe;

	superblock_probe_start(&probe, size);
	for (device->windows = 0; probe.want.len; device->windows++) {
		uint64_t at = probe.want.offset < size ? probe.want.offset : size;
		size_t len = size - at < probe.want.len ? size - at : probe.want.len;
		uint8_t *buf = heap_bytes(device->bytes + at, len);

		assert_in_range(probe.want.len, 1, WINDOW_MAX);
		superblock_probe_take(&probe, buf, len);
		free(buf);
	}
	return probe.sb;
}

static void put_ext2(struct device *device)
{
	memcpy(device->bytes + EXT_MAGIC, "\x53\xef", 2);
	memset(device->bytes + 1024 + 0x68, 0x11, 16);
}

static const char md[] = "\xfc\x4e\x2b\xa9";

TEST(empty_device_is_read_in_three_windows)
{
	struct device *device = blank();

	assert_null(probe(device, DEVICE).type);
	assert_int_equal(device->windows, SUPERBLOCK_WINDOWS);
	assert_null(probe(device, 0).type);
	assert_int_equal(device->windows, 1);
	free(device);
}

TEST(end_is_looked_at_where_a_file_system_begins)
{
	struct device *device = blank();

	put_ext2(device);
	assert_string_equal(probe(device, DEVICE).type, "ext2");
	assert_int_equal(device->windows, 3);
	assert_string_equal(probe(device, 131071).type, "ext2");
	assert_int_equal(device->windows, 1);
	free(device);
}

TEST(member_of_a_raid_is_no_file_system)
{
	static const struct {
		const char *row;
		uint64_t size;
		uint32_t at;
		uint8_t version;
		bool found;
	} rows[] = {
		{"1.1", DEVICE, 0, 1, true},
		{"1.2", DEVICE, 4096, 1, true},
		{"1.0", DEVICE, DEVICE - 8192, 1, true},
		{"1.0, size no multiple of 4096", DEVICE - 512, DEVICE - 12288, 1, true},
		{"1.0, a sector before", DEVICE, DEVICE - 8192 - 512, 1, false},
		{"0.90", DEVICE, DEVICE - 65536, 0, true},
		{"0.90, size no multiple of 65536", DEVICE - 512, DEVICE - 131072, 0, true},
		{"0.90, at the end itself", DEVICE, DEVICE - 4096, 0, false},
		{"of a version that is none", DEVICE, DEVICE - 8192, 2, false},
		{"0.90 at the start", DEVICE, 0, 0, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct device *device = blank();
		struct superblock found;

		put_ext2(device);
		memcpy(device->bytes + rows[i].at, md, 4);
		device->bytes[rows[i].at + 4] = rows[i].version;
		memset(device->bytes + rows[i].at + 16, 0x22, 16);
		found = probe(device, rows[i].size);
		expect_text(rows[i].row, found.type, rows[i].found ? "linux_raid_member" : "ext2");
		expect_int(rows[i].row, found.usage,
			   rows[i].found ? SUPERBLOCK_RAID : SUPERBLOCK_FILESYSTEM);
		if (rows[i].found)
			expect_true(rows[i].row, strncmp(found.uuid, "22222222-", 9) == 0);
		free(device);
	}
}

TEST(uuid_of_an_old_array_is_four_numbers)
{
	struct device *device = blank();
	uint8_t *sb = device->bytes + DEVICE - 65536;

	put_ext2(device);
	memcpy(sb, md, 4);
	memcpy(sb + 20, "\x04\x03\x02\x01", 4);
	memcpy(sb + 52, "\x14\x13\x12\x11\x24\x23\x22\x21\x34\x33\x32\x31", 12);
	assert_string_equal(probe(device, DEVICE).uuid, "01020304-1112-1314-2122-232431323334");
	assert_string_equal(probe(device, DEVICE).label, "");
	free(device);
}

TEST(luks_and_lvm_are_told_by_their_heads)
{
	struct device *device = blank();
	struct superblock found;

	memcpy(device->bytes, "LUKS\xba\xbe\0\2", 8);
	memcpy(device->bytes + 0x18, "secret", 6);
	found = probe(device, DEVICE);
	assert_string_equal(found.type, "crypto_LUKS");
	assert_string_equal(found.label, "secret");
	assert_int_equal(found.usage, SUPERBLOCK_CRYPTO);
	assert_int_equal(device->windows, 1);
	memcpy(device->bytes + 512, "LABELONE", 8);
	memcpy(device->bytes + 512 + 24, "LVM2 001ABCDEFghijklMNOPqrstUVWXyz012345", 40);
	found = probe(device, DEVICE);
	assert_string_equal(found.type, "LVM2_member");
	assert_string_equal(found.uuid, "ABCDEF-ghij-klMN-OPqr-stUV-WXyz-012345");
	assert_int_equal(found.usage, SUPERBLOCK_RAID);
	free(device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_device_is_read_in_three_windows),
		cmocka_unit_test(end_is_looked_at_where_a_file_system_begins),
		cmocka_unit_test(member_of_a_raid_is_no_file_system),
		cmocka_unit_test(uuid_of_an_old_array_is_four_numbers),
		cmocka_unit_test(luks_and_lvm_are_told_by_their_heads),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/dev_spec.h: the ways to name a root device, and a reason for each that is
 * not one. Rows 8 and 27 of the shell script's defects: a UUID is split at the
 * first '=', and there is no default device.
 */
#include "init/dev_spec.h"
#include "tests/unit/unit.h"

static void check_text(const char *text, enum dev_spec_kind kind, const char *expected)
{
	char *copy = heap_text(text);
	struct dev_spec spec;

	fill_untouched(&spec);
	expect_int(text, dev_spec_parse(copy, &spec), 0);
	expect_int(text, spec.kind, kind);
	expect_text(text, spec.text, expected);
	expect_true(text, spec.text >= copy && spec.text <= copy + strlen(text));
	expect_int(text, spec.text_len, strlen(expected));
	expect_int(text, spec.offset, 0);
	free(copy);
}

static void check_partuuid(const char *text, const char *uuid, int offset)
{
	char *copy = heap_text(text);
	struct dev_spec spec;

	fill_untouched(&spec);
	expect_int(text, dev_spec_parse(copy, &spec), 0);
	expect_int(text, spec.kind, DEV_SPEC_PARTUUID);
	expect_int(text, spec.text_len, strlen(uuid));
	expect_true(text, strncmp(spec.text, uuid, spec.text_len) == 0);
	expect_int(text, spec.offset, offset);
	free(copy);
}

static void check_number(const char *text, uint32_t major, uint32_t minor)
{
	char *copy = heap_text(text);
	struct dev_spec spec;

	fill_untouched(&spec);
	expect_int(text, dev_spec_parse(copy, &spec), 0);
	expect_int(text, spec.kind, DEV_SPEC_NUMBER);
	expect_text(text, spec.text, NULL);
	expect_int(text, spec.major, major);
	expect_int(text, spec.minor, minor);
	free(copy);
}

static void check_refused(const char *text, int error)
{
	char *copy = heap_text(text);
	struct dev_spec spec;

	fill_untouched(&spec);
	expect_int(text, dev_spec_parse(copy, &spec), error);
	expect_untouched(text, &spec);
	free(copy);
}

TEST(path_below_dev_is_kept_whole)
{
	check_text("/dev/sda", DEV_SPEC_PATH, "/dev/sda");
	check_text("/dev/vda1", DEV_SPEC_PATH, "/dev/vda1");
	check_text("/dev/nvme0n1p2", DEV_SPEC_PATH, "/dev/nvme0n1p2");
	check_text("/dev/mapper/vg-root", DEV_SPEC_PATH, "/dev/mapper/vg-root");
	check_text("/dev/nfsd", DEV_SPEC_PATH, "/dev/nfsd");
}

TEST(uuid_is_what_stands_behind_the_first_equals_sign)
{
	check_text("UUID=3f1c", DEV_SPEC_UUID, "3f1c");
	check_text("UUID=6e6fa0f7-3d9f-4d8f-a9d1-5d4c7ae1f0b6", DEV_SPEC_UUID,
		   "6e6fa0f7-3d9f-4d8f-a9d1-5d4c7ae1f0b6");
	check_text("UUID=ABCD-1234", DEV_SPEC_UUID, "ABCD-1234");
}

TEST(uuid_is_of_hex_digits)
{
	check_text("UUID=2026-11-28-10-49-36-00", DEV_SPEC_UUID, "2026-11-28-10-49-36-00");
	check_text("UUID=0123456789ABCDEF", DEV_SPEC_UUID, "0123456789ABCDEF");
	check_refused("UUID=xyz", DEV_SPEC_BAD_UUID);
	check_refused("UUID=3f1c ", DEV_SPEC_BAD_UUID);
	check_refused("UUID=\"3f1c\"", DEV_SPEC_BAD_UUID);
	check_refused("UUID=3f1c/PARTNROFF=1", DEV_SPEC_BAD_UUID);
	check_refused("PARTUUID=root", DEV_SPEC_BAD_UUID);
	check_refused("PARTUUID=1234-0g/PARTNROFF=1", DEV_SPEC_BAD_UUID);
}

TEST(label_may_hold_anything)
{
	check_text("LABEL=root", DEV_SPEC_LABEL, "root");
	check_text("LABEL=my disk", DEV_SPEC_LABEL, "my disk");
	check_text("LABEL=a=b", DEV_SPEC_LABEL, "a=b");
	check_text("LABEL=UUID=x", DEV_SPEC_LABEL, "UUID=x");
	check_text("LABEL=/", DEV_SPEC_LABEL, "/");
	check_text("LABEL=8:1", DEV_SPEC_LABEL, "8:1");
	check_text("LABEL=gr\xc3\xbcn", DEV_SPEC_LABEL, "gr\xc3\xbcn");
}

TEST(major_and_minor_are_decimal)
{
	check_number("8:1", 8, 1);
	check_number("254:16", 254, 16);
	check_number("259:0", 259, 0);
	check_number("4095:1048575", 4095, 1048575);
}

TEST(hex_number_is_split_as_the_kernel_does)
{
	check_number("801", 8, 1);
	check_number("0x801", 8, 1);
	check_number("fe10", 254, 16);
	check_number("FE10", 254, 16);
	check_number("0xfE10", 254, 16);
	check_number("0801", 8, 1);
	check_number("11032c", 259, 300);
	check_number("0x11032c", 259, 300);
	check_number("ffffffff", 4095, 1048575);
}

TEST(empty_value_is_refused)
{
	check_refused("", DEV_SPEC_EMPTY);
	check_refused("UUID=", DEV_SPEC_EMPTY);
	check_refused("LABEL=", DEV_SPEC_EMPTY);
	check_refused("PARTUUID=", DEV_SPEC_EMPTY);
	check_refused("PARTLABEL=", DEV_SPEC_EMPTY);
}

TEST(partition_is_named_by_its_table)
{
	check_text("PARTUUID=1234abcd-01", DEV_SPEC_PARTUUID, "1234abcd-01");
	check_text("PARTUUID=3F1C", DEV_SPEC_PARTUUID, "3F1C");
	check_text("PARTLABEL=root", DEV_SPEC_PARTLABEL, "root");
	check_text("PARTLABEL=a/PARTNROFF=1", DEV_SPEC_PARTLABEL, "a/PARTNROFF=1");
	check_text("LABEL=PARTUUID=1", DEV_SPEC_LABEL, "PARTUUID=1");
}

TEST(partition_is_counted_from_another)
{
	check_partuuid("PARTUUID=1234-01/PARTNROFF=1", "1234-01", 1);
	check_partuuid("PARTUUID=1234-01/PARTNROFF=0", "1234-01", 0);
	check_partuuid("PARTUUID=1234-01/PARTNROFF=-2", "1234-01", -2);
	check_partuuid("PARTUUID=1234-01/PARTNROFF=255", "1234-01", 255);
}

TEST(bad_offsets_are_refused)
{
	check_refused("PARTUUID=1234-01/", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/PARTNROFF", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/PARTNROFF=", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/PARTNROFF=x", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/PARTNROFF=1x", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/PARTNROFF=256", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/PARTNROFF=1/PARTNROFF=1", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=1234-01/partnroff=1", DEV_SPEC_BAD_OFFSET);
	check_refused("PARTUUID=/PARTNROFF=1", DEV_SPEC_EMPTY);
}

TEST(link_is_what_it_says)
{
	check_text("/dev/disk/by-uuid/ABCD-1234", DEV_SPEC_LINK, "by-uuid/ABCD-1234");
	check_text("/dev/disk/by-label/a\\x20b", DEV_SPEC_LINK, "by-label/a\\x20b");
	check_text("/dev/disk/by-partuuid/1-01", DEV_SPEC_LINK, "by-partuuid/1-01");
	check_text("/dev/disk/by-partlabel/root", DEV_SPEC_LINK, "by-partlabel/root");
	check_text("/dev/disk/by-id/virtio-1", DEV_SPEC_LINK, "by-id/virtio-1");
	check_text("/dev/disk/by-path/pci-0", DEV_SPEC_LINK, "by-path/pci-0");
}

TEST(other_links_are_paths)
{
	check_text("/dev/disk/by-diskseq/1", DEV_SPEC_PATH, "/dev/disk/by-diskseq/1");
	check_text("/dev/disk/by-id/", DEV_SPEC_PATH, "/dev/disk/by-id/");
	check_text("/dev/disk/by-id/a/b", DEV_SPEC_PATH, "/dev/disk/by-id/a/b");
	check_refused("/dev/disk/by-id/..", DEV_SPEC_NOT_IN_DEV);
}

TEST(network_roots_are_refused)
{
	check_refused("/dev/nfs", DEV_SPEC_NETWORK);
	check_refused("/dev/cifs", DEV_SPEC_NETWORK);
	check_refused("nfs:10.0.0.1:/srv/root", DEV_SPEC_NETWORK);
	check_refused("nfs:", DEV_SPEC_NETWORK);
	check_refused("//server/share", DEV_SPEC_NETWORK);
}

TEST(path_outside_dev_is_refused)
{
	check_refused("/", DEV_SPEC_NOT_IN_DEV);
	check_refused("/mnt/disk.img", DEV_SPEC_NOT_IN_DEV);
	check_refused("/devices/sda", DEV_SPEC_NOT_IN_DEV);
	check_refused("/devsda", DEV_SPEC_NOT_IN_DEV);
	check_refused("/dev", DEV_SPEC_NOT_IN_DEV);
	check_refused("sda1", DEV_SPEC_NOT_IN_DEV);
	check_refused("vda", DEV_SPEC_NOT_IN_DEV);
}

TEST(path_that_leaves_dev_again_is_refused)
{
	check_refused("/dev/../etc/passwd", DEV_SPEC_NOT_IN_DEV);
	check_refused("/dev/x/../../etc/passwd", DEV_SPEC_NOT_IN_DEV);
}

TEST(bad_numbers_are_refused)
{
	check_refused("8:", DEV_SPEC_BAD_NUMBER);
	check_refused(":1", DEV_SPEC_BAD_NUMBER);
	check_refused("8:x", DEV_SPEC_BAD_NUMBER);
	check_refused("8:-1", DEV_SPEC_BAD_NUMBER);
	check_refused("8: 1", DEV_SPEC_BAD_NUMBER);
	check_refused("8:1:2", DEV_SPEC_BAD_NUMBER);
	check_refused("4096:0", DEV_SPEC_BAD_NUMBER);
	check_refused("0:1048576", DEV_SPEC_BAD_NUMBER);
	check_refused("8:4294967297", DEV_SPEC_BAD_NUMBER);
	check_refused("0x", DEV_SPEC_BAD_NUMBER);
	check_refused("0x100000000", DEV_SPEC_BAD_NUMBER);
	check_refused("100000000", DEV_SPEC_BAD_NUMBER);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(dev_spec_strerror, DEV_SPEC_BAD_NUMBER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path_below_dev_is_kept_whole),
		cmocka_unit_test(uuid_is_what_stands_behind_the_first_equals_sign),
		cmocka_unit_test(uuid_is_of_hex_digits),
		cmocka_unit_test(label_may_hold_anything),
		cmocka_unit_test(major_and_minor_are_decimal),
		cmocka_unit_test(hex_number_is_split_as_the_kernel_does),
		cmocka_unit_test(empty_value_is_refused),
		cmocka_unit_test(partition_is_named_by_its_table),
		cmocka_unit_test(partition_is_counted_from_another),
		cmocka_unit_test(bad_offsets_are_refused),
		cmocka_unit_test(link_is_what_it_says),
		cmocka_unit_test(other_links_are_paths),
		cmocka_unit_test(network_roots_are_refused),
		cmocka_unit_test(path_outside_dev_is_refused),
		cmocka_unit_test(path_that_leaves_dev_again_is_refused),
		cmocka_unit_test(bad_numbers_are_refused),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/disk_names.h and disk_path.h: names as udev's rules give them, for disks of
 * each bus, and what a disk may say of itself to get a name that it should not have.
 */
#include <stdio.h>

#include "mdev-rules/disk_names.h"
#include "tests/unit/unit.h"

static struct disk_names make(const struct disk_facts *facts)
{
	struct disk_names names;

	fill_untouched(&names);
	disk_names_make(facts, &names);
	assert_in_range(names.count, 0, DISK_NAMES_MAX);
	return names;
}

/* All names, in their order, each followed by a newline. */
static void check(const char *row, const struct disk_facts *facts, const char *expected)
{
	struct disk_names names = make(facts);
	char text[DISK_NAMES_MAX * (DISK_NAME_SIZE + 1) + 1] = "";

	for (unsigned int i = 0; i < names.count; i++) {
		strcat(text, names.list[i]);
		strcat(text, "\n");
	}
	expect_text(row, text, expected);
}

TEST(content_gives_uuid_and_label)
{
	struct superblock sb = {.type = "ext4", .uuid = "ab-cd", .label = "root"};
	struct disk_facts facts = {.disk = "dm-0", .superblock = &sb};

	check("ext4", &facts, "by-uuid/ab-cd\nby-label/root\n");
	sb.usage = SUPERBLOCK_SWAP;
	check("swap", &facts, "by-uuid/ab-cd\nby-label/root\n");
	sb.usage = SUPERBLOCK_CRYPTO;
	check("LUKS", &facts, "by-uuid/ab-cd\nby-label/root\n");
	sb.usage = SUPERBLOCK_RAID;
	check("a member of a RAID", &facts, "");
	sb = (struct superblock){.type = "squashfs"};
	check("neither", &facts, "");
	sb = (struct superblock){.uuid = "x"};
	check("nothing known", &facts, "");
}

TEST(labels_are_escaped_as_udev_does)
{
	static const char *const rows[][2] = {
		{"a b", "a\\x20b"},
		{"a/b", "a\\x2fb"},
		{"../../etc/passwd", "..\\x2f..\\x2fetc\\x2fpasswd"},
		{"\\x20", "\\x5cx20"},
		{"#+-.:=@_09azAZ", "#+-.:=@_09azAZ"},
		{"!\"$%&'()*,;<>?[]^`{|}~", "\\x21\\x22\\x24\\x25\\x26\\x27\\x28\\x29\\x2a"
					    "\\x2c\\x3b\\x3c\\x3e\\x3f\\x5b\\x5d\\x5e\\x60"
					    "\\x7b\\x7c\\x7d\\x7e"},
		{"Gr\xc3\xbcn \xe2\x98\x83", "Gr\xc3\xbcn\\x20\xe2\x98\x83"},
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
		{"\xfc", "\\xfc"},
		{"\xc3", "\\xc3"},
		{"\xc3(", "\\xc3\\x28"},
		{"\xc0\xaf", "\\xc0\\xaf"},
		{"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
		{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
		{"\xef\xbf\xbf", "\\xef\\xbf\\xbf"},
		{"\n\t\x7f", "\\x0a\\x09\\x7f"},
		{"...", "..."},
		{".", NULL},
		{"..", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct superblock sb = {.type = "ext4"};
		struct disk_facts facts = {.disk = "sda", .superblock = &sb};
		struct disk_names names;

		strcpy(sb.label, rows[i][0]);
		names = make(&facts);
		expect_int(rows[i][0], names.count, rows[i][1] != NULL);
		if (rows[i][1])
			expect_text(rows[i][0], names.list[0] + strlen("by-label/"), rows[i][1]);
	}
}

TEST(name_that_is_too_long_is_left_out)
{
	enum { ROOM = DISK_NAME_SIZE - 1 - 9 /* by-label/ */ };
	struct superblock sb = {.type = "f2fs"};
	struct disk_facts facts = {.disk = "sda", .superblock = &sb};

	memset(sb.label, 'a', ROOM);
	assert_int_equal(make(&facts).count, 1);
	assert_int_equal(strlen(make(&facts).list[0]), DISK_NAME_SIZE - 1);
	sb.label[ROOM] = 'a';
	assert_int_equal(make(&facts).count, 0);
	memset(sb.label, ' ', ROOM / 4 + 1);
	memset(sb.label + ROOM / 4 + 1, 0, ROOM);
	assert_int_equal(make(&facts).count, 0);
	memset(sb.label, 'a', sizeof(sb.label) - 1);
	assert_int_equal(make(&facts).count, 0);
}

TEST(partition_has_the_names_of_its_table)
{
	struct part_entry entry = {.uuid = "1234abcd-05", .label = "EFI System"};
	struct disk_facts facts = {.disk = "loop0", .number = 5, .entry = &entry};

	check("both", &facts, "by-partuuid/1234abcd-05\nby-partlabel/EFI\\x20System\n");
	strcpy(entry.uuid, "00000000-05");
	check("no signature", &facts, "by-partlabel/EFI\\x20System\n");
	strcpy(entry.uuid, "00000000-0516-4718-9920-a1b2c3d4e5f6");
	entry.label[0] = '\0';
	check("a GUID that begins so", &facts,
	      "by-partuuid/00000000-0516-4718-9920-a1b2c3d4e5f6\n");
	facts.number = 0;
	check("a whole disk", &facts, "");
}

#define PCI                                                                                        \
	{"virtio0", "virtio"}, {"0000:00:04.0", "pci"},                                            \
	{                                                                                          \
		"pci0000:00", ""                                                                   \
	}

TEST(virtio_disk_is_named_by_serial_and_place)
{
	struct disk_facts facts = {
		.disk = "vda",
		.serial = " disk  0/1 ",
		.path = {.count = 4, .parents = {{"block", ""}, PCI}},
	};

	check("disk", &facts,
	      "by-id/virtio-disk_0_1\nby-path/pci-0000:00:04.0\nby-path/virtio-pci-0000:00:04.0\n");
	facts.number = 15;
	check("partition", &facts,
	      "by-id/virtio-disk_0_1-part15\nby-path/pci-0000:00:04.0-part15\n"
	      "by-path/virtio-pci-0000:00:04.0-part15\n");
	facts.serial = "";
	facts.number = 0;
	check("no serial", &facts, "by-path/pci-0000:00:04.0\nby-path/virtio-pci-0000:00:04.0\n");
	facts.path = (struct disk_path){
		.count = 2,
		.parents = {{"virtio1", "virtio"}, {"a003e00.virtio_mmio", "platform"}}};
	check("without PCI", &facts, "by-path/platform-a003e00.virtio_mmio\n");
}

TEST(nvme_is_named_by_namespace)
{
	struct disk_facts facts = {
		.disk = "nvme0n1",
		.number = 2,
		.wwid = "eui.0025385b71b06d2a",
		.nsid = "1",
		.model = "Samsung SSD 970 EVO Plus  500GB         ",
		.serial = "S4EVNX0M    ",
		.path = {.count = 5,
			 .nsid = "1",
			 .parents = {{"nvme0", "nvme"},
				     {"nvme", ""},
				     {"0000:01:00.0", "pci"},
				     {"0000:00:1d.0", "pci"},
				     {"pci0000:00", ""}}},
	};

	check("nvme", &facts,
	      "by-id/nvme-eui.0025385b71b06d2a-part2\n"
	      "by-id/nvme-Samsung_SSD_970_EVO_Plus_500GB_S4EVNX0M-part2\n"
	      "by-id/nvme-Samsung_SSD_970_EVO_Plus_500GB_S4EVNX0M_1-part2\n"
	      "by-path/pci-0000:01:00.0-nvme-1-part2\n");
}

/* A page 89h with these strings, each filled with blanks, the bytes of each word swapped. */
static void put_ata(uint8_t page[572], const char *model, const char *serial)
{
	memset(page, ' ', 572);
	for (size_t i = 0; model[i]; i++)
		page[60 + 54 + (i ^ 1)] = (uint8_t)model[i];
	for (size_t i = 0; serial[i]; i++)
		page[60 + 20 + (i ^ 1)] = (uint8_t)serial[i];
}

#define ATA_PARENTS                                                                                \
	{                                                                                          \
		{"block", ""}, {"1:0:0:0", "scsi"}, {"target1:0:0", "scsi"}, {"host1", "scsi"},    \
			{"ata2", ""}, {"0000:00:1f.2", "pci"},                                     \
		{                                                                                  \
			"pci0000:00", ""                                                           \
		}                                                                                  \
	}

static const uint8_t naa5[] = "\0\x83\0\x1c" /* T10 first, then NAA 5, then one of a port */
			      "\2\1\0\4ABCD"
			      "\1\3\0\x8\x50\0\xc5\0\xa1\xb2\xc3\xd4"
			      "\1\x93\0\4\x60\1\2\3";

TEST(ata_disk_is_named_by_model_serial_and_number)
{
	uint8_t page[572];
	struct disk_facts facts = {
		.disk = "sda",
		.vendor = "ATA     ",
		.model = "QEMU HARDDISK   ",
		.vpd83 = {naa5, sizeof(naa5) - 1},
		.vpd89 = {page, sizeof(page)},
		.path = {.count = 7, .parents = ATA_PARENTS, .first_host = 0, .ata_port = "2"},
	};

	put_ata(page, "QEMU HARDDISK of 40 characters in whole", "QM00001");
	check("ATA", &facts,
	      "by-id/ata-QEMU_HARDDISK_of_40_characters_in_whole_QM00001\n"
	      "by-id/wwn-0x5000c500a1b2c3d4\n"
	      "by-path/pci-0000:00:1f.2-ata-2.0\nby-path/pci-0000:00:1f.2-ata-2\n");
	facts.vpd89.len = 571;
	facts.path.parents[1].name = "1:0:3:0";
	check("a page that is cut, the fourth target", &facts,
	      "by-id/scsi-35000c500a1b2c3d4\nby-id/wwn-0x5000c500a1b2c3d4\n"
	      "by-path/pci-0000:00:1f.2-ata-2.3\nby-path/pci-0000:00:1f.2-ata-2\n");
	facts.path.parents[1].name = "1:4:0:0";
	facts.vpd83.len = 0;
	check("behind a port multiplier", &facts,
	      "by-path/pci-0000:00:1f.2-ata-2.4.0\nby-path/pci-0000:00:1f.2-ata-2\n");
}

TEST(scsi_disk_is_named_by_its_best_designator)
{
	static const struct {
		const char *row, *page;
		size_t len;
		const char *expected;
	} rows[] = {
#define PAGE(text) text, sizeof(text) - 1
		{"vendor's",
		 PAGE("\0\x83\0\x10\2\0\0\x0c"
		      "drive-scsi0\0"),
		 "by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0\n"},
		{"T10", PAGE("\0\x83\0\x10\2\1\0\x0cLIO-ORG disk"), "by-id/scsi-1LIO-ORG_disk\n"},
		{"EUI", PAGE("\0\x83\0\x0c\1\2\0\x8\1\2\3\4\5\6\7\x8"),
		 "by-id/scsi-20102030405060708\n"},
		{"NAA 6 after NAA 5",
		 PAGE("\0\x83\0\x20\1\3\0\x8\x50\1\2\3\4\5\6\7"
		      "\1\3\0\x10\x60\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf"),
		 "by-id/scsi-36001020304050607"
		 "08090a0b0c0d0e0f\nby-id/wwn-0x600102030405060708090a0b0c0d0e0f\n"},
		{"T10 after NAA", PAGE("\0\x83\0\x14\1\3\0\x8\x50\1\2\3\4\5\6\7\2\1\0\4disk"),
		 "by-id/scsi-35001020304050607\nby-id/wwn-0x5001020304050607\n"},
		{"longer than the page", PAGE("\0\x83\0\x10\1\3\0\x09\x50\1\2\3\4\5\6\7"), ""},
		{"a slash", PAGE("\0\x83\0\x0a\2\1\0\6../../"), "by-id/scsi-1.._.._\n"},
		{"of no length", PAGE("\0\x83\0\4\2\1\0\0"), ""},
		{"a head alone", PAGE("\0\x83"), ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *page = heap_bytes(rows[i].page, rows[i].len);
		struct disk_facts facts = {
			.disk = "sdb",
			.vendor = "QEMU    ",
			.model = "QEMU HARDDISK   ",
			.vpd83 = {page, rows[i].len},
		};

		check(rows[i].row, &facts, rows[i].expected);
		free(page);
	}
}

TEST(usb_disk_is_named_by_vendor_model_and_serial)
{
	struct disk_facts facts = {
		.disk = "sdc",
		.vendor = "Kingston",
		.model = "DataTraveler 3.0",
		.usb_serial = "E0D55EA574",
		.path = {.count = 8,
			 .first_host = 6,
			 .parents = {{"block", ""},
				     {"6:0:0:1", "scsi"},
				     {"target6:0:0", "scsi"},
				     {"host6", "scsi"},
				     {"2-1.4:1.0", "usb"},
				     {"2-1.4", "usb"},
				     {"usb2", "usb"},
				     {"0000:00:14.0", "pci"}}},
	};

	check("USB", &facts,
	      "by-id/usb-Kingston_DataTraveler_3.0_E0D55EA574-0:1\n"
	      "by-path/pci-0000:00:14.0-usb-0:1.4:1.0-scsi-0:0:0:1\n");
	facts.usb_serial = "a,b";
	facts.path.count = 7;
	check("a serial with a comma, no PCI", &facts, "by-id/usb-Kingston_DataTraveler_3.0-0:1\n");
}

TEST(other_buses_have_their_names)
{
	static const struct superblock vfat = {.type = "vfat", .uuid = "1"};
	static const struct {
		const char *row;
		struct disk_facts facts;
		const char *expected;
	} rows[] = {
		{"MMC",
		 {.disk = "mmcblk0",
		  .number = 1,
		  .model = "SD32G",
		  .serial = "0x1234abcd",
		  .path = {.count = 3,
			   .parents = {{"mmc0:0001", "mmc"},
				       {"mmc0", "mmc_host"},
				       {"3f202000.mmc", "platform"}}}},
		 "by-id/mmc-SD32G_0x1234abcd-part1\nby-path/platform-3f202000.mmc-part1\n"},
		{"pmem", {.disk = "pmem0", .uuid = "ab-cd"}, "by-id/pmem-ab-cd\n"},
		{"Hyper-V",
		 {.disk = "sda",
		  .path = {.count = 6,
			   .parents = {{"0:0:0:3", "scsi"},
				       {"target0:0:0", "scsi"},
				       {"host0", "scsi"},
				       {"f8b3781a-1e82-4818-a1c3-63d806ec15bb", "vmbus"},
				       {"VMBUS:00", "acpi"},
				       {"PNP0A03:00", "acpi"}}}},
		 "by-path/acpi-VMBUS:00-vmbus-f8b3781a1e824818a1c363d806ec15bb-lun-3\n"},
		{"SAS has no name here",
		 {.disk = "sda",
		  .path = {.count = 5,
			   .parents = {{"0:0:0:0", "scsi"},
				       {"target0:0:0", "scsi"},
				       {"end_device-0:0", ""},
				       {"host0", "scsi"},
				       {"0000:03:00.0", "pci"}}}},
		 ""},
		{"PCI alone does not tell disks apart",
		 {.disk = "rsxx0", .path = {.count = 1, .parents = {{"0000:03:00.0", "pci"}}}},
		 ""},
		{"floppy", {.disk = "fd0", .superblock = &vfat}, ""},
		{"RAM disk", {.disk = "ram0", .superblock = &vfat}, ""},
		{"boot partition of eMMC",
		 {.disk = "mmcblk0boot0", .model = "a", .serial = "b"},
		 ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check(rows[i].row, &rows[i].facts, rows[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_gives_uuid_and_label),
		cmocka_unit_test(labels_are_escaped_as_udev_does),
		cmocka_unit_test(name_that_is_too_long_is_left_out),
		cmocka_unit_test(partition_has_the_names_of_its_table),
		cmocka_unit_test(virtio_disk_is_named_by_serial_and_place),
		cmocka_unit_test(nvme_is_named_by_namespace),
		cmocka_unit_test(ata_disk_is_named_by_model_serial_and_number),
		cmocka_unit_test(scsi_disk_is_named_by_its_best_designator),
		cmocka_unit_test(usb_disk_is_named_by_vendor_model_and_serial),
		cmocka_unit_test(other_buses_have_their_names),
	};

	return RUN_TESTS(tests);
}

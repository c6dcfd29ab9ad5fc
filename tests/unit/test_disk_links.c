/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/disk_links.h and disk_facts.h on a tree that stands for /dev and /sys: files with a
 * superblock or a partition table for devices, folders and links as the kernel lays them out.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mdev-rules/disk_links.h"
#include "tests/unit/unit.h"

enum { MEMORY = 1 << 20, SECTORS = 2048 };

static char root[] = "/tmp/rambox-disk-links-XXXXXX";
static struct disk_links links;
static void *memory;

static void make_folders(char *path)
{
	for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		assert_true(mkdir(path, 0755) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

/* Writes a file below the root of the tree, with the folders above it. */
static void put_file(const char *path, const void *bytes, size_t len)
{
	char whole[512];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	make_folders(whole);
	file = fopen(whole, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static void put_text(const char *path, const char *text)
{
	put_file(path, text, strlen(text));
}

static void put_link(const char *path, const char *target)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	make_folders(whole);
	assert_int_equal(symlink(target, whole), 0);
}

static void remove_path(const char *path)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	assert_int_equal(unlink(whole), 0);
}

/* A device with an ext2 whose UUID is 16 times the byte, or with nothing. */
static void put_content(const char *name, uint8_t uuid, const char *label)
{
	static uint8_t bytes[SECTORS * 512];
	char path[64];

	memset(bytes, 0, sizeof(bytes));
	if (uuid) {
		memcpy(bytes + 1024 + 0x38, "\x53\xef", 2);
		memset(bytes + 1024 + 0x68, uuid, 16);
		strcpy((char *)bytes + 1024 + 0x78, label);
	}
	snprintf(path, sizeof(path), "dev/%s", name);
	put_file(path, bytes, sizeof(bytes));
}

/* A disk of /sys; `folder` is below /sys/devices. */
static void put_disk(const char *folder, const char *name)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "sys/devices/%s/%s/size", folder, name);
	put_text(path, "2048\n");
	snprintf(path, sizeof(path), "sys/class/block/%s", name);
	snprintf(target, sizeof(target), "../../devices/%s/%s", folder, name);
	put_link(path, target);
}

static void put_partition(const char *folder, const char *disk, const char *name,
			  unsigned int number, unsigned int start)
{
	char path[256], text[256];

	snprintf(path, sizeof(path), "sys/devices/%s/%s/%s/partition", folder, disk, name);
	snprintf(text, sizeof(text), "%u\n", number);
	put_text(path, text);
	snprintf(path, sizeof(path), "sys/devices/%s/%s/%s/start", folder, disk, name);
	snprintf(text, sizeof(text), "%u\n", start);
	put_text(path, text);
	snprintf(path, sizeof(path), "sys/class/block/%s", name);
	snprintf(text, sizeof(text), "../../devices/%s/%s/%s", folder, disk, name);
	put_link(path, text);
}

static void unplug(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "sys/class/block/%s", name);
	remove_path(path);
}

static int open_root(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	make_folders(strcat(path, "/"));
	return open(path, O_PATH | O_DIRECTORY);
}

static int set_up(void **state)
{
	struct disk_roots roots;

	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	if (!mkdtemp(root))
		return -1;
	memory = malloc(MEMORY);
	roots = (struct disk_roots){open_root("dev"), open_root("sys")};
	disk_links_init(&roots, -1, memory, MEMORY, &links);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	close(links.roots.dev);
	close(links.roots.sys);
	free(memory);
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Where the link leads; "" when there is none. */
static void check_link(const char *name, const char *expected)
{
	char path[256], target[256];
	ssize_t len;

	snprintf(path, sizeof(path), "%s/dev/disk/%s", root, name);
	len = readlink(path, target, sizeof(target) - 1);
	target[len < 0 ? 0 : len] = '\0';
	expect_text(name, target, expected);
}

static void update(const char *name)
{
	expect_int(name, disk_links_update(&links, name), 0);
}

#define UUID_OF(digits) digits digits "-" digits "-" digits "-" digits "-" digits digits digits
static const char by_uuid_11[] = "by-uuid/" UUID_OF("1111");
static const char by_uuid_22[] = "by-uuid/" UUID_OF("2222");

TEST(device_has_its_links_while_it_is_there)
{
	put_content("loop0", 0x11, "a b");
	put_disk("virtual/block", "loop0");
	update("loop0");
	check_link(by_uuid_11, "../../loop0");
	check_link("by-label/a\\x20b", "../../loop0");
	put_content("loop0", 0x22, "");
	update("loop0");
	check_link(by_uuid_11, "");
	check_link("by-label/a\\x20b", "");
	check_link(by_uuid_22, "../../loop0");
	unplug("loop0");
	update("loop0");
	check_link(by_uuid_22, "");
}

TEST(clone_has_the_link_when_the_first_one_goes)
{
	put_content("loop0", 0x11, "same");
	put_content("loop1", 0x11, "same");
	put_disk("virtual/block", "loop0");
	put_disk("virtual/block", "loop1");
	update("loop1");
	update("loop0");
	check_link(by_uuid_11, "../../loop1");
	unplug("loop1");
	update("loop1");
	check_link(by_uuid_11, "../../loop0");
	check_link("by-label/same", "../../loop0");
	put_disk("virtual/block/again", "loop1");
	update("loop1");
	check_link(by_uuid_11, "../../loop0");
	unplug("loop0");
	update("loop0");
	check_link(by_uuid_11, "../../loop1");
}

/* Partition 1 in the sectors 8 to 15. */
static void put_mbr(const char *name, uint8_t signature)
{
	static const uint8_t slot[16] = {0, 0, 0, 0, 0x83, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0};
	static uint8_t bytes[SECTORS * 512];
	char path[64];

	memset(bytes, 0, sizeof(bytes));
	memset(bytes + 440, signature, 4);
	memcpy(bytes + 446, slot, sizeof(slot));
	memcpy(bytes + 510, "\x55\xaa", 2);
	snprintf(path, sizeof(path), "dev/%s", name);
	put_file(path, bytes, sizeof(bytes));
}

static const char pci[] = "pci0000:00/0000:00:04.0/virtio1/block";

static void put_virtio(void)
{
	put_mbr("vda", 0x12);
	put_content("vda1", 0x11, "");
	put_disk(pci, "vda");
	put_partition(pci, "vda", "vda1", 1, 8);
	put_text("sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/serial", "disk-7");
	put_link("sys/devices/pci0000:00/0000:00:04.0/virtio1/subsystem", "../../../../bus/virtio");
	put_link("sys/devices/pci0000:00/0000:00:04.0/subsystem", "../../../bus/pci");
}

TEST(partition_has_links_by_table_bus_and_place)
{
	put_virtio();
	assert_int_equal(disk_links_scan(&links), 0);
	check_link("by-partuuid/12121212-01", "../../vda1");
	check_link(by_uuid_11, "../../vda1");
	check_link("by-id/virtio-disk-7", "../../vda");
	check_link("by-id/virtio-disk-7-part1", "../../vda1");
	check_link("by-path/pci-0000:00:04.0", "../../vda");
	check_link("by-path/pci-0000:00:04.0-part1", "../../vda1");
	check_link("by-path/virtio-pci-0000:00:04.0-part1", "../../vda1");
}

TEST(table_that_says_another_start_than_the_kernel_is_not_believed)
{
	put_virtio();
	put_text("sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/vda1/start", "16\n");
	update("vda1");
	check_link("by-partuuid/12121212-01", "");
	check_link("by-id/virtio-disk-7-part1", "../../vda1");
}

TEST(scsi_disk_is_followed_up_to_its_controller)
{
	static const char usb[] = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0";
	static const char *const buses[][2] = {
		{"host6/target6:0:0/6:0:0:0", "scsi"},
		{"host6/target6:0:0", "scsi"},
		{"host6", "scsi"},
		{"", "usb"},
		{"..", "usb"},
		{"../..", "usb"},
		{"../../..", "pci"},
	};
	char path[256], folder[256];

	put_content("sda", 0, "");
	snprintf(folder, sizeof(folder), "%s/host6/target6:0:0/6:0:0:0/block", usb);
	put_disk(folder, "sda");
	for (size_t i = 0; i < COUNT(buses); i++) {
		snprintf(path, sizeof(path), "sys/devices/%s/%s/subsystem", usb, buses[i][0]);
		snprintf(folder, sizeof(folder), "/bus/%s", buses[i][1]);
		put_link(path, folder);
	}
	snprintf(path, sizeof(path), "sys/devices/%s/host6/target6:0:0/6:0:0:0/vendor", usb);
	put_text(path, "Generic \n");
	snprintf(path, sizeof(path), "sys/devices/%s/host6/target6:0:0/6:0:0:0/model", usb);
	put_text(path, "Flash Disk      \n");
	snprintf(path, sizeof(path), "sys/devices/%s/../serial", usb);
	put_text(path, "00FF\n");
	snprintf(path, sizeof(path), "sys/devices/%s/host6/target6:0:0/6:0:0:0/block/sda/device",
		 usb);
	put_link(path, "../../../6:0:0:0");
	update("sda");
	check_link("by-id/usb-Generic_Flash_Disk_00FF-0:0", "../../sda");
	check_link("by-path/pci-0000:00:14.0-usb-0:1:1.0-scsi-0:0:0:0", "../../sda");
}

TEST(scan_makes_it_right_after_lost_events)
{
	put_content("loop0", 0x11, "");
	put_content("loop1", 0x22, "");
	put_disk("virtual/block", "loop0");
	update("loop0");
	unplug("loop0");
	put_disk("virtual/block", "loop1");
	put_link("dev/disk/by-id/stale", "../../sdz");
	put_link("dev/disk/by-uuid/stale", "../../sdz");
	assert_int_equal(disk_links_scan(&links), 0);
	check_link(by_uuid_11, "");
	check_link(by_uuid_22, "../../loop1");
	check_link("by-id/stale", "");
	check_link("by-uuid/stale", "");
}

TEST(link_that_leads_elsewhere_is_replaced)
{
	char path[64];

	put_content("loop0", 0x11, "");
	put_disk("virtual/block", "loop0");
	snprintf(path, sizeof(path), "dev/disk/%s", by_uuid_11);
	put_link(path, "../../sdz");
	put_link("dev/disk/.new", "left over");
	update("loop0");
	check_link(by_uuid_11, "../../loop0");
	check_link(".new", "");
	update("loop0");
	check_link(by_uuid_11, "../../loop0");
}

TEST(loop_device_that_lost_its_file_has_no_link)
{
	put_content("loop0", 0x11, "");
	put_disk("virtual/block", "loop0");
	update("loop0");
	check_link(by_uuid_11, "../../loop0");
	put_text("sys/devices/virtual/block/loop0/size", "0\n");
	update("loop0");
	check_link(by_uuid_11, "");
}

TEST(slash_in_a_name_is_one_in_dev)
{
	put_content("cciss/c0d0", 0x11, "");
	put_disk("virtual/block", "cciss!c0d0");
	update("cciss!c0d0");
	check_link(by_uuid_11, "../../cciss/c0d0");
}

TEST(device_that_cannot_be_read_has_the_names_of_its_place)
{
	put_virtio();
	remove_path("dev/vda");
	remove_path("dev/vda1");
	update("vda");
	update("vda1");
	check_link("by-path/pci-0000:00:04.0-part1", "../../vda1");
	check_link("by-partuuid/12121212-01", "");
	check_link(by_uuid_11, "");
}

TEST(holders_and_siblings_are_found)
{
	char name[64];

	put_virtio();
	assert_false(disk_facts_held(&links.roots, "vda1"));
	put_link("sys/class/block/vda1/holders/md0", "../md0");
	assert_true(disk_facts_held(&links.roots, "vda1"));
	assert_int_equal(disk_facts_sibling(&links.roots, "vda", 1, name, sizeof(name)), 0);
	assert_string_equal(name, "vda1");
	assert_int_equal(disk_facts_sibling(&links.roots, "vda1", 0, name, sizeof(name)), 0);
	assert_string_equal(name, "vda");
	assert_int_equal(disk_facts_sibling(&links.roots, "vda1", 2, name, sizeof(name)), -ENOENT);
	assert_int_equal(disk_facts_sibling(&links.roots, "vdb", 1, name, sizeof(name)), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(device_has_its_links_while_it_is_there, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(clone_has_the_link_when_the_first_one_goes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(partition_has_links_by_table_bus_and_place, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			table_that_says_another_start_than_the_kernel_is_not_believed, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(scsi_disk_is_followed_up_to_its_controller, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(scan_makes_it_right_after_lost_events, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(link_that_leads_elsewhere_is_replaced, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(loop_device_that_lost_its_file_has_no_link, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(slash_in_a_name_is_one_in_dev, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			device_that_cannot_be_read_has_the_names_of_its_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(holders_and_siblings_are_found, set_up, tear_down),
	};

	return RUN_TESTS(tests);
}

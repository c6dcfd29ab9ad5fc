/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/disk_links.h and disk_facts.h: which links there are, and whose.
 */
#include "tests/unit/disk_tree.h"

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

TEST(partition_has_links_by_table_bus_and_place)
{
	put_virtio();
	scan();
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
	scan();
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

/* A folder can be opened, and not be read. */
static void spoil(const char *path)
{
	char whole[512];

	remove_path(path);
	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	assert_int_equal(mkdir(whole, 0755), 0);
}

TEST(device_that_cannot_be_read_has_the_names_of_its_place)
{
	put_virtio();
	spoil("dev/vda");
	spoil("dev/vda1");
	update("vda");
	update("vda1");
	check_link("by-path/pci-0000:00:04.0-part1", "../../vda1");
	check_link("by-partuuid/12121212-01", "");
	check_link(by_uuid_11, "");
}

TEST(device_without_a_node_has_no_link)
{
	put_virtio();
	scan();
	check_link("by-path/pci-0000:00:04.0-part1", "../../vda1");
	remove_path("dev/vda1");
	update("vda1");
	check_link("by-path/pci-0000:00:04.0-part1", "");
	check_link("by-partuuid/12121212-01", "");
	check_link("by-path/pci-0000:00:04.0", "../../vda");
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
		cmocka_unit_test_setup_teardown(device_without_a_node_has_no_link, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(holders_and_siblings_are_found, set_up, tear_down),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* mdev-rules/modalias_scan.h over a tree like /sys: every modalias comes, nothing else is read. */
#include "mdev-rules/modalias_scan.h"
#include "tests/unit/module_tree.h"

static char taken[16384];

static int take(void *arg, const char *modalias)
{
	unsigned int *left = arg;

	snprintf(taken + strlen(taken), sizeof(taken) - strlen(taken), "%s|", modalias);
	return --*left == 0 ? 7 : 0;
}

/* A device of a bus, as a link into sys/devices. */
static void device(const char *bus, const char *name, const char *modalias)
{
	char path[200], target[200];

	snprintf(path, sizeof(path), "sys/bus/%s/devices/x", bus);
	put(path, "");
	unlink(path);
	snprintf(target, sizeof(target), "sys/devices/%s/%s", name,
		 modalias ? "modalias" : "uevent");
	put(target, modalias ? modalias : "DRIVER=x\n");
	snprintf(target, sizeof(target), "../../../devices/%s", name);
	snprintf(path, sizeof(path), "sys/bus/%s/devices/%s", bus, name);
	assert_int_equal(symlink(target, path), 0);
}

static void check(unsigned int left, int expected)
{
	taken[0] = '\0';
	assert_int_equal(modalias_scan(root_of("sys"), take, &left), expected);
}

static bool took(const char *modalias)
{
	char word[5000];

	snprintf(word, sizeof(word), "%s|", modalias);
	return strstr(taken, word);
}

TEST(devices_of_all_buses_are_read)
{
	char *long_one = heap_repeat('x', 4000), *too_long = heap_repeat('y', 5000);

	device("pci", "0000:00:00.0", "pci:v1\n");
	device("pci", "0000:00:01.0", "pci:v2\n");
	device("pci", "0000:00:02.0", NULL);
	device("usb", "1-1:1.0", "usb:v3");
	device("acpi", "a", "");
	device("acpi", "b", "\n");
	device("platform", "long", long_one);
	device("platform", "too_long", too_long);
	check(100, 0);
	assert_true(took("pci:v1") && took("pci:v2") && took("usb:v3") && took(long_one));
	assert_int_equal(strlen(taken), strlen("pci:v1|pci:v2|usb:v3||") + 4000);
	free(long_one);
	free(too_long);
}

TEST(devices_beside_the_buses_are_read)
{
	device("pci", "p", "pci:p\n");
	put("sys/class/input/input0/modalias", "input:b\n");
	put("sys/class/input/mice/dev", "13:63\n");
	put("sys/class/dmi/id/modalias", "dmi:bvn\n");
	put("sys/devices/system/cpu/modalias", "cpu:type:x86\n");
	check(100, 0);
	assert_true(took("pci:p") && took("input:b") && took("dmi:bvn") && took("cpu:type:x86"));
	assert_int_equal(strlen(taken), strlen("pci:p|input:b|dmi:bvn|cpu:type:x86|"));
}

TEST(the_kernels_own_parts_are_left_out)
{
	device("memory", "memory0", "memory:0");
	device("cpu", "cpu0", "cpu:0");
	device("node", "node0", "node:0");
	check(100, 0);
	assert_string_equal(taken, "");
}

TEST(who_takes_may_stop)
{
	device("pci", "a", "pci:a");
	device("pci", "b", "pci:b");
	device("usb", "c", "usb:c");
	put("sys/class/dmi/id/modalias", "dmi:");
	check(2, 7);
	assert_int_equal(strlen(taken), strlen("pci:a|pci:b|"));
}

TEST(without_buses_there_is_an_error)
{
	unsigned int left = 1;

	assert_int_equal(modalias_scan(root_of("none"), take, &left), -ENOENT);
}

#define tree_test(name) cmocka_unit_test_setup_teardown(name, enter_tree, leave_tree)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(devices_of_all_buses_are_read),
		tree_test(devices_beside_the_buses_are_read),
		tree_test(the_kernels_own_parts_are_left_out),
		tree_test(who_takes_may_stop),
		tree_test(without_buses_there_is_an_error),
	};

	return RUN_TESTS(tests);
}

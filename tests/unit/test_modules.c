/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modules.h from a tree of modules to a kernel of the test's own: what devices say that
 * they are loads their modules, as modprobe(8) would.
 */
#include "mdev-rules/modules.h"
#include "tests/unit/module_tree.h"

#define AT "root/lib/modules/1.0/"

static void put_tree(void)
{
	put(AT "modules.dep", "net.ko: fail.ko bus.ko\nfail.ko:\nbus.ko:\nblk.ko: bus.ko\n"
			      "ext4.ko: jbd2.ko\njbd2.ko:\ncrc32c_generic.ko:\ncrc32c-intel.ko:\n");
	put(AT "modules.alias",
	    "# Aliases extracted from modules themselves.\n"
	    "alias virtio:d00000001v* net\nalias virtio:d00000002v* blk\n"
	    "alias pci:v00001AF4d* bus\n"
	    "alias fs-ext4 ext4\nalias crc32c crc32c_intel\nalias crypto-crc32c crc32c_generic\n"
	    "alias crc32c crc32c_generic\nalias acpi*:GONE:* gone\nalias acpi*:HERE:* here\n"
	    "alias platform:two net\nalias platform:two blk\n");
	put(AT "modules.softdep", "softdep ext4 pre: crc32c\nsoftdep jbd2 pre: crc32c\n");
	put(AT "modules.builtin", "kernel/here.ko\n");
	put(AT "net.ko", "net");
	put(AT "fail.ko", "fail");
	put(AT "bus.ko", "bus");
	put(AT "blk.ko", "blk");
	put(AT "ext4.ko", "ext4");
	put(AT "jbd2.ko", "jbd2");
	put(AT "crc32c_generic.ko", "generic");
	put(AT "crc32c-intel.ko", "intel");
}

static struct modules *open_tree(char *cmdline)
{
	struct modules *modules = malloc(sizeof(*modules));

	assert_non_null(modules);
	fill_untouched(modules);
	assert_int_equal(modules_open("root", "1.0", cmdline, modules), 0);
	modules->load.insert = kernel_insert;
	modules->load.job_count = 1;
	kernel_reset(0);
	return modules;
}

/* Until nothing is left to do. */
static void settle(struct modules *modules)
{
	modules_start(modules);
	while (modules_busy(modules)) {
		struct pollfd event = {.fd = modules->load.event, .events = POLLIN};

		assert_int_equal(poll(&event, 1, 60000), 1);
		modules_step(modules);
	}
}

static void close_tree(struct modules *modules)
{
	modules_close(modules);
	free(modules);
}

/* Wants the words of `wanted`, and compares what the kernel saw and the log said. */
static void check(const char *wanted, char *cmdline, const char *expected, const char *log)
{
	struct modules *modules = open_tree(cmdline);
	char *text = heap_text(wanted), *word;

	for (word = strtok(text, " "); word; word = strtok(NULL, " "))
		assert_int_equal(modules_want(modules, word), 1);
	settle(modules);
	expect_text(wanted, kernel_seen, expected);
	expect_log(wanted, log);
	close_tree(modules);
	free(text);
}

TEST(devices_get_their_modules)
{
	put_tree();
	check("virtio:d00000001v00001AF4 pci:v00001AF4d00001041sv0 "
	      "virtio:d00000002v00001AF4 pci:v1",
	      NULL, "+bus -bus +fail -fail +net -net +blk -blk ", "");
	check("platform:two", NULL, "+bus -bus +fail -fail +net -net +blk -blk ", "");
	check("pci:v1", NULL, "", "");
	check("", NULL, "", "");
}

TEST(names_of_modules_are_wanted_as_well)
{
	put_tree();
	check("crc32c-generic", NULL, "+generic -generic ", "");
	check("fs-ext4", NULL, "+intel -intel +generic -generic +jbd2 -jbd2 +ext4 -ext4 ", "");
}

TEST(softdeps_on_aliases_are_found)
{
	put_tree();
	/* "crc32c" is wanted by a device and by two softdeps. */
	check("crc32c ext4", NULL, "+intel -intel +generic -generic +jbd2 -jbd2 +ext4 -ext4 ", "");
}

TEST(configuration_goes_before_modules_alias)
{
	put_tree();
	put("root/etc/modprobe.d/a.conf", "alias virtio:d00000001* blk\noptions blk queues=4\n");
	check("virtio:d00000001v00001AF4", NULL, "+bus -bus +blk:queues=4 -blk ", "");
	put("root/etc/modprobe.d/a.conf", "alias virtio:d00000001* blk\nalias virtio:* fail\n");
	check("virtio:d00000001v00001AF4", NULL, "+bus -bus +blk -blk +fail -fail ", "");
}

TEST(blacklist_holds_for_devices_and_not_for_what_is_needed)
{
	char *cmdline = heap_text("modprobe.blacklist=blk,bus net.csum=0");

	put_tree();
	check("virtio:d00000001v1 virtio:d00000002v1 pci:v00001AF4d1", cmdline,
	      "+bus -bus +fail -fail +net:csum=0 -net ", "");
	free(cmdline);
}

TEST(a_missing_module_is_named_once_and_a_builtin_one_is_not)
{
	put_tree();
	check("acpi:GONE: acpi:HERE:GONE:", NULL, "",
	      "init: cannot find module 'gone': not in modules.dep\n");
}

TEST(what_was_wanted_lately_is_not_new)
{
	struct modules *modules;

	put_tree();
	modules = open_tree(NULL);
	assert_false(modules_busy(modules));
	assert_int_equal(modules_want(modules, "fs-ext4"), 1);
	assert_int_equal(modules_want(modules, "fs-ext4"), 0);
	assert_int_equal(modules_want(modules, "fs_ext4"), 0);
	assert_int_equal(modules_want(modules, "fs-ext"), 1);
	assert_true(modules_busy(modules));
	settle(modules);
	assert_false(modules_busy(modules));
	assert_int_equal(modules_want(modules, "fs-ext4"), 0);
	assert_false(modules_busy(modules));
	assert_int_equal(modules_want(modules, "virtio:d00000002v1"), 1);
	kernel_reset(0);
	settle(modules);
	assert_string_equal(kernel_seen, "+bus -bus +blk -blk ");
	close_tree(modules);
}

TEST(too_many_wait_for_a_start)
{
	struct modules *modules;
	char name[32], *huge = heap_repeat('x', MODULES_WANTED_TEXT + 1);

	put_tree();
	modules = open_tree(NULL);
	for (int i = 0; i < MODULES_WANTED_MAX; i++) {
		sprintf(name, "pci:v%08X", i);
		assert_int_equal(modules_want(modules, name), 1);
	}
	assert_int_equal(modules_want(modules, "virtio:d00000002v1"), -ENOSPC);
	assert_int_equal(modules_want(modules, "pci:v00000007"), 0);
	settle(modules);
	assert_int_equal(modules_want(modules, "virtio:d00000002v1"), 1);
	assert_int_equal(modules_want(modules, "pci:v00000007"), 1);
	settle(modules);
	assert_string_equal(kernel_seen, "+bus -bus +blk -blk ");
	assert_int_equal(modules_want(modules, huge), -ENOSPC);
	huge[MODULES_WANTED_TEXT] = '\0';
	assert_int_equal(modules_want(modules, huge), 1);
	assert_int_equal(modules_want(modules, "a"), -ENOSPC);
	settle(modules);
	assert_int_equal(modules_want(modules, "a"), 1);
	settle(modules);
	close_tree(modules);
	free(huge);
}

TEST(all_devices_of_sys_are_wanted)
{
	struct modules *modules;
	char path[80], name[32];

	put_tree();
	/* More than one lookup takes. */
	for (int i = 0; i < MODULES_WANTED_MAX + 100; i++) {
		sprintf(path, "sys/bus/pci/devices/%d/modalias", i);
		sprintf(name, "pci:v%08X\n", i);
		put(path, name);
	}
	put("sys/bus/virtio/devices/virtio0/modalias", "virtio:d00000002v00001AF4\n");
	put("sys/bus/virtio/devices/virtio1/modalias", "virtio:d00000001v00001AF4\n");
	modules = open_tree(NULL);
	assert_int_equal(modules_want_all(modules, root_of("sys")), 0);
	settle(modules);
	assert_non_null(strstr(kernel_seen, "+net -net "));
	assert_non_null(strstr(kernel_seen, "+blk -blk "));
	assert_int_equal(modules->plan.order_count, 4);
	assert_int_equal(modules_want_all(modules, root_of("none")), -ENOENT);
	close_tree(modules);
}

TEST(without_modules_there_is_no_error_but_enoent)
{
	struct modules *modules = malloc(sizeof(*modules));

	assert_non_null(modules);
	assert_int_equal(modules_open("root", "1.0", NULL, modules), -ENOENT);
	put(AT "modules.alias", "alias a b\n");
	assert_int_equal(modules_open("root", "1.0", NULL, modules), -ENOENT);
	put(AT "modules.dep", "");
	assert_int_equal(modules_open("root", "1.0", NULL, modules), -ENOENT);
	expect_log("none", "");
	put(AT "modules.dep", "b.ko:\n");
	assert_int_equal(modules_open("root", "1.0", NULL, modules), 0);
	modules_close(modules);
	free(modules);
}

TEST(an_index_that_does_not_fit_is_said)
{
	struct modules *modules = malloc(sizeof(*modules));
	char *text = calloc(1, 7 * (MODULES_SLOTS / 2 + 1) + 1);

	assert_true(modules && text);
	for (int i = 0; i <= MODULES_SLOTS / 2; i++)
		memcpy(text + 6 * i, "ab.ko\n", 6);
	put(AT "modules.dep", text);
	assert_int_equal(modules_open("root", "1.0", NULL, modules), -EFBIG);
	expect_log("too long", "init: cannot use the modules of 'root/lib/modules/1.0': File too "
			       "large\n");
	free(text);
	free(modules);
}

#define tree_test(name) cmocka_unit_test_setup_teardown(name, enter_tree, leave_tree)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(devices_get_their_modules),
		tree_test(names_of_modules_are_wanted_as_well),
		tree_test(softdeps_on_aliases_are_found),
		tree_test(configuration_goes_before_modules_alias),
		tree_test(blacklist_holds_for_devices_and_not_for_what_is_needed),
		tree_test(a_missing_module_is_named_once_and_a_builtin_one_is_not),
		tree_test(what_was_wanted_lately_is_not_new),
		tree_test(too_many_wait_for_a_start),
		tree_test(all_devices_of_sys_are_wanted),
		tree_test(without_modules_there_is_no_error_but_enoent),
		tree_test(an_index_that_does_not_fit_is_said),
	};

	return RUN_TESTS(tests);
}

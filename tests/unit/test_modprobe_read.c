/* SPDX-License-Identifier: GPL-2.0-only */
/* mdev-rules/modprobe_read.h: which files count, in which order, and what is said of lines. */
#include "mdev-rules/modprobe_read.h"
#include "tests/unit/module_tree.h"

/* The names of all rules, in order. */
static void check(const char *row, char *cmdline, const char *expected)
{
	struct modprobe_rules *rules = malloc(sizeof(*rules));
	char out[400] = "";

	assert_non_null(rules);
	fill_untouched(rules);
	modprobe_read("root", cmdline, rules);
	for (size_t i = 0; i < rules->count; i++)
		sprintf(out + strlen(out), "%.*s ", (int)rules->rules[i].name.len,
			rules->rules[i].name.at);
	expect_text(row, out, expected);
	free(rules);
}

TEST(files_count_in_the_order_of_their_names)
{
	char *cmdline = heap_text("modprobe.blacklist=z ro");

	put("root/lib/modprobe.d/b.conf", "blacklist b");
	put("root/etc/modprobe.d/c.conf", "blacklist c");
	put("root/run/modprobe.d/a.conf", "blacklist a\nblacklist a2\n");
	check("order", cmdline, "a a2 b c z ");
	check("no command line", NULL, "a a2 b c ");
	free(cmdline);
}

TEST(a_file_in_etc_replaces_one_of_that_name)
{
	put("root/lib/modprobe.d/a.conf", "blacklist lib");
	put("root/run/modprobe.d/a.conf", "blacklist run");
	put("root/lib/modprobe.d/b.conf", "blacklist lib2");
	put("root/run/modprobe.d/b.conf", "blacklist run2");
	put("root/etc/modprobe.d/a.conf", "blacklist etc");
	put("root/etc/modprobe.d/b.conf", "");
	check("etc", NULL, "etc ");
}

TEST(other_names_do_not_count)
{
	put("root/etc/modprobe.d/a.conf.dpkg-old", "blacklist a");
	put("root/etc/modprobe.d/b", "blacklist b");
	put("root/etc/modprobe.d/.conf", "blacklist dot");
	check("names", NULL, "dot ");
}

TEST(no_folder_has_no_rules)
{
	check("none", NULL, "");
	expect_log("none", "");
}

TEST(refused_lines_and_commands_are_said)
{
	put("root/etc/modprobe.d/a.conf",
	    "what\nblacklist a\ninstall b /bin/true x\noptions c\nremove d e\n");
	check("said", NULL, "a ");
	expect_log("said",
		   "init: 'root/etc/modprobe.d/a.conf', line 1: not one of alias, blacklist, "
		   "options, softdep, install, remove and weakdep\n"
		   "init: 'root/etc/modprobe.d/a.conf', line 3: not run, no process is started for "
		   "a module: '/bin/true x'\n"
		   "init: 'root/etc/modprobe.d/a.conf', line 4: too few fields\n"
		   "init: 'root/etc/modprobe.d/a.conf', line 5: not run, no process is started for "
		   "a module: 'e'\n");
}

TEST(text_that_does_not_fit_is_said_and_left_out)
{
	char *text = heap_repeat('#', MODPROBE_TEXT_MAX);

	put("root/etc/modprobe.d/b.conf", text);
	put("root/etc/modprobe.d/a.conf", "blacklist a\n");
	put("root/etc/modprobe.d/c.conf", "blacklist c\n");
	check("too long", NULL, "a c ");
	expect_log("too long",
		   "init: cannot read 'root/etc/modprobe.d/b.conf': Argument list too long\n");
	free(text);
}

TEST(rules_that_do_not_fit_are_said_and_left_out)
{
	struct modprobe_rules *rules = malloc(sizeof(*rules));
	char *text = calloc(1, 16 * MODPROBE_RULES_MAX + 64);

	assert_true(text && rules);
	for (int i = 0; i < MODPROBE_RULES_MAX + 2; i++)
		strcat(text, "blacklist a\n");
	put("root/etc/modprobe.d/a.conf", text);
	modprobe_read("root", NULL, rules);
	assert_int_equal(rules->count, MODPROBE_RULES_MAX);
	expect_log("rules", "init: 'root/etc/modprobe.d/a.conf': more than 512 rules for modules, "
			    "the others are left out\n");
	free(text);
	free(rules);
}

TEST(files_that_are_too_many_are_said_and_left_out)
{
	struct modprobe_rules *rules = malloc(sizeof(*rules));
	char path[80], *log;

	assert_non_null(rules);
	for (int i = 0; i <= MODPROBE_FILES_MAX; i++) {
		sprintf(path, "root/etc/modprobe.d/%02d.conf", i);
		put(path, "blacklist a\n");
	}
	modprobe_read("root", NULL, rules);
	assert_int_equal(rules->count, MODPROBE_FILES_MAX);
	log = take_log();
	assert_non_null(strstr(log, "is left out: more files"));
	free(log);
	free(rules);
}

#define tree_test(name) cmocka_unit_test_setup_teardown(name, enter_tree, leave_tree)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(files_count_in_the_order_of_their_names),
		tree_test(a_file_in_etc_replaces_one_of_that_name),
		tree_test(other_names_do_not_count),
		tree_test(no_folder_has_no_rules),
		tree_test(refused_lines_and_commands_are_said),
		tree_test(text_that_does_not_fit_is_said_and_left_out),
		tree_test(rules_that_do_not_fit_are_said_and_left_out),
		tree_test(files_that_are_too_many_are_said_and_left_out),
	};

	return RUN_TESTS(tests);
}

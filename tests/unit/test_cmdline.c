/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/cmdline.h: the kernel command line as a plan. Words and not substrings
 * (rows 9 and 10 of the shell script's defects), values with '=' in them whole
 * (8), ro and rw and root's other words heard (11), words for the final init told
 * apart (13), no device by default (27).
 */
#include <stdio.h>

#include "init/cmdline.h"
#include "tests/unit/unit.h"

/* A parsed line; the text lives as long as the strings that point into it. */
struct parsed {
	char *text;
	size_t len;
	struct boot_config config;
};

static struct parsed parse(const char *line)
{
	struct parsed parsed = {.text = heap_text(line), .len = strlen(line)};

	fill_untouched(&parsed.config);
	expect_int(line, cmdline_parse(parsed.text, &parsed.config), 0);
	return parsed;
}

static bool points_into(const struct parsed *parsed, const char *text)
{
	return text >= parsed->text && text <= parsed->text + parsed->len;
}

/* The line has no bad value and one boot_config member (MEMBER) is VALUE. */
#define CHECK_INT(LINE, MEMBER, VALUE)                                                             \
	do {                                                                                       \
		struct parsed parsed_ = parse(LINE);                                               \
		expect_int(LINE, parsed_.config.bad_count, 0);                                     \
		expect_int(LINE, parsed_.config.MEMBER, VALUE);                                    \
		free(parsed_.text);                                                                \
	} while (0)

#define CHECK_TEXT(LINE, MEMBER, VALUE)                                                            \
	do {                                                                                       \
		struct parsed parsed_ = parse(LINE);                                               \
		expect_int(LINE, parsed_.config.bad_count, 0);                                     \
		expect_text(LINE, parsed_.config.MEMBER, VALUE);                                   \
		expect_true(LINE, parsed_.config.MEMBER == NULL ||                                 \
					  points_into(&parsed_, parsed_.config.MEMBER));           \
		free(parsed_.text);                                                                \
	} while (0)

/* One value of the line is refused: the list names it, with a reason. */
static struct boot_config check_bad(const char *line, const char *name, const char *value)
{
	struct parsed parsed = parse(line);
	struct boot_config config = parsed.config;

	expect_int(line, config.bad_count, 1);
	expect_text(line, config.bad[0].name, name);
	expect_text(line, config.bad[0].value, value);
	expect_true(line, config.bad[0].why != NULL && config.bad[0].why[0] != '\0');
	free(parsed.text);
	return config; /* its numbers; its strings are gone */
}

TEST(without_words_the_box_stays_in_ram)
{
	static const char *const rows[] = {"", " ", "\n", "   \t ", "console=ttyS0 loglevel=3"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct parsed parsed = parse(rows[i]);

		expect_int(rows[i], parsed.config.mode, BOOT_RAMBOX);
		expect_int(rows[i], parsed.config.mode_given, false);
		expect_int(rows[i], parsed.config.bad_count, 0);
		free(parsed.text);
	}
}

TEST(defaults_are_the_safe_ones)
{
	struct parsed parsed = parse("");
	const struct boot_config *config = &parsed.config;

	assert_null(config->init);
	assert_null(config->root_text);
	assert_null(config->rootfstype);
	assert_null(config->rootflags);
	assert_null(config->hostname);
	assert_false(config->root_ignored);
	assert_false(config->root_rw);
	assert_false(config->rootwait);
	assert_int_equal(config->rootwait_s, 0);
	assert_int_equal(config->rootdelay_s, 0);
	assert_false(config->panic_given);
	assert_int_equal(config->rescue, RESCUE_SHELL);
	assert_false(config->rescue_timed);
	assert_int_equal(config->keep, KEEP_NET | KEEP_DEV);
	assert_false(config->quiet);
	assert_false(config->debug);
	assert_false(config->devkmsg_given);
	assert_int_equal(config->init_args, 0);
	assert_false(config->unsafe);
	free(parsed.text);
}

TEST(each_mode_has_its_word)
{
	CHECK_INT("shell", mode, BOOT_SHELL);
	CHECK_INT("shell", mode_given, true);
	CHECK_INT("rambox", mode, BOOT_RAMBOX);
	CHECK_INT("rambox", mode_given, true);
	CHECK_INT("root=/dev/sda1", mode, BOOT_ROOT);
	CHECK_INT("root=/dev/sda1", mode_given, true);
	CHECK_INT("quiet shell\n", mode, BOOT_SHELL);
}

TEST(shell_beats_rambox_beats_root_in_any_order)
{
	CHECK_INT("shell rambox", mode, BOOT_SHELL);
	CHECK_INT("rambox shell", mode, BOOT_SHELL);
	CHECK_INT("root=/dev/sda1 rambox", mode, BOOT_RAMBOX);
	CHECK_INT("rambox root=/dev/sda1", mode, BOOT_RAMBOX);
	CHECK_INT("rambox root=/dev/sda1", root_ignored, true);
	CHECK_INT("root=/dev/sda1 shell", mode, BOOT_SHELL);
	CHECK_INT("root=/dev/sda1 shell", root_ignored, true);
	CHECK_INT("root=/dev/sda1", root_ignored, false);
	CHECK_INT("rambox", root_ignored, false);
}

TEST(substring_of_shell_is_not_shell)
{
	static const char *const rows[] = {
		"nutshell",	  "shells",
		"xshell",	  "ip=10.0.0.2::10.0.0.1::nutshell1::off",
		"hostname=shell", "foo=shell",
		"Shell",	  "SHELL",
		"shell.x",	  "\"a shell\"",
		"a.shell=1",	  "init=/bin/shell",
		"-shell",	  "foo=\"x shell y\"",
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_INT(rows[i], mode, BOOT_RAMBOX);
	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_INT(rows[i], mode_given, false);
}

TEST(substring_of_rambox_does_not_hide_root)
{
	static const char *const rows[] = {
		"ip=192.168.24.203:192.168.24.202::255.255.255.0:rambox:eth0:off root=/dev/sda1",
		"root=/dev/sda1 ramboxes",
		"root=/dev/sda1 rambox.debug",
		"root=/dev/sda1 rambox.rescue=shell",
		"root=/dev/sda1 hostname=rambox",
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_INT(rows[i], mode, BOOT_ROOT);
}

TEST(bare_name_of_a_parameter_is_not_the_parameter)
{
	CHECK_INT("root", mode, BOOT_RAMBOX);
	CHECK_INT("root", mode_given, false);
	CHECK_TEXT("init", init, NULL);
	CHECK_TEXT("hostname", hostname, NULL);
	CHECK_INT("panic", panic_given, false);
}

TEST(init_is_an_absolute_path)
{
	CHECK_TEXT("init=/sbin/init", init, "/sbin/init");
	CHECK_TEXT("rambox init=/bin/sh", init, "/bin/sh");
	CHECK_TEXT("init=/a=b", init, "/a=b");
	CHECK_TEXT("rdinit=/bin/sh", init, NULL);
}

TEST(relative_or_empty_init_is_bad_and_unsafe)
{
	assert_true(check_bad("init=sbin/init", "init", "sbin/init").unsafe);
	assert_true(check_bad("init=", "init", "").unsafe);
}

TEST(root_is_split_at_the_first_equals_sign)
{
	CHECK_TEXT("root=UUID=6e6f-1", root_text, "UUID=6e6f-1");
	CHECK_INT("root=UUID=6e6f-1", root.kind, DEV_SPEC_UUID);
	CHECK_TEXT("root=UUID=6e6f-1", root.text, "6e6f-1");
	CHECK_TEXT("root=LABEL=a=b", root.text, "a=b");
	CHECK_TEXT("root=\"LABEL=my disk\"", root.text, "my disk");
	CHECK_TEXT("root=/dev/vda", root.text, "/dev/vda");
	CHECK_INT("root=8:1", root.major, 8);
	CHECK_INT("root=0x801", root.minor, 1);
}

TEST(there_is_no_default_root)
{
	CHECK_TEXT("rootwait ro", root_text, NULL);
	CHECK_INT("rootwait ro", mode, BOOT_RAMBOX);
}

TEST(bad_root_is_unsafe)
{
	static const char *const rows[] = {"", "sda1", "UUID=", "PARTUUID=1/1", "/dev/nfs", "8:x"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[64];
		struct boot_config config;

		snprintf(line, sizeof(line), "root=%s", rows[i]);
		config = check_bad(line, "root", rows[i]);
		expect_int(line, config.mode, BOOT_ROOT);
		expect_int(line, config.unsafe, true);
	}
}

TEST(root_other_words_are_heard)
{
	CHECK_TEXT("rootfstype=ext4", rootfstype, "ext4");
	CHECK_TEXT("rootfstype=ext4,xfs", rootfstype, "ext4,xfs");
	CHECK_TEXT("rootflags=noatime,data=journal", rootflags, "noatime,data=journal");
	CHECK_TEXT("rootflags=\"a b\"", rootflags, "a b");
	CHECK_INT("rootdelay=3", rootdelay_s, 3);
	CHECK_INT("rootwait", rootwait, true);
	CHECK_INT("rootwait", rootwait_s, 0);
	CHECK_INT("rootwait=7", rootwait, true);
	CHECK_INT("rootwait=7", rootwait_s, 7);
	CHECK_INT("rootwait", rootwait_timed, false);
	CHECK_INT("rootwait=7", rootwait_timed, true);
	CHECK_INT("rootwait=0", rootwait_timed, true);
	CHECK_INT("rootwait=7 rootwait", rootwait_timed, false);
}

TEST(root_is_read_only_unless_rw_is_the_last_word)
{
	CHECK_INT("root=/dev/sda1", root_rw, false);
	CHECK_INT("root=/dev/sda1 ro", root_rw, false);
	CHECK_INT("root=/dev/sda1 rw", root_rw, true);
	CHECK_INT("root=/dev/sda1 ro rw", root_rw, true);
	CHECK_INT("root=/dev/sda1 rw ro", root_rw, false);
	CHECK_INT("root=/dev/sda1 rwx", root_rw, false);
	CHECK_INT("root=/dev/sda1 foo=rw", root_rw, false);
}

TEST(bad_seconds_are_bad_but_safe)
{
	assert_int_equal(check_bad("rootdelay=x", "rootdelay", "x").rootdelay_s, 0);
	assert_int_equal(check_bad("rootdelay=", "rootdelay", "").rootdelay_s, 0);
	assert_int_equal(check_bad("rootdelay=-1", "rootdelay", "-1").rootdelay_s, 0);
	assert_int_equal(check_bad("rootdelay=5s", "rootdelay", "5s").rootdelay_s, 0);
	assert_int_equal(check_bad("rootdelay=4294967296", "rootdelay", "4294967296").rootdelay_s,
			 0);
	assert_int_equal(check_bad("rootwait=x", "rootwait", "x").rootwait_s, 0);
	assert_false(check_bad("panic=soon", "panic", "soon").panic_given);
	assert_false(check_bad("panic=", "panic", "").panic_given);
	assert_false(check_bad("rootdelay=x", "rootdelay", "x").unsafe);
}

TEST(panic_has_a_sign)
{
	CHECK_INT("panic=10", panic_given, true);
	CHECK_INT("panic=10", panic_s, 10);
	CHECK_INT("panic=-1", panic_s, -1);
	CHECK_INT("panic=0", panic_given, true);
	CHECK_INT("panic=0", panic_s, 0);
	CHECK_INT("dont_panic=5", panic_given, false);
}

TEST(hostname_is_taken_whole)
{
	CHECK_TEXT("hostname=node7", hostname, "node7");
	CHECK_TEXT("hostname=node7.example.org", hostname, "node7.example.org");
	CHECK_TEXT("xhostname=node7", hostname, NULL);
}

TEST(hostname_that_the_kernel_would_refuse_is_bad)
{
	char line[128] = "hostname=", *name = heap_repeat('n', 65);

	check_bad("hostname=", "hostname", "");
	check_bad(strcat(line, name), "hostname", name);
	line[strlen("hostname=") + 64] = '\0'; /* HOST_NAME_MAX still fits */
	name[64] = '\0';
	CHECK_TEXT(line, hostname, name);
	free(name);
}

TEST(each_rescue_policy_has_its_word)
{
	static const struct {
		const char *line;
		enum rescue_action action;
		bool timed;
		uint32_t seconds;
	} rows[] = {
		{"rambox.rescue=shell", RESCUE_SHELL, false, 0},
		{"rambox.rescue=shell:300", RESCUE_SHELL, true, 300},
		{"rambox.rescue=reboot", RESCUE_REBOOT, false, 0},
		{"rambox.rescue=reboot:30", RESCUE_REBOOT, true, 30},
		{"rambox.rescue=reboot:0", RESCUE_REBOOT, true, 0},
		{"rambox.rescue=poweroff", RESCUE_POWEROFF, false, 0},
		{"rambox.rescue=halt", RESCUE_HALT, false, 0},
		{"rambox.rescue=reboot:5 rambox.rescue=shell", RESCUE_SHELL, false, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct parsed parsed = parse(rows[i].line);

		expect_int(rows[i].line, parsed.config.bad_count, 0);
		expect_int(rows[i].line, parsed.config.rescue, rows[i].action);
		expect_int(rows[i].line, parsed.config.rescue_timed, rows[i].timed);
		if (rows[i].timed)
			expect_int(rows[i].line, parsed.config.rescue_s, rows[i].seconds);
		free(parsed.text);
	}
}

TEST(bad_rescue_policy_gives_no_shell)
{
	static const char *const rows[] = {
		"",	      "Shell",	 "shells",    "shell:",	    "shell:x",
		"shell:-1",   "reboot:", "reboot:5s", "poweroff:5", "halt:5",
		"shell,halt", "panic",	 "shell:1:2",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[64];
		struct boot_config config;

		snprintf(line, sizeof(line), "rambox.rescue=%s", rows[i]);
		config = check_bad(line, "rambox.rescue", rows[i]);
		expect_int(line, config.rescue, RESCUE_REBOOT);
		expect_int(line, config.rescue_timed, false);
	}
}

TEST(keepers_are_chosen_or_follow_the_mode)
{
	CHECK_INT("shell", keep, KEEP_NET | KEEP_DEV);
	CHECK_INT("rambox", keep, KEEP_NET | KEEP_DEV);
	CHECK_INT("root=/dev/sda", keep, KEEP_NET);
	CHECK_INT("root=/dev/sda rambox", keep, KEEP_NET | KEEP_DEV);
	CHECK_INT("rambox.keep=none", keep, 0);
	CHECK_INT("rambox.keep=net", keep, KEEP_NET);
	CHECK_INT("rambox.keep=dev", keep, KEEP_DEV);
	CHECK_INT("rambox.keep=net,dev", keep, KEEP_NET | KEEP_DEV);
	CHECK_INT("rambox.keep=dev,net", keep, KEEP_NET | KEEP_DEV);
	CHECK_INT("root=/dev/sda rambox.keep=dev", keep, KEEP_DEV);
	CHECK_INT("rambox.keep=net rambox.keep=none", keep, 0);
}

TEST(bad_list_of_keepers_leaves_the_default)
{
	static const char *const rows[] = {"",	       "nets",	  "net,", ",net",
					   "net,none", "net;dev", "all"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[64];

		snprintf(line, sizeof(line), "rambox.keep=%s", rows[i]);
		expect_int(line, check_bad(line, "rambox.keep", rows[i]).keep, KEEP_NET | KEEP_DEV);
	}
}

TEST(words_about_the_log_are_heard)
{
	CHECK_INT("quiet", quiet, true);
	CHECK_INT("quieter", quiet, false);
	CHECK_INT("rambox.debug", debug, true);
	CHECK_INT("debug", debug, false);
	CHECK_INT("printk.devkmsg=off", devkmsg_given, true);
	CHECK_INT("devkmsg=off", devkmsg_given, false);
}

TEST(unknown_parameters_of_our_own_are_bad)
{
	check_bad("rambox.debgu", "rambox.debgu", "");
	check_bad("rambox.rescu=shell", "rambox.rescu", "shell");
	check_bad("rambox.keep", "rambox.keep", "");
	check_bad("rambox.debug=1", "rambox.debug", "1");
	CHECK_INT("other.debgu othr=x", bad_count, 0);
}

TEST(last_of_a_repeated_parameter_wins)
{
	CHECK_TEXT("init=/a init=/b", init, "/b");
	CHECK_TEXT("root=/dev/a root=/dev/b", root.text, "/dev/b");
	CHECK_TEXT("root=/dev/a root=/dev/b", root_text, "/dev/b");
	CHECK_INT("root=8:1 root=UUID=e", root.kind, DEV_SPEC_UUID);
	CHECK_TEXT("rootfstype=a rootfstype=b", rootfstype, "b");
	CHECK_TEXT("rootflags=a rootflags=b", rootflags, "b");
	CHECK_TEXT("hostname=a hostname=b hostname=c", hostname, "c");
	CHECK_INT("panic=1 panic=2", panic_s, 2);
	CHECK_INT("rootdelay=1 rootdelay=2", rootdelay_s, 2);
	CHECK_INT("rootwait=1 rootwait=2", rootwait_s, 2);
	CHECK_INT("rootwait=9 rootwait", rootwait_s, 0);
}

TEST(good_value_behind_a_bad_one_is_safe_again)
{
	struct parsed parsed = parse("root=sda1 root=/dev/vda init=x init=/y");

	assert_string_equal(parsed.config.root.text, "/dev/vda");
	assert_string_equal(parsed.config.init, "/y");
	assert_false(parsed.config.unsafe);
	free(parsed.text);
}

TEST(bad_value_behind_a_good_one_is_unsafe)
{
	struct parsed parsed = parse("root=/dev/vda root=sda1");

	assert_true(parsed.config.unsafe);
	assert_int_equal(parsed.config.bad_count, 1);
	free(parsed.text);
	parsed = parse("init=/y init=x");
	assert_true(parsed.config.unsafe);
	free(parsed.text);
}

TEST(dash_and_underscore_are_kept_in_values)
{
	CHECK_TEXT("hostname=a_b", hostname, "a_b");
	CHECK_TEXT("hostname=a-b", hostname, "a-b");
	CHECK_TEXT("init=/a_b-c", init, "/a_b-c");
}

TEST(words_behind_two_dashes_are_not_ours)
{
	CHECK_INT("quiet -- shell", mode, BOOT_RAMBOX);
	CHECK_INT("quiet -- shell", mode_given, false);
	CHECK_INT("root=/dev/sda -- rambox init=/x", mode, BOOT_ROOT);
	CHECK_TEXT("root=/dev/sda -- rambox init=/x", init, NULL);
	CHECK_INT("-- panic=x root=bad", bad_count, 0);
	CHECK_INT("shell -- root=/dev/sda", root_ignored, false);
	CHECK_INT("--shell", mode, BOOT_RAMBOX);
	CHECK_INT("--=x shell", mode, BOOT_SHELL);
}

TEST(words_behind_two_dashes_are_counted_up_to_another_two)
{
	CHECK_INT("shell", init_args, 0);
	CHECK_INT("shell --", init_args, 0);
	CHECK_INT("single shell", init_args, 0);
	CHECK_INT("-- single", init_args, 1);
	CHECK_INT("shell -- a b=c \"d e\"  f ", init_args, 4);
	CHECK_INT("-- a -- b", init_args, 1);
	CHECK_INT("-- a --=b c", init_args, 3);
}

TEST(bad_values_do_not_stop_the_others)
{
	struct parsed parsed = parse("panic=x rootdelay=y hostname=box rambox.rescue=z shell");

	assert_int_equal(parsed.config.bad_count, 3);
	assert_string_equal(parsed.config.bad[0].name, "panic");
	assert_string_equal(parsed.config.bad[1].name, "rootdelay");
	assert_string_equal(parsed.config.bad[1].value, "y");
	assert_string_equal(parsed.config.bad[2].name, "rambox.rescue");
	assert_string_equal(parsed.config.hostname, "box");
	assert_int_equal(parsed.config.mode, BOOT_SHELL);
	free(parsed.text);
}

TEST(more_bad_values_than_fit_are_counted)
{
	enum { BAD = CMDLINE_BAD_MAX + 4 };
	char line[BAD * 16] = "";
	struct parsed parsed;

	for (int i = 0; i < BAD; i++)
		sprintf(line + strlen(line), "panic=x%d ", i);
	parsed = parse(line);
	assert_int_equal(parsed.config.bad_count, BAD);
	assert_string_equal(parsed.config.bad[CMDLINE_BAD_MAX - 1].value, "x15");
	free(parsed.text);
}

TEST(longest_line_is_read_to_its_end)
{
	char *line = heap_repeat('x', CMDLINE_MAX - 1);

	memcpy(line + CMDLINE_MAX - 1 - strlen(" shell"), " shell", strlen(" shell"));
	CHECK_INT(line, mode, BOOT_SHELL);
	free(line);
}

TEST(line_that_is_too_long_is_refused_untouched)
{
	char *line = heap_repeat('x', CMDLINE_MAX);
	struct boot_config config;

	memcpy(line, "shell ", strlen("shell "));
	fill_untouched(&config);
	assert_int_equal(cmdline_parse(line, &config), CMDLINE_TOO_LONG);
	expect_untouched("too long", &config);
	free(line);
}

TEST(refusal_has_a_text)
{
	expect_distinct_texts(cmdline_strerror, CMDLINE_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_words_the_box_stays_in_ram),
		cmocka_unit_test(defaults_are_the_safe_ones),
		cmocka_unit_test(each_mode_has_its_word),
		cmocka_unit_test(shell_beats_rambox_beats_root_in_any_order),
		cmocka_unit_test(substring_of_shell_is_not_shell),
		cmocka_unit_test(substring_of_rambox_does_not_hide_root),
		cmocka_unit_test(bare_name_of_a_parameter_is_not_the_parameter),
		cmocka_unit_test(init_is_an_absolute_path),
		cmocka_unit_test(relative_or_empty_init_is_bad_and_unsafe),
		cmocka_unit_test(root_is_split_at_the_first_equals_sign),
		cmocka_unit_test(there_is_no_default_root),
		cmocka_unit_test(bad_root_is_unsafe),
		cmocka_unit_test(root_other_words_are_heard),
		cmocka_unit_test(root_is_read_only_unless_rw_is_the_last_word),
		cmocka_unit_test(bad_seconds_are_bad_but_safe),
		cmocka_unit_test(panic_has_a_sign),
		cmocka_unit_test(hostname_is_taken_whole),
		cmocka_unit_test(hostname_that_the_kernel_would_refuse_is_bad),
		cmocka_unit_test(each_rescue_policy_has_its_word),
		cmocka_unit_test(bad_rescue_policy_gives_no_shell),
		cmocka_unit_test(keepers_are_chosen_or_follow_the_mode),
		cmocka_unit_test(bad_list_of_keepers_leaves_the_default),
		cmocka_unit_test(words_about_the_log_are_heard),
		cmocka_unit_test(unknown_parameters_of_our_own_are_bad),
		cmocka_unit_test(last_of_a_repeated_parameter_wins),
		cmocka_unit_test(good_value_behind_a_bad_one_is_safe_again),
		cmocka_unit_test(bad_value_behind_a_good_one_is_unsafe),
		cmocka_unit_test(dash_and_underscore_are_kept_in_values),
		cmocka_unit_test(words_behind_two_dashes_are_not_ours),
		cmocka_unit_test(words_behind_two_dashes_are_counted_up_to_another_two),
		cmocka_unit_test(bad_values_do_not_stop_the_others),
		cmocka_unit_test(more_bad_values_than_fit_are_counted),
		cmocka_unit_test(longest_line_is_read_to_its_end),
		cmocka_unit_test(line_that_is_too_long_is_refused_untouched),
		cmocka_unit_test(refusal_has_a_text),
	};

	return RUN_TESTS(tests);
}

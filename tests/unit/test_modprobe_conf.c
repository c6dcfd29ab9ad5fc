/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modprobe_conf.h: every line is a rule, a refusal with its number, or nothing; and
 * what rules together say of a module.
 */
#include <stdio.h>

#include "mdev-rules/modprobe_conf.h"
#include "tests/unit/unit.h"

enum { RULES_MAX = 32 };

/* One expected answer; with `error` a refused line. */
struct row {
	unsigned int line;
	int error;
	enum modprobe_kind kind;
	const char *name, *text, *value;
};

static void expect_slice(const char *row, struct slice slice, const char *expected)
{
	char *text = slice.at ? strndup(slice.at, slice.len) : NULL;

	expect_text(row, text, expected);
	free(text);
}

static void check_rule(const char *name, const struct modprobe_rule *rule, const struct row *row)
{
	expect_int(name, rule->kind, row->kind);
	expect_int(name, rule->line, row->line);
	expect_slice(name, rule->name, row->name);
	expect_slice(name, rule->text, row->text);
	expect_slice(name, rule->value, row->value);
}

static void check_file(const char *content, const struct row *rows, size_t count)
{
	char *text = heap_text(content);
	struct modprobe_cursor cursor = {.next = text};
	struct modprobe_rule rule;
	int error = 0;

	for (size_t i = 0; i < count; i++) {
		fill_untouched(&rule);
		expect_int(content, modprobe_conf_next(&cursor, &rule, &error),
			   rows[i].error ? 2 : 1);
		expect_int(content, cursor.line, rows[i].line);
		if (rows[i].error) {
			expect_int(content, error, rows[i].error);
			expect_untouched(content, &rule);
		} else {
			check_rule(content, &rule, &rows[i]);
		}
	}
	fill_untouched(&rule);
	expect_int(content, modprobe_conf_next(&cursor, &rule, &error), 0);
	expect_untouched(content, &rule);
	expect_int(content, modprobe_conf_next(&cursor, &rule, &error), 0);
	free(text);
}

static void check_one(const char *content, struct row row)
{
	row.line = 1;
	check_file(content, &row, 1);
}

TEST(every_command_is_read)
{
	check_one("alias eth[0-9] e1000\n",
		  (struct row){.kind = MODPROBE_ALIAS, .name = "eth[0-9]", .text = "e1000"});
	check_one("blacklist pcspkr", (struct row){.kind = MODPROBE_BLACKLIST, .name = "pcspkr"});
	check_one("options a b=1 c=\"d e\"\n",
		  (struct row){.kind = MODPROBE_OPTIONS, .name = "a", .text = "b=1 c=\"d e\""});
	check_one("softdep a pre: b post: c\n",
		  (struct row){.kind = MODPROBE_SOFTDEP, .name = "a", .text = "pre: b post: c"});
	check_one("install a /bin/true\n",
		  (struct row){.kind = MODPROBE_INSTALL, .name = "a", .text = "/bin/true"});
	check_one("remove a /bin/true\n",
		  (struct row){.kind = MODPROBE_REMOVE, .name = "a", .text = "/bin/true"});
}

TEST(what_follows_the_last_field_is_passed_over)
{
	check_one("blacklist a # it beeps\n",
		  (struct row){.kind = MODPROBE_BLACKLIST, .name = "a", .text = "#"});
	check_one("alias a b # why\n",
		  (struct row){.kind = MODPROBE_ALIAS, .name = "a", .text = "b"});
}

TEST(comments_empty_lines_and_weakdep_are_passed_over_but_counted)
{
	static const struct row rows[] = {
		{.line = 5, .kind = MODPROBE_BLACKLIST, .name = "a"},
		{.line = 7, .kind = MODPROBE_BLACKLIST, .name = "b"},
	};

	check_file("# one\n\n \t\r\nweakdep a b\nblacklist a\n  #indented\n\tblacklist b", rows,
		   COUNT(rows));
	check_file("", NULL, 0);
	check_file("\n\n", NULL, 0);
	check_file("# no newline", NULL, 0);
}

TEST(backslash_before_the_newline_joins_lines)
{
	static const struct row rows[] = {
		{.line = 1, .kind = MODPROBE_OPTIONS, .name = "a", .text = "b=1   c=2"},
		{.line = 3, .kind = MODPROBE_BLACKLIST, .name = "name"},
		{.line = 6, .error = MODPROBE_UNKNOWN},
		{.line = 7, .kind = MODPROBE_OPTIONS, .name = "x", .text = "y=\\z\\"},
	};

	check_file("options a b=1 \\\n  c=2\nblacklist na\\\n\\\nme\nwhat\noptions x y=\\z\\", rows,
		   COUNT(rows));
	check_file("#comment \\\nblacklist a\n", NULL, 0);
	check_file("\\\n", NULL, 0);
}

TEST(refused_lines_do_not_stop_the_others)
{
	static const struct row rows[] = {
		{.line = 1, .error = MODPROBE_UNKNOWN},
		{.line = 2, .error = MODPROBE_FEW_FIELDS},
		{.line = 3, .error = MODPROBE_FEW_FIELDS},
		{.line = 4, .error = MODPROBE_FEW_FIELDS},
		{.line = 5, .error = MODPROBE_FEW_FIELDS},
		{.line = 6, .error = MODPROBE_FEW_FIELDS},
		{.line = 7, .error = MODPROBE_FEW_FIELDS},
		{.line = 8, .error = MODPROBE_UNKNOWN},
		{.line = 9, .kind = MODPROBE_BLACKLIST, .name = "z"},
	};

	check_file(
		"include /etc/x\nalias a\noptions b\nblacklist\nsoftdep c \ninstall d\nremove e\n"
		"Options a b\nblacklist z",
		rows, COUNT(rows));
}

static void check_cmdline(const char *content, const struct row *rows, size_t count)
{
	char *text = heap_text(content);
	struct modprobe_cursor cursor = {.next = text};
	struct modprobe_rule rule;

	for (size_t i = 0; i < count; i++) {
		fill_untouched(&rule);
		expect_int(content, modprobe_cmdline_next(&cursor, &rule), 1);
		check_rule(content, &rule, &rows[i]);
	}
	fill_untouched(&rule);
	expect_int(content, modprobe_cmdline_next(&cursor, &rule), 0);
	expect_untouched(content, &rule);
	expect_int(content, modprobe_cmdline_next(&cursor, &rule), 0);
	free(text);
}

TEST(command_line_has_options_and_blacklists)
{
	static const struct row rows[] = {
		{.kind = MODPROBE_OPTIONS, .name = "usb-core", .text = "quirks", .value = "1:2:k"},
		{.kind = MODPROBE_BLACKLIST, .name = "a"},
		{.kind = MODPROBE_BLACKLIST, .name = "b-c"},
		{.kind = MODPROBE_OPTIONS, .name = "flag", .text = "on"},
		{.kind = MODPROBE_BLACKLIST, .name = "d"},
		{.kind = MODPROBE_OPTIONS, .name = "x", .text = "y", .value = "a b"},
		{.kind = MODPROBE_OPTIONS, .name = "x", .text = "z.u", .value = ""},
		{.kind = MODPROBE_OPTIONS, .name = "w", .text = "v", .value = "1 2"},
	};

	check_cmdline("ro usb-core.quirks=1:2:k modprobe.blacklist=,a,,b-c, flag.on "
		      "module-blacklist=d x.y=\"a b\" x.z.u= \"w.v=1 2\" root=UUID=a.b .c=d e.=f "
		      "-- late.x=1 modprobe.blacklist=q\n",
		      rows, COUNT(rows));
	check_cmdline("", NULL, 0);
	check_cmdline("modprobe.blacklist modprobe.blacklist= module_blacklist=, ", NULL, 0);
}

TEST(softdep_has_two_sides)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{"pre: a b post: c", "-a -b +c "},
		{"post: a pre: b", "+a -b "},
		{"a pre: b", "-b "},
		{"pre: post:", ""},
		{"pre:a pre: b", "-b "},
		{"", ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct slice text = slice_of(rows[i].text), module;
		enum modprobe_side side = MODPROBE_NEITHER;
		char out[80] = "";

		while (modprobe_softdep_next(&text, &side, &module))
			sprintf(out + strlen(out), "%c%.*s ", side == MODPROBE_PRE ? '-' : '+',
				(int)module.len, module.at);
		expect_text(rows[i].text, out, rows[i].expected);
	}
}

/* The rules of a file and of a command line behind it. */
static size_t read_rules(char *file, char *cmdline, struct modprobe_rule rules[RULES_MAX])
{
	struct modprobe_cursor cursor = {.next = file};
	size_t count = 0;
	int error;

	while (modprobe_conf_next(&cursor, &rules[count], &error))
		count++;
	cursor = (struct modprobe_cursor){.next = cmdline};
	while (modprobe_cmdline_next(&cursor, &rules[count]))
		count++;
	return count;
}

TEST(options_of_all_rules_come_in_order)
{
	char *file = heap_text("options a-b x=1\noptions other x=2\noptions a_b  y=\"1 2\" z\n");
	char *cmdline = heap_text("a_b.x=3 a-b.t=\"p q\" a_b.on a_b.e= other.r=1 a_b.l=\"p\tq\"");
	static const char expected[] = "x=1 y=\"1 2\" z x=3 t=\"p q\" on e= l=\"p\tq\"";
	struct modprobe_rule rules[RULES_MAX];
	size_t count = read_rules(file, cmdline, rules);
	char *out = malloc(100);

	assert_int_equal(modprobe_options(rules, count, slice_of("a_b"), out, 100), 0);
	assert_string_equal(out, expected);
	assert_int_equal(modprobe_options(rules, count, slice_of("none"), out, 1), 0);
	assert_string_equal(out, "");
	free(out);
	free(file);
	free(cmdline);
}

TEST(options_that_do_not_fit_are_refused)
{
	char *file = heap_text("options a 0123456789\n"), *cmdline = heap_text("a.b=\"c d\"");
	struct modprobe_rule rules[RULES_MAX];
	size_t count = read_rules(file, cmdline, rules);
	static const char expected[] = "0123456789 b=\"c d\"";
	int last = MODPROBE_LONG_OPTIONS;

	for (size_t size = 1; size < 40; size++) {
		char *out = malloc(size);
		int error;

		memset(out, UNTOUCHED, size);
		error = modprobe_options(rules, count, slice_of("a"), out, size);
		if (error) {
			assert_int_equal(error, MODPROBE_LONG_OPTIONS);
			assert_int_equal(last, MODPROBE_LONG_OPTIONS);
			assert_true(is_untouched(out, size));
		} else {
			assert_string_equal(out, expected);
		}
		last = error;
		free(out);
	}
	assert_int_equal(last, 0);
	free(file);
	free(cmdline);
}

TEST(blacklists_of_files_and_command_line_count)
{
	char *file = heap_text("blacklist a-b\noptions c d\n");
	char *cmdline = heap_text("modprobe.blacklist=e,f-g");
	struct modprobe_rule rules[RULES_MAX];
	size_t count = read_rules(file, cmdline, rules);

	assert_true(modprobe_blacklisted(rules, count, slice_of("a_b")));
	assert_true(modprobe_blacklisted(rules, count, slice_of("e")));
	assert_true(modprobe_blacklisted(rules, count, slice_of("f_g")));
	assert_false(modprobe_blacklisted(rules, count, slice_of("c")));
	assert_false(modprobe_blacklisted(rules, count, slice_of("a")));
	free(file);
	free(cmdline);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(modprobe_strerror, MODPROBE_LONG_OPTIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_is_read),
		cmocka_unit_test(what_follows_the_last_field_is_passed_over),
		cmocka_unit_test(comments_empty_lines_and_weakdep_are_passed_over_but_counted),
		cmocka_unit_test(backslash_before_the_newline_joins_lines),
		cmocka_unit_test(refused_lines_do_not_stop_the_others),
		cmocka_unit_test(command_line_has_options_and_blacklists),
		cmocka_unit_test(softdep_has_two_sides),
		cmocka_unit_test(options_of_all_rules_come_in_order),
		cmocka_unit_test(options_that_do_not_fit_are_refused),
		cmocka_unit_test(blacklists_of_files_and_command_line_count),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

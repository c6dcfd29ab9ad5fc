/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/rules.h: every line of mdev.conf is a rule, a refusal with line, column and
 * reason, or nothing; a refused one leaves no trace in the set.
 */
#include <stdio.h>

#include "mdev-rules/rules.h"
#include "tests/unit/unit.h"

static const struct names names = {
	.passwd = "root:x:0:0:root:/root:/bin/sh\nfred:x:500:50:::\n",
	.group = "root:x:0:\ntty:x:5:\ndisk:x:6:\n",
};

/* Too large for the stack that ASan gives. */
static struct rule_set set;

static int next(struct rules_reader *reader, int *error)
{
	return rules_next(reader, &names, &set, error);
}

/* Reads a file whose rules are all good. The caller frees the text after the set was looked at. */
static char *read_all(const char *content, size_t count)
{
	char *text = heap_text(content);
	struct rules_reader reader = {.next = text};
	int error = 0, answer;

	set.count = set.condition_count = 0;
	while ((answer = next(&reader, &error)) == 1)
		;
	if (answer)
		fail_msg("'%s': line %u is refused: %s", content, reader.line,
			 rules_strerror(error));
	expect_int(content, set.count, count);
	return text;
}

static const struct rule *read_one(const char *content, char **text)
{
	*text = read_all(content, 1);
	return &set.rules[0];
}

static void check_refused(const char *content, int error, unsigned int column)
{
	char *text = heap_text(content);
	struct rules_reader reader = {.next = text};
	int got = 0;

	set.count = set.condition_count = 0;
	expect_int(content, next(&reader, &got), 2);
	expect_int(content, got, error);
	expect_int(content, reader.line, 1);
	expect_int(content, reader.column, column);
	expect_int(content, set.count, 0);
	expect_int(content, set.condition_count, 0);
	expect_int(content, next(&reader, &got), 0);
	free(text);
}

TEST(plain_rule_is_read)
{
	char *text;
	const struct rule *rule = read_one("tty[0-9]* root:tty 620\n", &text);

	assert_int_equal(rule->subject, RULE_NAME);
	assert_string_equal(rule->pattern.text, "tty[0-9]*");
	assert_int_equal(rule->uid, 0);
	assert_int_equal(rule->gid, 5);
	assert_int_equal(rule->mode, 0620);
	assert_int_equal(rule->place, RULE_PLACE_NAME);
	assert_int_equal(rule->when, RULE_NEVER);
	assert_null(rule->path);
	assert_null(rule->command);
	assert_false(rule->go_on);
	assert_int_equal(rule->line, 1);
	assert_int_equal(rule->condition_count, 0);
	free(text);
}

TEST(owners_are_names_or_numbers)
{
	static const struct {
		const char *content;
		uint32_t uid, gid;
	} rows[] = {
		{"a root:disk 0", 0, 6},  {"a 0:0 0", 0, 0},	  {"a 7:8 0", 7, 8},
		{"a fred:tty 0", 500, 5}, {"a fred:9 0", 500, 9}, {"a 3:tty 0", 3, 5},
		{"a fred 0", 500, 50},	  {"a 500 0", 500, 50},	  {"a 77 0", 77, 77},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text;
		const struct rule *rule = read_one(rows[i].content, &text);

		expect_int(rows[i].content, rule->uid, rows[i].uid);
		expect_int(rows[i].content, rule->gid, rows[i].gid);
		free(text);
	}
}

TEST(modes_are_octal)
{
	static const struct {
		const char *content;
		unsigned int mode;
	} rows[] = {
		{"a 0:0 0", 0},
		{"a 0:0 660", 0660},
		{"a 0:0 0660", 0660},
		{"a 0:0 7777", 07777},
		{"a 0:0 000000000000004755", 04755},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text;

		expect_int(rows[i].content, read_one(rows[i].content, &text)->mode, rows[i].mode);
		free(text);
	}
}

TEST(places_and_commands_are_read)
{
	static const struct {
		const char *rest;
		enum rule_place place;
		const char *path;
		enum rule_when when;
		const char *command;
	} rows[] = {
		{"", RULE_PLACE_NAME, NULL, RULE_NEVER, NULL},
		{" \t ", RULE_PLACE_NAME, NULL, RULE_NEVER, NULL},
		{"# comment", RULE_PLACE_NAME, NULL, RULE_NEVER, NULL},
		{">disk/", RULE_PLACE_LINK, "disk/", RULE_NEVER, NULL},
		{"=disk/%1", RULE_PLACE_MOVE, "disk/%1", RULE_NEVER, NULL},
		{"=/dev/x/y", RULE_PLACE_MOVE, "x/y", RULE_NEVER, NULL},
		{"!", RULE_PLACE_NONE, NULL, RULE_NEVER, NULL},
		{"@run me", RULE_PLACE_NAME, NULL, RULE_ON_ADD, "run me"},
		{"$run me", RULE_PLACE_NAME, NULL, RULE_ON_REMOVE, "run me"},
		{"*run me \t ", RULE_PLACE_NAME, NULL, RULE_ALWAYS, "run me"},
		{"@  run # me ; $x *", RULE_PLACE_NAME, NULL, RULE_ON_ADD, "run # me ; $x *"},
		{"@", RULE_PLACE_NAME, NULL, RULE_NEVER, NULL},
		{"* ", RULE_PLACE_NAME, NULL, RULE_NEVER, NULL},
		{">x @run", RULE_PLACE_LINK, "x", RULE_ON_ADD, "run"},
		{"=x/ \t *run", RULE_PLACE_MOVE, "x/", RULE_ALWAYS, "run"},
		{"! $run", RULE_PLACE_NONE, NULL, RULE_ON_REMOVE, "run"},
		{"=..x/x..", RULE_PLACE_MOVE, "..x/x..", RULE_NEVER, NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char content[128], *text;
		const struct rule *rule;

		sprintf(content, "a 0:0 660 %s\n", rows[i].rest);
		rule = read_one(content, &text);
		expect_int(content, rule->place, rows[i].place);
		expect_text(content, rule->path, rows[i].path);
		expect_int(content, rule->when, rows[i].when);
		expect_text(content, rule->command, rows[i].command);
		free(text);
	}
}

TEST(minus_goes_on)
{
	char *text;

	assert_true(read_one("-a 0:0 660", &text)->go_on);
	assert_string_equal(set.rules[0].pattern.text, "a");
	free(text);
	assert_false(read_one("a-b 0:0 660", &text)->go_on);
	free(text);
}

TEST(numbers_and_values_are_subjects)
{
	char *text;
	const struct rule *rule = read_one("@8,0 0:0 660", &text);

	assert_int_equal(rule->subject, RULE_NUMBER);
	assert_int_equal(rule->major, 8);
	assert_int_equal(rule->minor_first, 0);
	assert_int_equal(rule->minor_last, 0);
	assert_true(rule->pattern.first == UINT64_MAX);
	free(text);
	rule = read_one("-@180,3-255 0:0 660", &text);
	assert_int_equal(rule->major, 180);
	assert_int_equal(rule->minor_first, 3);
	assert_int_equal(rule->minor_last, 255);
	assert_true(rule->go_on);
	free(text);
	rule = read_one("$MODALIAS=usb:.*=x 0:0 660 @modprobe \"$MODALIAS\"", &text);
	assert_int_equal(rule->subject, RULE_VALUE);
	assert_string_equal(rule->key, "MODALIAS");
	assert_string_equal(rule->pattern.text, "usb:.*=x");
	assert_true(rule->pattern.first == UINT64_MAX);
	free(text);
	rule = read_one("$X=a;b 0:0 660", &text);
	assert_string_equal(rule->pattern.text, "a;b");
	assert_int_equal(rule->condition_count, 0);
	free(text);
}

TEST(conditions_are_taken_off_the_subject)
{
	char *text = read_all("SUBSYSTEM=block;DEVTYPE=disk;sd[a-z] 0:0 660\n"
			      "-_A1=;@8,0 0:0 660\n"
			      "A=b;$C=d 0:0 660\n"
			      "A=b 0:0 660\n"
			      "1A=b;c 0:0 660\n"
			      "=b;c 0:0 660\n"
			      "A.B=b;c 0:0 660\n",
			      7);
	const struct rule *rules = set.rules;

	assert_int_equal(set.condition_count, 4);
	assert_int_equal(rules[0].conditions, 0);
	assert_int_equal(rules[0].condition_count, 2);
	assert_string_equal(rules[0].pattern.text, "sd[a-z]");
	assert_string_equal(set.conditions[0].key, "SUBSYSTEM");
	assert_string_equal(set.conditions[0].pattern.text, "block");
	assert_string_equal(set.conditions[1].key, "DEVTYPE");
	assert_int_equal(rules[1].conditions, 2);
	assert_int_equal(rules[1].subject, RULE_NUMBER);
	assert_string_equal(set.conditions[2].key, "_A1");
	assert_string_equal(set.conditions[2].pattern.text, "");
	assert_int_equal(rules[2].subject, RULE_VALUE);
	assert_string_equal(rules[2].key, "C");
	assert_string_equal(set.conditions[3].key, "A");
	assert_string_equal(rules[3].pattern.text, "A=b");
	assert_string_equal(rules[4].pattern.text, "1A=b;c");
	assert_string_equal(rules[5].pattern.text, "=b;c");
	assert_string_equal(rules[6].pattern.text, "A.B=b;c");
	for (size_t i = 3; i < 7; i++)
		assert_int_equal(rules[i].condition_count, 0);
	free(text);
}

TEST(lines_are_counted_and_joined)
{
	char *text = read_all("# comment \\\ngoes on 0:0 1\n"
			      "\n"
			      " \t\r\n"
			      "a 0:0 \\\n660\\\n @x\\\\\ny\n"
			      "\tb\t0:0\t1\r\n"
			      "c 0:0 2 @d \r\n"
			      "  #\n"
			      "e 0:0 3\\",
			      4);

	assert_int_equal(set.rules[0].line, 5);
	assert_string_equal(set.rules[0].command, "x\\y");
	assert_int_equal(set.rules[0].mode, 0660);
	assert_int_equal(set.rules[1].line, 9);
	assert_int_equal(set.rules[1].mode, 1);
	assert_int_equal(set.rules[2].line, 10);
	assert_string_equal(set.rules[2].command, "d");
	assert_int_equal(set.rules[3].line, 12);
	assert_int_equal(set.rules[3].mode, 3);
	free(text);
}

TEST(groups_are_wanted_where_a_path_names_them)
{
	static const struct {
		const char *content;
		bool wants;
	} rows[] = {
		{"(a) 0:0 1 >x%1", true},      {"(a) 0:0 1 =%%9", true},
		{"(a) 0:0 1 >x%0", false},     {"(a) 0:0 1 >x%", false},
		{"(a) 0:0 1 >x%a1", false},    {"@1,2 0:0 1 >x%1", false},
		{"$A=(b) 0:0 1 >x/%2/", true}, {"a 0:0 1 @x %1", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text;

		expect_int(rows[i].content, read_one(rows[i].content, &text)->wants_groups,
			   rows[i].wants);
		free(text);
	}
}

TEST(bad_lines_are_refused_with_their_place)
{
	static const struct {
		const char *content;
		int error;
		unsigned int column;
	} rows[] = {
		{"a", RULES_FEW_FIELDS, 2},
		{"a 0:0", RULES_FEW_FIELDS, 6},
		{"a 0:0 # 660\n", RULES_FEW_FIELDS, 7},
		{"a #0:0 660", RULES_FEW_FIELDS, 3},
		{"- 0:0 660", RULES_EMPTY_SUBJECT, 2},
		{"A=b; 0:0 660", RULES_EMPTY_SUBJECT, 5},
		{"[a 0:0 660", RULES_BAD_REGEX, 1},
		{"-(a 0:0 660", RULES_BAD_REGEX, 2},
		{"$X=(a 0:0 660", RULES_BAD_REGEX, 4},
		{"A=b;C=(;a 0:0 660", RULES_BAD_REGEX, 7},
		{"(a)\\1 0:0 660", RULES_BACK_REFERENCE, 1},
		{"A=\\2;a 0:0 660", RULES_BACK_REFERENCE, 3},
		{"(a{90}){90} 0:0 660", RULES_REGEX_TOO_BIG, 1},
		{"$ 0:0 660", RULES_NO_KEY, 1},
		{"$X 0:0 660", RULES_NO_KEY, 1},
		{"-$=a 0:0 660", RULES_NO_KEY, 2},
		{"@8 0:0 660", RULES_BAD_NUMBER, 1},
		{"@,0 0:0 660", RULES_BAD_NUMBER, 1},
		{"@8, 0:0 660", RULES_BAD_NUMBER, 1},
		{"@8,x 0:0 660", RULES_BAD_NUMBER, 1},
		{"@8,0x 0:0 660", RULES_BAD_NUMBER, 1},
		{"@8,1- 0:0 660", RULES_BAD_NUMBER, 1},
		{"@8,2-1 0:0 660", RULES_BAD_NUMBER, 1},
		{"@-1,2 0:0 660", RULES_BAD_NUMBER, 1},
		{"A=b;@8,99999999999 0:0 660", RULES_BAD_NUMBER, 5},
		{"a nobody:0 660", RULES_NO_USER, 3},
		{"a :0 660", RULES_NO_USER, 3},
		{"a nobody 660", RULES_NO_USER, 3},
		{"a root: 660", RULES_NO_GROUP, 8},
		{"a root:fred 660", RULES_NO_GROUP, 8},
		{"a root:0:0 660", RULES_NO_GROUP, 8},
		{"a 0:0 u=rw", RULES_BAD_MODE, 7},
		{"a 0:0 668", RULES_BAD_MODE, 7},
		{"a 0:0 10000", RULES_BAD_MODE, 7},
		{"a 0:0 0x1", RULES_BAD_MODE, 7},
		{"a 0:0 660 >", RULES_BAD_PLACE, 11},
		{"a 0:0 660 = x", RULES_BAD_PLACE, 11},
		{"a 0:0 660 >/dev/", RULES_BAD_PLACE, 11},
		{"a 0:0 660 !x", RULES_BAD_PLACE, 11},
		{"a 0:0 660 >/etc/x", RULES_LEADS_OUT, 11},
		{"a 0:0 660 =../x", RULES_LEADS_OUT, 11},
		{"a 0:0 660 >x/../../y", RULES_LEADS_OUT, 11},
		{"a 0:0 660 =/dev/../x", RULES_LEADS_OUT, 11},
		{"a 0:0 660 =/dev//x", RULES_LEADS_OUT, 11},
		{"a 0:0 660 run", RULES_BAD_COMMAND, 11},
		{"a 0:0 660 >x run", RULES_BAD_COMMAND, 14},
		{"a 0:0 660 >x # comment", RULES_BAD_COMMAND, 14},
		{"a 0:0 660 ! !", RULES_BAD_COMMAND, 13},
		{"a 0:0 \\\n66x", RULES_BAD_MODE, 7},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused(rows[i].content, rows[i].error, rows[i].column);
}

TEST(refused_line_does_not_stop_the_others)
{
	static const int answers[] = {1, 2, 1, 2, 2, 1, 0};
	char *text = heap_text("a 0:0 1\nA=b;C=(x){2};[ 0:0 2\n\nA=(b){2};c 0:0 3\n"
			       "(x){2} no:0 4\nshort\nd 0:0 5");
	struct rules_reader reader = {.next = text};
	int error;

	set.count = set.condition_count = 0;
	for (size_t i = 0; i < COUNT(answers); i++)
		assert_int_equal(next(&reader, &error), answers[i]);
	assert_int_equal(set.count, 3);
	assert_int_equal(set.condition_count, 1);
	assert_int_equal(set.rules[1].line, 4);
	assert_string_equal(set.rules[1].pattern.text, "c");
	assert_int_equal(set.rules[1].conditions, 0);
	assert_int_equal(set.rules[2].line, 7);
	free(text);
}

/* Writes `count` times the line, and reads what becomes of it. */
static unsigned int read_many(const char *line, size_t count, int *error)
{
	char *text = malloc(count * strlen(line) + 1), *end = text;
	struct rules_reader reader = {.next = text};
	unsigned int refused = 0;
	int answer;

	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		end = stpcpy(end, line);
	set.count = set.condition_count = 0;
	while ((answer = next(&reader, error)))
		refused += answer == 2;
	free(text);
	return refused;
}

TEST(more_rules_than_fit_are_refused)
{
	int error = 0;

	assert_int_equal(read_many("a 0:0 1\n", RULES_MAX, &error), 0);
	assert_int_equal(set.count, RULES_MAX);
	assert_int_equal(read_many("a 0:0 1\n", RULES_MAX + 2, &error), 2);
	assert_int_equal(error, RULES_TOO_MANY);
	assert_int_equal(set.count, RULES_MAX);
	assert_int_equal(read_many("A=b;c 0:0 1\n", RULES_CONDITIONS_MAX, &error), 0);
	assert_int_equal(read_many("A=b;c 0:0 1\n", RULES_CONDITIONS_MAX + 1, &error), 1);
	assert_int_equal(error, RULES_TOO_MANY);
	assert_int_equal(set.condition_count, RULES_CONDITIONS_MAX);
}

TEST(files_without_rules_have_none)
{
	static const char *const rows[] = {"", "\n", "\\", "\\\n", "# a\n#b", " \t\r\n\r\n"};

	for (size_t i = 0; i < COUNT(rows); i++)
		free(read_all(rows[i], 0));
}

static struct rules_need need_of(const char *content, size_t count)
{
	char *text = read_all(content, count);
	struct rules_need need;

	fill_untouched(&need);
	rules_need(&set, &need);
	/* Keys point into the text. */
	for (size_t i = 0; i < need.key_count; i++)
		need.keys[i] = need.keys[i][0] == 'P' ? "P.." : "other";
	free(text);
	return need;
}

TEST(rules_know_what_they_look_at)
{
	struct rules_need need = need_of("", 0);

	assert_false(need.number || need.file || need.command);
	assert_int_equal(need.key_count, 0);
	need = need_of(
		"a 0:0 1 $x\nSUBSYSTEM=b;c 0:0 1\n$DEVPATH=x 0:0 1\nACTION=a;DEVNAME=b;c 0:0 1", 4);
	assert_false(need.number || need.file || need.command);
	assert_int_equal(need.key_count, 4);
	assert_true(need_of("-@1,2 0:0 1", 1).number);
	assert_true(need_of("a 0:0 1 @x", 1).command);
	assert_true(need_of("a 0:0 1 *x", 1).command);
	need = need_of("$PRODUCT=x 0:0 1\nPRODUCT=x;$PRODUCT=y 0:0 1\nMODALIAS=x;a 0:0 1", 3);
	assert_true(need.file);
	assert_int_equal(need.key_count, 2);
	assert_string_equal(need.keys[0], "P..");
	assert_string_equal(need.keys[1], "other");
	need = need_of("A=;B=;C=;D=;E=;F=;G=;H=;I=;J=;K=;L=;M=;N=;O=;P=;Q=;R=;a 0:0 1", 1);
	assert_int_equal(need.key_count, RULES_KEYS_MAX);
	assert_true(need.file);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(rules_strerror, RULES_TOO_MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_rule_is_read),
		cmocka_unit_test(owners_are_names_or_numbers),
		cmocka_unit_test(modes_are_octal),
		cmocka_unit_test(places_and_commands_are_read),
		cmocka_unit_test(minus_goes_on),
		cmocka_unit_test(numbers_and_values_are_subjects),
		cmocka_unit_test(conditions_are_taken_off_the_subject),
		cmocka_unit_test(lines_are_counted_and_joined),
		cmocka_unit_test(groups_are_wanted_where_a_path_names_them),
		cmocka_unit_test(bad_lines_are_refused_with_their_place),
		cmocka_unit_test(refused_line_does_not_stop_the_others),
		cmocka_unit_test(more_rules_than_fit_are_refused),
		cmocka_unit_test(files_without_rules_have_none),
		cmocka_unit_test(rules_know_what_they_look_at),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/rules_match.h: what a file of rules says about a device, row by row: each action in
 * its order, and then the end.
 */
#include <stdio.h>

#include "mdev-rules/rules_match.h"
#include "tests/unit/unit.h"

static const struct names names = {.passwd = "", .group = ""};

/* Too large for the stack that ASan gives. */
static struct rule_set set;

/* One expected action; with `error` a refusal. */
struct row {
	unsigned int line;
	int error;
	const char *path;
	const char *owner_mode; /* "uid:gid mode" */
	const char *target;	/* of a link at the device's name; NULL for none */
	const char *command;
	bool no_node, go_on;
};

#define SDA1                                                                                       \
	"ACTION=add\nDEVPATH=/devices/x/block/sda/sda1\nSUBSYSTEM=block\nMAJOR=8\nMINOR=1\n"       \
	"DEVNAME=sda1\nDEVTYPE=partition\nPARTN=1\n"
#define REMOVED_SDA1                                                                               \
	"ACTION=remove\nDEVPATH=/devices/x/block/sda/sda1\nSUBSYSTEM=block\nMAJOR=8\nMINOR=1\n"    \
	"DEVNAME=sda1\nDEVTYPE=partition\n"
#define CHANGED_SDA1                                                                               \
	"ACTION=change\nDEVPATH=/devices/x/block/sda/sda1\nSUBSYSTEM=block\nMAJOR=8\nMINOR=1\n"    \
	"DEVNAME=sda1\nDEVTYPE=partition\n"
#define CONTROL                                                                                    \
	"ACTION=add\nDEVPATH=/devices/x/sound/card0/controlC0\nSUBSYSTEM=sound\n"                  \
	"MAJOR=116\nMINOR=7\nDEVNAME=snd/controlC0\n"
#define USB                                                                                        \
	"ACTION=add\nDEVPATH=/devices/usb1/1-1/1-1:1.0\nSUBSYSTEM=usb\nMODALIAS=usb:v1D6Bp0002\n"  \
	"PRODUCT=1d6b/2/512\n"

static char *read_rules(const char *rules)
{
	char *text = heap_text(rules);
	struct rules_reader reader = {.next = text};
	int error = 0, answer;

	set.count = set.condition_count = 0;
	while ((answer = rules_next(&reader, &names, &set, &error)) == 1)
		;
	if (answer)
		fail_msg("'%s': line %u is refused: %s", rules, reader.line, rules_strerror(error));
	return text;
}

static void check_action(const char *rules, const struct node_action *action, const struct row *row)
{
	char owner_mode[48];

	snprintf(owner_mode, sizeof(owner_mode), "%u:%u %o", action->uid, action->gid,
		 action->mode);
	expect_int(rules, action->line, row->line);
	expect_text(rules, action->path, row->path);
	expect_text(rules, owner_mode, row->owner_mode);
	expect_int(rules, action->node, !row->no_node);
	expect_int(rules, action->go_on, row->go_on);
	expect_int(rules, action->link != NULL, row->target != NULL);
	expect_text(rules, action->target, row->target ? row->target : "");
	expect_text(rules, action->command, row->command);
}

static void check_rows(const char *rules, const char *lines, const struct row *rows, size_t count)
{
	char *text = read_rules(rules), *event_text = heap_text(lines), buf[NODE_PATH_SIZE], *name;
	struct rules_cursor cursor = {0};
	struct node_action action;
	struct uevent event;
	int error;

	assert_int_equal(uevent_parse_lines(event_text, &event), 0);
	name = heap_text(rules_name(&event, buf));
	for (size_t i = 0; i < count; i++) {
		fill_untouched(&action);
		fill_untouched(&error);
		expect_int(rules, rules_match(&set, &event, name, &cursor, &action, &error),
			   rows[i].error ? 2 : 1);
		expect_int(rules, cursor.line, rows[i].line);
		if (rows[i].error) {
			expect_int(rules, error, rows[i].error);
			expect_untouched(rules, &action);
			continue;
		}
		expect_untouched(rules, &error);
		check_action(rules, &action, &rows[i]);
		if (rows[i].target)
			assert_ptr_equal(action.link, name);
	}
	fill_untouched(&action);
	for (int i = 0; i < 2; i++)
		expect_int(rules, rules_match(&set, &event, name, &cursor, &action, &error), 0);
	expect_untouched(rules, &action);
	free(name);
	free(event_text);
	free(text);
}

#define CHECK(rules, lines, ...)                                                                   \
	check_rows(rules, lines, (const struct row[]){__VA_ARGS__},                                \
		   COUNT(((const struct row[]){__VA_ARGS__})))
#define DEFAULT(name)                                                                              \
	{                                                                                          \
		.path = name, .owner_mode = "0:0 0"                                                \
	}

TEST(first_rule_that_matches_is_the_last)
{
	CHECK("null 0:0 666\nsda 1:1 1\nsda.* 0:6 640\nsda1 1:1 2", SDA1,
	      {.line = 3, .path = "sda1", .owner_mode = "0:6 640"});
}

TEST(rules_match_the_whole_name)
{
	CHECK("sda 1:1 1\nda1 1:1 2\nsda1.+ 1:1 3\na|sda1|b 0:0 4", SDA1,
	      {.line = 4, .path = "sda1", .owner_mode = "0:0 4"});
	CHECK("(sda){1} 1:1 1\n(s)?da 1:1 2\n(s){1}da1 0:0 4", SDA1,
	      {.line = 3, .path = "sda1", .owner_mode = "0:0 4"});
}

TEST(without_a_rule_there_is_the_node_of_the_name)
{
	CHECK("", SDA1, DEFAULT("sda1"));
	CHECK("null 0:0 666", SDA1, DEFAULT("sda1"));
	CHECK("", REMOVED_SDA1, DEFAULT("sda1"));
}

TEST(device_without_a_number_has_no_node)
{
	check_rows("", USB, NULL, 0);
	check_rows("sda1 0:0 660", USB, NULL, 0);
	CHECK(".* 0:0 660 >x @y", USB,
	      {.line = 1, .path = "x", .owner_mode = "0:0 660", .no_node = true, .command = "y"});
}

TEST(minus_goes_on_and_nothing_comes_last)
{
	CHECK("-sda1 1:2 3\n-null 0:0 1\n-sd.* 4:5 6 =a/\n", SDA1,
	      {.line = 1, .path = "sda1", .owner_mode = "1:2 3", .go_on = true},
	      {.line = 3, .path = "a/sda1", .owner_mode = "4:5 6", .go_on = true});
	CHECK("-sda1 1:2 3\nsd.* 4:5 6\n.* 7:7 7", SDA1,
	      {.line = 1, .path = "sda1", .owner_mode = "1:2 3", .go_on = true},
	      {.line = 2, .path = "sda1", .owner_mode = "4:5 6"});
}

TEST(equals_moves_and_greater_links)
{
	CHECK("sda1 0:0 1 =disk", SDA1, {.line = 1, .path = "disk", .owner_mode = "0:0 1"});
	CHECK("sda1 0:0 1 =disk/", SDA1, {.line = 1, .path = "disk/sda1", .owner_mode = "0:0 1"});
	CHECK("sda1 0:0 1 >disk", SDA1,
	      {.line = 1, .path = "disk", .owner_mode = "0:0 1", .target = "disk"});
	CHECK("sda1 0:0 1 >a/b/", SDA1,
	      {.line = 1, .path = "a/b/sda1", .owner_mode = "0:0 1", .target = "a/b/sda1"});
	CHECK("sda1 0:0 1 >/dev/a", SDA1,
	      {.line = 1, .path = "a", .owner_mode = "0:0 1", .target = "a"});
	CHECK("sda1 0:0 1 >sda1", SDA1, {.line = 1, .path = "sda1", .owner_mode = "0:0 1"});
}

TEST(link_in_a_folder_leads_up_first)
{
	CHECK("snd/.* 0:0 1", CONTROL, {.line = 1, .path = "snd/controlC0", .owner_mode = "0:0 1"});
	CHECK("snd/(.*) 0:0 1 >%1", CONTROL,
	      {.line = 1, .path = "controlC0", .owner_mode = "0:0 1", .target = "../controlC0"});
	CHECK("snd/.* 0:0 1 >a/", CONTROL,
	      {.line = 1,
	       .path = "a/snd/controlC0",
	       .owner_mode = "0:0 1",
	       .target = "../a/snd/controlC0"});
}

TEST(groups_are_put_into_the_path)
{
	static const struct {
		const char *rules, *path;
	} rows[] = {
		{"sd(.)(.) 0:0 1 =x/%1/%2", "x/a/1"},
		{"sd(.)(.) 0:0 1 =%2%1%0", "1asda1"},
		{"sd(.)(.)(z)? 0:0 1 =%1%3%4", "a%3%4"},
		{"sd.. 0:0 1 =%0", "sda1"},
		{"sd.. 0:0 1 =%1x%%%a%", "%1x%%%a%"},
		{"sd(a|b)([0-9]*)() 0:0 1 =[%1%2%3]", "[a1]"},
		{"@8,1 0:0 1 =x%0%1%9y", "xy"},
		{"$DEVTYPE=part(.*) 0:0 1 =%1-%0", "ition-partition"},
		{"(sda)(1) 0:0 1 =%1/", "sda/sda1"},
		{"A=(x)|;(s)da1 0:0 1 =%1", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row row = {.line = rows[i].path != NULL,
					.path = rows[i].path ? rows[i].path : "sda1",
					.owner_mode = rows[i].path ? "0:0 1" : "0:0 0"};

		check_rows(rows[i].rules, SDA1, &row, 1);
	}
}

TEST(number_rules_ask_major_and_minor)
{
	CHECK("@7,1 0:0 1\n@8,0 0:0 2\n@8,2-9 0:0 3\n@8,0-1 0:0 4", SDA1,
	      {.line = 4, .path = "sda1", .owner_mode = "0:0 4"});
	CHECK("@8,1 0:0 5", SDA1, {.line = 1, .path = "sda1", .owner_mode = "0:0 5"});
	check_rows("@0,0 0:0 1\n@4294967295,4294967295 0:0 1", USB, NULL, 0);
}

TEST(number_rules_match_also_when_a_device_goes)
{
	CHECK("@8,1 0:0 1 =x $y", REMOVED_SDA1,
	      {.line = 1, .path = "x", .owner_mode = "0:0 1", .command = "y"});
}

TEST(value_rules_match_the_whole_value)
{
	CHECK("$DEVTYPE=part 1:1 1\n$NONE=.* 1:1 2\n$PARTN=[0-9] 0:0 3", SDA1,
	      {.line = 3, .path = "sda1", .owner_mode = "0:0 3"});
	CHECK("$SUBSYSTEM=block 0:0 1", SDA1, {.line = 1, .path = "sda1", .owner_mode = "0:0 1"});
	CHECK("$ACTION=remove 0:0 1\n$ACTION=add 0:0 2", SDA1,
	      {.line = 2, .path = "sda1", .owner_mode = "0:0 2"});
	CHECK("$MODALIAS=.* 0:0 660 @modprobe \"$MODALIAS\"", USB,
	      {.line = 1,
	       .path = "1-1:1.0",
	       .owner_mode = "0:0 660",
	       .no_node = true,
	       .command = "modprobe \"$MODALIAS\""});
}

TEST(conditions_match_any_part_of_a_value)
{
	CHECK("SUBSYSTEM=net;.* 1:1 1\nSUBSYSTEM=lo;.* 0:0 2", SDA1,
	      {.line = 2, .path = "sda1", .owner_mode = "0:0 2"});
	CHECK("SUBSYSTEM=^lo;.* 1:1 1\nSUBSYSTEM=^bl;DEVTYPE=disk;.* 1:1 2\n"
	      "SUBSYSTEM=(l|k){2};DEVTYPE=on$;sd.* 0:0 3",
	      SDA1, DEFAULT("sda1"));
	CHECK("SUBSYSTEM=^bl;DEVTYPE=on$;sd.* 0:0 3", SDA1,
	      {.line = 1, .path = "sda1", .owner_mode = "0:0 3"});
	CHECK("NONE=;.* 1:1 1\nDEVTYPE=;.* 0:0 2", SDA1,
	      {.line = 2, .path = "sda1", .owner_mode = "0:0 2"});
	CHECK("DEVTYPE=disk;@8,1 1:1 1\nDEVTYPE=part;$PARTN=1 0:0 2", SDA1,
	      {.line = 2, .path = "sda1", .owner_mode = "0:0 2"});
}

TEST(nothing_is_made_after_an_exclamation_mark)
{
	CHECK("sda1 0:0 1 !", SDA1,
	      {.line = 1, .path = "sda1", .owner_mode = "0:0 1", .no_node = true});
	CHECK("sda1 0:0 1 ! @x", SDA1,
	      {.line = 1, .path = "sda1", .owner_mode = "0:0 1", .no_node = true, .command = "x"});
	CHECK("-sda1 0:0 1 =a\n-sda1 0:0 1 !\n-@8,1 0:0 2 >b @y\n", SDA1,
	      {.line = 1, .path = "a", .owner_mode = "0:0 1", .go_on = true},
	      {.line = 2, .path = "sda1", .owner_mode = "0:0 1", .no_node = true, .go_on = true},
	      {.line = 3,
	       .path = "b",
	       .owner_mode = "0:0 2",
	       .no_node = true,
	       .go_on = true,
	       .command = "y"});
	CHECK("sda1 0:0 1 ! $x", REMOVED_SDA1,
	      {.line = 1, .path = "sda1", .owner_mode = "0:0 1", .no_node = true, .command = "x"});
}

TEST(commands_run_when_their_sign_says)
{
	static const struct {
		const char *rules;
		const char *add, *remove, *change;
	} rows[] = {
		{"sda1 0:0 1 @x", "x", NULL, NULL},
		{"sda1 0:0 1 $x", NULL, "x", NULL},
		{"sda1 0:0 1 *x", "x", "x", "x"},
		{"sda1 0:0 1", NULL, NULL, NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct row row = {.line = 1, .path = "sda1", .owner_mode = "0:0 1"};

		row.command = rows[i].add;
		check_rows(rows[i].rules, SDA1, &row, 1);
		row.command = rows[i].remove;
		check_rows(rows[i].rules, REMOVED_SDA1, &row, 1);
		row.command = rows[i].change;
		row.no_node = true;
		check_rows(rows[i].rules, CHANGED_SDA1, &row, 1);
	}
}

TEST(device_that_goes_takes_node_and_link_with_it)
{
	CHECK("-sda1 0:0 1 >a/", REMOVED_SDA1,
	      {.line = 1,
	       .path = "a/sda1",
	       .owner_mode = "0:0 1",
	       .target = "a/sda1",
	       .go_on = true});
	check_rows(".* 0:0 1 *x", REMOVED_SDA1 "FIRMWARE=x.bin\n", NULL, 0);
	CHECK(".* 0:0 1 *x", SDA1 "FIRMWARE=x.bin\n",
	      {.line = 1, .path = "sda1", .owner_mode = "0:0 1", .command = "x"});
}

TEST(paths_that_lead_out_are_refused_and_the_rule_is_done)
{
	static const char *const names_out[] = {"DEVNAME=../x\n", "DEVNAME=/x\n", "DEVNAME=a/..\n",
						"DEVNAME=..\n"};

	CHECK("a(.*) 0:0 1 =%1/x\n.* 0:0 2", "DEVNAME=a..\nMAJOR=1\nMINOR=1\n",
	      {.line = 1, .error = RULES_MATCH_LEADS_OUT});
	CHECK("-a(.*) 0:0 1 =%1x\n.* 0:0 2", "DEVNAME=a/b\nMAJOR=1\nMINOR=1\n",
	      {.line = 1, .error = RULES_MATCH_LEADS_OUT},
	      {.line = 2, .path = "a/b", .owner_mode = "0:0 2"});
	CHECK("a(.*) 0:0 1 =%1", "DEVNAME=a\nMAJOR=1\nMINOR=1\n",
	      {.line = 1, .error = RULES_MATCH_EMPTY});
	for (size_t i = 0; i < COUNT(names_out); i++) {
		char lines[64];

		snprintf(lines, sizeof(lines), "%sMAJOR=1\nMINOR=1\n", names_out[i]);
		CHECK("", lines, {.error = RULES_MATCH_LEADS_OUT});
		CHECK(".* 0:0 1", lines, {.line = 1, .error = RULES_MATCH_LEADS_OUT});
		CHECK(".* 0:0 1 >a", lines, {.line = 1, .error = RULES_MATCH_LEADS_OUT});
		CHECK(".* 0:0 1 >a/", lines, {.line = 1, .error = RULES_MATCH_LEADS_OUT});
	}
	CHECK("", "DEVNAME=\nMAJOR=1\nMINOR=1\n", {.error = RULES_MATCH_EMPTY});
}

TEST(paths_that_do_not_fit_are_refused)
{
	enum { FITS = NODE_PATH_SIZE - 1 };
	char lines[NODE_PATH_SIZE + 64], rules[NODE_PATH_SIZE + 64];
	char *name = heap_repeat('n', FITS + 1);

	snprintf(lines, sizeof(lines), "DEVNAME=%s\nMAJOR=1\nMINOR=1\n", name + 1);
	CHECK("", lines, DEFAULT(name + 1));
	CHECK("n* 0:0 1 =%0x", lines, {.line = 1, .error = RULES_MATCH_TOO_LONG});
	CHECK("n* 0:0 1 =a/", lines, {.line = 1, .error = RULES_MATCH_TOO_LONG});
	CHECK("n* 0:0 1 =%0/", lines, {.line = 1, .error = RULES_MATCH_TOO_LONG});
	snprintf(lines, sizeof(lines), "DEVNAME=%s\nMAJOR=1\nMINOR=1\n", name);
	CHECK("", lines, {.error = RULES_MATCH_TOO_LONG});
	snprintf(rules, sizeof(rules), "a/b 0:0 1 >%s", name + 3);
	CHECK(rules, "DEVNAME=a/b\nMAJOR=1\nMINOR=1\n", {.line = 1, .error = RULES_MATCH_TOO_LONG});
	snprintf(rules, sizeof(rules), "a 0:0 1 >%s", name + 1);
	CHECK(rules, "DEVNAME=a\nMAJOR=1\nMINOR=1\n",
	      {.line = 1, .path = name + 1, .owner_mode = "0:0 1", .target = name + 1});
	free(name);
}

TEST(kind_of_the_device_is_its_subsystems)
{
	char *text = read_rules(""), *block = heap_text(SDA1), *character = heap_text(CONTROL);
	struct rules_cursor cursor = {0};
	struct node_action action;
	struct uevent event;
	int error;

	assert_int_equal(uevent_parse_lines(block, &event), 0);
	assert_int_equal(rules_match(&set, &event, "x", &cursor, &action, &error), 1);
	assert_true(action.block);
	assert_int_equal(uevent_parse_lines(character, &event), 0);
	cursor = (struct rules_cursor){0};
	assert_int_equal(rules_match(&set, &event, "x", &cursor, &action, &error), 1);
	assert_false(action.block);
	free(block);
	free(character);
	free(text);
}

TEST(name_is_the_nodes_or_the_last_part_of_the_path)
{
	static const struct {
		const char *devname, *devpath, *name;
	} rows[] = {
		{"snd/controlC0", "/devices/x/controlC0", "snd/controlC0"},
		{NULL, "/devices/virtual/net/eth0", "eth0"},
		{NULL, "/devices/x/cciss!c0d0!1", "cciss/c0d0/1"},
		{"a!b", "/devices/a!b", "a!b"},
		{NULL, "/devices/", NULL},
		{NULL, NULL, NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct uevent event = {.devname = rows[i].devname,
					     .devpath = rows[i].devpath};
		char buf[NODE_PATH_SIZE];

		expect_text(rows[i].devpath ? rows[i].devpath : "", rules_name(&event, buf),
			    rows[i].name);
	}
}

/* The cases of busybox's testsuite/mdev.tests that are more than one feature. */
TEST(what_busybox_asks_of_mdev_holds)
{
	static const char sda[] = "DEVPATH=/block/sda\nMAJOR=8\nMINOR=0\nMODALIAS=qwe\n";

	CHECK("-.* 1:1 666\nsda 2:2 444", sda,
	      {.line = 1, .path = "sda", .owner_mode = "1:1 666", .go_on = true},
	      {.line = 2, .path = "sda", .owner_mode = "2:2 444"});
	CHECK("$MODALIAS=qw 1:1 666\n$MODALIAS=qw. 2:2 444\n$MODALIAS=qw. 3:3 400", sda,
	      {.line = 2, .path = "sda", .owner_mode = "2:2 444"});
	CHECK("s([0-9])*d([a-z]+) 0:0 644 >sd/%2_%0", sda,
	      {.line = 1, .path = "sd/a_sda", .owner_mode = "0:0 644", .target = "sd/a_sda"});
	CHECK("sda 0:0 644 =block/ @echo @echo TEST", sda,
	      {.line = 1,
	       .path = "block/sda",
	       .owner_mode = "0:0 644",
	       .command = "echo @echo TEST"});
}

TEST(five_hundred_rules_are_all_asked)
{
	char *rules = malloc(RULES_MAX * 32), *end = rules;

	assert_non_null(rules);
	for (int i = 0; i < RULES_MAX - 1; i++)
		end += sprintf(end, "-sd[b-z][0-9]*|x%d 0:0 1\n", i);
	sprintf(end, "sda1 1:2 3");
	CHECK(rules, SDA1, {.line = RULES_MAX, .path = "sda1", .owner_mode = "1:2 3"});
	free(rules);
}

/* Also where the set had others before. */
TEST(rules_match_wherever_they_stand)
{
	static const int at[] = {0, 63, 70, 130, 300};
	char *rules = malloc(RULES_MAX * 32), *end = rules;
	struct row rows[COUNT(at)];

	assert_non_null(rules);
	for (int i = 0, next = 0; i <= 300; i++) {
		bool here = i == at[next];

		end += sprintf(end, "%s 0:%d 1\n", here ? "-sda1" : "other", here ? next : 0);
		next += here;
	}
	for (size_t i = 0; i < COUNT(at); i++) {
		static char owner_modes[COUNT(at)][16];

		snprintf(owner_modes[i], sizeof(owner_modes[i]), "0:%zu 1", i);
		rows[i] = (struct row){.line = (unsigned int)at[i] + 1,
				       .path = "sda1",
				       .owner_mode = owner_modes[i],
				       .go_on = true};
	}
	for (int i = 0; i < 2; i++) {
		CHECK("-sda1 0:9 1\nother 0:0 1\nsda1 0:8 2", SDA1,
		      {.line = 1, .path = "sda1", .owner_mode = "0:9 1", .go_on = true},
		      {.line = 3, .path = "sda1", .owner_mode = "0:8 2"});
		check_rows(rules, SDA1, rows, COUNT(at));
	}
	free(rules);
}

TEST(node_that_is_there_needs_a_rule)
{
	char *text = read_rules("sdb 1:1 1"), *lines = heap_text(SDA1);
	struct rules_cursor cursor = {.has_nodes = true};
	struct node_action action;
	struct uevent event;
	int error;

	assert_int_equal(uevent_parse_lines(lines, &event), 0);
	assert_int_equal(rules_match(&set, &event, "sda1", &cursor, &action, &error), 0);
	cursor = (struct rules_cursor){.has_nodes = true};
	assert_int_equal(rules_match(&set, &event, "sdb", &cursor, &action, &error), 1);
	free(lines);
	free(text);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(rules_match_strerror, RULES_MATCH_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_rule_that_matches_is_the_last),
		cmocka_unit_test(rules_match_the_whole_name),
		cmocka_unit_test(without_a_rule_there_is_the_node_of_the_name),
		cmocka_unit_test(device_without_a_number_has_no_node),
		cmocka_unit_test(minus_goes_on_and_nothing_comes_last),
		cmocka_unit_test(equals_moves_and_greater_links),
		cmocka_unit_test(link_in_a_folder_leads_up_first),
		cmocka_unit_test(groups_are_put_into_the_path),
		cmocka_unit_test(number_rules_ask_major_and_minor),
		cmocka_unit_test(number_rules_match_also_when_a_device_goes),
		cmocka_unit_test(value_rules_match_the_whole_value),
		cmocka_unit_test(conditions_match_any_part_of_a_value),
		cmocka_unit_test(nothing_is_made_after_an_exclamation_mark),
		cmocka_unit_test(commands_run_when_their_sign_says),
		cmocka_unit_test(device_that_goes_takes_node_and_link_with_it),
		cmocka_unit_test(paths_that_lead_out_are_refused_and_the_rule_is_done),
		cmocka_unit_test(paths_that_do_not_fit_are_refused),
		cmocka_unit_test(kind_of_the_device_is_its_subsystems),
		cmocka_unit_test(name_is_the_nodes_or_the_last_part_of_the_path),
		cmocka_unit_test(what_busybox_asks_of_mdev_holds),
		cmocka_unit_test(five_hundred_rules_are_all_asked),
		cmocka_unit_test(rules_match_wherever_they_stand),
		cmocka_unit_test(node_that_is_there_needs_a_rule),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/names.h: passwd and group as people write them, and numbers as busybox takes them.
 */
#include "mdev-rules/names.h"
#include "tests/unit/unit.h"

#define PASSWD                                                                                     \
	"root:x:0:0:root:/root:/bin/sh\n"                                                          \
	"# daemon:x:9:9:::\n"                                                                      \
	"\n"                                                                                       \
	"bin:x:2:20::/bin:/bin/false\n"                                                            \
	"short:x:3:30\n"                                                                           \
	"few:x:4\n"                                                                                \
	"few:x:5:50:::\n"                                                                          \
	"bad:x:a:0:::\n"                                                                           \
	"sign:x:-1:0:::\n"                                                                         \
	"tail:x:6x:0:::\n"                                                                         \
	"blank:x: 1:0:::\n"                                                                        \
	"big:x:4294967295:0:::\n"                                                                  \
	"most:x:4294967294:60:::\n"                                                                \
	"bin:x:99:99:::\n"                                                                         \
	"12a:x:12:120:::\n"                                                                        \
	"last:x:7:70::"

#define GROUP                                                                                      \
	"root:x:0:\n"                                                                              \
	"disk:x:6:root,bin\n"                                                                      \
	"nocolon:x:8\n"                                                                            \
	"nonumber:x\n"                                                                             \
	"nonumber:x::\n"                                                                           \
	"nonumber:x:77:\n"                                                                         \
	"disk:x:66:\n"                                                                             \
	"9p:x:90:\n"                                                                               \
	"tail:x:6x:\n"                                                                             \
	"tty:x:5:"

struct row {
	const char *name;
	int error;
	uint32_t uid, gid;
};

static void check_user(const char *passwd, const struct row *row)
{
	char *text = heap_text(passwd), *name = heap_text(row->name);
	const struct names names = {.passwd = text, .group = ""};
	uint32_t uid, gid;

	fill_untouched(&uid);
	fill_untouched(&gid);
	expect_int(row->name, names_user(&names, name, &uid, &gid), row->error);
	if (row->error) {
		expect_untouched(row->name, &uid);
		expect_untouched(row->name, &gid);
	} else {
		expect_int(row->name, uid, row->uid);
		expect_int(row->name, gid, row->gid);
	}
	fill_untouched(&uid);
	expect_int(row->name, names_user(&names, name, &uid, NULL), row->error);
	if (row->error)
		expect_untouched(row->name, &uid);
	else
		expect_int(row->name, uid, row->uid);
	free(name);
	free(text);
}

static void check_group(const char *group, const struct row *row)
{
	char *text = heap_text(group), *name = heap_text(row->name);
	const struct names names = {.passwd = "", .group = text};
	uint32_t gid;

	fill_untouched(&gid);
	expect_int(row->name, names_group(&names, name, &gid), row->error);
	if (row->error)
		expect_untouched(row->name, &gid);
	else
		expect_int(row->name, gid, row->gid);
	free(name);
	free(text);
}

TEST(user_has_number_and_group)
{
	static const struct row rows[] = {
		{"root", 0, 0, 0},	     {"bin", 0, 2, 20},	 {"short", 0, 3, 30},
		{"most", 0, 4294967294, 60}, {"last", 0, 7, 70},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_user(PASSWD, &rows[i]);
}

TEST(group_has_a_number)
{
	static const struct row rows[] = {
		{"root", 0, 0, 0},
		{"disk", 0, 0, 6},
		{"nocolon", 0, 0, 8},
		{"tty", 0, 0, 5},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_group(GROUP, &rows[i]);
}

TEST(lines_that_are_none_are_passed_over)
{
	check_user(PASSWD, &(struct row){"few", 0, 5, 50});
	check_group(GROUP, &(struct row){"nonumber", 0, 0, 77});
}

TEST(who_is_not_there_is_refused)
{
	static const struct row rows[] = {
		{.name = "nobody"}, {.name = "roo"},	{.name = "roott"},	{.name = ""},
		{.name = "daemon"}, {.name = "bad"},	{.name = "sign"},	{.name = "tail"},
		{.name = "blank"},  {.name = "big"},	{.name = "root:x"},	{.name = "x"},
		{.name = "few:x"},  {.name = "disk:x"}, {.name = "bin\nshort"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct row row = rows[i];

		row.error = NAMES_NO_USER;
		check_user(PASSWD, &row);
		row.error = NAMES_NO_GROUP;
		check_group(GROUP "\n\n:x:1:", &row);
	}
}

TEST(numbers_need_nobody)
{
	static const struct row rows[] = {
		{"0", 0, 0, 0},
		{"1000", 0, 1000, 1000},
		{"4294967294", 0, 4294967294, 4294967294},
		{"007", 0, 7, 7},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		check_user("", &rows[i]);
		check_group("", &rows[i]);
	}
}

TEST(number_that_somebody_has_brings_the_group_of_that_user)
{
	check_user(PASSWD, &(struct row){"2", 0, 2, 20});
	check_user(PASSWD, &(struct row){"7", 0, 7, 70});
	check_user(PASSWD, &(struct row){"8", 0, 8, 8});
}

TEST(number_beats_a_name_and_what_is_no_number_is_a_name)
{
	check_user("5:x:1:2:::\n", &(struct row){"5", 0, 5, 5});
	check_user(PASSWD, &(struct row){"12a", 0, 12, 120});
	check_group(GROUP, &(struct row){"9p", 0, 0, 90});
	check_user(PASSWD, &(struct row){.name = "0x10", .error = NAMES_NO_USER});
	check_user(PASSWD, &(struct row){.name = "-1", .error = NAMES_NO_USER});
	check_user(PASSWD, &(struct row){.name = "4294967295", .error = NAMES_NO_USER});
	check_group(GROUP, &(struct row){.name = "4294967296", .error = NAMES_NO_GROUP});
}

TEST(every_prefix_of_a_file_is_read_inside_its_bounds)
{
	for (size_t len = 0; len < sizeof(PASSWD); len++) {
		char *text = malloc(len + 1);
		const struct names names = {.passwd = text, .group = text};
		uint32_t id;

		assert_non_null(text);
		memcpy(text, PASSWD, len);
		text[len] = '\0';
		names_user(&names, "last", &id, &id);
		names_user(&names, "8", &id, &id);
		names_group(&names, "last", &id);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(user_has_number_and_group),
		cmocka_unit_test(group_has_a_number),
		cmocka_unit_test(lines_that_are_none_are_passed_over),
		cmocka_unit_test(who_is_not_there_is_refused),
		cmocka_unit_test(numbers_need_nobody),
		cmocka_unit_test(number_that_somebody_has_brings_the_group_of_that_user),
		cmocka_unit_test(number_beats_a_name_and_what_is_no_number_is_a_name),
		cmocka_unit_test(every_prefix_of_a_file_is_read_inside_its_bounds),
	};

	return RUN_TESTS(tests);
}

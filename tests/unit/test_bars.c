/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/bars.h: what a timeline is refused for, and rows of it to the column.
 */
#include "init/bars.h"
#include "tests/unit/unit.h"

#define LONGEST "999999999999999"

struct refusal {
	const char *text;
	enum bars_error error;
	unsigned int line;
};

static const struct refusal refusals[] = {
	{"", BARS_NO_STEP, 1},
	{"\n", BARS_TIME, 1},
	{"dev ok\n", BARS_TIME, 1},
	{"-1 2 dev ok\n", BARS_TIME, 1},
	{"+1 2 dev ok\n", BARS_TIME, 1},
	{" 1 2 dev ok\n", BARS_TIME, 1},
	{"1  2 dev ok\n", BARS_TIME, 1},
	{"1\t2 dev ok\n", BARS_TIME, 1},
	{"0x1 2 dev ok\n", BARS_TIME, 1},
	{"1.5 2 dev ok\n", BARS_TIME, 1},
	{"1 1000000000000000 dev ok\n", BARS_TIME, 1},
	{"1 18446744073709551617 dev ok\n", BARS_TIME, 1},
	{"1", BARS_TIME, 1},
	{"1 2", BARS_TIME, 1},
	{"1 2\n", BARS_TIME, 1},
	{"2 1 dev ok\n", BARS_BACKWARDS, 1},
	{"1 2 \n", BARS_NAME, 1},
	{"1 2  ok\n", BARS_NAME, 1},
	{"1 2 dev\n", BARS_NAME, 1},
	{"1 2 d\033[1mev ok\n", BARS_NAME, 1},
	{"1 2 d\xc3\xa9v ok\n", BARS_NAME, 1},
	{"1 2 a-name-of-16-cha ok\n", BARS_NAME, 1},
	{"1 2 dev \n", BARS_RESULT, 1},
	{"1 2 dev OK\n", BARS_RESULT, 1},
	{"1 2 dev okay\n", BARS_RESULT, 1},
	{"1 2 dev ok \n", BARS_RESULT, 1},
	{"1 2 dev ok\r\n", BARS_RESULT, 1},
	{"1 2 dev ok", BARS_RESULT, 1},
	{"1 2 dev fail\n", BARS_RESULT, 1},
	{"1 2 dev ok\n\n", BARS_TIME, 2},
	{"1 2 dev ok\n2 3 kernel ok\n3 4 cmdline\n", BARS_NAME, 3},
	{"1 2 dev ok\n2 3 kernel ok", BARS_RESULT, 2},
};

TEST(text_that_is_no_timeline_is_refused_by_its_line)
{
	for (size_t i = 0; i < COUNT(refusals); i++) {
		const struct refusal *row = &refusals[i];
		char *text = heap_text(row->text);
		struct bars_scale scale;
		unsigned int line = 0;

		fill_untouched(&scale);
		expect_int(row->text, bars_measure(text, strlen(text), &scale, &line), row->error);
		expect_int(row->text, line, row->line);
		expect_untouched(row->text, &scale);
		free(text);
	}
}

TEST(nul_inside_of_the_text_is_refused)
{
	static const char text[] = "1 2 dev ok\n\0003 4 kernel ok\n";
	struct bars_scale scale;
	unsigned int line = 0;

	expect_int("NUL", bars_measure(text, sizeof(text) - 1, &scale, &line), BARS_TIME);
	expect_int("NUL", line, 2);
}

TEST(refused_line_touches_nothing)
{
	const char *text = "1 2 dev fine\n", *cursor = text;
	struct bars_step step;

	fill_untouched(&step);
	expect_int(text, bars_parse(&cursor, &step), BARS_RESULT);
	expect_untouched(text, &step);
	assert_ptr_equal(cursor, text);
}

/* All rows of a text, the titles and the last one too. */
static void check(const char *text, const char *expected)
{
	char *in = heap_text(text), rows[4096] = "";
	char *row = malloc(BARS_ROW_SIZE);
	const char *cursor = in;
	struct bars_scale scale;
	struct bars_step step;
	unsigned int line;

	expect_int(text, bars_measure(in, strlen(in), &scale, &line), 0);
	bars_head(&scale, row);
	strcat(rows, row);
	while (*cursor) {
		expect_int(text, bars_parse(&cursor, &step), 0);
		bars_row(&scale, &step, row);
		strcat(rows, row);
	}
	bars_total(&scale, row);
	strcat(rows, row);
	expect_text(text, rows, expected);
	free(row);
	free(in);
}

TEST(bars_stand_on_one_axis)
{
	check("1000000 1010000 dev ok\n1010000 1020000 kernel ok\n1020000 1040000 switch_root ok\n",
	      "step         start ms length ms result\n"
	      "dev          1000.000    10.000 ok     ##########\n"
	      "kernel       1010.000    10.000 ok               ##########\n"
	      "switch_root  1020.000    20.000 ok                         ####################\n"
	      "all          1000.000    40.000\n");
}

TEST(failed_step_stands_out)
{
	check("0 500 dev ok\n500 1000 root failed\n",
	      "step  start ms length ms result\n"
	      "dev      0.000     0.500 ok     #######################\n"
	      "root     0.500     0.500 FAILED                        !!!!!!!!!!!!!!!!!!!!!!!!\n"
	      "all      0.000     1.000\n");
}

TEST(step_without_length_has_a_bar)
{
	check("7 7 exec failed\n", "step  start ms length ms result\n"
				   "exec     0.007     0.000 FAILED !\n"
				   "all      0.007     0.000\n");
}

TEST(longest_line_fits)
{
	check("0 " LONGEST " a-name-of-15-ch failed\n" LONGEST " " LONGEST " last ok\n",
	      "step                    start ms        length ms result\n"
	      "a-name-of-15-ch            0.000 999999999999.999 FAILED !!!!!!!!!!!!!!!!!!!!!!\n"
	      "last            999999999999.999            0.000 ok                          #\n"
	      "all                        0.000 999999999999.999\n");
}

TEST(each_refusal_has_its_own_words)
{
	expect_distinct_texts(bars_strerror, BARS_NO_STEP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_no_timeline_is_refused_by_its_line),
		cmocka_unit_test(nul_inside_of_the_text_is_refused),
		cmocka_unit_test(refused_line_touches_nothing),
		cmocka_unit_test(bars_stand_on_one_axis),
		cmocka_unit_test(failed_step_stands_out),
		cmocka_unit_test(step_without_length_has_a_bar),
		cmocka_unit_test(longest_line_fits),
		cmocka_unit_test(each_refusal_has_its_own_words),
	};

	return RUN_TESTS(tests);
}

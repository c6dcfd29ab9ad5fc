/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/pattern.h: groups match where POSIX says, each part in turn the longest, and in time.
 */
#include <time.h>

#include "mdev-rules/pattern.h"
#include "tests/unit/unit.h"

enum { SHOWN = 4 };

static void find(const char *expression, const char *text, struct pattern_span *out)
{
	char *held = heap_text(expression), *copy = heap_text(text);
	struct pattern pattern;

	expect_int(expression, pattern_parse(held, true, &pattern), 0);
	expect_true(expression, pattern_match(&pattern, copy));
	expect_int(expression, pattern_groups(&pattern, copy, out), 0);
	expect_int(expression, out[0].start, 0);
	expect_int(expression, out[0].end, strlen(text));
	free(held);
	free(copy);
}

struct row {
	const char *expression, *text;
	struct pattern_span groups[SHOWN]; /* of \1 on; {0} behind the last: not asked */
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct pattern_span found[PATTERN_GROUPS];

		find(row->expression, row->text, found);
		for (size_t g = 0; g < SHOWN; g++) {
			if (found[g + 1].start != row->groups[g].start ||
			    found[g + 1].end != row->groups[g].end)
				fail_msg("'%s' on '%s': group %zu is %d to %d", row->expression,
					 row->text, g + 1, found[g + 1].start, found[g + 1].end);
		}
	}
}

#define NONE                                                                                       \
	{                                                                                          \
		-1, -1                                                                             \
	}

TEST(groups_are_where_they_match)
{
	static const struct row rows[] = {
		{"^sd([a-z])([0-9]*)(x)?$", "sdb12", {{2, 3}, {3, 5}, NONE, NONE}},
		{"^(a|b)c*$", "bcc", {{0, 1}, NONE, NONE, NONE}},
		{"(a)(b(c(d)))", "abcd", {{0, 1}, {1, 4}, {2, 4}, {3, 4}}},
		{"(a)|(b)", "b", {NONE, {0, 1}, NONE, NONE}},
		{"x((a)|(b))y", "xby", {{1, 2}, NONE, {1, 2}, NONE}},
		{"a()b", "ab", {{1, 1}, NONE, NONE, NONE}},
		{"[(](a)\\((b)", "(a(b", {{1, 2}, {3, 4}, NONE, NONE}},
		{"input/(event|mouse)([0-9]+)", "input/mouse12", {{6, 11}, {11, 13}, NONE, NONE}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(what_comes_first_takes_most)
{
	static const struct row rows[] = {
		{"(.*)([0-9]+)", "sda12", {{0, 4}, {4, 5}, NONE, NONE}},
		{"(a.*)(b.*)", "aabb", {{0, 3}, {3, 4}, NONE, NONE}},
		{"a*(a*)", "aaa", {{3, 3}, NONE, NONE, NONE}},
		{"(a*)(a|aa)*", "aaa", {{0, 3}, NONE, NONE, NONE}},
		{"(a|b)?(b*)", "bb", {{0, 1}, {1, 2}, NONE, NONE}},
		{"(ab|a)(bc|c)?", "abc", {{0, 2}, {2, 3}, NONE, NONE}},
		/* POSIX: not the first branch, but the longest one. */
		{"(a|ab)(c|bcd)(d*)", "abcd", {{0, 2}, {2, 3}, {3, 4}, NONE}},
		{"(a*)(ab)*(b*)", "abb", {{0, 1}, NONE, {1, 3}, NONE}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(of_a_repetition_the_last_one_counts)
{
	static const struct row rows[] = {
		{"(a|b)*", "ab", {{1, 2}, NONE, NONE, NONE}},
		{"(a|ab|b)*", "ab", {{0, 2}, NONE, NONE, NONE}},
		{"(a|ab|c|bcd)*(d*)", "abcd", {{1, 4}, {4, 4}, NONE, NONE}},
		{"(a{0,2})*", "aaa", {{2, 3}, NONE, NONE, NONE}},
		{"(a|aa){2}", "aaa", {{2, 3}, NONE, NONE, NONE}},
		{"(ab?){1,2}", "aba", {{2, 3}, NONE, NONE, NONE}},
		{"(a){2}{2}", "aaaa", {{3, 4}, NONE, NONE, NONE}},
		/* What the last one left out does not match, whatever the ones before did. */
		{"((a)|(b))*", "ab", {{1, 2}, NONE, {1, 2}, NONE}},
		{"((a)?b)*", "abb", {{2, 3}, NONE, NONE, NONE}},
		/* Empty ones only where nothing else is left. */
		{"(a*)*", "", {{0, 0}, NONE, NONE, NONE}},
		{"(a*)*", "aa", {{0, 2}, NONE, NONE, NONE}},
		{"(a*)+b", "b", {{0, 0}, NONE, NONE, NONE}},
		{"(|a)+", "aa", {{1, 2}, NONE, NONE, NONE}},
		{"(a?){3}", "aa", {{2, 2}, NONE, NONE, NONE}},
		{"(a)*", "", {NONE, NONE, NONE, NONE}},
		{"(a){0}b", "b", {NONE, NONE, NONE, NONE}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(groups_above_nine_are_passed_over)
{
	struct pattern_span found[PATTERN_GROUPS];

	find("(a)(b)(c)(d)(e)(f)(g)(h)((i)(j)(k*))(l)", "abcdefghijkl", found);
	assert_int_equal(found[8].start, 7);
	assert_int_equal(found[9].start, 8);
	assert_int_equal(found[9].end, 11);
}

TEST(groups_of_a_text_too_long_are_refused)
{
	char *text = heap_repeat('a', PATTERN_TEXT_MAX + 1);
	struct pattern_span found[PATTERN_GROUPS];
	struct pattern pattern;

	assert_int_equal(pattern_parse("(a)(a*)", true, &pattern), 0);
	fill_untouched(&found);
	assert_true(pattern_match(&pattern, text));
	assert_int_equal(pattern_groups(&pattern, text, found), PATTERN_TOO_BIG);
	expect_untouched("too long", &found);
	find("(a)(a*)", text + 1, found);
	assert_int_equal(found[2].end, PATTERN_TEXT_MAX);
	free(text);
}

TEST(no_groups_take_long)
{
	static const char *const rows[] = {"(((.*b|a)*c|a)*d|a)*", "((((((a*)*)*)*)*)*)*",
					   "(a*)(a*)(a*)(a*)(a*)(a*)(a*)(a*)(a*)(a*)",
					   "(.*(.*(.*(.*)*)*)*)*", "(a*){255}"};
	char *text = heap_repeat('a', PATTERN_TEXT_MAX);
	struct pattern_span found[PATTERN_GROUPS];
	clock_t start = clock();

	for (size_t i = 0; i < COUNT(rows); i++)
		find(rows[i], text, found);
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_where_they_match),
		cmocka_unit_test(what_comes_first_takes_most),
		cmocka_unit_test(of_a_repetition_the_last_one_counts),
		cmocka_unit_test(groups_above_nine_are_passed_over),
		cmocka_unit_test(groups_of_a_text_too_long_are_refused),
		cmocka_unit_test(no_groups_take_long),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* mdev-rules/slice.h: no line and no word is lost, and nothing beyond the length is read. */
#include "mdev-rules/slice.h"
#include "tests/unit/unit.h"

/* The lines of a text, each in '<' and '>'. */
static void check_lines(const char *content, const char *expected)
{
	char *block = heap_bytes(content, strlen(content)), *out = calloc(1, 400);
	struct slice text = {block, strlen(content)}, line;

	assert_non_null(out);
	while (slice_next_line(&text, &line)) {
		strcat(out, "<");
		strncat(out, line.at, line.len);
		strcat(out, ">");
	}
	expect_text(content, out, expected);
	expect_int(content, text.len, 0);
	free(out);
	free(block);
}

TEST(lines_of_every_length_are_found)
{
	check_lines("", "");
	check_lines("\n", "<>");
	check_lines("a", "<a>");
	check_lines("a\n", "<a>");
	check_lines("\n\na\n\n", "<><><a><>");
	check_lines("1234567\n12345678\n123456789\nx", "<1234567><12345678><123456789><x>");
	check_lines("\x0b\x09\n\x8a\xff\n", "<\x0b\x09><\x8a\xff>");
	for (size_t len = 0; len < 40; len++) {
		char content[90] = "", expected[90] = "<";

		memset(content, 'x', len);
		strcat(expected, content);
		strcat(content, "\ny");
		strcat(expected, "><y>");
		check_lines(content, expected);
	}
}

struct words {
	const char *line, *first, *last;
};

TEST(first_and_last_words_are_cut_off)
{
	static const struct words rows[] = {
		{"", NULL, NULL},      {" \t ", NULL, NULL},	   {"a", "a", "a"},
		{"a b", "a", "b"},     {"  a\t bc \r", "a", "bc"}, {"\ta", "a", "a"},
		{"a:b c", "a:b", "c"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].line);
		char *block = heap_bytes(rows[i].line, len), *got;
		struct slice line = {block, len}, word = {0};
		bool found = slice_next_word(&line, &word);

		got = found ? strndup(word.at, word.len) : NULL;
		expect_text(rows[i].line, got, rows[i].first);
		free(got);
		line = (struct slice){block, len};
		found = slice_last_word(&line, &word);
		got = found ? strndup(word.at, word.len) : NULL;
		expect_text(rows[i].line, got, rows[i].last);
		free(got);
		free(block);
	}
}

TEST(words_come_in_order_from_both_ends)
{
	struct slice line = slice_of(" a bb  ccc"), word;

	assert_true(slice_next_word(&line, &word) && slice_is(word, "a"));
	assert_true(slice_last_word(&line, &word) && slice_is(word, "ccc"));
	assert_true(slice_next_word(&line, &word) && slice_is(word, "bb"));
	fill_untouched(&word);
	assert_false(slice_next_word(&line, &word));
	expect_untouched("next", &word);
	assert_false(slice_last_word(&line, &word));
	expect_untouched("last", &word);
}

TEST(dash_and_underscore_are_the_same_in_names)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{"a-b", "a_b", true}, {"a-b-", "a_b_", true}, {"", "", true},	 {"a", "b", false},
		{"a", "ab", false},   {"ab", "a", false},     {"A", "a", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct slice a = slice_of(rows[i].a), b = slice_of(rows[i].b);

		expect_int(rows[i].a, slice_name_eq(a, b), rows[i].same);
		expect_int(rows[i].a, slice_name_hash(a) == slice_name_hash(b), rows[i].same);
	}
}

TEST(slice_is_compares_the_whole)
{
	assert_true(slice_is(slice_of("pre:"), "pre:"));
	assert_false(slice_is(slice_of("pre:"), "pre"));
	assert_false(slice_is(slice_of("pre"), "pre:"));
	assert_false(slice_is(slice_of("a-b"), "a_b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_every_length_are_found),
		cmocka_unit_test(first_and_last_words_are_cut_off),
		cmocka_unit_test(words_come_in_order_from_both_ends),
		cmocka_unit_test(dash_and_underscore_are_the_same_in_names),
		cmocka_unit_test(slice_is_compares_the_whole),
	};

	return RUN_TESTS(tests);
}

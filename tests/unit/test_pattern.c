/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/pattern.h: what is plain and what is not says the same as regexec(3), and
 * the first byte never hides a match.
 */
#include <regex.h>

#include "mdev-rules/pattern.h"
#include "tests/unit/unit.h"

static char *parse(const char *expression, bool whole, struct pattern *out)
{
	char *text = heap_text(expression);

	fill_untouched(out);
	expect_int(expression, pattern_parse(text, whole, out), 0);
	return text;
}

static bool matches(const char *expression, bool whole, const char *text, bool *plain)
{
	struct pattern pattern;
	char *held = parse(expression, whole, &pattern), *copy = heap_text(text);
	int answer = pattern_match(&pattern, copy);

	expect_true(expression, answer == 0 || answer == 1);
	if (answer)
		expect_true(expression, pattern.first & pattern_first_bit(text) || !whole);
	*plain = pattern.plain;
	pattern_free(&pattern);
	assert_null(pattern.regex);
	free(held);
	free(copy);
	return answer;
}

/* What regexec() says, asked as mdev asks it. */
static bool regexec_matches(const char *expression, bool whole, const char *text)
{
	regmatch_t match;
	regex_t regex;
	bool hit;

	expect_int(expression, regcomp(&regex, expression, REG_EXTENDED), 0);
	hit = regexec(&regex, text, 1, &match, 0) == 0;
	regfree(&regex);
	return hit && (!whole || (match.rm_so == 0 && text[match.rm_eo] == '\0'));
}

struct row {
	const char *expression;
	bool plain;
	const char *hits[8], *misses[8];
};

static void check_text(const struct row *row, const char *text, bool hit)
{
	bool plain;

	if (matches(row->expression, true, text, &plain) != hit)
		fail_msg("'%s' on '%s' is not %s", row->expression, text, hit ? "a hit" : "a miss");
	expect_int(row->expression, plain, row->plain);
	expect_int(row->expression, regexec_matches(row->expression, true, text), hit);
	if (matches(row->expression, false, text, &plain) !=
	    regexec_matches(row->expression, false, text))
		fail_msg("'%s' in '%s' is not what regexec() says", row->expression, text);
}

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t t = 0; t < COUNT(rows->hits) && rows[i].hits[t]; t++)
			check_text(&rows[i], rows[i].hits[t], true);
		for (size_t t = 0; t < COUNT(rows->misses) && rows[i].misses[t]; t++)
			check_text(&rows[i], rows[i].misses[t], false);
	}
}

TEST(literals_match_themselves_and_nothing_longer)
{
	static const struct row rows[] = {
		{"null", true, {"null"}, {"", "n", "nul", "nulll", "anull", "Null"}},
		{"input/event", true, {"input/event"}, {"input", "input/", "input/event0"}},
		{"a-b_c:d,e=f", true, {"a-b_c:d,e=f"}, {"a-b"}},
		{"^null$", true, {"null"}, {"nul", "nulll"}},
		{"^null", true, {"null"}, {"nul", "nulll"}},
		{"null$", true, {"null"}, {"nul", "anull"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(signs_and_brackets_match_what_they_say)
{
	static const struct row rows[] = {
		{"sd[a-z]", true, {"sda", "sdz"}, {"sd", "sdA", "sd1", "sdaa"}},
		{"sd[^a-z]", true, {"sdA", "sd1", "sd-"}, {"sd", "sda", "sdaa"}},
		{"[hs]d[a-c]x", true, {"hdax", "sdcx"}, {"ad", "hd", "hddx", "xdax"}},
		{"a.c", true, {"abc", "a.c", "aac"}, {"ac", "abbc"}},
		{"a\\.c", true, {"a.c"}, {"abc", "a\\.c"}},
		{"usbdev[0-9].[0-9]", true, {"usbdev1.2", "usbdev1x2"}, {"usbdev12"}},
		{"[]a]b", true, {"]b", "ab"}, {"b", "xb"}},
		{"[^]a]b", true, {"xb"}, {"]b", "ab"}},
		{"[a-]b", true, {"ab", "-b"}, {"bb"}},
		{"[-a]b", true, {"ab", "-b"}, {"bb"}},
		{"[.*]b", true, {".b", "*b"}, {"ab"}},
		{"[\\.]b", true, {".b", "\\b"}, {"ab"}},
		{"[$]", true, {"$"}, {"", "a"}},
		{"a\\$", true, {"a$"}, {"a", "a\\"}},
		{"a\\\\", true, {"a\\"}, {"a", "a\\\\"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(repetitions_take_as_many_as_they_say)
{
	static const struct row rows[] = {
		{"tty[0-9]*", true, {"tty", "tty0", "tty63"}, {"tt", "ttyS0", "tty0x"}},
		{"tty[0-9]+", true, {"tty0", "tty63"}, {"tty", "ttyS0", "tty0x"}},
		{"tty[0-9]?", true, {"tty", "tty0"}, {"tty63", "ttyS"}},
		{"sd[a-z].*", true, {"sda", "sda1", "sdaaaa"}, {"sd", "sd1"}},
		{".*", true, {"", "a", "abc"}, {NULL}},
		{".+", true, {"a", "abc"}, {""}},
		{".*a", true, {"a", "ba", "aaa", "aba"}, {"", "ab"}},
		{"a*b*", true, {"", "a", "b", "aab", "abbb"}, {"ba", "c"}},
		{"ab*", true, {"a", "ab", "abb"}, {"", "b", "aab"}},
		{"ab?c", true, {"ac", "abc"}, {"abbc", "a"}},
		{"nvme[0-9]+n[0-9]+p[0-9]+",
		 true,
		 {"nvme0n1p2", "nvme10n11p12"},
		 {"nvme0n1", "nvme0n1p"}},
		{"nvme[0-9]+n[0-9]+(p[0-9]+)?",
		 true,
		 {"nvme0n1p2", "nvme0n1"},
		 {"nvme0n1p", "nvme0"}},
		{"a.*b.*c", true, {"abc", "aXbXc", "abcbc"}, {"ab", "abcd", "bc"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(branches_are_tried_in_turn)
{
	static const struct row rows[] = {
		{"null|zero", true, {"null", "zero"}, {"", "nul", "nullzero", "null|zero"}},
		{"(null|zero|full)", true, {"null", "zero", "full"}, {"nullzero", "ero"}},
		{"^(null|zero)$", true, {"null", "zero"}, {"xnull", "zerox"}},
		{"(u?random|hwrng)", true, {"random", "urandom", "hwrng"}, {"uurandom", "u"}},
		{"input/(mouse|event|mice)[0-9]*",
		 true,
		 {"input/mice", "input/event7"},
		 {"input/mous"}},
		{"a(b|bc)d", true, {"abd", "abcd"}, {"ab", "abc", "abbcd"}},
		{"a(b(c|d)e|f)g", true, {"abceg", "abdeg", "afg"}, {"abeg", "abcfg", "ag"}},
		{"(a|b)(c|d)", true, {"ac", "ad", "bc", "bd"}, {"a", "ab", "cd", "acd"}},
		{"(a*|b)c", true, {"c", "aac", "bc"}, {"bbc", "abc"}},
		{"([a-c]+|x)|y", true, {"abc", "x", "y"}, {"xy", "ay"}},
		{"tty(S[0-9])?", true, {"tty", "ttyS0"}, {"ttyS", "tt", "ttyS0S1"}},
		{"a(b|cd)?e", true, {"ae", "abe", "acde"}, {"a", "ab", "abcde"}},
		{"(a(b)?c)?d|e", true, {"d", "acd", "abcd", "e"}, {"abc", "ad", "de"}},
		{"(a|b(c)?)(d)?", true, {"a", "ad", "b", "bc", "bcd", "bd"}, {"", "ac", "dd"}},
		{"[|)(]a|b", true, {"|a", ")a", "(a", "b"}, {"a"}},
		{"a\\|b|c", true, {"a|b", "c"}, {"a", "b"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(what_is_not_plain_goes_to_regexec)
{
	static const struct row rows[] = {
		{"(ab)*", false, {"", "ab", "abab"}, {"a", "aba"}},
		{"(ab|c)+d", false, {"abd", "cabd"}, {"d", "ab"}},
		{"tty(S[0-9])*", false, {"tty", "ttyS0", "ttyS0S1"}, {"ttyS", "tt"}},
		{"a(b)?*", false, {"a", "ab", "abb"}, {"b"}},
		{"a{2,3}", false, {"aa", "aaa"}, {"a", "aaaa"}},
		{"ab{2}", false, {"abb"}, {"ab", "abbb"}},
		{"ab{0,1}", false, {"a", "ab"}, {"abb"}},
		{"tty[[:digit:]]+", false, {"tty0"}, {"tty", "ttyS"}},
		{"tty[[:alpha:][:digit:]]", false, {"tty0", "ttyS"}, {"tty", "tty-"}},
		{"^a|b$", false, {"a", "b"}, {"ab", ""}},
		{"(^a)b", false, {"ab"}, {"b"}},
		{"(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", false, {"abababa"}, {"ababab"}},
		{"a*b*c*d*", false, {"abcd", ""}, {"da"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(a_part_is_found_anywhere_unless_it_is_anchored)
{
	static const struct {
		const char *expression, *text;
		bool hit;
	} rows[] = {
		{"block", "block", true},
		{"block", "xblockx", true},
		{"block", "bloc", false},
		{"^block", "blockx", true},
		{"^block", "xblock", false},
		{"block$", "xblock", true},
		{"block$", "blockx", false},
		{"^block$", "block", true},
		{"^block$", "blocks", false},
		{"net|usb", "a usb b", true},
		{"net|usb", "ne us", false},
		{"b*", "", true},
		{"^a*", "b", true},
		{"^a+", "b", false},
		{"a+$", "baa", true},
		{"", "", true},
		{"", "abc", true},
		{"(ab){2}", "xababx", true},
		{"(ab){2}", "xabx", false},
		{"^(ab){2}", "xabab", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		bool plain;

		expect_int(rows[i].expression,
			   matches(rows[i].expression, false, rows[i].text, &plain), rows[i].hit);
		expect_int(rows[i].expression,
			   regexec_matches(rows[i].expression, false, rows[i].text), rows[i].hit);
	}
}

TEST(first_byte_tells_most_misses)
{
	static const struct {
		const char *expression, *may, *never;
	} rows[] = {
		{"null", "n", "abmo/~"},
		{"null|zero", "nz", "abmy"},
		{"[hs]d[a-z]", "hs", "dgit"},
		{"(null|zero)", "nz", "abmy"},
		{"u?random", "ur", "qstv"},
		{".*", "a0~", ""},
		{"[^a]b", "b0~", ""},
		{"a*b*c", "abc", "de`"},
		{"ttys(x)*", "t", "su"},
		{"\\.a", ".", "\\a"},
		{"(a)?(b|c)?d", "abcd", "e@"},
		{"([0-9]|x)y", "059x", "/:a"},
		{"\xc3\xbc", "\xc3", ""},
		{"(tty|pty)[[:digit:]]", "tp", ""},
		{"x{2}", "x", ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pattern pattern;
		char *text = parse(rows[i].expression, true, &pattern);

		for (const char *c = rows[i].may; *c; c++)
			expect_true(rows[i].expression, pattern.first & pattern_first_bit(c));
		for (const char *c = rows[i].never; *c; c++)
			expect_true(rows[i].expression, !(pattern.first & pattern_first_bit(c)));
		pattern_free(&pattern);
		free(text);
	}
}

TEST(bytes_above_ascii_are_left_to_regexec)
{
	static const char *const rows[] = {"\xc3\xbc", "[\xc3\xbc]a", "a[b-\xc3]", "(\xc3|b)"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pattern pattern;
		char *text = parse(rows[i], true, &pattern);

		expect_true(rows[i], !pattern.plain);
		pattern_free(&pattern);
		free(text);
	}
}

TEST(groups_are_where_regexec_finds_them)
{
	struct pattern pattern;
	char *text = parse("^sd([a-z])([0-9]*)(x)?$", true, &pattern);
	regmatch_t groups[PATTERN_GROUPS];

	assert_int_equal(pattern_match(&pattern, "sdb12"), 1);
	assert_int_equal(pattern_groups(&pattern, "sdb12", groups), 0);
	assert_int_equal(groups[0].rm_so, 0);
	assert_int_equal(groups[0].rm_eo, 5);
	assert_int_equal(groups[1].rm_so, 2);
	assert_int_equal(groups[1].rm_eo, 3);
	assert_int_equal(groups[2].rm_so, 3);
	assert_int_equal(groups[2].rm_eo, 5);
	assert_int_equal(groups[3].rm_so, -1);
	assert_int_equal(groups[9].rm_so, -1);
	pattern_free(&pattern);
	free(text);
}

TEST(plain_expression_is_compiled_only_for_its_groups)
{
	struct pattern pattern;
	char *text = parse("^(a|b)c*$", true, &pattern);
	regmatch_t groups[PATTERN_GROUPS];

	assert_true(pattern.plain);
	assert_int_equal(pattern_match(&pattern, "bcc"), 1);
	assert_null(pattern.regex);
	assert_int_equal(pattern_groups(&pattern, "bcc", groups), 0);
	assert_non_null(pattern.regex);
	assert_int_equal(groups[1].rm_so, 0);
	assert_int_equal(groups[1].rm_eo, 1);
	pattern_free(&pattern);
	assert_null(pattern.regex);
	assert_int_equal(pattern_match(&pattern, "bcc"), 1);
	free(text);
}

/* The name is for what would fill a screen. */
static void check_refused_named(const char *name, const char *expression, int error)
{
	char *text = heap_text(expression);
	struct pattern pattern;

	fill_untouched(&pattern);
	expect_int(name, pattern_parse(text, true, &pattern), error);
	expect_untouched(name, &pattern);
	free(text);
}

static void check_refused(const char *expression, int error)
{
	check_refused_named(expression, expression, error);
}

TEST(what_is_no_expression_is_refused)
{
	static const char *const rows[] = {"[a",  "a[^]",  "[[:digit:]", "(a",
					   "a\\", "[z-a]", "[[:no:]]",	 "a(b|(c)"};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused(rows[i], PATTERN_BAD);
}

TEST(back_references_are_refused)
{
	check_refused("(a)\\1", PATTERN_BACK_REFERENCE);
	check_refused("\\9", PATTERN_BACK_REFERENCE);
}

TEST(expressions_that_eat_the_memory_are_refused)
{
	static const char *const rows[] = {"((a{255}){255}){255}",
					   "(a{100}b{100}){100}",
					   "a{1025}",
					   "(abcdefghi){1000}",
					   "a{99999999999999999999}",
					   "a{64}{65}",
					   "a++++++++++++",
					   "((((((((((((a?)?)?)?)?)?)?)?)?)?)?)?"};
	char *long_text = heap_repeat('a', PATTERN_LEN_MAX + 1);
	char *bracket = heap_repeat('a', PATTERN_LEN_MAX + 1);
	struct pattern pattern;
	char *text;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused(rows[i], PATTERN_TOO_BIG);
	check_refused_named("a thousand bytes", long_text, PATTERN_TOO_BIG);
	bracket[0] = '[';
	bracket[PATTERN_LEN_MAX] = ']';
	check_refused_named("a thousand bytes in brackets", bracket, PATTERN_TOO_BIG);
	free(bracket);
	text = parse(long_text + 1, true, &pattern);
	pattern_free(&pattern);
	free(text);
	text = parse("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", true, &pattern);
	pattern_free(&pattern);
	free(text);
	free(long_text);
}

TEST(worst_plain_expression_ends_soon)
{
	char *name = heap_repeat('a', 200);
	struct pattern pattern;
	char *text = parse(".*a.*a.*ab", true, &pattern);

	assert_true(pattern.plain);
	assert_int_equal(pattern_match(&pattern, name), 0);
	pattern_free(&pattern);
	free(text);
	text = parse(".*a.*a.*a.*ab", true, &pattern);
	assert_false(pattern.plain);
	pattern_free(&pattern);
	free(text);
	free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals_match_themselves_and_nothing_longer),
		cmocka_unit_test(signs_and_brackets_match_what_they_say),
		cmocka_unit_test(repetitions_take_as_many_as_they_say),
		cmocka_unit_test(branches_are_tried_in_turn),
		cmocka_unit_test(what_is_not_plain_goes_to_regexec),
		cmocka_unit_test(a_part_is_found_anywhere_unless_it_is_anchored),
		cmocka_unit_test(first_byte_tells_most_misses),
		cmocka_unit_test(bytes_above_ascii_are_left_to_regexec),
		cmocka_unit_test(groups_are_where_regexec_finds_them),
		cmocka_unit_test(plain_expression_is_compiled_only_for_its_groups),
		cmocka_unit_test(what_is_no_expression_is_refused),
		cmocka_unit_test(back_references_are_refused),
		cmocka_unit_test(expressions_that_eat_the_memory_are_refused),
		cmocka_unit_test(worst_plain_expression_ends_soon),
	};

	return RUN_TESTS(tests);
}

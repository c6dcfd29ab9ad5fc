/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/pattern.h: what matches is what regexec(3) says, the first byte never hides a match,
 * what POSIX does not define is refused, and no expression takes long.
 */
#include <regex.h>
#include <time.h>

#include "mdev-rules/pattern.h"
#include "mdev-rules/pattern_program.h"
#include "tests/unit/unit.h"

static char *parse(const char *expression, bool whole, struct pattern *out)
{
	char *text = heap_text(expression);

	fill_untouched(out);
	expect_int(expression, pattern_parse(text, whole, out), 0);
	return text;
}

static bool matches(const char *expression, bool whole, const char *text)
{
	struct pattern pattern;
	char *held = parse(expression, whole, &pattern), *copy = heap_text(text);
	bool hit = pattern_match(&pattern, copy);

	if (hit)
		expect_true(expression, pattern.first & pattern_first_bit(text));
	free(held);
	free(copy);
	return hit;
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
	const char *hits[8], *misses[8];
};

static void check_text(const struct row *row, const char *text, bool hit)
{
	if (matches(row->expression, true, text) != hit)
		fail_msg("'%s' on '%s' is not %s", row->expression, text, hit ? "a hit" : "a miss");
	expect_int(row->expression, regexec_matches(row->expression, true, text), hit);
	if (matches(row->expression, false, text) != regexec_matches(row->expression, false, text))
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

TEST(what_is_remembered_changes_nothing)
{
	static const char *const texts[] = {"sda", "sda1", "sr0", "loop7", "loopx", "", "sdaa22"};
	static struct pattern_cache cache;
	char expressions[][24] = {"[shv]d[a-z]+[0-9]*", "loop[0-9]+.*", "(loop|s)[a-z]?[0-9]+"};

	for (size_t round = 0; round < 3; round++) {
		for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++) {
			for (size_t i = 0; i < 3; i++) {
				struct pattern pattern;

				assert_int_equal(pattern_parse(expressions[i], true, &pattern), 0);
				/* Twice: compiled, and remembered. */
				for (int again = 0; again < 2; again++)
					assert_int_equal(
						pattern_match_again(&cache, &pattern, texts[t]),
						pattern_match(&pattern, texts[t]));
			}
		}
		/* Another one in the same place. */
		strcpy(expressions[0], "s[dr].?[0-9]");
		cache.text = NULL;
	}
}

TEST(literals_match_themselves_and_nothing_longer)
{
	static const struct row rows[] = {
		{"null", {"null"}, {"", "n", "nul", "nulll", "anull", "Null"}},
		{"input/event", {"input/event"}, {"input", "input/", "input/event0"}},
		{"a-b_c:d,e=f", {"a-b_c:d,e=f"}, {"a-b"}},
		{"^null$", {"null"}, {"nul", "nulll"}},
		{"^null", {"null"}, {"nul", "nulll"}},
		{"null$", {"null"}, {"nul", "anull"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(signs_and_brackets_match_what_they_say)
{
	static const struct row rows[] = {
		{"sd[a-z]", {"sda", "sdz"}, {"sd", "sdA", "sd1", "sdaa"}},
		{"sd[^a-z]", {"sdA", "sd1", "sd-"}, {"sd", "sda", "sdaa"}},
		{"[hs]d[a-c]x", {"hdax", "sdcx"}, {"ad", "hd", "hddx", "xdax"}},
		{"a.c", {"abc", "a.c", "aac"}, {"ac", "abbc"}},
		{"a\\.c", {"a.c"}, {"abc", "a\\.c"}},
		{"usbdev[0-9].[0-9]", {"usbdev1.2", "usbdev1x2"}, {"usbdev12"}},
		{"[]a]b", {"]b", "ab"}, {"b", "xb"}},
		{"[^]a]b", {"xb"}, {"]b", "ab"}},
		{"[a-]b", {"ab", "-b"}, {"bb"}},
		{"[-a]b", {"ab", "-b"}, {"bb"}},
		{"[.*]b", {".b", "*b"}, {"ab"}},
		{"[\\.]b", {".b", "\\b"}, {"ab"}},
		{"[$]", {"$"}, {"", "a"}},
		{"a\\$", {"a$"}, {"a", "a\\"}},
		{"a\\\\", {"a\\"}, {"a", "a\\\\"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(repetitions_take_as_many_as_they_say)
{
	static const struct row rows[] = {
		{"tty[0-9]*", {"tty", "tty0", "tty63"}, {"tt", "ttyS0", "tty0x"}},
		{"tty[0-9]+", {"tty0", "tty63"}, {"tty", "ttyS0", "tty0x"}},
		{"tty[0-9]?", {"tty", "tty0"}, {"tty63", "ttyS"}},
		{"sd[a-z].*", {"sda", "sda1", "sdaaaa"}, {"sd", "sd1"}},
		{".*", {"", "a", "abc"}, {NULL}},
		{".+", {"a", "abc"}, {""}},
		{".*a", {"a", "ba", "aaa", "aba"}, {"", "ab"}},
		{"a*b*", {"", "a", "b", "aab", "abbb"}, {"ba", "c"}},
		{"ab*", {"a", "ab", "abb"}, {"", "b", "aab"}},
		{"ab?c", {"ac", "abc"}, {"abbc", "a"}},
		{"nvme[0-9]+n[0-9]+p[0-9]+",
		 {"nvme0n1p2", "nvme10n11p12"},
		 {"nvme0n1", "nvme0n1p"}},
		{"nvme[0-9]+n[0-9]+(p[0-9]+)?", {"nvme0n1p2", "nvme0n1"}, {"nvme0n1p", "nvme0"}},
		{"a.*b.*c", {"abc", "aXbXc", "abcbc"}, {"ab", "abcd", "bc"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(branches_are_tried_in_turn)
{
	static const struct row rows[] = {
		{"null|zero", {"null", "zero"}, {"", "nul", "nullzero", "null|zero"}},
		{"(null|zero|full)", {"null", "zero", "full"}, {"nullzero", "ero"}},
		{"^(null|zero)$", {"null", "zero"}, {"xnull", "zerox"}},
		{"(u?random|hwrng)", {"random", "urandom", "hwrng"}, {"uurandom", "u"}},
		{"input/(mouse|event|mice)[0-9]*", {"input/mice", "input/event7"}, {"input/mous"}},
		{"a(b|bc)d", {"abd", "abcd"}, {"ab", "abc", "abbcd"}},
		{"a(b(c|d)e|f)g", {"abceg", "abdeg", "afg"}, {"abeg", "abcfg", "ag"}},
		{"(a|b)(c|d)", {"ac", "ad", "bc", "bd"}, {"a", "ab", "cd", "acd"}},
		{"(a*|b)c", {"c", "aac", "bc"}, {"bbc", "abc"}},
		{"([a-c]+|x)|y", {"abc", "x", "y"}, {"xy", "ay"}},
		{"tty(S[0-9])?", {"tty", "ttyS0"}, {"ttyS", "tt", "ttyS0S1"}},
		{"a(b|cd)?e", {"ae", "abe", "acde"}, {"a", "ab", "abcde"}},
		{"(a(b)?c)?d|e", {"d", "acd", "abcd", "e"}, {"abc", "ad", "de"}},
		{"(a|b(c)?)(d)?", {"a", "ad", "b", "bc", "bcd", "bd"}, {"", "ac", "dd"}},
		{"[|)(]a|b", {"|a", ")a", "(a", "b"}, {"a"}},
		{"a\\|b|c", {"a|b", "c"}, {"a", "b"}},
	};

	check_rows(rows, COUNT(rows));
}

TEST(groups_bounds_and_classes_match_what_they_say)
{
	static const struct row rows[] = {
		{"(ab)*", {"", "ab", "abab"}, {"a", "aba"}},
		{"(ab|c)+d", {"abd", "cabd"}, {"d", "ab"}},
		{"tty(S[0-9])*", {"tty", "ttyS0", "ttyS0S1"}, {"ttyS", "tt"}},
		{"a(b)?*", {"a", "ab", "abb"}, {"b"}},
		{"a{2,3}", {"aa", "aaa"}, {"a", "aaaa"}},
		{"ab{2}", {"abb"}, {"ab", "abbb"}},
		{"ab{0,1}", {"a", "ab"}, {"abb"}},
		{"tty[[:digit:]]+", {"tty0"}, {"tty", "ttyS"}},
		{"tty[[:alpha:][:digit:]]", {"tty0", "ttyS"}, {"tty", "tty-"}},
		{"^a|b$", {"a", "b"}, {"ab", ""}},
		{"(^a)b", {"ab"}, {"b"}},
		{"(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", {"abababa"}, {"ababab"}},
		{"a*b*c*d*", {"abcd", ""}, {"da"}},
		{"(a*)*b", {"b", "aab"}, {"a", "ba"}},
		{"((ab)*c)+", {"c", "abc", "cababc"}, {"ab", "abcab"}},
		{"(|a)b()", {"b", "ab"}, {"a", "aab"}},
		{"(a|b{2}){2,3}", {"aa", "abb", "bbbbbb", "aaa"}, {"a", "ab", "bbb", "aaaa"}},
		{"a{0}b", {"b"}, {"ab"}},
		{"(ab){0,2}", {"", "ab", "abab"}, {"a", "ababab"}},
		{"a{2,}", {"aa", "aaaaa"}, {"", "a"}},
		{"a{255}", {NULL}, {"", "a"}},
		{"a{2}{2}", {"aaaa"}, {"aa", "aaa", "aaaaa"}},
		{"a}", {"a}"}, {"a"}},
		{"a+?", {"", "a", "aa"}, {"b"}},
		{"[[:upper:]][[:lower:]]", {"Ab"}, {"AB", "ab"}},
		{"[[:xdigit:]]{2}", {"0f", "A9"}, {"0g", "@0"}},
		{"[[:alnum:]]+", {"aZ09"}, {"_", "a "}},
		{"[[:blank:]][[:space:]]", {" \n", "\t\r"}, {"\n ", "ab"}},
		{"[[:cntrl:]][[:print:]]", {"\x7f ", "\x1f~"}, {"  ", "\x1f\x1f"}},
		{"[[:graph:]][[:punct:]]", {"a-", "~~"}, {" -", "aa"}},
		{"[^[:digit:]a-c]", {"d", "-"}, {"0", "b", ""}},
		{"[%--]", {"%", "-", "+"}, {"."}},
		{"[[]", {"["}, {"]"}},
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
		expect_int(rows[i].expression, matches(rows[i].expression, false, rows[i].text),
			   rows[i].hit);
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
		{"\xc3\xbc", "\xc3", "a"},
		{"(tty|pty)[[:digit:]]", "tp", "d1"},
		{"x{2}", "x", "2"},
		{"(^a|b)*c", "abc", "d"},
		{"(a$)?b", "ab", "c"},
		{"x{0}y", "y", "x"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pattern pattern;
		char *text = parse(rows[i].expression, true, &pattern);

		for (const char *c = rows[i].may; *c; c++)
			expect_true(rows[i].expression, pattern.first & pattern_first_bit(c));
		for (const char *c = rows[i].never; *c; c++)
			expect_true(rows[i].expression, !(pattern.first & pattern_first_bit(c)));
		free(text);
	}
}

TEST(bytes_above_ascii_are_bytes)
{
	static const struct {
		const char *expression, *hit, *miss;
	} rows[] = {
		{"\xc3\xbc", "\xc3\xbc", "\xc3"},
		{"..", "\xc3\xbc", "\xc3"},
		{"[\xc3\xbc]a", "\xbc\x61", "\xc3\xbc\x61"},
		{"a[b-\xc3]", "a\xc3", "a\xc4"},
		{"(\xc3|b)+", "b\xc3", "\xbc"},
		{"[^a]", "\xff", "a"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_true(rows[i].expression, matches(rows[i].expression, true, rows[i].hit));
		expect_true(rows[i].expression, !matches(rows[i].expression, true, rows[i].miss));
	}
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
	static const char *const rows[] = {
		"[a",	   "a[^]",   "[[:digit:]", "(a",      "a\\",	      "[z-a]", "[[:no:]]",
		"a(b|(c)", "*a",     "(+a)",	   "a|?",     "{2}",	      "a{",    "a{1",
		"a{1a}",   "a{2,1}", "a{1,2",	   "[a-c-e]", "[a-[:digit:]]"};
	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused(rows[i], PATTERN_BAD);
}

TEST(what_posix_leaves_undefined_is_refused)
{
	static const char *const rows[] = {
		"a)",  "\\d",	  "\\w+",	   "\\<a",    "\\`",	 "\\0",
		"^*",  "$+",	  "a{,3}",	   "[[.a.]]", "[[=a=]]", "[[.hyphen.]-z]",
		"[[:", "a\\\x01", "[[:alpha:]-z]",
	};

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
	static const char *const rows[] = {
		"((a{255}){255}){255}",	   "(a{100}b{100}){100}", "a{1025}", "(abcdefghi){1000}",
		"a{99999999999999999999}", "a{64}{65}",		  "a{256}",  "a{300,}",
		"((a{1,30}){1,30}){1,30}"};
	char *nested = heap_repeat('(', PROGRAM_DEPTH_MAX + 1);
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
	check_refused_named("groups in groups", nested, PATTERN_TOO_BIG);
	free(nested);
	text = parse(long_text + 1, true, &pattern);
	free(text);
	text = parse("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", true, &pattern);
	free(text);
	free(long_text);
}

/* Whatever tries one way after the other never ends with these. */
TEST(no_expression_takes_long)
{
	static const char *const rows[] = {
		"(a*)*(a|b)*c",	      ".*a.*a.*a.*a.*a.*ab", "((a{1,9}){1,9}){1,9}b",
		"(((((a*)*)*)*)*)*b", "(a|aa|a?){200}b",     "(.*(.*(.*(.*)*)*)*)*b",
	};
	char *text = heap_repeat('a', 4096);
	clock_t start = clock();

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_true(rows[i], !matches(rows[i], true, text));
		expect_true(rows[i], !matches(rows[i], false, text));
	}
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_remembered_changes_nothing),
		cmocka_unit_test(literals_match_themselves_and_nothing_longer),
		cmocka_unit_test(signs_and_brackets_match_what_they_say),
		cmocka_unit_test(repetitions_take_as_many_as_they_say),
		cmocka_unit_test(branches_are_tried_in_turn),
		cmocka_unit_test(groups_bounds_and_classes_match_what_they_say),
		cmocka_unit_test(a_part_is_found_anywhere_unless_it_is_anchored),
		cmocka_unit_test(first_byte_tells_most_misses),
		cmocka_unit_test(bytes_above_ascii_are_bytes),
		cmocka_unit_test(what_is_no_expression_is_refused),
		cmocka_unit_test(what_posix_leaves_undefined_is_refused),
		cmocka_unit_test(back_references_are_refused),
		cmocka_unit_test(expressions_that_eat_the_memory_are_refused),
		cmocka_unit_test(no_expression_takes_long),
	};

	return RUN_TESTS(tests);
}

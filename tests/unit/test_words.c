/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of lib/words.h: where one ends, what is its value, which names are
 * the same, and which are ours. Row 28 of the shell script's defects: quoted values
 * were split, and `*` became the names of files.
 */
#include "lib/words.h"
#include "init/cmdline.h"
#include "tests/unit/unit.h"

TEST(dash_and_underscore_are_the_same_in_names_only)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{"a-b", "a_b", true},	 {"a_b", "a-b", true},	 {"a-b_c", "a_b-c", true},
		{"", "", true},		 {"-", "_", true},	 {"root", "root", true},
		{"root", "Root", false}, {"root", "roo", false}, {"roo", "root", false},
		{"a-b", "a+b", false},	 {"a.b", "a_b", false},	 {"", "a", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].a, words_name_eq(rows[i].a, rows[i].b), rows[i].same);
}

TEST(quotes_keep_a_word_together_as_in_the_kernel)
{
	static const struct {
		const char *line;
		const char *words[7]; /* name, value, name, value ...; "" and NULL differ */
	} rows[] = {
		{"a", {"a", NULL}},
		{"a=b", {"a", "b"}},
		{"a=", {"a", ""}},
		{"a=b=c", {"a", "b=c"}},
		{"a=\"b c\"", {"a", "b c"}},
		{"\"a=b c\"", {"a", "b c"}},
		{"\"a b\"", {"a b", NULL}},
		{"a=\"b\" c", {"a", "b", "c", NULL}},
		{"a=b\" \"c", {"a", "b\" \"c"}},
		{"a=\"\"", {"a", ""}},
		{"a=\"b c", {"a", "b c"}},
		{"  a  b  ", {"a", NULL, "b", NULL}},
		{"a\tb\nc", {"a", NULL, "b", NULL, "c", NULL}},
		{"*", {"*", NULL}},
		{"a=* b", {"a", "*", "b", NULL}},
		{"=b", {"=b", NULL}},
		{"-- a", {"--", NULL, "a", NULL}},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].line), *cursor = text, *name, *value;
		size_t word = 0;

		while (words_next(&cursor, &name, &value)) {
			expect_true(rows[i].line, word < 6 && rows[i].words[word] != NULL);
			expect_text(rows[i].line, name, rows[i].words[word]);
			expect_text(rows[i].line, value, rows[i].words[word + 1]);
			word += 2;
		}
		expect_true(rows[i].line, word == 6 || rows[i].words[word] == NULL);
		free(text);
	}
}

TEST(our_words_are_known_as_ours)
{
	static const char *const ours[] = {"shell", "rambox"};
	static const char *const our_keys[] = {"root",	     "init",	    "ip",
					       "BOOTIF",     "nameserver",  "hostname",
					       "rootfstype", "rambox.keep", "rambox.netwait"};
	static const char *const others[] = {"single", "s", "1", "nutshell", "emergency", "-b", ""};
	static const char *const other_keys[] = {"HOME",	 "TERM", "PATH",  "BOOT_IMAGE",
						 "systemd.unit", "ipx",	 "xroot", "LANG"};

	for (size_t i = 0; i < COUNT(ours); i++)
		expect_int(ours[i], cmdline_is_ours(ours[i], false), true);
	for (size_t i = 0; i < COUNT(our_keys); i++)
		expect_int(our_keys[i], cmdline_is_ours(our_keys[i], true), true);
	for (size_t i = 0; i < COUNT(others); i++)
		expect_int(others[i], cmdline_is_ours(others[i], false), false);
	for (size_t i = 0; i < COUNT(other_keys); i++)
		expect_int(other_keys[i], cmdline_is_ours(other_keys[i], true), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dash_and_underscore_are_the_same_in_names_only),
		cmocka_unit_test(quotes_keep_a_word_together_as_in_the_kernel),
		cmocka_unit_test(our_words_are_known_as_ours),
	};

	return RUN_TESTS(tests);
}

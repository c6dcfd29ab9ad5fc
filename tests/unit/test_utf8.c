/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/utf8.h: every character there and back, and what is no character.
 */
#include "lib/utf8.h"
#include "tests/unit/unit.h"

static bool stands_for_none(uint32_t code)
{
	return (code >= 0xd800 && code < 0xe000) || (code >= 0xfdd0 && code < 0xfdf0) ||
	       (code & 0xfffe) == 0xfffe;
}

TEST(every_character_is_read_as_it_is_written)
{
	for (uint32_t code = 1; code <= 0x10ffff; code++) {
		char text[UTF8_MAX + 1];
		size_t len = (size_t)(utf8_put(text, code) - text);

		assert_int_equal(len, code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
		text[len] = '\0';
		if (utf8_len(text) != (stands_for_none(code) ? 0 : len))
			fail_msg("U+%04x: %zu", code, utf8_len(text));
	}
}

TEST(bytes_are_those_of_the_rfc)
{
	static const struct {
		uint32_t code;
		const char *text;
	} rows[] = {{'A', "A"},
		    {0x7f, "\x7f"},
		    {0x80, "\xc2\x80"},
		    {0x7ff, "\xdf\xbf"},
		    {0x800, "\xe0\xa0\x80"},
		    {0x2262, "\xe2\x89\xa2"},
		    {0x10000, "\xf0\x90\x80\x80"},
		    {0x233b4, "\xf0\xa3\x8e\xb4"}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[UTF8_MAX + 1];

		*utf8_put(text, rows[i].code) = '\0';
		expect_text(rows[i].text, text, rows[i].text);
	}
}

TEST(what_is_no_character_has_no_length)
{
	static const char *const rows[] = {
		"",
		"\x80",
		"\xbf",
		"\xc3",
		"\xc3\xc3",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xe2\x98",
		"\xe2\x98 ",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xf0\x9f\x98",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xff",
		"\xfe",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);

		expect_int(rows[i], utf8_len(text), 0);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_is_read_as_it_is_written),
		cmocka_unit_test(bytes_are_those_of_the_rfc),
		cmocka_unit_test(what_is_no_character_has_no_length),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dns_name.h: names that may stand in a file, and the search list in wire form. Rows 48,
 * 49, 52 to 54 of the hostile inputs.
 */
#include <stdio.h>

#include "netcfg/dns_name.h"
#include "tests/unit/unit.h"

#define BYTES(text) text, sizeof(text) - 1
#define L63 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij012"
#define L61 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij0"

enum { OUT_SIZE = 257 };

/* Names stand in blocks of their size: nothing behind them may be read. */
static bool is_valid(const char *text, size_t len)
{
	char *copy = heap_bytes(text, len);
	bool valid = dns_name_is_valid(copy, len);

	free(copy);
	return valid;
}

static void check_host(const char *text, size_t len, const char *expected)
{
	char *copy = heap_bytes(text, len);
	char out[64];

	fill_untouched(&out);
	expect_int(text, dns_name_host(copy, len, out, sizeof(out)), expected != NULL);
	if (expected)
		expect_text(text, out, expected);
	else
		expect_untouched(text, &out);
	free(copy);
}

/* expected NULL: refused. */
static void check_list(const char *row, const void *bytes, size_t len, const char *expected)
{
	uint8_t *copy = heap_bytes(bytes, len);
	char out[OUT_SIZE];

	fill_untouched(&out);
	expect_int(row, dns_name_search_list(copy, len, out, sizeof(out)), expected != NULL);
	if (expected)
		expect_text(row, out, expected);
	else
		expect_untouched(row, &out);
	free(copy);
}

TEST(domain_names_are_labels_of_letters_digits_hyphens_and_underscores)
{
	static const char *const names[] = {
		"a",
		"example",
		"a.example",
		"A.EXAMPLE",
		"1.2.3.4",
		"9p",
		"_msdcs.corp.example",
		"a-b.c--d",
		"xn--bcher-kva.example",
		"x_",
		L63,
		L63 "." L63,
	};

	for (size_t i = 0; i < COUNT(names); i++)
		expect_true(names[i], is_valid(names[i], strlen(names[i])));
}

TEST(one_dot_at_the_end_of_a_domain_is_allowed)
{
	expect_true("one", is_valid(BYTES("a.example.")));
	expect_true("two", !is_valid(BYTES("a.example..")));
	expect_true("alone", !is_valid(BYTES(".")));
}

TEST(empty_labels_are_no_name)
{
	expect_true("nothing", !is_valid(BYTES("")));
	expect_true("at the start", !is_valid(BYTES(".example")));
	expect_true("inside", !is_valid(BYTES("a..example")));
}

TEST(bytes_that_steer_a_file_or_a_shell_are_no_name)
{
	for (int c = 0; c < 256; c++) {
		const char text[] = {'a', (char)c, 'b'};
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
		char row[32];

		snprintf(row, sizeof(row), "byte %d", c);
		expect_int(row, is_valid(text, sizeof(text)), good);
	}
}

TEST(label_has_at_most_63_characters)
{
	expect_true("63", is_valid(BYTES(L63 ".example")));
	expect_true("64", !is_valid(BYTES(L63 "x.example")));
	expect_true("64, last", !is_valid(BYTES("example." L63 "x")));
}

TEST(name_has_at_most_253_characters)
{
	/* 3 * 64 + 61 */
	static const char longest[] = L63 "." L63 "." L63 "." L61;

	assert_int_equal(sizeof(longest) - 1, 253);
	expect_true("253", is_valid(BYTES(longest)));
	expect_true("253 and a dot", is_valid(BYTES(L63 "." L63 "." L63 "." L61 ".")));
	expect_true("254", !is_valid(BYTES(L63 "." L63 "." L63 "." L61 "x")));
}

TEST(label_neither_begins_nor_ends_with_a_hyphen)
{
	expect_true("first", !is_valid(BYTES("-rf")));
	expect_true("last", !is_valid(BYTES("rf-")));
	expect_true("inside", !is_valid(BYTES("a.-b.example")));
	expect_true("end of one inside", !is_valid(BYTES("a-.example")));
}

TEST(host_name_is_the_first_label)
{
	check_host(BYTES("web1"), "web1");
	check_host(BYTES("web1.example.org"), "web1");
	check_host(BYTES("web1."), "web1");
	check_host(BYTES("Web-1.example"), "Web-1");
	check_host(BYTES("18-105-23"), "18-105-23");
	check_host(BYTES("10a"), "10a");
	check_host(BYTES("10.example"), "10");
	check_host(BYTES("web.a_b.example"), "web");
	check_host(BYTES(L63 ".example"), L63);
}

/* Rows 52 to 54. */
TEST(host_name_that_could_be_a_command_or_an_address_is_refused)
{
	check_host(BYTES(""), NULL);
	check_host(BYTES("() { :;}; id"), NULL);
	check_host(BYTES("$(reboot)"), NULL);
	check_host(BYTES("-rf"), NULL);
	check_host(BYTES("rf-.example"), NULL);
	check_host(BYTES("../x"), NULL);
	check_host(BYTES("a'b"), NULL);
	check_host(BYTES("a\0b"), NULL);
	check_host(BYTES("web.a\nb"), NULL);
	check_host(BYTES("10.0.0.1"), NULL);
	check_host(BYTES("42"), NULL);
	check_host(BYTES("a_b.example"), NULL);
	check_host(BYTES("a_b"), NULL);
	check_host(BYTES(L63 "x"), NULL);
	check_host(BYTES(L63 "." L63 "." L63 "." L63), NULL);
}

TEST(localhost_is_no_host_name)
{
	check_host(BYTES("localhost"), NULL);
	check_host(BYTES("LocalHost"), NULL);
	check_host(BYTES("localhost."), NULL);
	check_host(BYTES("localhost.localdomain"), NULL);
	check_host(BYTES("localhost2"), "localhost2");
	check_host(BYTES("localhos"), "localhos");
}

TEST(host_name_that_does_not_fit_is_refused)
{
	char out[4];

	fill_untouched(&out);
	assert_true(dns_name_host(BYTES("web"), out, sizeof(out)));
	assert_string_equal(out, "web");
	fill_untouched(&out);
	assert_false(dns_name_host(BYTES("web1"), out, sizeof(out)));
	expect_untouched("web1", &out);
}

TEST(search_list_is_names_by_blanks)
{
	check_list("one", BYTES("\1a\7example\0"), "a.example");
	check_list("two", BYTES("\1a\7example\0\1b\3org\0"), "a.example b.org");
	check_list("one label", BYTES("\5local\0"), "local");
}

/* RFC 3397, section 2: eng.apple.com and marketing.apple.com. */
TEST(pointer_leads_back_to_a_suffix)
{
	check_list("RFC 3397", BYTES("\3eng\5apple\3com\0\11marketing\xc0\4"),
		   "eng.apple.com marketing.apple.com");
	check_list("whole name", BYTES("\1a\7example\0\xc0\0"), "a.example a.example");
	check_list("pointer to a pointer", BYTES("\1a\3org\0\1b\xc0\2\xc0\7"), "a.org b.org b.org");
	check_list("a name behind a pointer", BYTES("\1a\3org\0\1b\xc0\2\1c\3net\0"),
		   "a.org b.org c.net");
}

/* `a`, and behind it pointers, each to the one before it: the last needs all of them. */
static bool chain_is_read(unsigned int jumps)
{
	uint8_t *bytes = calloc(3 + 2 * jumps, 1);
	char out[64];
	bool result;

	assert_non_null(bytes);
	bytes[0] = 1;
	bytes[1] = 'a';
	for (unsigned int i = 0; i < jumps; i++) {
		bytes[3 + 2 * i] = 0xc0;
		bytes[4 + 2 * i] = (uint8_t)(i ? 1 + 2 * i : 0);
	}
	result = dns_name_search_list(bytes, 3 + 2 * jumps, out, sizeof(out));
	free(bytes);
	return result;
}

TEST(pointers_lead_on_sixteen_times_at_most)
{
	assert_true(chain_is_read(16));
	assert_false(chain_is_read(17));
}

TEST(pointer_has_fourteen_bits)
{
	/* A name of 255 bytes, `b` at 255, `c` at 258, and a pointer to that. */
	static const uint8_t list[] = "\x3f" L63 "\x3f" L63 "\x3f" L63 "\x3d" L61
				      "\0\1b\0\1c\0\xc1\2";
	char out[512];

	assert_true(dns_name_search_list(list, sizeof(list) - 1, out, sizeof(out)));
	assert_string_equal(out, L63 "." L63 "." L63 "." L61 " b c c");
}

/* Row 48. */
TEST(malformed_search_list_is_refused_as_a_whole)
{
	static const struct {
		const char *row, *bytes;
		size_t len;
	} rows[] = {
		{"empty", BYTES("")},
		{"root", BYTES("\0")},
		{"root behind a name", BYTES("\1a\0\0")},
		{"no end", BYTES("\1a")},
		{"no end of the second", BYTES("\1a\0\1b")},
		{"label past the end", BYTES("\5ab")},
		{"length alone", BYTES("\1")},
		{"half a pointer", BYTES("\1a\0\1b\xc0")},
		{"pointer to itself", BYTES("\1a\xc0\2")},
		{"pointer into its own name", BYTES("\1a\xc0\0")},
		{"pointer first", BYTES("\xc0\0")},
		{"pointer forward", BYTES("\xc0\2\1a\0")},
		{"pointer past the end", BYTES("\1a\0\xc0\x40")},
		{"pointer to a pointer ahead", BYTES("\1a\0\1b\xc0\7\xc0\3")},
		{"pointer to a terminator", BYTES("\1a\0\xc0\2")},
		{"two that lead to each other", BYTES("\1a\xc0\4\1b\xc0\0")},
		{"label of 64", BYTES("\x40" L63 "x\0")},
		{"label type 01", BYTES("\x41\0")},
		{"label type 10", BYTES("\1a\0\x80\0")},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_list(rows[i].row, rows[i].bytes, rows[i].len, NULL);
}

TEST(search_name_of_more_than_253_characters_is_refused)
{
	check_list("253", BYTES("\x3f" L63 "\x3f" L63 "\x3f" L63 "\x3d" L61 "\0"),
		   L63 "." L63 "." L63 "." L61);
	check_list("254", BYTES("\x3f" L63 "\x3f" L63 "\x3f" L63 "\x3e" L61 "x\0"), NULL);
	check_list("by a pointer", BYTES("\x3f" L63 "\x3f" L63 "\0\x3f" L63 "\x3f" L63 "\xc0\0"),
		   NULL);
}

/* Row 49. */
TEST(bytes_that_steer_a_file_are_in_no_search_list)
{
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {
		{BYTES("\3a\nb\0")},
		{BYTES("\3a b\0")},
		{BYTES("\3a;b\0")},
		{BYTES("\3a%b\0")},
		{BYTES("\3a\0b\0")},
		{BYTES("\3a.b\0")},
		{BYTES("\4a\xc3\xbc"
		       "b\0")},
		{BYTES("\2-a\0")},
		{BYTES("\1a\0\2b-\0")},
		{BYTES("\1a\0\3$()\0")},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_list(rows[i].bytes, rows[i].bytes, rows[i].len, NULL);
}

TEST(names_behind_the_sixth_are_left_off)
{
	check_list("7", BYTES("\1a\0\1b\0\1c\0\1d\0\1e\0\1f\0\1g\0"), "a b c d e f");
	check_list("a bad seventh", BYTES("\1a\0\1b\0\1c\0\1d\0\1e\0\1f\0\1;\0"), NULL);
}

TEST(names_that_do_not_fit_are_left_off)
{
	static const uint8_t list[] = "\3abc\0\3def\0\1g";
	char out[8];

	fill_untouched(&out);
	assert_true(dns_name_search_list(list, sizeof(list), out, sizeof(out)));
	assert_string_equal(out, "abc def");
	assert_true(dns_name_search_list(list, sizeof(list), out, sizeof(out) - 1));
	assert_string_equal(out, "abc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domain_names_are_labels_of_letters_digits_hyphens_and_underscores),
		cmocka_unit_test(one_dot_at_the_end_of_a_domain_is_allowed),
		cmocka_unit_test(empty_labels_are_no_name),
		cmocka_unit_test(bytes_that_steer_a_file_or_a_shell_are_no_name),
		cmocka_unit_test(label_has_at_most_63_characters),
		cmocka_unit_test(name_has_at_most_253_characters),
		cmocka_unit_test(label_neither_begins_nor_ends_with_a_hyphen),
		cmocka_unit_test(host_name_is_the_first_label),
		cmocka_unit_test(host_name_that_could_be_a_command_or_an_address_is_refused),
		cmocka_unit_test(localhost_is_no_host_name),
		cmocka_unit_test(host_name_that_does_not_fit_is_refused),
		cmocka_unit_test(search_list_is_names_by_blanks),
		cmocka_unit_test(pointer_leads_back_to_a_suffix),
		cmocka_unit_test(pointers_lead_on_sixteen_times_at_most),
		cmocka_unit_test(pointer_has_fourteen_bits),
		cmocka_unit_test(malformed_search_list_is_refused_as_a_whole),
		cmocka_unit_test(search_name_of_more_than_253_characters_is_refused),
		cmocka_unit_test(bytes_that_steer_a_file_are_in_no_search_list),
		cmocka_unit_test(names_behind_the_sixth_are_left_off),
		cmocka_unit_test(names_that_do_not_fit_are_left_off),
	};

	return RUN_TESTS(tests);
}

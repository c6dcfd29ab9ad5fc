/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/parse.h: the whole text is the value or it is refused; what strtoul(3),
 * inet_aton(3) and sscanf(3) would let through (blanks, signs, prefixes, overflow,
 * missing parts) is not.
 */
#include "lib/parse.h"
#include "tests/unit/unit.h"

struct number_row {
	const char *text;
	uint32_t max;
	int error;
	uint32_t value;
};

static void check_numbers(int (*parse)(const char *, uint32_t, uint32_t *),
			  const struct number_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *text = heap_text(rows[i].text);
		uint32_t value;

		fill_untouched(&value);
		expect_int(rows[i].text, parse(text, rows[i].max, &value), rows[i].error);
		if (rows[i].error == 0)
			expect_int(rows[i].text, value, rows[i].value);
		else
			expect_untouched(rows[i].text, &value);
		free(text);
	}
}

TEST(decimal_numbers_are_read_up_to_the_maximum)
{
	static const struct number_row rows[] = {
		{"0", 0, 0, 0},
		{"7", 7, 0, 7},
		{"00000000000000000012", 99, 0, 12},
		{"65535", 65535, 0, 65535},
		{"4294967295", UINT32_MAX, 0, UINT32_MAX},
	};

	check_numbers(parse_u32, rows, COUNT(rows));
}

TEST(decimal_number_above_the_maximum_is_refused)
{
	static const struct number_row rows[] = {
		{"1", 0, PARSE_OUT_OF_RANGE, 0},
		{"8", 7, PARSE_OUT_OF_RANGE, 0},
		{"65536", 65535, PARSE_OUT_OF_RANGE, 0},
		{"4294967296", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"4294967297", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"18446744073709551616", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"18446744073709551617", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"99999999999999999999999999", 10, PARSE_OUT_OF_RANGE, 0},
	};

	check_numbers(parse_u32, rows, COUNT(rows));
}

TEST(empty_number_is_refused)
{
	static const struct number_row rows[] = {{"", 10, PARSE_EMPTY, 0}};

	check_numbers(parse_u32, rows, COUNT(rows));
	check_numbers(parse_hex, rows, COUNT(rows));
	check_numbers(parse_octal, rows, COUNT(rows));
}

TEST(what_strtoul_lets_through_is_refused)
{
	static const struct number_row rows[] = {
		{" 1", 10, PARSE_NOT_A_NUMBER, 0},    {"1 ", 10, PARSE_NOT_A_NUMBER, 0},
		{"+1", 10, PARSE_NOT_A_NUMBER, 0},    {"-1", 10, PARSE_NOT_A_NUMBER, 0},
		{"0x1", 10, PARSE_NOT_A_NUMBER, 0},   {"1.0", 10, PARSE_NOT_A_NUMBER, 0},
		{"1e1", 99, PARSE_NOT_A_NUMBER, 0},   {"\t1", 10, PARSE_NOT_A_NUMBER, 0},
		{"1\n", 10, PARSE_NOT_A_NUMBER, 0},   {"a", 10, PARSE_NOT_A_NUMBER, 0},
		{"1a", 10, PARSE_NOT_A_NUMBER, 0},    {"-", 10, PARSE_NOT_A_NUMBER, 0},
		{"/", 10, PARSE_NOT_A_NUMBER, 0},     {":", 10, PARSE_NOT_A_NUMBER, 0},
		{"1\x80", 10, PARSE_NOT_A_NUMBER, 0},
	};

	check_numbers(parse_u32, rows, COUNT(rows));
}

TEST(hex_numbers_are_read_in_any_case)
{
	static const struct number_row rows[] = {
		{"0", 0, 0, 0},
		{"1f", 0xff, 0, 0x1f},
		{"1F", 0xff, 0, 0x1f},
		{"aBcDeF", 0xffffff, 0, 0xabcdef},
		{"ffffffff", UINT32_MAX, 0, UINT32_MAX},
	};

	check_numbers(parse_hex, rows, COUNT(rows));
}

TEST(hex_number_with_prefix_or_out_of_range_is_refused)
{
	static const struct number_row rows[] = {
		{"0x1f", 0xff, PARSE_NOT_A_NUMBER, 0},
		{"1g", 0xff, PARSE_NOT_A_NUMBER, 0},
		{"1G", 0xff, PARSE_NOT_A_NUMBER, 0},
		{"@", 0xff, PARSE_NOT_A_NUMBER, 0},
		{"`", 0xff, PARSE_NOT_A_NUMBER, 0},
		{"-1", 0xff, PARSE_NOT_A_NUMBER, 0},
		{"100", 0xff, PARSE_OUT_OF_RANGE, 0},
		{"100000000", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"10000000000000001", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
	};

	check_numbers(parse_hex, rows, COUNT(rows));
}

TEST(octal_numbers_have_no_eight_and_no_nine)
{
	static const struct number_row rows[] = {
		{"0", 0, 0, 0},
		{"666", 07777, 0, 0666},
		{"0666", 07777, 0, 0666},
		{"7777", 07777, 0, 07777},
		{"37777777777", UINT32_MAX, 0, UINT32_MAX},
		{"8", 07777, PARSE_NOT_A_NUMBER, 0},
		{"69", 07777, PARSE_NOT_A_NUMBER, 0},
		{"10000", 07777, PARSE_OUT_OF_RANGE, 0},
		{"40000000000", UINT32_MAX, PARSE_OUT_OF_RANGE, 0},
	};

	check_numbers(parse_octal, rows, COUNT(rows));
}

struct signed_row {
	const char *text;
	int32_t max;
	int error;
	int32_t value;
};

TEST(signed_numbers_may_have_one_minus)
{
	static const struct signed_row rows[] = {
		{"0", 0, 0, 0},
		{"-0", 0, 0, 0},
		{"5", 10, 0, 5},
		{"-5", 10, 0, -5},
		{"10", 10, 0, 10},
		{"-10", 10, 0, -10},
		{"2147483647", INT32_MAX, 0, INT32_MAX},
		{"-2147483647", INT32_MAX, 0, -INT32_MAX},
		{"", 10, PARSE_EMPTY, 0},
		{"--5", 10, PARSE_NOT_A_NUMBER, 0},
		{"+5", 10, PARSE_NOT_A_NUMBER, 0},
		{"- 5", 10, PARSE_NOT_A_NUMBER, 0},
		{"5-", 10, PARSE_NOT_A_NUMBER, 0},
		{"11", 10, PARSE_OUT_OF_RANGE, 0},
		{"-11", 10, PARSE_OUT_OF_RANGE, 0},
		{"2147483648", INT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"-2147483648", INT32_MAX, PARSE_OUT_OF_RANGE, 0},
		{"4294967295", INT32_MAX, PARSE_OUT_OF_RANGE, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		int32_t value;

		fill_untouched(&value);
		expect_int(rows[i].text, parse_s32(text, rows[i].max, &value), rows[i].error);
		if (rows[i].error == 0)
			expect_int(rows[i].text, value, rows[i].value);
		else
			expect_untouched(rows[i].text, &value);
		free(text);
	}
}

TEST(minus_without_digits_is_refused)
{
	int32_t value;

	fill_untouched(&value);
	assert_in_range(parse_s32("-", 10, &value), PARSE_EMPTY, PARSE_NOT_A_NUMBER);
	expect_untouched("-", &value);
}

TEST(prefix_is_found_only_at_the_start)
{
	static const struct {
		const char *text, *prefix, *rest;
	} rows[] = {
		{"UUID=ab", "UUID=", "ab"},
		{"UUID=", "UUID=", ""},
		{"ab", "", "ab"},
		{"", "", ""},
		{"UUID", "UUID=", NULL},
		{"xUUID=a", "UUID=", NULL},
		{"uuid=a", "UUID=", NULL},
		{"PARTUUID=a", "UUID=", NULL},
		{"", "a", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		const char *untouched = "untouched", *rest = untouched;
		bool found = parse_prefix(text, rows[i].prefix, &rest);

		expect_int(rows[i].text, found, rows[i].rest != NULL);
		if (found) {
			expect_text(rows[i].text, rest, rows[i].rest);
			expect_true(rows[i].text, rest == text + strlen(rows[i].prefix));
		} else {
			expect_true(rows[i].text, rest == untouched);
		}
		free(text);
	}
}

TEST(copy_that_fits_to_the_last_byte_is_made)
{
	char *text = heap_text("1234567"), *out = heap_repeat('x', 7);

	assert_int_equal(parse_copy(text, out, 8), 0);
	assert_string_equal(out, "1234567");
	assert_int_equal(parse_copy("", out, 1), 0);
	assert_string_equal(out, "");
	free(out);
	free(text);
}

TEST(copy_is_never_cut)
{
	char *text = heap_text("12345678");
	char out[8];

	fill_untouched(&out);
	assert_int_equal(parse_copy(text, out, sizeof(out)), PARSE_OUT_OF_RANGE);
	expect_untouched(text, &out);
	assert_int_equal(parse_copy("", out, 0), PARSE_OUT_OF_RANGE);
	expect_untouched("", &out);
	free(text);
}

TEST(only_two_dots_alone_lead_out_of_a_folder)
{
	static const struct {
		const char *path;
		bool leads_out;
	} rows[] = {
		{"", false},	  {".", false},	      {"..", true},	{"../a", true},
		{"a/..", true},	  {"/a/../b", true},  {"/..", true},	{"a/./b", false},
		{"...", false},	  {"a/...", false},   {"..a/b", false}, {"a../b", false},
		{"a/..b", false}, {"/a//../b", true},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *path = heap_text(rows[i].path);

		expect_int(path, parse_leads_out(path), rows[i].leads_out);
		free(path);
	}
}

TEST(octal_escapes_are_decoded_in_place)
{
	static const struct {
		const char *text, *expected; /* NULL: refused */
	} rows[] = {
		{"", ""},	   {"plain", "plain"},	 {"a\\040b", "a b"},
		{"\\134", "\\"},   {"\\101\\102", "AB"}, {"\\0401", " 1"},
		{"\\377", "\xff"}, {"\\001", "\1"},	 {"\\", NULL},
		{"\\0", NULL},	   {"\\04", NULL},	 {"\\000", NULL},
		{"\\400", NULL},   {"\\08", NULL},	 {"\\x20", NULL},
		{"\\\\", NULL},	   {"a\\", NULL},	 {"\\09 ", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		int error = parse_unescape(text);

		expect_int(rows[i].text, error, rows[i].expected ? 0 : PARSE_NOT_A_NUMBER);
		if (!error)
			expect_text(rows[i].text, text, rows[i].expected);
		free(text);
	}
}

TEST(ipv4_address_is_four_decimal_numbers)
{
	static const struct {
		const char *text;
		uint32_t value; /* host order */
	} rows[] = {
		{"0.0.0.0", 0},
		{"192.168.24.203", 0xc0a818cb},
		{"1.2.3.4", 0x01020304},
		{"255.255.255.255", 0xffffffff},
		{"10.0.0.100", 0x0a000064},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		struct in_addr address;

		fill_untouched(&address);
		expect_int(rows[i].text, parse_ipv4(text, &address), 0);
		expect_int(rows[i].text, ntohl(address.s_addr), rows[i].value);
		free(text);
	}
}

TEST(what_inet_aton_lets_through_is_refused)
{
	static const char *const rows[] = {
		"1",
		"1.2",
		"1.2.3",
		"1.2.3.",
		".1.2.3",
		"1..2.3",
		"1.2.3.4.",
		"1.2.3.4.5",
		"1.2.3.4 ",
		" 1.2.3.4",
		"1.2.3.4\n",
		"1.2.3.4/24",
		"256.1.1.1",
		"1.1.1.256",
		"1.1.1.2560",
		"1.1.1.-1",
		"1.1.1.+1",
		"0x1.2.3.4",
		"010.1.1.1",
		"1.1.1.00",
		"1.1.1.01",
		"1.1.1.a",
		"a.b.c.d",
		".",
		"1.1.1.4294967297",
		"4294967295",
		"1,2,3,4",
		"::1.2.3.4",
		"192.168.24:1",
		"1.2.3:4",
	};
	struct in_addr address;

	fill_untouched(&address);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);

		expect_int(rows[i], parse_ipv4(text, &address), PARSE_NOT_AN_ADDRESS);
		expect_untouched(rows[i], &address);
		free(text);
	}
	assert_int_equal(parse_ipv4("", &address), PARSE_EMPTY);
	expect_untouched("empty", &address);
}

TEST(mac_is_six_bytes_in_hex_with_one_kind_of_separator)
{
	static const char *const rows[] = {"08:00:07:26:c0:a5", "08-00-07-26-c0-a5",
					   "08:00:07:26:C0:A5", "08-00-07-26-C0-a5"};
	static const uint8_t expected[PARSE_MAC_LEN] = {0x08, 0x00, 0x07, 0x26, 0xc0, 0xa5};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);
		uint8_t mac[PARSE_MAC_LEN];

		fill_untouched(&mac);
		expect_int(rows[i], parse_mac(text, mac), 0);
		expect_int(rows[i], memcmp(mac, expected, sizeof(mac)), 0);
		free(text);
	}
}

TEST(what_is_no_mac_is_refused)
{
	static const char *const rows[] = {
		"08",
		"08:",
		"08-00-07-26-c0",
		"08-00-07-26-c0-",
		"08-00-07-26-c0-a",
		"08-00-07-26-c0-a5-",
		"08-00-07-26-c0-a5-01",
		"08-00-07-26-c0:a5",
		"08:00-07:26:c0:a5",
		"8:0:7:26:c0:a5",
		"080007-26-c0-a5",
		"08000726c0a5",
		"0800.0726.c0a5",
		"08_00_07_26_c0_a5",
		"08:00:07:26:c0:g5",
		"08:00:07:26:c0:5g",
		" 08:00:07:26:c0:a5",
		"08:00:07:26:c0:a5 ",
		"08: 0:07:26:c0:a5",
	};
	uint8_t mac[PARSE_MAC_LEN];

	fill_untouched(&mac);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);

		expect_int(rows[i], parse_mac(text, mac), PARSE_NOT_AN_ADDRESS);
		expect_untouched(rows[i], &mac);
		free(text);
	}
	assert_int_equal(parse_mac("", mac), PARSE_EMPTY);
	expect_untouched("empty", &mac);
}

TEST(hex_byte_is_the_two_digits_at_the_start)
{
	static const struct {
		const char *text;
		bool good;
		uint8_t value;
	} rows[] = {
		{"00", true, 0},  {"ff", true, 255}, {"fF", true, 255}, {"1azz", true, 26},
		{"", false, 0},	  {"f", false, 0},   {"g0", false, 0},	{"0g", false, 0},
		{" 0", false, 0}, {"0:", false, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		uint8_t value;

		fill_untouched(&value);
		expect_int(rows[i].text, parse_hex_byte(text, &value), rows[i].good);
		if (rows[i].good)
			expect_int(rows[i].text, value, rows[i].value);
		else
			expect_untouched(rows[i].text, &value);
		free(text);
	}
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(parse_strerror, PARSE_NOT_AN_ADDRESS);
	assert_non_null(parse_strerror(0));
	assert_non_null(parse_strerror(PARSE_NOT_AN_ADDRESS + 1));
	assert_non_null(parse_strerror(-1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimal_numbers_are_read_up_to_the_maximum),
		cmocka_unit_test(decimal_number_above_the_maximum_is_refused),
		cmocka_unit_test(empty_number_is_refused),
		cmocka_unit_test(what_strtoul_lets_through_is_refused),
		cmocka_unit_test(hex_numbers_are_read_in_any_case),
		cmocka_unit_test(hex_number_with_prefix_or_out_of_range_is_refused),
		cmocka_unit_test(octal_numbers_have_no_eight_and_no_nine),
		cmocka_unit_test(signed_numbers_may_have_one_minus),
		cmocka_unit_test(minus_without_digits_is_refused),
		cmocka_unit_test(prefix_is_found_only_at_the_start),
		cmocka_unit_test(copy_that_fits_to_the_last_byte_is_made),
		cmocka_unit_test(copy_is_never_cut),
		cmocka_unit_test(only_two_dots_alone_lead_out_of_a_folder),
		cmocka_unit_test(octal_escapes_are_decoded_in_place),
		cmocka_unit_test(ipv4_address_is_four_decimal_numbers),
		cmocka_unit_test(what_inet_aton_lets_through_is_refused),
		cmocka_unit_test(mac_is_six_bytes_in_hex_with_one_kind_of_separator),
		cmocka_unit_test(what_is_no_mac_is_refused),
		cmocka_unit_test(hex_byte_is_the_two_digits_at_the_start),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

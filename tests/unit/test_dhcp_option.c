/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_option.h: from the bytes of a message to one value for each code. H and a number
 * is the row of hostile input, O and a number the row about options, in the specification of the
 * client.
 */
#include <stdio.h>

#include "netcfg/dhcp_option.h"
#include "tests/unit/dhcp_bytes.h"

static struct dhcp_options parsed; /* larger than a row's stack should be */

static int parse(const char *options, const char *file, const char *sname)
{
	size_t len;
	uint8_t *message = heap_reply(options, file, sname, &len);
	int refused;

	fill_untouched(&parsed);
	refused = dhcp_options_parse(message, len, &parsed);
	free(message);
	return refused;
}

/* NULL: the option is absent. */
static void expect_option(const char *row, uint8_t code, const char *hex)
{
	size_t len = 12345, expected_len;
	const uint8_t *value = dhcp_options_find(&parsed, code, &len);
	uint8_t *expected;

	if (!hex) {
		expect_true(row, value == NULL);
		expect_int(row, len, 12345);
		return;
	}
	expected = heap_hex(hex, &expected_len);
	expect_true(row, value != NULL);
	expect_true(row,
		    value >= parsed.bytes && value + len <= parsed.bytes + sizeof(parsed.bytes));
	expect_int(row, len, expected_len);
	expect_true(row, memcmp(value, expected, len) == 0);
	free(expected);
}

TEST(each_option_is_found_with_its_value)
{
	assert_int_equal(parse("350102 0104ffffff00 00 0308c0000201c0000202 fe01fe ff", NULL, NULL),
			 0);
	expect_option("53", 53, "02");
	expect_option("1", 1, "ffffff00");
	expect_option("3", 3, "c0000201c0000202");
	expect_option("254", 254, "fe");
	expect_option("absent", 54, NULL);
	expect_option("PAD is no option", 0, NULL);
	expect_option("END is no option", 255, NULL);
	assert_int_equal(parsed.count[53], 1);
	assert_int_equal(parsed.count[54], 0);
	assert_int_equal(parsed.count[255], 0);
}

TEST(message_without_options_has_none) /* H11 */
{
	assert_int_equal(parse("", NULL, NULL), 0);
	for (unsigned int code = 0; code < 256; code++)
		expect_option("empty", (uint8_t)code, NULL);
}

TEST(end_may_be_missing) /* O68, H24 */
{
	size_t len = OPTIONS_AT + 255;
	uint8_t *pads = calloc(1, len);

	assert_int_equal(parse("350102", NULL, NULL), 0);
	expect_option("O68", 53, "02");
	assert_int_equal(dhcp_options_parse(pads, len, &parsed), 0);
	expect_option("H24", 53, NULL);
	free(pads);
}

TEST(what_stands_behind_the_end_is_not_read)
{
	assert_int_equal(parse("350102 ff 0104ffffff00 06ff", NULL, NULL), 0);
	expect_option("behind END", 1, NULL);
	expect_option("before END", 53, "02");
}

TEST(values_of_one_code_are_joined_in_their_order) /* O67 */
{
	static const struct {
		const char *options, *expected_12, *expected_15;
		unsigned int count_12;
	} rows[] = {
		{"0c026162 0c0163 ff", "616263", NULL, 2},
		{"0c026162 0f0178 0c0163 0f0179 0c0164", "61626364", "7879", 3},
		{"0f0178 0c026162 0f0179", "6162", "7879", 1},
		{"0c00 0c0161 0c00", "61", NULL, 3},
		{"0c0161 0c0161", "6161", NULL, 2},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_int(rows[i].options, parse(rows[i].options, NULL, NULL), 0);
		expect_option(rows[i].options, 12, rows[i].expected_12);
		expect_option(rows[i].options, 15, rows[i].expected_15);
		expect_int(rows[i].options, parsed.count[12], rows[i].count_12);
	}
}

TEST(option_without_a_value_is_absent_but_for_rapid_commit) /* O70 */
{
	assert_int_equal(parse("0c00 3500 5000 3400", NULL, NULL), 0);
	expect_option("12", 12, NULL);
	expect_option("53", 53, NULL);
	expect_option("80", DHCP_OPTION_RAPID_COMMIT, "");
	assert_int_equal(parsed.count[12], 1);
	assert_int_equal(parse("350102", NULL, NULL), 0);
	expect_option("80 that is not there", DHCP_OPTION_RAPID_COMMIT, NULL);
}

/* Options 12 of the field itself, of file and of sname are 61, 62 and 63. */
TEST(overload_says_which_fields_hold_options) /* O66 */
{
	static const struct {
		const char *what, *option_52, *expected_12;
		unsigned int overload;
	} rows[] = {
		{"none", "", "61", 0},
		{"file", "340101", "6162", 1},
		{"sname", "340102", "6163", 2},
		{"both: file goes first", "340103", "616263", 3},
		{"both, said in two parts", "3400 340103", "616263", 3},
		{"H23 no value", "3400", "61", 0},
		{"H23 value 0", "340100", "61", 0},
		{"H23 value 4", "340104", "61", 0},
		{"H23 value 7", "340107", "61", 0},
		{"H23 value 255", "3401ff", "61", 0},
		{"H23 two bytes", "34020103", "61", 0},
		{"H23 twice", "340101 340102", "61", 0},
		{"H23 behind the end", "ff340103", "61", 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char options[64];

		snprintf(options, sizeof(options), "0c0161 %s", rows[i].option_52);
		expect_int(rows[i].what, parse(options, "0c0162ff", "0c0163ff"), 0);
		expect_option(rows[i].what, 12, rows[i].expected_12);
		expect_int(rows[i].what, dhcp_options_overload(&parsed), rows[i].overload);
	}
}

TEST(overload_behind_other_options_counts_for_all)
{
	assert_int_equal(parse("340103 0c0161 ff", "0c0162ff", "0c0163ff"), 0);
	expect_option("before", 12, "616263");
	assert_int_equal(parse("0c0161 340103 ff", "0c0162ff", "0c0163ff"), 0);
	expect_option("after", 12, "616263");
}

TEST(overload_inside_of_an_overloaded_field_is_ignored) /* O66, H22 */
{
	assert_int_equal(parse("340101 ff", "340102 0c0162 ff", "340101 0c0163 ff"), 0);
	expect_option("file does not lead on to sname", 12, "62");
	expect_option("it is not joined to the first", 52, "01");
	assert_int_equal(parse("340102 ff", "0c0162 ff", "340103 0c0163 ff"), 0);
	expect_option("sname does not lead back to file", 12, "63");
	assert_int_equal(parse("340103 ff", "340103 ff", "340103 ff"), 0);
	expect_option("and nothing goes round", 52, "03");
	assert_int_equal(parse("ff", "340102 0c0162 ff", "0c0163 ff"), 0);
	expect_option("file alone says nothing", 12, NULL);
}

TEST(overloaded_fields_are_read_to_their_ends)
{
	char file[2 * 128 + 1] = "", sname[2 * 64 + 1] = "";

	/* 126 and 62 bytes of a value fill the fields to the last byte, without END. */
	strcat(file, "0c7e");
	memset(file + 4, '1', 2 * 126);
	strcat(sname, "0f3e");
	memset(sname + 4, '2', 2 * 62);
	assert_int_equal(parse("340103", file, sname), 0);
	expect_option("file", 12, file + 4);
	expect_option("sname", 15, sname + 4);
}

TEST(option_running_past_the_end_of_its_area_spoils_the_message) /* O69 */
{
	static const struct {
		const char *what, *options, *file, *sname;
		int expected;
	} rows[] = {
		{"H20 one byte too far", "350102 0604c6336435 0302c0", NULL, NULL,
		 DHCP_REASON_OPTION_CUT},
		{"H20 255 bytes of nothing", "350102 06ff", NULL, NULL, DHCP_REASON_OPTION_CUT},
		{"H20 END is taken for a value", "350102 0601ff 0302ff", NULL, NULL,
		 DHCP_REASON_OPTION_CUT},
		{"H21 the length is missing", "350102 06", NULL, NULL, DHCP_REASON_OPTION_CUT},
		{"H21 of an option without a value", "350102 50", NULL, NULL,
		 DHCP_REASON_OPTION_CUT},
		{"the value just fits", "350102 0601c6", NULL, NULL, 0},
		{"no value at the very end", "350102 0600", NULL, NULL, 0},
		{"H20 in file, out into the magic", "350102 340101 ff", "0c7f", NULL,
		 DHCP_REASON_OPTION_CUT},
		{"H20 in sname, out into file", "350102 340102 ff", NULL, "0c3f",
		 DHCP_REASON_OPTION_CUT},
		{"file just holds it", "350102 340101 ff", "0c7e", NULL, 0},
		{"sname just holds it", "350102 340102 ff", NULL, "0c3e", 0},
		{"file holds a name, not options", "350102 ff", "0cff", NULL, 0},
		{"sname holds a name, not options", "350102 340101 ff", NULL, "0cff", 0},
		{"H22 52 in file is cut, too", "350102 340101 ff", "34ff", NULL,
		 DHCP_REASON_OPTION_CUT},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].what, parse(rows[i].options, rows[i].file, rows[i].sname),
			   rows[i].expected);
}

TEST(last_byte_of_an_area_without_a_length_is_a_cut_option) /* H21 */
{
	char file[2 * 128 + 1], sname[2 * 64 + 1];

	memset(file, '0', sizeof(file) - 1);
	memset(sname, '0', sizeof(sname) - 1);
	strcpy(file + 2 * 127, "0c");
	strcpy(sname + 2 * 63, "0c");
	assert_int_equal(parse("340101", file, NULL), DHCP_REASON_OPTION_CUT);
	assert_int_equal(parse("340102", NULL, sname), DHCP_REASON_OPTION_CUT);
	strcpy(file + 2 * 127, "ff");
	assert_int_equal(parse("340101", file, NULL), 0);
}

TEST(message_cut_anywhere_is_read_only_where_an_option_ends)
{
	static const char text[] = "350102 0104ffffff00 00 3604c0000201 330400000e10 5000 0c0161";
	static const uint8_t ends[] = {0, 3, 9, 10, 16, 22, 24, 27};
	size_t full;
	uint8_t *message = heap_reply(text, NULL, NULL, &full);

	for (size_t len = OPTIONS_AT; len <= full; len++) {
		uint8_t *cut = heap_bytes(message, len);
		bool is_end = memchr(ends, (int)(len - OPTIONS_AT), sizeof(ends)) != NULL;

		expect_int(text, dhcp_options_parse(cut, len, &parsed),
			   is_end ? 0 : DHCP_REASON_OPTION_CUT);
		free(cut);
	}
	free(message);
}

/* A message with `count` options of `code`, each with `value_len` bytes, then `rest` of them. */
static int parse_many(uint8_t code, size_t count, uint8_t value_len, uint8_t rest)
{
	size_t len = OPTIONS_AT + count * (2U + value_len) + 2U + rest;
	uint8_t *message = calloc(1, len), *at = message + OPTIONS_AT;
	int refused;

	assert_non_null(message);
	for (size_t i = 0; i <= count; i++) {
		*at++ = code;
		*at++ = i < count ? value_len : rest;
		memset(at, (int)(i + 1), i < count ? value_len : rest);
		at += i < count ? value_len : rest;
	}
	refused = dhcp_options_parse(message, len, &parsed);
	free(message);
	return refused;
}

TEST(values_have_an_arena_of_2048_bytes) /* H25, O67 */
{
	assert_int_equal(parse_many(43, 8, 255, 8), 0);
	assert_int_equal(parsed.len[43], 2048);
	assert_int_equal(parsed.count[43], 9);
	assert_int_equal(parsed.bytes[2047], 9);
	assert_int_equal(parse_many(43, 8, 255, 9), DHCP_REASON_OPTIONS_LONG);
	assert_int_equal(parse_many(43, 100, 255, 0), DHCP_REASON_OPTIONS_LONG);
	assert_int_equal(parse_many(43, 100, 20, 48), 0);
	assert_int_equal(parse_many(43, 100, 20, 49), DHCP_REASON_OPTIONS_LONG);
}

TEST(lengths_and_counts_do_not_wrap_around)
{
	/* 65536 bytes of values, and 65536 options without any: both are 0 in 16 bits. */
	assert_int_equal(parse_many(43, 257, 255, 1), DHCP_REASON_OPTIONS_LONG);
	assert_int_equal(parse_many(43, 65535, 0, 0), DHCP_REASON_OPTIONS_LONG);
	/* The longest that is looked at. */
	assert_int_equal(parse_many(43, 32646, 0, 1), 0);
	assert_int_equal(parsed.count[43], 32647);
}

TEST(arena_holds_the_values_of_all_three_areas)
{
	assert_int_equal(parse("0c0161 340103 0f0178", "0c0262620f0179", "0f017a 110172"), 0);
	expect_option("12", 12, "616262");
	expect_option("15", 15, "78797a");
	expect_option("17", 17, "72");
	expect_option("52", 52, "03");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_option_is_found_with_its_value),
		cmocka_unit_test(message_without_options_has_none),
		cmocka_unit_test(end_may_be_missing),
		cmocka_unit_test(what_stands_behind_the_end_is_not_read),
		cmocka_unit_test(values_of_one_code_are_joined_in_their_order),
		cmocka_unit_test(option_without_a_value_is_absent_but_for_rapid_commit),
		cmocka_unit_test(overload_says_which_fields_hold_options),
		cmocka_unit_test(overload_behind_other_options_counts_for_all),
		cmocka_unit_test(overload_inside_of_an_overloaded_field_is_ignored),
		cmocka_unit_test(overloaded_fields_are_read_to_their_ends),
		cmocka_unit_test(option_running_past_the_end_of_its_area_spoils_the_message),
		cmocka_unit_test(last_byte_of_an_area_without_a_length_is_a_cut_option),
		cmocka_unit_test(message_cut_anywhere_is_read_only_where_an_option_ends),
		cmocka_unit_test(values_have_an_arena_of_2048_bytes),
		cmocka_unit_test(lengths_and_counts_do_not_wrap_around),
		cmocka_unit_test(arena_holds_the_values_of_all_three_areas),
	};

	return RUN_TESTS(tests);
}

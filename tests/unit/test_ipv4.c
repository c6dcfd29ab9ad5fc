/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/ipv4.h: addresses as text, and masks.
 */
#include "netcfg/ipv4.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>

TEST(address_is_written_as_four_numbers)
{
	static const char *const rows[] = {"0.0.0.0", "1.20.200.4", "127.0.0.1", "255.255.255.255"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *out = malloc(IPV4_TEXT_SIZE);
		struct in_addr address;

		assert_int_equal(inet_pton(AF_INET, rows[i], &address), 1);
		ipv4_format(address, out);
		expect_text(rows[i], out, rows[i]);
		free(out);
	}
}

TEST(mask_has_as_many_bits_as_the_prefix)
{
	static const struct {
		uint8_t prefix_len;
		const char *expected;
	} rows[] = {
		{0, "0.0.0.0"},		 {1, "128.0.0.0"},	  {8, "255.0.0.0"},
		{23, "255.255.254.0"},	 {24, "255.255.255.0"},	  {30, "255.255.255.252"},
		{31, "255.255.255.254"}, {32, "255.255.255.255"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].expected, ipv4_mask(rows[i].prefix_len).s_addr,
			   inet_addr(rows[i].expected));
}

TEST(mask_has_a_prefix_where_its_bits_are_contiguous)
{
	static const struct {
		const char *mask;
		int expected;
	} rows[] = {
		{"0.0.0.0", 0},		 {"128.0.0.0", 1},	  {"255.0.0.0", 8},
		{"255.255.254.0", 23},	 {"255.255.255.252", 30}, {"255.255.255.255", 32},
		{"255.0.255.0", -1},	 {"0.0.0.255", -1},	  {"0.0.0.1", -1},
		{"255.255.255.253", -1}, {"127.255.255.255", -1},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].mask,
			   ipv4_mask_prefix((struct in_addr){inet_addr(rows[i].mask)}),
			   rows[i].expected);
}

TEST(class_of_an_address_gives_its_prefix)
{
	static const struct {
		const char *address;
		uint8_t expected;
	} rows[] = {
		{"1.0.0.1", 8},	     {"127.255.255.254", 8}, {"128.0.0.1", 16},
		{"191.255.0.1", 16}, {"192.0.0.1", 24},	     {"223.255.255.1", 24},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].address,
			   ipv4_class_prefix((struct in_addr){inet_addr(rows[i].address)}),
			   rows[i].expected);
}

TEST(first_and_last_address_of_a_subnet_are_its_edges)
{
	static const struct {
		const char *address;
		uint8_t prefix_len;
		bool expected;
	} rows[] = {
		{"10.0.0.0", 24, true},	     {"10.0.0.255", 24, true},	{"10.0.0.1", 24, false},
		{"10.0.1.255", 23, true},    {"10.0.0.255", 23, false}, {"10.0.0.4", 30, true},
		{"10.0.0.7", 30, true},	     {"10.0.0.6", 30, false},	{"10.0.0.4", 31, false},
		{"10.0.0.5", 31, false},     {"10.0.0.4", 32, false},	{"10.0.0.0", 8, true},
		{"10.255.255.255", 8, true}, {"11.0.0.0", 7, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].address,
			   ipv4_is_edge((struct in_addr){inet_addr(rows[i].address)},
					rows[i].prefix_len),
			   rows[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_is_written_as_four_numbers),
		cmocka_unit_test(mask_has_as_many_bits_as_the_prefix),
		cmocka_unit_test(mask_has_a_prefix_where_its_bits_are_contiguous),
		cmocka_unit_test(class_of_an_address_gives_its_prefix),
		cmocka_unit_test(first_and_last_address_of_a_subnet_are_its_edges),
	};

	return RUN_TESTS(tests);
}

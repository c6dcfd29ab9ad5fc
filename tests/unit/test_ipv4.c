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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_is_written_as_four_numbers),
		cmocka_unit_test(mask_has_as_many_bits_as_the_prefix),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_reason.h: a text for each reason to ignore a packet.
 */
#include "netcfg/dhcp_reason.h"
#include "tests/unit/unit.h"

TEST(every_reason_has_a_text_of_its_own)
{
	expect_distinct_texts(dhcp_reason_strerror, DHCP_REASON_LAST);
}

TEST(texts_do_not_run_into_each_other)
{
	for (int i = 1; i <= DHCP_REASON_LAST; i++)
		expect_true(dhcp_reason_strerror(i), strlen(dhcp_reason_strerror(i)) < 36);
}

TEST(number_that_is_no_reason_has_a_text_too)
{
	static const int numbers[] = {0, -1, -22, DHCP_REASON_LAST + 1, 1000, INT32_MAX, INT32_MIN};

	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_string_equal(dhcp_reason_strerror(numbers[i]), "unknown error");
}

TEST(texts_are_of_their_reasons)
{
	assert_string_equal(dhcp_reason_strerror(DHCP_REASON_TRUNCATED), "longer than 2048 bytes");
	assert_string_equal(dhcp_reason_strerror(DHCP_REASON_UDP_CHECKSUM), "bad UDP checksum");
	assert_string_equal(dhcp_reason_strerror(DHCP_REASON_TYPE_BAD),
			    "neither OFFER, ACK nor NAK");
	assert_string_equal(dhcp_reason_strerror(DHCP_REASON_ROUTES),
			    "its routes (121) are malformed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reason_has_a_text_of_its_own),
		cmocka_unit_test(texts_do_not_run_into_each_other),
		cmocka_unit_test(number_that_is_no_reason_has_a_text_too),
		cmocka_unit_test(texts_are_of_their_reasons),
	};

	return RUN_TESTS(tests);
}

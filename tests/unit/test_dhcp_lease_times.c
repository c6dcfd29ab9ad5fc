/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_lease.h: how long a lease is, and when it is renewed. Rows 33 to 36 of the hostile
 * inputs, 41, 42, 46 and 47 of the timers.
 */
#include <stdio.h>

#include "tests/unit/dhcp_reply.h"

/* Without a lease time, T1 or T2 where it is NONE. */
#define NONE 0x5eed5eed

static void begin_times(struct message *m, enum dhcp_type type, uint32_t time, uint32_t t1,
			uint32_t t2)
{
	begin(m, type, OWN);
	put_addresses(m, DHCP_OPTION_SERVER_ID, SERVER);
	put_addresses(m, DHCP_OPTION_NETMASK, "255.255.255.0");
	if (time != NONE)
		put_u32(m, DHCP_OPTION_LEASE_TIME, time);
	if (t1 != NONE)
		put_u32(m, DHCP_OPTION_T1, t1);
	if (t2 != NONE)
		put_u32(m, DHCP_OPTION_T2, t2);
}

static void check_times(uint32_t time, uint32_t t1, uint32_t t2, uint32_t t1_s, uint32_t t2_s)
{
	struct message m;
	struct dhcp_reply reply;
	char row[64];

	snprintf(row, sizeof(row), "%u T1 %u T2 %u", time, t1, t2);
	begin_times(&m, DHCP_ACK, time, t1, t2);
	expect_reply(row, &m, &reply);
	expect_int(row, reply.lease.config.valid_s, time);
	expect_int(row, reply.lease.t1_s, t1_s);
	expect_int(row, reply.lease.t2_s, t2_s);
	expect_notes(row, &reply, 0);
}

TEST(times_of_the_server_are_taken)
{
	check_times(86400, 43200, 75600, 43200, 75600);
	check_times(86400, 20000, 30000, 20000, 30000);
	check_times(3600, 3598, 3599, 3598, 3599);
}

/* Row 41. */
TEST(times_that_are_missing_are_a_half_and_seven_eighths)
{
	check_times(86400, NONE, NONE, 43200, 75600);
	check_times(3600, NONE, 2000, 1800, 2000);
	check_times(3600, 1000, NONE, 1000, 3150);
	check_times(0x80000000, NONE, NONE, 0x40000000, 0x70000000);
	check_times(0xfffffffe, NONE, NONE, 0x7fffffff, 0xdffffffe);
}

/* Rows 34, 42. */
TEST(times_out_of_order_are_the_defaults)
{
	check_times(3600, 0, 0, 1800, 3150);
	check_times(3600, 7200, 5000, 1800, 3150);
	check_times(3600, 0xffffffff, NONE, 1800, 3150);
	check_times(3600, 0xffffffff, 0xffffffff, 1800, 3150);
	check_times(3600, 1000, 3600, 1000, 3150);
	check_times(3600, 3000, 2000, 1800, 2000);
	check_times(3600, 2000, 2000, 1800, 2000);
	/* A half is not before T2, either. */
	check_times(3600, 2000, 1800, 1800, 3150);
	check_times(3600, NONE, 1000, 1800, 3150);
}

/* Row 35. */
TEST(renewal_is_never_in_the_first_tenth)
{
	check_times(86400, 1, 75600, 8640, 75600);
	check_times(86400, 8639, 75600, 8640, 75600);
	check_times(86400, 8641, 75600, 8641, 75600);
	check_times(86400, 1, 2, 43200, 75600);
	check_times(86400, 8000, 8640, 43200, 75600);
	check_times(86400, 8000, 8641, 8640, 8641);
}

TEST(renewal_is_never_in_the_first_half_minute)
{
	check_times(200, 1, 150, 30, 150);
	check_times(200, 29, 150, 30, 150);
	check_times(200, 31, 150, 31, 150);
	check_times(60, 1, 50, 30, 50);
}

/* Row 36. */
TEST(renewal_of_a_lease_of_seconds_is_at_its_half)
{
	check_times(10, 1, 9, 5, 9);
	check_times(10, NONE, NONE, 5, 8);
	check_times(20, 2, 15, 10, 15);
	check_times(3, NONE, NONE, 1, 2);
	check_times(4, 3, 3, 2, 3);
}

TEST(times_of_a_lease_without_a_half_do_not_vanish)
{
	check_times(1, NONE, NONE, 1, 1);
	check_times(2, NONE, NONE, 1, 1);
	check_times(2, 1, 1, 1, 1);
}

/* Row 46. */
TEST(lease_without_an_end_has_no_renewal)
{
	check_times(0xffffffff, NONE, NONE, NET_FOREVER, NET_FOREVER);
	check_times(0xffffffff, 60, 120, NET_FOREVER, NET_FOREVER);
}

/* Row 18 of the messages. */
TEST(missing_lease_time_is_an_hour)
{
	struct message m;
	struct dhcp_reply reply;

	begin_times(&m, DHCP_OFFER, NONE, NONE, NONE);
	expect_reply("none", &m, &reply);
	expect_int("none", reply.lease.config.valid_s, 3600);
	expect_int("none", reply.lease.t1_s, 1800);
	expect_int("none", reply.lease.t2_s, 3150);
	expect_notes("none", &reply, NOTE(NO_LEASE_TIME));
}

/* Rows 33, 47. */
TEST(lease_of_no_time_is_refused)
{
	struct message m;

	begin_times(&m, DHCP_OFFER, 0, NONE, NONE);
	expect_refused("offer", &m, DHCP_REASON_LEASE_ZERO);
	begin_times(&m, DHCP_ACK, 0, NONE, NONE);
	expect_refused("ack", &m, DHCP_REASON_LEASE_ZERO);
}

/* Rows 33, 47: what is acknowledged is taken, see above. */
TEST(offer_of_less_than_ten_seconds_is_refused)
{
	struct message m;
	struct dhcp_reply reply;

	begin_times(&m, DHCP_OFFER, 1, NONE, NONE);
	expect_refused("1", &m, DHCP_REASON_LEASE_SHORT);
	begin_times(&m, DHCP_OFFER, 9, NONE, NONE);
	expect_refused("9", &m, DHCP_REASON_LEASE_SHORT);
	begin_times(&m, DHCP_OFFER, 10, NONE, NONE);
	expect_reply("10", &m, &reply);
	begin_times(&m, DHCP_ACK, 9, NONE, NONE);
	expect_reply("9, acknowledged", &m, &reply);
	expect_int("9", reply.lease.config.valid_s, 9);
}

TEST(times_are_in_order_whatever_the_server_says)
{
	static const uint32_t values[] = {1,  2,  3,	4,    5,     9,	       10,	  11,
					  59, 60, 3600, 8640, 86400, 1u << 31, 0xfffffffe};

	for (size_t i = 2; i < COUNT(values); i++)
		for (size_t j = 0; j < COUNT(values); j++)
			for (size_t k = 0; k < COUNT(values); k++) {
				struct message m;
				struct dhcp_reply reply;
				char row[64];

				snprintf(row, sizeof(row), "%u T1 %u T2 %u", values[i], values[j],
					 values[k]);
				begin_times(&m, DHCP_ACK, values[i], values[j], values[k]);
				expect_reply(row, &m, &reply);
				expect_true(row, reply.lease.t1_s > 0);
				expect_true(row, reply.lease.t1_s < reply.lease.t2_s);
				expect_true(row, reply.lease.t2_s < values[i]);
				expect_true(row, reply.lease.t1_s >= values[i] / 10);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_of_the_server_are_taken),
		cmocka_unit_test(times_that_are_missing_are_a_half_and_seven_eighths),
		cmocka_unit_test(times_out_of_order_are_the_defaults),
		cmocka_unit_test(renewal_is_never_in_the_first_tenth),
		cmocka_unit_test(renewal_is_never_in_the_first_half_minute),
		cmocka_unit_test(renewal_of_a_lease_of_seconds_is_at_its_half),
		cmocka_unit_test(times_of_a_lease_without_a_half_do_not_vanish),
		cmocka_unit_test(lease_without_an_end_has_no_renewal),
		cmocka_unit_test(missing_lease_time_is_an_hour),
		cmocka_unit_test(lease_of_no_time_is_refused),
		cmocka_unit_test(offer_of_less_than_ten_seconds_is_refused),
		cmocka_unit_test(times_are_in_order_whatever_the_server_says),
	};

	return RUN_TESTS(tests);
}

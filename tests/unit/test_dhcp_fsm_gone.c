/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: somebody takes a leased address off the interface. It is set again as long as
 * the lease lasts, at once and then once a minute: whoever takes it off again and again may mean
 * it.
 */
#include "tests/unit/dhcp_fsm_play.h"

static const struct dhcp_fsm_config plain = {
	.broadcast = NET_BROADCAST_OFF,
	.acd = NET_ACD_OFF,
	.seed = 19,
};

TEST(address_that_is_taken_away_is_set_again_once_a_minute)
{
	static const struct play_row rows[] = {
		{10 * 1000, GONE, "apply .5 3590", BOUND, .logs = "addr-gone"},
		{1000, GONE, "", BOUND},
		{58 * 1000, GONE, "", BOUND},
		{60 * 1000, TIMER, "apply .5 3530", BOUND, .logs = "addr-gone"},
		{1000 * 1000, GONE, "apply .5 2530", BOUND, .logs = "addr-gone"},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t timer_ms;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		timer_ms = play.fsm.timer_ms;
		PLAY_ON(&play, rows);
		expect_true("the lease goes on", play.fsm.timer_ms == timer_ms);
		play_timer(&play);
		expect_text("the lease goes on", play.done, "request to.1 ciaddr=.5");
		play_step_after(&play, 60 * 1000, DHCP_EVENT_ADDR_GONE, NULL);
		expect_true("renewing", strncmp(play.done, "apply .5", 8) == 0);
	}
}

TEST(address_that_the_kernel_takes_away_at_the_end_of_its_lease_stays_away)
{
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	while (play.fsm.timer_ms < play.fsm.expire_ms)
		play_timer(&play);
	play_step_after(&play, play.fsm.expire_ms - play.now_ms - 1999, DHCP_EVENT_ADDR_GONE, NULL);
	expect_text("gone before the end", play.done, "");
	assert_false(play.fsm.restore_ms < DHCP_NEVER);
}

/* Its minute is over in the last second of the lease: once is enough to see that. */
TEST(address_is_not_set_again_for_less_than_a_second)
{
	struct play play;
	uint64_t expire_ms;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	expire_ms = play.fsm.expire_ms;
	while (play.fsm.timer_ms < expire_ms - 70 * 1000)
		play_timer(&play);
	play_step_after(&play, expire_ms - play.now_ms - 60 * 1000 - 500, DHCP_EVENT_ADDR_GONE,
			NULL);
	expect_text("set at once", play.done, "apply .5 60");
	play_step_after(&play, 1, DHCP_EVENT_ADDR_GONE, NULL);
	while (play.now_ms < expire_ms - 500) {
		play.now_ms = play.fsm.timer_ms;
		play_step(&play, DHCP_EVENT_TIMEOUT, NULL);
		expect_true("not set again", strncmp(play.done, "apply", 5) != 0);
	}
	assert_int_equal(play.fsm.timer_ms, expire_ms);
}

TEST(address_that_was_taken_off_is_not_set_beside_a_renewed_one)
{
	static const struct play_row rows[] = {
		{10 * 1000, GONE, "apply .5 3590", BOUND, .logs = "addr-gone"},
		{1000, GONE, "", BOUND},
		{1000, RENEW, "request to.1 ciaddr=.5", RENEWING},
		{0, ACK, "apply .5 3600", BOUND, .logs = "renewed"},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
	play_timer(&play);
	expect_text("the next is T1", play.done, "request to.1 ciaddr=.5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_that_is_taken_away_is_set_again_once_a_minute),
		cmocka_unit_test(
			address_that_the_kernel_takes_away_at_the_end_of_its_lease_stays_away),
		cmocka_unit_test(address_is_not_set_again_for_less_than_a_second),
		cmocka_unit_test(address_that_was_taken_off_is_not_set_beside_a_renewed_one),
	};

	return RUN_TESTS(tests);
}

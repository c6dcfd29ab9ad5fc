/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: what it makes of an address that another host has. RFC 2131, sections 3.1.5
 * and 4.4.4 (DECLINE, then at least ten seconds of silence), RFC 5227. An attacker that answers for
 * every address must not empty the server's pool: after three DECLINEs nobody looks any more.
 */
#include "tests/unit/dhcp_fsm_play.h"

static struct dhcp_fsm_config looks(enum net_acd acd)
{
	return (struct dhcp_fsm_config){
		.broadcast = NET_BROADCAST_OFF,
		.acd = acd,
		.seed = 17,
	};
}

TEST(address_is_used_first_and_looked_for_then)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600, probe", BOUND},
		{200, CLEAR, "", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_AFTER);

	PLAY(&config, rows);
}

TEST(address_is_looked_for_before_it_is_used)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "probe", CHECKING},
		{0, CLEAR, "apply .5 3600", BOUND, .logs = "bound"},
	};
	static const struct play_row rapid[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, ACK, "probe", CHECKING, .rapid = true},
		{0, CLEAR, "apply .5 3600", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);

	PLAY(&config, rows);
	PLAY(&config, rapid);
}

TEST(address_that_is_known_is_looked_for_too)
{
	static const struct play_row before[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{0, ACK, "probe", CHECKING},
		{0, CLEAR, "apply .5 3600", BOUND},
	};
	static const struct play_row after[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .5 3600, probe", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);

	config.hint = play_host(5);
	PLAY(&config, before);
	config.acd = NET_ACD_AFTER;
	PLAY(&config, after);
}

TEST(time_of_looking_is_a_part_of_the_lease)
{
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);
	struct play play;
	uint64_t start_ms;

	play_begin(&play, "looking", &config, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	start_ms = play.now_ms;
	play_row_reply(&play, &(struct play_row){.rapid = true}, DHCP_ACK);
	play_step_after(&play, 900, DHCP_EVENT_CLEAR, NULL);
	expect_text("looking", play.done, "apply .5 3599");
	expect_int("looking", play.fsm.expire_ms - start_ms, PLAY_LEASE_S * 1000);
}

TEST(verdict_that_never_comes_is_not_waited_for)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, ACK, "probe", CHECKING, .rapid = true},
		{1000, TIMER, "apply .5 3599", BOUND},
		{1000, CLEAR, "", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);

	PLAY(&config, rows);
}

TEST(lease_that_ends_while_it_is_looked_for_is_not_used)
{
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);
	struct play play;

	play_begin(&play, "looking", &config, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	play_row_reply(&play, &(struct play_row){.rapid = true, .lease_s = 10}, DHCP_ACK);
	/* The box slept. */
	play.now_ms = play.sent_ms + 11000;
	play_step(&play, DHCP_EVENT_TIMEOUT, NULL);
	expect_text("asks anew", play.done, "discover rapid 50=.5");
	expect_int("asks anew", play.fsm.state, DHCP_STATE_SELECTING);
}

TEST(switched_off_nothing_is_looked_for)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_OFF);

	PLAY(&config, rows);
}

TEST(renewal_is_not_looked_for_again)
{
	static const struct play_row rows[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{0, ACK, "apply .5 3600", BOUND},
		{1000, DOWN, "", BOUND},
		{1000, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .5 3600", BOUND},
	};

	for (int before = 0; before < 2; before++) {
		struct dhcp_fsm_config config = looks(before ? NET_ACD_BEFORE : NET_ACD_AFTER);
		struct play play;

		play_begin(&play, "bind", &config, 1);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		play_row_reply(&play, &(struct play_row){.rapid = true}, DHCP_ACK);
		if (before)
			play_step(&play, DHCP_EVENT_CLEAR, NULL);
		PLAY_ON(&play, rows);
	}
}

TEST(renewal_with_another_address_is_looked_for)
{
	static const struct play_row rows[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{0, ACK, "unapply, apply .6 3600, probe", BOUND, .address = 6},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_AFTER);
	struct play play;

	play_bind(&play, &config, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(conflict_before_use_is_declined)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "probe", CHECKING},
		{100, CONFLICT, "decline 50=.5 54=.1", WAITING, .logs = "conflict"},
		{10 * 1000, TIMER, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.6 54=.1", REQUESTING, .address = 6},
		{0, ACK, "probe", CHECKING, .address = 6},
		{0, CLEAR, "apply .6 3600", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);

	PLAY(&config, rows);
}

TEST(conflict_in_use_takes_the_address_away_and_declines_it)
{
	static const struct play_row bound[] = {
		{100, CONFLICT, "unapply, decline 50=.5 54=.1", WAITING, .logs = "conflict"},
		{10 * 1000, TIMER, "discover rapid", SELECTING},
	};
	static const struct play_row renewing[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{100, CONFLICT, "unapply, decline 50=.5 54=.1", WAITING, .logs = "conflict"},
		{10 * 1000, TIMER, "discover rapid", SELECTING},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_AFTER);
	struct play play;

	play_bind(&play, &config, 1, PLAY_LEASE_S);
	PLAY_ON(&play, bound);
	play_bind(&play, &config, 1, PLAY_LEASE_S);
	PLAY_ON(&play, renewing);
	play_bind(&play, &config, 1, PLAY_LEASE_S);
	while (play.fsm.state != DHCP_STATE_REBINDING)
		play_timer(&play);
	PLAY_ON(&play, bound);
}

TEST(conflict_tells_the_address_and_when_it_goes_on)
{
	struct dhcp_fsm_config config = looks(NET_ACD_AFTER);
	struct play play;
	uint32_t value_ms;

	play_bind(&play, &config, 1, PLAY_LEASE_S);
	play_step_after(&play, 100, DHCP_EVENT_CONFLICT, NULL);
	assert_non_null(play_log(&play, DHCP_LOG_CONFLICT));
	assert_int_equal(play_log(&play, DHCP_LOG_CONFLICT)->address.s_addr, play_host(5).s_addr);
	value_ms = play_log(&play, DHCP_LOG_CONFLICT)->value;
	assert_int_equal(value_ms, play_timer(&play));
}

TEST(conflict_without_a_carrier_takes_the_address_away_and_sends_nothing)
{
	static const struct play_row rows[] = {
		{1000, DOWN, "", BOUND},
		{1, CONFLICT, "unapply", STOPPED, .logs = "conflict"},
		{1000, UP, "discover rapid", SELECTING},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_AFTER);
	struct play play;

	play_bind(&play, &config, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

/* From SELECTING to the next conflict, and on to DISCOVER; how long it waited. */
static uint64_t conflict(struct play *play, enum net_acd acd, uint64_t bound_ms, bool *acd_off)
{
	uint64_t ms;

	play_row_reply(play, &(struct play_row){.rapid = true}, DHCP_ACK);
	expect_text("looked for", play->done,
		    acd == NET_ACD_BEFORE ? "probe" : "apply .5 3600, probe");
	if (acd == NET_ACD_BEFORE && bound_ms > 0)
		play_step(play, DHCP_EVENT_CLEAR, NULL);
	play_step_after(play, bound_ms, DHCP_EVENT_CONFLICT, NULL);
	expect_int("conflict", play->fsm.state, DHCP_STATE_WAITING);
	*acd_off = play_log(play, DHCP_LOG_ACD_OFF) != NULL;
	ms = play_timer(play);
	expect_text("again", play->done, "discover rapid");
	return ms;
}

TEST(three_conflicts_in_five_minutes_end_the_looking)
{
	static const enum net_acd modes[] = {NET_ACD_BEFORE, NET_ACD_AFTER};

	for (size_t i = 0; i < COUNT(modes); i++) {
		struct dhcp_fsm_config config = looks(modes[i]);
		struct play play;

		play_begin(&play, "poison", &config, 1);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		for (uint64_t wait_ms = 10000; wait_ms <= 40000; wait_ms *= 2) {
			bool acd_off;

			expect_int("backoff", conflict(&play, modes[i], 0, &acd_off), wait_ms);
			expect_int("told", acd_off, wait_ms == 40000);
		}
		play_row_reply(&play, &(struct play_row){.rapid = true}, DHCP_ACK);
		expect_text("no more", play.done, "apply .5 3600");
		expect_int("no more", play.fsm.state, DHCP_STATE_BOUND);
	}
}

TEST(conflicts_with_long_pauses_do_not_end_the_looking)
{
	static const enum net_acd modes[] = {NET_ACD_BEFORE, NET_ACD_AFTER};
	/* A clear address in between (only `before` is told of it here) ends the row. */
	static const unsigned int expected_ms[][6] = {
		{10000, 10000, 10000, 10000, 10000, 10000},
		{10000, 20000, 40000, 80000, 160000, 300000},
	};

	for (size_t i = 0; i < COUNT(modes); i++) {
		struct dhcp_fsm_config config = looks(modes[i]);
		struct play play;

		play_begin(&play, "pauses", &config, 1);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		for (int n = 0; n < 6; n++) {
			bool acd_off;

			expect_int("backoff", conflict(&play, modes[i], 200 * 1000, &acd_off),
				   expected_ms[i][n]);
			expect_true("told", !acd_off);
		}
	}
}

TEST(wait_after_a_conflict_is_10_seconds_to_5_minutes)
{
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);
	struct play play;
	uint64_t last_ms = 0;

	play_begin(&play, "waits", &config, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	/* Hours apart, but never bound in between: the waits may grow, within their bounds. */
	for (int n = 0; n < 12; n++) {
		bool acd_off;
		uint64_t ms = conflict(&play, NET_ACD_BEFORE, 0, &acd_off);

		expect_true("wait", ms >= 10 * 1000 && ms <= 300 * 1000 && ms >= last_ms);
		expect_true("wait", !acd_off);
		last_ms = ms;
		if (n % 2)
			for (uint64_t end_ms = play.now_ms + 3600 * 1000; play.now_ms < end_ms;)
				play_timer(&play);
	}
	expect_int("wait", last_ms, 300 * 1000);
}

TEST(events_of_the_looking_mean_nothing_elsewhere)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{1, CONFLICT, "", SELECTING},
		{1, CLEAR, "", SELECTING},
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{1, CONFLICT, "", REQUESTING},
		{1, CLEAR, "", REQUESTING},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);
	struct play play;
	bool acd_off;

	PLAY(&config, rows);
	/* Nor are they counted. */
	play_begin(&play, "counted", &config, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	for (int i = 0; i < 3; i++)
		play_step(&play, DHCP_EVENT_CONFLICT, NULL);
	expect_int("counted", conflict(&play, NET_ACD_BEFORE, 0, &acd_off), 10 * 1000);
}

TEST(replies_mean_nothing_while_the_address_is_looked_for)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "probe", CHECKING},
		{0, ACK, "", CHECKING, .address = 6},
		{0, OFFER, "", CHECKING},
		{0, CLEAR, "apply .5 3600", BOUND},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);

	PLAY(&config, rows);
}

TEST(carrier_lost_while_the_address_is_looked_for_asks_for_it_again)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "probe", CHECKING},
		{10, DOWN, "", STOPPED},
		{10, CLEAR, "", STOPPED},
		{10, UP, "request 50=.5", REBOOTING},
		{0, ACK, "probe", CHECKING},
	};
	struct dhcp_fsm_config config = looks(NET_ACD_BEFORE);

	PLAY(&config, rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_is_used_first_and_looked_for_then),
		cmocka_unit_test(address_is_looked_for_before_it_is_used),
		cmocka_unit_test(address_that_is_known_is_looked_for_too),
		cmocka_unit_test(time_of_looking_is_a_part_of_the_lease),
		cmocka_unit_test(verdict_that_never_comes_is_not_waited_for),
		cmocka_unit_test(lease_that_ends_while_it_is_looked_for_is_not_used),
		cmocka_unit_test(switched_off_nothing_is_looked_for),
		cmocka_unit_test(renewal_is_not_looked_for_again),
		cmocka_unit_test(renewal_with_another_address_is_looked_for),
		cmocka_unit_test(conflict_before_use_is_declined),
		cmocka_unit_test(conflict_in_use_takes_the_address_away_and_declines_it),
		cmocka_unit_test(conflict_tells_the_address_and_when_it_goes_on),
		cmocka_unit_test(
			conflict_without_a_carrier_takes_the_address_away_and_sends_nothing),
		cmocka_unit_test(three_conflicts_in_five_minutes_end_the_looking),
		cmocka_unit_test(conflicts_with_long_pauses_do_not_end_the_looking),
		cmocka_unit_test(wait_after_a_conflict_is_10_seconds_to_5_minutes),
		cmocka_unit_test(events_of_the_looking_mean_nothing_elsewhere),
		cmocka_unit_test(replies_mean_nothing_while_the_address_is_looked_for),
		cmocka_unit_test(carrier_lost_while_the_address_is_looked_for_asks_for_it_again),
	};

	return RUN_TESTS(tests);
}

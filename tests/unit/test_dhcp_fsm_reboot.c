/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: an address that is known is asked for again, at the start and when the carrier
 * comes back. RFC 2131, section 3.2 and 4.3.2 (INIT-REBOOT). Servers that know nothing of the
 * address are silent, so 250 ms later DISCOVER is out as well.
 */
#include "tests/unit/dhcp_fsm_play.h"

static const struct dhcp_fsm_config plain = {
	.broadcast = NET_BROADCAST_OFF,
	.acd = NET_ACD_OFF,
	.seed = 11,
};

/* The same with 10.0.0.5 known from before. */
static struct dhcp_fsm_config hinted(void)
{
	struct dhcp_fsm_config config = plain;

	config.hint = play_host(5);
	return config;
}

TEST(known_address_is_asked_for_in_two_packets)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .5 3600", BOUND, .logs = "bound"},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
}

TEST(any_server_may_acknowledge_the_known_address)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .5 3600", BOUND, .server = 9},
	};
	static const struct play_row other[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .8 3600", BOUND, .address = 8},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
	PLAY(&config, other);
}

TEST(silence_of_250_ms_is_answered_by_discover)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING, .logs = ""},
		{250, TIMER, "discover rapid 50=.5", SELECTING, 20, "reboot-silent"},
		{500, TIMER, "discover rapid 50=.5", SELECTING, 50},
		{1000, TIMER, "discover rapid 50=.5", SELECTING, 50},
		{2000, TIMER, "discover 50=.5", SELECTING, 50},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600", BOUND},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
}

TEST(both_transactions_are_open_after_the_silence)
{
	struct dhcp_fsm_config config = hinted();
	struct play play;
	uint32_t xids[2] = {0};

	play_begin(&play, "xids", &config, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	assert_int_equal(dhcp_fsm_xids(&play.fsm, xids), 1);
	assert_int_equal(xids[0], play.sent.xid);
	play_timer(&play);
	assert_int_not_equal(play.sent.xid, play.reboot_xid);
	assert_int_equal(dhcp_fsm_xids(&play.fsm, xids), 2);
	assert_true((xids[0] == play.sent.xid && xids[1] == play.reboot_xid) ||
		    (xids[1] == play.sent.xid && xids[0] == play.reboot_xid));
}

TEST(late_ack_of_the_known_address_binds_while_discover_is_out)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{250, TIMER, "discover rapid 50=.5", SELECTING, 20},
		{500, TIMER, "discover rapid 50=.5", SELECTING, 50},
		{1, ACK, NULL, BOUND, .xid = REBOOT},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct dhcp_fsm_config config = hinted();
		struct play play;
		uint64_t start_ms;

		play_begin(&play, "late", &config, seed);
		start_ms = play.now_ms;
		PLAY_ON(&play, rows);
		/* The lease began with that REQUEST, not with the DISCOVER. */
		expect_int("begin", play.fsm.expire_ms - start_ms, PLAY_LEASE_S * 1000);
		expect_int("sends", play.sends, 3);
	}
}

TEST(late_ack_of_a_lease_that_is_over_does_not_bind)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{250, TIMER, "discover rapid 50=.5", SELECTING, 20},
		{500, TIMER, "discover rapid 50=.5", SELECTING, 50},
		{1000, TIMER, "discover rapid 50=.5", SELECTING, 50},
		{2000, TIMER, "discover 50=.5", SELECTING, 50},
		{4000, TIMER, "discover 50=.5", SELECTING, 50},
		{6000, TIMER, "discover 50=.5", SELECTING, 50},
		{6000, TIMER, "discover 50=.5", SELECTING, 50},
		{1, ACK, "", SELECTING, .xid = REBOOT, .lease_s = 10},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
}

TEST(refusal_of_the_known_address_is_answered_by_a_plain_discover)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{1, NAK, "discover rapid", SELECTING, .logs = "nak"},
		{500, TIMER, "discover rapid", SELECTING, 50},
	};
	static const struct play_row other_server[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{1, NAK, "discover rapid", SELECTING, .server = 9},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
	PLAY(&config, other_server);
}

TEST(late_refusal_closes_its_transaction_and_leaves_discover_alone)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{250, TIMER, "discover rapid 50=.5", SELECTING, 20},
		{1, NAK, "", SELECTING, .xid = REBOOT},
		{1, ACK, "", SELECTING, .xid = REBOOT},
		{500, TIMER, "discover rapid", SELECTING, 50},
		{1, OFFER, "request 50=.6 54=.1", REQUESTING, .address = 6},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
}

TEST(offer_while_asking_for_the_known_address_is_ignored)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{1, OFFER, "", REBOOTING},
		{1, ACK, "", REBOOTING, .xid = FOREIGN},
		{1, NAK, "", REBOOTING, .xid = FOREIGN},
		{250, TIMER, "discover rapid 50=.5", SELECTING, 20},
		{1, OFFER, "", SELECTING, .xid = REBOOT},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
}

TEST(known_address_outlives_a_loss_of_the_carrier)
{
	static const struct play_row rows[] = {
		{0, UP, "request 50=.5", REBOOTING},
		{1, DOWN, "", STOPPED},
		{1, ACK, "", STOPPED},
		{60000, UP, "request 50=.5", REBOOTING},
	};
	struct dhcp_fsm_config config = hinted();

	PLAY(&config, rows);
}

TEST(carrier_lost_and_found_asks_for_the_lease_again_and_keeps_it)
{
	static const struct play_row rows[] = {
		{20000, DOWN, "", BOUND},
		{3000, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .5 3600", BOUND},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		PLAY_ON(&play, rows);
	}
}

TEST(carrier_found_without_an_answer_goes_back_to_the_timers_of_the_lease)
{
	static const struct play_row rows[] = {
		{20000, DOWN, "", BOUND},
		{3000, UP, "request 50=.5", REBOOTING},
		{350, TIMER, "request 50=.5", REBOOTING, 50},
		{700, TIMER, "request 50=.5", REBOOTING, 50},
		{1400, TIMER, "request 50=.5", REBOOTING, 50},
		{2000, TIMER, "", BOUND, 50},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t t1_ms, expire_ms;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		t1_ms = play.fsm.timer_ms;
		expire_ms = play.fsm.expire_ms;
		PLAY_ON(&play, rows);
		expect_true("T1", play.fsm.timer_ms == t1_ms);
		expect_true("expiry", play.fsm.expire_ms == expire_ms);
		play_timer(&play);
		expect_text("renewal", play.done, "request to.1 ciaddr=.5");
	}
}

TEST(carrier_found_and_refused_gives_the_address_up)
{
	static const struct play_row rows[] = {
		{20000, DOWN, "", BOUND},
		{3000, UP, "request 50=.5", REBOOTING},
		{1, NAK, "unapply, discover rapid", SELECTING, .server = 9},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(carrier_found_in_another_network_changes_the_address)
{
	static const struct play_row rows[] = {
		{20000, DOWN, "", BOUND},
		{3000, UP, "request 50=.5", REBOOTING},
		{0, ACK, "unapply, apply .9 3600", BOUND, .address = 9},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(carrier_found_while_renewing_asks_for_the_lease_again)
{
	static const struct play_row rows[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{1000, DOWN, "", BOUND},
		{2000, UP, "request 50=.5", REBOOTING},
		{0, ACK, "apply .5 3600", BOUND},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(without_a_carrier_nothing_is_sent_and_the_lease_runs_out)
{
	static const struct play_row rows[] = {
		{20000, DOWN, "", BOUND},
		{3580 * 1000, TIMER, "unapply", STOPPED, .logs = "expired"},
		{9999, UP, "request 50=.5", REBOOTING},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t start_ms;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		start_ms = play.mark_ms;
		play_on(&play, rows, 1);
		play.mark_ms = play.now_ms;
		play_on(&play, rows + 1, 1);
		expect_int("expiry", play.now_ms - start_ms, PLAY_LEASE_S * 1000);
		play_on(&play, rows + 2, 1);
	}
}

TEST(carrier_found_after_t1_and_t2_goes_on_where_the_lease_is)
{
	static const struct {
		const char *row;
		uint64_t down_ms;
		enum dhcp_state state;
		const char *does;
	} rows[] = {
		{"after T1", 2000 * 1000, DHCP_STATE_RENEWING, "request to.1 ciaddr=.5"},
		{"after T2", 3300 * 1000, DHCP_STATE_REBINDING, "request ciaddr=.5"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct play play;

		play_bind(&play, &plain, 1, PLAY_LEASE_S);
		play_step_after(&play, 1000, DHCP_EVENT_LINK_DOWN, NULL);
		play_step_after(&play, rows[i].down_ms, DHCP_EVENT_LINK_UP, NULL);
		expect_text(rows[i].row, play.done, "request 50=.5");
		while (play.fsm.state == DHCP_STATE_REBOOTING || play.fsm.state == DHCP_STATE_BOUND)
			play_timer(&play);
		expect_int(rows[i].row, play.fsm.state, rows[i].state);
		if (!play.done[0])
			play_timer(&play);
		expect_text(rows[i].row, play.done, rows[i].does);
	}
}

TEST(lease_that_ends_while_it_is_asked_for_again_is_given_up)
{
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	play_step_after(&play, 1000, DHCP_EVENT_LINK_DOWN, NULL);
	play_step_after(&play, 3598500, DHCP_EVENT_LINK_UP, NULL);
	expect_text("found", play.done, "request 50=.5");
	while (play.fsm.applied)
		play_timer(&play);
	expect_int("expiry", play.now_ms - play.fsm.lease_start_ms, PLAY_LEASE_S * 1000);
	expect_text("expiry", dhcp_state_name(play.fsm.state),
		    dhcp_state_name(DHCP_STATE_SELECTING));
}

/* The carrier comes and goes; how long after it came the packet goes out. */
static uint64_t flap(struct play *play, uint64_t after_ms)
{
	uint64_t up_ms;

	play_step_after(play, 0, DHCP_EVENT_LINK_DOWN, NULL);
	play_step_after(play, after_ms, DHCP_EVENT_LINK_UP, NULL);
	up_ms = play->now_ms;
	while (!play->done[0])
		play_timer(play);
	return play->now_ms - up_ms;
}

TEST(carrier_that_flaps_five_times_in_ten_seconds_has_to_settle)
{
	for (int bound = 0; bound < 2; bound++) {
		struct play play;

		if (bound) {
			play_bind(&play, &plain, 1, PLAY_LEASE_S);
			play.now_ms += 30 * 1000;
		} else {
			play_begin(&play, "unbound", &plain, 1);
		}
		for (unsigned int i = 0; i < 4; i++)
			expect_int("calm", flap(&play, 100), 0);
		expect_int("flaps", flap(&play, 100), 1000);
		expect_int("flaps", flap(&play, 100), 1000);
		expect_int("calm again", flap(&play, 20 * 1000), 0);
	}
}

TEST(slow_flaps_need_no_settling)
{
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	for (unsigned int i = 0; i < 100; i++)
		expect_int("slow", flap(&play, 4000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_address_is_asked_for_in_two_packets),
		cmocka_unit_test(any_server_may_acknowledge_the_known_address),
		cmocka_unit_test(silence_of_250_ms_is_answered_by_discover),
		cmocka_unit_test(both_transactions_are_open_after_the_silence),
		cmocka_unit_test(late_ack_of_the_known_address_binds_while_discover_is_out),
		cmocka_unit_test(late_ack_of_a_lease_that_is_over_does_not_bind),
		cmocka_unit_test(refusal_of_the_known_address_is_answered_by_a_plain_discover),
		cmocka_unit_test(late_refusal_closes_its_transaction_and_leaves_discover_alone),
		cmocka_unit_test(offer_while_asking_for_the_known_address_is_ignored),
		cmocka_unit_test(known_address_outlives_a_loss_of_the_carrier),
		cmocka_unit_test(carrier_lost_and_found_asks_for_the_lease_again_and_keeps_it),
		cmocka_unit_test(
			carrier_found_without_an_answer_goes_back_to_the_timers_of_the_lease),
		cmocka_unit_test(carrier_found_and_refused_gives_the_address_up),
		cmocka_unit_test(carrier_found_in_another_network_changes_the_address),
		cmocka_unit_test(carrier_found_while_renewing_asks_for_the_lease_again),
		cmocka_unit_test(without_a_carrier_nothing_is_sent_and_the_lease_runs_out),
		cmocka_unit_test(carrier_found_after_t1_and_t2_goes_on_where_the_lease_is),
		cmocka_unit_test(lease_that_ends_while_it_is_asked_for_again_is_given_up),
		cmocka_unit_test(carrier_that_flaps_five_times_in_ten_seconds_has_to_settle),
		cmocka_unit_test(slow_flaps_need_no_settling),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: the life of a lease, from T1 over T2 to its end. RFC 2131, sections 3.3 and
 * 4.4.5. A lease begins when its REQUEST was sent, the last one before the answer; T1 comes up to a
 * tenth earlier, so that boxes that booted together do not renew together.
 */
#include "tests/unit/dhcp_fsm_play.h"

static const struct dhcp_fsm_config plain = {
	.broadcast = NET_BROADCAST_OFF,
	.acd = NET_ACD_OFF,
	.seed = 19,
};

TEST(lease_is_renewed_at_t1_by_unicast)
{
	static const struct play_row rows[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6, ""},
		{0, ACK, "apply .5 3600", BOUND, .logs = "renewed"},
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{0, ACK, "apply .5 7200", BOUND, .lease_s = 7200},
		{3420 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		PLAY_ON(&play, rows);
	}
}

TEST(t1_comes_up_to_a_tenth_or_5_minutes_early)
{
	static const struct {
		const char *row;
		uint32_t lease_s;
		uint64_t low_ms, high_ms;
	} rows[] = {
		{"10 s", 10, 4500, 5000},
		{"1 h", 3600, 1620 * 1000, 1800 * 1000},
		{"1 d", 86400, 42900 * 1000, 43200 * 1000},
		{"49 d", 0xfffffffe / 1000, 2147183 * 1000ULL, 2147483 * 1000ULL},
		{"136 a", 0xfffffffe, 2147483347 * 1000ULL, 2147483647 * 1000ULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t span_ms = rows[i].high_ms - rows[i].low_ms, least = UINT64_MAX, most = 0;

		for (unsigned int seed = 1; seed <= 200; seed++) {
			struct play play;
			uint64_t ms;

			play_bind(&play, &plain, seed, rows[i].lease_s);
			ms = play.fsm.timer_ms - play.now_ms;
			expect_true(rows[i].row, ms >= rows[i].low_ms && ms <= rows[i].high_ms);
			least = ms < least ? ms : least;
			most = ms > most ? ms : most;
		}
		expect_true(rows[i].row, least < rows[i].low_ms + span_ms / 10);
		expect_true(rows[i].row, most > rows[i].high_ms - span_ms / 10);
	}
}

/*
 * From T1 on nobody answers: `type` of message again and again until `end_ms`, each after half of
 * what is left of the time, but not less than `floor_ms`.
 */
static void expect_repeats(struct play *play, const char *row, const char *does, uint64_t end_ms,
			   uint64_t floor_ms)
{
	enum dhcp_state state = play->fsm.state;

	for (;;) {
		uint64_t half_ms = (end_ms - play->now_ms) / 2, gap_ms, ms = play->now_ms;
		bool last;

		expect_text(row, play->done, does);
		gap_ms = half_ms < floor_ms ? floor_ms : half_ms;
		last = ms + gap_ms * 11 / 10 >= end_ms;
		play_timer(play);
		if (play->fsm.state != state)
			break;
		expect_true(row, play->now_ms - ms >= gap_ms * 9 / 10);
		expect_true(row, play->now_ms - ms <= gap_ms * 11 / 10 + 1);
		expect_true(row, last || play->now_ms < end_ms);
	}
	expect_int(row, play->now_ms, end_ms);
}

TEST(renewal_is_repeated_at_half_of_the_time_left)
{
	static const struct {
		uint32_t lease_s, floor_ms;
	} rows[] = {{10, 1000}, {60, 1000}, {479, 1000}, {3600, 60000}, {864000, 60000}};

	for (unsigned int i = 0; i < PLAY_SEEDS * COUNT(rows); i++) {
		uint32_t lease_s = rows[i % COUNT(rows)].lease_s;
		uint32_t floor_ms = rows[i % COUNT(rows)].floor_ms;
		struct play play;
		uint64_t start_ms;

		play_bind(&play, &plain, i, lease_s);
		start_ms = play.now_ms;
		play_timer(&play);
		expect_int("T1", play.fsm.state, DHCP_STATE_RENEWING);
		expect_repeats(&play, "renewing", "request to.1 ciaddr=.5",
			       start_ms + lease_s * 7ULL / 8 * 1000, floor_ms);
		expect_int("T2", play.fsm.state, DHCP_STATE_REBINDING);
		expect_true("T2", play_log(&play, DHCP_LOG_RENEW_SILENT) != NULL);
		expect_repeats(&play, "rebinding", "request ciaddr=.5",
			       start_ms + lease_s * 1000ULL, floor_ms);
		expect_int("end", play.fsm.state, DHCP_STATE_SELECTING);
		expect_text("end", play.done, "unapply, discover rapid 50=.5");
		expect_true("end", play_log(&play, DHCP_LOG_EXPIRED) != NULL);
		assert_int_equal(play_log(&play, DHCP_LOG_EXPIRED)->address.s_addr,
				 play_host(5).s_addr);
	}
}

TEST(lease_begins_with_the_last_request_before_its_ack)
{
	struct play play;

	play_begin(&play, "begin", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	play_row_reply(&play, &(struct play_row){.after_ms = 100}, DHCP_OFFER);
	play_timer(&play);
	play_timer(&play);
	play_row_reply(&play, &(struct play_row){.after_ms = 400}, DHCP_ACK);
	expect_int("requesting", play.fsm.expire_ms, play.sent_ms + PLAY_LEASE_S * 1000);
	play_timer(&play);
	play_timer(&play);
	play_row_reply(&play, &(struct play_row){.after_ms = 30000}, DHCP_ACK);
	expect_int("renewing", play.fsm.expire_ms, play.sent_ms + PLAY_LEASE_S * 1000);
	expect_text("renewing", play.done, "apply .5 3570");
}

TEST(lease_with_less_than_a_second_left_is_not_used)
{
	static const struct {
		const char *row;
		uint64_t late_ms;
		bool used;
	} rows[] = {
		{"two seconds", 8000, true},
		{"one second", 9000, true},
		{"a part of a second", 9001, false},
		{"nothing", 10000, false},
		{"less than nothing", 3600 * 1000, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dhcp_reply ack;
		struct play play;

		/* The box slept while the answer to its DISCOVER lay in the socket. */
		play_begin(&play, rows[i].row, &plain, 1);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		ack = play_reply(DHCP_ACK, play.sent.xid, 1, 5, 10);
		ack.rapid_commit = true;
		play.now_ms += rows[i].late_ms;
		play_step(&play, DHCP_EVENT_REPLY, &ack);
		expect_int(rows[i].row, play.fsm.applied, rows[i].used);
		expect_int(rows[i].row, play.out.count > 0, rows[i].used);
	}
}

TEST(any_server_may_extend_the_lease_after_t2)
{
	static const struct play_row rows[] = {
		{0, ACK, "apply .5 3600", BOUND, .server = 2, .logs = "renewed"},
		{1710 * 1000, TIMER, "request to.2 ciaddr=.5", RENEWING, 6},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	while (play.fsm.state != DHCP_STATE_REBINDING)
		play_timer(&play);
	PLAY_ON(&play, rows);
}

TEST(renewal_that_is_refused_gives_the_address_up_at_once)
{
	static const struct play_row rows[] = {
		{1, NAK, "unapply, discover rapid", SELECTING, .logs = "nak"},
		{500, TIMER, "discover rapid", SELECTING, 50},
	};
	static const struct play_row other_server[] = {
		{1, NAK, "unapply, discover rapid", SELECTING, .server = 9},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	play_timer(&play);
	PLAY_ON(&play, rows);
	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	while (play.fsm.state != DHCP_STATE_REBINDING)
		play_timer(&play);
	PLAY_ON(&play, other_server);
}

TEST(renewal_with_another_address_takes_the_old_one_away)
{
	static const struct play_row rows[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{0, ACK, "unapply, apply .6 3600", BOUND, .address = 6},
		{1710 * 1000, TIMER, "request to.1 ciaddr=.6", RENEWING, 6},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(reply_of_a_foreign_transaction_does_not_renew)
{
	static const struct play_row rows[] = {
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{1, ACK, "", RENEWING, .xid = FOREIGN},
		{1, NAK, "", RENEWING, .xid = FOREIGN},
		{1, OFFER, "", RENEWING},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(lease_without_an_end_has_no_timer)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING, .lease_s = NET_FOREVER},
		{0, ACK, "apply .5 forever", BOUND, .lease_s = NET_FOREVER},
		{1000, GONE, "apply .5 forever", BOUND},
		{1000, RENEW, "request to.1 ciaddr=.5", RENEWING},
		{10, ACK, "apply .5 forever", BOUND, .lease_s = NET_FOREVER},
		{1000, DOWN, "", BOUND},
		{1000, UP, "request 50=.5", REBOOTING},
		{350, TIMER, "request 50=.5", REBOOTING, 50},
		{700, TIMER, "request 50=.5", REBOOTING, 50},
		{1400, TIMER, "request 50=.5", REBOOTING, 50},
		{2000, TIMER, "", BOUND, 50},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		play_begin(&play, "for ever", &plain, seed);
		PLAY_ON(&play, rows);
		assert_true(play.fsm.timer_ms == DHCP_NEVER);
	}
}

TEST(lease_without_an_end_outlives_a_renewal_in_vain)
{
	struct play play;

	play_bind(&play, &plain, 1, NET_FOREVER);
	play_step_after(&play, 1000, DHCP_EVENT_RENEW, NULL);
	expect_text("by hand", play.done, "request to.1 ciaddr=.5");
	for (int i = 0; i < 1000 && play.fsm.timer_ms != DHCP_NEVER; i++)
		play_timer(&play);
	assert_true(play.fsm.applied);
	assert_int_equal(play.fsm.state, DHCP_STATE_BOUND);
	/* DISCOVER, REQUEST, and what the user's wish is worth. */
	assert_int_equal(play.sends, 2 + 4);
}

TEST(address_may_be_kept_when_the_lease_ends)
{
	static const struct play_row same[] = {
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 forever", BOUND},
	};
	static const struct play_row other[] = {
		{1, OFFER, "request 50=.6 54=.1", REQUESTING, .address = 6},
		{0, ACK, "unapply, apply .6 forever", BOUND, .address = 6},
	};
	struct dhcp_fsm_config keep = plain;

	keep.expire_keep = true;
	for (int i = 0; i < 2; i++) {
		struct play play;

		play_bind(&play, &keep, 1, PLAY_LEASE_S);
		while (play.fsm.state != DHCP_STATE_SELECTING)
			play_timer(&play);
		expect_int("end", play.now_ms - play.fsm.lease_start_ms, PLAY_LEASE_S * 1000);
		expect_text("end", play.done, "discover rapid 50=.5");
		assert_non_null(play_log(&play, DHCP_LOG_EXPIRED));
		assert_true(play.fsm.applied);
		play_timer(&play);
		expect_text("goes on", play.done, "discover rapid 50=.5");
		play_on(&play, i ? other : same, 2);
	}
}

TEST(sleep_past_the_end_gives_the_address_up_in_one_step)
{
	static const enum dhcp_state states[] = {
		DHCP_STATE_BOUND,
		DHCP_STATE_RENEWING,
		DHCP_STATE_REBINDING,
	};

	for (size_t i = 0; i < COUNT(states); i++) {
		struct play play;

		play_bind(&play, &plain, 1, PLAY_LEASE_S);
		while (play.fsm.state != states[i])
			play_timer(&play);
		play.now_ms += 100000 * 1000ULL;
		play_step(&play, DHCP_EVENT_TIMEOUT, NULL);
		expect_text("sleep", play.done, "unapply, discover rapid 50=.5");
		expect_int("sleep", play.fsm.state, DHCP_STATE_SELECTING);
		expect_true("sleep", play_log(&play, DHCP_LOG_EXPIRED) != NULL);
		expect_int("sleep", play.sent.secs, 1);
	}
}

TEST(sleep_past_t2_asks_every_server)
{
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	play.now_ms += 3200 * 1000;
	play_step(&play, DHCP_EVENT_TIMEOUT, NULL);
	expect_text("sleep", play.done, "request ciaddr=.5");
	expect_int("sleep", play.fsm.state, DHCP_STATE_REBINDING);
}

TEST(sleep_in_a_search_sends_one_packet)
{
	struct play play;

	play_begin(&play, "sleep", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	play.now_ms += 365 * 86400 * 1000ULL;
	for (int i = 0; i < 5 && play.fsm.timer_ms <= play.now_ms; i++)
		play_step(&play, DHCP_EVENT_TIMEOUT, NULL);
	assert_int_equal(play.sends, 2);
	assert_true(play.fsm.timer_ms > play.now_ms);
}

TEST(renew_by_hand_asks_at_once)
{
	static const struct play_row rows[] = {
		{5000, RENEW, "request to.1 ciaddr=.5", RENEWING},
		{100, RENEW, "request to.1 ciaddr=.5", RENEWING},
		{0, ACK, "apply .5 3600", BOUND, .logs = "renewed"},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
	while (play.fsm.state != DHCP_STATE_REBINDING)
		play_timer(&play);
	play_step_after(&play, 1000, DHCP_EVENT_RENEW, NULL);
	expect_text("rebinding", play.done, "request ciaddr=.5");
	expect_int("rebinding", play.fsm.state, DHCP_STATE_REBINDING);
}

TEST(renew_by_hand_in_vain_goes_back_to_the_timers_of_the_lease)
{
	static const struct play_row rows[] = {
		{5000, RENEW, "request to.1 ciaddr=.5", RENEWING},
		{350, TIMER, "request to.1 ciaddr=.5", RENEWING, 50},
		{700, TIMER, "request to.1 ciaddr=.5", RENEWING, 50},
		{1400, TIMER, "request to.1 ciaddr=.5", RENEWING, 50},
		{2000, TIMER, "", BOUND, 50},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t timer_ms;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		timer_ms = play.fsm.timer_ms;
		PLAY_ON(&play, rows);
		expect_true("T1", play.fsm.timer_ms == timer_ms);
	}
}

TEST(renew_by_hand_while_the_lease_is_asked_for_again_asks_at_once)
{
	static const struct play_row rows[] = {
		{5000, DOWN, "", BOUND},
		{1000, UP, "request 50=.5", REBOOTING},
		{1, RENEW, "request 50=.5", REBOOTING},
		{350, TIMER, "request 50=.5", REBOOTING, 50},
		{700, TIMER, "request 50=.5", REBOOTING, 50},
		{1400, TIMER, "request 50=.5", REBOOTING, 50},
		{2000, TIMER, "", BOUND, 50},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t timer_ms;

		play_bind(&play, &plain, seed, PLAY_LEASE_S);
		timer_ms = play.fsm.timer_ms;
		PLAY_ON(&play, rows);
		expect_true("T1", play.fsm.timer_ms == timer_ms);
	}
}

TEST(renew_by_hand_without_a_carrier_sends_nothing)
{
	static const struct play_row rows[] = {
		{5000, DOWN, "", BOUND},
		{1000, RENEW, "", BOUND},
		{1000, UP, "request 50=.5", REBOOTING},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(release_gives_the_lease_back_for_good)
{
	static const struct play_row rows[] = {
		{5000, RELEASE, "release to.1 ciaddr=.5 54=.1, unapply", STOPPED,
		 .logs = "released"},
		{1, RENEW, "", STOPPED},
		{1, DOWN, "", STOPPED},
		{1, UP, "", STOPPED},
		{1, GONE, "", STOPPED},
		{1, RELEASE, "", STOPPED},
	};
	static const struct play_row searching[] = {
		{0, UP, "discover rapid", SELECTING},
		{1, RELEASE, "", STOPPED},
		{1, UP, "", STOPPED},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
	PLAY(&plain, searching);
}

TEST(release_without_a_carrier_takes_the_address_away_and_sends_nothing)
{
	static const struct play_row rows[] = {
		{5000, DOWN, "", BOUND},
		{1, RELEASE, "unapply", STOPPED, .logs = "released"},
		{1, UP, "", STOPPED},
	};
	struct play play;

	play_bind(&play, &plain, 1, PLAY_LEASE_S);
	PLAY_ON(&play, rows);
}

TEST(each_state_listens_where_its_answers_come)
{
	struct dhcp_fsm_config config = plain;
	struct play play;

	play_begin(&play, "listens", &config, 1);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_NONE);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_RAW);
	play_row_reply(&play, &(struct play_row){.after_ms = 0}, DHCP_OFFER);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_RAW);
	play_row_reply(&play, &(struct play_row){.after_ms = 0}, DHCP_ACK);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_NONE);
	play_timer(&play);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_UDP);
	while (play.fsm.state != DHCP_STATE_REBINDING)
		play_timer(&play);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_RAW);
	play_step_after(&play, 1, DHCP_EVENT_LINK_DOWN, NULL);
	play_step_after(&play, 1, DHCP_EVENT_LINK_UP, NULL);
	expect_int("reboot", play.fsm.state, DHCP_STATE_REBOOTING);
	assert_int_equal(dhcp_fsm_listens(&play.fsm), DHCP_LISTEN_RAW);
}

TEST(each_state_has_a_name_of_its_own)
{
	for (unsigned int i = 0; i <= DHCP_STATE_WAITING; i++) {
		const char *name = dhcp_state_name(i);

		assert_non_null(name);
		assert_true(name[0] != '\0');
		for (unsigned int j = 0; j < i; j++)
			assert_string_not_equal(name, dhcp_state_name(j));
	}
	assert_string_equal(dhcp_state_name(DHCP_STATE_BOUND), "bound");
	assert_string_equal(dhcp_state_name(DHCP_STATE_RENEWING), "renewing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lease_is_renewed_at_t1_by_unicast),
		cmocka_unit_test(t1_comes_up_to_a_tenth_or_5_minutes_early),
		cmocka_unit_test(renewal_is_repeated_at_half_of_the_time_left),
		cmocka_unit_test(lease_begins_with_the_last_request_before_its_ack),
		cmocka_unit_test(lease_with_less_than_a_second_left_is_not_used),
		cmocka_unit_test(any_server_may_extend_the_lease_after_t2),
		cmocka_unit_test(renewal_that_is_refused_gives_the_address_up_at_once),
		cmocka_unit_test(renewal_with_another_address_takes_the_old_one_away),
		cmocka_unit_test(reply_of_a_foreign_transaction_does_not_renew),
		cmocka_unit_test(lease_without_an_end_has_no_timer),
		cmocka_unit_test(lease_without_an_end_outlives_a_renewal_in_vain),
		cmocka_unit_test(address_may_be_kept_when_the_lease_ends),
		cmocka_unit_test(sleep_past_the_end_gives_the_address_up_in_one_step),
		cmocka_unit_test(sleep_past_t2_asks_every_server),
		cmocka_unit_test(sleep_in_a_search_sends_one_packet),
		cmocka_unit_test(renew_by_hand_asks_at_once),
		cmocka_unit_test(renew_by_hand_in_vain_goes_back_to_the_timers_of_the_lease),
		cmocka_unit_test(renew_by_hand_while_the_lease_is_asked_for_again_asks_at_once),
		cmocka_unit_test(renew_by_hand_without_a_carrier_sends_nothing),
		cmocka_unit_test(release_gives_the_lease_back_for_good),
		cmocka_unit_test(
			release_without_a_carrier_takes_the_address_away_and_sends_nothing),
		cmocka_unit_test(each_state_listens_where_its_answers_come),
		cmocka_unit_test(each_state_has_a_name_of_its_own),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: from the carrier to a lease, with servers that answer and with none. RFC 2131,
 * sections 3.1, 4.1 and 4.4.1; RFC 4039 for option 80. Where the numbers differ from the RFC's
 * (.5 s instead of 4, +-50 % instead of +-1 s) they are those of the storm in
 * test_dhcp_fsm_storm.c.
 */
#include "tests/unit/dhcp_fsm_play.h"

static const struct dhcp_fsm_config plain = {
	.broadcast = NET_BROADCAST_OFF,
	.acd = NET_ACD_OFF,
	.seed = 7,
};

TEST(before_the_carrier_nothing_happens)
{
	static const struct play_row rows[] = {
		{0, DOWN, "", STOPPED, .logs = ""},	{5, OFFER, "", STOPPED, .logs = ""},
		{5, ACK, "", STOPPED, .logs = ""},	{5, NAK, "", STOPPED, .logs = ""},
		{5, RENEW, "", STOPPED, .logs = ""},	{5, CLEAR, "", STOPPED, .logs = ""},
		{5, CONFLICT, "", STOPPED, .logs = ""}, {5, GONE, "", STOPPED, .logs = ""},
	};
	struct play play;

	play_begin(&play, "init", &plain, 1);
	assert_int_equal(play.fsm.state, DHCP_STATE_STOPPED);
	assert_true(play.fsm.timer_ms == DHCP_NEVER);
	assert_false(play.fsm.applied);
	PLAY(&plain, rows);
}

TEST(discover_is_sent_with_the_carrier)
{
	static const struct play_row rows[] = {{0, UP, "discover rapid", SELECTING}};

	PLAY(&plain, rows);
}

TEST(first_packet_waits_for_less_than_the_jitter)
{
	struct dhcp_fsm_config jitter = plain;
	uint64_t low_ms = UINT64_MAX, high_ms = 0;

	for (int hint = 0; hint < 2; hint++) {
		jitter.jitter_ms = 1000;
		jitter.hint = play_host(hint ? 5 : 0);
		for (unsigned int seed = 1; seed <= 200; seed++) {
			struct play play;
			uint64_t ms;

			play_begin(&play, "jitter", &jitter, seed);
			play_step(&play, DHCP_EVENT_LINK_UP, NULL);
			ms = play.done[0] ? 0 : play_timer(&play);
			expect_text("jitter", play.done, hint ? "request 50=.5" : "discover rapid");
			low_ms = ms < low_ms ? ms : low_ms;
			high_ms = ms > high_ms ? ms : high_ms;
		}
		expect_true("jitter", low_ms < 100 && high_ms > 900 && high_ms <= 1000);
	}
}

TEST(offer_is_requested_at_once_and_its_ack_binds)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING, .logs = ""},
		{3, OFFER, "request 50=.5 54=.1", REQUESTING, .logs = "offer"},
		{0, ACK, "apply .5 3600", BOUND, .logs = "bound"},
	};
	struct play play;

	PLAY(&plain, rows);
	play_begin(&play, "start", &plain, 1);
	PLAY_ON(&play, rows);
	assert_int_equal(play_log(&play, DHCP_LOG_BOUND)->value, 3600);
	assert_int_equal(play_log(&play, DHCP_LOG_BOUND)->address.s_addr, play_host(5).s_addr);
	assert_int_equal(play.fsm.lease.config.address.s_addr, play_host(5).s_addr);
	assert_int_equal(play.fsm.lease.server_id.s_addr, play_host(1).s_addr);
}

TEST(discover_is_repeated_at_growing_intervals)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{500, TIMER, "discover rapid", SELECTING, 50},
		{1000, TIMER, "discover rapid", SELECTING, 50},
		{2000, TIMER, "discover", SELECTING, 50},
		{4000, TIMER, "discover", SELECTING, 50},
		{6000, TIMER, "discover", SELECTING, 50},
		{6000, TIMER, "discover", SELECTING, 50},
		{6000, TIMER, "discover", SELECTING, 50},
	};

	PLAY(&plain, rows);
}

/* From since to until of an acquisition without answers: the mean gap, each within the cap. */
static uint64_t mean_gap(uint64_t since_ms, uint64_t until_ms, uint64_t cap_ms)
{
	uint64_t sum_ms = 0, gaps = 0;

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t start_ms;

		play_begin(&play, "no answer", &plain, seed);
		start_ms = play.now_ms;
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		while (play.now_ms < start_ms + until_ms) {
			bool counts = play.now_ms >= start_ms + since_ms;
			uint64_t ms = play_timer(&play);

			expect_true("never gives up", play.sent_ms == play.now_ms);
			if (!counts)
				continue;
			expect_true("cap", ms >= 3000 && ms <= cap_ms * 3 / 2);
			sum_ms += ms;
			gaps++;
		}
	}
	return sum_ms / gaps;
}

static void expect_about(const char *row, uint64_t value, uint64_t expected)
{
	if (value < expected * 9 / 10 || value > expected * 11 / 10)
		fail_msg("'%s': %llu is not about %llu", row, (unsigned long long)value,
			 (unsigned long long)expected);
}

TEST(cap_of_the_intervals_grows_after_5_and_after_30_minutes)
{
	const uint64_t minute_ms = 60 * 1000;

	expect_about("first 5 minutes", mean_gap(20 * 1000, 290 * 1000, 6000), 6000);
	expect_about("until 30 minutes", mean_gap(8 * minute_ms, 29 * minute_ms, 32000), 32000);
	expect_about("then", mean_gap(40 * minute_ms, 1440 * minute_ms, 64000), 64000);
}

TEST(jitter_is_spread_over_half_to_one_and_a_half)
{
	unsigned int count = 2000, below[10] = {0};

	for (unsigned int seed = 1; seed <= count; seed++) {
		struct play play;
		uint64_t ms;

		play_begin(&play, "spread", &plain, seed);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		ms = play_timer(&play);
		expect_true("spread", ms >= 250 && ms <= 750);
		below[ms < 750 ? (ms - 250) / 50 : 9]++;
	}
	for (size_t i = 0; i < COUNT(below); i++) {
		char row[32];

		snprintf(row, sizeof(row), "tenth %zu", i);
		expect_true(row, below[i] > count / 14 && below[i] < count / 7);
	}
}

TEST(all_discovers_of_an_acquisition_are_one_transaction)
{
	struct play play;
	uint32_t xid;

	play_begin(&play, "xid", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	xid = play.sent.xid;
	for (int i = 0; i < 100; i++) {
		play_timer(&play);
		assert_int_equal(play.sent.xid, xid);
	}
}

TEST(late_offer_to_an_earlier_discover_is_taken)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{500, TIMER, "discover rapid", SELECTING, 50},
		{1000, TIMER, "discover rapid", SELECTING, 50},
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600", BOUND},
	};

	PLAY(&plain, rows);
}

TEST(request_stays_in_the_transaction_of_its_offer)
{
	struct play play;
	uint32_t xid;

	play_begin(&play, "xid", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	xid = play.sent.xid;
	play_row_reply(&play, &(struct play_row){.does = ""}, DHCP_OFFER);
	assert_int_equal(play.sent.type, DHCP_REQUEST);
	assert_int_equal(play.sent.xid, xid);
	play_timer(&play);
	assert_int_equal(play.sent.type, DHCP_REQUEST);
	assert_int_equal(play.sent.xid, xid);
}

static int compare_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

TEST(transactions_differ_from_box_to_box)
{
	enum { BOXES = 4096 };
	uint32_t *xids = heap_bytes((uint32_t[BOXES]){0}, BOXES * sizeof(uint32_t));

	/* Seeds that differ in a few low bits, as neighbours' MACs do. */
	for (uint32_t i = 0; i < BOXES; i++) {
		struct dhcp_fsm_config config = plain;
		struct play play;

		config.seed = i;
		play_begin(&play, "box", &config, 0);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		xids[i] = play.sent.xid;
	}
	qsort(xids, BOXES, sizeof(*xids), compare_u32);
	for (uint32_t i = 1, same = 0; i < BOXES; i++) {
		same += xids[i] == xids[i - 1];
		assert_true(same < 2);
	}
	free(xids);
}

TEST(secs_are_those_since_the_begin_and_never_0)
{
	struct play play;
	uint64_t start_ms;

	play_begin(&play, "secs", &plain, 1);
	start_ms = play.now_ms;
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	assert_int_equal(play.sent.secs, 1);
	while (play.now_ms - start_ms < 80000 * 1000ULL) {
		uint64_t secs;

		play_timer(&play);
		secs = (play.now_ms - start_ms) / 1000;
		expect_int("secs", play.sent.secs, secs < 1 ? 1 : secs > 65535 ? 65535 : secs);
	}
}

TEST(secs_of_a_request_are_those_of_its_discover)
{
	struct play play;
	unsigned int secs;

	play_begin(&play, "secs", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	for (int i = 0; i < 6; i++)
		play_timer(&play);
	secs = play.sent.secs;
	assert_true(secs > 5);
	play_row_reply(&play, &(struct play_row){.after_ms = 2500}, DHCP_OFFER);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(play.sent.type, DHCP_REQUEST);
		assert_int_equal(play.sent.secs, secs);
		if (i < 3)
			play_timer(&play);
	}
}

TEST(broadcast_flag_is_tried_from_the_third_discover_on)
{
	static const bool expected[][6] = {
		[NET_BROADCAST_AUTO] = {false, false, true, false, true, false},
		[NET_BROADCAST_ON] = {true, true, true, true, true, true},
		[NET_BROADCAST_OFF] = {false, false, false, false, false, false},
	};

	for (unsigned int mode = 0; mode < COUNT(expected); mode++) {
		struct dhcp_fsm_config config = plain;
		struct play play;

		config.broadcast = mode;
		play_begin(&play, "broadcast", &config, 1);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		for (unsigned int i = 0; i < 6; i++) {
			expect_int("broadcast", play.sent.broadcast, expected[mode][i]);
			play_timer(&play);
		}
	}
}

TEST(broadcast_flag_switched_on_is_in_the_request_too)
{
	static const struct play_row rows[] = {
		{0, UP, "discover broadcast rapid", SELECTING},
		{0, OFFER, "request broadcast 50=.5 54=.1", REQUESTING},
	};
	struct dhcp_fsm_config config = plain;

	config.broadcast = NET_BROADCAST_ON;
	PLAY(&config, rows);
}

TEST(ack_with_rapid_commit_binds_in_two_packets)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, ACK, "apply .5 3600", BOUND, .rapid = true},
	};

	PLAY(&plain, rows);
}

TEST(ack_without_rapid_commit_to_a_discover_is_ignored)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{5, ACK, "", SELECTING},
		{500, TIMER, "discover rapid", SELECTING, 50},
	};

	PLAY(&plain, rows);
}

TEST(offer_with_rapid_commit_is_only_an_offer)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{5, OFFER, "request 50=.5 54=.1", REQUESTING, .rapid = true},
	};

	PLAY(&plain, rows);
}

TEST(first_offer_wins)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{5, OFFER, "request 50=.7 54=.2", REQUESTING, .address = 7, .server = 2},
		{1, OFFER, "", REQUESTING, .address = 6, .server = 3},
		{1, OFFER, "", REQUESTING, .address = 7, .server = 2},
		{350, TIMER, "request 50=.7 54=.2", REQUESTING, 50},
		{0, ACK, "apply .7 3600", BOUND, .address = 7, .server = 2},
	};

	PLAY(&plain, rows);
}

TEST(flood_of_offers_keeps_no_timer_from_coming)
{
	struct play play;
	uint64_t timer_ms;

	play_begin(&play, "flood", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	play_row_reply(&play, &(struct play_row){.after_ms = 1}, DHCP_OFFER);
	timer_ms = play.fsm.timer_ms;
	for (unsigned int i = 0; i < 1000; i++) {
		play_row_reply(&play, &(struct play_row){.server = 2 + i}, DHCP_OFFER);
		expect_text("flood", play.done, "");
		assert_true(play.fsm.timer_ms == timer_ms);
	}
}

TEST(offer_without_a_server_id_is_requested_from_its_sender)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{5, OFFER, "request 50=.5 54=.9", REQUESTING, .server = 9, .no_server_id = true},
		{0, ACK, "apply .5 3600", BOUND, .server = 9, .no_server_id = true},
	};

	PLAY(&plain, rows);
}

TEST(request_is_sent_four_times_then_it_begins_anew)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{350, TIMER, "request 50=.5 54=.1", REQUESTING, 50},
		{700, TIMER, "request 50=.5 54=.1", REQUESTING, 50},
		{1400, TIMER, "request 50=.5 54=.1", REQUESTING, 50},
		{2000, TIMER, "discover rapid", SELECTING, 50, "request-silent"},
		{500, TIMER, "discover rapid", SELECTING, 50},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{350, TIMER, "request 50=.5 54=.1", REQUESTING, 50},
		{0, ACK, "apply .5 3600", BOUND},
	};

	PLAY(&plain, rows);
}

TEST(begin_after_a_silent_request_is_a_new_transaction)
{
	struct play play;
	uint32_t xid, xids[2];

	play_begin(&play, "xid", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	xid = play.sent.xid;
	play_row_reply(&play, &(struct play_row){.after_ms = 1}, DHCP_OFFER);
	while (play.fsm.state == DHCP_STATE_REQUESTING)
		play_timer(&play);
	assert_int_not_equal(play.sent.xid, xid);
	assert_int_equal(dhcp_fsm_xids(&play.fsm, xids), 1);
	assert_int_equal(xids[0], play.sent.xid);
}

TEST(ack_must_be_of_the_server_that_was_asked)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{1, ACK, "", REQUESTING, .server = 2},
		{1, ACK, "", REQUESTING, .xid = FOREIGN},
		{1, ACK, "", REQUESTING, .server = 2, .rapid = true},
	};
	/* The server's id is only compared where both have one. */
	static const struct play_row relayed[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600", BOUND, .server = 2, .no_server_id = true},
	};

	PLAY(&plain, rows);
	PLAY(&plain, relayed);
}

TEST(reply_of_a_foreign_transaction_is_ignored)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{1, OFFER, "", SELECTING, .xid = FOREIGN},
		{1, ACK, "", SELECTING, .xid = FOREIGN, .rapid = true},
		{1, NAK, "", SELECTING, .xid = FOREIGN},
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{1, NAK, "", REQUESTING, .xid = FOREIGN},
	};

	PLAY(&plain, rows);
}

TEST(acknowledged_address_that_was_not_asked_for_is_taken_and_told)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{0, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .6 3600", BOUND, .address = 6},
	};
	struct play play;

	PLAY(&plain, rows);
	play_begin(&play, "start", &plain, 1);
	PLAY_ON(&play, rows);
	assert_non_null(play_log(&play, DHCP_LOG_OTHER_ADDRESS));
	assert_int_equal(play_log(&play, DHCP_LOG_OTHER_ADDRESS)->address.s_addr,
			 play_host(6).s_addr);
}

TEST(silence_is_told_at_10_and_60_seconds_and_at_each_doubling)
{
	static const unsigned int told_s[] = {10, 60, 120, 240, 480, 960, 1920, 3840};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t start_ms;
		size_t told = 0;

		play_begin(&play, "silence", &plain, seed);
		start_ms = play.now_ms;
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		while (told < COUNT(told_s)) {
			const struct dhcp_action *log;
			uint64_t s;

			play.now_ms = play.fsm.timer_ms;
			play_step(&play, DHCP_EVENT_TIMEOUT, NULL);
			s = (play.now_ms - start_ms) / 1000;
			log = play_log(&play, DHCP_LOG_SILENCE);
			/* With the next packet at the latest: the cap and its jitter. */
			if (!log) {
				expect_true("told late", s < told_s[told] + 96);
				continue;
			}
			expect_true("told early", s >= told_s[told]);
			expect_true("value", log->value >= told_s[told] && log->value <= s);
			told++;
		}
	}
}

TEST(loss_of_the_carrier_ends_a_search)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{100, DOWN, "", STOPPED},
		{90000, OFFER, "", STOPPED},
		{10, UP, "discover rapid", SELECTING},
		{100, OFFER, "request 50=.5 54=.1", REQUESTING},
		{1, DOWN, "", STOPPED},
		{1, ACK, "", STOPPED},
		{10, UP, "discover rapid", SELECTING},
	};

	PLAY(&plain, rows);
}

TEST(renew_by_hand_while_searching_asks_at_once)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{500, TIMER, "discover rapid", SELECTING, 50},
		{1000, TIMER, "discover rapid", SELECTING, 50},
		{2000, TIMER, "discover", SELECTING, 50},
		{1, RENEW, "discover rapid", SELECTING},
		{500, TIMER, "discover rapid", SELECTING, 50},
	};

	PLAY(&plain, rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_carrier_nothing_happens),
		cmocka_unit_test(discover_is_sent_with_the_carrier),
		cmocka_unit_test(first_packet_waits_for_less_than_the_jitter),
		cmocka_unit_test(offer_is_requested_at_once_and_its_ack_binds),
		cmocka_unit_test(discover_is_repeated_at_growing_intervals),
		cmocka_unit_test(cap_of_the_intervals_grows_after_5_and_after_30_minutes),
		cmocka_unit_test(jitter_is_spread_over_half_to_one_and_a_half),
		cmocka_unit_test(all_discovers_of_an_acquisition_are_one_transaction),
		cmocka_unit_test(late_offer_to_an_earlier_discover_is_taken),
		cmocka_unit_test(request_stays_in_the_transaction_of_its_offer),
		cmocka_unit_test(transactions_differ_from_box_to_box),
		cmocka_unit_test(secs_are_those_since_the_begin_and_never_0),
		cmocka_unit_test(secs_of_a_request_are_those_of_its_discover),
		cmocka_unit_test(broadcast_flag_is_tried_from_the_third_discover_on),
		cmocka_unit_test(broadcast_flag_switched_on_is_in_the_request_too),
		cmocka_unit_test(ack_with_rapid_commit_binds_in_two_packets),
		cmocka_unit_test(ack_without_rapid_commit_to_a_discover_is_ignored),
		cmocka_unit_test(offer_with_rapid_commit_is_only_an_offer),
		cmocka_unit_test(first_offer_wins),
		cmocka_unit_test(flood_of_offers_keeps_no_timer_from_coming),
		cmocka_unit_test(offer_without_a_server_id_is_requested_from_its_sender),
		cmocka_unit_test(request_is_sent_four_times_then_it_begins_anew),
		cmocka_unit_test(begin_after_a_silent_request_is_a_new_transaction),
		cmocka_unit_test(ack_must_be_of_the_server_that_was_asked),
		cmocka_unit_test(reply_of_a_foreign_transaction_is_ignored),
		cmocka_unit_test(acknowledged_address_that_was_not_asked_for_is_taken_and_told),
		cmocka_unit_test(silence_is_told_at_10_and_60_seconds_and_at_each_doubling),
		cmocka_unit_test(loss_of_the_carrier_ends_a_search),
		cmocka_unit_test(renew_by_hand_while_searching_asks_at_once),
	};

	return RUN_TESTS(tests);
}

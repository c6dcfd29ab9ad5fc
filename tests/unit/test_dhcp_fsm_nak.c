/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: servers that refuse, and those that offer and then say no more. RFC 2131,
 * sections 3.1 and 4.4; it says nothing of how long to wait after a DHCPNAK.
 */
#include "tests/unit/dhcp_fsm_play.h"

static const struct dhcp_fsm_config plain = {
	.broadcast = NET_BROADCAST_OFF,
	.acd = NET_ACD_OFF,
	.seed = 13,
};

TEST(first_refusal_is_answered_by_discover_at_once)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{1, NAK, "discover rapid", SELECTING, .logs = "nak"},
		{1, OFFER, "request 50=.6 54=.1", REQUESTING, .address = 6},
		{0, ACK, "apply .6 3600", BOUND, .address = 6},
	};

	PLAY(&plain, rows);
}

TEST(refusal_names_its_server)
{
	struct play play;

	play_begin(&play, "server", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	play_row_reply(&play, &(struct play_row){.server = 3}, DHCP_OFFER);
	play_row_reply(&play, &(struct play_row){.server = 3}, DHCP_NAK);
	assert_non_null(play_log(&play, DHCP_LOG_NAK));
	assert_int_equal(play_log(&play, DHCP_LOG_NAK)->address.s_addr, play_host(3).s_addr);
	assert_int_equal(play_log(&play, DHCP_LOG_NAK)->value, 0);
}

TEST(refusal_of_another_server_is_ignored)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{1, NAK, "", REQUESTING, .server = 2},
		{1, NAK, "", REQUESTING, .xid = FOREIGN},
		{350, TIMER, "request 50=.5 54=.1", REQUESTING, 50},
		{0, ACK, "apply .5 3600", BOUND},
	};

	PLAY(&plain, rows);
}

TEST(refusal_of_what_was_not_requested_is_ignored)
{
	static const struct play_row rows[] = {
		{0, UP, "discover rapid", SELECTING},
		{1, NAK, "", SELECTING},
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600", BOUND},
		{1, NAK, "", BOUND},
		{1, OFFER, "", BOUND},
		{1, ACK, "", BOUND, .lease_s = 7200},
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
	};

	PLAY(&plain, rows);
}

/* From SELECTING to a refusal; the milliseconds until DISCOVER is out again. */
static uint64_t refused(struct play *play)
{
	uint64_t ms = 0;
	const struct dhcp_action *log;

	play_row_reply(play, &(struct play_row){.address = 5}, DHCP_OFFER);
	play_row_reply(play, &(struct play_row){.address = 5}, DHCP_NAK);
	log = play_log(play, DHCP_LOG_NAK);
	assert_non_null(log);
	if (!play->done[0]) {
		uint32_t value_ms = log->value;

		expect_int("waits", play->fsm.state, DHCP_STATE_WAITING);
		ms = play_timer(play);
		expect_int("told", value_ms, ms);
	}
	expect_text("again", play->done, "discover rapid");
	expect_int("again", play->fsm.state, DHCP_STATE_SELECTING);
	return ms;
}

TEST(refusals_in_a_row_are_answered_ever_later)
{
	static const unsigned int expected_ms[] = {
		0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000,
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		play_begin(&play, "backoff", &plain, seed);
		play_step(&play, DHCP_EVENT_LINK_UP, NULL);
		for (size_t i = 0; i < COUNT(expected_ms); i++) {
			uint64_t ms = refused(&play);
			char row[32];

			snprintf(row, sizeof(row), "refusal %zu: %u ms", i, (unsigned int)ms);
			expect_true(row, ms >= expected_ms[i] / 2);
			expect_true(row, ms <= expected_ms[i] * 3 / 2);
		}
	}
}

TEST(lease_forgives_the_refusals_before_it)
{
	static const struct play_row rows[] = {
		{1, OFFER, "request 50=.5 54=.1", REQUESTING},
		{0, ACK, "apply .5 3600", BOUND},
		{1710 * 1000, TIMER, "request to.1 ciaddr=.5", RENEWING, 6},
		{1, NAK, "unapply, discover rapid", SELECTING},
	};
	struct play play;

	play_begin(&play, "backoff", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	for (int i = 0; i < 5; i++)
		refused(&play);
	PLAY_ON(&play, rows);
}

TEST(nothing_is_heard_while_waiting_but_the_user)
{
	static const struct play_row rows[] = {
		{1, OFFER, "", WAITING},
		{1, ACK, "", WAITING, .rapid = true},
		{1, NAK, "", WAITING},
		{1, CONFLICT, "", WAITING},
		{1, CLEAR, "", WAITING},
		{1, GONE, "", WAITING},
		{1, RENEW, "discover rapid", SELECTING},
	};
	struct play play;

	play_begin(&play, "waiting", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	refused(&play);
	play_row_reply(&play, &(struct play_row){.address = 5}, DHCP_OFFER);
	play_row_reply(&play, &(struct play_row){.address = 5}, DHCP_NAK);
	PLAY_ON(&play, rows);
}

TEST(flood_of_refusals_is_one_change_of_state)
{
	struct play play;
	uint32_t xid;

	play_begin(&play, "flood", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	play_row_reply(&play, &(struct play_row){.after_ms = 1}, DHCP_OFFER);
	xid = play.sent.xid;
	for (unsigned int i = 0; i < 1000; i++) {
		struct dhcp_reply nak = play_reply(DHCP_NAK, i % 2 ? play.sent.xid : xid, 1, 0, 0);

		play_step(&play, DHCP_EVENT_REPLY, &nak);
	}
	assert_int_equal(play.fsm.state, DHCP_STATE_SELECTING);
	/* DISCOVER, REQUEST, and DISCOVER once more. */
	assert_int_equal(play.sends, 3);
}

/* An offer, and no answer to its REQUEST. True when others come before the server from now on. */
static bool black_hole(struct play *play, unsigned int server)
{
	uint64_t start_ms = play->now_ms;

	play_row_reply(play, &(struct play_row){.server = server}, DHCP_OFFER);
	expect_int("offer", play->fsm.state, DHCP_STATE_REQUESTING);
	while (play->fsm.state == DHCP_STATE_REQUESTING)
		play_timer(play);
	expect_int("again", play->fsm.state, DHCP_STATE_SELECTING);
	expect_text("again", play->done, "discover rapid");
	expect_true("time", play->now_ms - start_ms <= 4450 * 3 / 2 + 4);
	return play_log(play, DHCP_LOG_DEMOTED) != NULL;
}

static void demote(struct play *play, unsigned int server, unsigned int seed)
{
	play_begin(play, "black hole", &plain, seed);
	play_step(play, DHCP_EVENT_LINK_UP, NULL);
	assert_false(black_hole(play, server));
	assert_non_null(play_log(play, DHCP_LOG_REQUEST_SILENT));
	assert_false(black_hole(play, server));
	assert_true(black_hole(play, server));
	assert_int_equal(play_log(play, DHCP_LOG_DEMOTED)->address.s_addr,
			 play_host(server).s_addr);
}

TEST(server_that_offers_three_times_in_vain_is_asked_last)
{
	static const struct play_row rows[] = {
		{1, OFFER, "", SELECTING, .server = 4},
		{500, TIMER, "discover rapid", SELECTING, 50},
		{1000, TIMER, NULL, SELECTING, 50},
		{2000, TIMER, "request 50=.5 54=.4", REQUESTING, 50},
		{0, ACK, "apply .5 3600", BOUND, .server = 4},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		demote(&play, 4, seed);
		PLAY_ON(&play, rows);
	}
}

TEST(server_that_never_acknowledges_is_asked_ever_later)
{
	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		demote(&play, 4, seed);
		for (unsigned int cycles = 3; cycles < 6; cycles++) {
			uint64_t start_ms = play.now_ms;
			unsigned int discovers = 0;

			while (play.fsm.state == DHCP_STATE_SELECTING) {
				play_row_reply(&play, &(struct play_row){.server = 4}, DHCP_OFFER);
				expect_text("not at once", play.done, "");
				discovers++;
				play_timer(&play);
			}
			expect_int("after so many", discovers, cycles);
			expect_true("each waits twice as long",
				    play.now_ms - start_ms >= (250ULL << cycles) - 250);
			while (play.fsm.state == DHCP_STATE_REQUESTING)
				play_timer(&play);
			assert_non_null(play_log(&play, DHCP_LOG_DEMOTED));
		}
	}
}

static void expect_asked_last(struct play *play, unsigned int server)
{
	static const struct play_row rows[] = {
		{500, TIMER, NULL, SELECTING, 50},
		{1000, TIMER, NULL, SELECTING, 50},
		{2000, TIMER, NULL, REQUESTING, 50},
	};

	play_row_reply(play, &(struct play_row){.server = server}, DHCP_OFFER);
	expect_text("not at once", play->done, "");
	PLAY_ON(play, rows);
	expect_int("at last", play->sent.server_id.s_addr, play_host(server).s_addr);
}

TEST(server_is_asked_last_whatever_another_does_meanwhile)
{
	static const struct play_row leased[] = {
		{1, OFFER, "request 50=.5 54=.6", REQUESTING, .server = 6},
		{0, ACK, "apply .5 3600", BOUND, .server = 6},
		{1, CONFLICT, "unapply, decline 50=.5 54=.6", WAITING},
		{10000, TIMER, "discover rapid", SELECTING},
	};

	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		demote(&play, 4, seed);
		assert_false(black_hole(&play, 6));
		expect_asked_last(&play, 4);
		demote(&play, 4, seed);
		PLAY_ON(&play, leased);
		expect_asked_last(&play, 4);
	}
}

TEST(server_is_asked_as_any_other_after_a_minute)
{
	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;
		uint64_t demoted_ms;

		demote(&play, 4, seed);
		demoted_ms = play.now_ms;
		while (play.now_ms < demoted_ms + 60 * 1000) {
			play_timer(&play);
			expect_int("nobody offers", play.fsm.state, DHCP_STATE_SELECTING);
		}
		play_row_reply(&play, &(struct play_row){.server = 4}, DHCP_OFFER);
		expect_text("a minute later", play.done, "request 50=.5 54=.4");
	}
}

TEST(offer_of_a_server_that_is_asked_last_ends_with_its_transaction)
{
	static const struct play_row rows[] = {
		{1, OFFER, "", SELECTING, .server = 4},
		{1, OFFER, "", SELECTING, .server = 4, .xid = FOREIGN, .address = 7},
		{1, DOWN, "", STOPPED},
		{1, UP, "discover rapid", SELECTING},
	};
	struct play play;

	demote(&play, 4, 1);
	PLAY_ON(&play, rows);
	for (int i = 0; i < 6; i++) {
		play_timer(&play);
		expect_int("no offer", play.fsm.state, DHCP_STATE_SELECTING);
	}
}

TEST(other_servers_come_before_one_that_is_asked_last)
{
	static const struct play_row rows[] = {
		{1, OFFER, "", SELECTING, .server = 4},
		{1, OFFER, "request 50=.5 54=.6", REQUESTING, .server = 6},
		{0, ACK, "apply .5 3600", BOUND, .server = 6},
	};
	struct play play;

	demote(&play, 4, 1);
	PLAY_ON(&play, rows);
}

TEST(server_is_not_asked_last_for_the_silence_of_another)
{
	struct play play;

	play_begin(&play, "two servers", &plain, 1);
	play_step(&play, DHCP_EVENT_LINK_UP, NULL);
	for (int i = 0; i < 6; i++)
		assert_false(black_hole(&play, i % 2 ? 4 : 6));
	assert_false(black_hole(&play, 4));
	assert_true(black_hole(&play, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_refusal_is_answered_by_discover_at_once),
		cmocka_unit_test(refusal_names_its_server),
		cmocka_unit_test(refusal_of_another_server_is_ignored),
		cmocka_unit_test(refusal_of_what_was_not_requested_is_ignored),
		cmocka_unit_test(refusals_in_a_row_are_answered_ever_later),
		cmocka_unit_test(lease_forgives_the_refusals_before_it),
		cmocka_unit_test(nothing_is_heard_while_waiting_but_the_user),
		cmocka_unit_test(flood_of_refusals_is_one_change_of_state),
		cmocka_unit_test(server_that_offers_three_times_in_vain_is_asked_last),
		cmocka_unit_test(server_that_never_acknowledges_is_asked_ever_later),
		cmocka_unit_test(server_is_asked_last_whatever_another_does_meanwhile),
		cmocka_unit_test(server_is_asked_as_any_other_after_a_minute),
		cmocka_unit_test(offer_of_a_server_that_is_asked_last_ends_with_its_transaction),
		cmocka_unit_test(other_servers_come_before_one_that_is_asked_last),
		cmocka_unit_test(server_is_not_asked_last_for_the_silence_of_another),
	};

	return RUN_TESTS(tests);
}

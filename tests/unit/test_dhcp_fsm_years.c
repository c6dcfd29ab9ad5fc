/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: ten years on the virtual clock, with a server that answers, one behind a wire
 * that loses three packets of ten each way, and one that is away for nearly half of a lease. The
 * address is never lost while an answer comes within the lease. And how long a box waits for its
 * first lease on that wire.
 */
#include "lib/wraps.h"
#include "tests/unit/dhcp_fsm_server.h"

static const uint64_t ten_years_ms = 3652 * 86400 * 1000ULL;

static const struct dhcp_fsm_config plain = {
	.broadcast = NET_BROADCAST_OFF,
	.acd = NET_ACD_OFF,
	.seed = 23,
};

static void begin(struct play *play, struct server *server, unsigned int loss_percent,
		  uint32_t lease_s)
{
	*server = (struct server){
		.loss_percent = loss_percent,
		.lease_s = lease_s,
		.random = 0x123456789,
	};
	play_begin(play, "years", &plain, loss_percent + lease_s);
	server_step(server, play, DHCP_EVENT_LINK_UP);
}

TEST(server_that_answers_keeps_the_address_for_ten_years)
{
	static const uint32_t leases_s[] = {3600, 86400, 0xfffffffe};

	for (size_t i = 0; i < COUNT(leases_s); i++) {
		uint32_t lease_s = leases_s[i];
		uint64_t least = ten_years_ms / 1000 / ((lease_s + 1) / 2);
		struct server server;
		struct play play;
		uint64_t until_ms;

		begin(&play, &server, 0, lease_s);
		until_ms = play.now_ms + ten_years_ms;
		while (server_next(&server, &play, until_ms))
			;
		expect_int("lost", server.unapplies, 0);
		expect_true("renewals", server.acks >= least);
		expect_true("renewals", server.acks <= least * 10 / 9 + 2);
		/* DISCOVER, and one packet for each answer. */
		expect_int("packets", play.sends, server.acks + 1);
		expect_int("bound", play.fsm.state, DHCP_STATE_BOUND);
	}
}

TEST(lease_without_an_end_is_silent_for_ten_years)
{
	struct server server;
	struct play play;
	uint64_t until_ms;

	begin(&play, &server, 0, NET_FOREVER);
	until_ms = play.now_ms + ten_years_ms;
	while (server_next(&server, &play, until_ms))
		;
	expect_int("packets", play.sends, 2);
	expect_int("bound", play.fsm.state, DHCP_STATE_BOUND);
	expect_true("timer", play.fsm.timer_ms == DHCP_NEVER);
}

TEST(lossy_wire_does_not_cost_a_lease_of_a_day_in_ten_years)
{
	struct server server;
	struct play play;
	uint64_t until_ms;

	begin(&play, &server, 30, 86400);
	until_ms = play.now_ms + ten_years_ms;
	while (server_next(&server, &play, until_ms))
		;
	expect_int("lost", server.unapplies, 0);
	expect_true("renewals", server.acks > 2500);
}

/*
 * With a lease of an hour ten packets fit between T1 and the end, and one time in a thousand all of
 * them or their answers are lost: only then the address goes, at the very end, and not for long.
 */
TEST(address_goes_only_when_no_answer_came_within_the_lease)
{
	struct server server;
	struct play play;
	uint64_t until_ms, lost_ms = 0;
	unsigned int lost = 0;

	begin(&play, &server, 30, 3600);
	until_ms = play.now_ms + ten_years_ms;
	while (server_next(&server, &play, until_ms)) {
		if (server.unapplies > lost) {
			expect_int("at the end", play.now_ms - server.acked_ms, 3600 * 1000);
			lost = server.unapplies;
			lost_ms = play.now_ms;
		}
		if (lost_ms && play.fsm.state == DHCP_STATE_BOUND) {
			expect_true("soon back", play.now_ms - lost_ms < 120 * 1000);
			lost_ms = 0;
		}
	}
	expect_true("seldom", lost > 0 && lost < 250);
}

TEST(outage_of_nearly_half_a_lease_does_not_cost_the_address)
{
	static const uint32_t leases_s[] = {600, 3600, 86400};

	for (size_t i = 0; i < COUNT(leases_s); i++) {
		uint64_t lease_ms = leases_s[i] * 1000ULL;
		struct server server;
		struct play play;

		begin(&play, &server, 0, leases_s[i]);
		for (unsigned int year = 0; year < 2000; year++) {
			/* Again and again the server goes when the lease is just renewed, or soon.
			 */
			uint64_t from_ms = play.now_ms +
					   server_random(&server.random, leases_s[i]) * 1000;

			server.silent_from_ms = from_ms;
			server.silent_until_ms = from_ms + lease_ms * 2 / 5;
			while (server_next(&server, &play, server.silent_until_ms + lease_ms))
				;
			expect_int("lost", server.unapplies, 0);
			expect_int("renewed since", play.fsm.state != DHCP_STATE_REBINDING, 1);
		}
	}
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

WRAPS TEST(lossy_wire_costs_less_than_a_second_for_most_boxes)
{
	enum { BOXES = 2000 };
	uint64_t *took_ms = heap_bytes((uint64_t[BOXES]){0}, BOXES * sizeof(uint64_t));

	for (unsigned int i = 0; i < BOXES; i++) {
		struct server server = {
			.loss_percent = 30,
			.lease_s = 3600,
			.random = 0x9e3779b97f4a7c15 * (i + 1),
		};
		struct play play;
		uint64_t start_ms;

		play_begin(&play, "box", &plain, i);
		start_ms = play.now_ms;
		server_step(&server, &play, DHCP_EVENT_LINK_UP);
		while (play.fsm.state != DHCP_STATE_BOUND)
			server_next(&server, &play, UINT64_MAX);
		took_ms[i] = play.now_ms - start_ms;
	}
	qsort(took_ms, BOXES, sizeof(*took_ms), compare_u64);
	expect_true("median", took_ms[BOXES / 2] <= 800);
	expect_true("nine of ten", took_ms[BOXES * 9 / 10] <= 6000);
	expect_true("999 of 1000", took_ms[BOXES - 1 - BOXES / 1000] <= 60 * 1000);
	print_message("# 30 %% lost each way: median %u ms, nine of ten %u ms, last %u ms\n",
		      (unsigned int)took_ms[BOXES / 2], (unsigned int)took_ms[BOXES * 9 / 10],
		      (unsigned int)took_ms[BOXES - 1]);
	free(took_ms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server_that_answers_keeps_the_address_for_ten_years),
		cmocka_unit_test(lease_without_an_end_is_silent_for_ten_years),
		cmocka_unit_test(lossy_wire_does_not_cost_a_lease_of_a_day_in_ten_years),
		cmocka_unit_test(address_goes_only_when_no_answer_came_within_the_lease),
		cmocka_unit_test(outage_of_nearly_half_a_lease_does_not_cost_the_address),
		cmocka_unit_test(lossy_wire_costs_less_than_a_second_for_most_boxes),
	};

	return RUN_TESTS(tests);
}

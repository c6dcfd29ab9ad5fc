/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: more than a million events in no order that a sane network would have, and the
 * rules of dhcp_fsm_rules.h after each. Replies belong to open transactions more often than not,
 * the clock leaps, the carrier flaps, the timer comes late; and all of it must have been met, so
 * that no rule holds only because nothing happened.
 */
#include "lib/wraps.h"
#include "tests/unit/dhcp_fsm_server.h"

enum { WALKS = 2000, WALK_STEPS = 300 };

/* How often each was seen in all walks. */
static struct {
	unsigned int steps, states[DHCP_STATE_WAITING + 1], logs[DHCP_LOG_LAST + 1];
	unsigned int actions[DHCP_ACTION_LOG + 1], messages[DHCP_RELEASE + 1], most_actions;
} seen;

static void count(const struct play *play)
{
	seen.steps++;
	seen.states[play->fsm.state]++;
	if (play->out.count > seen.most_actions)
		seen.most_actions = play->out.count;
	for (unsigned int i = 0; i < play->out.count; i++) {
		const struct dhcp_action *action = &play->out.list[i];

		seen.actions[action->type]++;
		if (action->type == DHCP_ACTION_LOG)
			seen.logs[action->log]++;
		if (action->type == DHCP_ACTION_SEND)
			seen.messages[action->send.type]++;
	}
}

static uint32_t walk_lease_s(uint64_t *random)
{
	static const uint32_t leases_s[] = {10,	  11,	 60,	     479,	 480,	     3600,
					    3600, 86400, 0x80000000, 0xfffffffe, NET_FOREVER};

	return leases_s[server_random(random, COUNT(leases_s))];
}

/* Two servers, a handful of addresses, four of five for a transaction that is open. */
static struct dhcp_reply walk_reply(const struct play *play, uint64_t *random)
{
	static const enum dhcp_type types[] = {DHCP_OFFER, DHCP_OFFER, DHCP_ACK,
					       DHCP_ACK,   DHCP_ACK,   DHCP_NAK};
	uint32_t xids[2] = {0, 0};
	unsigned int count = dhcp_fsm_xids(&play->fsm, xids);
	uint32_t xid = count ? xids[server_random(random, count)] : play->sent.xid;
	struct dhcp_reply reply;

	if (server_random(random, 5) == 0)
		xid = server_random(random, 2) ? play->sent.xid : server_random(random, 1000);
	reply = play_reply(types[server_random(random, COUNT(types))], xid,
			   1 + server_random(random, 2), 5 + server_random(random, 3),
			   walk_lease_s(random));
	reply.rapid_commit = server_random(random, 4) == 0;
	if (server_random(random, 4) == 0)
		reply.server_id.s_addr = 0;
	if (reply.type != DHCP_NAK && server_random(random, 8) == 0)
		reply.lease.t1_s = 1;
	return reply;
}

/* From nothing to more than most leases. */
static uint64_t walk_ms(uint64_t *random)
{
	switch (server_random(random, 12)) {
	case 0:
	case 1:
		return 0;
	case 2:
	case 3:
	case 4:
	case 5:
	case 6:
	case 7:
		return server_random(random, 1000);
	case 8:
	case 9:
		return server_random(random, 20 * 1000);
	case 10:
		return server_random(random, 4000 * 1000);
	default:
		return server_random(random, 1000) ? server_random(random, 100000) : 1ULL << 40;
	}
}

static void walk_timers(struct play *play, uint64_t *random)
{
	for (uint32_t i = server_random(random, 20); i > 0; i--) {
		if (play->fsm.timer_ms == DHCP_NEVER)
			return;
		if (play->fsm.timer_ms > play->now_ms)
			play->now_ms = play->fsm.timer_ms;
		if (server_random(random, 50) == 0)
			play->now_ms += walk_ms(random); /* the box slept */
		play_bare_step(play, DHCP_EVENT_TIMEOUT, NULL);
		count(play);
	}
}

/* How often each event comes, out of a hundred; the timer has a door of its own. */
static enum dhcp_event_type walk_event(uint64_t *random)
{
	static const struct {
		enum dhcp_event_type type;
		unsigned int percent;
	} events[] = {
		{DHCP_EVENT_REPLY, 60},	  {DHCP_EVENT_LINK_UP, 12}, {DHCP_EVENT_LINK_DOWN, 6},
		{DHCP_EVENT_CONFLICT, 5}, {DHCP_EVENT_CLEAR, 5},    {DHCP_EVENT_ADDR_GONE, 5},
		{DHCP_EVENT_RENEW, 6},	  {DHCP_EVENT_TIMEOUT, 1},
	};
	uint32_t at = server_random(random, 1000);

	/* These end a walk. */
	if (at < 2)
		return DHCP_EVENT_RELEASE;
	at %= 100;
	for (size_t i = 0; i < COUNT(events); i++) {
		if (at < events[i].percent)
			return events[i].type;
		at -= events[i].percent;
	}
	return DHCP_EVENT_REPLY;
}

/* An address is looked for: then a verdict is more likely than anything else. */
static bool probes(const struct play *play)
{
	for (unsigned int i = 0; i < play->out.count; i++)
		if (play->out.list[i].type == DHCP_ACTION_PROBE)
			return true;
	return false;
}

WRAPS static void walk(unsigned int seed)
{
	uint64_t random = 0x9e3779b97f4a7c15 * (seed + 1);
	struct dhcp_fsm_config config = {
		.hint = play_host(server_random(&random, 2) ? 5 : 0),
		.broadcast = server_random(&random, 3),
		.acd = server_random(&random, 3),
		.expire_keep = server_random(&random, 4) == 0,
		.jitter_ms = server_random(&random, 4) ? 0 : server_random(&random, 60001),
		.seed = seed,
	};
	char row[32];
	struct play play;

	snprintf(row, sizeof(row), "walk %u", seed);
	play_begin(&play, row, &config, seed);
	for (unsigned int i = 0; i < WALK_STEPS && !play.fsm.released; i++) {
		enum dhcp_event_type type = walk_event(&random);
		struct dhcp_reply reply = walk_reply(&play, &random);

		if (probes(&play) && server_random(&random, 4))
			type = server_random(&random, 3) ? DHCP_EVENT_CONFLICT : DHCP_EVENT_CLEAR;
		else
			play.now_ms += walk_ms(&random);
		/* A timer that is due may come behind what came at the same moment. */
		if (play.fsm.timer_ms <= play.now_ms && server_random(&random, 4)) {
			play_bare_step(&play, DHCP_EVENT_TIMEOUT, NULL);
			count(&play);
		}
		play_bare_step(&play, type, type == DHCP_EVENT_REPLY ? &reply : NULL);
		count(&play);
		if (server_random(&random, 3) == 0)
			walk_timers(&play, &random);
	}
}

TEST(no_order_of_events_breaks_a_rule)
{
	for (unsigned int seed = 0; seed < WALKS; seed++)
		walk(seed);
	expect_true("a million", seen.steps >= 1000 * 1000);
	for (size_t i = 0; i < COUNT(seen.states); i++)
		expect_true(dhcp_state_name((enum dhcp_state)i), seen.states[i] > 1000);
	for (size_t i = 0; i < COUNT(seen.actions); i++)
		expect_true("each action", seen.actions[i] > 1000);
	for (size_t i = 1; i < COUNT(seen.logs); i++)
		if (seen.logs[i] < 50)
			fail_msg("line %zu was said %u times", i, seen.logs[i]);
	expect_true("each message",
		    seen.messages[DHCP_DISCOVER] > 1000 && seen.messages[DHCP_REQUEST] > 1000 &&
			    seen.messages[DHCP_DECLINE] > 1000 && seen.messages[DHCP_RELEASE] > 50);
	print_message("# %u events, at most %u actions\n", seen.steps, seen.most_actions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_order_of_events_breaks_a_rule),
	};

	return RUN_TESTS(tests);
}

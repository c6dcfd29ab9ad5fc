/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A player for the DHCP client's machine: a virtual clock, a scripted server, and tests that are
 * rows of {after so long, this comes, then that is done, and this is the state}. What is done is
 * compared as text, "request 50=.5 54=.1, log offer" for instance, with 10.0.0.N written as .N.
 * Every row is played with several seeds, and after every step of every test the rules of
 * dhcp_fsm_rules.h are checked.
 */
#ifndef TESTS_UNIT_DHCP_FSM_PLAY_H
#define TESTS_UNIT_DHCP_FSM_PLAY_H

#include <arpa/inet.h>
#include <stdio.h>

#include "lib/wraps.h"
#include "netcfg/dhcp_fsm.h"
#include "tests/unit/dhcp_fsm_rules.h"
#include "tests/unit/unit.h"

/* A row says what is not ordinary. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { PLAY_SEEDS = 20, PLAY_LEASE_S = 3600 };

struct play {
	const char *row; /* for messages */
	struct dhcp_fsm fsm;
	struct rules rules;
	uint64_t now_ms;
	struct dhcp_actions out; /* of the last step */
	struct dhcp_send sent;	 /* the last message, and when */
	uint64_t sent_ms;
	unsigned int sends;
	uint32_t reboot_xid; /* of the last INIT-REBOOT */
	uint64_t mark_ms;    /* of the last step that did something */
	char done[512], logs[512];
};

/* 10.0.0.N, or none for 0. */
static inline struct in_addr play_host(unsigned int n)
{
	return (struct in_addr){n ? htonl(0x0a000000 | n) : 0};
}

static inline void play_say(char *text, size_t size, const char *word, struct in_addr address)
{
	size_t len = strlen(text);

	if (address.s_addr == 0)
		snprintf(text + len, size - len, "%s", word);
	else
		snprintf(text + len, size - len, "%s.%u", word, ntohl(address.s_addr) & 0xffffff);
}

static inline void play_say_send(char *text, size_t size, const struct dhcp_send *send)
{
	static const char *const names[] = {
		[DHCP_DISCOVER] = "discover",
		[DHCP_REQUEST] = "request",
		[DHCP_DECLINE] = "decline",
		[DHCP_RELEASE] = "release",
	};
	static const struct in_addr none;

	assert_true(send->type < COUNT(names) && names[send->type]);
	play_say(text, size, names[send->type], none);
	if (send->unicast)
		play_say(text, size, " to", send->server_id);
	if (send->broadcast)
		play_say(text, size, " broadcast", none);
	if (send->rapid_commit)
		play_say(text, size, " rapid", none);
	if (send->ciaddr.s_addr)
		play_say(text, size, " ciaddr=", send->ciaddr);
	if (send->requested.s_addr)
		play_say(text, size, " 50=", send->requested);
	if (send->server_id.s_addr && (!send->unicast || send->type == DHCP_RELEASE))
		play_say(text, size, " 54=", send->server_id);
}

static inline void play_say_action(struct play *play, const struct dhcp_action *action)
{
	static const char *const logs[] = {
		[DHCP_LOG_SILENCE] = "silence",
		[DHCP_LOG_OFFER] = "offer",
		[DHCP_LOG_BOUND] = "bound",
		[DHCP_LOG_RENEWED] = "renewed",
		[DHCP_LOG_OTHER_ADDRESS] = "other-address",
		[DHCP_LOG_NAK] = "nak",
		[DHCP_LOG_REBOOT_SILENT] = "reboot-silent",
		[DHCP_LOG_REQUEST_SILENT] = "request-silent",
		[DHCP_LOG_DEMOTED] = "demoted",
		[DHCP_LOG_RENEW_SILENT] = "renew-silent",
		[DHCP_LOG_EXPIRED] = "expired",
		[DHCP_LOG_CONFLICT] = "conflict",
		[DHCP_LOG_ACD_OFF] = "acd-off",
		[DHCP_LOG_ADDR_GONE] = "addr-gone",
		[DHCP_LOG_RELEASED] = "released",
	};
	bool log = action->type == DHCP_ACTION_LOG;
	char *text = log ? play->logs : play->done;
	size_t size = log ? sizeof(play->logs) : sizeof(play->done), len;

	if (text[0])
		play_say(text, size, ", ", (struct in_addr){0});
	len = strlen(text);
	switch (action->type) {
	case DHCP_ACTION_SEND:
		play_say_send(text, size, &action->send);
		break;
	case DHCP_ACTION_APPLY:
		play_say(text, size, "apply ", play->fsm.lease.config.address);
		len = strlen(text);
		if (action->value == NET_FOREVER)
			snprintf(text + len, size - len, " forever");
		else
			snprintf(text + len, size - len, " %u", action->value);
		break;
	case DHCP_ACTION_UNAPPLY:
		snprintf(text + len, size - len, "unapply");
		break;
	case DHCP_ACTION_PROBE:
		snprintf(text + len, size - len, "probe");
		break;
	case DHCP_ACTION_LOG:
		play_say(text, size, logs[action->log], (struct in_addr){0});
		break;
	}
}

/* The step and the rules, without the texts: for tests of a million steps. */
static inline void play_bare_step(struct play *play, enum dhcp_event_type type,
				  const struct dhcp_reply *reply)
{
	struct dhcp_event event = {.type = type, .reply = reply};
	const char *broken;

	fill_untouched(&play->out);
	dhcp_fsm_step(&play->fsm, &event, play->now_ms, &play->out);
	broken = rules_step(&play->rules, &play->fsm, &event, play->now_ms, &play->out);
	if (broken)
		fail_msg("'%s': at %llu ms, event %d, state %s: %s", play->row,
			 (unsigned long long)play->now_ms, type, dhcp_state_name(play->fsm.state),
			 broken);
	for (unsigned int i = 0; i < play->out.count; i++) {
		const struct dhcp_action *action = &play->out.list[i];

		if (action->type != DHCP_ACTION_SEND)
			continue;
		play->sent = action->send;
		play->sent_ms = play->now_ms;
		play->sends++;
		if (play->fsm.state == DHCP_STATE_REBOOTING)
			play->reboot_xid = action->send.xid;
	}
}

/* At now_ms already. */
static inline void play_step(struct play *play, enum dhcp_event_type type,
			     const struct dhcp_reply *reply)
{
	enum dhcp_state state = play->fsm.state;

	play_bare_step(play, type, reply);
	play->done[0] = play->logs[0] = '\0';
	for (unsigned int i = 0; i < play->out.count; i++)
		play_say_action(play, &play->out.list[i]);
	if (play->done[0] || play->fsm.state != state)
		play->mark_ms = play->now_ms;
}

WRAPS static inline void play_begin(struct play *play, const char *row,
				    const struct dhcp_fsm_config *config, unsigned int seed)
{
	struct dhcp_fsm_config seeded = *config;

	seeded.seed = config->seed + seed * 0x9e3779b97f4a7c15;
	*play = (struct play){.row = row, .now_ms = 1000 * 1000 + seed};
	fill_untouched(&play->fsm);
	dhcp_fsm_init(&play->fsm, &seeded);
	rules_init(&play->rules, &seeded);
}

static inline void play_step_after(struct play *play, uint64_t ms, enum dhcp_event_type type,
				   const struct dhcp_reply *reply)
{
	if (play->fsm.timer_ms < play->now_ms + ms)
		fail_msg("'%s': the timer comes first, in %llu ms", play->row,
			 (unsigned long long)(play->fsm.timer_ms - play->now_ms));
	play->now_ms += ms;
	play_step(play, type, reply);
}

/* The line of the last step's, NULL when it was not said. */
static inline const struct dhcp_action *play_log(const struct play *play, enum dhcp_log log)
{
	for (unsigned int i = 0; i < play->out.count; i++)
		if (play->out.list[i].type == DHCP_ACTION_LOG && play->out.list[i].log == log)
			return &play->out.list[i];
	return NULL;
}

/*
 * On to the timer, and past those that only speak of the silence. Returns the milliseconds since
 * the last step that did something.
 */
static inline uint64_t play_timer(struct play *play)
{
	uint64_t mark_ms = play->mark_ms;

	do {
		enum dhcp_state state = play->fsm.state;

		if (play->fsm.timer_ms == DHCP_NEVER)
			fail_msg("'%s': there is no timer", play->row);
		if (play->fsm.timer_ms > play->now_ms)
			play->now_ms = play->fsm.timer_ms;
		play_step(play, DHCP_EVENT_TIMEOUT, NULL);
		if (play->fsm.state != state)
			break;
	} while (!play->done[0]);
	return play->now_ms - mark_ms;
}

/* A reply with nothing but what the machine looks at. */
static inline struct dhcp_reply play_reply(enum dhcp_type type, uint32_t xid, unsigned int server,
					   unsigned int address, uint32_t lease_s)
{
	struct dhcp_reply reply = {
		.type = type,
		.xid = xid,
		.source = play_host(server),
		.server_id = play_host(server),
	};

	if (type == DHCP_NAK)
		return reply;
	reply.lease.server_id = play_host(server);
	reply.lease.config.address = play_host(address);
	reply.lease.config.prefix_len = 24;
	reply.lease.config.dhcp = true;
	reply.lease.config.valid_s = lease_s;
	reply.lease.t1_s = lease_s == NET_FOREVER ? NET_FOREVER : lease_s / 2;
	reply.lease.t2_s = lease_s == NET_FOREVER ? NET_FOREVER
						  : (uint32_t)((uint64_t)lease_s * 7 / 8);
	return reply;
}

/* The rows. */
enum play_event { UP, DOWN, TIMER, OFFER, ACK, NAK, CONFLICT, CLEAR, GONE, RENEW, RELEASE };

/* Which transaction a reply belongs to. */
enum play_xid { LAST, REBOOT, FOREIGN };

struct play_row {
	/* Since the row before; TIMER: since the last one that did something, without jitter. */
	uint32_t after_ms;
	enum play_event event;
	const char *does; /* but for the log; NULL: not compared */
	enum dhcp_state state;
	unsigned int jitter; /* TIMER: after_ms x (100 +- this) % */
	const char *logs;    /* NULL: not compared */
	/* Of replies; 0: the ordinary. */
	unsigned int address; /* 5 */
	unsigned int server;  /* 1 */
	uint32_t lease_s;     /* PLAY_LEASE_S */
	enum play_xid xid;
	bool rapid, no_server_id;
};

static inline void play_row_reply(struct play *play, const struct play_row *row,
				  enum dhcp_type type)
{
	uint32_t xids[] = {play->sent.xid, play->reboot_xid, play->sent.xid ^ 0x1000000};
	struct dhcp_reply reply = play_reply(type, xids[row->xid], row->server ? row->server : 1,
					     row->address ? row->address : 5,
					     row->lease_s ?: PLAY_LEASE_S);
	struct dhcp_reply *exact;

	reply.rapid_commit = row->rapid;
	if (row->no_server_id)
		reply.server_id.s_addr = 0;
	exact = heap_bytes(&reply, sizeof(reply));
	play_step_after(play, row->after_ms, DHCP_EVENT_REPLY, exact);
	free(exact);
}

static inline void play_row_event(struct play *play, const struct play_row *row)
{
	static const enum dhcp_event_type plain[] = {
		[UP] = DHCP_EVENT_LINK_UP,	  [DOWN] = DHCP_EVENT_LINK_DOWN,
		[CONFLICT] = DHCP_EVENT_CONFLICT, [CLEAR] = DHCP_EVENT_CLEAR,
		[GONE] = DHCP_EVENT_ADDR_GONE,	  [RENEW] = DHCP_EVENT_RENEW,
		[RELEASE] = DHCP_EVENT_RELEASE,
	};
	uint64_t ms, low_ms, high_ms;

	switch (row->event) {
	case TIMER:
		ms = play_timer(play);
		low_ms = (uint64_t)row->after_ms * (100 - row->jitter) / 100;
		high_ms = (uint64_t)row->after_ms * (100 + row->jitter) / 100 + 1;
		if (ms < low_ms || ms > high_ms)
			fail_msg("'%s': came after %llu ms, expected %llu to %llu", play->row,
				 (unsigned long long)ms, (unsigned long long)low_ms,
				 (unsigned long long)high_ms);
		break;
	case OFFER:
		play_row_reply(play, row, DHCP_OFFER);
		break;
	case ACK:
		play_row_reply(play, row, DHCP_ACK);
		break;
	case NAK:
		play_row_reply(play, row, DHCP_NAK);
		break;
	case UP:
	case DOWN:
	case CONFLICT:
	case CLEAR:
	case GONE:
	case RENEW:
	case RELEASE:
		play_step_after(play, row->after_ms, plain[row->event], NULL);
		break;
	}
}

/* Plays the rows on from where the play stands. */
static inline void play_on(struct play *play, const struct play_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char name[160];

		snprintf(name, sizeof(name), "row %zu, %s", i, rows[i].does ?: "");
		play->row = name;
		play_row_event(play, &rows[i]);
		if (rows[i].does)
			expect_text(name, play->done, rows[i].does);
		expect_text(name, dhcp_state_name(play->fsm.state), dhcp_state_name(rows[i].state));
		if (rows[i].logs)
			expect_text(name, play->logs, rows[i].logs);
		play->row = "after the rows";
	}
}

static inline void play_rows(const struct dhcp_fsm_config *config, const struct play_row *rows,
			     size_t count)
{
	for (unsigned int seed = 1; seed <= PLAY_SEEDS; seed++) {
		struct play play;

		play_begin(&play, "start", config, seed);
		play_on(&play, rows, count);
	}
}

#define PLAY(config, rows) play_rows((config), (rows), COUNT(rows))
#define PLAY_ON(play, rows) play_on((play), (rows), COUNT(rows))

/* States by their short names, for the rows. */
#define STOPPED DHCP_STATE_STOPPED
#define REBOOTING DHCP_STATE_REBOOTING
#define SELECTING DHCP_STATE_SELECTING
#define REQUESTING DHCP_STATE_REQUESTING
#define CHECKING DHCP_STATE_CHECKING
#define BOUND DHCP_STATE_BOUND
#define RENEWING DHCP_STATE_RENEWING
#define REBINDING DHCP_STATE_REBINDING
#define WAITING DHCP_STATE_WAITING

/* Bound to 10.0.0.5 for lease_s by server 10.0.0.1, at the time that the lease begins. */
static inline void play_bind(struct play *play, const struct dhcp_fsm_config *config,
			     unsigned int seed, uint32_t lease_s)
{
	const struct play_row rows[] = {
		{0, OFFER, NULL, REQUESTING, .lease_s = lease_s},
		{0, ACK, NULL, BOUND, .lease_s = lease_s},
	};

	play_begin(play, "bind", config, seed);
	play_step(play, DHCP_EVENT_LINK_UP, NULL);
	for (size_t i = 0; i < COUNT(rows); i++)
		play_row_event(play, &rows[i]);
	expect_text("bind", dhcp_state_name(play->fsm.state), dhcp_state_name(DHCP_STATE_BOUND));
}

#endif

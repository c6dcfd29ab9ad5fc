/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must hold after every step of the DHCP client's machine, whatever came before: for the unit
 * tests, for the random walk and for the fuzzer, so it knows neither cmocka nor libFuzzer.
 * rules_step() watches from outside: it believes the events and the actions, keeps its own account
 * of them, and returns the rule that was broken, as a sentence, or NULL.
 *
 * RFC 2131, section 4.4, and the limits that a server and a network may count on: no address
 * without a lease, one at a time, no request for what nobody offered, no packet in a hurry.
 */
#ifndef TESTS_UNIT_DHCP_FSM_RULES_H
#define TESTS_UNIT_DHCP_FSM_RULES_H

#include <string.h>

#include "netcfg/dhcp_fsm.h"

enum {
	RULES_SPIN_MAX = 6,	    /* timeouts that were due at one moment */
	RULES_QUIET_MS = 60 * 1000, /* from then on at most one packet in 5 s, on average */
	RULES_PACKET_MS = 5 * 1000,
	RULES_FIRST = 8, /* that are closer, and come late when the box slept */
	RULES_RAPID_MAX = 3,
};

struct rules {
	bool keep;
	struct in_addr hint; /* of the configuration */
	/* As a caller would have it that did what it was told. */
	bool link, ended, applied, asked;
	struct in_addr address; /* that is applied */
	struct in_addr leased;	/* that was acknowledged last */
	uint64_t expire_ms;	/* the latest that the lease can end */
	uint64_t restore_ms;	/* the latest that an address that was taken off is set again */
	uint64_t request_ms;	/* the last message that a lease may begin with */
	struct in_addr offer_address, offer_server;
	struct in_addr spare_address, spare_server; /* an offer that was not taken at once */
	uint32_t spare_xid;
	/* Before the step. */
	enum dhcp_state state;
	uint32_t reboot_xid;
	uint64_t timer_ms, now_ms;
	unsigned int spins;
	/* Of the messages that are repeated. */
	uint32_t xid;
	enum dhcp_type type;
	unsigned int repeats;
	uint64_t repeat_ms;
	/* How many since when, with nothing but timeouts. */
	uint64_t quiet_ms;
	unsigned int quiet_sends;
};

static inline void rules_init(struct rules *rules, const struct dhcp_fsm_config *config)
{
	*rules = (struct rules){
		.keep = config->expire_keep,
		.hint = config->hint,
		.expire_ms = DHCP_NEVER,
		.timer_ms = DHCP_NEVER,
	};
}

static inline bool rules_bound(enum dhcp_state state)
{
	return state == DHCP_STATE_BOUND || state == DHCP_STATE_RENEWING ||
	       state == DHCP_STATE_REBINDING;
}

static inline bool rules_searching(enum dhcp_state state)
{
	return state == DHCP_STATE_SELECTING || state == DHCP_STATE_REQUESTING ||
	       state == DHCP_STATE_WAITING;
}

/* What came in, before the actions are looked at. */
static inline const char *rules_event(struct rules *rules, const struct dhcp_fsm *fsm,
				      const struct dhcp_event *event, uint64_t now_ms,
				      const struct dhcp_actions *out)
{
	bool taken = false;

	if (event->type == DHCP_EVENT_LINK_UP) {
		rules->link = true;
		rules->asked &= rules->state != DHCP_STATE_STOPPED;
	}
	if (event->type == DHCP_EVENT_LINK_DOWN)
		rules->link = false;
	if (rules->ended && fsm->state != DHCP_STATE_STOPPED)
		return "it goes on after its end";
	if (event->type == DHCP_EVENT_RELEASE)
		rules->ended = true;
	if (event->type == DHCP_EVENT_ADDR_GONE)
		rules->restore_ms = now_ms + 60000;
	if (event->type != DHCP_EVENT_TIMEOUT) {
		rules->quiet_ms = now_ms;
		rules->quiet_sends = 0;
	}
	if (event->type == DHCP_EVENT_TIMEOUT && rules->state == DHCP_STATE_SELECTING &&
	    fsm->state == DHCP_STATE_REQUESTING) {
		if (fsm->xid != rules->spare_xid)
			return "an offer that was not made in this transaction is taken";
		rules->offer_address = rules->spare_address;
		rules->offer_server = rules->spare_server;
	}
	if (event->type != DHCP_EVENT_REPLY)
		return NULL;
	if (event->reply->type == DHCP_OFFER && rules->state == DHCP_STATE_SELECTING &&
	    fsm->state == DHCP_STATE_REQUESTING) {
		rules->offer_address = event->reply->lease.config.address;
		rules->offer_server = event->reply->lease.server_id;
	} else if (event->reply->type == DHCP_OFFER && event->reply->xid == fsm->xid) {
		rules->spare_address = event->reply->lease.config.address;
		rules->spare_server = event->reply->lease.server_id;
		rules->spare_xid = fsm->xid;
	}
	for (unsigned int i = 0; event->reply->type == DHCP_ACK && i < out->count; i++)
		taken |= out->list[i].type == DHCP_ACTION_APPLY ||
			 out->list[i].type == DHCP_ACTION_PROBE;
	if (taken && rules->state == DHCP_STATE_SELECTING && !event->reply->rapid_commit &&
	    event->reply->xid != rules->reboot_xid)
		return "an ACK that nobody asked for is taken (RFC 4039)";
	if (taken) {
		uint32_t valid_s = event->reply->lease.config.valid_s;

		rules->leased = event->reply->lease.config.address;
		rules->expire_ms = valid_s == NET_FOREVER
					   ? DHCP_NEVER
					   : rules->request_ms + (uint64_t)valid_s * 1000;
	}
	return NULL;
}

static inline const char *rules_request(const struct rules *rules, const struct dhcp_send *send)
{
	uint32_t requested = send->requested.s_addr;

	if (send->ciaddr.s_addr != 0) {
		if (requested != 0)
			return "a renewal carries option 50 (RFC 2131, 4.3.2)";
		if (!rules->applied || send->ciaddr.s_addr != rules->address.s_addr)
			return "a renewal is for an address that is not ours";
		if (send->unicast != (send->server_id.s_addr != 0))
			return "a renewal has a server's address, or goes to all, but not both";
		return NULL;
	}
	if (send->unicast)
		return "a REQUEST without an address of ours goes out as unicast";
	if (requested == 0)
		return "a REQUEST asks for nothing";
	if (send->server_id.s_addr != 0)
		return requested == rules->offer_address.s_addr &&
				       send->server_id.s_addr == rules->offer_server.s_addr
			       ? NULL
			       : "a REQUEST for what was not offered";
	return requested == rules->hint.s_addr || requested == rules->leased.s_addr
		       ? NULL
		       : "a REQUEST for an address that never was ours";
}

static inline const char *rules_fields(const struct rules *rules, const struct dhcp_send *send)
{
	if (send->xid == 0)
		return "a message without a transaction";
	if (send->rapid_commit && send->type != DHCP_DISCOVER)
		return "option 80 in what is no DISCOVER";
	switch (send->type) {
	case DHCP_DISCOVER:
		if (send->ciaddr.s_addr != 0 || send->server_id.s_addr != 0 || send->unicast)
			return "a DISCOVER names an address or a server (RFC 2131, table 5)";
		return send->secs == 0 ? "a DISCOVER whose secs is 0" : NULL;
	case DHCP_REQUEST:
		return rules_request(rules, send);
	case DHCP_DECLINE:
		if (send->ciaddr.s_addr != 0 || send->unicast)
			return "a DECLINE is not broadcast (RFC 2131, 4.4.4)";
		if (send->requested.s_addr != rules->leased.s_addr || send->server_id.s_addr == 0)
			return "a DECLINE without its address or its server";
		return NULL;
	case DHCP_RELEASE:
		if (!send->unicast || send->server_id.s_addr == 0 ||
		    send->ciaddr.s_addr != rules->leased.s_addr || send->requested.s_addr != 0)
			return "a RELEASE that is not ours to its server (RFC 2131, 4.4.6)";
		return NULL;
	case DHCP_OFFER:
	case DHCP_ACK:
	case DHCP_NAK:
		break;
	}
	return "a client sends a server's message";
}

/* What is repeated by the timer comes no sooner than half of its interval. */
static inline uint64_t rules_shortest_gap(const struct rules *rules, const struct dhcp_send *send)
{
	static const uint64_t discover_ms[] = {250, 500, 1000, 2000, 3000};
	static const uint64_t request_ms[] = {175, 350, 700};

	if (send->type == DHCP_DISCOVER)
		return discover_ms[rules->repeats < 5 ? rules->repeats - 1 : 4];
	return request_ms[rules->repeats < 3 ? rules->repeats - 1 : 2];
}

static inline const char *rules_send(struct rules *rules, const struct dhcp_send *send,
				     enum dhcp_event_type event, uint64_t now_ms)
{
	bool again = send->xid == rules->xid && send->type == rules->type;

	if (!rules->link)
		return "a message without a carrier";
	if (rules->ended && event != DHCP_EVENT_RELEASE)
		return "a message after the end";
	if (again && event == DHCP_EVENT_TIMEOUT &&
	    now_ms - rules->repeat_ms < rules_shortest_gap(rules, send))
		return "a message is repeated too soon";
	if (!again) {
		rules->repeats = 0;
		rules->quiet_ms = now_ms;
		rules->quiet_sends = 0;
	}
	rules->asked = true;
	rules->repeats++;
	rules->xid = send->xid;
	rules->type = send->type;
	rules->repeat_ms = now_ms;
	if (send->rapid_commit && rules->repeats > RULES_RAPID_MAX)
		return "option 80 in more than three DISCOVERs";
	if (send->type == DHCP_REQUEST || send->type == DHCP_DISCOVER)
		rules->request_ms = now_ms;
	if (now_ms - rules->quiet_ms > RULES_QUIET_MS)
		rules->quiet_sends++;
	return rules_fields(rules, send);
}

static inline const char *rules_apply(struct rules *rules, const struct dhcp_fsm *fsm,
				      const struct dhcp_action *action, uint64_t now_ms)
{
	const struct in_addr address = fsm->lease.config.address;

	if (rules->applied && address.s_addr != rules->address.s_addr)
		return "a second address is applied";
	if (address.s_addr != rules->leased.s_addr)
		return "an address is applied that nobody acknowledged";
	/* With expire=keep the kernel must not take it away either. */
	if ((action->value == NET_FOREVER) !=
	    (rules->keep || fsm->lease.config.valid_s == NET_FOREVER))
		return "an address for ever, but not its lease, or the other way round";
	if (action->value == 0)
		return "an address is applied that has ended";
	if (action->value != NET_FOREVER &&
	    (action->value > fsm->lease.config.valid_s ||
	     now_ms + (uint64_t)action->value * 1000 > rules->expire_ms + 999))
		return "an address is applied for longer than its lease";
	rules->applied = true;
	rules->address = address;
	return NULL;
}

static inline const char *rules_action(struct rules *rules, const struct dhcp_fsm *fsm,
				       const struct dhcp_action *action, enum dhcp_event_type event,
				       uint64_t now_ms)
{
	switch (action->type) {
	case DHCP_ACTION_SEND:
		return rules_send(rules, &action->send, event, now_ms);
	case DHCP_ACTION_APPLY:
		return rules_apply(rules, fsm, action, now_ms);
	case DHCP_ACTION_UNAPPLY:
		if (!rules->applied)
			return "an address is taken away that is not there";
		rules->applied = false;
		return NULL;
	case DHCP_ACTION_PROBE:
		if (fsm->acd == NET_ACD_OFF)
			return "a probe though it is switched off";
		return fsm->lease.config.address.s_addr == rules->leased.s_addr
			       ? NULL
			       : "a probe for an address that is not the lease's";
	case DHCP_ACTION_LOG:
		if (action->log < DHCP_LOG_SILENCE || action->log > DHCP_LOG_LAST)
			return "a line that there is not";
		if (action->log == DHCP_LOG_SILENCE && rules_bound(rules->state))
			return "no answer, though none is awaited";
		return action->log == DHCP_LOG_SILENCE &&
				       (!rules->asked || rules->state == DHCP_STATE_WAITING)
			       ? "no answer, though nothing was asked"
			       : NULL;
	}
	return "an action that there is not";
}

static inline const char *rules_timer(struct rules *rules, const struct dhcp_fsm *fsm,
				      enum dhcp_event_type event, uint64_t now_ms)
{
	bool never = fsm->timer_ms == DHCP_NEVER;
	bool restores = rules->applied && fsm->timer_ms <= rules->restore_ms;

	if (event == DHCP_EVENT_TIMEOUT && rules->timer_ms <= now_ms && now_ms == rules->now_ms)
		rules->spins++;
	else
		rules->spins = 0;
	if (rules->spins > RULES_SPIN_MAX)
		return "the timer stands still";
	/* But for a lease that has just ended. */
	if (fsm->state == DHCP_STATE_STOPPED && !never && !restores &&
	    (rules->ended || !rules->applied || fsm->timer_ms > now_ms))
		return "a timer while stopped";
	if ((rules_searching(fsm->state) || fsm->state == DHCP_STATE_REBOOTING) && never)
		return "nothing will happen any more";
	if (fsm->state == DHCP_STATE_BOUND && rules->expire_ms == DHCP_NEVER && !never && !restores)
		return "a timer though the lease is for ever (RFC 2131, 3.3)";
	if (rules->applied && fsm->state != DHCP_STATE_STOPPED && !rules->keep &&
	    fsm->timer_ms > rules->expire_ms)
		return "the timer comes after the end of the lease";
	return NULL;
}

static inline const char *rules_state(const struct rules *rules, const struct dhcp_fsm *fsm)
{
	uint32_t xids[2];
	unsigned int count = dhcp_fsm_xids(fsm, xids);
	enum dhcp_listen listens = dhcp_fsm_listens(fsm);

	if (fsm->applied != rules->applied)
		return "the machine's account of the address is wrong";
	if (fsm->applied && fsm->lease.config.address.s_addr != rules->address.s_addr)
		return "the lease is not that of the address";
	if (rules_bound(fsm->state) && !fsm->applied)
		return "bound without an address";
	if (fsm->state == DHCP_STATE_CHECKING && fsm->applied)
		return "the address is used while it is looked for";
	if (rules_searching(fsm->state) && fsm->applied && !rules->keep)
		return "an address without a lease";
	if (!rules->link && (rules_searching(fsm->state) || fsm->state == DHCP_STATE_CHECKING ||
			     fsm->state == DHCP_STATE_REBOOTING))
		return "a search without a carrier";
	if (count > 2 || (count > 0 && xids[0] == 0) || (count > 1 && xids[1] == 0) ||
	    (count == 2 && xids[0] == xids[1]))
		return "transactions that can't be told apart";
	if ((count == 0) != (listens == DHCP_LISTEN_NONE))
		return "a transaction that is not heard, or a socket without one";
	return NULL;
}

static inline const char *rules_rate(struct rules *rules, enum dhcp_state state, uint64_t now_ms)
{
	uint64_t quiet = now_ms - rules->quiet_ms;

	if (state == DHCP_STATE_SELECTING && quiet > RULES_QUIET_MS &&
	    rules->quiet_sends > RULES_FIRST + (quiet - RULES_QUIET_MS) / RULES_PACKET_MS)
		return "more than one packet in 5 s after a minute";
	return NULL;
}

/* After dhcp_fsm_step(fsm, event, now_ms, out). The rule that was broken, or NULL. */
static inline const char *rules_step(struct rules *rules, const struct dhcp_fsm *fsm,
				     const struct dhcp_event *event, uint64_t now_ms,
				     const struct dhcp_actions *out)
{
	const char *broken;

	if (out->count > DHCP_ACTIONS_MAX)
		return "more actions than there is room for";
	broken = rules_event(rules, fsm, event, now_ms, out);
	for (unsigned int i = 0; !broken && i < out->count; i++)
		broken = rules_action(rules, fsm, &out->list[i], event->type, now_ms);
	if (!broken)
		broken = rules_rate(rules, fsm->state, now_ms);
	if (!broken)
		broken = rules_timer(rules, fsm, event->type, now_ms);
	if (!broken)
		broken = rules_state(rules, fsm);
	if (!broken && event->type == DHCP_EVENT_TIMEOUT && now_ms >= rules->expire_ms &&
	    rules->applied && !rules->keep && fsm->state != DHCP_STATE_STOPPED)
		broken = "the lease has ended, and the address stays";
	rules->state = fsm->state;
	rules->reboot_xid = fsm->reboot_xid;
	rules->now_ms = now_ms;
	rules->timer_ms = fsm->timer_ms;
	return broken;
}

#endif

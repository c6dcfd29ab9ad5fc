/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A server and the wire to it, for the machine of dhcp_fsm_play.h: it offers 10.0.0.5 and
 * acknowledges whatever is requested, 1 ms later, and each packet is lost with a certain
 * probability on either way. It commits nothing rapidly (RFC 4039), as most do not.
 */
#ifndef TESTS_UNIT_DHCP_FSM_SERVER_H
#define TESTS_UNIT_DHCP_FSM_SERVER_H

#include "tests/unit/dhcp_fsm_play.h"

struct server {
	unsigned int loss_percent; /* of each way */
	uint32_t lease_s;
	uint64_t random;
	uint64_t silent_from_ms, silent_until_ms;
	/* The reply that is on its way, and what it acknowledges. */
	bool replies;
	uint64_t reply_ms, request_ms;
	struct dhcp_reply reply;
	/* What the machine had of it. */
	uint64_t acked_ms; /* when the last REQUEST that was acknowledged was sent */
	unsigned int acks, applies, unapplies;
};

static inline uint32_t server_random(uint64_t *random, uint32_t limit)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return (uint32_t)((*random >> 11) % limit);
}

static inline bool server_loses(struct server *server)
{
	return server_random(&server->random, 100) < server->loss_percent;
}

static inline void server_hears(struct server *server, const struct dhcp_send *send,
				uint64_t now_ms)
{
	enum dhcp_type type = send->type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK;

	if (send->type != DHCP_DISCOVER && send->type != DHCP_REQUEST)
		return;
	if (now_ms >= server->silent_from_ms && now_ms < server->silent_until_ms)
		return;
	if (server_loses(server) || server_loses(server))
		return;
	server->replies = true;
	server->reply_ms = now_ms + 1;
	server->request_ms = now_ms;
	server->reply = play_reply(type, send->xid, 1, 5, server->lease_s);
}

/* One step, and what the server makes of it. */
static inline void server_step(struct server *server, struct play *play, enum dhcp_event_type type)
{
	const struct dhcp_reply *reply = type == DHCP_EVENT_REPLY ? &server->reply : NULL;
	bool acks = reply && reply->type == DHCP_ACK;
	enum dhcp_state state = play->fsm.state;

	if (reply)
		server->replies = false;
	play_bare_step(play, type, reply);
	if (acks && state != play->fsm.state) {
		server->acked_ms = server->request_ms;
		server->acks++;
	}
	for (unsigned int i = 0; i < play->out.count; i++) {
		const struct dhcp_action *action = &play->out.list[i];

		server->applies += action->type == DHCP_ACTION_APPLY;
		server->unapplies += action->type == DHCP_ACTION_UNAPPLY;
		if (action->type == DHCP_ACTION_SEND)
			server_hears(server, &action->send, play->now_ms);
	}
}

/* Whatever comes next, a reply or the timer; false when it comes after until_ms. */
static inline bool server_next(struct server *server, struct play *play, uint64_t until_ms)
{
	bool replies = server->replies && server->reply_ms <= play->fsm.timer_ms;
	uint64_t next_ms = replies ? server->reply_ms : play->fsm.timer_ms;

	if (next_ms > until_ms)
		return false;
	play->now_ms = next_ms;
	server_step(server, play, replies ? DHCP_EVENT_REPLY : DHCP_EVENT_TIMEOUT);
	return true;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The DHCP client as a state machine: RFC 2131, section 4.4 and figure 5. Events and the time go
 * in, actions come out; sockets, the clock and randomness are the caller's, so that a test plays
 * ten years in a moment. dhcp_fsm_step() is the only door: every change of state happens in it.
 *
 *   STOPPED     no carrier, or not asked to run
 *   REBOOTING   an address is known: it is asked for again (INIT-REBOOT, section 3.2)
 *   SELECTING   DISCOVER is out; if REBOOTING came before, its transaction is still open
 *   REQUESTING  an offer was taken, its REQUEST is out
 *   CHECKING    acknowledged, and the address is looked for on the wire before use (acd=before)
 *   BOUND, RENEWING, REBINDING
 *   WAITING     after a NAK or a conflict, until DISCOVER may be sent again
 *
 * Times are milliseconds of CLOCK_BOOTTIME as uint64_t; there is one timer. Pure, no heap.
 */
#ifndef NETCFG_DHCP_FSM_H
#define NETCFG_DHCP_FSM_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "netcfg/dhcp_lease.h"

#define DHCP_NEVER UINT64_MAX /* a timer that is not set */

enum dhcp_state {
	DHCP_STATE_STOPPED,
	DHCP_STATE_REBOOTING,
	DHCP_STATE_SELECTING,
	DHCP_STATE_REQUESTING,
	DHCP_STATE_CHECKING,
	DHCP_STATE_BOUND,
	DHCP_STATE_RENEWING,
	DHCP_STATE_REBINDING,
	DHCP_STATE_WAITING,
};

enum dhcp_event_type {
	DHCP_EVENT_LINK_UP,   /* carrier: first, or again */
	DHCP_EVENT_LINK_DOWN, /* the address stays as long as its lease */
	DHCP_EVENT_REPLY,     /* .reply */
	DHCP_EVENT_TIMEOUT,   /* timer_ms has come */
	DHCP_EVENT_CONFLICT,  /* acd: another host has our address */
	DHCP_EVENT_CLEAR,     /* acd: nobody has it */
	DHCP_EVENT_ADDR_GONE, /* somebody took our address off the interface */
	DHCP_EVENT_RENEW,     /* the user wants it renewed now */
	DHCP_EVENT_RELEASE,   /* the user gives it back: RELEASE is sent, and STOPPED for good */
};

struct dhcp_event {
	enum dhcp_event_type type;
	const struct dhcp_reply *reply;
};

enum dhcp_action_type {
	DHCP_ACTION_SEND,    /* .send */
	DHCP_ACTION_APPLY,   /* configure fsm->lease, which has .value seconds left (NET_FOREVER) */
	DHCP_ACTION_UNAPPLY, /* take the address and its routes away */
	DHCP_ACTION_PROBE,   /* look for a conflict about fsm->lease's address (acd) */
	DHCP_ACTION_LOG,     /* .log, .value, .address */
};

enum dhcp_log {
	DHCP_LOG_SILENCE = 1,	 /* no answer for .value seconds */
	DHCP_LOG_OFFER,		 /* .address offered */
	DHCP_LOG_BOUND,		 /* .address for .value seconds */
	DHCP_LOG_RENEWED,	 /* the same */
	DHCP_LOG_OTHER_ADDRESS,	 /* acknowledged .address is not the one asked for */
	DHCP_LOG_NAK,		 /* refused by .address; .value ms until it is tried again */
	DHCP_LOG_REBOOT_SILENT,	 /* .address asked for again, no answer: DISCOVER */
	DHCP_LOG_REQUEST_SILENT, /* .address offers and does not acknowledge */
	DHCP_LOG_DEMOTED, /* .address did so three times, or more: for 60 s others come first */
	DHCP_LOG_RENEW_SILENT, /* not renewed until T2: any server is asked */
	DHCP_LOG_EXPIRED,      /* .address is given up */
	DHCP_LOG_CONFLICT,  /* .address is in use by another; .value ms until it is tried again */
	DHCP_LOG_ACD_OFF,   /* three conflicts in 5 minutes: no more looking */
	DHCP_LOG_ADDR_GONE, /* .address was taken away, and is set again */
	DHCP_LOG_RELEASED,
	DHCP_LOG_LAST = DHCP_LOG_RELEASED,
};

struct dhcp_action {
	enum dhcp_action_type type;
	enum dhcp_log log;
	struct in_addr address;
	uint32_t value;
	struct dhcp_send send;
};

enum { DHCP_ACTIONS_MAX = 8 };

struct dhcp_actions {
	unsigned int count;
	struct dhcp_action list[DHCP_ACTIONS_MAX];
};

enum dhcp_listen {
	DHCP_LISTEN_NONE,
	DHCP_LISTEN_RAW, /* a packet socket */
	DHCP_LISTEN_UDP, /* port 68 of our address */
};

/* The caller's; everything in it is dhcp_fsm.c's to write but `lease`, which all may read. */
struct dhcp_fsm {
	enum dhcp_state state;
	uint64_t timer_ms; /* absolute; DHCP_NEVER: none. Once it is there: DHCP_EVENT_TIMEOUT */
	struct dhcp_lease lease; /* from CHECKING and BOUND on, until UNAPPLY */
	bool applied;		 /* APPLY was said, and UNAPPLY was not */
	uint64_t random;	 /* the generator's state */
	struct in_addr hint;	 /* address to ask for (again); 0: none */
	enum net_broadcast broadcast;
	enum net_acd acd;
	bool expire_keep;
	uint32_t jitter_ms;
	bool link_up;
	bool released;
	/* The transactions that are open: DISCOVER's or REQUEST's, and INIT-REBOOT's. */
	uint32_t xid, reboot_xid; /* 0: none */
	unsigned int sends;	  /* of the message that is repeated */
	bool rapid_sent;	  /* of this transaction */
	uint16_t secs;
	uint64_t next_ms;    /* when the state itself wants to go on */
	uint64_t acquire_ms; /* when this acquisition began: secs, the backoff's cap, the log */
	uint64_t sent_ms;    /* the last DISCOVER or REQUEST: where a lease begins */
	uint64_t reboot_sent_ms;
	uint64_t next_silence_ms; /* when the silence is next spoken of */
	struct in_addr offer_address, offer_server;
	uint64_t lease_start_ms, t1_ms, t2_ms, expire_ms; /* absolute; DHCP_NEVER */
	unsigned int naks, declines;			  /* in a row, for the backoff */
	uint64_t decline_first_ms;			  /* the first of up to three */
	unsigned int decline_recent;
	struct in_addr silent_server, demoted_server; /* black holes */
	unsigned int silent_cycles;
	uint64_t demoted_until_ms;
	struct in_addr spare_address; /* what the demoted server offers, if there is nothing else */
	uint32_t spare_xid;	      /* in this transaction */
	uint64_t restore_ms;	  /* when an address that was taken off is set again; DHCP_NEVER */
	uint64_t restore_next_ms; /* not before */
	unsigned int flaps;
	uint64_t flap_first_ms;
};

struct dhcp_fsm_config {
	struct in_addr hint; /* ask for this address first (INIT-REBOOT); 0: none */
	enum net_broadcast broadcast;
	enum net_acd acd;
	bool expire_keep;
	uint32_t jitter_ms;
	uint64_t seed; /* must differ from box to box: mix the MAC into it */
};

/* STOPPED, without a timer; the first DHCP_EVENT_LINK_UP starts it. */
void dhcp_fsm_init(struct dhcp_fsm *fsm, const struct dhcp_fsm_config *config);

/*
 * One event. now_ms never goes back. *out is filled with what to do, in this order; afterwards
 * fsm->timer_ms says when to come back. An event that means nothing in this state does nothing.
 */
void dhcp_fsm_step(struct dhcp_fsm *fsm, const struct dhcp_event *event, uint64_t now_ms,
		   struct dhcp_actions *out);

/* Which socket the state needs to hear its answers. */
enum dhcp_listen dhcp_fsm_listens(const struct dhcp_fsm *fsm);

/* The transactions that replies may belong to, 0 to 2. Returns their number. */
unsigned int dhcp_fsm_xids(const struct dhcp_fsm *fsm, uint32_t xids[2]);

/* For logs and status: "bound", "renewing" ... */
const char *dhcp_state_name(enum dhcp_state state);

#endif

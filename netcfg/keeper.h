/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keeper: one process for all interfaces of a plan. It waits for NICs and for carrier by
 * rtnetlink events, drives a state machine for each that asks for DHCP, sets what comes of it,
 * and sleeps until the next timer. It ends when there is nothing left to keep: what is static is
 * set, what was leased is released or somebody else's. Who starts it is netcfg/start.c and
 * netcfg/command.c; keeper.c is its loop, keeper_plan.c decides which NIC serves what, and what one
 * interface does is in keeper_link.c.
 */
#ifndef NETCFG_KEEPER_H
#define NETCFG_KEEPER_H

#include "lib/limit.h"
#include "netcfg/acd.h"
#include "netcfg/dhcp_fsm.h"
#include "netcfg/netcfg.h"
#include "netcfg/rtnl.h"

enum {
	KEEPER_LINK_MAX = 32,
	KEEPER_FOUND_MAX = 16,
};

/* One interface of the plan. */
struct keeper_link {
	int ifindex; /* 0: this place is free */
	unsigned int request;
	bool raised; /* it was down, and goes down again if another one wins */
	struct rtnl_link link;
	struct dhcp_client client;
	struct dhcp_fsm fsm;
	struct acd acd;
	int raw_fd, udp_fd, arp_fd; /* -1: closed */
	bool configured;	    /* config is set */
	struct net_config config;
	struct in_addr found; /* an address that was there before us: the kernel's IP_PNP */
	uint8_t found_prefix_len;
	uint64_t bound_ms;
	/* Who last set a permanent address beside ours, and who last took ours off; 0: nobody. */
	uint32_t added_port, removed_port;
	struct in_addr added;
	bool is_seen; /* its address, by a dump */
	bool is_deaf; /* it has no packet socket, and that was said */
	struct limit ignored;
	int ignored_reason; /* the last one: enum dhcp_reason */
};

/* An address that an interface had when the keeper came. */
struct keeper_found {
	int ifindex;
	struct in_addr address;
	uint8_t prefix_len;
};

struct keeper {
	const struct net_plan *plan;
	const char *hostname; /* "": none */
	int run_fd, request_fd, dump_fd, event_fd, timer_fd, signal_fd;
	int ready_fd;	   /* the starter's pipe; -1 once it was told */
	uint32_t sequence; /* of the next batch */
	uint32_t port;	   /* request_fd's: what it caused is ours */
	pid_t pid;
	uint32_t gone_port, gone_sequence; /* the request that last took an address away */
	uint64_t armed_ms; /* when the timer rings; DHCP_NEVER: never; 0: not known */
	uint64_t seed;
	uint64_t missing_ms;	     /* since when a NIC or its carrier is; DHCP_NEVER: none is */
	uint64_t say_ms;	     /* when it is next said what */
	bool ended[NET_REQUEST_MAX]; /* nothing more to do for this request */
	bool is_over, has_failed;
	bool takes_over;   /* an address that is there is the kernel's, and becomes ours */
	bool race_is_open; /* again: the winner has lost its address */
	bool said_many, said_other[NET_REQUEST_MAX]; /* NICs that are left alone */
	unsigned int
		link_end; /* places from here on were never used: their memory is not touched */
	struct keeper_link links[KEEPER_LINK_MAX];
	unsigned int found_count;
	struct keeper_found found[KEEPER_FOUND_MAX];
};

/* What a keeper is started with; all of it must outlive the keeper. */
struct keeper_start {
	const struct net_plan *plan;
	const char *hostname; /* for option 12 where an ip= has none; "": none */
	int run_fd;	      /* its folder (run_dir_open()); -errno, which was said: it ends */
	int ready_fd;	 /* where struct netcfg_result goes once all is configured; -1: nowhere */
	bool takes_over; /* at boot: what the kernel's own ip= has set is asked for again */
};

/* Returns an exit status when nothing is left to keep or a signal ended it. */
int keeper_run(const struct keeper_start *start);

/* netcfg_start() with a folder other than NETCFG_RUN_DIR (netcfg/start.c). */
int netcfg_start_in(const struct net_plan *plan, char **argv, const char *run_dir,
		    struct netcfg *out);

/* ---- the links (netcfg/keeper_link.c) ---- */

void keeper_link_start(struct keeper *keeper, struct keeper_link *link);
/* A message of the kernel about it: carrier, name, MAC. */
void keeper_link_update(struct keeper *keeper, struct keeper_link *link,
			const struct rtnl_link *now);
void keeper_link_event(struct keeper *keeper, struct keeper_link *link, enum dhcp_event_type type);
/* One of its sockets has something, or more of them. */
void keeper_link_receive(struct keeper *keeper, struct keeper_link *link);
/* Its timers, where they have come. */
void keeper_link_timeout(struct keeper *keeper, struct keeper_link *link);
uint64_t keeper_link_timer_ms(const struct keeper_link *link);
/* Lets go of it; `down`: and sets it down, where the keeper has set it up. The address stays. */
void keeper_link_drop(struct keeper *keeper, struct keeper_link *link, bool down);
/* Lets go of it and takes its address off: another program has put one in its place. */
void keeper_link_withdraw(struct keeper *keeper, struct keeper_link *link);

static inline const struct net_request *keeper_request(const struct keeper *keeper,
						       const struct keeper_link *link)
{
	return &keeper->plan->requests[link->request];
}

static inline bool keeper_is_dhcp(const struct keeper *keeper, const struct keeper_link *link)
{
	return keeper_request(keeper, link)->method == NET_METHOD_DHCP;
}

/* ---- the plan (netcfg/keeper_plan.c) ---- */

/* The link of an interface; of 0: a free place. NULL: there is none. */
struct keeper_link *keeper_link_find(struct keeper *keeper, int ifindex);
/* A NIC that has no link yet: it gets one where a request is for it. */
void keeper_plan_take(struct keeper *keeper, int ifindex, const struct rtnl_link *nic);
/* A link was configured, or is no more: resolv.conf, the race's winner, the starter. */
void keeper_plan_changed(struct keeper *keeper, struct keeper_link *link);
/* The NIC of a link is no more. */
void keeper_plan_gone(struct keeper *keeper, struct keeper_link *link);
/* When it is next said that a NIC or a carrier is missing: sets say_ms. */
void keeper_plan_note_missing(struct keeper *keeper);
/* say_ms has come. */
void keeper_plan_say_missing(struct keeper *keeper);
/* True when a link is there to be kept, or one is awaited. */
bool keeper_plan_is_needed(const struct keeper *keeper);

/* ---- what it gives up (netcfg/keeper_sandbox.c) ---- */

/* Before the first packet is read: lib/sandbox.h, with the folder of dir_fd as the root. */
void keeper_sandbox_enter(int dir_fd);

/* ---- what happens, in words (netcfg/keeper_log.c) ---- */

/* lease: the state machine's; reply: what the action comes of, or NULL. */
void keeper_log_action(const char *ifname, const struct dhcp_action *action,
		       const struct dhcp_lease *lease, const struct dhcp_reply *reply);
/* Another host claims the address that acd is about. */
void keeper_log_claim(const char *ifname, const struct acd *acd);
/* is_new: it was not configured before. */
void keeper_log_config(const char *ifname, const struct net_config *config, bool is_new);

#endif

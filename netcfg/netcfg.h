/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network: what other folders may call. A plan (netcfg/net_plan.h) is made of the command
 * line; netcfg_start() forks the keeper, which sets up the NICs, gets the leases, says when
 * the network is there, and stays to renew them. Configuration is by rtnetlink(7), through libmnl.
 */
#ifndef NETCFG_NETCFG_H
#define NETCFG_NETCFG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "netcfg/net_config.h"
#include "netcfg/net_plan.h"

#define NETCFG_RUN_DIR "/run/netcfg"

/* A keeper that was started. The pipe's end is the caller's. */
struct netcfg {
	pid_t pid;
	int fd; /* -1: none */
};

/* What a keeper says when every ip= of the plan is configured. */
struct netcfg_result {
	char hostname[NET_HOSTNAME_SIZE]; /* of a lease, without a domain; "": none */
	char domain[NET_SEARCH_SIZE];	  /* the search list, of which the first name counts */
};

/*
 * Brings the loopback interface up; the kernel then gives it 127.0.0.1/8 (and ::1)
 * by itself. 0; -ENOSYS or -EAFNOSUPPORT from a kernel without networking; other -errno.
 */
int netcfg_loopback_up(void);

/*
 * Forks the keeper for a plan that was settled; /proc, /dev and /run must be there. hostname ("":
 * none) goes into DHCP's option 12 where ip= has none. argv is main()'s, from its first word on: in
 * the child it becomes "@netcfg", which systemd spares when it ends what an initramfs left running;
 * of the caller's descriptors the child keeps none. 0, or -errno.
 */
int netcfg_start(const struct net_plan *plan, const char *hostname, char **argv,
		 struct netcfg *out);

/*
 * Waits for the network, at most timeout_ms. 0; -ETIMEDOUT, and it may be called again; -ECHILD
 * when the keeper has ended without it, which it said why. But for -ETIMEDOUT the descriptor is
 * closed and net->fd -1: there is nothing more to wait for.
 */
int netcfg_wait(struct netcfg *net, uint32_t timeout_ms, struct netcfg_result *out);

/* True when the program was called by one of the names netcfg and renew_ip. */
bool netcfg_is_name(const char *name);

/*
 * The commands `netcfg ...` and `renew_ip`: netcfg(8). argv is main()'s; its first word is one of
 * the names, or the second is netcfg. An exit status.
 */
int netcfg_main(int argc, char **argv);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address conflict detection: RFC 5227, and the ARP packets for it (RFC 826), as a packet socket
 * of ETH_P_ARP (SOCK_DGRAM) gives and takes them. Faster than the RFC asks: the address is in use
 * already, or the boot waits for it, so three probes go out within 133 ms and the verdict is
 * there after 200. With it the address is announced, and once more 2 s later; until 5 s are over
 * it is defended once. Ignored on purpose: other hosts' probes for an address that is set, which
 * the kernel itself answers. Pure.
 */
#ifndef NETCFG_ACD_H
#define NETCFG_ACD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netcfg/net_plan.h"

enum {
	ACD_PACKET_LEN = 28,
	ACD_PROBE_NUM = 3,
	ACD_PROBE_INTERVAL_MS = 66,
	ACD_PROBE_WINDOW_MS = 200,	 /* from the first probe to the verdict */
	ACD_ANNOUNCE_INTERVAL_MS = 2000, /* RFC 5227, ANNOUNCE_INTERVAL; ANNOUNCE_NUM is 2 */
	ACD_LISTEN_MS =
		5000, /* then the socket is closed; within RFC 5227's DEFEND_INTERVAL, 10 s */
};

enum acd_state { ACD_IDLE, ACD_PROBING, ACD_ANNOUNCING };

/* What a step asks for, as bits. */
enum {
	ACD_SEND = 1,	  /* .packet, after the address is set where ACD_CLEAR is there, too */
	ACD_CLEAR = 2,	  /* nobody has the address */
	ACD_CONFLICT = 4, /* somebody has; the state is ACD_IDLE */
	ACD_DONE = 8,	  /* no more to be heard: close the socket */
};

struct acd {
	enum acd_state state;
	uint8_t mac[NET_MAC_LEN];
	struct in_addr address;
	uint64_t timer_ms; /* absolute, UINT64_MAX: none */
	uint64_t start_ms;
	bool set; /* the address is on the interface already */
	unsigned int probes, announcements;
	bool defended;
	uint8_t other[NET_MAC_LEN]; /* who has, or wants, the address, too: once there is one */
};

struct acd_output {
	unsigned int what;
	uint8_t packet[ACD_PACKET_LEN];
};

/* Begins: the first probe. set: the address is on the interface already (acd=after). */
void acd_start(struct acd *acd, const uint8_t mac[NET_MAC_LEN], struct in_addr address, bool set,
	       uint64_t now_ms, struct acd_output *out);

/* timer_ms has come. */
void acd_timeout(struct acd *acd, uint64_t now_ms, struct acd_output *out);

/* An ARP packet came in, of any length and content. */
void acd_packet(struct acd *acd, const uint8_t *packet, size_t len, struct acd_output *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IPv4 and UDP around a DHCP message, as a packet socket (packet(7), SOCK_DGRAM) gives and takes
 * them: from the IP header on. RFC 791, RFC 768, RFC 1071. What the kernel's filter has let
 * through is checked again here, all of it. Options of IP are accepted; fragments, tagged
 * frames and wrong checksums are not. Pure.
 */
#ifndef NETCFG_DHCP_FRAME_H
#define NETCFG_DHCP_FRAME_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netcfg/dhcp_reason.h"

enum {
	DHCP_PORT_SERVER = 67,
	DHCP_PORT_CLIENT = 68,
	DHCP_FRAME_HEADERS = 28,     /* IP without options, and UDP */
	DHCP_FRAME_RECV_SIZE = 2048, /* a longer frame is ignored */
};

/* What the kernel says beside a frame: struct sockaddr_ll and PACKET_AUXDATA. */
struct dhcp_frame_meta {
	uint8_t packet_type;	 /* sll_pkttype: PACKET_HOST, PACKET_BROADCAST ... */
	bool truncated;		 /* MSG_TRUNC */
	bool checksum_not_ready; /* TP_STATUS_CSUMNOTREADY: checksums are left to a device */
	bool vlan_tagged;	 /* TP_STATUS_VLAN_VALID, */
	uint16_t vlan_tci;	 /* and the tag, host order; its lower 12 bits are the VLAN */
};

struct dhcp_frame {
	struct in_addr source, destination;
	const uint8_t *payload; /* inside of the frame */
	size_t payload_len;
};

/* Is a frame of that length for this host, whole and without a VLAN? 0, or enum dhcp_reason. */
int dhcp_frame_check(const struct dhcp_frame_meta *meta, size_t len);

/* 0, or > 0: enum dhcp_reason, and *out untouched. */
int dhcp_frame_parse(const uint8_t *frame, size_t len, const struct dhcp_frame_meta *meta,
		     struct dhcp_frame *out);

/*
 * Puts IP and UDP headers in front of a payload, port 68 to 67, TTL 64, DSCP 0, DF clear, with
 * both checksums (a UDP checksum of 0 is sent as 0xffff). Returns the length, or 0 when out has
 * not the room of payload_len + DHCP_FRAME_HEADERS.
 */
size_t dhcp_frame_build(struct in_addr source, struct in_addr destination, const uint8_t *payload,
			size_t payload_len, uint8_t *out, size_t out_size);

#endif

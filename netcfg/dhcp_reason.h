/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why something from the wire is ignored: one code for each check, in the order in which they
 * are made, so that a test and a log line name the same thing. dhcp_frame checks the
 * packet, dhcp_option and dhcp_msg the message, dhcp_lease what it says.
 */
#ifndef NETCFG_DHCP_REASON_H
#define NETCFG_DHCP_REASON_H

enum dhcp_reason {
	/* The packet (dhcp_frame.h). */
	DHCP_REASON_TRUNCATED = 1, /* longer than the buffer: MSG_TRUNC */
	DHCP_REASON_PACKET_TYPE,   /* for another host, or our own */
	DHCP_REASON_VLAN,	   /* tagged with a VLAN other than 0 */
	DHCP_REASON_IP_SHORT,
	DHCP_REASON_IP_VERSION,
	DHCP_REASON_IP_HEADER_LEN,
	DHCP_REASON_IP_TOTAL_LEN,
	DHCP_REASON_IP_CHECKSUM,
	DHCP_REASON_IP_FRAGMENT,
	DHCP_REASON_IP_PROTOCOL,
	DHCP_REASON_UDP_LEN,
	DHCP_REASON_UDP_PORT,
	DHCP_REASON_UDP_CHECKSUM,
	/* The message (dhcp_msg.h). */
	DHCP_REASON_SHORT, /* less than 240 bytes */
	DHCP_REASON_OP,
	DHCP_REASON_HARDWARE, /* htype or hlen is not Ethernet's */
	DHCP_REASON_MAC,      /* for another client */
	DHCP_REASON_XID,
	DHCP_REASON_MAGIC,
	DHCP_REASON_OPTION_CUT,	  /* an option runs past the end of its area */
	DHCP_REASON_OPTIONS_LONG, /* more than DHCP_OPTION_ARENA bytes together */
	DHCP_REASON_TYPE_MISSING, /* no option 53: BOOTP */
	DHCP_REASON_TYPE_BAD,	  /* not one byte, or nothing that a server sends to a client */
	DHCP_REASON_CLIENT_ID,	  /* option 61 is not ours: RFC 6842 */
	DHCP_REASON_OPTION_LEN,	  /* 51, 54, 58 or 59 is not four bytes, 1 is not */
	/* The lease (dhcp_lease.h). */
	DHCP_REASON_ADDRESS,	   /* yiaddr can't be a host's */
	DHCP_REASON_MASK,	   /* not contiguous */
	DHCP_REASON_NET_ADDRESS,   /* yiaddr is its network's own, or its broadcast address */
	DHCP_REASON_SELF_CONFLICT, /* yiaddr is the server or the router */
	DHCP_REASON_LEASE_ZERO,
	DHCP_REASON_LEASE_SHORT, /* an offer of less than 10 s */
	DHCP_REASON_ROUTES,	 /* an offer with a malformed option 121 */
	DHCP_REASON_LAST = DHCP_REASON_ROUTES,
};

/* What it means, as the end of a log line. Never NULL. */
const char *dhcp_reason_strerror(int reason);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DHCP messages: RFC 2131, section 2 and table 5. dhcp_msg_build() makes those of a client,
 * dhcp_msg_parse() checks those of a server up to the point where they are known to be for us and
 * of a known type; what they say is dhcp_lease's. Ethernet only. Pure.
 */
#ifndef NETCFG_DHCP_MSG_H
#define NETCFG_DHCP_MSG_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netcfg/dhcp_option.h"
#include "netcfg/net_plan.h"

enum dhcp_type { /* option 53: RFC 2132, section 9.6 */
		 DHCP_DISCOVER = 1,
		 DHCP_OFFER = 2,
		 DHCP_REQUEST = 3,
		 DHCP_DECLINE = 4,
		 DHCP_ACK = 5,
		 DHCP_NAK = 6,
		 DHCP_RELEASE = 7,
};

enum {
	DHCP_MSG_MIN = 240,	 /* the fixed part and the magic */
	DHCP_MSG_PADDED = 300,	 /* BOOTP's smallest: RFC 1542, section 2.1 */
	DHCP_MSG_SEND_MAX = 548, /* what a server must take: 576 without the headers */
	DHCP_MAX_SIZE = 1500,	 /* option 57, where the link's MTU is not smaller */
	DHCP_TEXT_SIZE = 65,
};

/* Who we are: the same in every message of an interface. */
struct dhcp_client {
	uint8_t mac[NET_MAC_LEN];
	uint8_t client_id_len;		      /* 0: option 61 is not sent */
	uint8_t client_id[NET_CLIENT_ID_MAX]; /* by default 01 and the MAC */
	char class[NET_CLASS_SIZE];	      /* option 60; "": not sent */
	char hostname[NET_HOSTNAME_SIZE];     /* option 12; "": not sent */
	uint16_t mtu;			      /* of the link, for option 57 */
};

/* What differs from one message to the next. Addresses of 0 are not sent. */
struct dhcp_send {
	enum dhcp_type type;
	uint32_t xid;
	uint16_t secs;
	bool broadcast;	   /* the flag of RFC 2131, section 4.1 */
	bool rapid_commit; /* option 80, in a DISCOVER */
	struct in_addr ciaddr;
	struct in_addr requested; /* option 50 */
	struct in_addr server_id; /* option 54 */
	bool unicast; /* by UDP to server_id from ciaddr; not a field: how it goes out. Then option
		       * 54 is sent in a RELEASE only */
};

/*
 * Options in this order: 53, 61, 54, 50, 55 (DISCOVER and REQUEST: 1,121,3,6,15,119,12,26,42,
 * 17,66,67,51,54,58,59), 57, 60, 12, 80, END; DECLINE and RELEASE have 53, 61, 54, 50 only. Padded
 * with zeros to DHCP_MSG_PADDED. Returns the length; 0 when out is smaller than DHCP_MSG_SEND_MAX.
 */
size_t dhcp_msg_build(const struct dhcp_client *client, const struct dhcp_send *send, uint8_t *out,
		      size_t out_size);

/* A server's message, known to be for us. */
struct dhcp_msg {
	enum dhcp_type type; /* DHCP_OFFER, DHCP_ACK or DHCP_NAK */
	uint32_t xid;
	struct in_addr yiaddr, siaddr;
	char sname[64],
		file[128]; /* as they came, not terminated; zeros where option 52 took them */
	struct dhcp_options options;
};

/*
 * xids: the transactions that are open, xid_count of them. Checks in this order: the length, op,
 * htype and hlen, chaddr's first six bytes, xid, the magic, the options' form, option 53, option
 * 61, the lengths of 1, 51, 54, 58 and 59. 0, or > 0: enum dhcp_reason, and *out is of no use.
 */
int dhcp_msg_parse(const struct dhcp_client *client, const uint32_t *xids, unsigned int xid_count,
		   const uint8_t *payload, size_t len, struct dhcp_msg *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a server's message says, as values that can be used: RFC 2131, RFC 2132, RFC 3397 (119), RFC
 * 3442 (121). Each value is checked here, and only here: an address that can't be one, a name with
 * a byte that steers a shell or a terminal, a route to the loopback are dropped, and where the rest
 * of the message can't be trusted without them, the message is. Pure.
 */
#ifndef NETCFG_DHCP_LEASE_H
#define NETCFG_DHCP_LEASE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "netcfg/dhcp_msg.h"
#include "netcfg/net_config.h"

enum {
	DHCP_LEASE_DEFAULT_S = 3600, /* where option 51 is missing */
	DHCP_LEASE_OFFER_MIN_S = 10,
	DHCP_PATH_SIZE = 256,
};

/* What was dropped or mended, for one log line each. */
enum dhcp_note {
	DHCP_NOTE_NO_LEASE_TIME = 1, /* 3600 s are taken */
	DHCP_NOTE_NO_SERVER_ID,	     /* the sender's address is taken */
	DHCP_NOTE_NO_MASK,	     /* that of the class, or /32 beside option 121 */
	DHCP_NOTE_ROUTES_BAD,	     /* option 121 of an ACK is malformed: routers are used */
	DHCP_NOTE_ROUTES_MANY,	     /* more than NET_ROUTE_MAX */
	DHCP_NOTE_ROUTE_SKIPPED,     /* one to 127/8 or 224/4, or by a gateway that can't be one */
	DHCP_NOTE_ROUTER_SKIPPED,
	DHCP_NOTE_DNS_SKIPPED,
	DHCP_NOTE_SEARCH_BAD,
	DHCP_NOTE_DOMAIN_BAD,
	DHCP_NOTE_HOSTNAME_BAD,
	DHCP_NOTE_MTU_BAD,
	DHCP_NOTE_PATH_BAD, /* 17, 66, 67, sname or file has bytes that are not printable ASCII */
	DHCP_NOTE_LAST = DHCP_NOTE_PATH_BAD,
	DHCP_NOTE_MAX = DHCP_NOTE_LAST, /* so that all have room */
};
const char *dhcp_note_text(int note);

struct dhcp_lease {
	struct net_config config; /* valid_s is the lease's time; dhcp is true */
	struct in_addr server_id; /* option 54, else the IP source; 0 where neither can be one */
	/*
	 * 0 < t1 < t2 < the lease's time, but 0 < t1 <= t2 <= it where that is less than 3 s;
	 * NET_FOREVER with such a lease.
	 */
	uint32_t t1_s, t2_s;
	struct in_addr next_server; /* siaddr; 0: absent, or none of a host */
	/* "": absent. For the final init, nothing here acts on them. */
	char root_path[DHCP_PATH_SIZE];	  /* 17 */
	char tftp_server[DHCP_PATH_SIZE]; /* 66, else sname */
	char boot_file[DHCP_PATH_SIZE];	  /* 67, else file */
};

/* A server's message as the state machine sees it. */
struct dhcp_reply {
	enum dhcp_type type; /* DHCP_OFFER, DHCP_ACK or DHCP_NAK */
	uint32_t xid;
	bool rapid_commit;	      /* option 80 is there */
	struct in_addr source;	      /* the IP header's */
	struct in_addr server_id;     /* option 54; 0 where it is absent or can't be a host's */
	char message[DHCP_TEXT_SIZE]; /* NAK: option 56, at most 64 characters, '?' for all but ' '
					 to '~' */
	struct dhcp_lease lease;      /* OFFER and ACK; zeros in a NAK */
	unsigned int note_count;
	uint8_t notes[DHCP_NOTE_MAX]; /* enum dhcp_note, each once */
};

/*
 * From the payload of a packet to a reply: dhcp_msg_parse(), then the values. `xids` as there;
 * `source` is the sender's address; client->mtu limits option 26. 0, or > 0: enum dhcp_reason, and
 * *out untouched.
 */
int dhcp_reply_parse(const struct dhcp_client *client, const uint32_t *xids, unsigned int xid_count,
		     struct in_addr source, const uint8_t *payload, size_t len,
		     struct dhcp_reply *out);

#endif

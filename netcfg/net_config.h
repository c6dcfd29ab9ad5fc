/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one interface is configured with, whether it came from a DHCP lease or from a static
 * ip=: between those who read and those who apply (rtnl_msg, resolv, lease_file). Plain data,
 * everything in it is checked.
 */
#ifndef NETCFG_NET_CONFIG_H
#define NETCFG_NET_CONFIG_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "netcfg/net_plan.h"

enum {
	NET_ROUTE_MAX = 64,
	NET_NTP_MAX = 3,
	NET_SEARCH_SIZE = 257, /* glibc's old limit of 256 bytes, and the NUL */
};

#define NET_FOREVER UINT32_MAX /* a lifetime without an end: RFC 2131, section 3.3 */

/* True for an address that one host can have: not 0/8, 127/8, 224/4 nor 240/4 (RFC 6890). */
static inline bool net_is_host(struct in_addr address)
{
	uint32_t top = ntohl(address.s_addr) >> 24;

	return top != 0 && top != 127 && top < 224;
}

struct net_route {
	struct in_addr destination; /* host bits are zero */
	uint8_t prefix_len;	    /* 0: the default route */
	bool on_link;		/* gateway is not covered by the address's subnet nor by a route */
	struct in_addr gateway; /* 0: the destination itself is on the link */
};

struct net_config {
	struct in_addr address;
	uint8_t prefix_len; /* 1 to 32 */
	bool dhcp;	    /* from a lease: the routes are RTPROT_DHCP, else RTPROT_BOOT */
	uint32_t valid_s;   /* of the whole lease, from its begin; NET_FOREVER */
	unsigned int route_count;
	struct net_route routes[NET_ROUTE_MAX]; /* to set in this order: on-link ones first */
	uint16_t mtu;				/* for the routes, RTAX_MTU; 0: the link's */
	unsigned int dns_count;
	struct in_addr dns[NET_DNS_MAX];
	unsigned int ntp_count;
	struct in_addr ntp[NET_NTP_MAX];
	char search[NET_SEARCH_SIZE];	  /* names parted by one blank; "": none */
	char hostname[NET_HOSTNAME_SIZE]; /* without a domain; "": none */
};

/*
 * A static request as a configuration: the default route if it has a gateway (on_link where the
 * gateway is outside the subnet), its servers, the host name's first label, and what stands
 * behind its first dot as the search list.
 */
void net_config_from_request(const struct net_request *request, struct net_config *out);

/*
 * Puts the routes into the order in which they can be set, those without a gateway first, and
 * sets on_link of each. Routes that reach the same destination: the first stays.
 */
void net_config_sort_routes(struct net_config *config);

#endif

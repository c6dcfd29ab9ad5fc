/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rtnetlink(7) messages, by libmnl: those that configure an interface, several to a batch, and
 * those that tell of changes, as plain structs. Everything that is set is set so that setting it
 * again is no error and loses nothing (NLM_F_REPLACE). Pure.
 */
#ifndef NETCFG_RTNL_MSG_H
#define NETCFG_RTNL_MSG_H

#include <linux/netlink.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netcfg/net_config.h"

enum {
	RTNL_BATCH_SIZE = 8192, /* an address and NET_ROUTE_MAX routes */
	RTNL_METRIC = 1024,	/* plus the interface's index: two NICs with a default route each */
};

struct rtnl_batch {
	_Alignas(struct nlmsghdr) char bytes[RTNL_BATCH_SIZE];
	size_t len;
	unsigned int count; /* messages, each with NLM_F_ACK and a sequence of its own, */
	uint32_t first_seq; /* counting up from here */
};

void rtnl_batch_init(struct rtnl_batch *batch, uint32_t first_seq);

/* Each adds messages. False when the batch is full: it is then unchanged. */
bool rtnl_msg_link(struct rtnl_batch *batch, int ifindex, bool up);
/* valid_s: what is left of the lease; NET_FOREVER. IFA_F_NOPREFIXROUTE: routes are ours. */
bool rtnl_msg_address(struct rtnl_batch *batch, int ifindex, const struct net_config *config,
		      uint32_t valid_s);
bool rtnl_msg_address_delete(struct rtnl_batch *batch, int ifindex, struct in_addr address,
			     uint8_t prefix_len);
/* The subnet's route (but for /32), then config->routes, with source address, MTU, metric. */
bool rtnl_msg_routes(struct rtnl_batch *batch, int ifindex, const struct net_config *config);
/* Those of `old` that `config` (NULL: none) does not have. */
bool rtnl_msg_routes_delete(struct rtnl_batch *batch, int ifindex, const struct net_config *old,
			    const struct net_config *config);

/*
 * A default route that the kernel's own ip= has left on the interface: RTPROT_BOOT, which is ours,
 * too, where it is static. For an interface that DHCP takes over.
 */
bool rtnl_msg_boot_route_delete(struct rtnl_batch *batch, int ifindex);

/* A request for a dump of all links or IPv4 addresses (RTM_GETLINK, RTM_GETADDR), without
 * acknowledgement. */
bool rtnl_msg_dump(struct rtnl_batch *batch, uint16_t type);

enum rtnl_event_type {
	RTNL_OTHER, /* nothing that we need */
	RTNL_LINK,
	RTNL_LINK_GONE,
	RTNL_ADDRESS,
	RTNL_ADDRESS_GONE,
	RTNL_DONE, /* NLMSG_DONE, or an acknowledgement: error */
};

struct rtnl_link {
	char name[NET_IFNAME_SIZE];
	bool is_ethernet; /* ARPHRD_ETHER with an address of six bytes */
	bool is_physical; /* no kind (IFLA_INFO_KIND), or veth; and no master */
	bool is_up;	  /* IFF_UP */
	bool has_carrier; /* IFF_UP and IFF_LOWER_UP, not held back by operstate (RFC 2863) */
	uint8_t mac[NET_MAC_LEN];
	uint32_t mtu;
};

struct rtnl_address {
	struct in_addr address; /* IFA_LOCAL, else IFA_ADDRESS */
	uint8_t prefix_len;
	uint8_t scope;	   /* RT_SCOPE_ */
	bool is_permanent; /* no lifetime */
};

struct rtnl_event {
	enum rtnl_event_type type;
	int ifindex;
	uint32_t port; /* who caused it: the netlink port of a process, 0: the kernel */
	uint32_t seq;
	int error;		     /* RTNL_DONE: 0 or -errno */
	struct rtnl_link link;	     /* RTNL_LINK, RTNL_LINK_GONE */
	struct rtnl_address address; /* RTNL_ADDRESS, RTNL_ADDRESS_GONE */
};

/*
 * True when a whole message stands at the start of len bytes. mnl_nlmsg_ok() says so of those of
 * 2 GB and more, too, whose length is negative for it.
 */
bool rtnl_msg_fits(const struct nlmsghdr *message, int len);

/* One message of a received buffer that rtnl_msg_fits(). RTNL_OTHER where it is malformed. */
void rtnl_msg_parse(const struct nlmsghdr *message, struct rtnl_event *out);

#endif

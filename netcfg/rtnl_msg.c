/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rtnetlink(7) messages, with libmnl: in comes a configuration, out go requests, one behind the
 * other in a batch; and in comes one of the kernel's messages, out goes a plain struct.
 *
 * Of what comes in, refused on purpose (RTNL_OTHER) are: a length that is no multiple of 4, which
 * libmnl would round up and read; attributes that do not fill the message, or have another size
 * than the kernel's; link messages of a bridge (a port that leaves it is AF_BRIDGE's RTM_DELLINK,
 * while the interface stays), and those of wireless extensions, which tell only a part and no MTU.
 */
#include "netcfg/rtnl_msg.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <string.h>

#include "netcfg/ipv4.h"

enum {
	MESSAGE_MAX = 96, /* more than the longest has: an address with its attributes, 84 */
	ATTR_MAX = IFLA_LINKINFO,
	ATTR_IFA_PROTO = 11, /* IFA_PROTO, since Linux 5.18; older ones ignore it */
	ERRNO_MAX = 4095,    /* MAX_ERRNO, include/linux/err.h */
};

_Static_assert(NET_FOREVER == UINT32_MAX, "a lease's infinity is ifa_cacheinfo's, too");

void rtnl_batch_init(struct rtnl_batch *batch, uint32_t first_seq)
{
	batch->len = 0;
	batch->count = 0;
	batch->first_seq = first_seq;
}

/* NULL when the batch is full; else the message counts once finish() has been called. */
static struct nlmsghdr *start(struct rtnl_batch *batch, uint16_t type, unsigned int flags)
{
	struct nlmsghdr *message;

	if (sizeof(batch->bytes) - batch->len < MESSAGE_MAX)
		return NULL;
	message = mnl_nlmsg_put_header(batch->bytes + batch->len);
	message->nlmsg_type = type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	message->nlmsg_seq = batch->first_seq + batch->count;
	return message;
}

static bool finish(struct rtnl_batch *batch, const struct nlmsghdr *message)
{
	batch->len += message->nlmsg_len;
	batch->count++;
	return true;
}

bool rtnl_msg_link(struct rtnl_batch *batch, int ifindex, bool up)
{
	struct nlmsghdr *message = start(batch, RTM_NEWLINK, NLM_F_ACK);
	struct ifinfomsg *link;

	if (!message)
		return false;
	link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	link->ifi_index = ifindex;
	link->ifi_change = IFF_UP;
	link->ifi_flags = up ? IFF_UP : 0;
	return finish(batch, message);
}

/* What names an address, for setting and for taking away. */
static struct nlmsghdr *start_address(struct rtnl_batch *batch, uint16_t type, unsigned int flags,
				      int ifindex, struct in_addr address, uint8_t prefix_len)
{
	struct nlmsghdr *message = start(batch, type, flags | NLM_F_ACK);
	struct ifaddrmsg *header;

	if (!message)
		return NULL;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->ifa_family = AF_INET;
	header->ifa_prefixlen = prefix_len;
	header->ifa_index = (uint32_t)ifindex;
	mnl_attr_put_u32(message, IFA_LOCAL, address.s_addr);
	mnl_attr_put_u32(message, IFA_ADDRESS, address.s_addr);
	return message;
}

static uint8_t protocol(const struct net_config *config)
{
	return config->dhcp ? RTPROT_DHCP : RTPROT_BOOT;
}

static uint32_t metric(int ifindex)
{
	return (uint32_t)RTNL_METRIC + (uint32_t)ifindex;
}

bool rtnl_msg_address(struct rtnl_batch *batch, int ifindex, const struct net_config *config,
		      uint32_t valid_s)
{
	const struct ifa_cacheinfo lifetime = {.ifa_prefered = valid_s, .ifa_valid = valid_s};
	struct nlmsghdr *message = start_address(batch, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE,
						 ifindex, config->address, config->prefix_len);

	if (!message)
		return false;
	/* Not option 28's, which could be any host's. A /31 has none (RFC 3021), nor has a /32. */
	if (config->prefix_len <= 30)
		mnl_attr_put_u32(message, IFA_BROADCAST,
				 config->address.s_addr | ~ipv4_mask(config->prefix_len).s_addr);
	mnl_attr_put_u32(message, IFA_FLAGS, IFA_F_NOPREFIXROUTE);
	/*
	 * On an address that was there, the kernel's own ip=, that flag is not changed. Its
	 * subnet's route gets our metric by this, and is then replaced by ours.
	 */
	mnl_attr_put_u32(message, IFA_RT_PRIORITY, metric(ifindex));
	/* Of these numbers the kernel has 1 to 3 for its own addresses (IFAPROT_KERNEL_LO to _LL).
	 */
	if (config->dhcp)
		mnl_attr_put_u8(message, ATTR_IFA_PROTO, RTPROT_DHCP);
	mnl_attr_put(message, IFA_CACHEINFO, sizeof(lifetime), &lifetime);
	return finish(batch, message);
}

bool rtnl_msg_address_delete(struct rtnl_batch *batch, int ifindex, struct in_addr address,
			     uint8_t prefix_len)
{
	struct nlmsghdr *message = start_address(batch, RTM_DELADDR, 0, ifindex, address,
						 prefix_len);

	return message && finish(batch, message);
}

/* What names a route, for setting and for taking away. */
static struct nlmsghdr *start_route(struct rtnl_batch *batch, uint16_t type, unsigned int flags,
				    int ifindex, const struct net_route *route)
{
	struct nlmsghdr *message = start(batch, type, flags | NLM_F_ACK);
	struct rtmsg *header;

	if (!message)
		return NULL;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->rtm_family = AF_INET;
	header->rtm_dst_len = route->prefix_len;
	header->rtm_table = RT_TABLE_MAIN;
	header->rtm_type = RTN_UNICAST;
	/*
	 * Also for a delete: without a gateway the kernel compares none, and would take the route
	 * by a gateway that has replaced ours. That has another scope.
	 */
	header->rtm_scope = route->gateway.s_addr ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	header->rtm_flags = route->on_link ? RTNH_F_ONLINK : 0;
	if (route->prefix_len)
		mnl_attr_put_u32(message, RTA_DST, route->destination.s_addr);
	if (route->gateway.s_addr)
		mnl_attr_put_u32(message, RTA_GATEWAY, route->gateway.s_addr);
	mnl_attr_put_u32(message, RTA_OIF, (uint32_t)ifindex);
	mnl_attr_put_u32(message, RTA_PRIORITY, metric(ifindex));
	return message;
}

static bool set_route(struct rtnl_batch *batch, int ifindex, const struct net_config *config,
		      const struct net_route *route)
{
	struct nlmsghdr *message = start_route(batch, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE,
					       ifindex, route);
	struct rtmsg *header;

	if (!message)
		return false;
	header = mnl_nlmsg_get_payload(message);
	header->rtm_protocol = protocol(config);
	mnl_attr_put_u32(message, RTA_PREFSRC, config->address.s_addr);
	if (config->mtu) {
		struct nlattr *metrics = mnl_attr_nest_start(message, RTA_METRICS);

		mnl_attr_put_u32(message, RTAX_MTU, config->mtu);
		mnl_attr_nest_end(message, metrics);
	}
	return finish(batch, message);
}

static bool same_destination(const struct net_route *a, const struct net_route *b)
{
	return a->destination.s_addr == b->destination.s_addr && a->prefix_len == b->prefix_len;
}

/*
 * The routes by their place, 0 to route_count. Place 0 is the subnet's own, which the kernel
 * leaves to us (IFA_F_NOPREFIXROUTE); one of the others to the same destination would replace it,
 * and with it what makes the gateways reachable. False where there is none in this place.
 */
static bool route_at(const struct net_config *config, unsigned int place, struct net_route *out)
{
	const struct net_route subnet = {
		.destination.s_addr = config->address.s_addr & ipv4_mask(config->prefix_len).s_addr,
		.prefix_len = config->prefix_len,
	};

	*out = place ? config->routes[place - 1] : subnet;
	return place ? subnet.prefix_len == 32 || !same_destination(out, &subnet)
		     : subnet.prefix_len < 32;
}

bool rtnl_msg_routes(struct rtnl_batch *batch, int ifindex, const struct net_config *config)
{
	const size_t len = batch->len;
	const unsigned int count = batch->count;
	struct net_route route;

	for (unsigned int i = 0; i <= config->route_count; i++) {
		if (route_at(config, i, &route) && !set_route(batch, ifindex, config, &route)) {
			batch->len = len;
			batch->count = count;
			return false;
		}
	}
	return true;
}

static bool has_route(const struct net_config *config, const struct net_route *route)
{
	struct net_route own;

	for (unsigned int i = 0; config && i <= config->route_count; i++) {
		if (route_at(config, i, &own) && same_destination(&own, route) &&
		    own.gateway.s_addr == route->gateway.s_addr)
			return true;
	}
	return false;
}

bool rtnl_msg_routes_delete(struct rtnl_batch *batch, int ifindex, const struct net_config *old,
			    const struct net_config *config)
{
	const size_t len = batch->len;
	const unsigned int count = batch->count;
	struct net_route route;

	for (unsigned int i = 0; i <= old->route_count; i++) {
		const struct nlmsghdr *message;

		if (!route_at(old, i, &route) || has_route(config, &route))
			continue;
		message = start_route(batch, RTM_DELROUTE, 0, ifindex, &route);
		if (!message) {
			batch->len = len;
			batch->count = count;
			return false;
		}
		finish(batch, message);
	}
	return true;
}

bool rtnl_msg_boot_route_delete(struct rtnl_batch *batch, int ifindex)
{
	struct nlmsghdr *message = start(batch, RTM_DELROUTE, NLM_F_ACK);
	struct rtmsg *header;

	if (!message)
		return false;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->rtm_family = AF_INET;
	header->rtm_table = RT_TABLE_MAIN;
	header->rtm_protocol = RTPROT_BOOT;
	header->rtm_type = RTN_UNICAST;
	header->rtm_scope = RT_SCOPE_NOWHERE; /* any: only what is named here is compared */
	mnl_attr_put_u32(message, RTA_OIF, (uint32_t)ifindex);
	return finish(batch, message);
}

bool rtnl_msg_dump(struct rtnl_batch *batch, uint16_t type)
{
	struct nlmsghdr *message = start(batch, type, NLM_F_DUMP);

	if (!message)
		return false;
	if (type == RTM_GETADDR) {
		struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

		header->ifa_family = AF_INET;
	} else {
		mnl_nlmsg_put_extra_header(message, sizeof(struct ifinfomsg));
		mnl_attr_put_u32(message, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	}
	return finish(batch, message);
}

/* ---- what the kernel says ---- */

bool rtnl_msg_fits(const struct nlmsghdr *message, int len)
{
	return mnl_nlmsg_ok(message, len) && message->nlmsg_len <= (unsigned int)len;
}

/* Sorts the attributes behind a header by their type. False where they do not end with it. */
static bool sort(const struct nlmsghdr *message, size_t header_size,
		 const struct nlattr *attrs[ATTR_MAX + 1])
{
	struct nlattr *attr;

	for (size_t i = 0; i <= ATTR_MAX; i++)
		attrs[i] = NULL;
	if (mnl_nlmsg_get_payload_len(message) < header_size)
		return false;
	mnl_attr_for_each(attr, message, header_size) {
		if (mnl_attr_get_type(attr) <= ATTR_MAX)
			attrs[mnl_attr_get_type(attr)] = attr;
	}
	return (const void *)attr == mnl_nlmsg_get_payload_tail(message);
}

/* Copies an attribute's value. False, and *out untouched, when it is absent or of another size. */
static bool get(const struct nlattr *attr, void *out, size_t size)
{
	if (!attr || mnl_attr_get_payload_len(attr) != size)
		return false;
	memcpy(out, mnl_attr_get_payload(attr), size);
	return true;
}

static bool get_name(const struct nlattr *attr, char out[NET_IFNAME_SIZE])
{
	size_t size = attr ? mnl_attr_get_payload_len(attr) : 0;

	return size > 1 && size <= NET_IFNAME_SIZE && get(attr, out, size) && out[0] &&
	       !out[size - 1];
}

static bool is_physical(const struct nlattr *const *attrs)
{
	struct nlattr *attr;
	char kind[sizeof("veth")];

	if (attrs[IFLA_MASTER])
		return false;
	if (!attrs[IFLA_LINKINFO])
		return true;
	mnl_attr_for_each_nested(attr, attrs[IFLA_LINKINFO]) {
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
			return get(attr, kind, sizeof(kind)) && !memcmp(kind, "veth", sizeof(kind));
	}
	return true;
}

/*
 * Not IF_OPER_DOWN: the kernel says `up` up to a second after the carrier, which it has told by
 * then (net/core/link_watch.c sends its news once a second), and packets go out all that time.
 */
static bool is_held_back(uint8_t operstate)
{
	return operstate == IF_OPER_LOWERLAYERDOWN || operstate == IF_OPER_TESTING ||
	       operstate == IF_OPER_DORMANT;
}

static void parse_link(const struct nlmsghdr *message, struct rtnl_event *out)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *attrs[ATTR_MAX + 1];
	struct rtnl_link *link = &out->link;
	uint8_t operstate = IF_OPER_UNKNOWN;

	if (!sort(message, sizeof(*header), attrs) || header->ifi_family != AF_UNSPEC ||
	    !get_name(attrs[IFLA_IFNAME], link->name) ||
	    !get(attrs[IFLA_MTU], &link->mtu, sizeof(link->mtu)))
		return;
	get(attrs[IFLA_OPERSTATE], &operstate, sizeof(operstate));
	link->is_ethernet = header->ifi_type == ARPHRD_ETHER &&
			    get(attrs[IFLA_ADDRESS], link->mac, sizeof(link->mac));
	link->is_physical = is_physical(attrs);
	link->is_up = header->ifi_flags & IFF_UP;
	link->has_carrier = link->is_up && (header->ifi_flags & IFF_LOWER_UP) &&
			    !is_held_back(operstate);
	out->ifindex = header->ifi_index;
	out->type = message->nlmsg_type == RTM_NEWLINK ? RTNL_LINK : RTNL_LINK_GONE;
}

static void parse_address(const struct nlmsghdr *message, struct rtnl_event *out)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *attrs[ATTR_MAX + 1];
	struct rtnl_address *address = &out->address;

	if (!sort(message, sizeof(*header), attrs) || header->ifa_family != AF_INET ||
	    header->ifa_prefixlen > 32 ||
	    !get(attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS], &address->address,
		 sizeof(address->address)))
		return;
	address->prefix_len = header->ifa_prefixlen;
	address->scope = header->ifa_scope;
	address->is_permanent = header->ifa_flags & IFA_F_PERMANENT;
	out->ifindex = (int)header->ifa_index;
	out->type = message->nlmsg_type == RTM_NEWADDR ? RTNL_ADDRESS : RTNL_ADDRESS_GONE;
}

/* NLMSG_DONE and NLMSG_ERROR both begin with a number: 0, or -errno. */
static void parse_done(const struct nlmsghdr *message, struct rtnl_event *out)
{
	int error;

	if (mnl_nlmsg_get_payload_len(message) < sizeof(error))
		return;
	memcpy(&error, mnl_nlmsg_get_payload(message), sizeof(error));
	out->error = error > 0 || error < -ERRNO_MAX ? -EPROTO : error;
	out->type = RTNL_DONE;
}

void rtnl_msg_parse(const struct nlmsghdr *message, struct rtnl_event *out)
{
	memset(out, 0, sizeof(*out));
	out->port = message->nlmsg_pid;
	out->seq = message->nlmsg_seq;
	if (message->nlmsg_len % MNL_ALIGNTO)
		return;
	switch (message->nlmsg_type) {
	case NLMSG_ERROR:
	case NLMSG_DONE:
		parse_done(message, out);
		break;
	case RTM_NEWLINK:
	case RTM_DELLINK:
		parse_link(message, out);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		parse_address(message, out);
		break;
	}
}

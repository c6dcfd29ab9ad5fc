/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network's parameters to a plan: in comes one name with its value after the other, out goes
 * the plan, in which every value is checked; ip= itself is read by ip_param. A parameter
 * that is refused leaves the plan as it was, so that a good one before it still counts.
 */
#include "netcfg/net_plan.h"

#include <string.h>

#include "lib/parse.h"
#include "netcfg/ip_param.h"

#define DHCP_PREFIX "rambox.dhcp."

enum {
	SECONDS_MAX = 1000000, /* as of all seconds on the command line */
	JITTER_MAX_MS = 60000,
	CLIENT_ID_MIN = 2, /* RFC 2132, section 9.14 */
	MAC_TYPE_ETHERNET = 1,
	MAC_GROUP_BIT = 1, /* of the first byte: IEEE 802, section 8.2 */
};

const char *net_plan_strerror(int error)
{
	/* In place: a pointer each would need a relocation at every start. */
	static const char texts[][48] = {
		[0] = "unknown error",
		[NET_PLAN_EMPTY] = "a value is needed",
		[NET_PLAN_CLIENT] = "client: not a unicast IPv4 address",
		[NET_PLAN_SERVER] = "server: not a unicast IPv4 address",
		[NET_PLAN_GATEWAY] = "gateway: not a unicast IPv4 address",
		[NET_PLAN_NETMASK] = "netmask: not a contiguous mask, nor 1 to 32",
		[NET_PLAN_HOSTNAME] = "hostname: not a name of at most 64 characters",
		[NET_PLAN_DEVICE] = "device: not the name of a network device",
		[NET_PLAN_AUTOCONF] = "autoconf: not off, none, on, any, dhcp or both",
		[NET_PLAN_RARP] = "autoconf: rarp is not supported",
		[NET_PLAN_CLIENT_ID] = "client identifier: not of 2 to 64 bytes",
		[NET_PLAN_DNS0] = "dns0: not a unicast IPv4 address",
		[NET_PLAN_DNS1] = "dns1: not a unicast IPv4 address",
		[NET_PLAN_NTP] = "ntp0: not a unicast IPv4 address",
		[NET_PLAN_TOO_MANY_FIELDS] = "more than ten fields",
		[NET_PLAN_NO_ADDRESS] = "autoconf: off, and no client address to set",
		[NET_PLAN_TOO_MANY] = "more than eight ip=, or three nameserver=",
		[NET_PLAN_MAC] = "not the MAC address of a network card",
		[NET_PLAN_MAC_TYPE] = "not of Ethernet, which is type 01",
		[NET_PLAN_ADDRESS] = "not a unicast IPv4 address",
		[NET_PLAN_SECONDS] = "not a number of seconds from 0 to 1000000",
		[NET_PLAN_MILLISECONDS] = "not a number of milliseconds from 0 to 60000",
		[NET_PLAN_CLASS] = "not 1 to 64 printable ASCII characters",
		[NET_PLAN_WORD_BROADCAST] = "not one of auto, on, off",
		[NET_PLAN_WORD_ACD] = "not one of after, before, off",
		[NET_PLAN_WORD_EXPIRE] = "not one of keep, drop",
		[NET_PLAN_UNKNOWN] = "no such parameter",
	};

	return texts[error > 0 && error <= NET_PLAN_UNKNOWN ? error : 0];
}

static int take_ip(struct net_plan *plan, const char *value)
{
	int error;

	if (plan->request_count == NET_REQUEST_MAX)
		return NET_PLAN_TOO_MANY;
	error = ip_param_parse(value, &plan->requests[plan->request_count], &plan->dhcp);
	plan->request_count += !error;
	return error;
}

static int take_bootif(struct net_plan *plan, const char *value)
{
	uint8_t type = MAC_TYPE_ETHERNET, mac[NET_MAC_LEN], any = 0;
	bool typed = strlen(value) == 20; /* a type and a MAC, which has 17 characters */

	if (typed && (!parse_hex_byte(value, &type) || (value[2] != '-' && value[2] != ':')))
		return NET_PLAN_MAC;
	if (parse_mac(typed ? value + 3 : value, mac))
		return NET_PLAN_MAC;
	if (type != MAC_TYPE_ETHERNET)
		return NET_PLAN_MAC_TYPE;
	for (size_t i = 0; i < sizeof(mac); i++)
		any |= mac[i];
	if (any == 0 || mac[0] & MAC_GROUP_BIT)
		return NET_PLAN_MAC;
	memcpy(plan->bootif, mac, sizeof(mac));
	plan->bootif_given = true;
	return 0;
}

static int take_nameserver(struct net_plan *plan, const char *value)
{
	struct in_addr server;

	if (!ip_param_address(value, true, &server) || !server.s_addr)
		return NET_PLAN_ADDRESS;
	for (unsigned int i = 0; i < plan->dns_count; i++) {
		if (plan->dns[i].s_addr == server.s_addr)
			return 0;
	}
	if (plan->dns_count == NET_DNS_MAX)
		return NET_PLAN_TOO_MANY;
	plan->dns[plan->dns_count++] = server;
	return 0;
}

static int take_netwait(struct net_plan *plan, const char *value)
{
	if (parse_u32(value, SECONDS_MAX, &plan->netwait_s))
		return NET_PLAN_SECONDS;
	plan->netwait_given = true;
	return 0;
}

/* Bytes in hex; between two of them there may be ':' or '-'. */
static int take_client_id(struct net_plan *plan, const char *value)
{
	uint8_t id[NET_CLIENT_ID_MAX] = {0};
	uint8_t len = 0;

	if (strcmp(value, "none") != 0) {
		for (; len < sizeof(id) && parse_hex_byte(value, &id[len]); len++) {
			value += 2;
			if ((*value == ':' || *value == '-') && value[1])
				value++;
		}
		if (*value || len < CLIENT_ID_MIN)
			return NET_PLAN_CLIENT_ID;
	}
	plan->dhcp.client_id_given = true;
	plan->dhcp.client_id_len = len;
	memcpy(plan->dhcp.client_id, id, sizeof(id));
	return 0;
}

static int take_class(struct net_plan *plan, const char *value)
{
	for (const char *at = value; *at; at++) {
		if (*at < ' ' || *at > '~')
			return NET_PLAN_CLASS;
	}
	return parse_copy(value, plan->dhcp.class, sizeof(plan->dhcp.class)) ? NET_PLAN_CLASS : 0;
}

static int take_jitter(struct net_plan *plan, const char *value)
{
	return parse_u32(value, JITTER_MAX_MS, &plan->dhcp.jitter_ms) ? NET_PLAN_MILLISECONDS : 0;
}

/* The place of the value among up to three words; -1: none of them. */
static int word_find(const char *value, const char words[3][8])
{
	for (int i = 0; i < 3; i++) {
		if (strcmp(value, words[i]) == 0)
			return i;
	}
	return -1;
}

static int take_broadcast(struct net_plan *plan, const char *value)
{
	static const char words[3][8] = {
		[NET_BROADCAST_AUTO] = "auto",
		[NET_BROADCAST_ON] = "on",
		[NET_BROADCAST_OFF] = "off",
	};
	int word = word_find(value, words);

	if (word < 0)
		return NET_PLAN_WORD_BROADCAST;
	plan->dhcp.broadcast = (enum net_broadcast)word;
	return 0;
}

static int take_acd(struct net_plan *plan, const char *value)
{
	static const char words[3][8] = {
		[NET_ACD_AFTER] = "after",
		[NET_ACD_BEFORE] = "before",
		[NET_ACD_OFF] = "off",
	};
	int word = word_find(value, words);

	if (word < 0)
		return NET_PLAN_WORD_ACD;
	plan->dhcp.acd = (enum net_acd)word;
	return 0;
}

static int take_expire(struct net_plan *plan, const char *value)
{
	static const char words[3][8] = {"drop", "keep"};
	int word = word_find(value, words);

	if (word < 0)
		return NET_PLAN_WORD_EXPIRE;
	plan->dhcp.expire_keep = word == 1;
	return 0;
}

/* No name has a '-' or a '_' in it, so the two need not be taken as equal. */
static const struct param {
	char name[24];
	int (*take)(struct net_plan *plan, const char *value);
} params[] = {
	{"ip", take_ip},
	{"BOOTIF", take_bootif},
	{"nameserver", take_nameserver},
	{"rambox.netwait", take_netwait},
	{DHCP_PREFIX "clientid", take_client_id},
	{DHCP_PREFIX "class", take_class},
	{DHCP_PREFIX "broadcast", take_broadcast},
	{DHCP_PREFIX "jitter", take_jitter},
	{DHCP_PREFIX "acd", take_acd},
	{DHCP_PREFIX "expire", take_expire},
};

static const struct param *param_find(const char *name)
{
	for (size_t i = 0; i < sizeof(params) / sizeof(*params); i++) {
		if (strcmp(name, params[i].name) == 0)
			return &params[i];
	}
	return NULL;
}

bool net_plan_is_param(const char *name)
{
	const char *rest;

	return param_find(name) || parse_prefix(name, DHCP_PREFIX, &rest);
}

int net_plan_take(struct net_plan *plan, const char *name, const char *value)
{
	const struct param *param = param_find(name);

	if (!param)
		return NET_PLAN_UNKNOWN;
	if (*value == '\0')
		return NET_PLAN_EMPTY;
	return param->take(plan, value);
}

/* The first DHCP request of the first `count` that names no device, else the first of all. */
static struct net_request *dhcp_find(struct net_plan *plan, unsigned int count)
{
	struct net_request *found = NULL;

	for (unsigned int i = 0; i < count; i++) {
		struct net_request *request = &plan->requests[i];

		if (request->method == NET_METHOD_DHCP &&
		    (!found || (found->ifname[0] && !request->ifname[0])))
			found = request;
	}
	return found;
}

/*
 * True when the request became part of a DHCP request among the `count` before it: pxelinux
 * writes what its own DHCP got, which has a lease that somebody must renew.
 */
static bool merge(struct net_plan *plan, unsigned int count, const struct net_request *request)
{
	struct net_request *dhcp = dhcp_find(plan, count);

	if (!request->four_fields || request->method != NET_METHOD_STATIC || !dhcp)
		return false;
	if (!dhcp->address.s_addr) {
		dhcp->address = request->address;
		dhcp->prefix_len = request->prefix_len;
	}
	if (!dhcp->server.s_addr)
		dhcp->server = request->server;
	return true;
}

static bool is_repeated(const struct net_plan *plan, unsigned int index)
{
	for (unsigned int i = index + 1; i < plan->request_count; i++) {
		if (strcmp(plan->requests[i].ifname, plan->requests[index].ifname) == 0)
			return true;
	}
	return false;
}

void net_plan_settle(struct net_plan *plan)
{
	unsigned int count = plan->request_count;

	plan->request_count = 0;
	for (unsigned int i = 0; i < count; i++) {
		if (!merge(plan, plan->request_count, &plan->requests[i]))
			plan->requests[plan->request_count++] = plan->requests[i];
	}
	count = 0;
	for (unsigned int i = 0; i < plan->request_count; i++) {
		if (!is_repeated(plan, i))
			plan->requests[count++] = plan->requests[i];
	}
	if (count == 0 && plan->bootif_given)
		plan->requests[count++] = (struct net_request){.method = NET_METHOD_DHCP};
	plan->request_count = count;
}

const char *net_plan_hostname(const struct net_plan *plan)
{
	for (unsigned int i = 0; i < plan->request_count; i++) {
		if (plan->requests[i].hostname[0])
			return plan->requests[i].hostname;
	}
	return NULL;
}

bool net_plan_asks(const struct net_plan *plan)
{
	for (unsigned int i = 0; i < plan->request_count; i++) {
		if (plan->requests[i].method != NET_METHOD_OFF)
			return true;
	}
	return false;
}

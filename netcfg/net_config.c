/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an interface is configured with, as plain data: a static ip= becomes one, and routes are
 * put into the order in which the kernel takes them. It refuses a gateway that neither the subnet
 * nor a route covers, unless the route is marked on-link: such are found here.
 */
#include "netcfg/net_config.h"

#include <string.h>

#include "netcfg/ipv4.h"

static bool covers(struct in_addr network, uint8_t prefix_len, struct in_addr address)
{
	return ((network.s_addr ^ address.s_addr) & ipv4_mask(prefix_len).s_addr) == 0;
}

static bool is_reached(const struct net_config *config, unsigned int direct, struct in_addr gateway)
{
	if (config->prefix_len < 32 && covers(config->address, config->prefix_len, gateway))
		return true;
	for (unsigned int i = 0; i < direct; i++) {
		const struct net_route *route = &config->routes[i];

		if (covers(route->destination, route->prefix_len, gateway))
			return true;
	}
	return false;
}

/* True when one of the first `count` routes reaches the same destination. */
static bool is_double(const struct net_config *config, unsigned int count,
		      const struct net_route *route)
{
	for (unsigned int i = 0; i < count; i++) {
		const struct net_route *other = &config->routes[i];

		if (other->destination.s_addr == route->destination.s_addr &&
		    other->prefix_len == route->prefix_len)
			return true;
	}
	return false;
}

void net_config_sort_routes(struct net_config *config)
{
	struct net_route *routes = config->routes;
	unsigned int kept = 0, direct = 0; /* those that stay; those of them without a gateway */

	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route route = routes[i];
		unsigned int to = route.gateway.s_addr ? kept : direct;

		if (is_double(config, kept, &route))
			continue;
		memmove(&routes[to + 1], &routes[to], (kept - to) * sizeof(*routes));
		routes[to] = route;
		kept++;
		direct += !route.gateway.s_addr;
	}
	config->route_count = kept;
	for (unsigned int i = 0; i < kept; i++)
		routes[i].on_link = i >= direct && !is_reached(config, direct, routes[i].gateway);
}

static void add_dns(struct net_config *config, struct in_addr server)
{
	if (!server.s_addr || (config->dns_count && config->dns[0].s_addr == server.s_addr))
		return;
	config->dns[config->dns_count++] = server;
}

void net_config_from_request(const struct net_request *request, struct net_config *out)
{
	size_t label_len = strcspn(request->hostname, ".");

	memset(out, 0, sizeof(*out));
	out->address = request->address;
	out->prefix_len = request->prefix_len;
	out->valid_s = NET_FOREVER;
	/* The kernel takes no route by the interface's own address. */
	if (request->gateway.s_addr && request->gateway.s_addr != request->address.s_addr)
		out->routes[out->route_count++].gateway = request->gateway;
	net_config_sort_routes(out);
	add_dns(out, request->dns[0]);
	add_dns(out, request->dns[1]);
	if (request->ntp.s_addr)
		out->ntp[out->ntp_count++] = request->ntp;
	memcpy(out->hostname, request->hostname, label_len);
	if (request->hostname[label_len])
		/* NOLINTNEXTLINE(*insecureAPI.strcpy): NET_SEARCH_SIZE is larger */
		strcpy(out->search, &request->hostname[label_len + 1]);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options 121, 249 and 3 to routes. A form error spoils all of option 121, since what follows it
 * can't be told from addresses; a single route is left out where it would lead the loopback or
 * multicast away, or by a gateway that can't be one. A route of a hostile server to everything
 * else is taken: that is what the option is for.
 */
#include "netcfg/dhcp_routes.h"

#include <string.h>

#include "netcfg/dhcp_lease.h"

enum {
	ADDRESS_LEN = 4,
	PREFIX_MAX = 32,
};

/* Reads the route at *at and goes on behind it. False where it is malformed. */
static bool next_route(const uint8_t *bytes, size_t len, size_t *at, struct net_route *out)
{
	struct net_route route = {.prefix_len = bytes[*at]};
	size_t significant = (route.prefix_len + 7u) / 8;
	uint32_t host_bits = route.prefix_len < PREFIX_MAX ? UINT32_MAX >> route.prefix_len : 0;

	if (route.prefix_len > PREFIX_MAX || len - *at < 1 + significant + ADDRESS_LEN)
		return false;
	memcpy(&route.destination, bytes + *at + 1, significant);
	route.destination.s_addr &= htonl(~host_bits);
	memcpy(&route.gateway, bytes + *at + 1 + significant, ADDRESS_LEN);
	*at += 1 + significant + ADDRESS_LEN;
	*out = route;
	return true;
}

static bool can_be_gateway(struct in_addr gateway, const struct net_config *config)
{
	return net_is_host(gateway) && gateway.s_addr != config->address.s_addr;
}

static void take_route(const struct net_route *route, struct net_config *config, uint32_t *notes)
{
	uint32_t destination = ntohl(route->destination.s_addr);

	if (destination >> 24 == 127 || destination >> 28 == 0xe ||
	    (route->gateway.s_addr && !can_be_gateway(route->gateway, config)))
		*notes |= 1u << DHCP_NOTE_ROUTE_SKIPPED;
	else if (route->prefix_len == PREFIX_MAX &&
		 route->destination.s_addr == config->address.s_addr)
		return; /* the kernel has it in its local table */
	else if (config->route_count == NET_ROUTE_MAX)
		*notes |= 1u << DHCP_NOTE_ROUTES_MANY;
	else
		config->routes[config->route_count++] = *route;
}

/* False, and nothing taken, for a malformed option. */
static bool take_classless(const uint8_t *bytes, size_t len, struct net_config *config,
			   uint32_t *notes)
{
	struct net_route route;
	size_t at = 0;

	while (at < len) {
		if (!next_route(bytes, len, &at, &route))
			return false;
	}
	for (at = 0; at < len && next_route(bytes, len, &at, &route);)
		take_route(&route, config, notes);
	return true;
}

/* One default route by the first router that can be one. */
static void take_router(const struct dhcp_options *options, struct net_config *config,
			uint32_t *notes)
{
	struct net_route route = {.prefix_len = 0};
	size_t len = 0;
	const uint8_t *bytes = dhcp_options_find(options, DHCP_OPTION_ROUTER, &len);

	if (len % ADDRESS_LEN) {
		*notes |= 1u << DHCP_NOTE_ROUTER_SKIPPED;
		return;
	}
	for (size_t at = 0; at < len; at += ADDRESS_LEN) {
		memcpy(&route.gateway, bytes + at, ADDRESS_LEN);
		if (can_be_gateway(route.gateway, config)) {
			config->routes[config->route_count++] = route;
			return;
		}
		*notes |= 1u << DHCP_NOTE_ROUTER_SKIPPED;
	}
}

enum dhcp_routes dhcp_routes_take(const struct dhcp_options *options, struct net_config *config,
				  uint32_t *notes)
{
	enum dhcp_routes result = DHCP_ROUTES_NONE;
	uint8_t code = DHCP_OPTION_MS_ROUTES;
	size_t len = 0;
	const uint8_t *bytes;

	/* An empty 121 is malformed, too: RFC 3442 wants five bytes. */
	if (options->count[DHCP_OPTION_ROUTES]) {
		result = DHCP_ROUTES_BAD;
		code = DHCP_OPTION_ROUTES;
	}
	bytes = dhcp_options_find(options, code, &len);
	if (bytes && take_classless(bytes, len, config, notes))
		result = DHCP_ROUTES_GOOD;
	else if (bytes || result == DHCP_ROUTES_BAD)
		*notes |= 1u << DHCP_NOTE_ROUTES_BAD;
	if (result != DHCP_ROUTES_GOOD)
		take_router(options, config, notes);
	return result;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log lines of the keeper: the interface first, then what happened. Text from the wire is
 * printable ASCII already when it comes here (dhcp_lease.h).
 */
#include <stddef.h>

#include "lib/format.h"
#include "lib/log.h"
#include "netcfg/ipv4.h"
#include "netcfg/keeper.h"

static void log_nak(const char *ifname, const char *address, const struct dhcp_action *action,
		    const struct dhcp_reply *reply)
{
	const char *message = reply && reply->message[0] ? reply->message : "no reason given";

	log_warning("%s: refused by %s: %s; asking anew in %u ms", ifname, address, message,
		    action->value);
}

/* eth0: leased 10.0.0.50/24 for 3600 s from 10.0.0.1, gateway 10.0.0.1 */
static void log_leased(const char *ifname, const char *address, const struct dhcp_lease *lease)
{
	const struct net_config *config = &lease->config;
	char lasts[sizeof("without end")] = "without end";
	char server[IPV4_TEXT_SIZE], gateway[IPV4_TEXT_SIZE] = "none";

	if (config->valid_s != NET_FOREVER)
		(void)format_text(lasts, sizeof(lasts), "%u s", config->valid_s);
	for (unsigned int i = 0; i < config->route_count; i++) {
		if (config->routes[i].prefix_len == 0)
			ipv4_format(config->routes[i].gateway, gateway);
	}
	ipv4_format(lease->server_id, server);
	log_notice("%s: leased %s/%u %s%s from %s, gateway %s", ifname, address, config->prefix_len,
		   config->valid_s == NET_FOREVER ? "" : "for ", lasts, server, gateway);
}

void keeper_log_action(const char *ifname, const struct dhcp_action *action,
		       const struct dhcp_lease *lease, const struct dhcp_reply *reply)
{
	char address[IPV4_TEXT_SIZE];

	ipv4_format(action->address, address);
	switch (action->log) {
	case DHCP_LOG_SILENCE:
		log_warning("%s: no DHCP server has answered for %u s; asking on", ifname,
			    action->value);
		return;
	case DHCP_LOG_OFFER:
		log_debug("%s: offered %s", ifname, address);
		return;
	case DHCP_LOG_BOUND:
		log_leased(ifname, address, lease);
		return;
	case DHCP_LOG_RENEWED:
		log_info("%s: renewed %s for %u s", ifname, address, action->value);
		return;
	case DHCP_LOG_OTHER_ADDRESS:
		log_notice("%s: got %s, not the address asked for", ifname, address);
		return;
	case DHCP_LOG_NAK:
		log_nak(ifname, address, action, reply);
		return;
	case DHCP_LOG_REBOOT_SILENT:
		log_info("%s: nobody confirms %s; asking for any address", ifname, address);
		return;
	case DHCP_LOG_REQUEST_SILENT:
		log_warning("%s: %s offers and does not acknowledge; asking anew", ifname, address);
		return;
	case DHCP_LOG_DEMOTED:
		log_warning("%s: any other server comes before %s for 60 s", ifname, address);
		return;
	case DHCP_LOG_RENEW_SILENT:
		log_warning("%s: %s does not renew the lease; asking any server", ifname, address);
		return;
	case DHCP_LOG_EXPIRED:
		log_err("%s: the lease of %s has ended, nobody renewed it; asking anew", ifname,
			address);
		return;
	case DHCP_LOG_CONFLICT:
		log_err("%s: %s is in use by another host: declined; asking anew in %u s", ifname,
			address, action->value / 1000);
		return;
	case DHCP_LOG_ACD_OFF:
		log_err("%s: three conflicts in 5 minutes; the next address is used without a look",
			ifname);
		return;
	case DHCP_LOG_ADDR_GONE:
		log_warning("%s: %s was taken off the interface, and is set again", ifname,
			    address);
		return;
	case DHCP_LOG_RELEASED:
		log_notice("%s: released %s", ifname, address);
		return;
	}
}

void keeper_log_claim(const char *ifname, const struct acd *acd)
{
	const uint8_t *mac = acd->other;
	char address[IPV4_TEXT_SIZE];

	ipv4_format(acd->address, address);
	log_warning("%s: %s is claimed by %02x:%02x:%02x:%02x:%02x:%02x%s", ifname, address, mac[0],
		    mac[1], mac[2], mac[3], mac[4], mac[5],
		    acd->state == ACD_IDLE ? "" : ", too, and defended");
}

/* All of them: by option 121 a server can lead any traffic anywhere (CVE-2024-3661). */
static void log_routes(const char *ifname, const struct net_config *config)
{
	char destination[IPV4_TEXT_SIZE], gateway[IPV4_TEXT_SIZE];

	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route *route = &config->routes[i];

		if (route->prefix_len == 0)
			continue; /* in the lease's own line */
		ipv4_format(route->destination, destination);
		ipv4_format(route->gateway, gateway);
		log_info("%s: route to %s/%u by %s", ifname, destination, route->prefix_len,
			 route->gateway.s_addr ? gateway : "the link");
	}
}

void keeper_log_config(const char *ifname, const struct net_config *config, bool is_new)
{
	char address[IPV4_TEXT_SIZE];

	ipv4_format(config->address, address);
	if (!config->dhcp) /* a lease has its own line */
		log_notice("%s: has %s/%u, as ip= says", ifname, address, config->prefix_len);
	if (is_new)
		log_routes(ifname, config);
	log_debug("%s: set %s/%u, %u routes, %u name servers", ifname, address, config->prefix_len,
		  config->route_count, config->dns_count);
}

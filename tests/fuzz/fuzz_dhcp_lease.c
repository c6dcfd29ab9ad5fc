/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_lease.h: the whole payload of a packet. The MAC and transaction are written over
 * those of the input, so that it gets past them. Besides the promises of the header: what is
 * configured can be configured, and no text has a byte that steers a file, shell or terminal.
 */
#include "netcfg/dhcp_lease.h"
#include "netcfg/dns_name.h"
#include "tests/fuzz/fuzz.h"

static const struct dhcp_client client = {
	.mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56},
	.client_id_len = 7,
	.client_id = {1, 0x52, 0x54, 0x00, 0x12, 0x34, 0x56},
	.mtu = 1500,
};

static uint32_t prefix_mask(unsigned int len)
{
	return len ? UINT32_MAX << (32 - len) : 0;
}

static bool is_printable(const char *text, size_t size)
{
	promise(inside(text, text, size));
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static void check_routes(const struct net_config *config)
{
	promise(config->route_count <= NET_ROUTE_MAX);
	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route *route = &config->routes[i];
		uint32_t destination = ntohl(route->destination.s_addr);

		promise(route->prefix_len <= 32);
		promise((destination & ~prefix_mask(route->prefix_len)) == 0);
		promise(destination >> 24 != 127 && destination >> 28 != 0xe);
		promise(!route->gateway.s_addr || net_is_host(route->gateway));
		promise(route->gateway.s_addr != config->address.s_addr);
		promise(route->gateway.s_addr || !route->on_link);
	}
}

static void check_address(const struct dhcp_reply *reply)
{
	const struct net_config *config = &reply->lease.config;
	uint32_t address = ntohl(config->address.s_addr);
	uint32_t mask = prefix_mask(config->prefix_len);

	promise(net_is_host(config->address) && address >> 16 != 0xa9fe);
	promise(config->prefix_len >= 1 && config->prefix_len <= 32);
	promise(config->prefix_len > 30 || ((address & ~mask) != 0 && (address | mask) != ~0u));
	promise(config->dhcp);
	promise(config->address.s_addr != reply->lease.server_id.s_addr);
	promise(!reply->server_id.s_addr ||
		reply->server_id.s_addr == reply->lease.server_id.s_addr);
}

static void check_times(const struct dhcp_reply *reply)
{
	uint32_t time = reply->lease.config.valid_s;

	promise(time > 0 && (reply->type != DHCP_OFFER || time >= DHCP_LEASE_OFFER_MIN_S));
	promise(reply->lease.t1_s > 0 && reply->lease.t1_s <= reply->lease.t2_s);
	promise(reply->lease.t2_s <= time);
	if (time == NET_FOREVER)
		promise(reply->lease.t1_s == NET_FOREVER);
	else if (time >= 3)
		promise(reply->lease.t1_s < reply->lease.t2_s && reply->lease.t2_s < time &&
			reply->lease.t1_s >= time / 10);
}

static void check_servers(const struct in_addr *list, unsigned int count, unsigned int max)
{
	promise(count <= max);
	for (unsigned int i = 0; i < count; i++)
		promise(net_is_host(list[i]));
}

static void check_names(const struct net_config *config)
{
	promise(inside(config->search, config->search, NET_SEARCH_SIZE));
	for (const char *at = config->search; *at;) {
		size_t len = strcspn(at, " ");

		promise(dns_name_is_valid(at, len));
		at += len;
		at += *at == ' ';
	}
	promise(inside(config->hostname, config->hostname, NET_HOSTNAME_SIZE));
	if (config->hostname[0])
		promise(strlen(config->hostname) <= 63 && !strpbrk(config->hostname, "._") &&
			dns_name_is_valid(config->hostname, strlen(config->hostname)));
}

static void check_lease(const struct dhcp_reply *reply)
{
	const struct dhcp_lease *lease = &reply->lease;

	check_address(reply);
	check_times(reply);
	check_routes(&lease->config);
	check_servers(lease->config.dns, lease->config.dns_count, NET_DNS_MAX);
	check_servers(lease->config.ntp, lease->config.ntp_count, NET_NTP_MAX);
	promise(!lease->config.mtu || (lease->config.mtu >= 576 && lease->config.mtu <= 1500));
	check_names(&lease->config);
	promise(is_printable(lease->root_path, DHCP_PATH_SIZE));
	promise(is_printable(lease->tftp_server, DHCP_PATH_SIZE));
	promise(is_printable(lease->boot_file, DHCP_PATH_SIZE));
	promise(!lease->next_server.s_addr || net_is_host(lease->next_server));
	promise(reply->message[0] == '\0');
}

static void check_reply(const struct dhcp_reply *reply)
{
	static const struct dhcp_lease none;
	unsigned int last = 0;

	promise(!reply->server_id.s_addr || net_is_host(reply->server_id));
	promise(reply->note_count <= DHCP_NOTE_MAX);
	for (unsigned int i = 0; i < reply->note_count; i++) {
		promise(reply->notes[i] > last && reply->notes[i] <= DHCP_NOTE_LAST);
		last = reply->notes[i];
	}
	if (reply->type == DHCP_NAK) {
		promise(is_printable(reply->message, DHCP_TEXT_SIZE));
		promise(memcmp(&reply->lease, &none, sizeof(none)) == 0 && last == 0);
		return;
	}
	promise(reply->type == DHCP_OFFER || reply->type == DHCP_ACK);
	check_lease(reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint32_t xids[] = {0x12345678, 0x9abcdef0};
	const struct in_addr source = {htonl(0xc0a80102)};
	uint8_t *payload = exact_bytes(data, size);
	struct dhcp_reply *reply = malloc(sizeof(*reply));
	int reason;

	if (size >= DHCP_MSG_MIN) {
		memcpy(payload + 4, "\x9a\xbc\xde\xf0", 4);
		memcpy(payload + 28, client.mac, sizeof(client.mac));
	}
	fill_untouched(reply);
	reason = dhcp_reply_parse(&client, xids, 2, source, payload, size, reply);
	promise(reason >= 0 && reason <= DHCP_REASON_LAST);
	if (reason) {
		promise_untouched(reply);
	} else {
		promise(reply->xid == xids[1] && reply->source.s_addr == source.s_addr);
		check_reply(reply);
	}
	free(reply);
	free(payload);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/net_plan.h with netcfg/ip_param.h, and netcfg/net_config.h with the requests found: each
 * line is NAME=VALUE. Besides the promises of the headers: a request written out again in full
 * reads the same, and nothing in a plan could break out of a path, a file or a terminal.
 */
#include <arpa/inet.h>

#include "netcfg/net_config.h"
#include "netcfg/net_plan.h"
#include "tests/fuzz/fuzz.h"

static size_t put_address(char *out, struct in_addr address)
{
	return address.s_addr ? (size_t)sprintf(out, "%s", inet_ntoa(address)) : 0;
}

static void write_request(const struct net_request *request, char *out)
{
	if (request->method == NET_METHOD_OFF) {
		sprintf(out, "%s%soff", request->ifname, request->ifname[0] ? ":" : "");
		return;
	}
	out += put_address(out, request->address);
	*out++ = ':';
	out += put_address(out, request->server);
	*out++ = ':';
	out += put_address(out, request->gateway);
	*out++ = ':';
	if (request->prefix_len)
		out += sprintf(out, "%u", request->prefix_len);
	out += sprintf(out, ":%s:%s:%s:", request->hostname, request->ifname,
		       request->method == NET_METHOD_DHCP ? "dhcp" : "none");
	out += put_address(out, request->dns[0]);
	*out++ = ':';
	out += put_address(out, request->dns[1]);
	*out++ = ':';
	out += put_address(out, request->ntp);
	*out = '\0';
}

static void check_again(const struct net_request *request)
{
	struct net_plan again;
	char text[512], *value;

	write_request(request, text);
	value = exact_text(text, strlen(text));
	memset(&again, 0, sizeof(again));
	promise(net_plan_take(&again, "ip", value) == 0);
	promise(again.request_count == 1 && !again.requests[0].four_fields);
	again.requests[0].four_fields = request->four_fields;
	promise(memcmp(&again.requests[0], request, sizeof(*request)) == 0);
	free(value);
}

static bool is_plain(const char *text, const char *more)
{
	for (; *text; text++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
			    *text) &&
		    !strchr(more, *text))
			return false;
	return true;
}

static void check_config(const struct net_request *request)
{
	struct net_config config;

	fill_untouched(&config);
	net_config_from_request(request, &config);
	promise(config.address.s_addr == request->address.s_addr && !config.dhcp);
	promise(config.prefix_len >= 1 && config.prefix_len <= 32);
	promise(config.valid_s == NET_FOREVER && config.route_count <= 1);
	promise(config.dns_count <= 2 && config.ntp_count <= 1);
	promise(is_plain(config.hostname, "-_") && is_plain(config.search, "-_."));
}

static void check_request(const struct net_request *request)
{
	promise(request->method <= NET_METHOD_OFF);
	promise(memchr(request->ifname, '\0', sizeof(request->ifname)));
	promise(request->ifname[strcspn(request->ifname, "/: \t\r\n\v\f")] == '\0');
	promise(strcmp(request->ifname, ".") != 0 && strcmp(request->ifname, "..") != 0);
	promise(memchr(request->hostname, '\0', sizeof(request->hostname)));
	promise(is_plain(request->hostname, "-_."));
	promise(request->prefix_len <= 32);
	promise((request->prefix_len > 0) >= (request->address.s_addr != 0));
	if (request->method == NET_METHOD_STATIC) {
		promise(request->address.s_addr);
		check_config(request);
	}
	check_again(request);
}

static void check_plan(const struct net_plan *plan)
{
	promise(plan->request_count <= NET_REQUEST_MAX && plan->dns_count <= NET_DNS_MAX);
	for (unsigned int i = 0; i < plan->request_count; i++)
		check_request(&plan->requests[i]);
	for (unsigned int i = 0; i < plan->dns_count; i++) {
		promise(plan->dns[i].s_addr && ntohl(plan->dns[i].s_addr) >> 28 < 14);
		for (unsigned int j = 0; j < i; j++)
			promise(plan->dns[i].s_addr != plan->dns[j].s_addr);
	}
	promise(!plan->bootif_given || !(plan->bootif[0] & 1));
	promise(plan->dhcp.client_id_len <= NET_CLIENT_ID_MAX && plan->dhcp.client_id_len != 1);
	promise(plan->dhcp.client_id_given || plan->dhcp.client_id_len == 0);
	promise(memchr(plan->dhcp.class, '\0', sizeof(plan->dhcp.class)));
	promise(plan->dhcp.broadcast <= NET_BROADCAST_OFF && plan->dhcp.acd <= NET_ACD_OFF);
	promise(plan->dhcp.jitter_ms <= 60000 && plan->netwait_s <= 1000000);
	promise(plan->netwait_given || plan->netwait_s == 0);
}

static void check_settled(const struct net_plan *plan, unsigned int taken)
{
	struct net_plan again;
	bool asks = false;

	check_plan(plan);
	promise(plan->request_count <= taken || (taken == 0 && plan->bootif_given));
	promise((plan->request_count > 0) == (taken > 0 || plan->bootif_given));
	for (unsigned int i = 0; i < plan->request_count; i++) {
		asks |= plan->requests[i].method != NET_METHOD_OFF;
		for (unsigned int j = 0; j < i; j++)
			promise(strcmp(plan->requests[i].ifname, plan->requests[j].ifname) != 0);
	}
	promise(net_plan_asks(plan) == asks);
	memcpy(&again, plan, sizeof(again));
	net_plan_settle(&again);
	promise(memcmp(&again, plan, sizeof(again)) == 0);
}

static void take(struct net_plan *plan, const char *line, size_t len)
{
	const char *equals = memchr(line, '=', len);
	size_t name_len = equals ? (size_t)(equals - line) : len;
	char *name = exact_text(line, name_len);
	char *value = equals ? exact_text(equals + 1, len - name_len - 1) : exact_text("", 0);
	struct net_plan before;
	int error;

	memcpy(&before, plan, sizeof(before));
	error = net_plan_take(plan, name, value);
	promise(error >= 0 && error <= NET_PLAN_UNKNOWN);
	if (error) {
		promise(memcmp(plan, &before, sizeof(before)) == 0);
		promise(strcmp(net_plan_strerror(error), net_plan_strerror(0)) != 0);
	} else {
		promise(net_plan_is_param(name));
		check_plan(plan);
	}
	free(value);
	free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size);
	struct net_plan plan;
	unsigned int taken;

	memset(&plan, 0, sizeof(plan));
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		take(&plan, line, len);
		line += len + (line[len] == '\n');
	}
	taken = plan.request_count;
	net_plan_settle(&plan);
	check_settled(&plan, taken);
	free(text);
	return 0;
}

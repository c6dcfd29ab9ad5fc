/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rtnl_apply IF COMMAND...: netcfg/rtnl.h for the shell, inside of a network namespace.
 *
 *   set CONFIG               address and routes, as one batch
 *   replace CONFIG -- CONFIG the second in the place of the first: an address that differs goes
 *                            first, since it takes the subnet's others along; then what is left
 *                            of the old routes
 *   remove CONFIG            routes and address
 *   link up / link down      the interface's flag
 *   links / addresses        a dump, a line each
 *   events                   sets and deletes an address 100 times, and says what was heard of it
 *   forged                   sends itself an event from another socket
 *   lost                     sets and deletes an address until events are lost
 *
 *   CONFIG = ADDRESS/LEN { valid=S / mtu=N / static / ADDRESS/LEN [ "via" or "onlink" ADDRESS ] }
 *
 * Says what rtnl_apply() returned: "0", or "ERROR at PLACE".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netcfg/rtnl.h"

enum { FIRST_SEQ = 1000 };

static void fail(const char *what)
{
	printf("rtnl_apply: %s: %s\n", what, strerror(errno));
	exit(2);
}

static struct in_addr read_address(const char *text)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1)
		fail(text);
	return address;
}

static struct in_addr read_prefix(char *text, uint8_t *prefix_len)
{
	char *slash = strchr(text, '/');

	if (!slash)
		fail(text);
	*slash = '\0';
	*prefix_len = (uint8_t)atoi(slash + 1);
	return read_address(text);
}

/* Reads words up to "--" or the end, which it returns. */
static char **read_config(char **words, struct net_config *config)
{
	memset(config, 0, sizeof(*config));
	config->dhcp = true;
	config->valid_s = NET_FOREVER;
	if (!*words)
		fail("CONFIG");
	config->address = read_prefix(*words++, &config->prefix_len);
	for (; *words && strcmp(*words, "--") != 0; words++) {
		struct net_route *route = &config->routes[config->route_count];

		if (sscanf(*words, "valid=%u", &config->valid_s) == 1 ||
		    sscanf(*words, "mtu=%hu", &config->mtu) == 1)
			continue;
		if (strcmp(*words, "static") == 0) {
			config->dhcp = false;
			continue;
		}
		route->destination = read_prefix(*words, &route->prefix_len);
		config->route_count++;
		if (!words[1] || (strcmp(words[1], "via") != 0 && strcmp(words[1], "onlink") != 0))
			continue;
		route->on_link = words[1][0] == 'o';
		route->gateway = read_address(words[2]);
		words += 2;
	}
	return words;
}

static void apply(int fd, const struct rtnl_batch *batch)
{
	unsigned int place = 0;
	int error = rtnl_apply(fd, batch, &place);

	if (error)
		printf("%s at %u\n", strerror(-error), place);
	else
		printf("0\n");
}

static void set(int fd, int ifindex, char **words)
{
	struct rtnl_batch batch;
	struct net_config config;

	read_config(words, &config);
	rtnl_batch_init(&batch, FIRST_SEQ);
	rtnl_msg_address(&batch, ifindex, &config, config.valid_s);
	rtnl_msg_routes(&batch, ifindex, &config);
	apply(fd, &batch);
}

static void replace(int fd, int ifindex, char **words)
{
	struct rtnl_batch batch;
	struct net_config old, next;

	words = read_config(words, &old);
	if (!*words)
		fail("replace takes CONFIG -- CONFIG");
	read_config(words + 1, &next);
	rtnl_batch_init(&batch, FIRST_SEQ);
	if (old.address.s_addr != next.address.s_addr || old.prefix_len != next.prefix_len)
		rtnl_msg_address_delete(&batch, ifindex, old.address, old.prefix_len);
	rtnl_msg_address(&batch, ifindex, &next, next.valid_s);
	rtnl_msg_routes(&batch, ifindex, &next);
	rtnl_msg_routes_delete(&batch, ifindex, &old, &next);
	apply(fd, &batch);
}

static void take_away(int fd, int ifindex, char **words)
{
	struct rtnl_batch batch;
	struct net_config config;

	read_config(words, &config);
	rtnl_batch_init(&batch, FIRST_SEQ);
	rtnl_msg_routes_delete(&batch, ifindex, &config, NULL);
	rtnl_msg_address_delete(&batch, ifindex, config.address, config.prefix_len);
	apply(fd, &batch);
}

static void link_flag(int fd, int ifindex, bool up)
{
	struct rtnl_batch batch;

	rtnl_batch_init(&batch, FIRST_SEQ);
	rtnl_msg_link(&batch, ifindex, up);
	apply(fd, &batch);
}

static void print_event(void *context, const struct rtnl_event *event)
{
	const struct rtnl_link *link = &event->link;
	char text[INET_ADDRSTRLEN];

	(void)context;
	if (event->type == RTNL_LINK) {
		printf("%s %02x:%02x:%02x:%02x:%02x:%02x mtu %u%s%s%s%s\n", link->name,
		       link->mac[0], link->mac[1], link->mac[2], link->mac[3], link->mac[4],
		       link->mac[5], link->mtu, link->is_ethernet ? " ethernet" : "",
		       link->is_physical ? " physical" : "", link->is_up ? " up" : "",
		       link->has_carrier ? " carrier" : "");
		return;
	}
	inet_ntop(AF_INET, &event->address.address, text, sizeof(text));
	printf("%d %s/%u scope %u%s\n", event->ifindex, text, event->address.prefix_len,
	       event->address.scope, event->address.is_permanent ? " permanent" : "");
}

static void dump(int fd, uint16_t type)
{
	int error = rtnl_dump(fd, type, print_event, NULL);

	if (error)
		printf("%s\n", strerror(-error));
}

struct heard {
	uint32_t port; /* of the socket whose requests are counted */
	unsigned int set, gone, others;
};

static void hear(void *context, const struct rtnl_event *event)
{
	struct heard *heard = context;

	if (event->port != heard->port)
		heard->others++;
	else if (event->type == RTNL_ADDRESS)
		heard->set++;
	else if (event->type == RTNL_ADDRESS_GONE)
		heard->gone++;
}

/* Sets and deletes an address that nobody else uses. */
static void flap(int fd, int ifindex, unsigned int times)
{
	const struct net_config config = {.address = read_address("10.99.0.1"), .prefix_len = 32};
	struct rtnl_batch batch;

	while (times--) {
		rtnl_batch_init(&batch, FIRST_SEQ);
		rtnl_msg_address(&batch, ifindex, &config, NET_FOREVER);
		rtnl_msg_address_delete(&batch, ifindex, config.address, config.prefix_len);
		if (rtnl_apply(fd, &batch, NULL))
			fail("flap");
	}
}

static void events(int fd, int ifindex, uint32_t port)
{
	struct heard heard = {.port = port};
	int listener = rtnl_open(RTMGRP_IPV4_IFADDR, NULL);
	unsigned int turns = 0;

	flap(fd, ifindex, 100);
	for (unsigned int before = ~0u; before != heard.set + heard.gone; turns++) {
		before = heard.set + heard.gone;
		if (rtnl_receive(listener, hear, &heard))
			fail("receive");
	}
	printf("%u set, %u gone, %u others, %u turns\n", heard.set, heard.gone, heard.others,
	       turns);
}

/* What a process without a right to it could do on a kernel that lets it. */
static void forged(int ifindex)
{
	const struct net_config config = {.address = read_address("10.99.0.1"), .prefix_len = 32};
	struct sockaddr_nl to = {.nl_family = AF_NETLINK};
	struct heard heard = {.port = ~0u};
	int listener = rtnl_open(RTMGRP_IPV4_IFADDR, &to.nl_pid), forger = rtnl_open(0, NULL);
	struct rtnl_batch batch;
	int answer;

	rtnl_batch_init(&batch, FIRST_SEQ);
	rtnl_msg_address(&batch, ifindex, &config, NET_FOREVER);
	if (sendto(forger, batch.bytes, batch.len, 0, (void *)&to, sizeof(to)) < 0)
		fail("sendto");
	answer = rtnl_receive(listener, hear, &heard);
	printf("%d, %u heard\n", answer, heard.others);
}

static void lost(int fd, int ifindex)
{
	struct heard heard = {.port = ~0u};
	int listener = rtnl_open(RTMGRP_IPV4_IFADDR, NULL);
	int answer;

	/* A buffer of the default size, about 200 kB, would be full after some 300. */
	flap(fd, ifindex, 500);
	do {
		heard.others = 0;
		answer = rtnl_receive(listener, hear, &heard);
	} while (!answer && heard.others);
	printf("after 1000: %s\n", strerror(-answer));
	flap(fd, ifindex, 10000);
	printf("after 20000: %s\n", strerror(-rtnl_receive(listener, hear, &heard)));
	printf("then: %s\n", strerror(-rtnl_receive(listener, hear, &heard)));
}

int main(int argc, char **argv)
{
	uint32_t port;
	int fd = rtnl_open(0, &port);
	int ifindex = argc > 2 ? (int)if_nametoindex(argv[1]) : 0;
	const char *command = argc > 2 ? argv[2] : "";

	if (fd < 0 || !ifindex)
		fail("IF COMMAND");
	if (strcmp(command, "set") == 0)
		set(fd, ifindex, argv + 3);
	else if (strcmp(command, "replace") == 0)
		replace(fd, ifindex, argv + 3);
	else if (strcmp(command, "remove") == 0)
		take_away(fd, ifindex, argv + 3);
	else if (strcmp(command, "link") == 0 && argc > 3)
		link_flag(fd, ifindex, strcmp(argv[3], "up") == 0);
	else if (strcmp(command, "links") == 0)
		dump(fd, RTM_GETLINK);
	else if (strcmp(command, "addresses") == 0)
		dump(fd, RTM_GETADDR);
	else if (strcmp(command, "events") == 0)
		events(fd, ifindex, port);
	else if (strcmp(command, "forged") == 0)
		forged(ifindex);
	else if (strcmp(command, "lost") == 0)
		lost(fd, ifindex);
	else
		fail(command);
	return 0;
}

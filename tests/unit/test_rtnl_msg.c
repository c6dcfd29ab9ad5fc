/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/rtnl_msg.h, what is said to the kernel: each message of a batch is turned into a line of
 * text, by hand and without libmnl, and compared.
 */
#include "netcfg/rtnl_msg.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

enum { IFINDEX = 2, FIRST_SEQ = 70, TEXT_SIZE = 16384 };

static struct in_addr ip(const char *text)
{
	struct in_addr address;

	assert_int_equal(inet_pton(AF_INET, text, &address), 1);
	return address;
}

static struct net_route route(const char *destination, uint8_t prefix_len, const char *gateway)
{
	return (struct net_route){ip(destination), prefix_len, false, ip(gateway)};
}

static struct net_config config(const char *address, uint8_t prefix_len)
{
	return (struct net_config){
		.address = ip(address), .prefix_len = prefix_len, .dhcp = true, .valid_s = 3600};
}

static void add(char *text, const char *format, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + len, TEXT_SIZE - len, format, args);
	va_end(args);
}

/* One attribute behind its name: addresses as such, other numbers of four bytes in decimal. */
static void add_attr(char *text, const char *name, const struct rtattr *attr)
{
	const uint8_t *bytes = RTA_DATA(attr);
	uint32_t numbers[4];

	if (name[0] == '@') {
		assert_int_equal(RTA_PAYLOAD(attr), 4);
		add(text, " %s %u.%u.%u.%u", name + 1, bytes[0], bytes[1], bytes[2], bytes[3]);
		return;
	}
	if (RTA_PAYLOAD(attr) == 1) {
		add(text, " %s %u", name, bytes[0]);
		return;
	}
	assert_true(RTA_PAYLOAD(attr) <= sizeof(numbers));
	memcpy(numbers, bytes, RTA_PAYLOAD(attr));
	add(text, " %s", name);
	for (size_t i = 0; i < RTA_PAYLOAD(attr) / 4; i++)
		add(text, " %u", numbers[i]);
}

static const char *const address_names[] = {
	[IFA_ADDRESS] = "@at",
	[IFA_LOCAL] = "@local",
	[IFA_BROADCAST] = "@broadcast",
	[IFA_CACHEINFO] = "lifetimes",
	[IFA_FLAGS] = "flags",
	[IFA_RT_PRIORITY] = "metric",
	[11] = "proto",
};
static const char *const route_names[] = {
	[RTA_DST] = "@to",	   [RTA_OIF] = "dev",	   [RTA_GATEWAY] = "@via",
	[RTA_PRIORITY] = "metric", [RTA_PREFSRC] = "@src",
};

static void add_attrs(char *text, const struct nlmsghdr *message, size_t header_size,
		      const char *const *names, size_t name_count)
{
	const char *start = (const char *)message + NLMSG_HDRLEN + header_size;
	int len = (int)(message->nlmsg_len - NLMSG_HDRLEN - header_size);
	const struct rtattr *attr = (const void *)start;

	for (; RTA_OK(attr, len); attr = RTA_NEXT(attr, len)) {
		const struct rtattr *inner = RTA_DATA(attr);

		if (names == route_names && attr->rta_type == (RTA_METRICS | NLA_F_NESTED)) {
			assert_int_equal(attr->rta_len, 12);
			assert_int_equal(inner->rta_len, 8);
			assert_int_equal(inner->rta_type, RTAX_MTU);
			add_attr(text, "mtu", inner);
			continue;
		}
		assert_true(attr->rta_type < name_count && names[attr->rta_type]);
		add_attr(text, names[attr->rta_type], attr);
	}
	assert_int_equal(len, 0);
}

static void add_message(char *text, const struct nlmsghdr *message)
{
	const struct ifinfomsg *link = NLMSG_DATA(message);
	const struct ifaddrmsg *address = NLMSG_DATA(message);
	const struct rtmsg *to = NLMSG_DATA(message);

	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_GETLINK:
		add(text, "%s dev %d flags %x of %x",
		    message->nlmsg_type == RTM_NEWLINK ? "link" : "all links", link->ifi_index,
		    link->ifi_flags, link->ifi_change);
		assert_int_equal(link->ifi_family, AF_UNSPEC);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
	case RTM_GETADDR:
		add(text, "%s /%u dev %u",
		    message->nlmsg_type == RTM_NEWADDR	 ? "address"
		    : message->nlmsg_type == RTM_GETADDR ? "all addresses"
							 : "no address",
		    address->ifa_prefixlen, address->ifa_index);
		assert_int_equal(address->ifa_family, AF_INET);
		assert_int_equal(address->ifa_scope, RT_SCOPE_UNIVERSE);
		add_attrs(text, message, sizeof(*address), address_names, COUNT(address_names));
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		add(text, "%s /%u", message->nlmsg_type == RTM_NEWROUTE ? "route" : "no route",
		    to->rtm_dst_len);
		assert_int_equal(to->rtm_family, AF_INET);
		assert_int_equal(to->rtm_table, RT_TABLE_MAIN);
		assert_int_equal(to->rtm_type, RTN_UNICAST);
		add_attrs(text, message, sizeof(*to), route_names, COUNT(route_names));
		add(text, " proto %u scope %u", to->rtm_protocol, to->rtm_scope);
		add(text, "%s", to->rtm_flags == RTNH_F_ONLINK ? " onlink" : "");
		assert_int_equal(to->rtm_flags & ~(unsigned int)RTNH_F_ONLINK, 0);
		break;
	default:
		fail_msg("message type %u", message->nlmsg_type);
	}
	add(text, "\n");
}

/* All messages of the batch, a line each; their flags and numbers are looked at, too. */
static const char *text_of(const struct rtnl_batch *batch)
{
	static char text[TEXT_SIZE];
	const struct nlmsghdr *message = (const void *)batch->bytes;
	size_t len = batch->len;
	unsigned int count = 0;

	text[0] = '\0';
	for (; NLMSG_OK(message, len); message = NLMSG_NEXT(message, len), count++) {
		unsigned int flags = NLM_F_REQUEST | NLM_F_ACK;

		add_message(text, message);
		if (message->nlmsg_type == RTM_NEWADDR || message->nlmsg_type == RTM_NEWROUTE)
			flags |= NLM_F_CREATE | NLM_F_REPLACE;
		if (message->nlmsg_type == RTM_GETLINK || message->nlmsg_type == RTM_GETADDR)
			flags = NLM_F_REQUEST | NLM_F_DUMP;
		expect_int(text, message->nlmsg_flags, flags);
		expect_int(text, message->nlmsg_seq, batch->first_seq + count);
		expect_int(text, message->nlmsg_pid, 0);
	}
	expect_int(text, len, 0);
	expect_int(text, batch->count, count);
	return text;
}

static struct rtnl_batch *empty_batch(void)
{
	static struct rtnl_batch batch;

	memset(&batch, UNTOUCHED, sizeof(batch));
	rtnl_batch_init(&batch, FIRST_SEQ);
	return &batch;
}

TEST(link_goes_up_and_down_and_nothing_else_of_it_changes)
{
	struct rtnl_batch *batch = empty_batch();

	expect_text("empty", text_of(batch), "");
	assert_true(rtnl_msg_link(batch, 7, true));
	assert_true(rtnl_msg_link(batch, 8, false));
	expect_text("links", text_of(batch), "link dev 7 flags 1 of 1\nlink dev 8 flags 0 of 1\n");
}

TEST(address_has_its_lifetime_and_leaves_the_subnets_route_to_us)
{
	static const struct {
		const char *address;
		uint8_t prefix_len;
		bool dhcp;
		uint32_t valid_s;
		const char *expected;
	} rows[] = {
		{"10.0.0.5", 24, true, 600,
		 "address /24 dev 2 local 10.0.0.5 at 10.0.0.5 broadcast 10.0.0.255"
		 " flags 512 metric 1026"
		 " proto 16 lifetimes 600 600 0 0\n"},
		{"192.168.77.200", 8, false, NET_FOREVER,
		 "address /8 dev 2 local 192.168.77.200 at 192.168.77.200"
		 " broadcast 192.255.255.255 flags 512 metric 1026"
		 " lifetimes 4294967295 4294967295 0 0\n"},
		{"10.1.2.1", 1, true, 1,
		 "address /1 dev 2 local 10.1.2.1 at 10.1.2.1 broadcast 127.255.255.255"
		 " flags 512 metric 1026"
		 " proto 16 lifetimes 1 1 0 0\n"},
		{"10.0.0.5", 30, true, 60,
		 "address /30 dev 2 local 10.0.0.5 at 10.0.0.5 broadcast 10.0.0.7"
		 " flags 512 metric 1026"
		 " proto 16 lifetimes 60 60 0 0\n"},
		{"10.0.0.5", 31, true, 60,
		 "address /31 dev 2 local 10.0.0.5 at 10.0.0.5 flags 512 metric 1026 proto 16"
		 " lifetimes 60 60 0 0\n"},
		{"10.0.0.5", 32, true, 60,
		 "address /32 dev 2 local 10.0.0.5 at 10.0.0.5 flags 512 metric 1026 proto 16"
		 " lifetimes 60 60 0 0\n"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_config wanted = config(rows[i].address, rows[i].prefix_len);
		struct rtnl_batch *batch = empty_batch();

		wanted.dhcp = rows[i].dhcp;
		assert_true(rtnl_msg_address(batch, IFINDEX, &wanted, rows[i].valid_s));
		expect_text(rows[i].expected, text_of(batch), rows[i].expected);
	}
}

TEST(address_that_goes_is_named_with_its_prefix)
{
	struct rtnl_batch *batch = empty_batch();

	assert_true(rtnl_msg_address_delete(batch, IFINDEX, ip("10.0.0.5"), 24));
	expect_text("delete", text_of(batch), "no address /24 dev 2 local 10.0.0.5 at 10.0.0.5\n");
}

static void check_routes(const struct net_config *wanted, const char *expected)
{
	struct rtnl_batch *batch = empty_batch();

	assert_true(rtnl_msg_routes(batch, IFINDEX, wanted));
	expect_text(expected, text_of(batch), expected);
}

TEST(routes_follow_the_subnets_own)
{
	struct net_config wanted = config("10.0.0.5", 24);

	check_routes(&wanted,
		     "route /24 to 10.0.0.0 dev 2 metric 1026 src 10.0.0.5 proto 16 scope 253\n");
	wanted.routes[wanted.route_count++] = route("10.9.0.0", 16, "0.0.0.0");
	wanted.routes[wanted.route_count++] = route("0.0.0.0", 0, "10.0.0.1");
	wanted.mtu = 1400;
	wanted.dhcp = false;
	check_routes(&wanted, "route /24 to 10.0.0.0 dev 2 metric 1026 src 10.0.0.5 mtu 1400"
			      " proto 3 scope 253\n"
			      "route /16 to 10.9.0.0 dev 2 metric 1026 src 10.0.0.5 mtu 1400"
			      " proto 3 scope 253\n"
			      "route /0 via 10.0.0.1 dev 2 metric 1026 src 10.0.0.5 mtu 1400"
			      " proto 3 scope 0\n");
}

TEST(single_address_has_no_subnet_and_reaches_its_gateway_on_the_link)
{
	struct net_config wanted = config("10.0.0.5", 32);

	check_routes(&wanted, "");
	wanted.routes[wanted.route_count++] = route("10.0.0.1", 32, "0.0.0.0");
	wanted.routes[wanted.route_count++] = route("0.0.0.0", 0, "10.0.0.1");
	check_routes(&wanted,
		     "route /32 to 10.0.0.1 dev 2 metric 1026 src 10.0.0.5 proto 16 scope 253\n"
		     "route /0 via 10.0.0.1 dev 2 metric 1026 src 10.0.0.5 proto 16 scope 0\n");
	wanted.routes[0] = route("0.0.0.0", 0, "172.31.1.1");
	wanted.routes[0].on_link = true;
	wanted.route_count = 1;
	check_routes(&wanted, "route /0 via 172.31.1.1 dev 2 metric 1026 src 10.0.0.5 proto 16"
			      " scope 0 onlink\n");
}

TEST(route_to_the_own_subnet_does_not_replace_it)
{
	struct net_config wanted = config("10.0.0.5", 24);

	wanted.routes[0] = route("10.0.0.0", 24, "10.0.0.1");
	wanted.routes[1] = route("10.0.0.0", 25, "10.0.0.1");
	wanted.route_count = 2;
	check_routes(&wanted,
		     "route /24 to 10.0.0.0 dev 2 metric 1026 src 10.0.0.5 proto 16 scope 253\n"
		     "route /25 to 10.0.0.0 via 10.0.0.1 dev 2 metric 1026 src 10.0.0.5 proto 16"
		     " scope 0\n");
	/* A single address has no subnet whose route could be replaced. */
	wanted = config("10.0.0.5", 32);
	wanted.routes[wanted.route_count++] = route("10.0.0.5", 32, "0.0.0.0");
	check_routes(&wanted,
		     "route /32 to 10.0.0.5 dev 2 metric 1026 src 10.0.0.5 proto 16 scope 253\n");
}

static void check_delete(const struct net_config *old, const struct net_config *next,
			 const char *expected)
{
	struct rtnl_batch *batch = empty_batch();

	assert_true(rtnl_msg_routes_delete(batch, IFINDEX, old, next));
	expect_text(expected, text_of(batch), expected);
}

TEST(routes_that_go_are_named_as_they_were_set)
{
	struct net_config old = config("10.0.0.5", 24);

	old.mtu = 1400;
	old.routes[0] = route("10.9.0.0", 16, "0.0.0.0");
	old.routes[1] = route("0.0.0.0", 0, "172.31.1.1");
	old.routes[1].on_link = true;
	old.route_count = 2;
	check_delete(&old, NULL,
		     "no route /24 to 10.0.0.0 dev 2 metric 1026 proto 0 scope 253\n"
		     "no route /16 to 10.9.0.0 dev 2 metric 1026 proto 0 scope 253\n"
		     "no route /0 via 172.31.1.1 dev 2 metric 1026 proto 0 scope 0 onlink\n");
	check_delete(&old, &old, "");
}

TEST(only_routes_that_the_new_configuration_has_not_go)
{
	struct net_config old = config("10.0.0.5", 24), next = config("10.0.0.6", 24);

	old.routes[0] = route("10.9.0.0", 16, "0.0.0.0");
	old.routes[1] = route("0.0.0.0", 0, "10.0.0.1");
	old.route_count = 2;
	next.routes[0] = route("10.9.0.0", 17, "0.0.0.0");
	next.routes[1] = route("10.8.0.0", 16, "0.0.0.0");
	next.routes[2] = route("0.0.0.0", 0, "10.0.0.2");
	next.route_count = 3;
	check_delete(&old, &next,
		     "no route /16 to 10.9.0.0 dev 2 metric 1026 proto 0 scope 253\n"
		     "no route /0 via 10.0.0.1 dev 2 metric 1026 proto 0 scope 0\n");
	next.routes[2] = old.routes[1];
	check_delete(&old, &next, "no route /16 to 10.9.0.0 dev 2 metric 1026 proto 0 scope 253\n");
	next.prefix_len = 32;
	check_delete(&old, &next,
		     "no route /24 to 10.0.0.0 dev 2 metric 1026 proto 0 scope 253\n"
		     "no route /16 to 10.9.0.0 dev 2 metric 1026 proto 0 scope 253\n");
}

TEST(route_of_the_kernels_own_configuration_is_named_by_its_protocol_alone)
{
	struct rtnl_batch *batch = empty_batch();

	assert_true(rtnl_msg_boot_route_delete(batch, IFINDEX));
	expect_text("boot route", text_of(batch), "no route /0 dev 2 proto 3 scope 255\n");
}

TEST(dump_asks_for_all_links_or_all_ipv4_addresses)
{
	struct rtnl_batch *batch = empty_batch();

	assert_true(rtnl_msg_dump(batch, RTM_GETLINK));
	assert_true(rtnl_msg_dump(batch, RTM_GETADDR));
	expect_text("dump", text_of(batch),
		    "all links dev 0 flags 0 of 0\nall addresses /0 dev 0\n");
}

/* The longest there is: each route with a destination, a gateway and an MTU. */
static struct net_config largest(uint8_t first)
{
	struct net_config wanted = config("10.0.0.5", 24);

	wanted.mtu = 1400;
	wanted.route_count = NET_ROUTE_MAX;
	for (uint8_t i = 0; i < NET_ROUTE_MAX; i++) {
		wanted.routes[i] = route("20.0.0.0", 24, "10.0.0.1");
		wanted.routes[i].destination.s_addr |= htonl((uint32_t)(first + i) << 8);
	}
	return wanted;
}

TEST(largest_configuration_fits_with_its_address)
{
	struct net_config wanted = largest(0);
	struct rtnl_batch *batch = empty_batch();

	assert_true(rtnl_msg_link(batch, IFINDEX, true));
	assert_true(rtnl_msg_address(batch, IFINDEX, &wanted, 60));
	assert_true(rtnl_msg_routes(batch, IFINDEX, &wanted));
	text_of(batch);
	assert_int_equal(batch->count, 2 + 1 + NET_ROUTE_MAX);
}

/* Fills a batch to its end by links. */
static struct rtnl_batch *full_batch(void)
{
	struct rtnl_batch *batch = empty_batch();

	while (rtnl_msg_link(batch, IFINDEX, true))
		assert_true(batch->len <= RTNL_BATCH_SIZE);
	return batch;
}

TEST(full_batch_stays_as_it_is)
{
	struct net_config wanted = largest(0), other = largest(100);
	struct rtnl_batch *batch = full_batch();
	const size_t len = batch->len;
	const unsigned int count = batch->count;

	expect_true("little is lost", RTNL_BATCH_SIZE - len < 96);
	assert_false(rtnl_msg_address(batch, IFINDEX, &wanted, 60));
	assert_false(rtnl_msg_address_delete(batch, IFINDEX, wanted.address, 24));
	assert_false(rtnl_msg_routes(batch, IFINDEX, &wanted));
	assert_false(rtnl_msg_routes_delete(batch, IFINDEX, &wanted, NULL));
	assert_false(rtnl_msg_dump(batch, RTM_GETADDR));
	expect_int("length", batch->len, len);
	expect_int("count", batch->count, count);
	text_of(batch);

	/* What fits in part is not added in part. */
	batch = empty_batch();
	assert_true(rtnl_msg_routes(batch, IFINDEX, &wanted));
	const size_t routes_len = batch->len;

	assert_false(rtnl_msg_routes_delete(batch, IFINDEX, &other, &wanted));
	expect_int("length", batch->len, routes_len);
	expect_int("count", batch->count, NET_ROUTE_MAX + 1);
	assert_false(rtnl_msg_routes(batch, IFINDEX, &wanted));
	expect_int("length", batch->len, routes_len);
	expect_int("count", batch->count, NET_ROUTE_MAX + 1);
	text_of(batch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(link_goes_up_and_down_and_nothing_else_of_it_changes),
		cmocka_unit_test(address_has_its_lifetime_and_leaves_the_subnets_route_to_us),
		cmocka_unit_test(address_that_goes_is_named_with_its_prefix),
		cmocka_unit_test(routes_follow_the_subnets_own),
		cmocka_unit_test(single_address_has_no_subnet_and_reaches_its_gateway_on_the_link),
		cmocka_unit_test(route_to_the_own_subnet_does_not_replace_it),
		cmocka_unit_test(routes_that_go_are_named_as_they_were_set),
		cmocka_unit_test(only_routes_that_the_new_configuration_has_not_go),
		cmocka_unit_test(
			route_of_the_kernels_own_configuration_is_named_by_its_protocol_alone),
		cmocka_unit_test(dump_asks_for_all_links_or_all_ipv4_addresses),
		cmocka_unit_test(largest_configuration_fits_with_its_address),
		cmocka_unit_test(full_batch_stays_as_it_is),
	};

	return RUN_TESTS(tests);
}

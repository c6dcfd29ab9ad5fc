/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_routes.h, through dhcp_reply_parse(): options 121, 249 and 3. Rows 43 to 46 of the
 * hostile inputs, 73 to 78 of the options.
 */
#include <stdio.h>

#include "tests/unit/dhcp_reply.h"

#define BYTES(text) text, sizeof(text) - 1
/* 10.0.0.0/8 by the server, and the rest by it. */
#define GOOD "\x08\x0a\xc0\xa8\x01\x01\x00\xc0\xa8\x01\x01"

/* The routes as text: "DESTINATION/LEN GATEWAY", with ! where the gateway is on the link. */
static void expect_routes(const char *row, const struct dhcp_reply *reply, const char *expected)
{
	const struct net_config *config = &reply->lease.config;
	char text[NET_ROUTE_MAX * 40] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route *route = &config->routes[i];
		char destination[INET_ADDRSTRLEN], gateway[INET_ADDRSTRLEN];

		inet_ntop(AF_INET, &route->destination, destination, sizeof(destination));
		inet_ntop(AF_INET, &route->gateway, gateway, sizeof(gateway));
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s/%u %s%s",
					len ? ", " : "", destination, route->prefix_len, gateway,
					route->on_link ? "!" : "");
	}
	expect_text(row, text, expected);
}

static void check(const char *row, const struct message *m, const char *expected, uint32_t notes)
{
	struct dhcp_reply reply;

	expect_reply(row, m, &reply);
	expect_routes(row, &reply, expected);
	expect_notes(row, &reply, notes);
}

/* An acknowledgement with option 121 alone. */
static void check_classless(const char *row, const char *bytes, size_t len, const char *expected,
			    uint32_t notes)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_ROUTES, bytes, len);
	check(row, &m, expected, notes);
}

static void check_routers(const char *list, const char *expected, uint32_t notes)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, list);
	check(list, &m, expected, notes);
}

TEST(router_is_the_default_route)
{
	check_routers("192.168.1.1", "0.0.0.0/0 192.168.1.1", 0);
}

/* Rows 43, 74. */
TEST(router_outside_of_the_subnet_is_on_the_link)
{
	check_routers("10.9.9.9", "0.0.0.0/0 10.9.9.9!", 0);
	check_routers("169.254.1.1", "0.0.0.0/0 169.254.1.1!", 0);
}

/* Row 44. */
TEST(first_of_several_routers_is_taken)
{
	struct message m;
	struct dhcp_reply reply;

	check_routers("192.168.1.3 192.168.1.4", "0.0.0.0/0 192.168.1.3", 0);
	begin_good(&m, DHCP_ACK);
	for (unsigned int i = 64; i > 0; i--)
		put_u32(&m, DHCP_OPTION_ROUTER, 0xc0a80100 | i);
	expect_reply("64", &m, &reply);
	expect_routes("64", &reply, "0.0.0.0/0 192.168.1.64");
}

/* Row 43. */
TEST(router_that_can_not_be_one_is_skipped)
{
	check_routers("0.0.0.0", "", NOTE(ROUTER_SKIPPED));
	check_routers("224.0.0.1", "", NOTE(ROUTER_SKIPPED));
	check_routers("255.255.255.255", "", NOTE(ROUTER_SKIPPED));
	check_routers("127.0.0.1", "", NOTE(ROUTER_SKIPPED));
	check_routers("0.0.0.0 192.168.1.3", "0.0.0.0/0 192.168.1.3", NOTE(ROUTER_SKIPPED));
	check_routers("224.0.0.1 " OWN " 192.168.1.3", "0.0.0.0/0 192.168.1.3",
		      NOTE(ROUTER_SKIPPED));
}

/* Row 44. */
TEST(routers_of_a_length_that_is_no_multiple_of_four_are_ignored)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_ROUTER, BYTES("\xc0\xa8\x01\x01\x05"));
	check("5", &m, "", NOTE(ROUTER_SKIPPED));
	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_ROUTER, BYTES("\xc0\xa8\x01"));
	check("3", &m, "", NOTE(ROUTER_SKIPPED));
}

TEST(routes_of_all_widths_are_read)
{
	check_classless("0", BYTES("\x00\xc0\xa8\x01\x01"), "0.0.0.0/0 192.168.1.1", 0);
	check_classless("1", BYTES("\x01\x80\xc0\xa8\x01\x01"), "128.0.0.0/1 192.168.1.1", 0);
	check_classless("8", BYTES("\x08\x0a\xc0\xa8\x01\x01"), "10.0.0.0/8 192.168.1.1", 0);
	check_classless("9", BYTES("\x09\x0a\x80\xc0\xa8\x01\x01"), "10.128.0.0/9 192.168.1.1", 0);
	check_classless("16", BYTES("\x10\x0a\x02\xc0\xa8\x01\x01"), "10.2.0.0/16 192.168.1.1", 0);
	check_classless("24", BYTES("\x18\x0a\x02\x03\xc0\xa8\x01\x01"), "10.2.3.0/24 192.168.1.1",
			0);
	check_classless("32", BYTES("\x20\x0a\x02\x03\x04\xc0\xa8\x01\x01"),
			"10.2.3.4/32 192.168.1.1", 0);
	check_classless("two", BYTES(GOOD), "10.0.0.0/8 192.168.1.1, 0.0.0.0/0 192.168.1.1", 0);
}

/* Row 76. */
TEST(bits_behind_the_width_are_cleared)
{
	check_classless("9", BYTES("\x09\x0a\xff\xc0\xa8\x01\x01"), "10.128.0.0/9 192.168.1.1", 0);
	check_classless("1", BYTES("\x01\xff\xc0\xa8\x01\x01"), "128.0.0.0/1 192.168.1.1", 0);
	check_classless("31", BYTES("\x1f\x0a\x02\x03\x05\xc0\xa8\x01\x01"),
			"10.2.3.4/31 192.168.1.1", 0);
}

/* Row 73: as Google's cloud has it. */
TEST(route_without_a_gateway_is_on_the_link_and_comes_first)
{
	struct message m;

	begin(&m, DHCP_ACK, "10.128.0.5");
	put_addresses(&m, DHCP_OPTION_SERVER_ID, "169.254.169.254");
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	put_addresses(&m, DHCP_OPTION_NETMASK, "255.255.255.255");
	put_addresses(&m, DHCP_OPTION_ROUTER, "10.128.0.1");
	put(&m, DHCP_OPTION_ROUTES,
	    BYTES("\x00\x0a\x80\x00\x01"
		  "\x20\x0a\x80\x00\x01\x00\x00\x00\x00"));
	check("cloud", &m, "10.128.0.1/32 0.0.0.0, 0.0.0.0/0 10.128.0.1", 0);
}

TEST(gateway_that_nothing_leads_to_is_on_the_link)
{
	check_classless("outside", BYTES("\x00\x0a\x09\x09\x09"), "0.0.0.0/0 10.9.9.9!", 0);
}

/* Row 75. */
TEST(routers_are_ignored_beside_routes)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
	put(&m, DHCP_OPTION_ROUTES, BYTES("\x08\x0a\xc0\xa8\x01\x01"));
	check("121", &m, "10.0.0.0/8 192.168.1.1", 0);
	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, OWN);
	put(&m, DHCP_OPTION_ROUTES, BYTES("\x08\x0a\xc0\xa8\x01\x01"));
	check("the router is us", &m, "10.0.0.0/8 192.168.1.1", 0);
	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
	put(&m, DHCP_OPTION_ROUTES, BYTES("\x08\x7f\xc0\xa8\x01\x01"));
	check("none is left", &m, "", NOTE(ROUTE_SKIPPED));
}

/* Row 78. */
TEST(static_routes_of_classes_are_never_read)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put_addresses(&m, 33, "10.0.0.0 192.168.1.9");
	check("33", &m, "", 0);
}

/* Row 77. */
TEST(option_249_counts_where_121_is_absent)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
	put(&m, DHCP_OPTION_MS_ROUTES, BYTES("\x08\x0a\xc0\xa8\x01\x01"));
	check("249", &m, "10.0.0.0/8 192.168.1.1", 0);
	put(&m, DHCP_OPTION_ROUTES, BYTES("\x08\x0b\xc0\xa8\x01\x01"));
	check("both", &m, "11.0.0.0/8 192.168.1.1", 0);
	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_ROUTES, BYTES("\x21"));
	put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
	put(&m, DHCP_OPTION_MS_ROUTES, BYTES("\x08\x0a\xc0\xa8\x01\x01"));
	check("bad 121", &m, "0.0.0.0/0 192.168.1.9", NOTE(ROUTES_BAD));
}

TEST(malformed_option_249_was_not_asked_for_and_spoils_no_offer)
{
	struct message m;

	begin_good(&m, DHCP_OFFER);
	put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
	put(&m, DHCP_OPTION_MS_ROUTES, BYTES("\x08\x0a\xc0"));
	check("249", &m, "0.0.0.0/0 192.168.1.9", NOTE(ROUTES_BAD));
}

static const struct {
	const char *row, *bytes;
	size_t len;
} malformed[] = {
	{"empty", BYTES("")},
	{"width 33", BYTES("\x21\x0a\x02\x03\x04\x05\xc0\xa8\x01\x01")},
	{"width 255", BYTES("\xff\x0a\x02\x03\x04\x05\xc0\xa8\x01\x01")},
	{"width alone", BYTES("\x00")},
	{"short gateway", BYTES("\x08\x0a\xc0\xa8\x01")},
	{"no gateway", BYTES("\x18\x0a\x02\x03")},
	{"short destination", BYTES("\x20\x0a\x02\x03\xc0\xa8\x01\x01")},
	{"good, then short", BYTES(GOOD "\x08")},
	{"good, then bad", BYTES(GOOD "\x21\x0a\x02\x03\x04\x05\xc0\xa8\x01\x01")},
};

/* Rows 45, 75. */
TEST(malformed_routes_spoil_an_offer)
{
	for (size_t i = 0; i < COUNT(malformed); i++) {
		struct message m;

		begin_good(&m, DHCP_OFFER);
		put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
		put(&m, DHCP_OPTION_ROUTES, malformed[i].bytes, malformed[i].len);
		expect_refused(malformed[i].row, &m, DHCP_REASON_ROUTES);
	}
}

/* Rows 45, 75. */
TEST(malformed_routes_of_an_acknowledgement_give_way_to_the_router)
{
	for (size_t i = 0; i < COUNT(malformed); i++) {
		struct message m;

		begin_good(&m, DHCP_ACK);
		put_addresses(&m, DHCP_OPTION_ROUTER, "192.168.1.9");
		put(&m, DHCP_OPTION_ROUTES, malformed[i].bytes, malformed[i].len);
		check(malformed[i].row, &m, "0.0.0.0/0 192.168.1.9", NOTE(ROUTES_BAD));
		begin_good(&m, DHCP_ACK);
		put_addresses(&m, DHCP_OPTION_ROUTER, OWN);
		put(&m, DHCP_OPTION_ROUTES, malformed[i].bytes, malformed[i].len);
		expect_refused(malformed[i].row, &m, DHCP_REASON_SELF_CONFLICT);
	}
}

/* Row 46. */
TEST(routes_to_loopback_and_multicast_are_skipped)
{
	static const struct {
		const char *row, *bytes;
		size_t len;
	} rows[] = {
		{"127/8", BYTES("\x08\x7f\xc0\xa8\x01\x01")},
		{"127.0.0.1/32", BYTES("\x20\x7f\x00\x00\x01\xc0\xa8\x01\x01")},
		{"127.128/9", BYTES("\x09\x7f\x80\xc0\xa8\x01\x01")},
		{"224/4", BYTES("\x04\xe0\xc0\xa8\x01\x01")},
		{"239.1/16", BYTES("\x10\xef\x01\xc0\xa8\x01\x01")},
		{"127/8 on the link", BYTES("\x08\x7f\x00\x00\x00\x00")},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;

		check_classless(rows[i].row, rows[i].bytes, rows[i].len, "", NOTE(ROUTE_SKIPPED));
		begin_good(&m, DHCP_ACK);
		put(&m, DHCP_OPTION_ROUTES, rows[i].bytes, rows[i].len);
		put(&m, DHCP_OPTION_ROUTES, BYTES(GOOD));
		check(rows[i].row, &m, "10.0.0.0/8 192.168.1.1, 0.0.0.0/0 192.168.1.1",
		      NOTE(ROUTE_SKIPPED));
	}
}

/* Row 46. */
TEST(routes_to_everything_else_are_taken)
{
	check_classless("halves", BYTES("\x01\x00\xc0\xa8\x01\x01\x01\x80\xc0\xa8\x01\x01"),
			"0.0.0.0/1 192.168.1.1, 128.0.0.0/1 192.168.1.1", 0);
	check_classless("metadata", BYTES("\x20\xa9\xfe\xa9\xfe\xc0\xa8\x01\x01"),
			"169.254.169.254/32 192.168.1.1", 0);
	check_classless("126/8", BYTES("\x08\x7e\xc0\xa8\x01\x01"), "126.0.0.0/8 192.168.1.1", 0);
	check_classless("240/4", BYTES("\x04\xf0\xc0\xa8\x01\x01"), "240.0.0.0/4 192.168.1.1", 0);
	check_classless("208/4", BYTES("\x04\xd0\xc0\xa8\x01\x01"), "208.0.0.0/4 192.168.1.1", 0);
}

/* Row 46. */
TEST(route_to_our_own_address_is_left_out)
{
	check_classless("own", BYTES("\x20\xc0\xa8\x01\x32\xc0\xa8\x01\x01"), "", 0);
	check_classless("own, on the link", BYTES("\x20\xc0\xa8\x01\x32\x00\x00\x00\x00"), "", 0);
	check_classless("its subnet", BYTES("\x1f\xc0\xa8\x01\x32\xc0\xa8\x01\x01"),
			"192.168.1.50/31 192.168.1.1", 0);
}

TEST(route_by_a_gateway_that_can_not_be_one_is_skipped)
{
	check_classless("us", BYTES("\x08\x0a\xc0\xa8\x01\x32"), "", NOTE(ROUTE_SKIPPED));
	check_classless("loopback", BYTES("\x08\x0a\x7f\x00\x00\x01"), "", NOTE(ROUTE_SKIPPED));
	check_classless("multicast", BYTES("\x08\x0a\xe0\x00\x00\x01"), "", NOTE(ROUTE_SKIPPED));
	check_classless("reserved", BYTES("\x08\x0a\xf0\x00\x00\x01"), "", NOTE(ROUTE_SKIPPED));
	check_classless("broadcast", BYTES("\x08\x0a\xff\xff\xff\xff"), "", NOTE(ROUTE_SKIPPED));
	check_classless("0.0.0.1", BYTES("\x08\x0a\x00\x00\x00\x01"), "", NOTE(ROUTE_SKIPPED));
}

static void put_many(struct message *m, unsigned int count, const char *tail, size_t tail_len)
{
	uint8_t bytes[2048];
	size_t len = 0;

	for (unsigned int i = 0; i < count; i++) {
		const uint8_t route[] = {16, (uint8_t)(20 + i / 256), (uint8_t)i, 192, 168, 1, 1};

		memcpy(bytes + len, route, sizeof(route));
		len += sizeof(route);
	}
	memcpy(bytes + len, tail, tail_len);
	put(m, DHCP_OPTION_ROUTES, bytes, len + tail_len);
}

/* Row 45: 280 fit into the 2048 bytes of all options together. */
TEST(routes_behind_the_64th_are_left_out)
{
	static const unsigned int counts[] = {63, 64, 65, 280};

	for (size_t i = 0; i < COUNT(counts); i++) {
		const bool many = counts[i] > NET_ROUTE_MAX;
		struct message m;
		struct dhcp_reply reply;
		char row[32];

		snprintf(row, sizeof(row), "%u", counts[i]);
		begin_good(&m, DHCP_ACK);
		put_many(&m, counts[i], "", 0);
		expect_reply(row, &m, &reply);
		expect_int(row, reply.lease.config.route_count,
			   many ? NET_ROUTE_MAX : (int)counts[i]);
		expect_addr(row, reply.lease.config.routes[0].destination, "20.0.0.0");
		expect_addr(row, reply.lease.config.routes[62].destination, "20.62.0.0");
		expect_notes(row, &reply, many ? NOTE(ROUTES_MANY) : 0);
	}
}

TEST(form_of_the_routes_behind_the_64th_counts)
{
	struct message m;

	begin_good(&m, DHCP_OFFER);
	put_many(&m, 100, "\x21", 1);
	expect_refused("101", &m, DHCP_REASON_ROUTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(router_is_the_default_route),
		cmocka_unit_test(router_outside_of_the_subnet_is_on_the_link),
		cmocka_unit_test(first_of_several_routers_is_taken),
		cmocka_unit_test(router_that_can_not_be_one_is_skipped),
		cmocka_unit_test(routers_of_a_length_that_is_no_multiple_of_four_are_ignored),
		cmocka_unit_test(routes_of_all_widths_are_read),
		cmocka_unit_test(bits_behind_the_width_are_cleared),
		cmocka_unit_test(route_without_a_gateway_is_on_the_link_and_comes_first),
		cmocka_unit_test(gateway_that_nothing_leads_to_is_on_the_link),
		cmocka_unit_test(routers_are_ignored_beside_routes),
		cmocka_unit_test(static_routes_of_classes_are_never_read),
		cmocka_unit_test(option_249_counts_where_121_is_absent),
		cmocka_unit_test(malformed_option_249_was_not_asked_for_and_spoils_no_offer),
		cmocka_unit_test(malformed_routes_spoil_an_offer),
		cmocka_unit_test(malformed_routes_of_an_acknowledgement_give_way_to_the_router),
		cmocka_unit_test(routes_to_loopback_and_multicast_are_skipped),
		cmocka_unit_test(routes_to_everything_else_are_taken),
		cmocka_unit_test(route_to_our_own_address_is_left_out),
		cmocka_unit_test(route_by_a_gateway_that_can_not_be_one_is_skipped),
		cmocka_unit_test(routes_behind_the_64th_are_left_out),
		cmocka_unit_test(form_of_the_routes_behind_the_64th_counts),
	};

	return RUN_TESTS(tests);
}

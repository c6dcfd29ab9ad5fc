/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/net_config.h: routes in an order that the kernel takes, and static requests. Row 73 of
 * the DHCP specification: an address of 32 bits, with its gateway on the link; row 74: a gateway
 * outside of the subnet does not cost the configuration.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "netcfg/net_config.h"
#include "tests/unit/unit.h"

enum { TEXT_SIZE = 1024 };

static struct in_addr address(const char *text)
{
	struct in_addr addr = {0};

	assert_int_equal(inet_pton(AF_INET, text, &addr), 1);
	return addr;
}

/* Adds the routes of "A/LEN [via A], ..." to the configuration. */
static void add_routes(struct net_config *config, const char *text)
{
	char *copy = heap_text(text), *save = NULL;

	for (char *item = strtok_r(copy, ",", &save); item; item = strtok_r(NULL, ",", &save)) {
		struct net_route *route = &config->routes[config->route_count++];
		char destination[16], gateway[16] = "0.0.0.0";
		unsigned int len;

		assert_true(sscanf(item, " %15[0-9.]/%u via %15s", destination, &len, gateway) >=
			    2);
		/* on_link is the function's to say, whatever it was. */
		*route = (struct net_route){address(destination), (uint8_t)len, true,
					    address(gateway)};
	}
	free(copy);
}

/* The routes as "A/LEN [via A [on-link]], ...". */
static void write_routes(const struct net_config *config, char out[TEXT_SIZE])
{
	char a[INET_ADDRSTRLEN], b[INET_ADDRSTRLEN];
	size_t len = 0;

	out[0] = '\0';
	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route *route = &config->routes[i];

		inet_ntop(AF_INET, &route->destination, a, sizeof(a));
		inet_ntop(AF_INET, &route->gateway, b, sizeof(b));
		len += (size_t)snprintf(out + len, TEXT_SIZE - len, "%s%s/%u%s%s%s", i ? ", " : "",
					a, route->prefix_len, route->gateway.s_addr ? " via " : "",
					route->gateway.s_addr ? b : "",
					route->on_link ? " on-link" : "");
	}
}

static void check_sorted(const char *own, unsigned int prefix_len, const char *routes,
			 const char *expected)
{
	struct net_config *config = calloc(1, sizeof(*config));
	char sorted[TEXT_SIZE];

	config->address = address(own);
	config->prefix_len = (uint8_t)prefix_len;
	add_routes(config, routes);
	net_config_sort_routes(config);
	write_routes(config, sorted);
	expect_text(routes, sorted, expected);
	free(config);
}

TEST(routes_without_a_gateway_come_first_and_the_order_stays)
{
	check_sorted("10.0.0.2", 24, "0.0.0.0/0 via 10.0.0.1, 10.9.0.0/16",
		     "10.9.0.0/16, 0.0.0.0/0 via 10.0.0.1");
	check_sorted("10.0.0.2", 24,
		     "4.0.0.0/8 via 10.0.0.4, 1.0.0.0/8, 3.0.0.0/8 via 10.0.0.3, 2.0.0.0/8, "
		     "5.0.0.0/8 via 10.0.0.5, 0.0.0.0/0",
		     "1.0.0.0/8, 2.0.0.0/8, 0.0.0.0/0, 4.0.0.0/8 via 10.0.0.4, "
		     "3.0.0.0/8 via 10.0.0.3, 5.0.0.0/8 via 10.0.0.5");
}

TEST(gateway_in_the_subnet_is_not_on_link)
{
	check_sorted("10.0.0.2", 24, "0.0.0.0/0 via 10.0.0.1", "0.0.0.0/0 via 10.0.0.1");
	check_sorted("10.0.0.2", 24, "0.0.0.0/0 via 10.0.0.254", "0.0.0.0/0 via 10.0.0.254");
	check_sorted("10.0.0.2", 31, "0.0.0.0/0 via 10.0.0.3", "0.0.0.0/0 via 10.0.0.3");
	check_sorted("10.0.0.2", 1, "0.0.0.0/0 via 127.1.1.1", "0.0.0.0/0 via 127.1.1.1");
}

TEST(gateway_outside_of_the_subnet_is_on_link)
{
	check_sorted("10.0.0.2", 24, "0.0.0.0/0 via 10.0.1.1", "0.0.0.0/0 via 10.0.1.1 on-link");
	check_sorted("10.0.0.2", 31, "0.0.0.0/0 via 10.0.0.1", "0.0.0.0/0 via 10.0.0.1 on-link");
	check_sorted("10.0.0.2", 1, "0.0.0.0/0 via 128.0.0.1", "0.0.0.0/0 via 128.0.0.1 on-link");
}

TEST(address_of_32_bits_covers_no_gateway)
{
	check_sorted("10.128.0.7", 32, "0.0.0.0/0 via 10.128.0.1",
		     "0.0.0.0/0 via 10.128.0.1 on-link");
	check_sorted("10.128.0.7", 32, "0.0.0.0/0 via 10.128.0.7",
		     "0.0.0.0/0 via 10.128.0.7 on-link");
}

TEST(gateway_that_a_route_without_one_covers_is_not_on_link)
{
	check_sorted("10.128.0.7", 32, "0.0.0.0/0 via 10.128.0.1, 10.128.0.1/32",
		     "10.128.0.1/32, 0.0.0.0/0 via 10.128.0.1");
	check_sorted("10.128.0.7", 32, "10.128.0.0/24, 0.0.0.0/0 via 10.128.1.1",
		     "10.128.0.0/24, 0.0.0.0/0 via 10.128.1.1 on-link");
	check_sorted("10.128.0.7", 32, "9.0.0.0/8 via 8.8.8.8, 0.0.0.0/0",
		     "0.0.0.0/0, 9.0.0.0/8 via 8.8.8.8");
}

TEST(route_by_a_gateway_covers_no_other_gateway)
{
	check_sorted("10.0.0.2", 24, "9.0.0.0/8 via 10.0.0.1, 0.0.0.0/0 via 9.1.1.1",
		     "9.0.0.0/8 via 10.0.0.1, 0.0.0.0/0 via 9.1.1.1 on-link");
}

TEST(of_routes_to_one_destination_the_first_stays)
{
	check_sorted("10.0.0.2", 24, "0.0.0.0/0 via 10.0.0.1, 0.0.0.0/0 via 10.0.0.9",
		     "0.0.0.0/0 via 10.0.0.1");
	check_sorted("10.0.0.2", 24, "0.0.0.0/0 via 10.0.0.1, 9.0.0.0/8, 0.0.0.0/0, 9.0.0.0/8",
		     "9.0.0.0/8, 0.0.0.0/0 via 10.0.0.1");
	/* Halves of one network, and a network and its first half, are not the same. */
	check_sorted("10.0.0.2", 24, "0.0.0.0/1, 128.0.0.0/1, 0.0.0.0/0",
		     "0.0.0.0/1, 128.0.0.0/1, 0.0.0.0/0");
}

TEST(no_routes_and_as_many_as_there_may_be_are_sorted)
{
	struct net_config *config = calloc(1, sizeof(*config));

	check_sorted("10.0.0.2", 24, "", "");
	config->address = address("10.0.0.2");
	config->prefix_len = 24;
	config->route_count = NET_ROUTE_MAX;
	for (uint32_t i = 0; i < NET_ROUTE_MAX; i++) {
		config->routes[i].destination.s_addr = htonl(0xb0000000 + i);
		config->routes[i].prefix_len = 32;
		if (i % 2 == 0)
			config->routes[i].gateway = address("10.0.0.1");
	}
	net_config_sort_routes(config);
	assert_int_equal(config->route_count, NET_ROUTE_MAX);
	for (uint32_t i = 0; i < NET_ROUTE_MAX; i++) {
		uint32_t from = i < NET_ROUTE_MAX / 2 ? 2 * i + 1 : 2 * i - NET_ROUTE_MAX;

		assert_int_equal(ntohl(config->routes[i].destination.s_addr), 0xb0000000 + from);
	}
	free(config);
}

/* What net_config_from_request() makes of a request; the caller frees it. */
static struct net_config *from(const struct net_request *request)
{
	struct net_config *config = malloc(sizeof(*config));

	fill_untouched(config);
	net_config_from_request(request, config);
	return config;
}

TEST(static_request_is_configured_for_ever)
{
	struct net_request request = {
		.method = NET_METHOD_STATIC,
		.ifname = "eth0",
		.address = address("192.168.24.203"),
		.server = address("192.168.24.202"),
		.gateway = address("192.168.24.1"),
		.prefix_len = 24,
		.dns = {address("10.0.0.53"), address("10.0.1.53")},
		.ntp = address("10.0.0.123"),
		.hostname = "rambox",
	};
	struct net_config *config = from(&request);
	char routes[TEXT_SIZE];

	write_routes(config, routes);
	assert_int_equal(config->address.s_addr, request.address.s_addr);
	assert_int_equal(config->prefix_len, 24);
	assert_false(config->dhcp);
	assert_int_equal(config->valid_s, NET_FOREVER);
	assert_string_equal(routes, "0.0.0.0/0 via 192.168.24.1");
	assert_int_equal(config->mtu, 0);
	assert_int_equal(config->dns_count, 2);
	assert_int_equal(config->dns[0].s_addr, request.dns[0].s_addr);
	assert_int_equal(config->dns[1].s_addr, request.dns[1].s_addr);
	assert_int_equal(config->ntp_count, 1);
	assert_int_equal(config->ntp[0].s_addr, request.ntp.s_addr);
	assert_string_equal(config->hostname, "rambox");
	assert_string_equal(config->search, "");
	free(config);
}

TEST(what_a_request_does_not_have_is_not_configured)
{
	struct net_request request = {.address = address("10.0.0.2"), .prefix_len = 8};
	struct net_config *config = from(&request), *expected = calloc(1, sizeof(*expected));

	expected->address = request.address;
	expected->prefix_len = 8;
	expected->valid_s = NET_FOREVER;
	assert_memory_equal(config, expected, sizeof(*config));
	free(expected);
	free(config);
}

TEST(static_gateway_is_checked_as_any_other)
{
	static const struct {
		const char *own, *gateway, *expected;
		unsigned int prefix_len;
	} rows[] = {
		{"10.0.0.2", "10.0.0.1", "0.0.0.0/0 via 10.0.0.1", 24},
		{"10.0.0.2", "10.0.1.1", "0.0.0.0/0 via 10.0.1.1 on-link", 24},
		{"10.0.0.2", "10.0.0.1", "0.0.0.0/0 via 10.0.0.1 on-link", 32},
		{"10.0.0.2", "10.0.0.2", "", 24}, /* itself */
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_request request = {
			.address = address(rows[i].own),
			.gateway = address(rows[i].gateway),
			.prefix_len = (uint8_t)rows[i].prefix_len,
		};
		struct net_config *config = from(&request);
		char routes[TEXT_SIZE];

		write_routes(config, routes);
		expect_text(rows[i].gateway, routes, rows[i].expected);
		free(config);
	}
}

TEST(name_servers_of_a_request_close_up_and_stand_once)
{
	static const struct {
		const char *dns[2];
		unsigned int count;
		const char *first;
	} rows[] = {
		{{"0.0.0.0", "0.0.0.0"}, 0, "0.0.0.0"},
		{{"10.0.0.1", "0.0.0.0"}, 1, "10.0.0.1"},
		{{"0.0.0.0", "10.0.0.2"}, 1, "10.0.0.2"},
		{{"10.0.0.1", "10.0.0.1"}, 1, "10.0.0.1"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_request request = {
			.dns = {address(rows[i].dns[0]), address(rows[i].dns[1])},
		};
		struct net_config *config = from(&request);

		expect_int(rows[i].first, config->dns_count, rows[i].count);
		expect_int(rows[i].first, config->dns[0].s_addr, address(rows[i].first).s_addr);
		free(config);
	}
}

TEST(domain_of_the_host_name_is_searched)
{
	static const struct {
		const char *name, *hostname, *search;
	} rows[] = {
		{"", "", ""},
		{"node7", "node7", ""},
		{"node7.example.org", "node7", "example.org"},
		/* 64 characters: as long as it gets */
		{"a.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.c", "a",
		 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.c"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_request request = {.prefix_len = 24};
		struct net_config *config;

		assert_true(strlen(rows[i].name) < sizeof(request.hostname));
		strcpy(request.hostname, rows[i].name);
		config = from(&request);
		expect_text(rows[i].name, config->hostname, rows[i].hostname);
		expect_text(rows[i].name, config->search, rows[i].search);
		free(config);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_without_a_gateway_come_first_and_the_order_stays),
		cmocka_unit_test(gateway_in_the_subnet_is_not_on_link),
		cmocka_unit_test(gateway_outside_of_the_subnet_is_on_link),
		cmocka_unit_test(address_of_32_bits_covers_no_gateway),
		cmocka_unit_test(gateway_that_a_route_without_one_covers_is_not_on_link),
		cmocka_unit_test(route_by_a_gateway_covers_no_other_gateway),
		cmocka_unit_test(of_routes_to_one_destination_the_first_stays),
		cmocka_unit_test(no_routes_and_as_many_as_there_may_be_are_sorted),
		cmocka_unit_test(static_request_is_configured_for_ever),
		cmocka_unit_test(what_a_request_does_not_have_is_not_configured),
		cmocka_unit_test(static_gateway_is_checked_as_any_other),
		cmocka_unit_test(name_servers_of_a_request_close_up_and_stand_once),
		cmocka_unit_test(domain_of_the_host_name_is_searched),
	};

	return RUN_TESTS(tests);
}

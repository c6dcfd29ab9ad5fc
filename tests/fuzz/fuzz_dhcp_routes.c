/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_routes.h. An input is our address, which of the options 3, 249 and 121 are there, how
 * long the first two are, and their bytes; what is left is 121. All are read once more, bit by bit:
 * routes and notes must be the same. The option that counts ends where the block does, for ASan.
 */
#include "netcfg/dhcp_routes.h"
#include "netcfg/dhcp_lease.h"
#include "tests/fuzz/fuzz.h"

enum {
	HEAD_LEN = 7, /* address, flags, two lengths */
	HAS_ROUTER = 1,
	HAS_MS_ROUTES = 2,
	HAS_ROUTES = 4,
	HAS_STATIC_ROUTES = 8, /* the bytes of option 3 as 33, too */
	OPTION_STATIC_ROUTES = 33,
	HAD_ROUTES = 16, /* a note of before */
};

struct value {
	bool is_there;
	const uint8_t *bytes;
	size_t len;
};

struct input {
	struct in_addr address;
	uint32_t notes;
	bool has_static;
	struct value router, ms_routes, routes;
};

struct expected {
	enum dhcp_routes result;
	uint32_t notes;
	unsigned int count;
	struct net_route routes[NET_ROUTE_MAX];
};

/* One that is not there takes no bytes. */
static struct value take_value(bool is_there, size_t wanted, const uint8_t **at, size_t *left)
{
	struct value value = {is_there, *at, is_there && wanted <= *left ? wanted : 0};

	*at += value.len;
	*left -= value.len;
	return value;
}

static struct input read_input(const uint8_t *data, size_t size)
{
	const uint8_t *at = data + HEAD_LEN;
	size_t left = size - HEAD_LEN;
	uint8_t flags = data[4];
	struct input input = {.has_static = flags & HAS_STATIC_ROUTES};

	memcpy(&input.address, data, sizeof(input.address));
	input.notes = flags & HAD_ROUTES ? 1u << DHCP_NOTE_NO_MASK : 0;
	input.router = take_value(flags & HAS_ROUTER, data[5], &at, &left);
	input.ms_routes = take_value(flags & HAS_MS_ROUTES, data[6], &at, &left);
	input.routes = (struct value){flags & HAS_ROUTES, at, left};
	if (!input.routes.is_there)
		input.routes.len = 0;
	return input;
}

/* In front of those that are there already, which end where the arena does. */
static void put_in_front(struct dhcp_options *options, size_t *room, uint8_t code,
			 const struct value *value)
{
	if (!value->is_there)
		return;
	*room -= value->len;
	memcpy(options->bytes + *room, value->bytes, value->len);
	options->count[code] = 1;
	options->len[code] = (uint16_t)value->len;
	options->offset[code] = (uint16_t)*room;
}

static struct dhcp_options *gather(const struct input *input)
{
	struct dhcp_options *options = calloc(1, sizeof(*options));
	size_t room = DHCP_OPTION_ARENA;

	put_in_front(options, &room, DHCP_OPTION_ROUTES, &input->routes);
	put_in_front(options, &room, DHCP_OPTION_MS_ROUTES, &input->ms_routes);
	put_in_front(options, &room, DHCP_OPTION_ROUTER, &input->router);
	if (input->has_static)
		put_in_front(options, &room, OPTION_STATIC_ROUTES, &input->router);
	return options;
}

/* The bytes of the route at `at`; 0 where it is malformed. RFC 3442's table. */
static size_t route_len(const uint8_t *at, size_t left)
{
	static const uint8_t significant[] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2,
					      3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4};
	size_t len = at[0] < sizeof(significant) ? 1u + significant[at[0]] + 4 : 0;

	return len <= left ? len : 0;
}

static bool is_well_formed(const struct value *value)
{
	size_t at = 0, len;

	while (at < value->len && (len = route_len(value->bytes + at, value->len - at)) > 0)
		at += len;
	return at > 0 && at == value->len;
}

/* The first `bits` of the bytes, the others are 0. */
static struct in_addr first_bits(const uint8_t *bytes, unsigned int bits)
{
	uint32_t address = 0;

	for (unsigned int i = 0; i < bits; i++)
		if (bytes[i / 8] & 0x80 >> i % 8)
			address |= 1u << (31 - i);
	return (struct in_addr){htonl(address)};
}

/* Another host than us. */
static bool is_other_host(const uint8_t *bytes, struct in_addr own)
{
	return bytes[0] >= 1 && bytes[0] <= 223 && bytes[0] != 127 && memcmp(bytes, &own, 4) != 0;
}

static void expect_route(const uint8_t *bytes, size_t len, struct in_addr own,
			 struct expected *expected)
{
	const uint8_t *gateway = bytes + len - 4;
	struct net_route route = {.prefix_len = bytes[0],
				  .destination = first_bits(bytes + 1, bytes[0]),
				  .gateway = first_bits(gateway, 32)};
	uint32_t top = ntohl(route.destination.s_addr) >> 24;

	if (top == 127 || (top >= 224 && top <= 239) ||
	    (route.gateway.s_addr && !is_other_host(gateway, own)))
		expected->notes |= 1u << DHCP_NOTE_ROUTE_SKIPPED;
	else if (route.prefix_len == 32 && route.destination.s_addr == own.s_addr)
		return;
	else if (expected->count < NET_ROUTE_MAX)
		expected->routes[expected->count++] = route;
	else
		expected->notes |= 1u << DHCP_NOTE_ROUTES_MANY;
}

static void expect_routes(const struct value *value, struct in_addr own, struct expected *expected)
{
	for (size_t at = 0, len; at < value->len; at += len) {
		len = route_len(value->bytes + at, value->len - at);
		expect_route(value->bytes + at, len, own, expected);
	}
}

/* The first router that can be one; those in front of it are skipped. */
static void expect_router(const struct value *value, struct in_addr own, struct expected *expected)
{
	if (value->len % 4)
		expected->notes |= 1u << DHCP_NOTE_ROUTER_SKIPPED;
	for (size_t at = 0; value->len % 4 == 0 && at < value->len; at += 4) {
		if (is_other_host(value->bytes + at, own)) {
			expected->routes[0].gateway = first_bits(value->bytes + at, 32);
			expected->count = 1;
			return;
		}
		expected->notes |= 1u << DHCP_NOTE_ROUTER_SKIPPED;
	}
}

static void expect(const struct input *input, struct expected *expected)
{
	const struct value *counts = input->routes.is_there ? &input->routes : &input->ms_routes;

	memset(expected, 0, sizeof(*expected));
	expected->notes = input->notes;
	if (is_well_formed(counts)) {
		expected->result = DHCP_ROUTES_GOOD;
		expect_routes(counts, input->address, expected);
		return;
	}
	expected->result = input->routes.is_there ? DHCP_ROUTES_BAD : DHCP_ROUTES_NONE;
	/* An empty 249 is as none (dhcp_option.h), an empty 121 is malformed (RFC 3442). */
	if (input->routes.is_there || counts->len)
		expected->notes |= 1u << DHCP_NOTE_ROUTES_BAD;
	expect_router(&input->router, input->address, expected);
}

/* Nothing but the routes is filled, and of the list no more than is said. */
static void check_untouched(struct net_config *config, struct in_addr address)
{
	promise(config->address.s_addr == address.s_addr);
	fill_untouched(&config->address);
	memset(config->routes, UNTOUCHED, config->route_count * sizeof(*config->routes));
	fill_untouched(&config->route_count);
	promise_untouched(config);
}

static void check(const struct input *input)
{
	struct dhcp_options *options = gather(input);
	struct net_config *config = malloc(sizeof(*config));
	uint32_t notes = input->notes;
	struct expected expected;

	expect(input, &expected);
	fill_untouched(config);
	config->address = input->address;
	config->route_count = 0;
	promise(dhcp_routes_take(options, config, &notes) == expected.result);
	promise(notes == expected.notes);
	promise(config->route_count == expected.count);
	for (unsigned int i = 0; i < expected.count; i++) {
		const struct net_route *route = &config->routes[i], *other = &expected.routes[i];

		promise(route->destination.s_addr == other->destination.s_addr);
		promise(route->prefix_len == other->prefix_len && !route->on_link);
		promise(route->gateway.s_addr == other->gateway.s_addr);
	}
	check_untouched(config, input->address);
	free(config);
	free(options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input;

	if (size < HEAD_LEN)
		return 0;
	input = read_input(data, size);
	if (input.routes.len + input.ms_routes.len + 2 * input.router.len <= DHCP_OPTION_ARENA)
		check(&input);
	return 0;
}

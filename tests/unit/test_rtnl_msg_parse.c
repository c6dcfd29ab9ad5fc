/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/rtnl_msg.h, what the kernel says. Messages are made by hand, in heap blocks of their
 * exact size; each row of a table changes a message that is good in one place.
 */
#include "netcfg/rtnl_msg.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>

enum { SIZE = 1024, SEQ = 0x01020304, PORT = 4711 };

static _Alignas(struct nlmsghdr) char buf[SIZE];
static struct nlmsghdr *const message = (void *)buf;

static void begin(uint16_t type, const void *header, size_t size)
{
	memset(buf, 0, sizeof(buf));
	message->nlmsg_type = type;
	message->nlmsg_seq = SEQ;
	message->nlmsg_pid = PORT;
	memcpy(NLMSG_DATA(message), header, size);
	message->nlmsg_len = (uint32_t)NLMSG_LENGTH(size);
}

static void put(uint16_t type, const void *value, size_t len)
{
	struct rtattr *attr = (void *)(buf + NLMSG_ALIGN(message->nlmsg_len));

	attr->rta_type = type;
	attr->rta_len = (uint16_t)RTA_LENGTH(len);
	memcpy(RTA_DATA(attr), value, len);
	message->nlmsg_len = (uint32_t)(NLMSG_ALIGN(message->nlmsg_len) + RTA_ALIGN(attr->rta_len));
}

static void put_u32(uint16_t type, uint32_t value)
{
	put(type, &value, sizeof(value));
}

/* What the message says when there is nothing behind it. */
static struct rtnl_event parse(void)
{
	struct nlmsghdr *copy = heap_bytes(buf, message->nlmsg_len);
	struct rtnl_event event;

	fill_untouched(&event);
	rtnl_msg_parse(copy, &event);
	free(copy);
	return event;
}

/* A network card as it is told of; the tables say what differs. */
struct link_row {
	const char *what;
	uint16_t arp_type; /* 0: ARPHRD_ETHER */
	uint32_t flags;
	uint8_t operstate;
	const char *kind;
	bool has_master;
	size_t mac_len;
	bool ethernet, physical, carrier; /* expected */
};

static const uint8_t mac[20] = {0x52, 0x54, 0, 0x12, 0x34, 0x56, 7};

static void begin_link(uint16_t type, const struct link_row *row)
{
	const struct ifinfomsg header = {.ifi_index = 5,
					 .ifi_type = row->arp_type ? row->arp_type : ARPHRD_ETHER,
					 .ifi_flags = row->flags};
	char info[32] = "";
	struct rtattr *kind = (void *)info;

	begin(type, &header, sizeof(header));
	put(IFLA_IFNAME, "enp0s3", sizeof("enp0s3"));
	put(IFLA_OPERSTATE, &row->operstate, 1);
	put_u32(IFLA_MTU, 1500);
	put(IFLA_ADDRESS, mac, row->mac_len);
	if (row->kind) {
		kind->rta_type = IFLA_INFO_KIND;
		kind->rta_len = (uint16_t)RTA_LENGTH(strlen(row->kind) + 1);
		strcpy(RTA_DATA(kind), row->kind);
		put(IFLA_LINKINFO | NLA_F_NESTED, info, RTA_ALIGN(kind->rta_len));
	}
	if (row->has_master)
		put_u32(IFLA_MASTER, 9);
}

enum { UP = IFF_UP | IFF_LOWER_UP | IFF_RUNNING };

static const struct link_row card = {
	.what = "card", .flags = UP, .operstate = IF_OPER_UP, .mac_len = 6};

TEST(link_is_told_of_with_its_name_and_address)
{
	struct rtnl_event event;

	begin_link(RTM_NEWLINK, &card);
	event = parse();
	expect_int("type", event.type, RTNL_LINK);
	expect_int("ifindex", event.ifindex, 5);
	expect_int("port", event.port, PORT);
	expect_int("seq", event.seq, SEQ);
	expect_int("error", event.error, 0);
	expect_text("name", event.link.name, "enp0s3");
	assert_memory_equal(event.link.mac, mac, 6);
	expect_int("mtu", event.link.mtu, 1500);
	assert_true(event.link.is_up);
	begin_link(RTM_DELLINK, &card);
	expect_int("gone", parse().type, RTNL_LINK_GONE);
	expect_int("gone", parse().ifindex, 5);
}

TEST(cards_are_told_from_what_only_looks_like_one)
{
	static const struct link_row rows[] = {
		{"card", 0, UP, IF_OPER_UP, NULL, false, 6, true, true, true},
		{"card without operstate", 0, UP, IF_OPER_UNKNOWN, NULL, false, 6, true, true,
		 true},
		{"card that is down", 0, IFF_LOWER_UP, IF_OPER_UP, NULL, false, 6, true, true,
		 false},
		{"not told of yet", 0, UP, IF_OPER_DOWN, NULL, false, 6, true, true, true},
		{"no cable", 0, IFF_UP, IF_OPER_DOWN, NULL, false, 6, true, true, false},
		{"no signal", 0, IFF_UP, IF_OPER_UP, NULL, false, 6, true, true, false},
		{"dormant", 0, UP, IF_OPER_DORMANT, NULL, false, 6, true, true, false},
		{"testing", 0, UP, IF_OPER_TESTING, NULL, false, 6, true, true, false},
		{"below", 0, UP, IF_OPER_LOWERLAYERDOWN, NULL, false, 6, true, true, false},
		{"loopback", ARPHRD_LOOPBACK, UP, 0, NULL, false, 6, false, true, true},
		{"InfiniBand", ARPHRD_INFINIBAND, UP, 6, NULL, false, 20, false, true, true},
		{"short MAC", 0, UP, 6, NULL, false, 5, false, true, true},
		{"long MAC", 0, UP, 6, NULL, false, 7, false, true, true},
		{"no MAC", 0, UP, 6, NULL, false, 0, false, true, true},
		{"bridge", 0, UP, 6, "bridge", false, 6, true, false, true},
		{"VLAN", 0, UP, 6, "vlan", false, 6, true, false, true},
		{"veth", 0, UP, 6, "veth", false, 6, true, true, true},
		{"vet", 0, UP, 6, "vet", false, 6, true, false, true},
		{"vethx", 0, UP, 6, "vethx", false, 6, true, false, true},
		{"port of a bridge", 0, UP, 6, NULL, true, 6, true, false, true},
		{"veth in a bridge", 0, UP, 6, "veth", true, 6, true, false, true},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct link_row *row = &rows[i];
		struct rtnl_event event;

		begin_link(RTM_NEWLINK, row);
		event = parse();
		expect_int(row->what, event.type, RTNL_LINK);
		expect_int(row->what, event.link.is_ethernet, row->ethernet);
		expect_int(row->what, event.link.is_physical, row->physical);
		expect_int(row->what, event.link.has_carrier, row->carrier);
		expect_int(row->what, event.link.is_up, !!(row->flags & IFF_UP));
	}
}

TEST(name_must_be_one)
{
	static const struct {
		const char *name;
		size_t len;
		const char *expected; /* NULL: RTNL_OTHER */
	} rows[] = {
		{"a", 2, "a"},
		{"fifteen_letters", 16, "fifteen_letters"},
		{"sixteen_letters_", 17, NULL},
		{"sixteen_letters_", 16, NULL},
		{"eth0", 4, NULL},
		{"", 1, NULL},
		{"", 0, NULL},
		{"\0eth0", 6, NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ifinfomsg header = {.ifi_index = 5, .ifi_type = ARPHRD_ETHER};
		struct rtnl_event event;

		begin(RTM_NEWLINK, &header, sizeof(header));
		put(IFLA_IFNAME, rows[i].name, rows[i].len);
		put_u32(IFLA_MTU, 1500);
		event = parse();
		expect_int(rows[i].name, event.type, rows[i].expected ? RTNL_LINK : RTNL_OTHER);
		if (rows[i].expected)
			expect_text(rows[i].name, event.link.name, rows[i].expected);
	}
}

TEST(port_that_leaves_a_bridge_is_still_there)
{
	struct ifinfomsg *header = NLMSG_DATA(message);

	begin_link(RTM_DELLINK, &card);
	header->ifi_family = AF_BRIDGE;
	expect_int("AF_BRIDGE", parse().type, RTNL_OTHER);
	message->nlmsg_type = RTM_NEWLINK;
	expect_int("AF_BRIDGE", parse().type, RTNL_OTHER);
}

TEST(wireless_event_tells_nothing_of_the_link)
{
	const struct ifinfomsg header = {.ifi_index = 5, .ifi_type = ARPHRD_ETHER};

	begin(RTM_NEWLINK, &header, sizeof(header));
	put(IFLA_IFNAME, "wlan0", sizeof("wlan0"));
	put(IFLA_WIRELESS, "something", 8);
	expect_int("no MTU", parse().type, RTNL_OTHER);
}

struct address_row {
	const char *what;
	uint8_t family, prefix_len, scope, flags;
	const char *local, *at;
	const char *expected; /* NULL: RTNL_OTHER */
};

static void begin_address(uint16_t type, const struct address_row *row)
{
	const struct ifaddrmsg header = {.ifa_family = row->family,
					 .ifa_prefixlen = row->prefix_len,
					 .ifa_scope = row->scope,
					 .ifa_flags = row->flags,
					 .ifa_index = 5};

	begin(type, &header, sizeof(header));
	if (row->at)
		put_u32(IFA_ADDRESS, inet_addr(row->at));
	if (row->local)
		put_u32(IFA_LOCAL, inet_addr(row->local));
}

TEST(address_is_the_local_one)
{
	static const struct address_row rows[] = {
		{"both", AF_INET, 24, 0, 0, "10.0.0.5", "10.0.0.5", "10.0.0.5"},
		{"peer", AF_INET, 32, 253, 0x80, "10.0.0.5", "10.0.0.9", "10.0.0.5"},
		{"no local", AF_INET, 0, 254, 0x81, NULL, "127.0.0.1", "127.0.0.1"},
		{"no peer", AF_INET, 24, 0, 0x7f, "10.0.0.5", NULL, "10.0.0.5"},
		{"none", AF_INET, 24, 0, 0, NULL, NULL, NULL},
		{"long prefix", AF_INET, 33, 0, 0, "10.0.0.5", "10.0.0.5", NULL},
		{"IPv6", AF_INET6, 24, 0, 0, "10.0.0.5", "10.0.0.5", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct address_row *row = &rows[i];
		struct rtnl_event event;

		begin_address(RTM_NEWADDR, row);
		event = parse();
		expect_int(row->what, event.type, row->expected ? RTNL_ADDRESS : RTNL_OTHER);
		if (!row->expected)
			continue;
		expect_int(row->what, event.ifindex, 5);
		expect_int(row->what, event.address.address.s_addr, inet_addr(row->expected));
		expect_int(row->what, event.address.prefix_len, row->prefix_len);
		expect_int(row->what, event.address.scope, row->scope);
		expect_int(row->what, event.address.is_permanent, !!(row->flags & 0x80));
		expect_int(row->what, event.port, PORT);
		begin_address(RTM_DELADDR, row);
		expect_int(row->what, parse().type, RTNL_ADDRESS_GONE);
	}
}

TEST(acknowledgement_carries_its_error)
{
	static const struct {
		int32_t number;
		int expected;
	} rows[] = {
		{0, 0},	      {-EEXIST, -EEXIST},   {-4095, -4095},	  {-4096, -EPROTO},
		{1, -EPROTO}, {INT32_MIN, -EPROTO}, {INT32_MAX, -EPROTO},
	};
	static const uint16_t types[] = {NLMSG_ERROR, NLMSG_DONE};

	for (size_t i = 0; i < COUNT(rows) * COUNT(types); i++) {
		const char *what = i % 2 ? "NLMSG_DONE" : "NLMSG_ERROR";
		struct rtnl_event event;

		begin(types[i % 2], &rows[i / 2].number, sizeof(int32_t));
		event = parse();
		expect_int(what, event.type, RTNL_DONE);
		expect_int(what, event.error, rows[i / 2].expected);
		expect_int(what, event.seq, SEQ);
		message->nlmsg_len = NLMSG_HDRLEN;
		expect_int(what, parse().type, RTNL_OTHER);
	}
}

TEST(cut_messages_are_nothing)
{
	static const struct address_row address = {"both", AF_INET,    24,	   0,
						   0,	   "10.0.0.5", "10.0.0.5", "10.0.0.5"};
	const struct rtmsg to = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN, .rtm_type = 1};
	uint32_t len;

	/* Cut behind an attribute a link is whole again: up to its MTU. */
	begin_link(RTM_NEWLINK, &card);
	put_u32(IFLA_MASTER, 9);
	len = message->nlmsg_len;
	for (message->nlmsg_len = NLMSG_HDRLEN; message->nlmsg_len < len; message->nlmsg_len++) {
		bool whole = message->nlmsg_len == len - 8 || message->nlmsg_len == len - 20;

		expect_int("link", parse().type, whole ? RTNL_LINK : RTNL_OTHER);
	}
	begin_address(RTM_NEWADDR, &address);
	len = message->nlmsg_len;
	for (message->nlmsg_len = NLMSG_HDRLEN; message->nlmsg_len < len; message->nlmsg_len++)
		expect_int("address", parse().type,
			   message->nlmsg_len == len - 8 ? RTNL_ADDRESS : RTNL_OTHER);
	begin(RTM_NEWROUTE, &to, sizeof(to));
	put_u32(RTA_OIF, 6);
	len = message->nlmsg_len;
	for (message->nlmsg_len = NLMSG_HDRLEN; message->nlmsg_len < len; message->nlmsg_len++)
		expect_int("route", parse().type, RTNL_OTHER);
}

TEST(message_fits_when_all_of_it_is_there)
{
	static const struct {
		uint32_t message_len;
		int len;
		bool expected;
	} rows[] = {
		{16, 16, true},
		{16, 17, true},
		{20, 20, true},
		{17, 16, false},
		{16, 15, false},
		{16, 0, false},
		{16, -1, false},
		{15, 32, false},
		{0, 32, false},
		{64, -64, false},
		{UINT32_MAX, 32, false},
		{1U << 31, 32, false},
		{1U << 31, INT32_MAX, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct nlmsghdr header = {.nlmsg_len = rows[i].message_len};

		if (rtnl_msg_fits(&header, rows[i].len) != rows[i].expected)
			fail_msg("%u in %d", rows[i].message_len, rows[i].len);
	}
}

TEST(attributes_of_another_size_are_refused)
{
	const struct ifinfomsg header = {.ifi_index = 5, .ifi_type = ARPHRD_ETHER};
	const struct ifaddrmsg address = {.ifa_family = AF_INET, .ifa_index = 5};

	begin(RTM_NEWLINK, &header, sizeof(header));
	put(IFLA_IFNAME, "eth0", 5);
	put(IFLA_MTU, "\1\2\3\4\5\6\7", 8);
	expect_int("MTU of 8", parse().type, RTNL_OTHER);
	begin(RTM_NEWLINK, &header, sizeof(header));
	put(IFLA_IFNAME, "eth0", 5);
	put(IFLA_MTU, "\1\2", 2);
	expect_int("MTU of 2", parse().type, RTNL_OTHER);
	begin(RTM_NEWADDR, &address, sizeof(address));
	put(IFA_LOCAL, "\12\0\0", 3);
	expect_int("address of 3", parse().type, RTNL_OTHER);
}

TEST(other_messages_are_nothing)
{
	static const uint16_t types[] = {NLMSG_NOOP, NLMSG_OVERRUN, RTM_NEWNEIGH, RTM_NEWRULE,
					 65535};

	begin_link(RTM_NEWLINK, &card);
	for (size_t i = 0; i < COUNT(types); i++) {
		message->nlmsg_type = types[i];
		expect_int("type", parse().type, RTNL_OTHER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(link_is_told_of_with_its_name_and_address),
		cmocka_unit_test(cards_are_told_from_what_only_looks_like_one),
		cmocka_unit_test(name_must_be_one),
		cmocka_unit_test(port_that_leaves_a_bridge_is_still_there),
		cmocka_unit_test(wireless_event_tells_nothing_of_the_link),
		cmocka_unit_test(address_is_the_local_one),
		cmocka_unit_test(acknowledgement_carries_its_error),
		cmocka_unit_test(cut_messages_are_nothing),
		cmocka_unit_test(message_fits_when_all_of_it_is_there),
		cmocka_unit_test(attributes_of_another_size_are_refused),
		cmocka_unit_test(other_messages_are_nothing),
	};

	return RUN_TESTS(tests);
}

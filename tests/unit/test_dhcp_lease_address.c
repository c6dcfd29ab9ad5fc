/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_lease.h: the address, its mask, the server and the lease's times: what is refused,
 * and what is mended and noted. Rows 26 to 36 of the hostile inputs, and what a NAK says (56).
 */
#include <stdio.h>

#include "tests/unit/dhcp_reply.h"

TEST(message_without_a_fault_is_a_lease_without_a_note)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	expect_reply("good", &m, &reply);
	expect_int("good", reply.type, DHCP_ACK);
	expect_int("good", reply.xid, XID);
	expect_addr("good", reply.source, SOURCE);
	expect_addr("good", reply.server_id, SERVER);
	expect_addr("good", reply.lease.server_id, SERVER);
	expect_addr("good", reply.lease.config.address, OWN);
	expect_addr("good", reply.lease.next_server, "0.0.0.0");
	expect_int("good", reply.lease.config.prefix_len, 24);
	expect_int("good", reply.lease.config.dhcp, true);
	expect_int("good", reply.lease.config.valid_s, 86400);
	expect_int("good", reply.lease.config.route_count, 0);
	expect_int("good", reply.lease.config.dns_count, 0);
	expect_int("good", reply.lease.config.ntp_count, 0);
	expect_int("good", reply.lease.config.mtu, 0);
	expect_text("good", reply.lease.config.search, "");
	expect_text("good", reply.lease.config.hostname, "");
	expect_text("good", reply.message, "");
	expect_int("good", reply.rapid_commit, false);
	expect_notes("good", &reply, 0);
}

TEST(refusal_of_the_message_comes_before_its_values)
{
	struct message m;

	begin(&m, DHCP_ACK, "0.0.0.0");
	m.bytes[4] ^= 1;
	expect_refused("another xid", &m, DHCP_REASON_XID);
	begin(&m, DHCP_DISCOVER, OWN);
	expect_refused("a client's", &m, DHCP_REASON_TYPE_BAD);
}

TEST(rapid_commit_is_told_of_in_an_offer_too)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_OFFER);
	put(&m, DHCP_OPTION_RAPID_COMMIT, "", 0);
	expect_reply("offer", &m, &reply);
	expect_int("offer", reply.type, DHCP_OFFER);
	expect_int("offer", reply.rapid_commit, true);
}

/* Row 28; 38 of the messages: no 169.254/16. */
TEST(address_that_no_host_can_have_is_refused)
{
	static const char *const rows[] = {
		"0.0.0.0",   "0.1.2.3",	  "127.0.0.1", "127.255.255.254", "169.254.0.1",
		"224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "169.254.255.254",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;

		begin(&m, DHCP_ACK, rows[i]);
		put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
		put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
		expect_refused(rows[i], &m, DHCP_REASON_ADDRESS);
	}
}

TEST(address_beside_the_forbidden_ranges_is_taken)
{
	static const char *const rows[] = {
		"1.0.0.1",     "126.255.255.254", "128.0.0.1",
		"169.253.1.1", "169.255.1.1",	  "223.255.255.254",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;
		struct dhcp_reply reply;

		begin(&m, DHCP_ACK, rows[i]);
		put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
		put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
		put_addresses(&m, DHCP_OPTION_NETMASK, "255.255.255.0");
		expect_reply(rows[i], &m, &reply);
		expect_addr(rows[i], reply.lease.config.address, rows[i]);
	}
}

/* Rows 29, 31, 32. */
TEST(mask_decides_whether_the_address_can_be_used)
{
	static const struct {
		const char *address, *mask;
		int reason, prefix_len;
	} rows[] = {
		{"192.168.1.0", "255.255.255.0", DHCP_REASON_NET_ADDRESS, 0},
		{"192.168.1.255", "255.255.255.0", DHCP_REASON_NET_ADDRESS, 0},
		{"10.0.0.0", "255.0.0.0", DHCP_REASON_NET_ADDRESS, 0},
		{"10.255.255.255", "255.0.0.0", DHCP_REASON_NET_ADDRESS, 0},
		{"192.168.1.4", "255.255.255.252", DHCP_REASON_NET_ADDRESS, 0},
		{"192.168.1.7", "255.255.255.252", DHCP_REASON_NET_ADDRESS, 0},
		{"192.168.1.5", "255.255.255.252", 0, 30},
		{"192.168.1.6", "255.255.255.254", 0, 31},
		{"192.168.1.7", "255.255.255.254", 0, 31},
		{"192.168.1.0", "255.255.255.255", 0, 32},
		{"192.168.1.255", "255.255.0.0", 0, 16},
		{"128.0.0.1", "128.0.0.0", 0, 1},
		{"10.0.0.7", "255.0.255.0", DHCP_REASON_MASK, 0},
		{"10.0.0.7", "0.255.255.255", DHCP_REASON_MASK, 0},
		{"10.0.0.7", "255.255.255.253", DHCP_REASON_MASK, 0},
		{"10.0.0.7", "0.0.0.1", DHCP_REASON_MASK, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;
		struct dhcp_reply reply;
		char row[64];

		snprintf(row, sizeof(row), "%s %s", rows[i].address, rows[i].mask);
		begin(&m, DHCP_ACK, rows[i].address);
		put_addresses(&m, DHCP_OPTION_SERVER_ID, "172.16.0.1");
		put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
		put_addresses(&m, DHCP_OPTION_NETMASK, rows[i].mask);
		if (rows[i].reason) {
			expect_refused(row, &m, rows[i].reason);
			continue;
		}
		expect_reply(row, &m, &reply);
		expect_int(row, reply.lease.config.prefix_len, rows[i].prefix_len);
		expect_notes(row, &reply, 0);
	}
}

/* Row 71; 31: 0.0.0.0 is an absent mask. */
TEST(missing_mask_is_that_of_the_class)
{
	static const struct {
		const char *address;
		int prefix_len;
	} rows[] = {
		{"10.1.2.3", 8},   {"126.1.2.3", 8},  {"128.1.2.3", 16},    {"172.16.2.3", 16},
		{"191.1.2.3", 16}, {"192.1.2.3", 24}, {"192.168.1.50", 24}, {"223.1.2.3", 24},
	};

	for (size_t i = 0; i < 2 * COUNT(rows); i++) {
		const char *row = rows[i / 2].address;
		struct message m;
		struct dhcp_reply reply;

		begin(&m, DHCP_ACK, row);
		put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
		put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
		if (i % 2)
			put_addresses(&m, DHCP_OPTION_NETMASK, "0.0.0.0");
		expect_reply(row, &m, &reply);
		expect_int(row, reply.lease.config.prefix_len, rows[i / 2].prefix_len);
		expect_notes(row, &reply, NOTE(NO_MASK));
	}
}

/* Row 71. */
TEST(missing_mask_beside_routes_is_of_32_bits)
{
	static const uint8_t codes[] = {DHCP_OPTION_ROUTES, DHCP_OPTION_MS_ROUTES};

	for (size_t i = 0; i < COUNT(codes); i++) {
		struct message m;
		struct dhcp_reply reply;

		begin(&m, DHCP_ACK, OWN);
		put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
		put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
		put(&m, codes[i], "\x00\xc0\xa8\x01\x01", 5);
		expect_reply("good", &m, &reply);
		expect_int("good", reply.lease.config.prefix_len, 32);
		expect_notes("good", &reply, NOTE(NO_MASK));
	}
}

TEST(missing_mask_beside_malformed_routes_is_that_of_the_class)
{
	struct message m;
	struct dhcp_reply reply;

	begin(&m, DHCP_ACK, OWN);
	put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	put(&m, DHCP_OPTION_ROUTES, "\x00\xc0", 2);
	expect_reply("bad", &m, &reply);
	expect_int("bad", reply.lease.config.prefix_len, 24);
	expect_notes("bad", &reply, NOTE(NO_MASK) | NOTE(ROUTES_BAD));
}

TEST(guessed_mask_holds_for_the_address_too)
{
	struct message m;

	begin(&m, DHCP_ACK, "192.168.1.255");
	put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	expect_refused("broadcast", &m, DHCP_REASON_NET_ADDRESS);
}

/* Row 30. */
TEST(address_of_the_server_is_refused)
{
	struct message m;

	begin(&m, DHCP_OFFER, SERVER);
	put_addresses(&m, DHCP_OPTION_SERVER_ID, SERVER);
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	put_addresses(&m, DHCP_OPTION_NETMASK, "255.255.255.0");
	expect_refused("option 54", &m, DHCP_REASON_SELF_CONFLICT);
	begin(&m, DHCP_OFFER, SOURCE);
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	put_addresses(&m, DHCP_OPTION_NETMASK, "255.255.255.0");
	expect_refused("the sender", &m, DHCP_REASON_SELF_CONFLICT);
}

/* Row 30. */
TEST(address_of_the_first_router_is_refused)
{
	struct message m;

	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, OWN " " SERVER);
	expect_refused("first", &m, DHCP_REASON_SELF_CONFLICT);
}

TEST(first_router_counts_unless_good_routes_do)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put_addresses(&m, DHCP_OPTION_ROUTER, OWN);
	put(&m, DHCP_OPTION_ROUTES, "\x00\xc0\xa8\x01\x01", 5);
	expect_reply("good", &m, &reply);
	put(&m, DHCP_OPTION_ROUTES, "\x21", 1);
	expect_refused("malformed", &m, DHCP_REASON_SELF_CONFLICT);
}

/* Row 75: the other forms are in test_dhcp_routes. */
TEST(malformed_routes_are_refused_in_an_offer_only)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_OFFER);
	put(&m, DHCP_OPTION_ROUTES, "\x21", 1);
	expect_refused("offer", &m, DHCP_REASON_ROUTES);
	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_ROUTES, "\x21", 1);
	expect_reply("ack", &m, &reply);
	expect_notes("ack", &reply, NOTE(ROUTES_BAD));
}

/* Row 73: once the subnet is known. */
TEST(routes_are_put_into_order)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_ROUTES, "\x00\x0a\x09\x09\x09\x08\x0b\xc0\xa8\x01\x01\x08\x0c\0\0\0\0",
	    17);
	expect_reply("three", &m, &reply);
	expect_int("three", reply.lease.config.route_count, 3);
	expect_addr("first", reply.lease.config.routes[0].destination, "12.0.0.0");
	expect_int("outside", reply.lease.config.routes[1].on_link, true);
	expect_int("inside", reply.lease.config.routes[2].on_link, false);
}

/* Rows 26, 27; 17 of the messages. */
TEST(server_id_that_no_host_can_have_is_absent)
{
	static const char *const rows[] = {"0.0.0.0", "255.255.255.255", "127.0.0.1", "224.0.0.1"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;
		struct dhcp_reply reply;

		begin(&m, DHCP_OFFER, OWN);
		put_addresses(&m, DHCP_OPTION_SERVER_ID, rows[i]);
		put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
		put_addresses(&m, DHCP_OPTION_NETMASK, "255.255.255.0");
		expect_reply(rows[i], &m, &reply);
		expect_addr(rows[i], reply.server_id, "0.0.0.0");
		expect_addr(rows[i], reply.lease.server_id, SOURCE);
		expect_notes(rows[i], &reply, NOTE(NO_SERVER_ID));
	}
}

TEST(server_id_that_is_missing_is_the_sender)
{
	struct message m;
	struct dhcp_reply reply;

	begin(&m, DHCP_OFFER, OWN);
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	put_addresses(&m, DHCP_OPTION_NETMASK, "255.255.255.0");
	expect_reply("none", &m, &reply);
	expect_addr("none", reply.server_id, "0.0.0.0");
	expect_addr("none", reply.lease.server_id, SOURCE);
	expect_notes("none", &reply, NOTE(NO_SERVER_ID));
}

TEST(sender_that_no_host_can_be_is_no_server)
{
	const uint32_t xid = XID;
	struct message m;
	struct dhcp_reply reply;

	begin(&m, DHCP_ACK, OWN);
	put_u32(&m, DHCP_OPTION_LEASE_TIME, 86400);
	assert_int_equal(
		dhcp_reply_parse(&client, &xid, 1, addr("255.255.255.255"), m.bytes, m.len, &reply),
		0);
	expect_addr("broadcast", reply.lease.server_id, "0.0.0.0");
	expect_addr("broadcast", reply.source, "255.255.255.255");
}

TEST(next_server_is_that_of_the_header)
{
	static const struct {
		const char *siaddr, *expected;
	} rows[] = {
		{"192.168.1.9", "192.168.1.9"},
		{"0.0.0.0", "0.0.0.0"},
		{"127.0.0.1", "0.0.0.0"},
		{"255.255.255.255", "0.0.0.0"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct in_addr siaddr = addr(rows[i].siaddr);
		struct message m;
		struct dhcp_reply reply;

		begin_good(&m, DHCP_ACK);
		memcpy(m.bytes + SIADDR_AT, &siaddr, sizeof(siaddr));
		expect_reply(rows[i].siaddr, &m, &reply);
		expect_addr(rows[i].siaddr, reply.lease.next_server, rows[i].expected);
	}
}

/* Row 56; 91 of the options. */
TEST(message_of_a_nak_is_printable)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{"wrong network", "wrong network"},
		{"\x1b[2J\x1b]0;x\x07", "?[2J?]0;x?"},
		{"a\nb\tc\x7f\x80\xff~ ", "a?b?c???~ "},
		{"0123456789012345678901234567890123456789012345678901234567890123456789",
		 "0123456789012345678901234567890123456789012345678901234567890123"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;
		struct dhcp_reply reply;

		begin(&m, DHCP_NAK, "0.0.0.0");
		put_text(&m, DHCP_OPTION_MESSAGE, rows[i].text);
		expect_reply(rows[i].text, &m, &reply);
		expect_int(rows[i].text, reply.type, DHCP_NAK);
		expect_text(rows[i].text, reply.message, rows[i].expected);
	}
}

TEST(message_of_a_nak_may_end_in_nuls_and_hold_others)
{
	struct message m;
	struct dhcp_reply reply;

	begin(&m, DHCP_NAK, "0.0.0.0");
	put(&m, DHCP_OPTION_MESSAGE, "a\0b\0\0", 5);
	expect_reply("nul", &m, &reply);
	expect_text("nul", reply.message, "a?b");
}

TEST(nak_has_a_server_and_no_lease)
{
	static const struct dhcp_lease none;
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_NAK);
	put_addresses(&m, DHCP_OPTION_ROUTER, SERVER);
	put_addresses(&m, DHCP_OPTION_DNS, "127.0.0.1");
	expect_reply("nak", &m, &reply);
	expect_addr("nak", reply.server_id, SERVER);
	expect_notes("nak", &reply, 0);
	assert_memory_equal(&reply.lease, &none, sizeof(none));
}

TEST(message_of_an_acknowledgement_is_not_read)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put_text(&m, DHCP_OPTION_MESSAGE, "hello");
	expect_reply("ack", &m, &reply);
	expect_text("ack", reply.message, "");
}

TEST(every_note_has_a_text_of_its_own)
{
	expect_distinct_texts(dhcp_note_text, DHCP_NOTE_LAST);
	assert_string_equal(dhcp_note_text(0), "unknown note");
	assert_string_equal(dhcp_note_text(DHCP_NOTE_LAST + 1), "unknown note");
	assert_string_equal(dhcp_note_text(-1), "unknown note");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_without_a_fault_is_a_lease_without_a_note),
		cmocka_unit_test(refusal_of_the_message_comes_before_its_values),
		cmocka_unit_test(rapid_commit_is_told_of_in_an_offer_too),
		cmocka_unit_test(address_that_no_host_can_have_is_refused),
		cmocka_unit_test(address_beside_the_forbidden_ranges_is_taken),
		cmocka_unit_test(mask_decides_whether_the_address_can_be_used),
		cmocka_unit_test(missing_mask_is_that_of_the_class),
		cmocka_unit_test(missing_mask_beside_routes_is_of_32_bits),
		cmocka_unit_test(missing_mask_beside_malformed_routes_is_that_of_the_class),
		cmocka_unit_test(guessed_mask_holds_for_the_address_too),
		cmocka_unit_test(address_of_the_server_is_refused),
		cmocka_unit_test(address_of_the_first_router_is_refused),
		cmocka_unit_test(first_router_counts_unless_good_routes_do),
		cmocka_unit_test(malformed_routes_are_refused_in_an_offer_only),
		cmocka_unit_test(routes_are_put_into_order),
		cmocka_unit_test(server_id_that_no_host_can_have_is_absent),
		cmocka_unit_test(server_id_that_is_missing_is_the_sender),
		cmocka_unit_test(sender_that_no_host_can_be_is_no_server),
		cmocka_unit_test(next_server_is_that_of_the_header),
		cmocka_unit_test(message_of_a_nak_is_printable),
		cmocka_unit_test(message_of_a_nak_may_end_in_nuls_and_hold_others),
		cmocka_unit_test(nak_has_a_server_and_no_lease),
		cmocka_unit_test(message_of_an_acknowledgement_is_not_read),
		cmocka_unit_test(every_note_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

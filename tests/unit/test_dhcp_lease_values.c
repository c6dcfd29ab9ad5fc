/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_lease.h: servers, names, paths and the MTU. What can't be used is left out, and a
 * note says so. Rows 42, 47 to 55 and 58 of the hostile inputs, 70 and 79 to 89 of the options.
 */
#include <stdio.h>

#include "tests/unit/dhcp_reply.h"

#define BYTES(text) text, sizeof(text) - 1
#define L63 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij012"

/* A good acknowledgement with one more option. */
static void reply_with(uint8_t code, const void *bytes, size_t len, struct dhcp_reply *out)
{
	struct message m;
	char row[32];

	snprintf(row, sizeof(row), "option %u", code);
	begin_good(&m, DHCP_ACK);
	put(&m, code, bytes, len);
	expect_reply(row, &m, out);
}

static void expect_addresses(const char *row, const struct in_addr *list, unsigned int count,
			     const char *expected)
{
	char text[128] = "";

	for (unsigned int i = 0; i < count; i++) {
		if (i)
			strcat(text, " ");
		inet_ntop(AF_INET, &list[i], text + strlen(text), INET_ADDRSTRLEN);
	}
	expect_text(row, text, expected);
}

static const struct {
	const char *list, *expected;
	bool all;
} server_rows[] = {
	{"192.168.1.1", "192.168.1.1", true},
	{"1.1.1.1 8.8.8.8 9.9.9.9", "1.1.1.1 8.8.8.8 9.9.9.9", true},
	{"1.1.1.1 8.8.8.8 9.9.9.9 4.4.4.4", "1.1.1.1 8.8.8.8 9.9.9.9", false},
	{"169.254.169.253", "169.254.169.253", true},
	{"0.0.0.0", "", false},
	{"127.0.0.1 192.168.1.1", "192.168.1.1", false},
	{"127.0.0.53", "", false},
	{"224.0.0.251", "", false},
	{"240.0.0.1", "", false},
	{"255.255.255.255 1.1.1.1", "1.1.1.1", false},
	{"0.0.0.0 1.1.1.1 127.0.0.1 8.8.8.8 224.0.0.1 9.9.9.9", "1.1.1.1 8.8.8.8 9.9.9.9", false},
};

/* Rows 47, 79. */
TEST(dns_servers_are_three_that_can_be_ones)
{
	for (size_t i = 0; i < COUNT(server_rows); i++) {
		const char *row = server_rows[i].list;
		struct message m;
		struct dhcp_reply reply;

		begin_good(&m, DHCP_ACK);
		put_addresses(&m, DHCP_OPTION_DNS, row);
		expect_reply(row, &m, &reply);
		expect_addresses(row, reply.lease.config.dns, reply.lease.config.dns_count,
				 server_rows[i].expected);
		expect_notes(row, &reply, server_rows[i].all ? 0 : NOTE(DNS_SKIPPED));
	}
}

/* Row 87. */
TEST(ntp_servers_are_three_that_can_be_ones)
{
	for (size_t i = 0; i < COUNT(server_rows); i++) {
		const char *row = server_rows[i].list;
		struct message m;
		struct dhcp_reply reply;

		begin_good(&m, DHCP_ACK);
		put_addresses(&m, DHCP_OPTION_NTP, row);
		expect_reply(row, &m, &reply);
		expect_addresses(row, reply.lease.config.ntp, reply.lease.config.ntp_count,
				 server_rows[i].expected);
		expect_int(row, reply.lease.config.dns_count, 0);
		expect_notes(row, &reply, 0);
	}
}

/* Row 47. */
TEST(sixty_dns_servers_are_three)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	for (unsigned int i = 1; i <= 60; i++)
		put_u32(&m, DHCP_OPTION_DNS, 0x0a000000 | i);
	expect_reply("60", &m, &reply);
	expect_addresses("60", reply.lease.config.dns, reply.lease.config.dns_count,
			 "10.0.0.1 10.0.0.2 10.0.0.3");
	expect_notes("60", &reply, NOTE(DNS_SKIPPED));
}

TEST(servers_of_a_length_that_is_no_multiple_of_four_are_ignored)
{
	struct dhcp_reply reply;

	reply_with(DHCP_OPTION_DNS, BYTES("\x01\x01\x01\x01\x08"), &reply);
	expect_int("5", reply.lease.config.dns_count, 0);
	expect_notes("5", &reply, NOTE(DNS_SKIPPED));
	reply_with(DHCP_OPTION_NTP, BYTES("\x01\x01\x01"), &reply);
	expect_int("3", reply.lease.config.ntp_count, 0);
}

/* Rows 42, 83. */
TEST(mtu_is_taken_from_576_to_9216)
{
	static const struct {
		uint16_t mtu, link, expected;
		bool bad;
	} rows[] = {
		{0, 1500, 0, true},	   {68, 1500, 0, true},	      {575, 1500, 0, true},
		{576, 1500, 576, false},   {1450, 1500, 1450, false}, {1500, 1500, 1500, false},
		{9000, 1500, 1500, false}, {9000, 9000, 9000, false}, {9216, 65535, 9216, false},
		{9217, 65535, 0, true},	   {65535, 1500, 0, true},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const uint8_t bytes[] = {(uint8_t)(rows[i].mtu >> 8), (uint8_t)rows[i].mtu};
		struct dhcp_client who = client;
		struct message m;
		struct dhcp_reply reply;
		char row[32];

		snprintf(row, sizeof(row), "%u of %u", rows[i].mtu, rows[i].link);
		who.mtu = rows[i].link;
		begin_good(&m, DHCP_ACK);
		put(&m, DHCP_OPTION_MTU, bytes, sizeof(bytes));
		expect_int(row, parse_for(&who, &m, &reply), 0);
		expect_int(row, reply.lease.config.mtu, rows[i].expected);
		expect_notes(row, &reply, rows[i].bad ? NOTE(MTU_BAD) : 0);
	}
}

/* Row 42. */
TEST(mtu_of_another_length_is_ignored)
{
	struct dhcp_reply reply;

	reply_with(DHCP_OPTION_MTU, BYTES("\x05"), &reply);
	expect_int("1", reply.lease.config.mtu, 0);
	expect_notes("1", &reply, NOTE(MTU_BAD));
	reply_with(DHCP_OPTION_MTU, BYTES("\x05\xdc\x00"), &reply);
	expect_int("3", reply.lease.config.mtu, 0);
	expect_notes("3", &reply, NOTE(MTU_BAD));
}

static void check_domain(const char *text, size_t len, const char *expected)
{
	struct dhcp_reply reply;

	reply_with(DHCP_OPTION_DOMAIN, text, len, &reply);
	expect_text(text, reply.lease.config.search, expected);
	expect_notes(text, &reply, *expected ? 0 : NOTE(DOMAIN_BAD));
	expect_true(text, strnlen(reply.lease.config.search, NET_SEARCH_SIZE) < NET_SEARCH_SIZE);
}

/* Rows 51, 80. */
TEST(domain_is_split_at_blanks)
{
	check_domain(BYTES("a.example"), "a.example");
	check_domain(BYTES("a.example b.example"), "a.example b.example");
	check_domain(BYTES("  a.example   b.example "), "a.example b.example");
	check_domain(BYTES("a.example. b.example."), "a.example b.example");
	check_domain(BYTES("a.example\0"), "a.example");
	check_domain(BYTES("a.example\0\0\0"), "a.example");
	check_domain(BYTES("a b c d e f g"), "a b c d e f");
	check_domain(BYTES(L63 "." L63 "." L63 " " L63 " x"), L63 "." L63 "." L63 " " L63);
}

/* Row 50. */
TEST(domain_with_one_bad_name_is_ignored_as_a_whole)
{
	check_domain(BYTES("a.example\nnameserver 6.6.6.6"), "");
	check_domain(BYTES("a.example b\tc"), "");
	check_domain(BYTES("a.example b..c"), "");
	check_domain(BYTES("a.example b;c"), "");
	check_domain(BYTES("a.example \0 b"), "");
	check_domain(BYTES("a b c d e f ;"), "");
	check_domain(BYTES("   "), "");
	check_domain(BYTES("."), "");
	check_domain(BYTES(L63 "x"), "");
}

/* Rows 80, 81. */
TEST(search_list_goes_before_the_domain)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put_text(&m, DHCP_OPTION_DOMAIN, "not a;name");
	put(&m, DHCP_OPTION_SEARCH, BYTES("\1a\7example\0\1b\xc0\2"));
	expect_reply("both", &m, &reply);
	expect_text("both", reply.lease.config.search, "a.example b.example");
	expect_notes("both", &reply, 0);
}

/* Row 81: joined first, as option 119 demands. */
TEST(search_list_of_several_parts_is_one)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_SEARCH, BYTES("\1a\7exa"));
	put(&m, DHCP_OPTION_SEARCH, BYTES("mple\0\1b\xc0\2"));
	expect_reply("parts", &m, &reply);
	expect_text("parts", reply.lease.config.search, "a.example b.example");
}

/* Rows 48, 49: each of its forms is in test_dns_name. */
TEST(malformed_search_list_gives_way_to_the_domain)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put(&m, DHCP_OPTION_SEARCH, BYTES("\1a\7example\0\1b\xc0\x0e"));
	expect_reply("alone", &m, &reply);
	expect_text("alone", reply.lease.config.search, "");
	expect_notes("alone", &reply, NOTE(SEARCH_BAD));
	put_text(&m, DHCP_OPTION_DOMAIN, "c.example");
	expect_reply("domain", &m, &reply);
	expect_text("domain", reply.lease.config.search, "c.example");
	expect_notes("domain", &reply, NOTE(SEARCH_BAD));
}

static void check_hostname(const char *text, size_t len, const char *expected)
{
	struct dhcp_reply reply;

	reply_with(DHCP_OPTION_HOSTNAME, text, len, &reply);
	expect_text(text, reply.lease.config.hostname, expected);
	expect_notes(text, &reply, *expected ? 0 : NOTE(HOSTNAME_BAD));
}

/* Rows 53, 54, 82. */
TEST(host_name_is_taken_without_its_domain)
{
	check_hostname(BYTES("web1"), "web1");
	check_hostname(BYTES("web1.example.org"), "web1");
	check_hostname(BYTES("web1."), "web1");
	check_hostname(BYTES("web1\0"), "web1");
	check_hostname(BYTES("18-105-23"), "18-105-23");
	check_hostname(BYTES(L63), L63);
}

/* Rows 52 to 54. */
TEST(host_name_that_is_none_is_ignored)
{
	char longest[255];

	memset(longest, 'a', sizeof(longest));
	check_hostname(longest, sizeof(longest), "");
	check_hostname(BYTES("() { :;}; id"), "");
	check_hostname(BYTES("$(reboot)"), "");
	check_hostname(BYTES("-rf"), "");
	check_hostname(BYTES("../x"), "");
	check_hostname(BYTES("a'b"), "");
	check_hostname(BYTES("a\0b"), "");
	check_hostname(BYTES("localhost"), "");
	check_hostname(BYTES("localhost.localdomain"), "");
	check_hostname(BYTES("10.0.0.1"), "");
	check_hostname(BYTES(L63 "x"), "");
	check_hostname(BYTES("a_b"), "");
}

/* Row 70. */
TEST(option_without_a_value_is_absent)
{
	static const uint8_t codes[] = {
		DHCP_OPTION_ROUTER, DHCP_OPTION_DNS,	     DHCP_OPTION_HOSTNAME,
		DHCP_OPTION_DOMAIN, DHCP_OPTION_ROOT_PATH,   DHCP_OPTION_MTU,
		DHCP_OPTION_NTP,    DHCP_OPTION_TFTP_SERVER, DHCP_OPTION_BOOT_FILE,
		DHCP_OPTION_SEARCH, DHCP_OPTION_MS_ROUTES,
	};

	for (size_t i = 0; i < COUNT(codes); i++) {
		struct dhcp_reply reply;
		char row[32];

		snprintf(row, sizeof(row), "option %u", codes[i]);
		reply_with(codes[i], "", 0, &reply);
		expect_notes(row, &reply, 0);
		reply_with(codes[i], "", 0, &reply);
		expect_int(row, reply.lease.config.dns_count + reply.lease.config.ntp_count, 0);
	}
}

TEST(text_of_nothing_but_nuls_is_absent)
{
	static const uint8_t codes[] = {DHCP_OPTION_HOSTNAME, DHCP_OPTION_DOMAIN,
					DHCP_OPTION_ROOT_PATH, DHCP_OPTION_TFTP_SERVER,
					DHCP_OPTION_BOOT_FILE};

	for (size_t i = 0; i < COUNT(codes); i++) {
		struct dhcp_reply reply;
		char row[32];

		snprintf(row, sizeof(row), "option %u", codes[i]);
		reply_with(codes[i], BYTES("\0\0"), &reply);
		expect_notes(row, &reply, 0);
	}
}

/* Row 86. */
TEST(paths_are_taken_as_they_are)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put_text(&m, DHCP_OPTION_ROOT_PATH, "192.168.1.1:/srv/a b,v3~");
	put_text(&m, DHCP_OPTION_TFTP_SERVER, "tftp.example");
	put_text(&m, DHCP_OPTION_BOOT_FILE, "pxe/undi.0");
	memcpy(m.bytes + SNAME_AT, "other", 5);
	memcpy(m.bytes + FILE_AT, "other.0", 7);
	expect_reply("options", &m, &reply);
	expect_text("17", reply.lease.root_path, "192.168.1.1:/srv/a b,v3~");
	expect_text("66", reply.lease.tftp_server, "tftp.example");
	expect_text("67", reply.lease.boot_file, "pxe/undi.0");
	expect_notes("options", &reply, 0);
}

TEST(fields_of_the_header_stand_in_for_missing_paths)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	memcpy(m.bytes + SNAME_AT, "server\0\xff", 8);
	memcpy(m.bytes + FILE_AT, "boot.0\0\xff", 8);
	expect_reply("fields", &m, &reply);
	expect_text("17", reply.lease.root_path, "");
	expect_text("sname", reply.lease.tftp_server, "server");
	expect_text("file", reply.lease.boot_file, "boot.0");
	expect_notes("fields", &reply, 0);
}

/* Row 55. */
TEST(field_of_the_header_without_an_end_is_ignored)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	memset(m.bytes + SNAME_AT, 's', 63);
	memset(m.bytes + FILE_AT, 'f', 127);
	expect_reply("longest", &m, &reply);
	expect_int("sname", strlen(reply.lease.tftp_server), 63);
	expect_int("file", strlen(reply.lease.boot_file), 127);
	expect_notes("longest", &reply, 0);
	m.bytes[SNAME_AT + 63] = 's';
	expect_reply("sname", &m, &reply);
	expect_text("sname", reply.lease.tftp_server, "");
	expect_int("file", strlen(reply.lease.boot_file), 127);
	expect_notes("sname", &reply, NOTE(PATH_BAD));
	m.bytes[SNAME_AT + 63] = 0;
	m.bytes[FILE_AT + 127] = 'f';
	expect_reply("file", &m, &reply);
	expect_text("file", reply.lease.boot_file, "");
	expect_notes("file", &reply, NOTE(PATH_BAD));
}

/* Row 55. */
TEST(path_with_odd_bytes_is_ignored)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {
		{BYTES("a\nb")}, {BYTES("a\x1b[2J")}, {BYTES("a\0b")},
		{BYTES("\x7f")}, {BYTES("a\x80")},    {BYTES("gr\xc3\xbcn")},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dhcp_reply reply;

		reply_with(DHCP_OPTION_ROOT_PATH, rows[i].text, rows[i].len, &reply);
		expect_text(rows[i].text, reply.lease.root_path, "");
		expect_notes(rows[i].text, &reply, NOTE(PATH_BAD));
		reply_with(DHCP_OPTION_TFTP_SERVER, rows[i].text, rows[i].len, &reply);
		expect_text(rows[i].text, reply.lease.tftp_server, "");
		expect_notes(rows[i].text, &reply, NOTE(PATH_BAD));
		reply_with(DHCP_OPTION_BOOT_FILE, rows[i].text, rows[i].len, &reply);
		expect_text(rows[i].text, reply.lease.boot_file, "");
		expect_notes(rows[i].text, &reply, NOTE(PATH_BAD));
	}
}

TEST(field_stands_in_for_a_bad_path_too)
{
	struct message m;
	struct dhcp_reply reply;

	begin_good(&m, DHCP_ACK);
	put_text(&m, DHCP_OPTION_BOOT_FILE, "a\nb");
	memcpy(m.bytes + FILE_AT, "boot.0", 6);
	expect_reply("file", &m, &reply);
	expect_text("file", reply.lease.boot_file, "boot.0");
	expect_notes("file", &reply, NOTE(PATH_BAD));
}

TEST(path_of_more_than_255_bytes_is_ignored)
{
	char path[256];
	struct dhcp_reply reply;

	memset(path, 'p', sizeof(path));
	reply_with(DHCP_OPTION_ROOT_PATH, path, 255, &reply);
	expect_int("255", strlen(reply.lease.root_path), 255);
	expect_notes("255", &reply, 0);
	reply_with(DHCP_OPTION_ROOT_PATH, path, 256, &reply);
	expect_text("256", reply.lease.root_path, "");
	expect_notes("256", &reply, NOTE(PATH_BAD));
}

/* Rows 58, 84, 87: broadcast, vendor's own, time zones, proxies, IPv6-only, auto-configure. */
TEST(options_that_were_not_asked_for_change_nothing)
{
	static const uint8_t codes[] = {2, 28, 33, 43, 81, 100, 101, 108, 114, 116, 125, 150, 252};
	struct dhcp_reply plain, reply;
	struct message m;

	begin_good(&m, DHCP_ACK);
	expect_reply("plain", &m, &plain);
	for (size_t i = 0; i < COUNT(codes); i++) {
		reply_with(codes[i], BYTES("\xff\xff\xff\xff"), &reply);
		assert_memory_equal(&reply.lease, &plain.lease, sizeof(reply.lease));
		assert_int_equal(reply.note_count, 0);
	}
}

TEST(all_notes_have_room_beside_each_other)
{
	struct message m;
	struct dhcp_reply reply;

	begin(&m, DHCP_ACK, OWN);
	put(&m, DHCP_OPTION_ROUTES, BYTES("\x21"));
	put_addresses(&m, DHCP_OPTION_ROUTER, "0.0.0.0");
	put_addresses(&m, DHCP_OPTION_DNS, "0.0.0.0");
	put(&m, DHCP_OPTION_SEARCH, BYTES("\0"));
	put_text(&m, DHCP_OPTION_DOMAIN, ";");
	put_text(&m, DHCP_OPTION_HOSTNAME, ";");
	put_text(&m, DHCP_OPTION_MTU, ";");
	put_text(&m, DHCP_OPTION_ROOT_PATH, "\n");
	put_text(&m, DHCP_OPTION_BOOT_FILE, "\n");
	expect_reply("all", &m, &reply);
	expect_notes("all", &reply,
		     NOTE(NO_LEASE_TIME) | NOTE(NO_SERVER_ID) | NOTE(NO_MASK) | NOTE(ROUTES_BAD) |
			     NOTE(ROUTER_SKIPPED) | NOTE(DNS_SKIPPED) | NOTE(SEARCH_BAD) |
			     NOTE(DOMAIN_BAD) | NOTE(HOSTNAME_BAD) | NOTE(MTU_BAD) |
			     NOTE(PATH_BAD));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dns_servers_are_three_that_can_be_ones),
		cmocka_unit_test(ntp_servers_are_three_that_can_be_ones),
		cmocka_unit_test(sixty_dns_servers_are_three),
		cmocka_unit_test(servers_of_a_length_that_is_no_multiple_of_four_are_ignored),
		cmocka_unit_test(mtu_is_taken_from_576_to_9216),
		cmocka_unit_test(mtu_of_another_length_is_ignored),
		cmocka_unit_test(domain_is_split_at_blanks),
		cmocka_unit_test(domain_with_one_bad_name_is_ignored_as_a_whole),
		cmocka_unit_test(search_list_goes_before_the_domain),
		cmocka_unit_test(search_list_of_several_parts_is_one),
		cmocka_unit_test(malformed_search_list_gives_way_to_the_domain),
		cmocka_unit_test(host_name_is_taken_without_its_domain),
		cmocka_unit_test(host_name_that_is_none_is_ignored),
		cmocka_unit_test(option_without_a_value_is_absent),
		cmocka_unit_test(text_of_nothing_but_nuls_is_absent),
		cmocka_unit_test(paths_are_taken_as_they_are),
		cmocka_unit_test(fields_of_the_header_stand_in_for_missing_paths),
		cmocka_unit_test(field_of_the_header_without_an_end_is_ignored),
		cmocka_unit_test(path_with_odd_bytes_is_ignored),
		cmocka_unit_test(field_stands_in_for_a_bad_path_too),
		cmocka_unit_test(path_of_more_than_255_bytes_is_ignored),
		cmocka_unit_test(options_that_were_not_asked_for_change_nothing),
		cmocka_unit_test(all_notes_have_room_beside_each_other),
	};

	return RUN_TESTS(tests);
}

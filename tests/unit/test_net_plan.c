/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/net_plan.h: the network's parameters add up to one plan; each has its values and its
 * refusals, and what pxelinux appends is understood as what it is.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "netcfg/net_plan.h"
#include "tests/unit/unit.h"

enum { TEXT_SIZE = 1024 };

static int take(struct net_plan *plan, const char *name, const char *value)
{
	char *copy = heap_text(value);
	int answer = net_plan_take(plan, name, copy);

	free(copy);
	return answer;
}

static void check_refused(const char *name, const char *value, int error)
{
	struct net_plan plan, before;

	memset(&plan, 0, sizeof(plan));
	assert_int_equal(take(&plan, "rambox.dhcp.clientid", "01aabbccddeeff"), 0);
	assert_int_equal(take(&plan, "rambox.dhcp.acd", "before"), 0);
	assert_int_equal(take(&plan, "rambox.netwait", "5"), 0);
	memcpy(&before, &plan, sizeof(plan));
	expect_int(value, take(&plan, name, value), error);
	expect_int(value, memcmp(&plan, &before, sizeof(plan)), 0);
}

/* All of "NAME=VALUE NAME=VALUE ..." are good. */
static void take_all(struct net_plan *plan, const char *line)
{
	char *copy = heap_text(line), *save = NULL;

	memset(plan, 0, sizeof(*plan));
	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		expect_int(line, take(plan, word, value), 0);
	}
	free(copy);
}

/* After net_plan_settle(): "METHOD[ DEVICE][ ADDRESS/LEN][ server A][ name N], ...". */
static void check_settled(const char *line, const char *expected)
{
	static const char methods[][8] = {"dhcp", "static", "off"};
	char text[TEXT_SIZE] = "";
	struct net_plan plan;

	take_all(&plan, line);
	net_plan_settle(&plan);
	for (unsigned int i = 0; i < plan.request_count; i++) {
		const struct net_request *request = &plan.requests[i];
		char *at = text + strlen(text);

		at += sprintf(at, "%s%s", i ? ", " : "", methods[request->method]);
		at += sprintf(at, "%s%s", request->ifname[0] ? " " : "", request->ifname);
		if (request->address.s_addr)
			at += sprintf(at, " %s/%u", inet_ntoa(request->address),
				      request->prefix_len);
		if (request->server.s_addr)
			at += sprintf(at, " server %s", inet_ntoa(request->server));
		if (request->hostname[0])
			sprintf(at, " name %s", request->hostname);
	}
	expect_text(line, text, expected);
}

TEST(names_of_the_network_are_known)
{
	static const char *const ours[] = {
		"ip",
		"BOOTIF",
		"nameserver",
		"rambox.netwait",
		"rambox.dhcp.clientid",
		"rambox.dhcp.expire",
		"rambox.dhcp.nothing",
		"rambox.dhcp.",
	};
	static const char *const others[] = {
		"",
		"i",
		"ipx",
		"IP",
		"bootif",
		"nameservers",
		"rambox.netwai",
		"rambox.dhcp",
		"rambox-dhcp.acd",
		"xip",
		"rambox.keep",
		"rambox.netwait.x",
	};

	for (size_t i = 0; i < COUNT(ours); i++)
		expect_int(ours[i], net_plan_is_param(ours[i]), true);
	for (size_t i = 0; i < COUNT(others); i++)
		expect_int(others[i], net_plan_is_param(others[i]), false);
}

TEST(nothing_asks_for_nothing)
{
	struct net_plan plan;

	check_settled("", "");
	take_all(&plan, "nameserver=10.0.0.1 rambox.netwait=3 rambox.dhcp.acd=off");
	net_plan_settle(&plan);
	assert_int_equal(plan.request_count, 0);
	assert_false(net_plan_asks(&plan));
}

TEST(request_that_is_not_off_asks)
{
	static const struct {
		const char *line;
		bool asks;
	} rows[] = {
		{"ip=dhcp", true},
		{"ip=eth0:dhcp", true},
		{"ip=10.0.0.2", true},
		{"ip=off", false},
		{"ip=eth0:off ip=eth1:none", false},
		{"ip=eth0:off ip=eth1:dhcp", true},
		{"ip=eth1:dhcp ip=eth0:off", true},
		{"BOOTIF=01-08-00-07-26-c0-a5", true},
		{"ip=off BOOTIF=01-08-00-07-26-c0-a5", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_plan plan;

		take_all(&plan, rows[i].line);
		net_plan_settle(&plan);
		expect_int(rows[i].line, net_plan_asks(&plan), rows[i].asks);
	}
}

TEST(several_devices_add_up)
{
	check_settled("ip=eth0:dhcp ip=10.0.0.2:::24::eth1: ip=eth2:off",
		      "dhcp eth0, static eth1 10.0.0.2/24, off eth2");
}

TEST(last_request_for_a_device_wins)
{
	check_settled("ip=eth0:dhcp ip=eth1:dhcp ip=eth0:off", "dhcp eth1, off eth0");
	check_settled("ip=eth0:off ip=eth0:dhcp", "dhcp eth0");
	check_settled("ip=dhcp ip=off", "off");
	check_settled("ip=off ip=dhcp ip=dhcp", "dhcp");
	check_settled("ip=eth0:off ip=dhcp", "off eth0, dhcp");
}

TEST(address_that_pxelinux_appends_is_asked_for_again)
{
	check_settled("ip=dhcp ip=192.168.24.203:192.168.24.202:192.168.24.1:255.255.255.0 "
		      "BOOTIF=01-08-00-07-26-c0-a5",
		      "dhcp 192.168.24.203/24 server 192.168.24.202");
	check_settled("ip=eth0:dhcp ip=10.0.0.2:10.0.0.1:10.0.0.1:255.255.255.0",
		      "dhcp eth0 10.0.0.2/24 server 10.0.0.1");
	check_settled("ip=::::node7::dhcp ip=10.0.0.2:10.0.0.1:10.0.0.1:255.255.255.0",
		      "dhcp 10.0.0.2/24 server 10.0.0.1 name node7");
	check_settled("ip=eth0:dhcp ip=dhcp ip=10.0.0.2:::", "dhcp eth0, dhcp 10.0.0.2/8");
	check_settled("ip=eth0:dhcp ip=eth1:dhcp ip=10.0.0.2:::",
		      "dhcp eth0 10.0.0.2/8, dhcp eth1");
}

TEST(address_of_the_users_own_stays_before_that_of_pxelinux)
{
	check_settled("ip=10.0.0.9:::24:::dhcp ip=10.0.0.2:10.0.0.1:10.0.0.1:255.255.0.0",
		      "dhcp 10.0.0.9/24 server 10.0.0.1");
	check_settled("ip=:10.0.0.7::::eth0:dhcp ip=10.0.0.2:10.0.0.1:10.0.0.1:255.255.0.0",
		      "dhcp eth0 10.0.0.2/16 server 10.0.0.7");
}

TEST(address_without_dhcp_before_it_is_static)
{
	check_settled("ip=10.0.0.2:10.0.0.1:10.0.0.1:255.255.255.0",
		      "static 10.0.0.2/24 server 10.0.0.1");
	check_settled("ip=10.0.0.2:10.0.0.1:10.0.0.1:255.255.255.0 ip=eth0:dhcp",
		      "static 10.0.0.2/24 server 10.0.0.1, dhcp eth0");
	check_settled("ip=eth0:off ip=10.0.0.2:::", "off eth0, static 10.0.0.2/8");
	/* More than four fields are not what pxelinux writes. */
	check_settled("ip=eth0:dhcp ip=10.0.0.2:::24:", "dhcp eth0, static 10.0.0.2/24");
	/* Four fields without an address: DHCP. */
	check_settled("ip=eth0:dhcp ip=::10.0.0.1:", "dhcp eth0, dhcp");
}

TEST(bootif_alone_asks_for_dhcp)
{
	check_settled("BOOTIF=01-08-00-07-26-c0-a5", "dhcp");
	check_settled("BOOTIF=01-08-00-07-26-c0-a5 ip=eth0:dhcp", "dhcp eth0");
	check_settled("BOOTIF=01-08-00-07-26-c0-a5 ip=off", "off");
	check_settled("BOOTIF=01-08-00-07-26-c0-a5 nameserver=10.0.0.1", "dhcp");
}

TEST(settling_twice_changes_nothing)
{
	struct net_plan plan, again;

	take_all(&plan, "ip=dhcp ip=10.0.0.2::: ip=eth0:off ip=eth0:dhcp BOOTIF=08:00:07:26:c0:a5");
	net_plan_settle(&plan);
	memcpy(&again, &plan, sizeof(plan));
	net_plan_settle(&again);
	assert_int_equal(plan.request_count, 2);
	assert_memory_equal(&plan, &again, sizeof(plan));
}

TEST(as_many_requests_as_there_may_be_are_taken)
{
	struct net_plan plan = {0}, before;
	char value[32];

	for (int i = 0; i < NET_REQUEST_MAX; i++) {
		sprintf(value, "eth%d:dhcp", i);
		expect_int(value, take(&plan, "ip", value), 0);
	}
	memcpy(&before, &plan, sizeof(plan));
	assert_int_equal(take(&plan, "ip", "dhcp"), NET_PLAN_TOO_MANY);
	assert_memory_equal(&plan, &before, sizeof(plan));
	net_plan_settle(&plan);
	assert_int_equal(plan.request_count, NET_REQUEST_MAX);
	assert_string_equal(plan.requests[NET_REQUEST_MAX - 1].ifname, "eth7");
}

TEST(refused_request_is_refused_with_its_field)
{
	check_refused("ip", "10.0.0.300", NET_PLAN_CLIENT);
	check_refused("ip", "10.0.0.2:::255.0.255.0", NET_PLAN_NETMASK);
	check_refused("ip", "rarp", NET_PLAN_RARP);
	check_refused("ip", "dhcp,1", NET_PLAN_CLIENT_ID);
	check_refused("ip", "", NET_PLAN_EMPTY);
}

TEST(bootif_is_a_mac_with_or_without_its_type)
{
	static const char *const rows[] = {
		"01-08-00-07-26-c0-a5", "01:08:00:07:26:c0:a5", "01-08:00:07:26:C0:A5",
		"08-00-07-26-c0-a5",	"08:00:07:26:c0:a5",	"01-08-00-07-26-C0-A5",
	};
	static const uint8_t expected[NET_MAC_LEN] = {0x08, 0x00, 0x07, 0x26, 0xc0, 0xa5};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_plan plan = {0};

		expect_int(rows[i], take(&plan, "BOOTIF", rows[i]), 0);
		expect_int(rows[i], plan.bootif_given, true);
		expect_int(rows[i], memcmp(plan.bootif, expected, sizeof(expected)), 0);
	}
}

TEST(last_bootif_wins)
{
	struct net_plan plan;

	take_all(&plan, "BOOTIF=01-08-00-07-26-c0-a5 BOOTIF=52:54:00:00:00:01");
	assert_int_equal(plan.bootif[0], 0x52);
	assert_int_equal(plan.bootif[5], 0x01);
}

TEST(bootif_of_no_ethernet_card_is_refused)
{
	check_refused("BOOTIF", "06-08-00-07-26-c0-a5", NET_PLAN_MAC_TYPE);
	check_refused("BOOTIF", "20:08:00:07:26:c0:a5", NET_PLAN_MAC_TYPE);
	check_refused("BOOTIF", "00-08-00-07-26-c0-a5", NET_PLAN_MAC_TYPE);
	check_refused("BOOTIF", "00:00:00:00:00:00", NET_PLAN_MAC);
	check_refused("BOOTIF", "01-ff-ff-ff-ff-ff-ff", NET_PLAN_MAC);
	check_refused("BOOTIF", "01:00:5e:00:00:01", NET_PLAN_MAC);
	check_refused("BOOTIF", "01.08-00-07-26-c0-a5", NET_PLAN_MAC);
	check_refused("BOOTIF", "0x-08-00-07-26-c0-a5", NET_PLAN_MAC);
	check_refused("BOOTIF", "1-08-00-07-26-c0-a5", NET_PLAN_MAC);
	check_refused("BOOTIF", "01-08-00-07-26-c0-a5-01", NET_PLAN_MAC);
	check_refused("BOOTIF", "eth0", NET_PLAN_MAC);
	check_refused("BOOTIF", "", NET_PLAN_EMPTY);
}

TEST(name_servers_add_up_and_stand_once)
{
	struct net_plan plan;

	take_all(&plan, "nameserver=10.0.0.1 nameserver=127.0.0.53 nameserver=10.0.0.1 "
			"nameserver=8.8.8.8 nameserver=127.0.0.53");
	assert_int_equal(plan.dns_count, 3);
	assert_int_equal(ntohl(plan.dns[0].s_addr), 0x0a000001);
	assert_int_equal(ntohl(plan.dns[1].s_addr), 0x7f000035);
	assert_int_equal(ntohl(plan.dns[2].s_addr), 0x08080808);
	assert_int_equal(take(&plan, "nameserver", "8.8.4.4"), NET_PLAN_TOO_MANY);
	assert_int_equal(plan.dns_count, 3);
}

TEST(bad_name_server_is_refused)
{
	static const char *const rows[] = {
		"0.0.0.0", "255.255.255.255", "224.0.0.1", "0.0.0.1",		"10.0.0.1:53",
		"10.0.0",  "dns.example.org", "::1",	   "10.0.0.1,10.0.0.2", " 10.0.0.1",
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused("nameserver", rows[i], NET_PLAN_ADDRESS);
	check_refused("nameserver", "", NET_PLAN_EMPTY);
}

TEST(wait_is_a_number_of_seconds)
{
	struct net_plan plan;

	take_all(&plan, "");
	assert_false(plan.netwait_given);
	take_all(&plan, "rambox.netwait=30 rambox.netwait=0");
	assert_true(plan.netwait_given);
	assert_int_equal(plan.netwait_s, 0);
	take_all(&plan, "rambox.netwait=1000000");
	assert_int_equal(plan.netwait_s, 1000000);
	check_refused("rambox.netwait", "1000001", NET_PLAN_SECONDS);
	check_refused("rambox.netwait", "-1", NET_PLAN_SECONDS);
	check_refused("rambox.netwait", "5s", NET_PLAN_SECONDS);
	check_refused("rambox.netwait", "", NET_PLAN_EMPTY);
}

TEST(client_identifier_is_in_hex_or_none)
{
	static const struct {
		const char *value;
		unsigned int len;
		uint8_t first, last;
	} rows[] = {
		{"none", 0, 0, 0},
		{"01aabbccddeeff", 7, 0x01, 0xff},
		{"01AABBCCDDEEFE", 7, 0x01, 0xfe},
		{"01:aa:bb", 3, 0x01, 0xbb},
		{"01-aa-bb", 3, 0x01, 0xbb},
		{"0102", 2, 0x01, 0x02},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_plan plan = {.dhcp.client_id = {0xee}};

		expect_int(rows[i].value, take(&plan, "rambox.dhcp.clientid", rows[i].value), 0);
		expect_int(rows[i].value, plan.dhcp.client_id_given, true);
		expect_int(rows[i].value, plan.dhcp.client_id_len, rows[i].len);
		expect_int(rows[i].value, plan.dhcp.client_id[0], rows[i].first);
		if (rows[i].len)
			expect_int(rows[i].value, plan.dhcp.client_id[rows[i].len - 1],
				   rows[i].last);
	}
}

TEST(longest_client_identifier_is_taken_and_no_longer_one)
{
	char *digits = heap_repeat('a', 2 * NET_CLIENT_ID_MAX + 2);
	struct net_plan plan = {0};

	check_refused("rambox.dhcp.clientid", digits, NET_PLAN_CLIENT_ID);
	digits[2 * NET_CLIENT_ID_MAX] = '\0';
	assert_int_equal(take(&plan, "rambox.dhcp.clientid", digits), 0);
	assert_int_equal(plan.dhcp.client_id_len, NET_CLIENT_ID_MAX);
	assert_int_equal(plan.dhcp.client_id[NET_CLIENT_ID_MAX - 1], 0xaa);
	free(digits);
}

TEST(last_client_identifier_wins_wherever_it_stands)
{
	struct net_plan plan;

	take_all(&plan, "ip=dhcp,7,abc rambox.dhcp.clientid=0102");
	assert_int_equal(plan.dhcp.client_id_len, 2);
	take_all(&plan, "rambox.dhcp.clientid=none ip=dhcp,7,abc");
	assert_int_equal(plan.dhcp.client_id_len, 4);
	assert_memory_equal(plan.dhcp.client_id, "\aabc", 4);
}

TEST(bad_client_identifier_is_refused)
{
	static const char *const rows[] = {"01",     "1",     "010",   "0x0102", "01:",	 "01::02",
					   "01:02:", ":0102", "01 02", "01.02",	 "None", "node7"};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused("rambox.dhcp.clientid", rows[i], NET_PLAN_CLIENT_ID);
	check_refused("rambox.dhcp.clientid", "", NET_PLAN_EMPTY);
}

TEST(class_is_printable_and_never_cut)
{
	char *class = heap_repeat('c', NET_CLASS_SIZE);
	struct net_plan plan;

	check_refused("rambox.dhcp.class", class, NET_PLAN_CLASS);
	class[NET_CLASS_SIZE - 1] = '\0';
	take_all(&plan, "rambox.dhcp.class=PXEClient:Arch:00000");
	assert_string_equal(plan.dhcp.class, "PXEClient:Arch:00000");
	assert_int_equal(take(&plan, "rambox.dhcp.class", "a b~"), 0);
	assert_string_equal(plan.dhcp.class, "a b~");
	assert_int_equal(take(&plan, "rambox.dhcp.class", class), 0);
	assert_string_equal(plan.dhcp.class, class);
	check_refused("rambox.dhcp.class", "a\x1b[0m", NET_PLAN_CLASS);
	check_refused("rambox.dhcp.class", "a\x7f", NET_PLAN_CLASS);
	check_refused("rambox.dhcp.class", "gr\xc3\xbcn", NET_PLAN_CLASS);
	check_refused("rambox.dhcp.class", "", NET_PLAN_EMPTY);
	free(class);
}

TEST(each_word_of_dhcp_is_heard)
{
	struct net_plan plan;

	take_all(&plan, "");
	assert_int_equal(plan.dhcp.broadcast, NET_BROADCAST_AUTO);
	assert_int_equal(plan.dhcp.acd, NET_ACD_AFTER);
	assert_false(plan.dhcp.expire_keep);
	take_all(&plan, "rambox.dhcp.broadcast=on rambox.dhcp.acd=before rambox.dhcp.expire=keep");
	assert_int_equal(plan.dhcp.broadcast, NET_BROADCAST_ON);
	assert_int_equal(plan.dhcp.acd, NET_ACD_BEFORE);
	assert_true(plan.dhcp.expire_keep);
	assert_int_equal(take(&plan, "rambox.dhcp.broadcast", "off"), 0);
	assert_int_equal(take(&plan, "rambox.dhcp.acd", "off"), 0);
	assert_int_equal(take(&plan, "rambox.dhcp.expire", "drop"), 0);
	assert_int_equal(plan.dhcp.broadcast, NET_BROADCAST_OFF);
	assert_int_equal(plan.dhcp.acd, NET_ACD_OFF);
	assert_false(plan.dhcp.expire_keep);
	assert_int_equal(take(&plan, "rambox.dhcp.broadcast", "auto"), 0);
	assert_int_equal(take(&plan, "rambox.dhcp.acd", "after"), 0);
	assert_int_equal(plan.dhcp.broadcast, NET_BROADCAST_AUTO);
	assert_int_equal(plan.dhcp.acd, NET_ACD_AFTER);
}

TEST(unknown_word_of_dhcp_is_refused)
{
	check_refused("rambox.dhcp.broadcast", "yes", NET_PLAN_WORD_BROADCAST);
	check_refused("rambox.dhcp.broadcast", "before", NET_PLAN_WORD_BROADCAST);
	check_refused("rambox.dhcp.broadcast", "", NET_PLAN_EMPTY);
	check_refused("rambox.dhcp.acd", "on", NET_PLAN_WORD_ACD);
	check_refused("rambox.dhcp.acd", "After", NET_PLAN_WORD_ACD);
	check_refused("rambox.dhcp.expire", "keeps", NET_PLAN_WORD_EXPIRE);
	check_refused("rambox.dhcp.expire", "", NET_PLAN_EMPTY);
	check_refused("rambox.dhcp.timeout", "3", NET_PLAN_UNKNOWN);
	check_refused("rambox.dhcp.", "3", NET_PLAN_UNKNOWN);
	check_refused("rambox.dhcp.timeout", "", NET_PLAN_UNKNOWN);
	check_refused("hostname", "node7", NET_PLAN_UNKNOWN);
}

TEST(jitter_is_at_most_a_minute)
{
	struct net_plan plan;

	take_all(&plan, "rambox.dhcp.jitter=500 rambox.dhcp.jitter=60000");
	assert_int_equal(plan.dhcp.jitter_ms, 60000);
	check_refused("rambox.dhcp.jitter", "60001", NET_PLAN_MILLISECONDS);
	check_refused("rambox.dhcp.jitter", "1s", NET_PLAN_MILLISECONDS);
	check_refused("rambox.dhcp.jitter", "", NET_PLAN_EMPTY);
}

TEST(refusal_of_a_field_names_it)
{
	static const struct {
		int error;
		const char *start;
	} rows[] = {
		{NET_PLAN_CLIENT, "client: "},
		{NET_PLAN_SERVER, "server: "},
		{NET_PLAN_GATEWAY, "gateway: "},
		{NET_PLAN_NETMASK, "netmask: not a contiguous mask"},
		{NET_PLAN_HOSTNAME, "hostname: "},
		{NET_PLAN_DEVICE, "device: "},
		{NET_PLAN_AUTOCONF, "autoconf: "},
		{NET_PLAN_RARP, "autoconf: rarp"},
		{NET_PLAN_NO_ADDRESS, "autoconf: off"},
		{NET_PLAN_DNS0, "dns0: "},
		{NET_PLAN_DNS1, "dns1: "},
		{NET_PLAN_NTP, "ntp0: "},
		{NET_PLAN_CLIENT_ID, "client identifier: "},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_true(rows[i].start, strncmp(net_plan_strerror(rows[i].error), rows[i].start,
						   strlen(rows[i].start)) == 0);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(net_plan_strerror, NET_PLAN_UNKNOWN);
	for (int i = 0; i <= NET_PLAN_UNKNOWN; i++)
		assert_in_range(strlen(net_plan_strerror(i)), 8, 47); /* each ends in its place */
	assert_string_equal(net_plan_strerror(-1), net_plan_strerror(0));
	assert_string_equal(net_plan_strerror(NET_PLAN_UNKNOWN + 1), net_plan_strerror(0));
}

TEST(first_host_name_of_several_counts)
{
	struct net_plan plan;

	take_all(&plan,
		 "ip=eth0:dhcp ip=10.0.0.2::::node7.example.org:eth1 ip=10.0.0.3::::node8:eth2");
	assert_string_equal(net_plan_hostname(&plan), "node7.example.org");
	take_all(&plan, "ip=dhcp");
	assert_null(net_plan_hostname(&plan));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_the_network_are_known),
		cmocka_unit_test(nothing_asks_for_nothing),
		cmocka_unit_test(request_that_is_not_off_asks),
		cmocka_unit_test(several_devices_add_up),
		cmocka_unit_test(first_host_name_of_several_counts),
		cmocka_unit_test(last_request_for_a_device_wins),
		cmocka_unit_test(address_that_pxelinux_appends_is_asked_for_again),
		cmocka_unit_test(address_of_the_users_own_stays_before_that_of_pxelinux),
		cmocka_unit_test(address_without_dhcp_before_it_is_static),
		cmocka_unit_test(bootif_alone_asks_for_dhcp),
		cmocka_unit_test(settling_twice_changes_nothing),
		cmocka_unit_test(as_many_requests_as_there_may_be_are_taken),
		cmocka_unit_test(refused_request_is_refused_with_its_field),
		cmocka_unit_test(bootif_is_a_mac_with_or_without_its_type),
		cmocka_unit_test(last_bootif_wins),
		cmocka_unit_test(bootif_of_no_ethernet_card_is_refused),
		cmocka_unit_test(name_servers_add_up_and_stand_once),
		cmocka_unit_test(bad_name_server_is_refused),
		cmocka_unit_test(wait_is_a_number_of_seconds),
		cmocka_unit_test(client_identifier_is_in_hex_or_none),
		cmocka_unit_test(longest_client_identifier_is_taken_and_no_longer_one),
		cmocka_unit_test(last_client_identifier_wins_wherever_it_stands),
		cmocka_unit_test(bad_client_identifier_is_refused),
		cmocka_unit_test(class_is_printable_and_never_cut),
		cmocka_unit_test(each_word_of_dhcp_is_heard),
		cmocka_unit_test(unknown_word_of_dhcp_is_refused),
		cmocka_unit_test(jitter_is_at_most_a_minute),
		cmocka_unit_test(refusal_of_a_field_names_it),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

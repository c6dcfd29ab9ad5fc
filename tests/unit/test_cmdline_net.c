/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network in init/cmdline.h: its parameters get to the plan, its bad values to the list, and
 * how long the boot waits. Row 9 of the shell script's defects: a host called nutshell1.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "init/cmdline.h"
#include "tests/unit/unit.h"

/* Strings of the plan are its own, those of bad[] are gone. */
static struct boot_config parse(const char *line)
{
	char *text = heap_text(line);
	struct boot_config config;

	fill_untouched(&config);
	expect_int(line, cmdline_parse(text, &config), 0);
	free(text);
	return config;
}

TEST(without_parameters_nothing_is_planned)
{
	static const struct net_plan none;
	struct boot_config config = parse("shell ipx=1 ip noip=2 bootif=1 nameserver");

	assert_memory_equal(&config.net, &none, sizeof(none));
	assert_int_equal(config.bad_count, 0);
}

TEST(line_of_the_guide_is_planned)
{
	struct boot_config config = parse(
		"root=/dev/hda1 ip=192.168.24.203:192.168.24.202:192.168.24.202:"
		"255.255.255.0:rambox:eth0:off");

	assert_int_equal(config.bad_count, 0);
	assert_int_equal(config.mode, BOOT_ROOT);
	assert_int_equal(config.net.request_count, 1);
	assert_int_equal(config.net.requests[0].method, NET_METHOD_STATIC);
	assert_string_equal(config.net.requests[0].ifname, "eth0");
	assert_string_equal(config.net.requests[0].hostname, "rambox");
	assert_null(config.hostname);
}

TEST(line_of_pxelinux_is_settled)
{
	struct boot_config config = parse(
		"rambox ip=dhcp nameserver=10.0.0.53 rambox.dhcp.acd=off "
		"ip=192.168.24.203:192.168.24.202:192.168.24.1:255.255.255.0 "
		"BOOTIF=01-08-00-07-26-c0-a5\n");
	const struct net_plan *net = &config.net;

	assert_int_equal(config.bad_count, 0);
	assert_int_equal(net->request_count, 1);
	assert_int_equal(net->requests[0].method, NET_METHOD_DHCP);
	assert_int_equal(ntohl(net->requests[0].address.s_addr), 0xc0a818cb);
	assert_true(net->bootif_given);
	assert_int_equal(net->bootif[0], 0x08);
	assert_int_equal(net->dns_count, 1);
	assert_int_equal(net->dhcp.acd, NET_ACD_OFF);
}

TEST(bootif_alone_is_settled)
{
	struct boot_config config = parse("rambox BOOTIF=01-08-00-07-26-c0-a5");

	assert_int_equal(config.net.request_count, 1);
	assert_int_equal(config.net.requests[0].method, NET_METHOD_DHCP);
}

TEST(words_behind_two_dashes_plan_nothing)
{
	struct boot_config config = parse("ip=eth0:dhcp -- ip=eth1:dhcp nameserver=x");

	assert_int_equal(config.net.request_count, 1);
	assert_int_equal(config.bad_count, 0);
	assert_int_equal(config.init_args, 2);
}

TEST(bad_value_is_listed_and_the_others_count)
{
	static const struct {
		const char *name, *value, *why;
	} rows[] = {
		{"ip", "10.0.0.300", "client: "},
		{"ip", "10.0.0.2:::255.0.255.0", "netmask: not a contiguous mask"},
		{"ip", "", "a value is needed"},
		{"ip", "rarp", "autoconf: rarp"},
		{"nameserver", "dns", "not a unicast IPv4 address"},
		{"BOOTIF", "01-aa", "not the MAC address"},
		{"rambox.netwait", "long", "not a number of seconds"},
		{"rambox.dhcp.acd", "never", "not one of after"},
		{"rambox.dhcp.retries", "3", "no such parameter"},
		{"rambox.dhcp.clientid", "x", "client identifier: "},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[128], *text;
		struct boot_config config;

		sprintf(line, "ip=eth0:dhcp %s=%s rambox", rows[i].name, rows[i].value);
		text = heap_text(line);
		expect_int(line, cmdline_parse(text, &config), 0);
		expect_int(line, config.bad_count, 1);
		expect_text(line, config.bad[0].name, rows[i].name);
		expect_text(line, config.bad[0].value, rows[i].value);
		expect_true(line, strstr(config.bad[0].why, rows[i].why) == config.bad[0].why);
		expect_int(line, config.unsafe, false);
		expect_int(line, config.mode, BOOT_RAMBOX);
		expect_int(line, config.net.request_count, 1);
		free(text);
	}
}

TEST(bare_names_of_the_network_are_bad_where_they_are_ours_alone)
{
	static const char *const ours[] = {"rambox.netwait", "rambox.dhcp.acd", "rambox.dhcp.x"};
	static const char *const others[] = {"ip", "nameserver", "BOOTIF"};

	for (size_t i = 0; i < COUNT(ours); i++)
		expect_int(ours[i], parse(ours[i]).bad_count, 1);
	for (size_t i = 0; i < COUNT(others); i++)
		expect_int(others[i], parse(others[i]).bad_count, 0);
}

TEST(names_of_the_network_are_ours_with_a_value)
{
	static const struct {
		const char *name;
		bool bare, key;
	} rows[] = {
		{"ip", false, true},
		{"BOOTIF", false, true},
		{"nameserver", false, true},
		{"rambox.netwait", true, true},
		{"rambox.dhcp.acd", true, true},
		{"ipx", false, false},
		{"bootif", false, false},
		{"dhcp", false, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_int(rows[i].name, cmdline_is_ours(rows[i].name, false), rows[i].bare);
		expect_int(rows[i].name, cmdline_is_ours(rows[i].name, true), rows[i].key);
	}
}

TEST(boot_waits_for_what_is_asked_for)
{
	static const struct {
		const char *line;
		uint32_t seconds;
	} rows[] = {
		{"", 0},
		{"rambox", 0},
		{"ip=dhcp", 15},
		{"rambox ip=10.0.0.2:::24:", 15},
		{"root=/dev/vda ip=eth0:off ip=eth1:dhcp", 15},
		{"BOOTIF=01-08-00-07-26-c0-a5", 15},
		{"ip=off", 0},
		{"ip=rarp", 0},
		{"nameserver=10.0.0.1", 0},
		{"shell ip=dhcp", 0},
		{"shell ip=dhcp rambox.netwait=7", 7},
		{"ip=dhcp rambox.netwait=0", 0},
		{"ip=dhcp rambox.netwait=120", 120},
		{"ip=dhcp rambox.netwait=long", 15},
		{"rambox.netwait=5", 5},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct boot_config config = parse(rows[i].line);

		expect_int(rows[i].line, cmdline_netwait_s(&config), rows[i].seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_parameters_nothing_is_planned),
		cmocka_unit_test(line_of_the_guide_is_planned),
		cmocka_unit_test(line_of_pxelinux_is_settled),
		cmocka_unit_test(bootif_alone_is_settled),
		cmocka_unit_test(words_behind_two_dashes_plan_nothing),
		cmocka_unit_test(bad_value_is_listed_and_the_others_count),
		cmocka_unit_test(bare_names_of_the_network_are_bad_where_they_are_ours_alone),
		cmocka_unit_test(names_of_the_network_are_ours_with_a_value),
		cmocka_unit_test(boot_waits_for_what_is_asked_for),
	};

	return RUN_TESTS(tests);
}

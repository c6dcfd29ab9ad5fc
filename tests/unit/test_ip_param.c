/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/ip_param.h: the fields of ip=, what they mean together, and a refusal that names the
 * field. Rows 9, 10 and 24 of the shell script's defects: `rambox` and `nutshell1` in it are host
 * names.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "netcfg/ip_param.h"
#include "tests/unit/unit.h"

enum { TEXT_SIZE = 512 };

static void add(char text[TEXT_SIZE], const char *name, struct in_addr address)
{
	if (address.s_addr)
		sprintf(text + strlen(text), " %s %s", name, inet_ntoa(address));
}

/* A request as "METHOD [DEVICE] [address A/LEN] [server A] ...": what is not given is not there. */
static void write_request(const struct net_request *request, char text[TEXT_SIZE])
{
	static const char methods[][8] = {"dhcp", "static", "off"};

	assert_in_range(request->method, NET_METHOD_DHCP, NET_METHOD_OFF);
	strcpy(text, methods[request->method]);
	if (request->ifname[0])
		sprintf(text + strlen(text), " %s", request->ifname);
	add(text, "address", request->address);
	if (request->prefix_len)
		sprintf(text + strlen(text), "/%u", request->prefix_len);
	add(text, "server", request->server);
	add(text, "gateway", request->gateway);
	add(text, "dns0", request->dns[0]);
	add(text, "dns1", request->dns[1]);
	add(text, "ntp", request->ntp);
	if (request->hostname[0])
		sprintf(text + strlen(text), " name %s", request->hostname);
	if (request->four_fields)
		strcat(text, " pxe");
}

static void check(const char *value, const char *expected)
{
	char *copy = heap_text(value), text[TEXT_SIZE];
	struct net_dhcp_options options = {0}, none = {0};
	struct net_request request;

	fill_untouched(&request);
	expect_int(value, ip_param_parse(copy, &request, &options), 0);
	write_request(&request, text);
	expect_text(value, text, expected);
	expect_int(value, memcmp(&options, &none, sizeof(none)), 0);
	free(copy);
}

static void check_refused(const char *value, int error)
{
	char *copy = heap_text(value);
	struct net_dhcp_options options = {.client_id_len = 3, .class = "c", .expire_keep = true};
	const struct net_dhcp_options before = options;
	struct net_request request;

	fill_untouched(&request);
	expect_int(value, ip_param_parse(copy, &request, &options), error);
	expect_untouched(value, &request);
	expect_int(value, memcmp(&options, &before, sizeof(before)), 0);
	free(copy);
}

TEST(autoconf_stands_alone)
{
	check("dhcp", "dhcp");
	check("on", "dhcp");
	check("any", "dhcp");
	check("both", "dhcp");
	check("bootp", "dhcp");
	check("off", "off");
	check("none", "off");
}

TEST(device_stands_before_autoconf)
{
	check("eth0:dhcp", "dhcp eth0");
	check("enp0s31f6:on", "dhcp enp0s31f6");
	check("eth0.100:bootp", "dhcp eth0.100");
	check("eth0:off", "off eth0");
	check("dhcp:dhcp", "dhcp dhcp");
	check("off:none", "off off");
	check("fifteen-letters:dhcp", "dhcp fifteen-letters");
}

TEST(line_of_the_guide_is_static_and_rambox_is_its_host_name)
{
	check("192.168.24.203:192.168.24.202:192.168.24.202:255.255.255.0:rambox:eth0:off",
	      "static eth0 address 192.168.24.203/24 server 192.168.24.202 "
	      "gateway 192.168.24.202 name rambox");
	check("10.0.0.2::10.0.0.1::nutshell1::off",
	      "static address 10.0.0.2/8 gateway 10.0.0.1 name nutshell1");
}

TEST(all_ten_fields_are_read)
{
	check("10.1.2.3:10.1.2.4:10.1.2.5:255.255.0.0:node7.example.org:eth1:off:"
	      "10.1.2.6:10.1.2.7:10.1.2.8",
	      "static eth1 address 10.1.2.3/16 server 10.1.2.4 gateway 10.1.2.5 dns0 10.1.2.6 "
	      "dns1 10.1.2.7 ntp 10.1.2.8 name node7.example.org");
}

TEST(each_field_may_be_empty_or_left_off)
{
	check("10.1.2.3", "static address 10.1.2.3/8");
	check("10.1.2.3:", "static address 10.1.2.3/8");
	check("10.1.2.3:::::::::", "static address 10.1.2.3/8");
	check("10.1.2.3:10.1.2.4", "static address 10.1.2.3/8 server 10.1.2.4");
	check("10.1.2.3:::::eth0", "static eth0 address 10.1.2.3/8");
	check("10.1.2.3:::::eth0:", "static eth0 address 10.1.2.3/8");
	check("::::node7", "dhcp name node7");
	check(":::::eth0:dhcp", "dhcp eth0");
	check("::::::dhcp:10.0.0.1", "dhcp dns0 10.0.0.1");
	check("::::::::10.0.0.1", "dhcp dns1 10.0.0.1");
	check(":::::::::10.0.0.1", "dhcp ntp 10.0.0.1");
	check(":10.0.0.1", "dhcp server 10.0.0.1");
	check(":", "dhcp");
	check(":::::::::", "dhcp");
}

TEST(address_of_zeros_is_none)
{
	check("0.0.0.0", "dhcp");
	check("0.0.0.0:0.0.0.0:0.0.0.0:0.0.0.0::eth0:dhcp:0.0.0.0:0.0.0.0:0.0.0.0", "dhcp eth0");
	check("10.1.2.3:0.0.0.0:0.0.0.0:0.0.0.0::", "static address 10.1.2.3/8");
}

TEST(address_beside_dhcp_is_asked_for_again)
{
	check("10.1.2.3::::::dhcp", "dhcp address 10.1.2.3/8");
	check("10.1.2.3:::24::eth0:any", "dhcp eth0 address 10.1.2.3/24");
	check("10.1.2.3::::::off", "static address 10.1.2.3/8");
	check("10.1.2.3::::::none", "static address 10.1.2.3/8");
}

TEST(netmask_is_dotted_or_a_number_of_bits)
{
	static const struct {
		const char *mask;
		unsigned int prefix_len;
	} rows[] = {
		{"128.0.0.0", 1},
		{"255.0.0.0", 8},
		{"255.255.248.0", 21},
		{"255.255.255.0", 24},
		{"255.255.255.252", 30},
		{"255.255.255.254", 31},
		{"1", 1},
		{"8", 8},
		{"08", 8},
		{"24", 24},
		{"31", 31},
		{"32", 32},
		{"255.255.255.255", 32},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char value[64], expected[64];

		sprintf(value, "170.170.170.170:::%s:", rows[i].mask);
		sprintf(expected, "static address 170.170.170.170/%u", rows[i].prefix_len);
		check(value, expected);
	}
}

TEST(netmask_that_is_not_given_is_that_of_the_class)
{
	check("1.2.3.4", "static address 1.2.3.4/8");
	check("126.2.3.4", "static address 126.2.3.4/8");
	check("128.2.3.4", "static address 128.2.3.4/16");
	check("191.255.3.4", "static address 191.255.3.4/16");
	check("192.0.0.4", "static address 192.0.0.4/24");
	check("223.255.255.4", "static address 223.255.255.4/24");
}

TEST(only_the_first_four_fields_are_what_pxelinux_writes)
{
	check("10.1.2.3:10.1.2.4:10.1.2.5:255.255.255.0",
	      "static address 10.1.2.3/24 server 10.1.2.4 gateway 10.1.2.5 pxe");
	check("10.1.2.3:::", "static address 10.1.2.3/8 pxe");
	check("10.1.2.3::", "static address 10.1.2.3/8");
	check("10.1.2.3::::", "static address 10.1.2.3/8");
}

static void check_client_id(const char *value, const char *device, const void *id, size_t len)
{
	char *copy = heap_text(value);
	struct net_dhcp_options options = {.jitter_ms = 7};
	struct net_request request;

	expect_int(value, ip_param_parse(copy, &request, &options), 0);
	expect_int(value, request.method, NET_METHOD_DHCP);
	expect_text(value, request.ifname, device);
	expect_int(value, options.client_id_given, true);
	expect_int(value, options.client_id_len, len);
	expect_int(value, memcmp(options.client_id, id, len), 0);
	expect_int(value, options.jitter_ms, 7);
	free(copy);
}

TEST(client_identifier_is_a_type_and_a_text)
{
	char value[128], id[NET_CLIENT_ID_MAX + 1];

	check_client_id("dhcp,1,node7", "", "\001node7", 6);
	check_client_id("dhcp,0,x", "", "\000x", 2);
	check_client_id("dhcp,255,a,b", "", "\377a,b", 4);
	check_client_id("dhcp,1,52:54:00:12:34:56", "", "\00152:54:00:12:34:56", 18);
	check_client_id("eth0:dhcp,1,node7", "eth0", "\001node7", 6);
	check_client_id(":::::eth0:dhcp,1,node7:10.0.0.1", "eth0", "\001node7", 6);
	memset(id, 'n', sizeof(id));
	id[0] = '\1';
	sprintf(value, "dhcp,1,%.*s", NET_CLIENT_ID_MAX - 1, &id[1]);
	check_client_id(value, "", id, NET_CLIENT_ID_MAX);
	sprintf(value, "dhcp,1,%.*s", NET_CLIENT_ID_MAX, &id[1]);
	check_refused(value, NET_PLAN_CLIENT_ID);
}

TEST(bad_client_identifier_is_refused)
{
	check_refused("dhcp,", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,1", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,1,", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,,x", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,256,x", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,1000,x", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,-1,x", NET_PLAN_CLIENT_ID);
	check_refused("dhcp,0x1,x", NET_PLAN_CLIENT_ID);
	check_refused(":::::eth0:dhcp,1,:", NET_PLAN_CLIENT_ID);
}

TEST(malformed_address_is_refused_with_its_field)
{
	static const char *const bad[] = {
		"10.0.0", "10.0.0.256", "10.0.0.1.", "10.0.0.1/24", "010.0.0.1", "x", "dhcp", " ",
	};
	static const struct {
		const char *before;
		int error;
	} rows[] = {
		{"", NET_PLAN_CLIENT},	     {":", NET_PLAN_SERVER},
		{"::", NET_PLAN_GATEWAY},    {":::::::", NET_PLAN_DNS0},
		{"::::::::", NET_PLAN_DNS1}, {":::::::::", NET_PLAN_NTP},
		{":::", NET_PLAN_NETMASK},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t j = 0; j < COUNT(bad); j++) {
			char value[64];

			sprintf(value, "%s%s%s", rows[i].before, bad[j], i ? "" : "::");
			check_refused(value, rows[i].error);
		}
	}
	check_refused("10.0.0.256", NET_PLAN_CLIENT);
	check_refused("10.0.0", NET_PLAN_CLIENT);
	check_refused("10.0.0.256:dhcp", NET_PLAN_CLIENT);
}

TEST(address_that_no_host_has_is_refused)
{
	static const char *const bad[] = {
		"0.0.0.1",   "0.255.255.255", "224.0.0.1",
		"239.1.1.1", "240.0.0.1",     "255.255.255.255",
	};
	static const struct {
		const char *before;
		int error;
		bool local;
	} rows[] = {
		{"", NET_PLAN_CLIENT, false},	   {":", NET_PLAN_SERVER, false},
		{"::", NET_PLAN_GATEWAY, false},   {":::::::", NET_PLAN_DNS0, true},
		{"::::::::", NET_PLAN_DNS1, true}, {":::::::::", NET_PLAN_NTP, true},
	};
	char value[64];

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t j = 0; j < COUNT(bad); j++) {
			sprintf(value, "%s%s", rows[i].before, bad[j]);
			check_refused(value, rows[i].error);
		}
		sprintf(value, "%s127.0.0.1", rows[i].before);
		if (!rows[i].local)
			check_refused(value, rows[i].error);
	}
	check(":::::::127.0.0.1:127.0.0.53:127.1.1.1",
	      "dhcp dns0 127.0.0.1 dns1 127.0.0.53 ntp 127.1.1.1");
}

TEST(first_and_last_address_of_the_subnet_are_no_hosts)
{
	check_refused("192.168.24.0:::255.255.255.0", NET_PLAN_CLIENT);
	check_refused("192.168.24.255:::255.255.255.0", NET_PLAN_CLIENT);
	check_refused("192.168.24.255", NET_PLAN_CLIENT);
	check_refused("10.0.0.4:::30", NET_PLAN_CLIENT);
	check_refused("10.0.0.7:::30", NET_PLAN_CLIENT);
	check("10.0.0.5:::30:", "static address 10.0.0.5/30");
	check("192.168.24.255:::16:", "static address 192.168.24.255/16");
	check("10.0.0.4:::31:", "static address 10.0.0.4/31");
	check("10.0.0.5:::31:", "static address 10.0.0.5/31");
	check("10.0.0.4:::32:", "static address 10.0.0.4/32");
	/* With DHCP the server has the last word. */
	check("192.168.24.255::::::dhcp", "dhcp address 192.168.24.255/24");
}

TEST(bad_netmask_is_refused)
{
	static const char *const bad[] = {
		"255.0.255.0",
		"0.255.255.255",
		"255.255.255.1",
		"0.0.0.255",
		"1.2.3.4",
		"0",
		"33",
		"99",
		"024",
		"-1",
		"/24",
		"24 ",
		"255.255.255",
		"ffffff00",
		"0x18",
		/* longer than what a field is copied to, and 24 up to there */
		"000000000000000000000000000000000000000000000000000000000000000000000000000000245",
		"00000000000000000000000000000000000000000000000000000000000000000000000000000024",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		char value[128];

		sprintf(value, "10.0.0.2:::%s::eth0:off", bad[i]);
		check_refused(value, NET_PLAN_NETMASK);
	}
}

TEST(host_name_is_of_labels_and_dots)
{
	static const char *const good[] = {"a", "node7", "NODE-7",	     "a_b",
					   "7", "a.b",	 "node7.example.org"};
	static const char *const bad[] = {
		"-a",  "a-",   ".",    ".a",	      "a.",	  "a..b", "a.-b", "a b", "a/b",
		"a;b", "a\nb", "$(a)", "gr\xc3\xbcn", "a\x1b[0m", "'a'",  "a,b",  "a@b",
	};
	char value[128], expected[128];

	for (size_t i = 0; i < COUNT(good); i++) {
		sprintf(value, "::::%s", good[i]);
		sprintf(expected, "dhcp name %s", good[i]);
		check(value, expected);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		sprintf(value, "::::%s::off", bad[i]);
		check_refused(value, NET_PLAN_HOSTNAME);
	}
}

TEST(host_name_is_never_cut)
{
	char *label = heap_repeat('n', 64), value[128], expected[128];

	check_refused(strcat(strcpy(value, "::::"), label), NET_PLAN_HOSTNAME); /* one label */
	sprintf(value, "::::%.63s", label);
	sprintf(expected, "dhcp name %.63s", label);
	check(value, expected);
	sprintf(value, "::::%.62s.b", label);
	sprintf(expected, "dhcp name %.62s.b", label);
	check(value, expected);
	sprintf(value, "::::%.62s.bb", label);
	check_refused(value, NET_PLAN_HOSTNAME);
	sprintf(value, "::::%.62s.%.40s", label, label);
	check_refused(value, NET_PLAN_HOSTNAME);
	free(label);
}

TEST(name_that_no_device_has_is_refused)
{
	static const char *const bad[] = {"sixteen-letters-",
					  "a-device-with-a-very-long-name",
					  ".",
					  "..",
					  "a/b",
					  "/",
					  "a b",
					  " ",
					  "a\tb",
					  "a\nb",
					  "a\r"};
	char value[64];

	for (size_t i = 0; i < COUNT(bad); i++) {
		sprintf(value, "%s:dhcp", bad[i]);
		/* Dots alone are as much an address as a device. */
		check_refused(value, bad[i][0] == '.' ? NET_PLAN_CLIENT : NET_PLAN_DEVICE);
		sprintf(value, "10.0.0.2:::::%s:off", bad[i]);
		check_refused(value, NET_PLAN_DEVICE);
	}
}

TEST(unknown_autoconf_is_refused)
{
	static const char *const bad[] = {"dhpc", "DHCP",  "dhcp6", "auto6", "ibft",	  "static",
					  "eth0", "dhcp ", "of",    "rar",   "link-local"};
	char value[64];

	for (size_t i = 0; i < COUNT(bad); i++) {
		check_refused(bad[i], NET_PLAN_AUTOCONF);
		sprintf(value, "eth0:%s", bad[i]);
		check_refused(value, NET_PLAN_AUTOCONF);
		sprintf(value, "10.0.0.2:::::eth0:%s", bad[i]);
		check_refused(value, NET_PLAN_AUTOCONF);
	}
	check_refused("eth0:", NET_PLAN_AUTOCONF);
	check_refused("eth0:10.0.0.1", NET_PLAN_AUTOCONF);
}

TEST(rarp_is_refused_by_name)
{
	check_refused("rarp", NET_PLAN_RARP);
	check_refused("eth0:rarp", NET_PLAN_RARP);
	check_refused("::::::rarp", NET_PLAN_RARP);
}

TEST(off_without_an_address_is_refused_among_fields)
{
	check_refused("::::::off", NET_PLAN_NO_ADDRESS);
	check_refused(":::::eth0:none", NET_PLAN_NO_ADDRESS);
	check_refused("0.0.0.0::::node7::off", NET_PLAN_NO_ADDRESS);
}

TEST(eleventh_field_is_refused)
{
	check("10.0.0.2:::::::::", "static address 10.0.0.2/8");
	check_refused("10.0.0.2::::::::::", NET_PLAN_TOO_MANY_FIELDS);
	check_refused("10.0.0.2::::::::::x", NET_PLAN_TOO_MANY_FIELDS);
	check_refused(":::::::::::::::::::::::::::::", NET_PLAN_TOO_MANY_FIELDS);
}

TEST(empty_value_is_refused)
{
	check_refused("", NET_PLAN_EMPTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(autoconf_stands_alone),
		cmocka_unit_test(device_stands_before_autoconf),
		cmocka_unit_test(line_of_the_guide_is_static_and_rambox_is_its_host_name),
		cmocka_unit_test(all_ten_fields_are_read),
		cmocka_unit_test(each_field_may_be_empty_or_left_off),
		cmocka_unit_test(address_of_zeros_is_none),
		cmocka_unit_test(address_beside_dhcp_is_asked_for_again),
		cmocka_unit_test(netmask_is_dotted_or_a_number_of_bits),
		cmocka_unit_test(netmask_that_is_not_given_is_that_of_the_class),
		cmocka_unit_test(only_the_first_four_fields_are_what_pxelinux_writes),
		cmocka_unit_test(client_identifier_is_a_type_and_a_text),
		cmocka_unit_test(bad_client_identifier_is_refused),
		cmocka_unit_test(malformed_address_is_refused_with_its_field),
		cmocka_unit_test(address_that_no_host_has_is_refused),
		cmocka_unit_test(first_and_last_address_of_the_subnet_are_no_hosts),
		cmocka_unit_test(bad_netmask_is_refused),
		cmocka_unit_test(host_name_is_of_labels_and_dots),
		cmocka_unit_test(host_name_is_never_cut),
		cmocka_unit_test(name_that_no_device_has_is_refused),
		cmocka_unit_test(unknown_autoconf_is_refused),
		cmocka_unit_test(rarp_is_refused_by_name),
		cmocka_unit_test(off_without_an_address_is_refused_among_fields),
		cmocka_unit_test(eleventh_field_is_refused),
		cmocka_unit_test(empty_value_is_refused),
	};

	return RUN_TESTS(tests);
}

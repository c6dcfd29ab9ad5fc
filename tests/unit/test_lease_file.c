/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/lease_file.h: what is written, what of it is read again. That a shell takes the same from
 * such a file is tests/unit/lease-file's to show.
 */
#include "netcfg/lease_file.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>

static struct in_addr ip(const char *text)
{
	return (struct in_addr){inet_addr(text)};
}

static struct dhcp_lease example_lease(void)
{
	struct dhcp_lease lease = {
		.config = {.address = ip("10.0.0.5"),
			   .prefix_len = 24,
			   .dhcp = true,
			   .valid_s = 3600,
			   .route_count = 3,
			   .routes = {{ip("10.9.0.0"), 16, false, {0}},
				      {ip("192.168.0.0"), 17, false, ip("10.0.0.2")},
				      {{0}, 0, true, ip("172.31.1.1")}},
			   .mtu = 1400,
			   .dns_count = 2,
			   .dns = {ip("10.0.0.1"), ip("9.9.9.9")},
			   .ntp_count = 1,
			   .ntp = {ip("10.0.0.3")},
			   .search = "lab.example example",
			   .hostname = "box-7"},
		.server_id = ip("10.0.0.1"),
		.t1_s = 1800,
		.t2_s = 3150,
		.next_server = ip("10.0.0.4"),
		.root_path = "10.0.0.4:/srv/root",
		.tftp_server = "tftp.lab.example",
		.boot_file = "pxelinux.0",
	};

	return lease;
}

static struct lease_file example_file(const struct dhcp_lease *lease)
{
	return (struct lease_file){"eth0", &lease->config, lease, "bound", 12, 13, 3613};
}

static void check(const struct lease_file *file, const char *expected)
{
	char *out = malloc(LEASE_FILE_SIZE);

	assert_non_null(out);
	expect_int(file->ifname, lease_file_build(file, out, LEASE_FILE_SIZE), strlen(expected));
	expect_text(file->ifname, out, expected);
	free(out);
}

TEST(lease_is_written_with_all_its_keys)
{
	struct dhcp_lease lease = example_lease();
	struct lease_file file = example_file(&lease);

	check(&file,
	      "INTERFACE=eth0\nMETHOD=dhcp\nSTATE=bound\n"
	      "ADDRESS=10.0.0.5\nPREFIX=24\nNETMASK=255.255.255.0\n"
	      "ROUTER=172.31.1.1\nROUTE1=10.9.0.0/16\nROUTE2=192.168.0.0/17:10.0.0.2\n"
	      "ROUTE3=0.0.0.0/0:172.31.1.1\nMTU=1400\n"
	      "DNS1=10.0.0.1\nDNS2=9.9.9.9\nNTP1=10.0.0.3\n"
	      "SEARCH1=lab.example\nSEARCH2=example\nHOSTNAME=box-7\n"
	      "SERVER=10.0.0.1\nLEASE=3600\nT1=1800\nT2=3150\nBOUND=12\nSTARTS=13\nEXPIRES=3613\n"
	      "NEXT_SERVER=10.0.0.4\nTFTP_SERVER=tftp.lab.example\nBOOT_FILE=pxelinux.0\n"
	      "ROOT_PATH=10.0.0.4:/srv/root\n");
}

TEST(lease_without_an_end_is_infinite)
{
	struct dhcp_lease lease = {.config = {.address = ip("10.0.0.5"),
					      .prefix_len = 32,
					      .dhcp = true,
					      .valid_s = NET_FOREVER},
				   .t1_s = NET_FOREVER,
				   .t2_s = NET_FOREVER};
	struct lease_file file = {"eth0", &lease.config, &lease, "bound", 12, 13, UINT64_MAX};

	check(&file,
	      "INTERFACE=eth0\nMETHOD=dhcp\nSTATE=bound\n"
	      "ADDRESS=10.0.0.5\nPREFIX=32\nNETMASK=255.255.255.255\n"
	      "LEASE=infinite\nT1=infinite\nT2=infinite\nBOUND=12\nSTARTS=13\nEXPIRES=infinite\n");
	/* A time that is as large as another's infinity is a number. */
	lease.config.valid_s = NET_FOREVER - 1;
	lease.t1_s = lease.t2_s = 1;
	file.bound_s = file.starts_s = UINT64_MAX - 1;
	file.expires_s = NET_FOREVER;
	check(&file, "INTERFACE=eth0\nMETHOD=dhcp\nSTATE=bound\n"
		     "ADDRESS=10.0.0.5\nPREFIX=32\nNETMASK=255.255.255.255\n"
		     "LEASE=4294967294\nT1=1\nT2=1\nBOUND=18446744073709551614\n"
		     "STARTS=18446744073709551614\nEXPIRES=4294967295\n");
}

TEST(static_configuration_has_no_lease)
{
	const struct net_config config = {.address = ip("10.0.0.5"),
					  .prefix_len = 8,
					  .valid_s = NET_FOREVER,
					  .route_count = 1,
					  .routes = {{{0}, 0, false, {0}}}};
	const struct lease_file file = {"eth0", &config, NULL, NULL, 12, 12, UINT64_MAX};

	check(&file, "INTERFACE=eth0\nMETHOD=static\nADDRESS=10.0.0.5\nPREFIX=8\n"
		     "NETMASK=255.0.0.0\nROUTE1=0.0.0.0/0\n");
}

TEST(bytes_that_could_steer_are_escaped)
{
	static const struct {
		const char *value, *expected;
	} rows[] = {
		{"azAZ09._:/-", "azAZ09._:/-"},
		{"$(reboot)", "%24%28reboot%29"},
		{"`id`", "%60id%60"},
		{"a b\tc", "a%20b%09c"},
		{"x\nADDRESS=6.6.6.6", "x%0AADDRESS%3D6.6.6.6"},
		{"'\"\\", "%27%22%5C"},
		{"100%", "100%25"},
		{"%41", "%2541"},
		{"~root", "%7Eroot"},
		{"*?[a]{b,c}", "%2A%3F%5Ba%5D%7Bb%2Cc%7D"},
		{"\x1b[31m\x7f\x80\xff", "%1B%5B31m%7F%80%FF"},
		{",;@^|&<>#!", "%2C%3B%40%5E%7C%26%3C%3E%23%21"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dhcp_lease lease = example_lease();
		struct lease_file file = example_file(&lease);
		char out[LEASE_FILE_SIZE], expected[128] = "\nROOT_PATH=", value[DHCP_PATH_SIZE];

		strcpy(lease.root_path, rows[i].value);
		strcat(strcat(expected, rows[i].expected), "\n");
		assert_true(lease_file_build(&file, out, sizeof(out)));
		expect_text(rows[i].value, strstr(out, "\nROOT_PATH="), expected);
		assert_true(lease_file_find(out, "ROOT_PATH", value, sizeof(value)));
		expect_text(rows[i].value, value, rows[i].value);
		assert_true(lease_file_find(out, "ADDRESS", value, sizeof(value)));
		expect_text(rows[i].value, value, "10.0.0.5");
	}
}

TEST(every_byte_comes_back_in_every_text)
{
	static const char *const keys[] = {"INTERFACE",	  "STATE",     "SEARCH1",  "HOSTNAME",
					   "TFTP_SERVER", "BOOT_FILE", "ROOT_PATH"};

	for (int byte = 1; byte <= UINT8_MAX; byte++) {
		const char hostile[] = {'x', (char)byte, (char)byte, '\0'};
		struct dhcp_lease lease = example_lease();
		const struct lease_file file = {hostile, &lease.config, &lease, hostile, 1, 1, 2};
		char out[LEASE_FILE_SIZE], value[8];

		strcpy(lease.config.hostname, hostile);
		strcpy(lease.config.search, byte == ' ' ? "x" : hostile);
		strcpy(lease.root_path, hostile);
		strcpy(lease.tftp_server, hostile);
		strcpy(lease.boot_file, hostile);
		assert_true(lease_file_build(&file, out, sizeof(out)));
		for (size_t i = 0; i < COUNT(keys); i++) {
			bool parted = byte == ' ' && strcmp(keys[i], "SEARCH1") == 0;

			expect_true(keys[i], lease_file_find(out, keys[i], value, sizeof(value)));
			expect_text(keys[i], value, parted ? "x" : hostile);
		}
	}
}

/* The longest that the limits of a lease allow, each byte of its texts escaped. */
static void fill_lease(struct dhcp_lease *lease)
{
	struct net_config *config = &lease->config;

	*lease = example_lease();
	config->route_count = NET_ROUTE_MAX;
	for (unsigned int i = 0; i < NET_ROUTE_MAX; i++)
		config->routes[i] = (struct net_route){ip("255.255.255.255"), 32, false,
						       ip("255.255.255.255")};
	config->dns_count = NET_DNS_MAX;
	config->ntp_count = NET_NTP_MAX;
	for (unsigned int i = 0; i < NET_DNS_MAX; i++)
		config->dns[i] = config->ntp[i] = ip("255.255.255.255");
	for (unsigned int i = 0; i < NET_SEARCH_SIZE - 1; i++)
		config->search[i] = i % 2 ? ' ' : 'a';
	memset(config->hostname, '$', NET_HOSTNAME_SIZE - 1);
	memset(lease->root_path, '$', DHCP_PATH_SIZE - 1);
	memset(lease->tftp_server, '$', DHCP_PATH_SIZE - 1);
	memset(lease->boot_file, '$', DHCP_PATH_SIZE - 1);
}

TEST(longest_lease_fits)
{
	struct dhcp_lease lease;
	struct lease_file file;
	char *out = malloc(LEASE_FILE_SIZE);
	size_t len;

	fill_lease(&lease);
	file = example_file(&lease);
	file.ifname = "$$$$$$$$$$$$$$$";
	file.bound_s = file.starts_s = file.expires_s = UINT64_MAX - 1;
	len = lease_file_build(&file, out, LEASE_FILE_SIZE);
	assert_true(len > 0 && len < LEASE_FILE_SIZE);
	assert_int_equal(strlen(out), len);
	free(out);
}

TEST(text_that_does_not_fit_is_said_and_not_cut)
{
	struct dhcp_lease lease = example_lease();
	struct lease_file file = example_file(&lease);
	char whole[LEASE_FILE_SIZE];
	size_t len = lease_file_build(&file, whole, sizeof(whole));

	for (size_t size = 0; size <= len + 2; size++) {
		char *out = malloc(size);

		assert_int_equal(lease_file_build(&file, out, size), size > len ? len : 0);
		if (size > len)
			assert_string_equal(out, whole);
		free(out);
	}
}

TEST(key_is_found_at_the_start_of_its_line)
{
	static const struct {
		const char *text, *key, *expected; /* NULL: not there */
	} rows[] = {
		{"A=1\nB=2\n", "A", "1"},
		{"A=1\nB=2\n", "B", "2"},
		{"A=1\nB=2", "B", "2"},
		{"A=\nB=2", "A", ""},
		{"DNS10=x\nDNS1=y\n", "DNS1", "y"},
		{"XDNS1=x\nDNS1=y\n", "DNS1", "y"},
		{"X=DNS1=x\n", "DNS1", NULL},
		{"X=DNS1=x\n", "X", "DNS1=x"},
		{"DNS1\nDNS1=y\n", "DNS1", "y"},
		{"DNS1", "DNS1", NULL},
		{"", "DNS1", NULL},
		{"\n\n", "DNS1", NULL},
		{"A=1\n", "a", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text), *key = heap_text(rows[i].key);
		char value[16];
		bool found;

		fill_untouched(&value);
		found = lease_file_find(text, key, value, sizeof(value));
		expect_int(rows[i].text, found, rows[i].expected != NULL);
		if (found)
			expect_text(rows[i].text, value, rows[i].expected);
		else
			expect_untouched(rows[i].text, &value);
		free(text);
		free(key);
	}
}

TEST(escapes_are_read_and_bad_ones_refused)
{
	static const struct {
		const char *text, *expected; /* NULL: refused */
	} rows[] = {
		{"A=%41%7e%7E\n", "A~~"},
		{"A=%2541\n", "%41"},
		{"A=%0A\n", "\n"},
		{"A=%ff\n", "\xff"},
		{"A=%\n", NULL},
		{"A=%4\n", NULL},
		{"A=%", NULL},
		{"A=%4", NULL},
		{"A=%4g\n", NULL},
		{"A=%g4\n", NULL},
		{"A=%00\n", NULL},
		{"A=x%00y\n", NULL},
		{"A=%-1\n", NULL},
		{"A=% 1\n", NULL},
		{"A=%+1\n", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		char value[16];
		bool found;

		fill_untouched(&value);
		found = lease_file_find(text, "A", value, sizeof(value));
		expect_int(rows[i].text, found, rows[i].expected != NULL);
		if (found)
			expect_text(rows[i].text, value, rows[i].expected);
		else
			expect_untouched(rows[i].text, &value);
		free(text);
	}
}

TEST(value_that_does_not_fit_is_not_cut)
{
	for (size_t size = 0; size < 6; size++) {
		char *out = malloc(size);
		bool found;

		memset(out, UNTOUCHED, size);
		found = lease_file_find("A=b%20d\n", "A", out, size);
		assert_int_equal(found, size >= 4);
		if (found)
			assert_string_equal(out, "b d");
		else
			assert_true(is_untouched(out, size));
		free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lease_is_written_with_all_its_keys),
		cmocka_unit_test(lease_without_an_end_is_infinite),
		cmocka_unit_test(static_configuration_has_no_lease),
		cmocka_unit_test(bytes_that_could_steer_are_escaped),
		cmocka_unit_test(every_byte_comes_back_in_every_text),
		cmocka_unit_test(longest_lease_fits),
		cmocka_unit_test(text_that_does_not_fit_is_said_and_not_cut),
		cmocka_unit_test(key_is_found_at_the_start_of_its_line),
		cmocka_unit_test(escapes_are_read_and_bad_ones_refused),
		cmocka_unit_test(value_that_does_not_fit_is_not_cut),
	};

	return RUN_TESTS(tests);
}

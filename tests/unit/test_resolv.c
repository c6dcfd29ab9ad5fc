/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/resolv.h: which servers and names are in resolv.conf, in which order, and which are not.
 */
#include "netcfg/resolv.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>

/* Servers are parted by blanks, as names are. */
static unsigned int read_servers(const char *text, struct in_addr list[NET_DNS_MAX])
{
	unsigned int count = 0;

	while (*text) {
		char one[16] = "";
		size_t len = strcspn(text, " ");

		assert_true(count < NET_DNS_MAX && len < sizeof(one));
		memcpy(one, text, len);
		assert_int_equal(inet_pton(AF_INET, one, &list[count++]), 1);
		text += len + (text[len] == ' ');
	}
	return count;
}

struct row {
	const char *plan;
	const char *dns[3], *search[3]; /* up to three interfaces; NULL ends them */
	const char *expected;
};

static void check(const struct row *row)
{
	struct net_plan plan = {0};
	struct net_config list[3] = {0};
	const struct net_config *configs[3] = {&list[0], &list[1], &list[2]};
	char *out = malloc(RESOLV_SIZE);
	unsigned int count = 0;
	size_t len;

	assert_non_null(out);
	plan.dns_count = read_servers(row->plan, plan.dns);
	for (; count < 3 && row->dns[count]; count++) {
		list[count].dns_count = read_servers(row->dns[count], list[count].dns);
		if (row->search[count])
			strcpy(list[count].search, row->search[count]);
	}
	len = resolv_build(&plan, configs, count, out);
	expect_text(row->expected, out, row->expected);
	expect_int(row->expected, len, strlen(row->expected));
	free(out);
}

TEST(nothing_known_is_an_empty_file)
{
	check(&(struct row){"", {NULL}, {NULL}, ""});
	check(&(struct row){"", {""}, {""}, ""});
}

TEST(servers_stand_before_the_search_line)
{
	check(&(struct row){"", {"10.0.0.1"}, {NULL}, "nameserver 10.0.0.1\n"});
	check(&(struct row){"", {""}, {"lab.example"}, "search lab.example\n"});
	check(&(struct row){"",
			    {"10.0.0.1 255.255.255.254"},
			    {"lab.example example"},
			    "nameserver 10.0.0.1\nnameserver 255.255.255.254\n"
			    "search lab.example example\n"});
}

TEST(the_command_lines_servers_come_first_and_then_those_of_each_interface)
{
	check(&(struct row){"9.9.9.9",
			    {"10.0.0.1", "10.1.0.1"},
			    {"a.example", "b.example"},
			    "nameserver 9.9.9.9\nnameserver 10.0.0.1\nnameserver 10.1.0.1\n"
			    "search a.example b.example\n"});
}

TEST(servers_past_the_third_are_left_out)
{
	check(&(struct row){"1.1.1.1 2.2.2.2",
			    {"3.3.3.3 4.4.4.4", "5.5.5.5"},
			    {NULL},
			    "nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\n"});
	check(&(struct row){"1.1.1.1 2.2.2.2 3.3.3.3",
			    {"4.4.4.4", "5.5.5.5"},
			    {NULL},
			    "nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\n"});
}

TEST(nothing_stands_there_twice)
{
	check(&(struct row){"1.1.1.1 1.1.1.1",
			    {"1.1.1.1 2.2.2.2", "2.2.2.2 3.3.3.3"},
			    {"lab.example example", "example lab.example other.example"},
			    "nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\n"
			    "search lab.example example other.example\n"});
	/* A name that begins or ends as another is one of its own. */
	check(&(struct row){"",
			    {"", ""},
			    {"lab.example", "lab lab.examples b.example lab.example lab"},
			    "search lab.example lab lab.examples b.example\n"});
}

TEST(blanks_between_names_do_not_add_up)
{
	check(&(struct row){
		"", {"", ""}, {" a.example  b.example ", " "}, "search a.example b.example\n"});
}

/* A search list of `len` characters: names of 63, and a rest. */
static void fill_names(char *out, size_t len, char letter)
{
	memset(out, letter, len);
	for (size_t i = 63; i + 1 < len; i += 64)
		out[i] = ' ';
	/* So that no name is there twice. */
	for (size_t i = 0; i < len; i += 64)
		out[i] = (char)('0' + i / 64);
	out[len] = '\0';
}

TEST(search_line_ends_before_256_characters_are_over)
{
	struct net_config first = {0}, second = {.search = "x.example yz y"};
	const struct net_config *configs[] = {&first, &second};
	const struct net_plan plan = {.dns_count = 0};
	char out[RESOLV_SIZE], expected[RESOLV_SIZE] = "search ";

	fill_names(first.search, 256, 'a');
	strcat(strcat(expected, first.search), "\n");
	resolv_build(&plan, configs, 2, out);
	expect_text("full", out, expected);
	fill_names(first.search, 254, 'a');
	strcat(strcat(strcpy(expected, "search "), first.search), " y\n");
	resolv_build(&plan, configs, 2, out);
	expect_text("one that fits behind one that does not", out, expected);
}

TEST(all_that_there_may_be_fits)
{
	struct net_config list[8] = {0};
	const struct net_config *configs[8];
	struct net_plan plan = {.dns_count = NET_DNS_MAX};
	char *out = malloc(RESOLV_SIZE);

	assert_non_null(out);
	for (unsigned int i = 0; i < 8; i++) {
		configs[i] = &list[i];
		fill_names(list[i].search, 256, (char)('a' + i));
		list[i].dns_count = read_servers("203.100.100.101 203.100.100.102 203.100.100.103",
						 list[i].dns);
	}
	memcpy(plan.dns, list[0].dns, sizeof(plan.dns));
	assert_int_equal(resolv_build(&plan, configs, 8, out), 3 * 27 + 7 + 256 + 1);
	assert_int_equal(strlen(out), 3 * 27 + 7 + 256 + 1);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_known_is_an_empty_file),
		cmocka_unit_test(servers_stand_before_the_search_line),
		cmocka_unit_test(
			the_command_lines_servers_come_first_and_then_those_of_each_interface),
		cmocka_unit_test(servers_past_the_third_are_left_out),
		cmocka_unit_test(nothing_stands_there_twice),
		cmocka_unit_test(blanks_between_names_do_not_add_up),
		cmocka_unit_test(search_line_ends_before_256_characters_are_over),
		cmocka_unit_test(all_that_there_may_be_fits),
	};

	return RUN_TESTS(tests);
}

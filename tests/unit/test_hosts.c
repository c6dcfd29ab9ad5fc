/* SPDX-License-Identifier: GPL-2.0-only */
/* init/hosts.h: the box's own line in /etc/hosts, and that nothing else in it changes. */
#include <errno.h>

#include "init/hosts.h"
#include "tests/unit/unit.h"

enum { OUT_SIZE = 256 };

static void check(const char *text, const char *name, const char *domain, const char *expected)
{
	char *in = heap_text(text), *out = malloc(OUT_SIZE);

	expect_int(text, hosts_build(in, name, domain, out, OUT_SIZE), (int)strlen(expected));
	expect_text(text, out, expected);
	free(in);
	free(out);
}

TEST(own_line_is_added_at_the_end)
{
	check("127.0.0.1\tlocalhost\n", "node7", "", "127.0.0.1\tlocalhost\n127.0.1.1\tnode7\n");
	check("", "node7", "", "127.0.1.1\tnode7\n");
}

TEST(full_name_stands_first)
{
	check("", "node7", "example.org", "127.0.1.1\tnode7.example.org node7\n");
	check("", "node7.example.net", "example.org", "127.0.1.1\tnode7.example.net node7\n");
	check("", "node7", "example.org example.net", "127.0.1.1\tnode7.example.org node7\n");
}

TEST(own_line_that_was_there_is_replaced)
{
	check("127.0.0.1 localhost\n127.0.1.1\trambox\n::1 localhost\n", "node7", "",
	      "127.0.0.1 localhost\n::1 localhost\n127.0.1.1\tnode7\n");
	check("127.0.1.1 a b\n127.0.1.1", "node7", "", "127.0.1.1\tnode7\n");
}

TEST(other_addresses_and_comments_stay)
{
	check("127.0.1.10 other\n#127.0.1.1 comment\n 127.0.1.1 x\n", "n", "",
	      "127.0.1.10 other\n#127.0.1.1 comment\n 127.0.1.1 x\n127.0.1.1\tn\n");
}

TEST(last_line_without_an_end_gets_one)
{
	check("127.0.0.1 localhost", "n", "", "127.0.0.1 localhost\n127.0.1.1\tn\n");
}

TEST(text_that_does_not_fit_is_refused)
{
	char out[32];

	assert_int_equal(hosts_build("127.0.0.1 localhost\n", "n", "", out, 32), -E2BIG);
	assert_int_equal(hosts_build("", "n", "", out, 12), -E2BIG);
	assert_int_equal(hosts_build("", "n", "", out, 13), 12);
	assert_int_equal(hosts_build("10.0.0.1 a\n", "n", "", out, 12), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_line_is_added_at_the_end),
		cmocka_unit_test(full_name_stands_first),
		cmocka_unit_test(own_line_that_was_there_is_replaced),
		cmocka_unit_test(other_addresses_and_comments_stay),
		cmocka_unit_test(last_line_without_an_end_gets_one),
		cmocka_unit_test(text_that_does_not_fit_is_refused),
	};

	return RUN_TESTS(tests);
}

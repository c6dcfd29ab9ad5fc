/* SPDX-License-Identifier: GPL-2.0-only */
/* mdev-rules/rule_env.h: a command finds what the event says, and nothing that a shell obeys. */
#include <errno.h>

#include "mdev-rules/rule_env.h"
#include "tests/unit/unit.h"

/* The pairs, each ended by a blank, as a request has them; what is listed behind PATH and HOME. */
static void check(const char *pairs, const char *expected)
{
	size_t len = strlen(pairs);
	char *block = heap_bytes(pairs, len), *out[RULE_ENV_MAX], *got = calloc(1, 400);

	assert_non_null(got);
	for (size_t i = 0; i < len; i++) {
		if (block[i] == ' ')
			block[i] = '\0';
	}
	expect_int(pairs, rule_env_list(block, len, out), 0);
	expect_text(pairs, out[0], "PATH=/sbin:/bin:/usr/sbin:/usr/bin");
	expect_text(pairs, out[1], "HOME=/");
	for (char **pair = out + 2; *pair; pair++) {
		strcat(got, *pair);
		strcat(got, " ");
	}
	expect_text(pairs, got, expected);
	free(got);
	free(block);
}

TEST(keys_of_the_kernel_pass)
{
	check("", "");
	check("ACTION=add ", "ACTION=add ");
	check("MAJOR=1 ID_2=x=y EMPTY= ", "MAJOR=1 ID_2=x=y EMPTY= ");
	check("A=1 A=2 ", "A=1 A=2 ");
	/* Only almost what a shell obeys. */
	check("DEVPATH=/d PATHS=1 HOMEPAGE=2 ENVIRON=3 LD=4 IFSX=5 PS=6 ",
	      "DEVPATH=/d PATHS=1 HOMEPAGE=2 ENVIRON=3 LD=4 IFSX=5 PS=6 ");
}

TEST(keys_that_a_shell_obeys_are_left_out)
{
	check("PATH=/x A=1 ", "A=1 ");
	check("HOME=/x A=1 ", "A=1 ");
	check("IFS=x A=1 ", "A=1 ");
	check("ENV=/x A=1 ", "A=1 ");
	check("LD_PRELOAD=/x LD_AUDIT=/x A=1 ", "A=1 ");
	check("CDPATH=/x A=1 ", "A=1 ");
	check("BASH_ENV=/x A=1 ", "A=1 ");
	check("SHELLOPTS=xtrace A=1 ", "A=1 ");
	check("PS4=x A=1 ", "A=1 ");
	check("BASHOPTS=failglob BASH_COMPAT=40 A=1 ", "A=1 ");
	check("GLOBIGNORE=* A=1 ", "A=1 ");
	check("GCONV_PATH=/x A=1 ", "A=1 ");
	check("GLIBC_TUNABLES=glibc.malloc.check=3 A=1 ", "A=1 ");
}

TEST(what_is_no_key_of_the_kernel_is_left_out)
{
	check("path=/x aB=1 A-B=1 A.B=1 A=1 ", "A=1 ");
	check("=x  A A=1 ", "A=1 ");
	check("BASH_FUNC_ls%%=() A=1 ", "A=1 ");
}

TEST(more_than_fits_is_refused)
{
	enum { FIT = RULE_ENV_MAX - 3 };
	char *block = calloc(FIT + 1, 4), *out[RULE_ENV_MAX];

	assert_non_null(block);
	for (size_t i = 0; i <= FIT; i++)
		memcpy(block + i * 4, "A=1", 4);
	expect_int("as many as fit", rule_env_list(block, (size_t)FIT * 4, out), 0);
	assert_null(out[RULE_ENV_MAX - 1]);
	expect_text("the last", out[RULE_ENV_MAX - 2], "A=1");
	expect_int("one more", rule_env_list(block, (size_t)(FIT + 1) * 4, out), -E2BIG);
	free(block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_the_kernel_pass),
		cmocka_unit_test(keys_that_a_shell_obeys_are_left_out),
		cmocka_unit_test(what_is_no_key_of_the_kernel_is_left_out),
		cmocka_unit_test(more_than_fits_is_refused),
	};

	return RUN_TESTS(tests);
}

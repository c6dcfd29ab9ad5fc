/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/init_args.h: the final init gets what the kernel left over, without our
 * words (row 13 of the shell script's defects: it got nothing).
 */
#include "init/init_args.h"
#include "tests/unit/unit.h"

enum { WORDS_MAX = 8 };

/* A NULL-terminated vector in a heap block of its exact size. */
static char **heap_vector(char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return heap_bytes(words, (count + 1) * sizeof(*words));
}

static void check_vector(const char *name, char **actual, char *const *expected, int count)
{
	int i;

	for (i = 0; expected[i]; i++)
		expect_text(name, actual[i], expected[i]);
	expect_text(name, actual[i], NULL);
	expect_int(name, count, i);
}

static void check_args(unsigned int after_dashes, char *const *given, char *const *expected)
{
	char **argv = heap_vector(given);
	int count = init_args_filter(argv, "/sbin/init", after_dashes);

	check_vector(given[1] ? given[1] : "(none)", argv, expected, count);
	free(argv);
}

#define LIST(...) ((char *const[WORDS_MAX]){__VA_ARGS__})

TEST(first_argument_becomes_the_path)
{
	check_args(0, LIST("/init"), LIST("/sbin/init"));
}

TEST(words_of_others_are_passed_on_in_their_order)
{
	check_args(0, LIST("/init", "single"), LIST("/sbin/init", "single"));
	check_args(0, LIST("/init", "b", "a", "-s"), LIST("/sbin/init", "b", "a", "-s"));
	check_args(0, LIST("/init", "nutshell", "ramboxes"),
		   LIST("/sbin/init", "nutshell", "ramboxes"));
	check_args(0, LIST("/init", ""), LIST("/sbin/init", ""));
}

TEST(our_words_are_dropped_wherever_they_stand)
{
	check_args(0, LIST("/init", "shell"), LIST("/sbin/init"));
	check_args(0, LIST("/init", "rambox", "single"), LIST("/sbin/init", "single"));
	check_args(0, LIST("/init", "a", "rambox", "b", "shell"), LIST("/sbin/init", "a", "b"));
	check_args(0, LIST("/init", "rambox", "rambox", "rambox"), LIST("/sbin/init"));
}

TEST(words_behind_two_dashes_are_passed_on_whatever_they_say)
{
	check_args(1, LIST("/init", "shell"), LIST("/sbin/init", "shell"));
	check_args(1, LIST("/init", "shell", "shell"), LIST("/sbin/init", "shell"));
	check_args(2, LIST("/init", "rambox", "rambox", "root=/dev/sda"),
		   LIST("/sbin/init", "rambox", "root=/dev/sda"));
}

TEST(more_words_behind_the_dashes_than_arguments_is_no_harm)
{
	check_args(5, LIST("/init", "shell"), LIST("/sbin/init", "shell"));
	check_args(4000000000U, LIST("/init", "single"), LIST("/sbin/init", "single"));
	check_args(1, LIST("/init"), LIST("/sbin/init"));
}

static void check_env(char *const *given, char *const *expected)
{
	char **envp = heap_vector(given);
	int count = init_args_filter_env(envp);

	check_vector(given[0] ? given[0] : "(none)", envp, expected, count);
	free(envp);
}

TEST(environment_of_the_kernel_is_passed_on)
{
	check_env(LIST(NULL), LIST(NULL));
	check_env(LIST("HOME=/", "TERM=linux"), LIST("HOME=/", "TERM=linux"));
	check_env(LIST("BOOT_IMAGE=/vmlinuz", "ipx=1", "a=b=c"),
		  LIST("BOOT_IMAGE=/vmlinuz", "ipx=1", "a=b=c"));
}

TEST(our_keys_are_dropped_from_the_environment)
{
	check_env(LIST("HOME=/", "ip=dhcp", "TERM=linux"), LIST("HOME=/", "TERM=linux"));
	check_env(LIST("BOOTIF=01-aa", "nameserver=1.2.3.4", "ip=dhcp"), LIST(NULL));
	check_env(LIST("ip=a", "ip=b", "FOO=ip=c"), LIST("FOO=ip=c"));
}

TEST(environment_entry_without_equals_sign_is_no_harm)
{
	check_env(LIST("weird", "HOME=/"), LIST("weird", "HOME=/"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_argument_becomes_the_path),
		cmocka_unit_test(words_of_others_are_passed_on_in_their_order),
		cmocka_unit_test(our_words_are_dropped_wherever_they_stand),
		cmocka_unit_test(words_behind_two_dashes_are_passed_on_whatever_they_say),
		cmocka_unit_test(more_words_behind_the_dashes_than_arguments_is_no_harm),
		cmocka_unit_test(environment_of_the_kernel_is_passed_on),
		cmocka_unit_test(our_keys_are_dropped_from_the_environment),
		cmocka_unit_test(environment_entry_without_equals_sign_is_no_harm),
	};

	return RUN_TESTS(tests);
}

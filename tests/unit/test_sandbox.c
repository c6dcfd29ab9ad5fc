/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The filter of lib/sandbox.h, in children of this program that enter it: the kernel itself says
 * what passes. Only calls that change nothing are tried.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/sandbox.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

static const struct sandbox_call calls[] = {
	{.number = SYS_exit_group},
	{.number = SYS_getppid},
	{.number = SYS_getuid},
	{.number = SYS_rt_sigreturn},
	{SYS_getpgid, {{0, 0xffffffff, 0}}},
	{SYS_fcntl, {{0, 0xff, 1}, {1, 0xffffffff, F_GETFD}}},
	{SYS_fcntl, {{0, 0xff, 2}, {1, 0xffffffff, F_GETFL}}},
	{.number = SYS_membarrier}, /* 324: of another word than those */
};

struct attempt {
	long number, first, second;
	bool passes;
};

static bool is_refused(const struct attempt *attempt)
{
	errno = 0;
	return syscall(attempt->number, attempt->first, attempt->second) == -1 && errno == EPERM;
}

/* The number of the first attempt that went otherwise, from 1 on; 0: none. */
static int try_all(const struct sandbox_call *list, unsigned int count,
		   const struct attempt *attempts, size_t attempt_count)
{
	const struct sandbox sandbox = {
		.root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC),
		.calls = list,
		.count = count,
	};
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		sandbox_enter(&sandbox);
		for (size_t i = 0; i < attempt_count; i++) {
			if (is_refused(&attempts[i]) == attempts[i].passes)
				syscall(SYS_exit_group, (int)i + 1);
		}
		syscall(SYS_exit_group, 0);
	}
	close(sandbox.root_fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void check(const struct attempt *attempts, size_t count)
{
	assert_int_equal(try_all(calls, LENGTH(calls), attempts, count), 0);
}

static void call_of_the_list_passes(void **state)
{
	const struct attempt attempts[] = {
		{.number = SYS_getppid, .passes = true},
		{.number = SYS_getuid, .passes = true},
		{.number = SYS_membarrier, .passes = true},
	};

	(void)state;
	check(attempts, LENGTH(attempts));
}

static void call_of_no_list_is_refused(void **state)
{
	/* Neighbours of those that pass, one of a word with none, and one that Linux has not. */
	const struct attempt attempts[] = {
		{.number = SYS_getpgrp},    {.number = SYS_getgid}, {.number = SYS_getpid},
		{.number = SYS_pidfd_open}, {.number = 500},
	};

	(void)state;
	check(attempts, LENGTH(attempts));
}

static void number_beyond_the_bits_is_refused(void **state)
{
	const struct attempt attempts[] = {
		{.number = SANDBOX_NUMBERS},
		{.number = SANDBOX_NUMBERS + SYS_getppid},
		{.number = 0x40000000 | SYS_getppid}, /* x32's */
		{.number = -1},
	};

	(void)state;
	check(attempts, LENGTH(attempts));
}

static void argument_decides_where_the_row_asks(void **state)
{
	const struct attempt attempts[] = {
		{SYS_getpgid, 0, 0, true},
		{SYS_getpgid, 1, 0, false},
		{SYS_getpgid, 0x100000000, 0, true}, /* the lower half is asked */
	};

	(void)state;
	check(attempts, LENGTH(attempts));
}

static void one_row_of_several_must_fit(void **state)
{
	const struct attempt attempts[] = {
		{SYS_fcntl, 1, F_GETFD, true},	   {SYS_fcntl, 2, F_GETFL, true},
		{SYS_fcntl, 1, F_GETFL, false},	   {SYS_fcntl, 2, F_GETFD, false},
		{SYS_fcntl, 0x101, F_GETFD, true}, /* bits outside of the mask: EBADF */
	};

	(void)state;
	check(attempts, LENGTH(attempts));
}

static void full_list_is_taken(void **state)
{
	struct sandbox_call full[SANDBOX_CALLS_MAX];
	const struct attempt attempts[] = {
		{SYS_getpgid, 62, 63, false}, {SYS_getpgid, 0, 0, true}, {SYS_getuid, 0, 0, false}};

	(void)state;
	full[0] = (struct sandbox_call){.number = SYS_exit_group};
	for (unsigned int i = 1; i < SANDBOX_CALLS_MAX; i++)
		full[i] = (struct sandbox_call){SYS_getpgid, {{0, ~0U, i - 1}, {1, ~0U, i - 1}}};
	assert_int_equal(try_all(full, SANDBOX_CALLS_MAX, attempts, LENGTH(attempts)), 0);
}

static void list_that_is_too_long_leaves_all_calls(void **state)
{
	struct sandbox_call full[SANDBOX_CALLS_MAX + 1] = {{.number = SYS_exit_group}};
	const struct attempt attempts[] = {{SYS_getuid, 0, 0, true}};

	(void)state;
	assert_int_equal(try_all(full, SANDBOX_CALLS_MAX + 1, attempts, 1), 0);
	full[1].number = SANDBOX_NUMBERS;
	assert_int_equal(try_all(full, 2, attempts, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(call_of_the_list_passes),
		cmocka_unit_test(call_of_no_list_is_refused),
		cmocka_unit_test(number_beyond_the_bits_is_refused),
		cmocka_unit_test(argument_decides_where_the_row_asks),
		cmocka_unit_test(one_row_of_several_must_fit),
		cmocka_unit_test(full_list_is_taken),
		cmocka_unit_test(list_that_is_too_long_leaves_all_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/clock.h where the kernel refuses to tell the time, as a filter makes it: in children, since a
 * filter stays.
 */
#include "lib/clock.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/unit.h"

enum { SECOND_US = 1000000, THREADS = 4, ASKED = 1000000 };

/* By the vDSO, which no filter sees. */
static uint64_t real_us(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_BOOTTIME, &now), 0);
	return (uint64_t)now.tv_sec * SECOND_US + (uint64_t)now.tv_nsec / 1000;
}

/* The call fails with EPERM from here on, as in a sandbox. */
static bool refuse(unsigned int call)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof(filter) / sizeof(*filter), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* What a child finds wrong: the number of its line, or 0. */
static void child_finds_nothing_wrong(int (*look)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(look());
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define CHECK(what)                                                                                \
	do {                                                                                       \
		if (!(what))                                                                       \
			return __LINE__ & 0xff;                                                    \
	} while (0)

static void time_is_that_of_boottime(void **state)
{
	uint64_t before = real_us(), now = clock_now_us(), ms = clock_now_ms();

	(void)state;
	assert_true(before <= now && now <= real_us());
	assert_true(now / 1000 <= ms && ms <= real_us() / 1000);
}

/* sysinfo(2) rounds up: the time told is never ahead, and two seconds behind at most. */
static int look_without_clock(void)
{
	uint64_t before, at;

	CHECK(refuse(SYS_clock_gettime));
	CHECK(syscall(SYS_clock_gettime, CLOCK_BOOTTIME, NULL) < 0 && errno == EPERM);
	before = real_us();
	at = clock_now_us();
	CHECK(at > 0 && at % SECOND_US == 0);
	CHECK(at <= real_us() && at + 2 * SECOND_US > before);
	return 0;
}

static void without_clock_gettime_whole_seconds_are_told(void **state)
{
	(void)state;
	child_finds_nothing_wrong(look_without_clock);
}

static int look_back(void)
{
	uint64_t told = clock_now_us();

	CHECK(refuse(SYS_clock_gettime));
	CHECK(clock_now_us() >= told);
	return 0;
}

static void time_never_goes_back_when_it_gets_coarse(void **state)
{
	(void)state;
	child_finds_nothing_wrong(look_back);
}

static int look_in_sandbox(void)
{
	uint64_t told = clock_now_us();

	CHECK(refuse(SYS_clock_gettime) && refuse(SYS_sysinfo));
	CHECK(clock_now_us() == told);
	usleep(2000);
	CHECK(clock_now_us() == told);
	clock_pass_ms(told / 1000 + 5);
	CHECK(clock_now_ms() == told / 1000 + 5);
	clock_pass_ms(told / 1000 + 4);
	CHECK(clock_now_ms() == told / 1000 + 5);
	return 0;
}

static void without_any_clock_time_stands_until_it_is_known_to_have_passed(void **state)
{
	(void)state;
	child_finds_nothing_wrong(look_in_sandbox);
}

static int look_from_start(void)
{
	CHECK(refuse(SYS_clock_gettime) && refuse(SYS_sysinfo));
	CHECK(clock_now_us() == 0);
	return 0;
}

static void whoever_is_never_told_is_at_the_start(void **state)
{
	(void)state;
	child_finds_nothing_wrong(look_from_start);
}

static void *pass_and_ask(void *wrong)
{
	uint64_t last = 0;

	for (uint64_t ms = 1; ms <= ASKED; ms++) {
		uint64_t now;

		clock_pass_ms(ms);
		now = clock_now_ms();
		if (now < last || now < ms)
			*(bool *)wrong = true;
		last = now;
	}
	return NULL;
}

/* Each passes the same times at its own pace, and sees what the others have passed. */
static int look_from_threads(void)
{
	pthread_t threads[THREADS];
	bool wrong[THREADS] = {false};

	CHECK(refuse(SYS_clock_gettime) && refuse(SYS_sysinfo));
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, pass_and_ask, &wrong[i]) == 0);
	for (int i = 0; i < THREADS; i++) {
		CHECK(pthread_join(threads[i], NULL) == 0);
		CHECK(!wrong[i]);
	}
	return 0;
}

static void threads_see_no_time_go_back(void **state)
{
	(void)state;
	child_finds_nothing_wrong(look_from_threads);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* The first two: nothing has asked for the time yet. */
		cmocka_unit_test(whoever_is_never_told_is_at_the_start),
		cmocka_unit_test(threads_see_no_time_go_back),
		cmocka_unit_test(without_clock_gettime_whole_seconds_are_told),
		cmocka_unit_test(time_is_that_of_boottime),
		cmocka_unit_test(time_never_goes_back_when_it_gets_coarse),
		cmocka_unit_test(without_any_clock_time_stands_until_it_is_known_to_have_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

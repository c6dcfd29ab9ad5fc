/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reboot(2) loses what is not on the disk, so processes are ended and file
 * systems unmounted first. Only PID 1 comes here, and a child that it forks.
 */
#include "init/power.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "init/mounts.h"
#include "init/watchdog.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/parse.h"

enum {
	TERM_WAIT_US = 1000000, /* as long as busybox's init gives */
	SWAPS_SIZE = 4096,
	VMSTAT_SIZE = 16 * 1024,
	TURN_MS = 1000,
	SLOW_US = 10000000, /* disks are waited for: that is said */
	KERNEL_US = 15000000,
	DEAD_US = 60000000, /* nothing was written for so long: nothing will be */
};

/* Until a child ends, at most timeout_ms. SIGCHLD is blocked. */
static void wait_child(int64_t timeout_ms)
{
	int64_t turn_ms = watchdog_turn_ms(timeout_ms);
	const struct timespec turn = {.tv_sec = (time_t)(turn_ms / 1000),
				      .tv_nsec = (long)(turn_ms % 1000) * 1000000};
	sigset_t set;

	watchdog_pet();
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	(void)sigtimedwait(&set, NULL, &turn);
}

/* Waits until no child is left, or the time is over. */
static void reap_until(uint64_t end_us)
{
	for (;;) {
		uint64_t now_us;
		pid_t pid;

		do
			pid = waitpid(-1, NULL, WNOHANG);
		while (pid > 0);
		now_us = clock_now_us();
		if ((pid < 0 && errno == ECHILD) || now_us >= end_us)
			return;
		wait_child((int64_t)((end_us - now_us) / 1000) + 1);
	}
}

static void end_processes(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	kill(-1, SIGTERM); /* kill(2): -1 is everybody but PID 1 itself */
	kill(-1, SIGCONT);
	reap_until(clock_now_us() + TERM_WAIT_US);
	kill(-1, SIGKILL);
	reap_until(clock_now_us() + TERM_WAIT_US / 4);
}

/* A swap file keeps its disk from being unmounted. The first line is a heading. */
static void end_swap(void)
{
	static char swaps[SWAPS_SIZE];
	char *line = swaps;

	if (file_read(AT_FDCWD, "/proc/swaps", swaps, sizeof(swaps)) <= 0)
		return; /* a kernel without swap */
	while ((line = strchr(line, '\n')) && *++line) {
		char *path = line;

		line += strcspn(line, " \t\n");
		if (*line == '\0')
			return;
		*line++ = '\0';
		if (!parse_unescape(path) && swapoff(path) < 0)
			log_warning("cannot stop swapping to '%s': %s", path, strerror(errno));
	}
}

static void write_out(void)
{
	sync();
	end_swap();
	mounts_end();
	sync();
}

/* How many pages the kernel has written so far; 0 where it does not say. */
static uint64_t written_pages(void)
{
	static char vmstat[VMSTAT_SIZE];
	static const char name[] = "\nnr_written ";
	const char *found;
	uint64_t count = 0;

	if (file_read(AT_FDCWD, "/proc/vmstat", vmstat, sizeof(vmstat)) <= 0)
		return 0;
	found = strstr(vmstat, name);
	for (found = found ? found + sizeof(name) - 1 : ""; *found >= '0' && *found <= '9'; found++)
		count = count * 10 + (uint64_t)(*found - '0');
	return count;
}

/*
 * A disk that does not answer holds whoever writes to it, for good: a child does that, and is
 * waited for while something is written. A slow disk gets all the time that it needs.
 */
static void write_out_by_child(void)
{
	uint64_t pages = 0, start_us = clock_now_us(), quiet_us = start_us;
	bool is_told = false;
	pid_t pid = _Fork();

	if (pid == 0)
		watchdog_close(); /* where this child is held, it must not hold that one open */
	if (pid <= 0)
		write_out();
	if (pid == 0)
		_exit(0);
	while (pid > 0 && waitpid(pid, NULL, WNOHANG) == 0) {
		uint64_t now_us = clock_now_us(), now_pages = written_pages();

		quiet_us = now_pages == pages ? quiet_us : now_us;
		pages = now_pages;
		if (now_us - quiet_us > DEAD_US) {
			log_err("a disk takes nothing for %d s: what was not written is lost",
				DEAD_US / 1000000);
			return;
		}
		if (!is_told && now_us - start_us > SLOW_US)
			log_notice("waiting for disks that are written to");
		is_told |= now_us - start_us > SLOW_US;
		wait_child(TURN_MS);
	}
}

/*
 * reboot(2) ends its caller where the machine stays on, and PID 1 must not end. The kernel asks
 * each driver to shut down before it reboots; a dead disk's never does, and then only force helps
 * (Documentation/admin-guide/sysrq.rst).
 */
static void call_reboot(int command)
{
	uint64_t end_us = clock_now_us() + KERNEL_US;
	pid_t pid = _Fork();

	if (pid == 0)
		watchdog_close();
	if (pid <= 0)
		reboot(command); /* a child that comes back says so and stays */
	while (pid > 0 && clock_now_us() < end_us && waitpid(pid, NULL, WNOHANG) == 0)
		wait_child(TURN_MS);
	if (pid > 0 && command == RB_AUTOBOOT) {
		log_err("the kernel does not reboot: forced");
		(void)file_write("/proc/sysrq-trigger", "b");
	}
}

_Noreturn void power_down(enum power_action action)
{
	static const struct {
		char name[12];
		int command;
	} actions[] = {
		[POWER_REBOOT] = {"reboot", RB_AUTOBOOT},
		[POWER_OFF] = {"power off", RB_POWER_OFF},
		[POWER_HALT] = {"halt", RB_HALT_SYSTEM},
	};

	log_notice("the system goes down now: %s", actions[action].name);
	end_processes();
	write_out_by_child();
	if (action == POWER_REBOOT)
		watchdog_pet(); /* and it runs on: firmware may hang, too */
	else
		watchdog_stop();
	call_reboot(actions[action].command);
	log_err("cannot %s, the machine stays on: switch it off", actions[action].name);
	for (;;)
		pause();
}

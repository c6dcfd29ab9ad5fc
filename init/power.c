/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reboot(2) loses what is not on the disk, so processes are ended and file
 * systems unmounted first. Only PID 1 comes here.
 */
#include "init/power.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "init/mounts.h"
#include "init/timeline.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/parse.h"

enum {
	TERM_WAIT_US = 1000000, /* as long as busybox's init gives */
	SWAPS_SIZE = 4096,
};

/* Waits until no child is left, or the time is over. SIGCHLD is blocked. */
static void reap_until(uint64_t end_us)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		uint64_t now_us;
		struct timespec left;
		pid_t pid;

		do
			pid = waitpid(-1, NULL, WNOHANG);
		while (pid > 0);
		now_us = timeline_now_us();
		if ((pid < 0 && errno == ECHILD) || now_us >= end_us)
			return;
		left.tv_sec = (time_t)((end_us - now_us) / 1000000);
		left.tv_nsec = (long)((end_us - now_us) % 1000000 * 1000);
		(void)sigtimedwait(&set, NULL, &left);
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
	reap_until(timeline_now_us() + TERM_WAIT_US);
	kill(-1, SIGKILL);
	reap_until(timeline_now_us() + TERM_WAIT_US / 4);
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

/* reboot(2) ends its caller where the machine stays on, and PID 1 must not end. */
static void call_reboot(int command)
{
	pid_t pid = _Fork();

	if (pid <= 0)
		reboot(command); /* a child that comes back says so and stays */
	while (pid > 0)
		pid = waitpid(pid, NULL, 0) < 0 && errno == EINTR ? pid : 0;
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
	sync();
	end_swap();
	mounts_end();
	sync();
	call_reboot(actions[action].command);
	log_err("cannot %s, the machine stays on: switch it off", actions[action].name);
	for (;;)
		pause();
}

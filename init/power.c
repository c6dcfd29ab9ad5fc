/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reboot(2) loses what is not on the disk, so processes are ended and file
 * systems unmounted first. Only PID 1 comes here.
 */
#include "init/power.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "init/mounts.h"
#include "init/timeline.h"
#include "lib/log.h"

enum { TERM_WAIT_US = 2000000 }; /* as long as busybox's init gives */

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
	/* kill(2): -1 is everybody but PID 1 itself. ESRCH: there is nobody. */
	if (kill(-1, SIGTERM) < 0)
		return;
	kill(-1, SIGHUP); /* interactive shells ignore SIGTERM */
	kill(-1, SIGCONT);
	reap_until(timeline_now_us() + TERM_WAIT_US);
	kill(-1, SIGKILL);
	reap_until(timeline_now_us() + TERM_WAIT_US / 4);
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
	mounts_end();
	sync();
	reboot(actions[action].command);
	log_err("cannot %s: %s; switch the machine off", actions[action].name, strerror(errno));
	for (;;)
		pause();
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How devd comes to life beside PID 1, and how it ends. One of the files that end a process: the
 * child, never PID 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/daemon.h"
#include "mdev-rules/devd.h"
#include "mdev-rules/devd_run.h"
#include "mdev-rules/rules_file.h"

static _Noreturn void be_devd(struct devd_setup *setup, char **argv)
{
	daemon_leave_caller(&setup->ready_fd, "devd");
	daemon_set_title(argv, "@devd");
	_exit(devd_run(setup));
}

int devd_start(bool has_nodes, char **argv, struct devd *out)
{
	struct devd_setup setup = {.has_nodes = has_nodes, .rules = RULES_FILE};
	int fds[2];
	pid_t pid;

	*out = (struct devd){.fd = -1};
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	setup.ready_fd = fds[1];
	pid = _Fork();
	if (pid == 0)
		be_devd(&setup, argv);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return -EAGAIN;
	}
	*out = (struct devd){.pid = pid, .fd = fds[0]};
	return 0;
}

/* Waits until the descriptor can be read. False when the time is over. */
static bool wait_until(int fd, uint64_t end_ms)
{
	uint64_t now;
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};

	while ((now = clock_now_ms()) <= end_ms) {
		int ready = poll(&pollfd, 1, (int)(end_ms - now));

		if (ready >= 0)
			return ready > 0;
	}
	return false;
}

int devd_settle(struct devd *devd, uint32_t timeout_ms)
{
	char byte;

	if (!wait_until(devd->fd, clock_now_ms() + timeout_ms))
		return -ETIMEDOUT;
	return read(devd->fd, &byte, 1) == 1 ? 0 : -ECHILD;
}

/* Not even SIGKILL ends a process that the kernel holds. False when the time is over. */
static bool reap(pid_t pid, uint64_t end_ms)
{
	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (clock_now_ms() > end_ms)
			return false;
		(void)poll(NULL, 0, 1);
	}
	return true;
}

int devd_end(struct devd *devd, uint32_t timeout_ms)
{
	uint64_t end_ms = clock_now_ms() + timeout_ms;
	char said = DEVD_SETTLED;

	(void)kill(devd->pid, SIGTERM);
	/* Its end of the pipe is open until it ends; it may have settled meanwhile, and one that an
	 * attacker steers may say so for ever. */
	do {
		if (!wait_until(devd->fd, end_ms))
			return -ETIMEDOUT;
	} while (read(devd->fd, &said, 1) == 1);
	(void)kill(devd->pid, SIGKILL); /* one that has closed it may live on */
	if (said == DEVD_HELD)
		(void)waitpid(devd->pid, NULL, WNOHANG);
	else if (!reap(devd->pid, end_ms))
		return -ETIMEDOUT;
	close(devd->fd);
	devd->fd = -1;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /init before /real-init: from then on a supervisor sees each system call of PID 1 before it is
 * made (seccomp_unotify(2)) and lets it pass, but for the one whose number the kernel's command
 * line gives by hang=N, or the exec of the final init where that comes first: it is never answered,
 * so that PID 1 hangs in it. On the second serial port:
 *
 *   out   = *( event SP number LF )
 *   event = "socket" | "fork" | "watchdog" | "pet" | "exec" | "hangs"
 *
 * "watchdog" is the call that sets its limit, right after it was opened, "exec" that of the final
 * init.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/watchdog.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { LISTENER = 20, PORT = 21 }; /* descriptors */

static char stack[65536];
static long hang_at;

static void say(const char *what, long number)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "%s %ld\n", what, number);

	if (write(PORT, text, (size_t)len) < 0)
		perror("hang: write");
}

/* What a call is called, where that is of interest; else NULL. */
static const char *event(const struct seccomp_data *data)
{
	switch (data->nr) {
	case SYS_socket:
		return "socket";
	case SYS_fork:
	case SYS_clone:
		return "fork";
	case SYS_ioctl:
		return (uint32_t)data->args[1] == WDIOC_SETTIMEOUT  ? "watchdog"
		       : (uint32_t)data->args[1] == WDIOC_KEEPALIVE ? "pet"
								    : NULL;
	}
	return NULL;
}

/* Shares the descriptors until PID 1 execs: then the listener is this one's alone. */
static _Noreturn int supervise(void *unused)
{
	static struct seccomp_notif call;
	long number = 0;
	int execs = 0;

	(void)unused;
	for (;;) {
		struct seccomp_notif_resp answer = {.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

		memset(&call, 0, sizeof(call));
		if (ioctl(LISTENER, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) {
			usleep(1000); /* not there yet */
			continue;
		}
		answer.id = call.id;
		if (call.pid == 1 && execs < 2) {
			number++;
			if (event(&call.data))
				say(event(&call.data), number);
			if (call.data.nr == SYS_execve && ++execs == 2)
				say("exec", number);
			if (number == hang_at || (hang_at && execs == 2)) {
				say("hangs", number);
				continue;
			}
		}
		ioctl(LISTENER, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

int main(int argc, char **argv)
{
	static struct sock_filter ask[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)};
	const struct sock_fprog program = {.len = 1, .filter = ask};
	const char *word = getenv("hang");
	int fd;

	(void)argc;
	hang_at = word ? atol(word) : 0;
	unsetenv("hang");
	mkdir("/hang", 0700);
	mknod("/hang/ttyS1", S_IFCHR | 0600, makedev(4, 65));
	fd = open("/hang/ttyS1", O_WRONLY | O_NOCTTY);
	if (fd < 0 || dup2(fd, PORT) < 0 || close(fd) < 0 || fcntl(PORT, F_SETFD, FD_CLOEXEC) < 0 ||
	    clone(supervise, stack + sizeof(stack), CLONE_VM | CLONE_FILES | SIGCHLD, NULL) < 0)
		return 1;
	/* The descriptor that is free next must be LISTENER. */
	while ((fd = dup(PORT)) >= 0 && fd < LISTENER - 1)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
		    &program) < 0)
		return 2;
	execve("/real-init", argv, environ);
	return 3;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load-modules: what a keeper of devices does with mdev-rules/modules.h, as a program. Listens for
 * uevents, asks all devices of /sys, loads modules for them and for those that appear, and ends
 * when nothing is being loaded and no event came for a second. Says what the devices of /sys are,
 * and how many modules were planned.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "mdev-rules/modules.h"
#include "mdev-rules/uevent_sock.h"

enum { QUIET_MS = 1000 };

static struct modules modules;

static void take_event(int sock)
{
	char event[UEVENT_SOCK_SIZE];
	ssize_t len = uevent_sock_recv(sock, 0, event, sizeof(event) - 1);

	if (len <= 0)
		return;
	event[len] = '\0';
	if (strncmp(event, "add@", 4) != 0)
		return;
	for (const char *at = event; at < event + len; at += strlen(at) + 1) {
		if (strncmp(at, "MODALIAS=", 9) == 0)
			(void)modules_want(&modules, at + 9);
	}
}

static void settle(int sock)
{
	for (;;) {
		struct pollfd fds[] = {{.fd = modules.load.event, .events = POLLIN},
				       {.fd = sock, .events = POLLIN}};

		if (poll(fds, 2, modules_busy(&modules) ? -1 : QUIET_MS) == 0)
			return;
		if (fds[0].revents)
			modules_step(&modules);
		if (fds[1].revents)
			take_event(sock);
		/* One lookup for all that has come. */
		if (poll(&fds[1], 1, 0) == 0)
			modules_start(&modules);
	}
}

int main(void)
{
	static char cmdline[4096];
	FILE *file = fopen("/proc/cmdline", "re");
	int sock = uevent_sock_open(), error;

	(void)log_open("load-modules");
	if (file) {
		(void)!fgets(cmdline, sizeof(cmdline), file);
		fclose(file);
	}
	error = modules_open("", NULL, cmdline, &modules);
	if (error || sock < 0) {
		printf("cannot open: %d\n", error);
		return 1;
	}
	modules_want_all(&modules, open("/sys", O_RDONLY | O_DIRECTORY));
	for (size_t i = 0; i < modules.wanted_count; i++)
		printf("= %.*s\n", (int)modules.wanted[i].len, modules.wanted[i].at);
	modules_start(&modules);
	settle(sock);
	printf("planned %u\n", modules.plan.order_count);
	modules_close(&modules);
	return 0;
}

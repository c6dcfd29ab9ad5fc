/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lose COUNT COMMAND...: runs the command while whoever listens for uevents has lost some.
 *
 * It sends the kernel's group COUNT datagrams, so large that a few hundred fill a receive buffer of
 * 8 MiB, and becomes the command at once. A real-time priority keeps a listener from the box's one
 * processor until the command has ended: what the kernel tells meanwhile is lost to it (netlink(7),
 * ENOBUFS).
 */
#define _GNU_SOURCE
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { KERNEL_GROUP = 1 };

int main(int argc, char **argv)
{
	static char datagram[32768];
	const struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP};
	const struct sched_param priority = {.sched_priority = 50};
	int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);

	if (argc < 3)
		return 2;
	if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &priority)) {
		perror("lose: SCHED_FIFO");
		return 2;
	}
	for (int left = atoi(argv[1]); left > 0; left--) {
		if (sendto(fd, datagram, sizeof(datagram), 0, (const struct sockaddr *)&to,
			   sizeof(to)) < 0) {
			perror("lose: sendto");
			return 2;
		}
	}
	execvp(argv[2], argv + 2);
	return 127;
}

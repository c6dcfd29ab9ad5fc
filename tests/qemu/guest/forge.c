/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * forge FROM PORT GROUPS KEY=VALUE...: sends one uevent that is none of the kernel's, byte for byte
 * as the kernel writes its own, to a port id and to groups (a mask) of NETLINK_KOBJECT_UEVENT.
 *
 * FROM is `here`; `net`, a network namespace of its own; `nobody`, without any rights; or `user`,
 * nobody who is root in namespaces of his own.
 *
 * `forge here 0 0` asks the kernel to pass it on: it does so in its own name, with a SEQNUM of its
 * own, for who has CAP_SYS_ADMIN, and in his own network namespace only (lib/kobject_uevent.c,
 * uevent_net_rcv()). What comes of it proves that the datagram is good; and it is how an event can
 * have any keys at all.
 */
#define _GNU_SOURCE
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	struct nlmsghdr header; /* for the kernel only */
	char text[4096];
} message;
static size_t len;

static void put(const char *text, size_t text_len)
{
	if (len + text_len > sizeof(message.text))
		exit(2);
	memcpy(message.text + len, text, text_len);
	len += text_len;
}

/* The value of a key that must be there. */
static const char *value(char **pairs, const char *key)
{
	for (; *pairs; pairs++) {
		if (!strncmp(*pairs, key, strlen(key)))
			return *pairs + strlen(key);
	}
	exit(2);
}

/* 0, or -1. */
static int go(const char *from)
{
	enum { NOBODY = 65534 };

	if (!strcmp(from, "here"))
		return 0;
	if (!strcmp(from, "net"))
		return unshare(CLONE_NEWNET);
	if (setgid(NOBODY) || setuid(NOBODY))
		return -1;
	return !strcmp(from, "user") ? unshare(CLONE_NEWUSER | CLONE_NEWNET) : 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_nl to = {.nl_family = AF_NETLINK};
	const char *action, *path;
	const void *data = message.text;
	int fd;

	if (argc < 5 || go(argv[1]))
		return 2;
	fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);
	if (fd < 0)
		return 2;
	to.nl_pid = strtoul(argv[2], NULL, 10);
	to.nl_groups = strtoul(argv[3], NULL, 0);
	action = value(argv + 4, "ACTION=");
	path = value(argv + 4, "DEVPATH=");
	put(action, strlen(action));
	put("@", 1);
	put(path, strlen(path) + 1);
	for (char **pair = argv + 4; *pair; pair++)
		put(*pair, strlen(*pair) + 1);
	if (!to.nl_pid && !to.nl_groups) {
		message.header = (struct nlmsghdr){.nlmsg_len = NLMSG_LENGTH(len),
						   .nlmsg_type = NLMSG_MIN_TYPE,
						   .nlmsg_flags = NLM_F_REQUEST};
		data = &message;
		len += NLMSG_HDRLEN;
	}
	if (sendto(fd, data, len, 0, (const struct sockaddr *)&to, sizeof(to)) != (ssize_t)len) {
		perror("forge");
		return 1;
	}
	return 0;
}

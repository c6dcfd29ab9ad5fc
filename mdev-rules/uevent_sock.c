/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NETLINK_KOBJECT_UEVENT, group 1 (the kernel's own; group 2 is udevd's).
 * Only datagrams whose sender is the kernel (netlink(7): nl_pid 0) are let
 * through: any process with CAP_NET_ADMIN may send to the group.
 */
#include "mdev-rules/uevent_sock.h"

#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/parse.h"

enum {
	KERNEL_GROUP = 1,
	RECEIVE_BUFFER = 4 << 20, /* some thousand events; the default holds about 200 */
	DROPS_MAX = 100000,	  /* far more than it holds */
};

int uevent_sock_open(void)
{
	const struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP};
	const int size = RECEIVE_BUFFER;
	CLEANUP_FD int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				   NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	/* Without CAP_NET_ADMIN the default buffer stays; ENOBUFS is answered anyway. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return fd_steal(&fd);
}

ssize_t uevent_sock_recv(int fd, int timeout_ms, char *buf, size_t size)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	struct sockaddr_nl from = {0};
	struct iovec iov = {.iov_base = buf, .iov_len = size};
	struct msghdr message = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	const struct timespec timeout = {.tv_sec = timeout_ms / 1000,
					 .tv_nsec = timeout_ms % 1000 * 1000000L};
	ssize_t len;

	if (timeout_ms && ppoll(&pollfd, 1, timeout_ms < 0 ? NULL : &timeout, NULL) < 0)
		return errno == EINTR ? 0 : -errno;
	len = recvmsg(fd, &message, MSG_DONTWAIT);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (from.nl_pid != 0)
		return -EBADMSG;
	return message.msg_flags & MSG_TRUNC ? 0 : len;
}

void uevent_sock_drop(int fd, char *buf, size_t size)
{
	ssize_t len = -EBADMSG;

	for (int i = 0; i < DROPS_MAX && (len > 0 || len == -EBADMSG); i++)
		len = uevent_sock_recv(fd, 0, buf, size);
}

uint32_t uevent_sock_last(int sys_fd)
{
	char text[32];
	uint32_t number = 0;

	if (file_read_line(sys_fd, "kernel/uevent_seqnum", text, sizeof(text)) <= 0 ||
	    parse_u32(text, UINT32_MAX, &number))
		return 0;
	return number;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One interface's flags by RTM_NEWLINK (rtnetlink(7)): the message is built and its answer
 * read by libmnl. The socket is opened here, since libmnl's own wants a heap. The kernel
 * answers with an acknowledgement, which carries the error.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "lib/cleanup.h"
#include "netcfg/netcfg.h"

enum {
	LOOPBACK_INDEX = 1, /* LOOPBACK_IFINDEX, include/net/flow.h: first in every namespace */
	MESSAGE_SIZE = 256, /* more than the request, and than an acknowledgement with its copy */
};

/* Sends the request and takes its acknowledgement into the same buffer. 0, or -errno. */
static int talk(char *buf)
{
	const struct nlmsghdr *request = (const void *)buf;
	unsigned int sequence = request->nlmsg_seq;
	CLEANUP_FD int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	ssize_t len;

	/* An unbound socket is bound by the first send, and the kernel is the default peer. */
	if (fd < 0 || send(fd, request, request->nlmsg_len, 0) < 0)
		return -errno;
	do
		len = recv(fd, buf, MESSAGE_SIZE, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0 || mnl_cb_run(buf, (size_t)len, sequence, 0, NULL, NULL) < 0)
		return -errno;
	return 0;
}

int netcfg_loopback_up(void)
{
	_Alignas(struct nlmsghdr) char buf[MESSAGE_SIZE];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *link;

	request->nlmsg_type = RTM_NEWLINK;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	request->nlmsg_seq = 1;
	link = mnl_nlmsg_put_extra_header(request, sizeof(*link));
	link->ifi_index = LOOPBACK_INDEX;
	link->ifi_change = IFF_UP;
	link->ifi_flags = IFF_UP;
	return talk(buf);
}

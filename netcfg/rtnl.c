/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rtnetlink(7) sockets: in goes a batch, out come the kernel's answers, or its events. libmnl has
 * sockets too, with a heap. The kernel answers a request before send(2) returns, so the time limit
 * is for a kernel that does not: then there is an error, and no PID 1 that hangs. What other
 * processes send is passed over: they can't forge a link or an acknowledgement.
 */
#include "netcfg/rtnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "lib/cleanup.h"
#include "lib/wraps.h"
#include "netcfg/netcfg.h"

enum {
	ANSWER_TIMEOUT_S = 2,
	EVENTS_SIZE = 1024 * 1024,
	EVENTS_AT_ONCE = 64,		 /* datagrams: other descriptors want their turn, too */
	EVENTS_WAITING = 100000,	 /* far more than a queue holds */
	DATAGRAM_SIZE = RTNL_BATCH_SIZE, /* a dump fills what its reader can take */
	ACK_SIZE = 512,			 /* more than an acknowledgement with its request */
	DUMP_SEQUENCE = 0x64756d70,	 /* far from where batches count */
	DUMPS_MAX = 4,
};

int rtnl_open(uint32_t groups, uint32_t *port)
{
	const struct timeval timeout = {.tv_sec = ANSWER_TIMEOUT_S};
	const int on = 1, size = EVENTS_SIZE;
	struct sockaddr_nl self = {.nl_family = AF_NETLINK, .nl_groups = groups};
	socklen_t len = sizeof(self);
	CLEANUP_FD int fd = socket(
		AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | (groups ? SOCK_NONBLOCK : 0), NETLINK_ROUTE);

	if (fd < 0)
		return -errno;
	/* Each is for the better only: without it there is the default. */
	if (groups)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	else
		setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    bind(fd, (const struct sockaddr *)&self, sizeof(self)) ||
	    getsockname(fd, (struct sockaddr *)&self, &len))
		return -errno;
	if (port)
		*port = self.nl_pid;
	return fd_steal(&fd);
}

/* One datagram: its length, 0 for one that is not the kernel's, -EMSGSIZE for a cut one; -errno. */
static int receive(int fd, void *buf, size_t size, int flags)
{
	struct sockaddr_nl from = {0};
	socklen_t from_len;
	ssize_t len;

	do {
		from_len = sizeof(from);
		len = recvfrom(fd, buf, size, flags | MSG_TRUNC, (struct sockaddr *)&from,
			       &from_len);
	} while (len < 0 && errno == EINTR);
	if (len < 0)
		return errno == EAGAIN && !flags ? -ETIMEDOUT : -errno;
	if (from.nl_pid)
		return 0;
	return (size_t)len > size ? -EMSGSIZE : (int)len;
}

WRAPS static const struct nlmsghdr *message_at(const struct rtnl_batch *batch, unsigned int place)
{
	const struct nlmsghdr *message = (const void *)batch->bytes;
	int len = (int)batch->len;

	while (place--)
		message = mnl_nlmsg_next(message, &len);
	return message;
}

/* The error that counts of one that came back: none when all was to be gone, and is. */
static int judge(const struct nlmsghdr *request, int error)
{
	switch (request->nlmsg_type) {
	case RTM_DELADDR:
	case RTM_DELROUTE:
		if (error == -ENOENT || error == -ESRCH || error == -EADDRNOTAVAIL ||
		    error == -ENODEV)
			return 0;
	}
	return error;
}

WRAPS int rtnl_apply(int fd, const struct rtnl_batch *batch, unsigned int *failed)
{
	_Alignas(struct nlmsghdr) char buf[ACK_SIZE];
	unsigned int answers = 0;
	int error = 0;

	/* An unbound socket is bound by the first send, and the kernel is the default peer. */
	if (batch->count && send(fd, batch->bytes, batch->len, 0) < 0)
		return -errno;
	while (answers < batch->count) {
		const struct nlmsghdr *message = (const void *)buf;
		int len = receive(fd, buf, sizeof(buf), 0);

		if (len < 0)
			return len;
		for (; rtnl_msg_fits(message, len); message = mnl_nlmsg_next(message, &len)) {
			struct rtnl_event event;
			unsigned int place;

			rtnl_msg_parse(message, &event);
			place = event.seq - batch->first_seq;
			if (event.type != RTNL_DONE || place >= batch->count)
				continue;
			answers++;
			event.error = judge(message_at(batch, place), event.error);
			if (!event.error || error)
				continue;
			error = event.error;
			if (failed)
				*failed = place;
		}
	}
	return error;
}

/* 0, 1 when what was dumped changed meanwhile, or -errno. */
static int dump_once(int fd, uint16_t type, rtnl_event_fn *fn, void *context)
{
	struct rtnl_batch batch; /* first of the request, then of the answers */
	bool changed = false;

	rtnl_batch_init(&batch, DUMP_SEQUENCE);
	rtnl_msg_dump(&batch, type);
	if (send(fd, batch.bytes, batch.len, 0) < 0)
		return -errno;
	for (;;) {
		const struct nlmsghdr *message = (const void *)batch.bytes;
		int len = receive(fd, batch.bytes, sizeof(batch.bytes), 0);

		if (len < 0)
			return len;
		for (; rtnl_msg_fits(message, len); message = mnl_nlmsg_next(message, &len)) {
			struct rtnl_event event;

			rtnl_msg_parse(message, &event);
			if (event.seq != DUMP_SEQUENCE)
				continue;
			changed |= message->nlmsg_flags & NLM_F_DUMP_INTR;
			if (event.type == RTNL_DONE)
				return event.error ? event.error : changed;
			if (event.type != RTNL_OTHER)
				fn(context, &event);
		}
	}
}

int rtnl_dump(int fd, uint16_t type, rtnl_event_fn *fn, void *context)
{
	for (int i = 0; i < DUMPS_MAX; i++) {
		int error = dump_once(fd, type, fn, context);

		if (error <= 0)
			return error;
	}
	return -EAGAIN;
}

int rtnl_receive(int fd, rtnl_event_fn *fn, void *context)
{
	_Alignas(struct nlmsghdr) char buf[DATAGRAM_SIZE];
	int error = 0;

	/* The kernel queues nothing more until all that waits is taken (netlink_rcv_wake()). */
	for (int i = 0; i < (error ? EVENTS_WAITING : EVENTS_AT_ONCE); i++) {
		const struct nlmsghdr *message = (const void *)buf;
		int len = receive(fd, buf, sizeof(buf), MSG_DONTWAIT);

		if ((len == -ENOBUFS || len == -EMSGSIZE) && !error) {
			error = -ENOBUFS;
			continue;
		}
		if (len < 0)
			return error || len == -EAGAIN ? error : len;
		for (; rtnl_msg_fits(message, len); message = mnl_nlmsg_next(message, &len)) {
			struct rtnl_event event;

			rtnl_msg_parse(message, &event);
			if (event.type != RTNL_OTHER)
				fn(context, &event);
		}
	}
	return error;
}

int netcfg_loopback_up(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	/* Each boot does this, and to close a netlink socket alone costs the kernel more. */
	CLEANUP_FD int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

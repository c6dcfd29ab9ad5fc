/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/rtnl_msg.h: any bytes as what the kernel said. Each message that rtnl_msg_fits() lets
 * through is parsed in a heap block of its exact size, for ASan, and then at the end of a page
 * with nothing behind it, since libmnl itself is not watched by ASan.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/mman.h>

#include "netcfg/rtnl_msg.h"
#include "tests/fuzz/fuzz.h"

enum { PAGE = 4096, ROOM = 3 * PAGE };

/* A copy that ends where its rounded length meets a page that can't be read. */
static const struct nlmsghdr *at_the_edge(const struct nlmsghdr *message)
{
	static char *room;

	if (!room) {
		room = mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
		promise(room != MAP_FAILED && mprotect(room + ROOM, PAGE, PROT_NONE) == 0);
	}
	if (message->nlmsg_len > ROOM)
		return message;
	return memcpy(room + ROOM - NLMSG_ALIGN(message->nlmsg_len), message, message->nlmsg_len);
}

static void check_link(const struct rtnl_link *link)
{
	promise(link->name[0] && memchr(link->name, '\0', sizeof(link->name)));
	promise(!link->has_carrier || link->is_up);
}

static void check_event(const struct nlmsghdr *message, const struct rtnl_event *event)
{
	uint16_t type = message->nlmsg_type;

	promise(event->port == message->nlmsg_pid && event->seq == message->nlmsg_seq);
	switch (event->type) {
	case RTNL_OTHER:
		break;
	case RTNL_LINK:
	case RTNL_LINK_GONE:
		promise(type == (event->type == RTNL_LINK ? RTM_NEWLINK : RTM_DELLINK));
		check_link(&event->link);
		break;
	case RTNL_ADDRESS:
	case RTNL_ADDRESS_GONE:
		promise(type == (event->type == RTNL_ADDRESS ? RTM_NEWADDR : RTM_DELADDR));
		promise(event->address.prefix_len <= 32);
		break;
	case RTNL_DONE:
		promise(type == NLMSG_DONE || type == NLMSG_ERROR);
		promise(event->error <= 0 && event->error >= -4095);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *buf = exact_bytes(data, size), *message = buf;
	int len = (int)size;

	for (; rtnl_msg_fits(message, len); message = mnl_nlmsg_next(message, &len)) {
		struct nlmsghdr *copy = exact_bytes(message, message->nlmsg_len);
		struct rtnl_event event, again;

		fill_untouched(&event);
		memset(&again, 0xff, sizeof(again));
		rtnl_msg_parse(copy, &event);
		check_event(copy, &event);
		rtnl_msg_parse(at_the_edge(message), &again);
		promise(memcmp(&event, &again, sizeof(event)) == 0);
		free(copy);
	}
	free(buf);
	return 0;
}

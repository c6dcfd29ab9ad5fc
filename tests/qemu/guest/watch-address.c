/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Says what becomes of the machine's IPv4 addresses, from the kernel's own events (rtnetlink(7)):
 * a line `+ ADDRESS SECONDS` for one that is set, or set anew with another lifetime, and `-
 * ADDRESS` for one that is gone. What is there at the start is not told. So nothing is missed
 * between two looks, which is what a test wants that says "never".
 */
#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(const struct nlmsghdr *header)
{
	const struct ifaddrmsg *message = NLMSG_DATA(header);
	const struct rtattr *attr = IFA_RTA(message);
	const struct ifa_cacheinfo *life = NULL;
	int left = (int)IFA_PAYLOAD(header);
	char text[INET_ADDRSTRLEN] = "?";

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		if (attr->rta_type == IFA_LOCAL)
			inet_ntop(AF_INET, RTA_DATA(attr), text, sizeof(text));
		if (attr->rta_type == IFA_CACHEINFO)
			life = RTA_DATA(attr);
	}
	if (header->nlmsg_type == RTM_NEWADDR)
		printf("+ %s %u\n", text, life ? life->ifa_valid : 0);
	if (header->nlmsg_type == RTM_DELADDR)
		printf("- %s\n", text);
	fflush(stdout);
}

int main(void)
{
	const struct sockaddr_nl address = {.nl_family = AF_NETLINK,
					    .nl_groups = RTMGRP_IPV4_IFADDR};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	_Alignas(struct nlmsghdr) char buf[8192];
	ssize_t len;

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return 1;
	while ((len = recv(fd, buf, sizeof(buf), 0)) > 0) {
		const struct nlmsghdr *header = (const void *)buf;

		for (; NLMSG_OK(header, len); header = NLMSG_NEXT(header, len))
			say(header);
	}
	return 1;
}

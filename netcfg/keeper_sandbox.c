/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keeper's list for lib/sandbox.h: what its loop makes, in musl's terms, the frequent ones
 * first. socket(2) passes for datagrams of packet and IPv4 sockets only, setsockopt(2) for the
 * options that dhcp_sock.c sets: others lead to netfilter, to rings of packets in memory, and to
 * whatever else CAP_NET_ADMIN and CAP_NET_RAW may set. fcntl(2) is refused: by F_SETOWN and
 * F_SETSIG a socket sends any signal to any process, and for that root needs no capability.
 */
#include "netcfg/keeper.h"

#include <linux/capability.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "lib/sandbox.h"

enum {
	ALL = 0xffffffff,
	TYPE_MASK = 0xf, /* without SOCK_CLOEXEC and SOCK_NONBLOCK: SOCK_TYPE_MASK, linux/net.h */
};

static const struct sandbox_call calls[] = {
	{.number = SYS_ppoll},
	{.number = SYS_read},
	{.number = SYS_recvmsg},
	{.number = SYS_sendto},
	{.number = SYS_recvfrom},
	{.number = SYS_sendmsg},
	{.number = SYS_timerfd_settime},
	{.number = SYS_clock_gettime},
	{.number = SYS_write},
	{.number = SYS_openat},
	{.number = SYS_close},
	{.number = SYS_renameat},
	{.number = SYS_unlinkat},
	{.number = SYS_bind},
	{.number = SYS_madvise},
	{SYS_socket, {{0, ALL, AF_PACKET}, {1, TYPE_MASK, SOCK_DGRAM}}},
	{SYS_socket, {{0, ALL, AF_INET}, {1, TYPE_MASK, SOCK_DGRAM}}},
	{SYS_setsockopt, {{1, ALL, SOL_SOCKET}, {2, ALL, SO_ATTACH_FILTER}}},
	{SYS_setsockopt, {{1, ALL, SOL_SOCKET}, {2, ALL, SO_RCVBUF}}},
	{SYS_setsockopt, {{1, ALL, SOL_SOCKET}, {2, ALL, SO_REUSEADDR}}},
	{SYS_setsockopt, {{1, ALL, SOL_SOCKET}, {2, ALL, SO_BINDTODEVICE}}},
	{SYS_setsockopt, {{1, ALL, SOL_PACKET}, {2, ALL, PACKET_AUXDATA}}},
	{.number = SYS_exit_group},
	{.number = SYS_exit},
	{.number = SYS_rt_sigreturn},
	{.number = SYS_restart_syscall},
};

void keeper_sandbox_enter(int dir_fd)
{
	const struct sandbox sandbox = {
		.root_fd = dir_fd,
		.capabilities = 1U << CAP_NET_BIND_SERVICE | 1U << CAP_NET_ADMIN |
				1U << CAP_NET_RAW,
		.calls = calls,
		.count = sizeof(calls) / sizeof(*calls),
	};

	sandbox_enter(&sandbox);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chroot(2), capset(2), prctl(2) and seccomp(2). The filter is a list: what stands in it passes,
 * anything else comes back with EPERM rather than ending the process, since a keeper that
 * dies loses the address. socket(2) passes for datagrams of packet and IPv4 sockets only,
 * setsockopt(2) for those sockets' own levels, and what x86 has besides its native calls does not.
 */
#include "netcfg/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/machine.h"

/* What the keeper's loop makes, in musl's terms; the frequent ones first. */
static const uint16_t allowed[] = {
	SYS_ppoll,	SYS_read,    SYS_recvmsg,	  SYS_sendto,
	SYS_recvfrom,	SYS_sendmsg, SYS_timerfd_settime, SYS_clock_gettime,
	SYS_write,	SYS_openat,  SYS_close,		  SYS_renameat,
	SYS_unlinkat,	SYS_bind,    SYS_fcntl,		  SYS_madvise,
	SYS_exit_group, SYS_exit,    SYS_rt_sigreturn,	  SYS_restart_syscall,
};

enum {
	COUNT = sizeof(allowed) / sizeof(*allowed),
	AT_NR = offsetof(struct seccomp_data, nr),
	AT_ARCH = offsetof(struct seccomp_data, arch),
	AT_ARG0 = offsetof(struct seccomp_data, args), /* the lower half: little-endian */
	AT_ARG1 = AT_ARG0 + 8,
	TYPE_MASK = 0xf, /* without SOCK_CLOEXEC and SOCK_NONBLOCK: SOCK_TYPE_MASK, linux/net.h */
	/* Places in the filter. */
	SOCKET = 5,
	SETSOCKOPT = 11,
	LIST = 14,
	REFUSE = LIST + COUNT,
	ALLOW,
	LEN,
};

/* From the instruction at place `at`, goes to `yes` where A is k, else to `no`. */
#define IS(k, at, yes, no)                                                                         \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), (yes) - ((at) + 1), (no) - ((at) + 1))
#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, (value))

static int filter_calls(void)
{
	const struct sock_filter head[LIST] = {
		LOAD(AT_ARCH),
		IS(MACHINE_AUDIT, 1, 2, REFUSE),
		LOAD(AT_NR),
		IS(SYS_setsockopt, 3, SETSOCKOPT, 4),
		IS(SYS_socket, 4, SOCKET, LIST),
		[SOCKET] = LOAD(AT_ARG1),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, TYPE_MASK),
		IS(SOCK_DGRAM, SOCKET + 2, SOCKET + 3, REFUSE),
		LOAD(AT_ARG0),
		IS(AF_PACKET, SOCKET + 4, ALLOW, SOCKET + 5),
		IS(AF_INET, SOCKET + 5, ALLOW, REFUSE),
		/* Other levels lead to netfilter, and to whatever else CAP_NET_ADMIN may set. */
		[SETSOCKOPT] = LOAD(AT_ARG1),
		IS(SOL_SOCKET, SETSOCKOPT + 1, ALLOW, SETSOCKOPT + 2),
		IS(SOL_PACKET, SETSOCKOPT + 2, ALLOW, REFUSE),
	};
	struct sock_filter code[LEN];
	const struct sock_fprog program = {.len = LEN, .filter = code};

	memcpy(code, head, sizeof(head));
	for (uint8_t i = 0; i < COUNT; i++)
		code[LIST + i] = (struct sock_filter)IS(allowed[i], LIST + i, ALLOW, LIST + i + 1);
	code[REFUSE] = (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | EPERM);
	code[ALLOW] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? -errno : 0;
}

static int drop_capabilities(void)
{
	const uint32_t kept = 1U << CAP_NET_BIND_SERVICE | 1U << CAP_NET_ADMIN | 1U << CAP_NET_RAW;
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{.effective = kept, .permitted = kept}};

	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

static void warn(const char *what, int error)
{
	if (error)
		log_warning("cannot %s: %s; the keeper runs without", what, strerror(-error));
}

void sandbox_enter(int dir_fd)
{
	int error = 0;

	if (fchdir(dir_fd) < 0 || chroot(".") < 0)
		error = -errno;
	warn("make its folder the keeper's root", error);
	warn("drop capabilities", drop_capabilities());
	warn("refuse new privileges", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0);
	warn("filter system calls", filter_calls());
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devd's list for lib/sandbox.h. It goes on to make and change nodes and links, which stand below
 * descriptors that it has; files elsewhere are out of its reach, and so is starting a process.
 */
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/cdrom.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "lib/sandbox.h"
#include "mdev-rules/devd_run.h"

enum { ALL = 0xffffffff };

static const struct sandbox_call calls[] = {
	{.number = SYS_ppoll},
	{.number = SYS_recvmsg},
	{.number = SYS_read},
	{.number = SYS_write},
	{SYS_openat, {{2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY}}},
	{SYS_ioctl, {{1, ALL, CDROM_DRIVE_STATUS}}},
	{.number = SYS_close},
	{.number = SYS_pread64},
	{.number = SYS_lseek},
	{.number = SYS_getdents64},
	{.number = SYS_readlinkat},
	{.number = SYS_newfstatat},
	{.number = SYS_fstat},
	{.number = SYS_fchownat},
	{.number = SYS_fchmodat},
	{.number = SYS_mknodat},
	{.number = SYS_mkdirat},
	{.number = SYS_symlinkat},
	{.number = SYS_renameat},
	{.number = SYS_unlinkat},
	{.number = SYS_sendto},
	{.number = SYS_recvfrom},
	{.number = SYS_clock_gettime},
	{.number = SYS_madvise},
	{.number = SYS_sched_yield},
	{.number = SYS_exit_group},
	{.number = SYS_exit},
	{.number = SYS_rt_sigreturn},
	{.number = SYS_restart_syscall},
	/* Threads, while modules are loaded or disks are read. */
	{SYS_clone, {{0, CLONE_THREAD, CLONE_THREAD}}},
	{.number = SYS_futex},
	{SYS_mmap, {{2, PROT_EXEC, 0}}},
	{.number = SYS_munmap},
	{SYS_mprotect, {{2, PROT_EXEC, 0}}},
	{.number = SYS_rt_sigprocmask},
	{.number = SYS_set_robust_list},
	/* Modules. */
	{.number = SYS_sched_getaffinity},
	{.number = SYS_finit_module},
};

enum { COUNT = sizeof(calls) / sizeof(*calls), FOR_MODULES = 2 };

void devd_sandbox_enter(int dev_fd, bool loads)
{
	const struct sandbox sandbox = {
		.root_fd = dev_fd,
		.capabilities = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER |
				1U << CAP_FSETID | 1U << CAP_MKNOD |
				(loads ? 1U << CAP_SYS_MODULE : 0),
		.calls = calls,
		.count = loads ? COUNT : COUNT - FOR_MODULES,
	};

	sandbox_enter(&sandbox);
}

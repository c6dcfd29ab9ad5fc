/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table. In a row stand errors that section 2 of the manual has for that call, as many as find
 * room and not all of them, and some that it gets without being said there: EIO of a device, ENOSYS
 * of an old kernel, EPERM of a filter. EFAULT and EBADF, which are errors of the program and not of
 * the machine, do not. Rows without one are of calls that have none, or none that arguments such as
 * ours could get.
 */
#include "tests/faults/calls.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>

/* Newer than some C libraries (asm/unistd_64.h). */
enum { LISTMOUNT = 458 };

static const struct call calls[] = {
	/* Files. */
	{SYS_open, "open", {EACCES, EINTR, EIO, EMFILE, ENFILE, ENOENT, ENOMEM, ENOSPC}},
	{SYS_openat, "openat", {EACCES, EINTR, EIO, EMFILE, ENFILE, ENOENT, ENOMEM, ENOSPC}},
	{SYS_openat2, "openat2", {EACCES, EAGAIN, EINTR, EMFILE, ENOENT, ENOMEM, ENOSYS, EXDEV}},
	{SYS_open_tree, "open_tree", {EMFILE, ENOMEM, ENOSYS, EPERM}},
	{SYS_close, "close", {EDQUOT, EINTR, EIO, ENOSPC}},
	{SYS_close_range, "close_range", {EINVAL, EMFILE, ENOMEM, ENOSYS}},
	{SYS_read, "read", {EAGAIN, EINTR, EINVAL, EIO}},
	{SYS_pread64, "pread64", {EINTR, EINVAL, EIO}},
	{SYS_write, "write", {EAGAIN, EINTR, EIO, ENOMEM, ENOSPC, EPERM}},
	{SYS_lseek, "lseek", {EINVAL, ENXIO, ESPIPE}},
	{SYS_dup2, "dup2", {EBUSY, EINTR, EMFILE}},
	{SYS_dup3, "dup3", {EBUSY, EINTR, EMFILE}},
	{SYS_fcntl, "fcntl", {EACCES, EINTR, EMFILE, EPERM}},
	{SYS_ioctl, "ioctl", {EINTR, EINVAL, EIO, ENOTTY, EPERM}},
	{SYS_pipe2, "pipe2", {EMFILE, ENFILE, ENOSYS}},
	{SYS_access, "access", {EACCES, EIO, ENOENT, ENOMEM}},
	{SYS_stat, "stat", {EACCES, EIO, ELOOP, ENOENT, ENOMEM}},
	{SYS_lstat, "lstat", {EACCES, EIO, ELOOP, ENOENT, ENOMEM}},
	{SYS_fstat, "fstat", {EIO, ENOMEM}},
	{SYS_newfstatat, "newfstatat", {EACCES, EIO, ELOOP, ENOENT, ENOMEM}},
	{SYS_statx, "statx", {EACCES, EIO, ELOOP, ENOENT, ENOMEM, ENOSYS}},
	{SYS_fstatfs, "fstatfs", {EINTR, EIO, ENOMEM, ENOSYS}},
	{SYS_getdents64, "getdents64", {EINVAL, EIO, ENOENT, ENOMEM}},
	{SYS_readlink, "readlink", {EACCES, EIO, ENOENT, ENOMEM}},
	{SYS_readlinkat, "readlinkat", {EACCES, EIO, ENOENT, ENOMEM}},
	{SYS_mkdir, "mkdir", {EACCES, EEXIST, ENOENT, ENOMEM, ENOSPC, EPERM, EROFS}},
	{SYS_mkdirat, "mkdirat", {EACCES, EEXIST, ENOENT, ENOMEM, ENOSPC, EPERM, EROFS}},
	{SYS_mknod, "mknod", {EACCES, EEXIST, ENOMEM, ENOSPC, EPERM, EROFS}},
	{SYS_mknodat, "mknodat", {EACCES, EEXIST, ENOMEM, ENOSPC, EPERM, EROFS}},
	{SYS_symlink, "symlink", {EACCES, EEXIST, EIO, ENOMEM, ENOSPC, EPERM, EROFS}},
	{SYS_symlinkat, "symlinkat", {EACCES, EEXIST, EIO, ENOMEM, ENOSPC, EPERM, EROFS}},
	{SYS_renameat, "renameat", {EACCES, EBUSY, EIO, ENOENT, ENOMEM, ENOSPC, EROFS}},
	{SYS_unlinkat, "unlinkat", {EACCES, EBUSY, EIO, ENOENT, ENOMEM, ENOTEMPTY, EROFS}},
	{SYS_chmod, "chmod", {EACCES, EIO, ENOENT, ENOMEM, EPERM, EROFS}},
	{SYS_fchmodat, "fchmodat", {EACCES, EIO, ENOENT, ENOMEM, EPERM, EROFS}},
	{SYS_fchownat, "fchownat", {EACCES, EIO, ENOENT, ENOMEM, EPERM, EROFS}},
	{SYS_chdir, "chdir", {EACCES, EIO, ENOENT, ENOMEM}},
	{SYS_fchdir, "fchdir", {EACCES, EIO}},
	{SYS_chroot, "chroot", {EACCES, EIO, ENOMEM, EPERM}},
	{SYS_umask, "umask", {0}},
	{SYS_sync, "sync", {0}},
	/* Mounts. */
	{SYS_mount, "mount", {EACCES, EBUSY, EINVAL, ENODEV, ENOENT, ENOMEM, EPERM, EROFS}},
	{SYS_move_mount, "move_mount", {EBUSY, EINVAL, ENOENT, ENOMEM, ENOSYS, EPERM}},
	{LISTMOUNT, "listmount", {EINVAL, ENOENT, ENOMEM, ENOSYS, EPERM}},
	{SYS_mount_setattr, "mount_setattr", {EBUSY, EINVAL, ENOMEM, ENOSYS, EPERM}},
	{SYS_umount2, "umount2", {EBUSY, EINVAL, ENOMEM, EPERM}},
	{SYS_swapoff, "swapoff", {EINVAL, ENOMEM, EPERM}},
	/* Processes. */
	{SYS_fork, "fork", {EAGAIN, ENOMEM, ENOSYS}},
	{SYS_clone, "clone", {EAGAIN, ENOMEM, ENOSPC, EPERM}},
	{SYS_execve, "execve", {E2BIG, EACCES, EAGAIN, EIO, EMFILE, ENOENT, ENOMEM, ETXTBSY}},
	{SYS_wait4, "wait4", {ECHILD, EINTR}},
	{SYS_kill, "kill", {EPERM, ESRCH}},
	{SYS_pause, "pause", {EINTR}},
	{SYS_reboot, "reboot", {EINVAL, EPERM}},
	{SYS_setsid, "setsid", {EPERM}},
	{SYS_setpgid, "setpgid", {EACCES, EPERM, ESRCH}},
	{SYS_setpriority, "setpriority", {EACCES, EPERM, ESRCH}},
	{SYS_prctl, "prctl", {EACCES, EINVAL, EPERM}},
	{SYS_capset, "capset", {EINVAL, EPERM}},
	{SYS_sethostname, "sethostname", {EINVAL, EPERM}},
	{SYS_uname, "uname", {0}},
	{SYS_getpid, "getpid", {0}},
	{SYS_gettid, "gettid", {0}},
	{SYS_sched_yield, "sched_yield", {0}},
	{SYS_exit_group, "exit_group", {0}},
	{SYS_exit, "exit", {0}},
	/* The first two calls of the C library: it needs both, and they only store a value. */
	{SYS_arch_prctl, "arch_prctl", {0}},
	{SYS_set_tid_address, "set_tid_address", {0}},
	/* Memory. */
	{SYS_mmap, "mmap", {EAGAIN, ENOMEM}},
	{SYS_munmap, "munmap", {ENOMEM}},
	{SYS_mprotect, "mprotect", {ENOMEM}},
	{SYS_madvise, "madvise", {EAGAIN, EINVAL, EIO, ENOMEM}},
	{SYS_brk, "brk", {ENOMEM}},
	/* Threads. */
	{SYS_futex, "futex", {EAGAIN, EINTR}},
	/* Signals, time, waiting. */
	{SYS_rt_sigprocmask, "rt_sigprocmask", {0}},
	{SYS_rt_sigtimedwait, "rt_sigtimedwait", {EAGAIN, EINTR}},
	{SYS_rt_sigreturn, "rt_sigreturn", {0}},
	{SYS_restart_syscall, "restart_syscall", {EINTR}},
	{SYS_signalfd4, "signalfd4", {EINVAL, EMFILE, ENFILE, ENODEV, ENOMEM}},
	{SYS_eventfd2, "eventfd2", {EINVAL, EMFILE, ENFILE, ENODEV, ENOMEM}},
	{SYS_timerfd_create, "timerfd_create", {EINVAL, EMFILE, ENFILE, ENODEV, ENOMEM}},
	{SYS_timerfd_settime, "timerfd_settime", {EINVAL}},
	{SYS_clock_gettime, "clock_gettime", {EINVAL}},
	{SYS_nanosleep, "nanosleep", {EINTR}},
	{SYS_poll, "poll", {EINTR, ENOMEM}},
	{SYS_ppoll, "ppoll", {EINTR, ENOMEM}},
	{SYS_syslog, "syslog", {EINTR, ENOSYS, EPERM}},
	{SYS_getrandom, "getrandom", {EAGAIN, EINTR, ENOSYS}},
	/* Sockets. */
	{SYS_socket, "socket", {EACCES, EAFNOSUPPORT, EMFILE, ENFILE, ENOBUFS, ENOMEM}},
	{SYS_socketpair, "socketpair", {EAFNOSUPPORT, EMFILE, ENFILE}},
	{SYS_bind, "bind", {EACCES, EADDRINUSE, ENOMEM}},
	{SYS_getsockname, "getsockname", {ENOBUFS}},
	{SYS_setsockopt, "setsockopt", {ENOBUFS, ENOMEM, ENOPROTOOPT, EPERM}},
	{SYS_getsockopt, "getsockopt", {ENOBUFS, ENOPROTOOPT}},
	{SYS_connect, "connect", {EACCES, EADDRINUSE, EAGAIN, EINTR, ENETUNREACH, EPERM}},
	{SYS_sendto, "sendto", {EAGAIN, EINTR, ENETDOWN, ENOBUFS, ENOMEM, EPERM}},
	{SYS_sendmsg, "sendmsg", {EAGAIN, EINTR, ENETDOWN, ENOBUFS, ENOMEM, EPERM}},
	{SYS_recvfrom, "recvfrom", {EAGAIN, EINTR, ENOBUFS, ENOMEM}},
	{SYS_recvmsg, "recvmsg", {EAGAIN, EINTR, ENOBUFS, ENOMEM}},
	{SYS_recvmmsg, "recvmmsg", {EAGAIN, EINTR, ENOBUFS, ENOMEM}},
};

enum { CALLS = sizeof(calls) / sizeof(*calls) };

#define ERROR(name)                                                                                \
	{                                                                                          \
		name, #name                                                                        \
	}

static const struct error {
	int number;
	char name[16];
} errors[] = {
	ERROR(E2BIG),  ERROR(EACCES),	   ERROR(EADDRINUSE),  ERROR(EAFNOSUPPORT), ERROR(EAGAIN),
	ERROR(EBUSY),  ERROR(ECHILD),	   ERROR(EDQUOT),      ERROR(EEXIST),	    ERROR(EINTR),
	ERROR(EINVAL), ERROR(EIO),	   ERROR(ELOOP),       ERROR(EMFILE),	    ERROR(ENETDOWN),
	ERROR(ENFILE), ERROR(ENOBUFS),	   ERROR(ENODEV),      ERROR(ENOENT),	    ERROR(ENOMEM),
	ERROR(ENOSPC), ERROR(ENOSYS),	   ERROR(ENOTEMPTY),   ERROR(ENOTTY),	    ERROR(ENXIO),
	ERROR(EPERM),  ERROR(EROFS),	   ERROR(ESPIPE),      ERROR(ESRCH),	    ERROR(ETXTBSY),
	ERROR(EXDEV),  ERROR(ENOPROTOOPT), ERROR(ENETUNREACH),
};

enum { ERRORS = sizeof(errors) / sizeof(*errors) };

const struct call *call_find(unsigned long number)
{
	for (const struct call *call = calls; call < calls + CALLS; call++) {
		if (call->number == number)
			return call;
	}
	return NULL;
}

const struct call *call_by_name(const char *name)
{
	for (const struct call *call = calls; call < calls + CALLS; call++) {
		if (strcmp(call->name, name) == 0)
			return call;
	}
	return NULL;
}

const char *error_name(int error)
{
	for (const struct error *one = errors; one < errors + ERRORS; one++) {
		if (one->number == error)
			return one->name;
	}
	return NULL;
}

int error_by_name(const char *name)
{
	for (const struct error *one = errors; one < errors + ERRORS; one++) {
		if (strcmp(one->name, name) == 0)
			return one->number;
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a process that stays gives up before it reads what others sent: capabilities, the file
 * system but one folder, privileges by exec, and all system calls that it does not make
 * (capabilities(7), Documentation/userspace-api/seccomp_filter.rst).
 */
#ifndef LIB_SANDBOX_H
#define LIB_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SANDBOX_ARGS = 2,
	SANDBOX_CALLS_MAX = 64,
	SANDBOX_NUMBERS = 512, /* of system calls: the last one in Linux 6.12 is 462 */
};

/*
 * A system call that passes: always, or where the lower half of each of these arguments, under the
 * mask, is the value. A mask of 0 asks nothing. Of several rows for one number one must fit.
 */
struct sandbox_call {
	uint16_t number; /* SYS_..., below SANDBOX_NUMBERS */
	struct {
		uint8_t index; /* 0: the first */
		uint32_t mask, value;
	} args[SANDBOX_ARGS];
};

struct sandbox {
	int root_fd;	       /* the folder that becomes the root */
	uint32_t capabilities; /* those that stay: 1 << CAP_..., of the first 32 */
	const struct sandbox_call *calls;
	unsigned int count; /* at most SANDBOX_CALLS_MAX */
};

/*
 * All other calls then come back with EPERM, rather than ending the process: nobody would do its
 * work after it. What can't be had is said in one warning each, and the process goes on: a kernel
 * without seccomp is no reason to have no network.
 */
void sandbox_enter(const struct sandbox *sandbox);

/*
 * For a descriptor of a folder that is to be worked in from inside: it becomes one of a mount of
 * its own, out of which ".." does not lead, as it would lead past a root that was changed
 * (open_tree(2); Linux 5.2, before which it stays as it is). Read-only: neither the owner nor the
 * mode of a file can be changed in it (mount_setattr(2); Linux 5.12). The first time that one of
 * them can't be had is said, as above.
 */
void sandbox_isolate(int fd, bool read_only);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a try takes place: namespaces of its own for processes, mounts, network and host name, a
 * ramdisk as its root, and what outlives it put back as it was: nodes of /dev, the disks.
 */
#ifndef FAULTS_STAGE_H
#define FAULTS_STAGE_H

#include <stdbool.h>
#include <sys/types.h>

enum { FACTS_FD = 200 }; /* where the final program writes what it finds */

#define FACTS_END "=== end"
#define RAN_FILE "/run/ran"
#define CMDLINE_FILE "/cmdline" /* of the try's ramdisk: stands in for /proc/cmdline */

struct mode {
	char name[20];
	const char *cmdline;
	bool has_net, has_rules;
	bool fails;	  /* without a fault, too */
	bool gives_shell; /* is asked for one: else there must be none */
	int down;	  /* how it goes down, by a signal as reboot(2) has it in a PID namespace */
};

/* Once: the supervisor is the guest's PID 1. False after a line about what is wrong. */
bool stage_open(void);

/*
 * A child that is PID 1 of new namespaces, is traced by its parent (ptrace(2)) and has stopped
 * itself. Let go on, it makes its ramdisk and execs /init. Its pid as it is seen from here, or -1.
 */
pid_t stage_start(const struct mode *mode, int facts_fd);

/* After it and all that it started have ended. False after a line. */
bool stage_clear(const struct mode *mode);

#endif

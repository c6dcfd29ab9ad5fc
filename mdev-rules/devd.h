/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices: what init/ may call. devd_start() forks the process that makes /dev right, once for all
 * that is there (coldplug) and then for what comes and goes: nodes by the rules of /etc/mdev.conf,
 * links in /dev/disk, modules for the devices that ask for one.
 */
#ifndef MDEV_RULES_DEVD_H
#define MDEV_RULES_DEVD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A devd that was started. The pipe's end is the caller's. */
struct devd {
	pid_t pid;
	int fd; /* -1: none; close-on-exec, which devd does not mind */
};

enum { DEVD_NEEDED = 1 };

/*
 * For a /dev that is a devtmpfs, before another root: applies the rules to what is there, without
 * a process, and makes no links, which nobody would keep right. 0; -errno, which is said;
 * DEVD_NEEDED, and nothing was done, where a rule has a command or there are modules for this
 * kernel.
 */
int devd_once(void);

/*
 * Once more, where the kernel has told of devices since devd_once() has applied rules; else
 * nothing. 0, or -errno, which is said.
 */
int devd_once_more(void);

/*
 * Forks devd; /proc, /sys and /dev must be there. `has_nodes`: /dev is a devtmpfs, in which the
 * kernel makes and removes the nodes. argv is main()'s: in the child it becomes "@devd". 0, or
 * -errno.
 */
int devd_start(bool has_nodes, char **argv, struct devd *out);

/*
 * Waits until all that was there when it started is done: no event waits, no module is being
 * loaded, no command runs, no disk is read but those that do not answer; at most timeout_ms. To be
 * asked until it is 0. 0; -ETIMEDOUT; -ECHILD when it has ended before, which it said why.
 */
int devd_settle(struct devd *devd, uint32_t timeout_ms);

/*
 * Ends it, and waits for that up to timeout_ms: what is being loaded, is loaded to its end. Where a
 * disk holds one of its threads, it is waited for no longer: it is PID 1's, dead when the disk
 * answers. 0; -ETIMEDOUT, and it may be called again.
 */
int devd_end(struct devd *devd, uint32_t timeout_ms);

/* True when the program was called by the name devd. */
bool devd_is_name(const char *name);

/* The commands `devd run|coldplug|test`: devd(8). argv is main()'s. An exit status. */
int devd_main(int argc, char **argv);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process itself: devd_start.c forks it, `devd run` and `devd coldplug` are it.
 */
#ifndef MDEV_RULES_DEVD_RUN_H
#define MDEV_RULES_DEVD_RUN_H

#include <stdbool.h>

/* What devd says by its pipe. */
enum {
	DEVD_SETTLED,
	DEVD_HELD, /* it ends, but for a thread that a disk holds in the kernel until it answers */
};

struct devd_setup {
	bool has_nodes;	   /* /dev is a devtmpfs */
	bool once;	   /* ends when all that was there is done */
	const char *rules; /* the file */
	int ready_fd; /* gets a byte when it has settled, and is closed when devd ends; -1: none */
};

/*
 * Applies the rules to all that is there, loads the modules that devices ask for, then goes on with
 * what the kernel tells until SIGTERM or SIGINT, or, `once`, until it has settled. An exit status.
 */
int devd_run(const struct devd_setup *setup);

/*
 * What it gives up (mdev-rules/devd_sandbox.c). dev_fd: the folder that becomes its root.
 * `loads`: it may load modules on.
 */
void devd_sandbox_enter(int dev_fd, bool loads);

#endif

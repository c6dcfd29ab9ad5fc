/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One device and all that devd does about it: by its event, or when it is found at the start.
 */
#ifndef MDEV_RULES_DEVICE_H
#define MDEV_RULES_DEVICE_H

#include "mdev-rules/rules_file.h"
#include "mdev-rules/runner.h"

/* What it takes. All belongs to devd_run(). */
struct device_context {
	int dev_fd, sys_fd; /* /dev and /sys */
	bool has_nodes;	    /* the kernel makes and removes nodes: devtmpfs */
	struct rules_file *rules;
	struct runner *runner;
};

/* Applies the rules to a device that was added, removed or changed; errors are lines in the log. */
void device_apply(struct device_context *context, const struct uevent *event);

/*
 * Applies them to all devices with a number that are there, as if each was added just now: along
 * /dev where the rules ask for no more than names, else along /sys/dev. 0, or -errno.
 */
int device_apply_all(struct device_context *context);

#endif

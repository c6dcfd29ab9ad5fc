/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device nodes below /dev, for kernels without devtmpfs: from the kernel's
 * uevents and from /sys/dev, with the modes that the kernel asks for.
 */
#ifndef MDEV_RULES_DEV_NODE_H
#define MDEV_RULES_DEV_NODE_H

#include <stdbool.h>
#include <sys/types.h>

#include "mdev-rules/uevent.h"

/*
 * Makes a node of type and mode `mode` at a path below dev_fd, which is /dev, with the folders
 * above it. One that is there is left as it is; what else is in its place, or a node of another
 * number, is replaced. 0, or -errno.
 */
int dev_node_place(int dev_fd, const char *path, mode_t mode, dev_t number);

/*
 * Makes DEVNAME below dev_fd, which is /dev, for an event that has a device number, with the
 * folders above it, DEVMODE and root:root. 0 also when it is there; -EINVAL for a name that is
 * absent or leads out of /dev; other -errno.
 */
int dev_node_make(int dev_fd, const struct uevent *event, bool block);

/*
 * Makes a node for each device of /sys/dev/char and /sys/dev/block. 0, or the first
 * -errno; the others are made all the same.
 */
int dev_node_make_all(void);

#endif

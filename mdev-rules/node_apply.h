/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a rule says about a node, done: owner and mode, another place, a link.
 */
#ifndef MDEV_RULES_NODE_APPLY_H
#define MDEV_RULES_NODE_APPLY_H

#include "mdev-rules/rules_match.h"

/*
 * For a device that was added: its node at action->path has action's owner and mode; where that is
 * another place than `name`, the node is made there, and `name` becomes the link, or is no more.
 * Nothing is followed that is a link. dev_fd is /dev; has_nodes: the kernel makes nodes in it. 0
 * also where the action is for no node; -ENOENT where the device is gone again; other -errno.
 */
int node_apply(int dev_fd, const struct uevent *event, const char *name,
	       const struct node_action *action, bool has_nodes);

/*
 * For one that was removed: what node_apply() has made. The node of its own name only where the
 * kernel does not do that : it may have made it anew already. 0, or -errno.
 */
int node_remove(int dev_fd, const char *name, const struct node_action *action, bool has_nodes);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rules say about a device, one action after the other, as busybox mdev would do it
 * (1.35 and 1.37; README.md has the differences and why):
 *
 * - The rules are asked in their order; the first one that matches is the last, unless it starts
 *   with "-". A device with a number that no rule matches has one action, of line 0: the node of
 *   its own name, as the kernel makes it.
 * - Nodes are made when a device with a number is added, and removed when it goes. Other actions
 *   (change, bind ...) only run commands that run always.
 * - After a "!" of this device nothing is made or removed.
 * - A remove that carries FIRMWARE= is none of a device, and has no action.
 *
 * Refused: names and paths that lead out of /dev, that are empty, or too long. Pure.
 */
#ifndef MDEV_RULES_RULES_MATCH_H
#define MDEV_RULES_RULES_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdev-rules/rules.h"
#include "mdev-rules/uevent.h"

enum { NODE_PATH_SIZE = 512 };

struct node_action {
	unsigned int line; /* of the rule; 0: none, and mode, uid and gid say nothing */
	bool node;	   /* on UEVENT_ADD make the node at path, on UEVENT_REMOVE remove it */
	bool block;	   /* a block device, not a character device */
	bool go_on;	   /* the rule had a "-" */
	uint16_t mode;
	uint32_t uid, gid;
	const char *link;    /* a link's name below /dev, made and removed with the node; or NULL */
	const char *command; /* for /bin/sh -c, after the node is made or before it is removed; or
				NULL */
	char path[NODE_PATH_SIZE];   /* below /dev; commands find it in $MDEV */
	char target[NODE_PATH_SIZE]; /* what the link holds, relative to where it is; "" without one
				      */
};

/* Where the matching stands. Start: all zero, but for has_nodes. */
struct rules_cursor {
	size_t next;
	bool no_node;	   /* a "!" was met */
	bool has_nodes;	   /* nodes are there: no rule, nothing to do */
	unsigned int line; /* of the rule that was taken last, also when it was refused */
};

enum rules_match_error {
	RULES_MATCH_EMPTY = 1, /* no name, or a path whose groups are all empty */
	RULES_MATCH_LEADS_OUT,
	RULES_MATCH_TOO_LONG, /* NODE_PATH_SIZE or more, or groups of a text above PATTERN_TEXT_MAX
			       */
};

/*
 * The name that the rules are asked for: DEVNAME, or for a device without a node the last part of
 * DEVPATH, written to buf, with '/' for the '!' that /sys has in its place. NULL where there is
 * neither.
 */
const char *rules_name(const struct uevent *event, char buf[NODE_PATH_SIZE]);

/*
 * Goes on to the next action for a device of this name. 1: *out is filled; 0: the end; 2: a rule
 * matches, but what it says is refused, the reason in *error. *out is untouched but for 1, *error
 * but for 2. After 2 the next call goes on as if the rule had been done. Strings of *out point into
 * the rules and `name`.
 */
int rules_match(const struct rule_set *set, const struct uevent *event, const char *name,
		struct rules_cursor *cursor, struct node_action *out, int *error);
const char *rules_match_strerror(int error);

#endif

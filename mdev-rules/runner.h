/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules' commands, run by a process of its own that is forked before devd gives up the right to
 * start any: side by side, those for one device one after the other, each in a process group that
 * is killed after RUNNER_LIMIT_S. A command is text for /bin/sh -c; it finds the event's keys and
 * MDEV, the node's name, in its environment, and PATH and HOME as the kernel gives them to helpers.
 *
 *   request = line NUL *( key "=" value NUL )      devd to runner, one datagram; the rule's line
 *   answer  = one byte                             its command has ended
 */
#ifndef MDEV_RULES_RUNNER_H
#define MDEV_RULES_RUNNER_H

#include "mdev-rules/rules_match.h"

enum {
	RUNNER_LIMIT_S = 30,
	RUNNER_JOBS = 16, /* at once */
	RUNNER_REQUEST_SIZE = 16384,
};

struct runner {
	int fd;		      /* -1: there is none; readable when commands have ended */
	unsigned int running; /* requests without an answer */
};

/* Forks it, for the commands of these rules. 0, or -errno. */
int runner_start(const struct rule_set *rules, struct runner *out);

/*
 * Has the action's command run. Waits only where too many wait already. 0; -E2BIG when it does not
 * fit; -EPIPE when the runner is gone; other -errno.
 */
int runner_run(struct runner *runner, const struct uevent *event, const struct node_action *action);

/* Takes the answers in: to be called when the descriptor is readable. */
void runner_step(struct runner *runner);

#endif

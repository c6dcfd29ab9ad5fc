/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Block devices are looked at by child processes: a disk that does not answer holds whoever reads
 * it, for as long as it likes, and no signal helps. PID 1 goes on, and looks at the others; a disk
 * that answers late is still heard, since a spindle takes ten seconds.
 */
#ifndef INIT_LOOKERS_H
#define INIT_LOOKERS_H

#include <limits.h>
#include <poll.h>
#include <stdbool.h>

enum {
	LOOKERS_MAX = 8, /* as many disks may be silent at once */
	LOOKERS_TURN_MS = 500,
};

/* Looks at a device of /sys/class/block, in a child. True when it is what is looked for. */
typedef bool lookers_look(const void *arg, const char *name);

/*
 * Starts to look at the device `only`, or with NULL at all there are. What `look` does and arg has
 * in it must not change until lookers_end().
 */
void lookers_start(lookers_look *look, const void *arg, const char *only);

/* What to wait for with poll(2), for LOOKERS_TURN_MS at most. Their number. */
nfds_t lookers_fds(struct pollfd fds[LOOKERS_MAX]);

/*
 * What came of it so far: true, and the device's name, when one has found it. Says which disk has
 * not answered for two seconds, and goes on behind it.
 */
bool lookers_found(char name[NAME_MAX + 1]);

/* True while something is looked at that may still answer soon. */
bool lookers_busy(void);

/* Ends them all; one that is held by a disk ends when that lets it. */
void lookers_end(void);

#endif

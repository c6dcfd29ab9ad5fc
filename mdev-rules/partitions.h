/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/partitions (proc(5)): in one file all block devices that hold anything, which leaves out
 * loop devices without a file. A box has many of those, and to ask /sys for the size of each costs
 * three system calls.
 *
 *   file = "major minor  #blocks  name" LF  LF  *line
 *   line = *SP major 1*SP minor 1*SP blocks SP name LF
 *
 * Lines of another form, and those with a name that is too long, are passed over.
 */
#ifndef MDEV_RULES_PARTITIONS_H
#define MDEV_RULES_PARTITIONS_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

struct partitions {
	int fd; /* the caller's */
	off_t offset;
	size_t at, len;
	char buf[4096];
	char name[NAME_MAX + 1];
};

/* From the file's beginning on; the descriptor's own place in it is neither used nor moved. */
void partitions_start(int fd, struct partitions *out);

/*
 * The next device, named as in /sys/class/block ('!' stands for a slash), until the next call; NULL
 * at the end.
 */
const char *partitions_next(struct partitions *partitions);

#endif

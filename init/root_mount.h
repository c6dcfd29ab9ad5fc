/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The root device's mount, in two steps: first so that no byte of it is changed,
 * to look whether it has what is needed; then for good.
 */
#ifndef INIT_ROOT_MOUNT_H
#define INIT_ROOT_MOUNT_H

#include "init/block_dev.h"
#include "init/cmdline.h"

struct root_mount {
	struct block_dev dev;
	unsigned long flags;	      /* of mount(2), MS_RDONLY among them */
	const char *data;	      /* the file system's own options */
	char flags_text[CMDLINE_MAX]; /* what data points into */
	char type[64];		      /* the one that worked */
	bool was_write_protected;     /* the device, before we looked */
	bool replay;		      /* a journal waits: mounted without it so far */
};

/*
 * Mounts dev on target with the device set read-only and without a journal's
 * replay. 0, or -errno after a log line.
 */
int root_mount_look(const struct boot_config *config, const char *target, struct root_mount *root);

/* Undoes root_mount_look(), and what a failed root_mount_commit() left. */
void root_mount_undo(const char *target, struct root_mount *root);

/*
 * Makes the mount what the command line asks for: replays the journal, and is
 * writable with `rw`. 0, or -errno after a log line; target may be unmounted then.
 */
int root_mount_commit(const char *target, struct root_mount *root);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is mounted before the final init: the kernel's own file systems, and
 * /etc/fstab.
 */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

#include <stdbool.h>

/*
 * Mounts /dev: devtmpfs, else a tmpfs with console, null and kmsg in it. Nothing is logged,
 * since the log needs /dev itself. 0; 1 when it is a tmpfs; -errno. *devtmpfs gets 0, or why it is
 * not the first: -ENODEV for a kernel without it.
 */
int mounts_dev(int *devtmpfs);

/*
 * Mounts /proc, /sys and /run, fills a /dev that is a tmpfs (`fill_dev`), makes the links
 * of /dev that everybody expects. 0, or the first -errno, after logging each.
 */
int mounts_kernel(bool fill_dev);

/*
 * True where mounts_kernel() has mounted just that on `target`, and no mounts_remount() was since:
 * what a rule's command remounts is not seen.
 * flags: MS_ bits (mount(2)); data: "" for nothing.
 */
bool mounts_kernel_has(const char *target, unsigned long flags, const char *data);

/* Gives what is mounted on `target` other flags and data. 0, or -errno of mount(2). */
int mounts_remount(const char *target, unsigned long flags, const char *data);

/*
 * Says what was mounted by other means than these: `stays` where it is below one of the folders
 * that mounts_detach_all_but() will be given. /dev/pts and /dev/shm are.
 */
void mounts_add(const char *target, bool stays);

enum mounts_pass {
	MOUNTS_LOCAL,	/* all but `_netdev` */
	MOUNTS_NETWORK, /* `_netdev` only: those that the first pass has seen */
};

/*
 * Mounts what /etc/fstab says, in two passes. why_not: NULL, or why nothing of this pass can be
 * mounted, said for each of its lines. A missing file is fine. Returns how many lines failed or
 * were refused, each of them logged; `nofail` ones do not count.
 */
int mounts_fstab(enum mounts_pass pass, const char *why_not);

/*
 * Unmounts, lazily, everything but the root and what is on or below the NULL-terminated
 * list of folders. 0, or -errno when /proc/self/mountinfo can't be read.
 */
int mounts_detach_all_but(const char *const *folders);

/* True for types that begin empty, or with what the kernel says, and hold nothing that outlives the
 * machine.
 */
bool mounts_is_kernel_fs(const char *type);

/* Unmounts everything that holds data, in reverse order, or remounts it read-only: for power-off.
 */
void mounts_end(void);

#endif

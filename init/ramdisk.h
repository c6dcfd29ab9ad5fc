/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of a ramdisk that is no longer the root: it comes back when the files are removed.
 * Only a ramfs or a tmpfs is ever emptied, and no other file system that is mounted in it: never a
 * disk, whatever went wrong before.
 */
#ifndef INIT_RAMDISK_H
#define INIT_RAMDISK_H

#include "lib/folder.h"

/*
 * Removes all below the folder, which was opened as the root, in a child that ends by itself, or
 * where there can be no child before it returns. What can't be removed is left. The struct must
 * stay as it is until the process execs; its descriptor may be closed.
 */
void ramdisk_free(struct folder *root);

#endif

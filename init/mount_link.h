/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose links lead to a mount point? Those of the ramdisk are as trusted as it is; one on
 * another file system, a disk's, could lay a mount over any folder of the box.
 */
#ifndef INIT_MOUNT_LINK_H
#define INIT_MOUNT_LINK_H

#include <limits.h>

/*
 * Follows an absolute path by its parts, those of links among them (path_resolution(7)), as far
 * as they exist. 1: a link that is not on the file system of "/" is on the way, and its path in
 * link; 0: none; -errno, -ELOOP for more than 40 links.
 */
int mount_link_foreign(const char *path, char link[PATH_MAX]);

#endif

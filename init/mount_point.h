/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is something mounted here already?
 */
#ifndef INIT_MOUNT_POINT_H
#define INIT_MOUNT_POINT_H

/*
 * 1 when the path (links followed) is the root of a mount, else 0; 0 also when it can't be known:
 * no such path, or a kernel before 5.8 (STATX_ATTR_MOUNT_ROOT, statx(2)). -errno when it can't be
 * told.
 */
int mount_point_is(const char *path);

#endif

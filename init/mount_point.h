/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is something mounted here already?
 */
#ifndef INIT_MOUNT_POINT_H
#define INIT_MOUNT_POINT_H

#include <stdbool.h>

/*
 * True when the path (links followed) is the root of a mount; false also when it can't
 * be told: no such path, or a kernel before 5.8 (STATX_ATTR_MOUNT_ROOT, statx(2)).
 */
bool mount_point_is(const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * statx(2) says whether a path is the root of a mount, binds within one file
 * system among them. musl has it since 1.2.5 only, and the kernel's header does not stand
 * beside <sys/stat.h>: hence a file of its own.
 */
#include "init/mount_point.h"

#include <errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int mount_point_is(const char *path)
{
	struct statx stx;

	if (syscall(SYS_statx, AT_FDCWD, path, 0, 0, &stx) == 0)
		return (stx.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
	return errno == ENOENT || errno == ENOTDIR || errno == ENOSYS ? 0 : -errno;
}

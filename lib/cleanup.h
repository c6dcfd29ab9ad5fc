/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cleanup by scope: a descriptor declared with CLEANUP_FD is closed when its
 * name goes out of scope, on every path. fd_steal() hands it on.
 */
#ifndef LIB_CLEANUP_H
#define LIB_CLEANUP_H

#include <errno.h>
#include <unistd.h>

/* Closes *fd unless it is negative; errno is left as it was. */
static inline void cleanup_fd(const int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

#define CLEANUP_FD __attribute__((cleanup(cleanup_fd)))

/* Takes a descriptor out of its scope's hands: the caller owns the result. */
static inline int fd_steal(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif

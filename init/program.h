/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Can this program be run? Asked inside of a root folder, with every absolute
 * link resolved there, before anything is given up for it.
 */
#ifndef INIT_PROGRAM_H
#define INIT_PROGRAM_H

enum { PROGRAM_WHY_SIZE = 400 };

/*
 * Looks at `path` inside of the folder that root_fd is open on: an executable
 * regular file of a format that the kernel runs, whose interpreter is there,
 * too. 0; or -errno, -ENOENT and -ENOTDIR only where nothing has this name, not even a link, and
 * the reason stands in why (PROGRAM_WHY_SIZE bytes).
 */
int program_check(int root_fd, const char *path, char *why);

/*
 * Finds the program to become: `given` (init=) if there is one, else the first
 * of /sbin/init, /etc/init, /bin/init that can be run. Returns the path, static or
 * `given`; NULL after the reason was logged. /bin/sh is not among them: as PID 1 it would
 * take the box down with its first `exit`; the failure policy gives one that may end.
 */
const char *program_find(int root_fd, const char *given);

#endif

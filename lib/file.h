/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small files whole: /proc/cmdline, /etc/fstab, /sys attributes. All
 * descriptors are close-on-exec.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * open(2) with O_CLOEXEC and O_NOCTTY beside the flags, for a file that is there. In one system
 * call: musl's own makes a second for O_CLOEXEC. The descriptor, which is the caller's, or -1 with
 * errno.
 */
int file_open(const char *path, int flags);

/*
 * Reads all of a file relative to dirfd (AT_FDCWD as in openat(2)) into buf and
 * ends it with a NUL. Returns the length without the NUL, or -errno; -E2BIG when
 * the file does not fit into size - 1 bytes (buf then holds nothing of use).
 */
ssize_t file_read(int dirfd, const char *path, char *buf, size_t size);

/* The same, without one trailing newline: for /sys and one-line files. */
ssize_t file_read_line(int dirfd, const char *path, char *buf, size_t size);

/* Writes text to an existing file in one write(2). 0, or -errno. */
int file_write(const char *path, const char *text);

/* Writes all of buf to fd, going on after EINTR and short writes. 0, or -errno. */
int file_write_all(int fd, const char *buf, size_t len);

/*
 * Formats a line (lib/format.h) and writes it; for what a person reads on a terminal.
 * 0, or -errno, -E2BIG for more than 8 kB, of which nothing is written then.
 */
int file_print(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Makes the folder and its parents, mode 0755, relative to the working
 * directory as mkdir(2). 0 also when it is there already; -errno otherwise,
 * -ENOTDIR where something that is no folder stands in the way.
 */
int file_make_dirs(const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names in a folder, one by one, by getdents64(2) into a buffer of the
 * caller's: what readdir(3) does, without a heap.
 */
#ifndef LIB_FOLDER_H
#define LIB_FOLDER_H

#include <dirent.h>
#include <stddef.h>

enum { FOLDER_BUFFER = 2048 };

struct folder {
	int fd; /* on the folder itself, for openat(2) and its kin */
	int error;
	size_t at, len;
	_Alignas(struct dirent) char buf[FOLDER_BUFFER];
};

/*
 * Opens a folder relative to dirfd (AT_FDCWD as in openat(2)); a link as the last part
 * of the path is not followed when `flags` says O_NOFOLLOW. 0, and the caller calls
 * folder_close(); or -errno.
 */
int folder_open(int dirfd, const char *path, int flags, struct folder *out);

/*
 * The next entry but "." and "..", valid until the next call; NULL at the end, or when
 * the folder can't be read on, which folder_close() tells.
 */
const struct dirent *folder_next(struct folder *folder);

/* 0, or -errno of a folder_next(). That the folder is gone is none. */
int folder_close(struct folder *folder);

#endif

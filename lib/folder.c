/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders by getdents64(2), as many names a call as the buffer holds.
 */
#include "lib/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int folder_open(int dirfd, const char *path, int flags, struct folder *out)
{
	out->fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	out->at = out->len = 0;
	out->error = 0;
	return out->fd < 0 ? -errno : 0;
}

const struct dirent *folder_next(struct folder *folder)
{
	for (;;) {
		const struct dirent *entry;

		if (folder->at >= folder->len) {
			ssize_t len = getdents64(folder->fd, (void *)folder->buf, FOLDER_BUFFER);

			if (len < 0 && errno != ENOENT)
				folder->error = -errno;
			if (len <= 0)
				return NULL;
			folder->at = 0;
			folder->len = (size_t)len;
		}
		entry = (const void *)(folder->buf + folder->at);
		folder->at += entry->d_reclen;
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return entry;
	}
}

int folder_close(struct folder *folder)
{
	close(folder->fd);
	return folder->error;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A path is walked from "/" on, and each link of the ramdisk replaced by what it says, until one of
 * another file system is met or the end. openat2(2) knows either all links or none. What a server
 * of a network file system changes between the look and the mount is not seen.
 */
#include "init/mount_link.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/format.h"
#include "lib/parse.h"

enum { LINKS_MAX = 40 }; /* path_resolution(7) */

/* Puts the target of the link `path` in its place, with `rest` behind it. */
static int follow(char path[PATH_MAX], const char *rest)
{
	char target[PATH_MAX], whole[2 * PATH_MAX];
	ssize_t len = readlink(path, target, sizeof(target) - 1);
	int folder_len = (int)(strrchr(path, '/') + 1 - path);

	if (len < 0)
		return -errno;
	target[len] = '\0';
	format_text(whole, sizeof(whole), "%.*s%s%s", target[0] == '/' ? 0 : folder_len, path,
		    target, rest);
	return parse_copy(whole, path, PATH_MAX) ? -ENAMETOOLONG : 0;
}

int mount_link_foreign(const char *path, char link[PATH_MAX])
{
	char at[PATH_MAX], rest[PATH_MAX];
	struct stat root, st;
	int error, links = 0;

	if (stat("/", &root) < 0)
		return -errno;
	if (parse_copy(path, at, sizeof(at)))
		return -ENAMETOOLONG;
	for (size_t len = 0; at[len];) {
		len += 1 + strcspn(at + len + 1, "/");
		(void)parse_copy(at + len, rest, sizeof(rest));
		at[len] = '\0';
		if (lstat(at, &st) < 0)
			return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
		if (!S_ISLNK(st.st_mode)) {
			at[len] = rest[0];
			continue;
		}
		if (st.st_dev != root.st_dev)
			return parse_copy(at, link, PATH_MAX) ? -ENAMETOOLONG : 1;
		error = ++links > LINKS_MAX ? -ELOOP : follow(at, rest);
		if (error)
			return error;
		len = 0;
	}
	return 0;
}

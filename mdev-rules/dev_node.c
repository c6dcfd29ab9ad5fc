/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/dev/{char,block}/MAJOR:MINOR/uevent says what devtmpfs would have made:
 * a name, a number and a mode.
 */
#include "mdev-rules/dev_node.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/parse.h"

enum { UEVENT_FILE_SIZE = 4097 }; /* a /sys attribute is at most a page */

/* The folders above a name. */
static int make_parents(int dev_fd, const char *name)
{
	char folder[PATH_MAX];

	for (const char *at = strchr(name, '/'); at; at = strchr(at + 1, '/')) {
		size_t len = (size_t)(at - name);

		if (len >= sizeof(folder))
			return -ENAMETOOLONG;
		memcpy(folder, name, len);
		folder[len] = '\0';
		if (mkdirat(dev_fd, folder, 0755) < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

int dev_node_place(int dev_fd, const char *path, mode_t mode, dev_t number)
{
	int error = make_parents(dev_fd, path);
	struct stat st;

	if (error)
		return error;
	if (fstatat(dev_fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if ((st.st_mode & S_IFMT) == (mode & S_IFMT) && st.st_rdev == number)
			return 0;
		if (unlinkat(dev_fd, path, 0) < 0)
			return -errno;
	}
	if (mknodat(dev_fd, path, mode, number) < 0)
		return -errno;
	/* mknod(2) obeys the umask, which is not ours to change for the others. */
	return fchmodat(dev_fd, path, mode & 07777, 0) < 0 ? -errno : 0;
}

int dev_node_make(int dev_fd, const struct uevent *event, bool block)
{
	mode_t mode = (mode_t)(event->devmode & 07777) | (block ? S_IFBLK : S_IFCHR);
	const char *name = event->devname;

	/* The kernel gives neither; nobody else is to lead us out of /dev. */
	if (!name || !*name || event->major < 0 || event->minor < 0 || *name == '/' ||
	    parse_leads_out(name))
		return -EINVAL;
	return dev_node_place(dev_fd, name, mode,
			      makedev((unsigned int)event->major, (unsigned int)event->minor));
}

static int make_from_folder(int dev_fd, const char *path, bool block)
{
	const struct dirent *entry;
	struct folder folder;
	int folder_error, first = folder_open(AT_FDCWD, path, 0, &folder);

	if (first)
		return first == -ENOENT ? 0 : first;
	while ((entry = folder_next(&folder))) {
		char file[NAME_MAX + 16], text[UEVENT_FILE_SIZE];
		struct uevent event;
		ssize_t len;
		int error;

		format_text(file, sizeof(file), "%s/uevent", entry->d_name);
		len = file_read(folder.fd, file, text, sizeof(text));
		if (len == -ENOENT || len == -ENODEV)
			continue; /* gone again */
		error = len < 0 ? (int)len : 0;
		if (!error && uevent_parse_file(text, &event) == 0 && event.devname)
			error = dev_node_make(dev_fd, &event, block);
		if (error && !first)
			first = error;
	}
	folder_error = folder_close(&folder);
	return first ? first : folder_error;
}

int dev_node_make_all(void)
{
	CLEANUP_FD int dev_fd = file_open("/dev", O_PATH | O_DIRECTORY);
	int chars, blocks;

	if (dev_fd < 0)
		return -errno;
	chars = make_from_folder(dev_fd, "/sys/dev/char", false);
	blocks = make_from_folder(dev_fd, "/sys/dev/block", true);
	return chars ? chars : blocks;
}

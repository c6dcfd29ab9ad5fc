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

#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/parse.h"

enum { UEVENT_FILE_SIZE = 4097 }; /* a /sys attribute is at most a page */

int dev_node_make(const struct uevent *event, bool block)
{
	char path[PATH_MAX];
	char *slash;
	mode_t mode = (mode_t)(event->devmode & 07777) | (block ? S_IFBLK : S_IFCHR);
	int error;

	if (!event->devname || event->major < 0 || event->minor < 0)
		return -EINVAL;
	/* The kernel gives neither; nobody else is to lead us out of /dev. */
	if (event->devname[0] == '/' || parse_leads_out(event->devname) ||
	    format_text(path, sizeof(path), "/dev/%s", event->devname) >= sizeof(path))
		return -EINVAL;
	slash = strrchr(path, '/');
	if (slash != path + 4) {
		*slash = '\0';
		error = file_make_dirs(path);
		*slash = '/';
		if (error)
			return error;
	}
	if (mknod(path, mode, makedev((unsigned int)event->major, (unsigned int)event->minor)) < 0)
		return errno == EEXIST ? 0 : -errno;
	/* mknod(2) obeys the umask, which is not ours to change for the others. */
	return chmod(path, mode & 07777) < 0 ? -errno : 0;
}

static int make_from_folder(const char *path, bool block)
{
	const struct dirent *entry;
	struct folder folder;
	int first = folder_open(AT_FDCWD, path, 0, &folder);

	if (first)
		return first == -ENOENT ? 0 : first;
	while ((entry = folder_next(&folder))) {
		char file[NAME_MAX + 16], text[UEVENT_FILE_SIZE];
		struct uevent event;
		int error = 0;

		format_text(file, sizeof(file), "%s/uevent", entry->d_name);
		if (file_read(folder.fd, file, text, sizeof(text)) < 0)
			continue; /* gone again */
		if (uevent_parse_file(text, &event) == 0 && event.devname)
			error = dev_node_make(&event, block);
		if (error && !first)
			first = error;
	}
	folder_close(&folder);
	return first;
}

int dev_node_make_all(void)
{
	int chars = make_from_folder("/sys/dev/char", false);
	int blocks = make_from_folder("/sys/dev/block", true);

	return chars ? chars : blocks;
}

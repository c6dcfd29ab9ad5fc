/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * To remove a file takes the kernel some ten thousand instructions, and a box has four hundred: a
 * child does it while the final init starts, as util-linux's switch_root(8) does. Until PID 1 execs
 * the two share their memory, errno too, so that none of it has to be copied: the child writes to
 * its stack and to the folder, PID 1 to neither.
 */
#include "init/ramdisk.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "init/watchdog.h"
#include "lib/log.h"

enum {
	DEPTH_MAX = 128,  /* folders inside folders; more than any archive has */
	FRAME_SIZE = 512, /* of free_folder(), besides the folder in it */
	NICE_MAX = 19,
};

static bool is_ramdisk(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 &&
	       ((unsigned long)fs.f_type == RAMFS_MAGIC || (unsigned long)fs.f_type == TMPFS_MAGIC);
}

/*
 * Removes all below the folder, but goes into no other file system: st_dev tells. What can't
 * be removed is left.
 */
static void free_folder(struct folder *folder, dev_t device, int depth)
{
	const struct dirent *entry;

	while ((entry = folder_next(folder))) {
		struct folder below;
		struct stat st;

		if (entry->d_type != DT_DIR) {
			(void)unlinkat(folder->fd, entry->d_name, 0);
			continue;
		}
		if (depth == DEPTH_MAX ||
		    folder_open(folder->fd, entry->d_name, O_NOFOLLOW, &below) < 0)
			continue;
		if (fstat(below.fd, &st) == 0 && st.st_dev == device)
			free_folder(&below, device, depth + 1);
		(void)folder_close(&below);
		(void)unlinkat(folder->fd, entry->d_name, AT_REMOVEDIR);
	}
}

/* In the child, whose end this returns to. */
static int free_all(void *root)
{
	struct stat st;

	(void)prctl(PR_SET_NAME, "free-ramdisk");
	watchdog_close();
	(void)setpriority(PRIO_PROCESS, 0, NICE_MAX);
	if (fstat(((struct folder *)root)->fd, &st) == 0)
		free_folder(root, st.st_dev, 0);
	return 0;
}

void ramdisk_free(struct folder *root)
{
	static _Alignas(16) char stack[(DEPTH_MAX + 2) * (sizeof(struct folder) + FRAME_SIZE)];
	struct stat st;

	if (fstat(root->fd, &st) < 0 || !is_ramdisk(root->fd))
		log_notice("the old root is no ramdisk: its files stay");
	else if (clone(free_all, stack + sizeof(stack), CLONE_VM | SIGCHLD, root) < 0)
		free_folder(root, st.st_dev, 0);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * switch_root: the new root is moved over "/", since a ramfs can't be the
 * subject of pivot_root(2). The old one stays reachable by a descriptor that was opened before,
 * through which its files are removed: that is what gives their memory back.
 */
#include "init/switch_root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "init/mounts.h"
#include "init/program.h"
#include "init/root_mount.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/log.h"

#define NEW_ROOT "/newroot"

enum { DEPTH_MAX = 128 }; /* folders inside folders that are freed; more than any archive has */

static struct root_mount root;

/* mount --move for what the new system needs: the folder must be there. */
static const char *const moved[] = {"/dev", "/proc", "/sys", "/run", NULL};

int switch_root_prepare(const struct boot_config *config, const char **program)
{
	int error = file_make_dirs(NEW_ROOT);
	CLEANUP_FD int fd = -1;

	if (error) {
		log_err("cannot make the folder '" NEW_ROOT "': %s", strerror(-error));
		return error;
	}
	error = root_mount_look(config, NEW_ROOT, &root);
	if (error)
		return error;
	fd = open(NEW_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*program = NULL;
	if (fd < 0)
		log_err("cannot open '" NEW_ROOT "': %s", strerror(errno));
	else
		*program = program_find(fd, config->init, config->rescue == RESCUE_SHELL);
	if (!*program) {
		log_err("root='%s' is not entered: no init on it", config->root_text);
		close(fd_steal(&fd));
		root_mount_undo(NEW_ROOT, &root);
		return -ENOENT;
	}
	close(fd_steal(&fd)); /* or the mount is busy */
	return root_mount_commit(NEW_ROOT, &root);
}

/* Only a ramdisk is ever emptied: never a disk, whatever went wrong before. */
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
		folder_close(&below);
		(void)unlinkat(folder->fd, entry->d_name, AT_REMOVEDIR);
	}
}

static void free_ramdisk(struct folder *root_folder)
{
	struct stat st;

	if (fstat(root_folder->fd, &st) == 0 && is_ramdisk(root_folder->fd))
		free_folder(root_folder, st.st_dev, 0);
	else
		log_notice("the old root is no ramdisk: its files stay");
}

static void move_mount(const char *folder)
{
	char target[32] = NEW_ROOT;

	strcat(target, folder);
	if (mount(folder, target, NULL, MS_MOVE, NULL) == 0)
		return;
	log_notice("'%s' is not carried over to the new root: %s", folder, strerror(errno));
	(void)umount2(folder, MNT_DETACH);
}

int switch_root_enter(void)
{
	static const char *const kept[] = {"/dev", "/proc", "/sys", "/run", NEW_ROOT, NULL};
	static struct folder old_root;
	int error = folder_open(AT_FDCWD, "/", 0, &old_root);
	bool is_moved;

	if (error) {
		log_err("cannot open '/': %s", strerror(-error));
		return error;
	}
	if (mounts_detach_all_but(kept) < 0)
		log_warning("cannot read the list of mounts: some may stay below the old root");
	for (const char *const *folder = moved; *folder; folder++)
		move_mount(*folder);
	if (chdir(NEW_ROOT) < 0)
		return -errno;
	is_moved = mount(".", "/", NULL, MS_MOVE, NULL) == 0;
	if (!is_moved) /* chroot(2) alone does it, too, but the ramdisk has to stay */
		log_err("cannot move '" NEW_ROOT "' to '/': %s", strerror(errno));
	if (chroot(".") < 0 || chdir("/") < 0)
		return -errno;
	if (is_moved)
		free_ramdisk(&old_root);
	folder_close(&old_root);
	return 0;
}

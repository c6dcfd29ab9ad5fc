/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * switch_root: the new root is moved over "/", since a ramfs can't be the
 * subject of pivot_root(2). The old one stays reachable by a descriptor that was opened before,
 * through which its files are removed (ramdisk.h).
 */
#include "init/switch_root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/mounts.h"
#include "init/program.h"
#include "init/ramdisk.h"
#include "init/root_mount.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/log.h"

#define NEW_ROOT "/newroot"

static struct root_mount root;

/* /proc last: before Linux 5.2 the others' targets are found through it. */
static const char moved[][8] = {"/dev", "/sys", "/run", "/proc"};
static const char *const kept[] = {moved[0], moved[1], moved[2], moved[3], NEW_ROOT, NULL};

/* The new root's init, or NULL after the reason was logged. */
static const char *find_program(const struct boot_config *config)
{
	/* Closed on return: an open descriptor keeps the mount busy. */
	CLEANUP_FD int fd = file_open(NEW_ROOT, O_RDONLY | O_DIRECTORY);

	if (fd < 0) {
		log_err("cannot open '" NEW_ROOT "': %s", strerror(errno));
		return NULL;
	}
	return program_find(fd, config->init);
}

int switch_root_prepare(const struct boot_config *config, const char **program)
{
	int error = file_make_dirs(NEW_ROOT);

	if (error) {
		log_err("cannot make the folder '" NEW_ROOT "': %s", strerror(-error));
		return error;
	}
	error = root_mount_look(config, NEW_ROOT, &root);
	if (error)
		return error;
	*program = find_program(config);
	if (!*program && root.replay)
		log_err("the journal of '%s' was not replayed: an init in it is not seen",
			root.dev.path);
	if (*program)
		error = root_mount_commit(NEW_ROOT, &root);
	/* What a journal's replay brings may differ from what was seen without it. */
	if (*program && !error && root.replay)
		*program = find_program(config);
	if (*program && !error)
		return 0;
	if (!*program)
		log_err("root='%s' is not entered: no init on it", config->root_text);
	root_mount_undo(NEW_ROOT, &root);
	return error ? error : -ENOENT;
}

/*
 * Moves a mount into the new root's folder of the same name, which may not be a link: it
 * would be followed from here, and lead anywhere. move_mount(2) follows none, and came with Linux
 * 5.2.
 */
static void carry_over(const char *folder)
{
	CLEANUP_FD int fd = -1;
	char target[32];
	int error = 0;

	if (syscall(SYS_move_mount, AT_FDCWD, folder, AT_FDCWD, folder + 1, 0) == 0)
		return;
	fd = file_open(folder + 1, O_PATH | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0)
		error = -errno;
	format_text(target, sizeof(target), "/proc/self/fd/%d", fd);
	if (!error && mount(folder, target, NULL, MS_MOVE, NULL) < 0)
		error = -errno;
	if (!error)
		return;
	log_notice("'%s' is not carried over to the new root: %s", folder, strerror(-error));
	(void)umount2(folder, MNT_DETACH);
}

int switch_root_enter(void)
{
	static struct folder old_root;
	int error = folder_open(AT_FDCWD, "/", 0, &old_root);
	bool is_moved;

	if (!error && chdir(NEW_ROOT) < 0) /* before anything is taken apart */
		error = -errno;
	if (error) {
		log_err("cannot enter '" NEW_ROOT "': %s", strerror(-error));
		return error;
	}
	mounts_add(NEW_ROOT, true);
	if (mounts_detach_all_but(kept) < 0)
		log_warning("cannot read the list of mounts: some may stay below the old root");
	for (size_t i = 0; i < sizeof(moved) / sizeof(*moved); i++)
		carry_over(moved[i]);
	is_moved = mount(".", "/", NULL, MS_MOVE, NULL) == 0;
	if (!is_moved) /* chroot(2) alone does it, too, but the ramdisk has to stay */
		log_err("cannot move '" NEW_ROOT "' to '/': %s", strerror(errno));
	if (chroot(".") < 0) {
		log_err("cannot make '" NEW_ROOT "' the root: %s", strerror(errno));
		return -errno;
	}
	(void)!chdir("/"); /* where the working directory is already */
	if (is_moved)
		ramdisk_free(&old_root);
	(void)folder_close(&old_root);
	return 0;
}

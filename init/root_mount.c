/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mounting a journalled file system read-only replays its journal, which
 * writes. So a file system with a journal to replay gets its own word for leaving that alone while
 * the new root is looked at, and the block device is set read-only meanwhile (BLKROSET), which
 * makes file systems refuse to write, though the kernel does not stop them. Both are taken
 * back before it is mounted for good.
 */
#include "init/root_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "init/mount_opts.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "lib/parse.h"

/* include/uapi/linux/fs.h, which can't stand beside sys/mount.h. */
enum { SET_READ_ONLY = _IO(0x12, 93), GET_READ_ONLY = _IO(0x12, 94) };

enum {
	DEVICE_WAIT_MS = 10000, /* without rootwait: longer than a USB disk needs */
	FILESYSTEMS_SIZE = 4096,
};

/* Words that leave a journal alone: Documentation/filesystems, and each driver's options. */
static const char *no_replay_option(const char *type)
{
	static const char table[][2][20] = {
		{"ext3", "noload"},	{"ext4", "noload"},
		{"xfs", "norecovery"},	{"btrfs", "rescue=nologreplay"},
		{"f2fs", "norecovery"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (strcmp(type, table[i][0]) == 0)
			return table[i][1];
	}
	return "";
}

/* Sets the device's own read-only flag (blkdev(8), blockdev --setro). */
static int set_write_protected(struct block_dev *dev, bool on, bool *before)
{
	int was = 0, now = on;

	/* What kept it from being opened before may have passed. */
	if (dev->fd < 0)
		dev->fd = file_open(dev->path, O_RDONLY | O_NONBLOCK);
	if (dev->fd < 0 || ioctl(dev->fd, GET_READ_ONLY, &was) < 0)
		return -errno;
	if (before)
		*before = was;
	if (was == now)
		return 0;
	return ioctl(dev->fd, SET_READ_ONLY, &now) < 0 ? -errno : 0;
}

/* Read-only, and with a journal left alone where there is one to replay. */
static int mount_type(struct root_mount *root, const char *type, const char *target)
{
	char data[CMDLINE_MAX + 32];
	const char *extra = root->replay ? no_replay_option(type) : "";
	const char *comma = *root->data && *extra ? "," : "";
	unsigned long flags = root->flags | MS_RDONLY;
	int error = 0;

	format_text(data, sizeof(data), "%s%s%s", root->data, comma, extra);
	if (mount(root->dev.path, target, type, flags, data) < 0)
		error = -errno;
	/* Options about the journal don't go with one that is left alone (data= of ext4). */
	if (error == -EINVAL && *comma)
		error = mount(root->dev.path, target, type, flags, extra) < 0 ? -errno : 0;
	/* Types fit: longer ones are not in any kernel. */
	if (!error && parse_copy(type, root->type, sizeof(root->type)))
		error = -ENAMETOOLONG;
	return error;
}

/* The driver of ext4 serves its elders where theirs is not in the kernel. */
static int mount_probed(struct root_mount *root, const char *target)
{
	const char *type = root->dev.superblock.type;
	int error = mount_type(root, type, target);

	if (error == -ENODEV && (strcmp(type, "ext2") == 0 || strcmp(type, "ext3") == 0))
		error = mount_type(root, "ext4", target);
	return error;
}

/* rootfstype= may be a list, as in the kernel's documentation. */
static int mount_listed(struct root_mount *root, const char *list, const char *target)
{
	int error = -EINVAL;

	while (*list && error) {
		size_t len = strcspn(list, ",");
		char type[sizeof(root->type)];

		if (len > 0 && len < sizeof(type)) {
			memcpy(type, list, len);
			type[len] = '\0';
			error = mount_type(root, type, target);
		}
		list += len + (list[len] == ',');
	}
	return error;
}

/* Nothing was recognised: all that the kernel knows and that needs a device, as it does itself. */
static int mount_any(struct root_mount *root, const char *target)
{
	char text[FILESYSTEMS_SIZE];
	char *save = NULL, *line;
	int error = -EINVAL;

	if (file_read(AT_FDCWD, "/proc/filesystems", text, sizeof(text)) < 0)
		return -EINVAL;
	for (line = strtok_r(text, "\n", &save); line && error;
	     line = strtok_r(NULL, "\n", &save)) {
		/* "nodev TAB type" or "TAB type" */
		if (line[0] == '\t')
			error = mount_type(root, line + 1, target);
	}
	return error;
}

static int parse_flags(const struct boot_config *config, struct root_mount *root)
{
	struct mount_opts opts;
	int error;

	if (parse_copy(config->rootflags ? config->rootflags : "", root->flags_text,
		       sizeof(root->flags_text)))
		return -EINVAL;
	error = mount_opts_parse(root->flags_text, &opts);
	if (error) {
		log_err("refused rootflags='%s': %s", config->rootflags,
			mount_opts_strerror(error));
		return -EINVAL;
	}
	/* `ro` and `rw` are words of their own on the command line, and decide. */
	root->flags = opts.flags & ~(unsigned long)(MS_REMOUNT | MS_BIND | MS_REC | MS_RDONLY);
	if (!config->root_rw)
		root->flags |= MS_RDONLY;
	root->data = opts.data;
	return 0;
}

static int find_device(const struct boot_config *config, struct block_dev *dev)
{
	int64_t timeout_ms = DEVICE_WAIT_MS;
	int error;

	if (config->rootwait)
		timeout_ms = config->rootwait_timed ? (int64_t)config->rootwait_s * 1000
						    : BLOCK_DEV_FOREVER;
	error = block_dev_find(&config->root, timeout_ms, dev);
	if (error == -ETIMEDOUT)
		log_err("cannot find root='%s': it did not appear within %d s; `rootwait`%s waits "
			"on",
			config->root_text, (int)(timeout_ms / 1000),
			config->rootwait ? " without a number" : "");
	else if (error)
		log_err("cannot use root='%s': %s", config->root_text, strerror(-error));
	return error;
}

/* The device as it was. */
static void let_go(struct root_mount *root)
{
	(void)set_write_protected(&root->dev, root->was_write_protected, NULL);
	block_dev_close(&root->dev);
}

int root_mount_look(const struct boot_config *config, const char *target, struct root_mount *root)
{
	int error = parse_flags(config, root);
	const char *type;

	if (!error)
		error = find_device(config, &root->dev);
	if (error)
		return error;
	root->replay = root->dev.superblock.dirty;
	error = set_write_protected(&root->dev, true, &root->was_write_protected);
	if (error)
		log_warning("cannot protect '%s' while it is looked at: %s", root->dev.path,
			    strerror(-error));
	if (config->rootfstype)
		error = mount_listed(root, config->rootfstype, target);
	else if (root->dev.superblock.type)
		error = mount_probed(root, target);
	else
		error = mount_any(root, target);
	if (!error)
		return 0;
	type = config->rootfstype ? config->rootfstype : root->dev.superblock.type;
	log_err("cannot mount '%s' on '%s' as %s: %s%s", root->dev.path, target,
		type ? type : "any type", strerror(-error),
		error == -ENODEV ? " (the kernel has no such file system)" : "");
	let_go(root);
	return error;
}

void root_mount_undo(const char *target, struct root_mount *root)
{
	/* EINVAL: root_mount_commit() failed between its two mounts. */
	if (umount2(target, MNT_DETACH) < 0 && errno != EINVAL)
		log_err("cannot unmount '%s': %s", target, strerror(errno));
	let_go(root);
}

/* Mounts for good; a journal is replayed by that. */
static int mount_again(const char *target, const struct root_mount *root, unsigned long flags)
{
	if (!root->replay)
		return mount(NULL, target, NULL, MS_REMOUNT | flags, root->data) < 0 ? -errno : 0;
	return mount(root->dev.path, target, root->type, flags, root->data) < 0 ? -errno : 0;
}

static int mount_for_good(const char *target, struct root_mount *root)
{
	int error;

	if (root->was_write_protected) {
		/* As the kernel's own root=: what can't be written is read. */
		if (!(root->flags & MS_RDONLY))
			log_notice("'%s' is write-protected: the root is read-only",
				   root->dev.path);
		return 0;
	}
	error = set_write_protected(&root->dev, false, NULL);
	if (!error && root->replay && umount2(target, 0) < 0)
		error = -errno;
	if (!error && (root->replay || !(root->flags & MS_RDONLY)))
		error = mount_again(target, root, root->flags);
	if ((error == -EROFS || error == -EACCES) && !(root->flags & MS_RDONLY)) {
		log_notice("'%s' can't be written to: the root is read-only", root->dev.path);
		error = root->replay ? mount_again(target, root, root->flags | MS_RDONLY) : 0;
	}
	if (error)
		log_err("cannot mount '%s' on '%s': %s", root->dev.path, target, strerror(-error));
	return error;
}

int root_mount_commit(const char *target, struct root_mount *root)
{
	int error = mount_for_good(target, root);

	if (!error)
		block_dev_close(&root->dev);
	return error;
}

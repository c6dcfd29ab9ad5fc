/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules to nodes and commands. What costs is left out where no rule asks for it: at the start the
 * names in /dev are read, a folder at a time, and only those that a rule matches are looked at any
 * further.
 */
#include "mdev-rules/device.h"

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
#include "lib/log.h"
#include "mdev-rules/dev_node.h"
#include "mdev-rules/node_apply.h"

enum {
	UEVENT_FILE_SIZE = 4097, /* a /sys attribute is at most a page */
	FOLDERS_MAX = 4,	 /* of /dev, one in another: dev/bus/usb/001 */
};

static void complain(const char *what, const char *name, int error)
{
	/* Gone again: its own event will tell. */
	if (error && error != -ENOENT)
		log_warning("cannot %s '/dev/%s': %s", what, name, strerror(-error));
}

static void run_command(struct device_context *context, const struct uevent *event,
			const struct node_action *action)
{
	int error = context->runner->fd < 0 ? -ESRCH : runner_run(context->runner, event, action);

	if (error)
		log_err("cannot run the command of the rule in line %u for '%s': %s", action->line,
			action->path, strerror(-error));
}

static void act(struct device_context *context, const struct uevent *event, const char *name,
		const struct node_action *action)
{
	bool is_new = event->action == UEVENT_ADD;

	/* No rule: the node is as the kernel would make it. */
	if (is_new && action->line == 0) {
		if (action->node)
			complain("make", name,
				 dev_node_make(context->dev_fd, event, action->block));
		return;
	}
	if (is_new)
		complain("set up", name,
			 node_apply(context->dev_fd, event, name, action, context->has_nodes));
	if (action->command)
		run_command(context, event, action);
	if (event->action == UEVENT_REMOVE)
		complain("remove", name,
			 node_remove(context->dev_fd, name, action, context->has_nodes));
}

void device_apply(struct device_context *context, const struct uevent *event)
{
	struct rules_cursor cursor = {.has_nodes = context->has_nodes};
	struct node_action action;
	char buf[NODE_PATH_SIZE];
	const char *name = rules_name(event, buf);
	int result, error = 0;

	while (name && (result = rules_match(&context->rules->set, event, name, &cursor, &action,
					     &error))) {
		if (result == 1)
			act(context, event, name, &action);
		else
			log_warning("the rule in line %u does nothing for '%s': %s", cursor.line,
				    name, rules_match_strerror(error));
	}
}

/* Gone again, or never there: that is no failure. */
static void complain_of_read(const char *path, int error)
{
	if (error && error != -ENOENT && error != -ENODEV)
		log_warning("cannot read '%s' of a device: %s", path, strerror(-error));
}

static bool read_link(int dir_fd, const char *path, char buf[PATH_MAX])
{
	ssize_t len = readlinkat(dir_fd, path, buf, PATH_MAX - 1);

	if (len < 0)
		complain_of_read(path, -errno);
	if (len <= 0)
		return false;
	buf[len] = '\0';
	return true;
}

/* A device of /sys/dev/char or block, by its number there. */
static void apply_number(struct device_context *context, int dir_fd, const char *number)
{
	char path[NAME_MAX + 16], text[UEVENT_FILE_SIZE], devpath[PATH_MAX], subsystem[PATH_MAX];
	struct uevent event;
	ssize_t len;

	format_text(path, sizeof(path), "%s/uevent", number);
	len = file_read(dir_fd, path, text, sizeof(text));
	if (len < 0)
		complain_of_read(path, (int)len);
	if (len < 0 || uevent_parse_file(text, &event))
		return;
	format_text(path, sizeof(path), "%s/subsystem", number);
	/* "../../devices/..." is DEVPATH "/devices/...", and "../.../block" the subsystem "block".
	 */
	event.devpath = read_link(dir_fd, number, devpath) ? strstr(devpath, "/devices/") : NULL;
	if (read_link(dir_fd, path, subsystem) && strrchr(subsystem, '/'))
		event.subsystem = strrchr(subsystem, '/') + 1;
	if (event.devpath)
		device_apply(context, &event);
}

static int apply_numbers(struct device_context *context, const char *path)
{
	const struct dirent *entry;
	struct folder folder;
	int error = folder_open(context->sys_fd, path, 0, &folder);

	if (error)
		return error == -ENOENT ? 0 : error;
	while ((entry = folder_next(&folder)))
		apply_number(context, folder.fd, entry->d_name);
	return folder_close(&folder);
}

/* A node of /dev by its name: whether a rule matches is asked before it is looked at. */
static void apply_node(struct device_context *context, const char *name, bool block)
{
	struct uevent event = {.action = UEVENT_ADD,
			       .devpath = "/",
			       .subsystem = block ? "block" : "",
			       .devname = name};
	struct stat st;

	if (context->rules->need.number) {
		if (fstatat(context->dev_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			complain("look at", name, -errno);
			return;
		}
		event.major = major(st.st_rdev);
		event.minor = minor(st.st_rdev);
	}
	device_apply(context, &event);
}

/* A folder of /dev, not those on which something else is mounted: pts, shm, hugepages, mqueue. */
static int apply_nodes(struct device_context *context, const char *path, dev_t device, int depth)
{
	const struct dirent *entry;
	struct folder folder;
	struct stat st;
	int error = folder_open(context->dev_fd, path[0] ? path : ".", O_NOFOLLOW, &folder);

	if (error)
		return error;
	error = fstat(folder.fd, &st) < 0 ? -errno : 0;
	if (error || st.st_dev != device)
		depth = FOLDERS_MAX;
	while (depth < FOLDERS_MAX && (entry = folder_next(&folder))) {
		char below[NODE_PATH_SIZE];
		const char *name = entry->d_name;

		if (path[0]) {
			if (format_text(below, sizeof(below), "%s/%s", path, name) >= sizeof(below))
				continue;
			name = below;
		}
		if (entry->d_type == DT_CHR || entry->d_type == DT_BLK)
			apply_node(context, name, entry->d_type == DT_BLK);
		else if (entry->d_type == DT_DIR)
			complain("look into", name, apply_nodes(context, name, device, depth + 1));
	}
	(void)folder_close(&folder);
	return error ? error : folder.error;
}

int device_apply_all(struct device_context *context)
{
	const struct rules_file *rules = context->rules;
	struct stat st;
	int chars, blocks;

	if (rules->set.count == 0 && context->has_nodes)
		return 0;
	if (context->has_nodes && !rules->need.key_count && !rules->moves && !rules->commands)
		return fstat(context->dev_fd, &st) < 0 ? -errno
						       : apply_nodes(context, "", st.st_dev, 0);
	chars = apply_numbers(context, "dev/char");
	blocks = apply_numbers(context, "dev/block");
	return chars ? chars : blocks;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes below a descriptor on /dev. What is right already costs one fstatat(2).
 */
#include "mdev-rules/node_apply.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mdev-rules/dev_node.h"

static mode_t node_type(const struct node_action *action)
{
	return action->block ? S_IFBLK : S_IFCHR;
}

/* Owner first: a change of it takes set-id bits away. Gone again is no error of ours. */
static int set_owner(int dev_fd, const char *path, const struct uevent *event,
		     const struct node_action *action)
{
	struct stat st;

	if (fstatat(dev_fd, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if ((st.st_mode & S_IFMT) != node_type(action))
		return -EEXIST; /* somebody's link or file */
	/* Another device has the name by now; of one that is found by its name there is no number.
	 */
	if (event->major > 0 &&
	    st.st_rdev != makedev((unsigned int)event->major, (unsigned int)event->minor))
		return -ENOENT;
	if ((st.st_uid != action->uid || st.st_gid != action->gid) &&
	    fchownat(dev_fd, path, action->uid, action->gid, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if ((st.st_mode & 07777) != action->mode && fchmodat(dev_fd, path, action->mode, 0) < 0)
		return -errno;
	return 0;
}

/* The kernel's name is no more, or is a link to where the node is. */
static int leave_name(int dev_fd, const char *name, const struct node_action *action)
{
	/* The link's name is the device's own: its folder is there. */
	if (unlinkat(dev_fd, name, 0) < 0 && errno != ENOENT)
		return -errno;
	if (action->link && symlinkat(action->target, dev_fd, action->link) < 0)
		return -errno;
	return 0;
}

int node_apply(int dev_fd, const struct uevent *event, const char *name,
	       const struct node_action *action, bool has_nodes)
{
	bool moves = strcmp(name, action->path) != 0;
	int error = 0;

	if (!action->node)
		return 0;
	if (moves || !has_nodes)
		error = dev_node_place(
			dev_fd, action->path, node_type(action) | 0600,
			makedev((unsigned int)event->major, (unsigned int)event->minor));
	if (!error)
		error = set_owner(dev_fd, action->path, event, action);
	if (!error && moves)
		error = leave_name(dev_fd, name, action);
	return error;
}

int node_remove(int dev_fd, const char *name, const struct node_action *action, bool has_nodes)
{
	bool moved = strcmp(name, action->path) != 0;
	int error = 0;

	if (!action->node || (!moved && has_nodes))
		return 0;
	if (unlinkat(dev_fd, action->path, 0) < 0 && errno != ENOENT)
		error = -errno;
	if (action->link && unlinkat(dev_fd, action->link, 0) < 0 && errno != ENOENT && !error)
		error = -errno;
	return error;
}

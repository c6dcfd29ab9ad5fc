/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mount options as people write them (mount(8), "filesystem-independent mount
 * options") to the flags and the data string of mount(2):
 *
 *   options = option *( "," option )      a comma inside double quotes parts nothing
 *
 * The last of opposed options wins. Words for user space (noauto, nofail,
 * _netdev, user, users, owner, group, comment=, x-..., pri=) are taken out;
 * `defaults` and empty words vanish; all others go to the file system. Pure.
 */
#ifndef INIT_MOUNT_OPTS_H
#define INIT_MOUNT_OPTS_H

#include <stdbool.h>
#include <stdint.h>

struct mount_opts {
	unsigned long flags; /* MS_ bits without propagation, MS_REMOUNT and MS_BIND among them */
	unsigned long propagation; /* MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE, with MS_REC;
				      0: none */
	bool noauto, nofail, netdev;
	int32_t swap_priority; /* pri=, 0 to 32767; -1 where not given (swapon(2)) */
	const char *data;      /* what is left, into the caller's text; "" for nothing */
};

enum mount_opts_error {
	MOUNT_OPTS_BAD_PRIORITY = 1, /* pri= that is no number up to 32767 */
	MOUNT_OPTS_OPEN_QUOTE,
};

/*
 * Takes `options` apart in place; out->data points into it. 0, or > 0: enum
 * mount_opts_error, and *out untouched (the text is cut up then, too).
 */
int mount_opts_parse(char *options, struct mount_opts *out);
const char *mount_opts_strerror(int error);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of users and groups to numbers, from the text of /etc/passwd and /etc/group:
 *
 *   passwd line = name ":" password ":" uid ":" gid [ ":" anything ]     passwd(5)
 *   group line  = name ":" password ":" gid [ ":" anything ]             group(5)
 *
 * The first line of a name counts; lines that are none, also those whose numbers are not 0 to
 * NAMES_ID_MAX, are passed over. What is a number is taken as one, as busybox does, whether or not
 * somebody has it; 4294967295 is refused, since chown(2) takes it for "as it is". Pure.
 */
#ifndef MDEV_RULES_NAMES_H
#define MDEV_RULES_NAMES_H

#include <stdint.h>

#define NAMES_ID_MAX (UINT32_MAX - 1)

/* Both texts end with a NUL; "" for a file that is not there. */
struct names {
	const char *passwd, *group;
};

enum names_error {
	NAMES_NO_USER = 1, /* neither a number nor in passwd */
	NAMES_NO_GROUP,	   /* neither a number nor in group */
};

/*
 * A user by name or number, and that user's own group: of a number that nobody has, the same
 * number. gid may be NULL. 0 or NAMES_NO_USER; outputs untouched on error.
 */
int names_user(const struct names *names, const char *user, uint32_t *uid, uint32_t *gid);

/* A group by name or number. 0 or NAMES_NO_GROUP; *gid untouched on error. */
int names_group(const struct names *names, const char *group, uint32_t *gid);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/self/mountinfo, a line at a time (Documentation/filesystems/proc.rst, 3.5):
 *
 *   line = id parent major:minor root mount-point options *optional "-" type source super-options
 *
 * Lines that are not of this form are passed over. Pure: the text is cut up in place.
 */
#ifndef INIT_MOUNTINFO_H
#define INIT_MOUNTINFO_H

#include <stdbool.h>

/* Strings point into the text, \ooo decoded. */
struct mountinfo_entry {
	char *mount_point;
	char *type;
};

/* Reads the line at *cursor and moves on. False at the end of the text. */
bool mountinfo_next(char **cursor, struct mountinfo_entry *out);

/* True when path is folder or below it; both absolute, without a slash at the end. */
bool mountinfo_below(const char *path, const char *folder);

#endif

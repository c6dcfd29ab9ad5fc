/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's list of mounts, as far as unmounting needs it: where each one
 * is and of what type. The order is the kernel's.
 */
#include "init/mountinfo.h"

#include <stddef.h>
#include <string.h>

#include "lib/parse.h"

enum { MOUNT_POINT_FIELD = 4 }; /* counted from 0 */

/* Cuts the field at *at off and moves on; NULL when there is none left. */
static char *next_field(char **at)
{
	char *field = *at;

	if (*field == '\0')
		return NULL;
	*at += strcspn(*at, " ");
	if (**at)
		*(*at)++ = '\0';
	return field;
}

static bool parse_line(char *line, struct mountinfo_entry *out)
{
	struct mountinfo_entry entry = {0};
	char *field;

	for (int i = 0; i <= MOUNT_POINT_FIELD; i++)
		entry.mount_point = next_field(&line);
	if (!entry.mount_point)
		return false;
	do
		field = next_field(&line);
	while (field && strcmp(field, "-") != 0);
	entry.type = next_field(&line);
	if (!entry.type || parse_unescape(entry.mount_point))
		return false;
	*out = entry;
	return true;
}

bool mountinfo_next(char **cursor, struct mountinfo_entry *out)
{
	while (**cursor) {
		char *line = *cursor;
		char *end = line + strcspn(line, "\n");

		*cursor = *end ? end + 1 : end;
		*end = '\0';
		if (parse_line(line, out))
			return true;
	}
	return false;
}

bool mountinfo_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /etc/fstab by lines: in comes the file's text, cut up in place, out one
 * entry after the other. See fstab.h for the grammar and what is refused.
 */
#include "init/fstab.h"

#include <stddef.h>
#include <string.h>

#include "lib/parse.h"

enum {
	FIELDS_MAX = 6,	   /* fstab(5) */
	FIELDS_NEEDED = 3, /* options and numbers have defaults */
};

const char *fstab_strerror(int error)
{
	switch ((enum fstab_error)error) {
	case FSTAB_FEW_FIELDS:
		return "a line needs device, mount point and type";
	case FSTAB_MANY_FIELDS:
		return "more than six fields (a blank inside a field is written \\040)";
	case FSTAB_BAD_NUMBER:
		return "fields five and six are numbers";
	case FSTAB_NOT_ABSOLUTE:
		return "the mount point does not start with '/'";
	case FSTAB_BAD_ESCAPE:
		return "a backslash takes three octal digits, \\001 to \\377";
	}
	return "unknown error";
}

/* Cuts a line into its fields; returns how many there are, even beyond FIELDS_MAX. */
static unsigned int split(char *line, char *fields[FIELDS_MAX])
{
	unsigned int count = 0;

	for (;;) {
		line = parse_skip_blanks(line);
		if (*line == '\0')
			return count;
		if (count < FIELDS_MAX)
			fields[count] = line;
		count++;
		while (*line && !parse_is_blank(*line))
			line++;
		if (*line)
			*line++ = '\0';
	}
}

/* Swap space has no mount point, and one of two words in its place. */
static bool is_swap(const struct fstab_entry *entry)
{
	return strcmp(entry->type, "swap") == 0 &&
	       (strcmp(entry->file, "none") == 0 || strcmp(entry->file, "swap") == 0);
}

static int parse_fields(char *fields[FIELDS_MAX], unsigned int count, struct fstab_entry *out)
{
	static char defaults[] = "defaults";
	struct fstab_entry entry = {.options = defaults};

	if (count < FIELDS_NEEDED)
		return FSTAB_FEW_FIELDS;
	if (count > FIELDS_MAX)
		return FSTAB_MANY_FIELDS;
	for (unsigned int i = 0; i < count; i++) {
		if (parse_unescape(fields[i]))
			return FSTAB_BAD_ESCAPE;
	}
	entry.spec = fields[0];
	entry.file = fields[1];
	entry.type = fields[2];
	if (count > 3)
		entry.options = fields[3];
	if ((count > 4 && parse_u32(fields[4], UINT32_MAX, &entry.freq)) ||
	    (count > 5 && parse_u32(fields[5], UINT32_MAX, &entry.passno)))
		return FSTAB_BAD_NUMBER;
	if (entry.file[0] != '/' && !is_swap(&entry))
		return FSTAB_NOT_ABSOLUTE;
	*out = entry;
	return 0;
}

int fstab_next(struct fstab_cursor *cursor, struct fstab_entry *out, int *error)
{
	while (cursor->next) {
		char *fields[FIELDS_MAX];
		char *line = cursor->next;
		char *end = strchr(line, '\n');
		unsigned int count;
		int refused;

		cursor->line++;
		cursor->next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		line = parse_skip_blanks(line);
		if (*line == '#')
			continue;
		count = split(line, fields);
		if (count == 0)
			continue;
		refused = parse_fields(fields, count, out);
		if (refused) {
			*error = refused;
			return 2;
		}
		out->line = cursor->line;
		return 1;
	}
	return 0;
}

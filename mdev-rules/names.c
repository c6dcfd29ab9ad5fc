/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * passwd(5) and group(5) by lines, read where they stand: nothing is copied or cut. See
 * names.h for what counts as a line.
 */
#include "mdev-rules/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/parse.h"

static const char *field_end(const char *text)
{
	while (*text && *text != ':' && *text != '\n')
		text++;
	return text;
}

/* Behind the next ':' of the line, or NULL. */
static const char *next_field(const char *text)
{
	text = field_end(text);
	return *text == ':' ? text + 1 : NULL;
}

/* Lines are short: to ask each byte costs less than strchr(3). */
static const char *next_line(const char *text)
{
	while (*text && *text != '\n')
		text++;
	return text + (*text == '\n');
}

/* A field that is a number and nothing else. */
static bool read_id(const char *field, uint32_t *out)
{
	uint64_t value = 0;
	const char *at = field;

	for (; *at >= '0' && *at <= '9' && value <= NAMES_ID_MAX; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == field || value > NAMES_ID_MAX || (*at && *at != ':' && *at != '\n'))
		return false;
	*out = (uint32_t)value;
	return true;
}

/* The name of the line: a name without the signs that end one. */
static bool is_name(const char *line, const char *name, size_t len)
{
	return *line == *name && strncmp(line, name, len) == 0 && line[len] == ':';
}

static bool can_be_name(const char *text)
{
	return *text && *field_end(text) == '\0';
}

/* The numbers of a line of passwd. */
static bool read_user(const char *line, uint32_t *uid, uint32_t *gid)
{
	const char *field = next_field(line);
	const char *id = field ? next_field(field) : NULL;
	const char *group = id ? next_field(id) : NULL;

	return group && read_id(id, uid) && read_id(group, gid);
}

/* The group of a number. */
static uint32_t group_of(const char *passwd, uint32_t number)
{
	for (const char *line = passwd; *line; line = next_line(line)) {
		uint32_t uid, gid;

		if (read_user(line, &uid, &gid) && uid == number)
			return gid;
	}
	return number;
}

int names_user(const struct names *names, const char *user, uint32_t *uid, uint32_t *gid)
{
	size_t len = strlen(user);
	uint32_t own_gid;

	if (parse_u32(user, NAMES_ID_MAX, uid) == 0) {
		if (gid)
			*gid = group_of(names->passwd, *uid);
		return 0;
	}
	if (!can_be_name(user))
		return NAMES_NO_USER;
	for (const char *line = names->passwd; *line; line = next_line(line)) {
		uint32_t own_uid;

		if (!is_name(line, user, len) || !read_user(line, &own_uid, &own_gid))
			continue;
		*uid = own_uid;
		if (gid)
			*gid = own_gid;
		return 0;
	}
	return NAMES_NO_USER;
}

int names_group(const struct names *names, const char *group, uint32_t *gid)
{
	size_t len = strlen(group);

	if (parse_u32(group, NAMES_ID_MAX, gid) == 0)
		return 0;
	if (!can_be_name(group))
		return NAMES_NO_GROUP;
	for (const char *line = names->group; *line; line = next_line(line)) {
		if (is_name(line, group, len)) {
			const char *id = next_field(line + len + 1);

			if (id && read_id(id, gid))
				return 0;
		}
	}
	return NAMES_NO_GROUP;
}

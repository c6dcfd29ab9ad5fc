/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/names.h: the first line is a name, the rest a file, taken as passwd and as group.
 * A name that is found stands at the start of a line with the number behind it.
 */
#include "mdev-rules/names.h"
#include "tests/fuzz/fuzz.h"

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* A line "name:anything:number", which goes on with ':' or ends there. */
static bool has_line(const char *file, const char *name, uint32_t number)
{
	size_t len = strlen(name);

	for (const char *line = file; line; line = strchr(line, '\n')) {
		const char *at;
		char *end;

		line += *line == '\n';
		if (strncmp(line, name, len) != 0 || line[len] != ':')
			continue;
		at = line + len + 1 + strcspn(line + len + 1, ":\n");
		if (at[0] != ':' || at[1] < '0' || at[1] > '9')
			continue;
		if (strtoull(at + 1, &end, 10) == number &&
		    (*end == '\0' || *end == ':' || *end == '\n'))
			return true;
	}
	return false;
}

static void check(const char *name, const char *file)
{
	const struct names names = {.passwd = file, .group = file};
	uint32_t uid, gid, only;
	int error;

	fill_untouched(&uid);
	fill_untouched(&gid);
	fill_untouched(&only);
	error = names_user(&names, name, &uid, &gid);
	promise(error == 0 || error == NAMES_NO_USER);
	promise(names_user(&names, name, &only, NULL) == error);
	promise(uid == only);
	if (error) {
		promise_untouched(&uid);
		promise_untouched(&gid);
	} else {
		promise(uid <= NAMES_ID_MAX && gid <= NAMES_ID_MAX);
		promise(is_number(name) || has_line(file, name, uid));
	}
	fill_untouched(&gid);
	error = names_group(&names, name, &gid);
	promise(error == 0 || error == NAMES_NO_GROUP);
	if (error) {
		promise_untouched(&gid);
		return;
	}
	promise(gid <= NAMES_ID_MAX);
	promise(is_number(name) ? strtoull(name, NULL, 10) == gid : has_line(file, name, gid));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = exact_text(data, size), *newline = strchr(name, '\n');
	char *file = newline ? exact_text(newline + 1, strlen(newline + 1)) : exact_text("", 0);

	if (newline)
		*newline = '\0';
	check(name, file);
	free(file);
	free(name);
	return 0;
}

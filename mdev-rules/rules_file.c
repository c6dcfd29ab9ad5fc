/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In come three files, out go rules and what they look at. Files of users that are too large are as
 * if they were not there, and that is said: numbers are still good.
 */
#include "mdev-rules/rules_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/file.h"
#include "lib/log.h"

const char *rules_file_strerror(int error)
{
	return error == -E2BIG ? "larger than 64 kB" : strerror(-error);
}

static void read_names(const char *path, char text[RULES_FILE_SIZE])
{
	ssize_t len = file_read(AT_FDCWD, path, text, RULES_FILE_SIZE);

	if (len >= 0)
		return;
	text[0] = '\0';
	if (len != -ENOENT)
		log_warning("cannot read '%s', rules by name are refused: %s", path,
			    rules_file_strerror((int)len));
}

void rules_file_names(struct names *out)
{
	static char passwd[RULES_FILE_SIZE], group[RULES_FILE_SIZE];

	read_names("/etc/passwd", passwd);
	read_names("/etc/group", group);
	*out = (struct names){passwd, group};
}

static void note_kinds(struct rules_file *file)
{
	for (size_t i = 0; i < file->set.count; i++) {
		const struct rule *rule = &file->set.rules[i];

		file->moves |= rule->place == RULE_PLACE_MOVE || rule->place == RULE_PLACE_LINK;
		file->commands |= rule->when != RULE_NEVER;
	}
}

int rules_file_read(const char *path, struct rules_file *out)
{
	struct names names;
	struct rules_reader reader = {.next = out->text};
	ssize_t len = file_read(AT_FDCWD, path, out->text, sizeof(out->text));
	int error = 0, result;

	out->set.count = out->set.condition_count = 0;
	out->cache.text = NULL;
	out->set.cache = &out->cache;
	out->moves = out->commands = false;
	if (len == -ENOENT)
		len = 0;
	if (len < 0)
		log_err("cannot read '%s': %s", path, rules_file_strerror((int)len));
	if (len <= 0)
		out->text[0] = '\0';
	else
		rules_file_names(&names);
	while ((result = rules_next(&reader, &names, &out->set, &error))) {
		if (result == 2)
			log_err("refused the rule in line %u of '%s', at column %u, '%.40s': %s",
				reader.line, path, reader.column, reader.refused,
				rules_strerror(error));
	}
	rules_need(&out->set, &out->need);
	note_kinds(out);
	return len < 0 ? (int)len : 0;
}

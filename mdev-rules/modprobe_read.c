/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders of configuration files to one list of rules. See modprobe_conf.h for the grammar.
 */
#include "mdev-rules/modprobe_read.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/log.h"

static const char *const folders[] = {"etc/modprobe.d", "run/modprobe.d", "lib/modprobe.d"};

enum { FILE_NAME_MAX = 64 };

/* The names of all files, sorted, each with the folder that it is taken from. */
struct file_list {
	struct {
		char name[FILE_NAME_MAX];
		size_t folder; /* index of folders */
	} files[MODPROBE_FILES_MAX];
	size_t count;
};

static void add_rule(struct modprobe_rules *rules, const struct modprobe_rule *rule,
		     const char *where)
{
	if (rule->kind == MODPROBE_INSTALL || rule->kind == MODPROBE_REMOVE) {
		log_warning("'%s', line %u: not run, no process is started for a module: '%.*s'",
			    where, rule->line, (int)rule->text.len, rule->text.at);
		return;
	}
	if (rules->count < MODPROBE_RULES_MAX) {
		rules->rules[rules->count++] = *rule;
		return;
	}
	if (!rules->full)
		log_err("'%s': more than %u rules for modules, the others are left out", where,
			(unsigned int)MODPROBE_RULES_MAX);
	rules->full = true;
}

void modprobe_read_file(const char *path, struct modprobe_rules *rules)
{
	struct modprobe_cursor cursor = {.next = rules->text + rules->text_len};
	struct modprobe_rule rule;
	ssize_t len = file_read(AT_FDCWD, path, cursor.next, sizeof(rules->text) - rules->text_len);
	int error, answer;

	if (len < 0) {
		if (len != -ENOENT)
			log_err("cannot read '%s': %s", path, strerror((int)-len));
		return;
	}
	rules->text_len += (size_t)len + 1;
	while ((answer = modprobe_conf_next(&cursor, &rule, &error))) {
		if (answer == 1)
			add_rule(rules, &rule, path);
		else
			log_warning("'%s', line %u: %s", path, cursor.line,
				    modprobe_strerror(error));
	}
}

/* Puts a name where it belongs, unless it is there already. */
static void add_file(struct file_list *list, const char *name, size_t folder)
{
	size_t at = 0, len = strlen(name);
	int order = 1;

	if (len < strlen(".conf") || strcmp(name + len - strlen(".conf"), ".conf") != 0)
		return;
	while (at < list->count && (order = strcmp(list->files[at].name, name)) < 0)
		at++;
	if (at < list->count && order == 0)
		return;
	if (len >= FILE_NAME_MAX || list->count == MODPROBE_FILES_MAX) {
		log_err("'%s/%s' is left out: more files, or a longer name, than there is room for",
			folders[folder], name);
		return;
	}
	memmove(&list->files[at + 1], &list->files[at],
		(list->count - at) * sizeof(list->files[0]));
	memcpy(list->files[at].name, name, len + 1);
	list->files[at].folder = folder;
	list->count++;
}

static void list_files(const char *root, struct file_list *list)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct dirent *entry;
		struct folder folder;
		char path[PATH_MAX];

		if (format_text(path, sizeof(path), "%s/%s", root, folders[i]) >= sizeof(path) ||
		    folder_open(AT_FDCWD, path, 0, &folder))
			continue;
		while ((entry = folder_next(&folder)))
			add_file(list, entry->d_name, i);
		(void)folder_close(&folder);
	}
}

void modprobe_read(const char *root, char *cmdline, struct modprobe_rules *out)
{
	struct modprobe_cursor cursor = {.next = cmdline};
	struct file_list list = {.count = 0};
	struct modprobe_rule rule;

	out->count = out->text_len = 0;
	out->full = false;
	list_files(root, &list);
	for (size_t i = 0; i < list.count; i++) {
		char path[PATH_MAX];

		if (format_text(path, sizeof(path), "%s/%s/%s", root, folders[list.files[i].folder],
				list.files[i].name) < sizeof(path))
			modprobe_read_file(path, out);
	}
	while (modprobe_cmdline_next(&cursor, &rule))
		add_rule(out, &rule, "/proc/cmdline");
}

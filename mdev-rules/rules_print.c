/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Actions in words. What can't be written is not said: the reader of a broken pipe is gone.
 */
#include "mdev-rules/rules_print.h"

#include <string.h>

#include "lib/file.h"
#include "mdev-rules/rules_match.h"
#include "mdev-rules/uevent.h"

/* Reads all rules; prints those that are refused. 0, or 1 when there were some. */
static int read_rules(int fd, const char *file, char *text, const struct names *names,
		      struct rule_set *set)
{
	struct rules_reader reader = {.next = text};
	int error, answer, refused = 0;

	set->count = set->condition_count = 0;
	while ((answer = rules_next(&reader, names, set, &error))) {
		if (answer == 1)
			continue;
		file_print(fd, "%s:%u:%u: refused '%.40s': %s\n", file, reader.line, reader.column,
			   reader.refused, rules_strerror(error));
		refused = 1;
	}
	return refused;
}

static void print_event(int fd, const struct uevent *event, const char *name, bool block)
{
	file_print(fd, "%s %s", uevent_value(event, "ACTION"), name);
	if (event->major >= 0 && event->minor >= 0)
		file_print(fd, ", %s %lld:%lld\n", block ? "block" : "character",
			   (long long)event->major, (long long)event->minor);
	else
		file_print(fd, ", no device number\n");
}

/* A command may be longer than what file_print() takes. */
static void print_command(int fd, const struct node_action *action)
{
	if (!action->command)
		return;
	file_print(fd, "run '");
	file_write_all(fd, action->command, strlen(action->command));
	file_print(fd, "' with MDEV=%s; ", action->path);
}

static void print_action(int fd, const struct node_action *action, const struct uevent *event)
{
	bool removed = event->action == UEVENT_REMOVE;

	if (removed)
		print_command(fd, action);
	if (action->node && removed)
		file_print(fd, "remove /dev/%s; ", action->path);
	else if (action->node && action->line == 0)
		file_print(fd, "/dev/%s as the kernel makes it; ", action->path);
	else if (action->node)
		file_print(fd, "/dev/%s with owner %u:%u, mode %c%c%c%c; ", action->path,
			   action->uid, action->gid, '0' + (action->mode >> 9),
			   '0' + (action->mode >> 6 & 7), '0' + (action->mode >> 3 & 7),
			   '0' + (action->mode & 7));
	else
		file_print(fd, "no node; ");
	if (action->link && removed)
		file_print(fd, "remove link /dev/%s; ", action->link);
	else if (action->link)
		file_print(fd, "link /dev/%s to %s; ", action->link, action->target);
	if (!removed)
		print_command(fd, action);
	file_print(fd, "%s\n", action->go_on ? "go on" : "end");
}

/* 0, or 1 when a rule can't be done. */
static int print_actions(int fd, const char *file, struct rule_set *set, const struct uevent *event,
			 const char *name)
{
	struct rules_cursor cursor = {0};
	struct node_action action;
	int error = 0, answer, refused = 0;
	unsigned int count = 0;

	while ((answer = rules_match(set, event, name, &cursor, &action, &error))) {
		if (cursor.line)
			file_print(fd, "%s:%u: ", file, cursor.line);
		else
			file_print(fd, "no rule: ");
		count++;
		if (answer == 1) {
			print_action(fd, &action, event);
			continue;
		}
		file_print(fd, "refused: %s\n", rules_match_strerror(error));
		refused = 1;
	}
	if (count == 0)
		file_print(fd, "no rule matches, nothing to do\n");
	return refused;
}

int rules_print(int fd, struct rules_print_text rules, struct rules_print_text event_text,
		const struct names *names, struct rule_set *set)
{
	int refused = read_rules(fd, rules.file, rules.text, names, set);
	char buf[NODE_PATH_SIZE];
	struct uevent event;
	const char *name = NULL;
	int error = uevent_parse_lines(event_text.text, &event);

	if (error)
		file_print(fd, "%s: refused: %s\n", event_text.file, uevent_strerror(error));
	else if (!(name = rules_name(&event, buf)))
		file_print(fd, "%s: refused: neither DEVNAME nor DEVPATH\n", event_text.file);
	if (name) {
		print_event(fd, &event, name, uevent_is_block(&event));
		refused |= print_actions(fd, rules.file, set, &event, name);
	}
	return refused || !name;
}

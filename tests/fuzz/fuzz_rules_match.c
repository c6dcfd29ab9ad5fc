/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/rules_match.h: an event's lines, an empty line, and rules. The actions are held
 * against those of a plain reading of mdev's semantics, which matches every rule (fuzz_pattern.c
 * holds that against regexec(3)).
 */
#include "mdev-rules/rules_match.h"
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 2048 };

static struct rule_set set;

static bool expected(const struct rule *rule, const struct uevent *event, const char *name)
{
	for (size_t i = 0; i < rule->condition_count; i++) {
		const struct rule_condition *condition = &set.conditions[rule->conditions + i];
		const char *value = uevent_value(event, condition->key);

		if (!value || !pattern_match(&condition->pattern, value))
			return false;
	}
	if (rule->subject == RULE_NUMBER)
		return event->major == rule->major && event->minor >= rule->minor_first &&
		       event->minor <= rule->minor_last;
	if (rule->subject == RULE_VALUE)
		name = uevent_value(event, rule->key);
	return name && pattern_match(&rule->pattern, name);
}

/* The next rule that matches, from `at` on; NULL for none. */
static const struct rule *next_expected(size_t at, const struct uevent *event, const char *name)
{
	for (; at < set.count; at++) {
		if (expected(&set.rules[at], event, name))
			return &set.rules[at];
	}
	return NULL;
}

static bool leads_out(const char *path)
{
	size_t len = strlen(path);

	return path[0] == '/' || strcmp(path, "..") == 0 || strncmp(path, "../", 3) == 0 ||
	       strstr(path, "/../") || (len >= 3 && strcmp(path + len - 3, "/..") == 0);
}

static void check_action(const struct node_action *action, const struct rule *rule,
			 const struct uevent *event, const char *name, bool no_node)
{
	bool moved = rule && rule->path;
	bool remove = event->action == UEVENT_REMOVE, add = event->action == UEVENT_ADD;
	bool numbered = event->major >= 0 && event->minor >= 0;

	promise(action->line == (rule ? rule->line : 0));
	promise(action->node == (numbered && (add || remove) && !no_node));
	promise(action->path[0] && strlen(action->path) < NODE_PATH_SIZE &&
		!leads_out(action->path));
	promise(action->mode == (rule ? rule->mode : 0));
	promise(action->uid == (rule ? rule->uid : 0) && action->gid == (rule ? rule->gid : 0));
	promise(moved || strcmp(action->path, name) == 0);
	promise(!action->link || (action->node && rule->place == RULE_PLACE_LINK));
	promise((action->link != NULL) == (action->target[0] != '\0'));
	promise(!action->link || (action->link == name && !leads_out(name)));
	promise(!action->command || action->command == rule->command);
	if (rule)
		promise((action->command != NULL) ==
			(rule->when == RULE_ALWAYS || (rule->when == RULE_ON_ADD && add) ||
			 (rule->when == RULE_ON_REMOVE && remove)));
	promise(action->go_on == (rule && rule->go_on));
}

static void check_device(const struct uevent *event, const char *name)
{
	bool firmware = event->action == UEVENT_REMOVE && uevent_value(event, "FIRMWARE");
	struct rules_cursor cursor = {0};
	bool no_node = false, matched = false, ended = firmware;
	size_t at = 0;

	for (;;) {
		const struct rule *rule = ended ? NULL : next_expected(at, event, name);
		struct node_action action;
		int error = 0, answer;

		fill_untouched(&action);
		answer = rules_match(&set, event, name, &cursor, &action, &error);
		promise(answer >= 0 && answer <= 2);
		if (answer != 1)
			promise_untouched(&action);
		if (rule)
			no_node |= rule->place == RULE_PLACE_NONE;
		if (answer == 0) {
			promise(!rule &&
				(ended || matched || event->major < 0 || event->minor < 0 ||
				 (event->action != UEVENT_ADD && event->action != UEVENT_REMOVE)));
			break;
		}
		promise(!ended && (rule || !matched));
		promise(cursor.line == (rule ? rule->line : 0));
		if (answer == 1)
			check_action(&action, rule, event, name, no_node);
		else
			promise(error >= RULES_MATCH_EMPTY && error <= RULES_MATCH_TOO_LONG);
		matched |= rule != NULL;
		ended = !rule || !rule->go_on;
		at = rule ? (size_t)(rule - set.rules) + 1 : set.count;
	}
	promise(rules_match(&set, event, name, &cursor, &(struct node_action){0}, &(int){0}) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct names names = {.passwd = "", .group = ""};
	char *lines = exact_text(data, size < INPUT_MAX ? size : INPUT_MAX), *rules = NULL, *gap;
	char buf[NODE_PATH_SIZE];
	struct uevent event;
	const char *name;

	gap = strstr(lines, "\n\n");
	rules = gap ? exact_text(gap + 2, strlen(gap + 2)) : exact_text("", 0);
	if (gap)
		*gap = '\0';
	if (uevent_parse_lines(lines, &event) == 0 && (name = rules_name(&event, buf))) {
		struct rules_reader reader = {.next = rules};

		while (rules_next(&reader, &names, &set, &(int){0}))
			;
		check_device(&event, name);
		set.count = set.condition_count = 0;
	}
	free(rules);
	free(lines);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules against a device: in come the set, the event and the name, out one node_action after the
 * other. A miss is what happens 500 times a device, so only rules that match names with such a
 * first byte are asked.
 */
#include "mdev-rules/rules_match.h"

#include <string.h>

#include "lib/parse.h"

const char *rules_match_strerror(int error)
{
	switch ((enum rules_match_error)error) {
	case RULES_MATCH_EMPTY:
		return "the node has no name";
	case RULES_MATCH_LEADS_OUT:
		return "the node's path leads out of /dev";
	case RULES_MATCH_TOO_LONG:
		return "the node's path is too long";
	}
	return "unknown error";
}

const char *rules_name(const struct uevent *event, char buf[NODE_PATH_SIZE])
{
	const char *last = event->devpath ? strrchr(event->devpath, '/') : NULL;

	if (event->devname)
		return event->devname;
	if (!last || last[1] == '\0' || parse_copy(last + 1, buf, NODE_PATH_SIZE))
		return NULL;
	for (char *at = buf; (at = strchr(at, '!'));)
		*at++ = '/';
	return buf;
}

/* ---- does it match? ---- */

/* The text that the rule's subject is about; NULL where the event has none. */
static const char *subject_text(const struct rule *rule, const struct uevent *event,
				const char *name)
{
	return rule->subject == RULE_VALUE ? uevent_value(event, rule->key) : name;
}

static bool number_matches(const struct rule *rule, const struct uevent *event)
{
	return event->major == rule->major && event->minor >= rule->minor_first &&
	       event->minor <= rule->minor_last;
}

static bool conditions_match(const struct rule_set *set, const struct rule *rule,
			     const struct uevent *event)
{
	const struct rule_condition *condition = &set->conditions[rule->conditions];

	for (size_t i = 0; i < rule->condition_count; i++, condition++) {
		const char *value = uevent_value(event, condition->key);

		if (!value || !pattern_match_again(set->cache, &condition->pattern, value))
			return false;
	}
	return true;
}

static bool rule_matches(const struct rule_set *set, const struct rule *rule,
			 const struct uevent *event, const char *name)
{
	const char *text = subject_text(rule, event, name);

	if (rule->subject == RULE_NUMBER)
		return number_matches(rule, event) && conditions_match(set, rule, event);
	return text && pattern_match_again(set->cache, &rule->pattern, text) &&
	       conditions_match(set, rule, event);
}

/* ---- what does it say? ---- */

struct path {
	size_t len; /* NODE_PATH_SIZE: it did not fit */
	char text[NODE_PATH_SIZE];
};

static void put(struct path *path, const char *text, size_t len)
{
	if (len >= NODE_PATH_SIZE - path->len) {
		path->len = NODE_PATH_SIZE;
		return;
	}
	memcpy(path->text + path->len, text, len);
	path->len += len;
	path->text[path->len] = '\0';
}

/* %0 to %9, where the group matched; any other '%' is one. */
static void expand(const char *template, const char *text, const struct pattern_span *groups,
		   struct path *path)
{
	while (*template) {
		size_t len = strcspn(template, "%");
		unsigned int group;

		put(path, template, len);
		template += len;
		if (*template == '\0')
			return;
		group = (unsigned int)(template[1] - '0');
		if (group < PATTERN_GROUPS && groups[group].start >= 0) {
			put(path, text + groups[group].start,
			    (size_t)(groups[group].end - groups[group].start));
			template += 2;
		} else {
			put(path, template ++, 1);
		}
	}
}

/* 0 with the groups for expand(), or why there are none. */
static int find_groups(const struct rule *rule, const char *text,
		       struct pattern_span groups[PATTERN_GROUPS])
{
	if (rule->wants_groups)
		return pattern_groups(&rule->pattern, text, groups) ? RULES_MATCH_TOO_LONG : 0;
	/* A number has no groups, and mdev puts nothing in their place. */
	memset(groups, 0, PATTERN_GROUPS * sizeof(*groups));
	if (rule->subject != RULE_NUMBER)
		groups[0].end = (int)strlen(text);
	return 0;
}

/* 0, or why this is no place for a node. */
static int check_path(const struct path *path)
{
	if (path->len == 0)
		return RULES_MATCH_EMPTY;
	if (path->len == NODE_PATH_SIZE)
		return RULES_MATCH_TOO_LONG;
	if (path->text[0] == '/' || parse_leads_out(path->text))
		return RULES_MATCH_LEADS_OUT;
	return 0;
}

/* Where the node is. 0, or why it is nowhere. */
static int find_path(const struct rule *rule, const struct uevent *event, const char *name,
		     struct path *path)
{
	const char *text = subject_text(rule, event, name);
	struct pattern_span groups[PATTERN_GROUPS];
	int error;

	if (!rule->path) {
		put(path, name, strlen(name));
		return check_path(path);
	}
	error = find_groups(rule, text, groups);
	if (error)
		return error;
	expand(rule->path, text, groups, path);
	if (path->len > 0 && path->len < NODE_PATH_SIZE && path->text[path->len - 1] == '/')
		put(path, name, strlen(name));
	return check_path(path);
}

/* A link at the name leads to the path: up as many folders as the name has, and down again. */
static int find_target(const char *name, const struct path *path, struct path *target)
{
	if (name[0] == '/' || parse_leads_out(name))
		return RULES_MATCH_LEADS_OUT;
	if (strcmp(name, path->text) == 0)
		return 0;
	for (const char *at = name; (at = strchr(at, '/')); at++)
		put(target, "../", 3);
	put(target, path->text, path->len);
	return target->len == NODE_PATH_SIZE ? RULES_MATCH_TOO_LONG : 0;
}

static const char *command_now(const struct rule *rule, const struct uevent *event)
{
	bool now = rule->when == RULE_ALWAYS ||
		   (rule->when == RULE_ON_ADD && event->action == UEVENT_ADD) ||
		   (rule->when == RULE_ON_REMOVE && event->action == UEVENT_REMOVE);

	return now ? rule->command : NULL;
}

static bool has_node(const struct uevent *event, const struct rules_cursor *cursor)
{
	return !cursor->no_node && event->major >= 0 && event->minor >= 0 &&
	       (event->action == UEVENT_ADD || event->action == UEVENT_REMOVE);
}

/* 1 or 2, as rules_match(). */
static int take(const struct rule *rule, const struct uevent *event, const char *name,
		struct rules_cursor *cursor, struct node_action *out, int *error)
{
	struct path path, target;
	bool node;
	int refused;

	path.len = target.len = 0;
	path.text[0] = target.text[0] = '\0';
	cursor->line = rule->line;
	cursor->no_node |= rule->place == RULE_PLACE_NONE;
	node = has_node(event, cursor);
	refused = find_path(rule, event, name, &path);
	if (!refused && node && rule->place == RULE_PLACE_LINK)
		refused = find_target(name, &path, &target);
	if (refused) {
		*error = refused;
		return 2;
	}
	out->line = rule->line;
	out->node = node;
	out->block = uevent_is_block(event);
	out->go_on = rule->go_on;
	out->mode = rule->mode;
	out->uid = rule->uid;
	out->gid = rule->gid;
	out->link = target.len ? name : NULL;
	out->command = command_now(rule, event);
	memcpy(out->path, path.text, path.len + 1);
	memcpy(out->target, target.text, target.len + 1);
	return 1;
}

/* The end: a device that no rule matches has its node all the same. */
static int take_none(const struct uevent *event, const char *name, struct rules_cursor *cursor,
		     struct node_action *out, int *error)
{
	const struct rule none = {0};

	return cursor->line == 0 && !cursor->has_nodes && has_node(event, cursor)
		       ? take(&none, event, name, cursor, out, error)
		       : 0;
}

/* Kernels ask for firmware by an event of its own, whose end is not the device's. */
static bool is_firmware(const struct uevent *event)
{
	return event->action == UEVENT_REMOVE && uevent_value(event, "FIRMWARE");
}

/* The next rule from this one on that a name with this first byte may match; the count: none. */
static size_t next_candidate(const struct rule_set *set, size_t from, unsigned int first)
{
	uint64_t behind = UINT64_MAX << from % RULES_WORD;

	for (size_t row = from / RULES_WORD; row * RULES_WORD < set->count; row++) {
		uint64_t rules = set->by_first[row][first] & behind;

		if (rules)
			return row * RULES_WORD + (size_t)__builtin_ctzll(rules);
		behind = UINT64_MAX;
	}
	return set->count;
}

int rules_match(const struct rule_set *set, const struct uevent *event, const char *name,
		struct rules_cursor *cursor, struct node_action *out, int *error)
{
	const unsigned int first = pattern_first_number(name);

	if (cursor->next > set->count || (cursor->next == 0 && is_firmware(event)))
		return 0;
	while ((cursor->next = next_candidate(set, cursor->next, first)) < set->count) {
		const struct rule *rule = &set->rules[cursor->next++];

		if (!rule_matches(set, rule, event, name))
			continue;
		if (!rule->go_on)
			cursor->next = set->count + 1;
		return take(rule, event, name, cursor, out, error);
	}
	cursor->next = set->count + 1;
	return take_none(event, name, cursor, out, error);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The graph of modules, walked depth first. A module gets its place in the order once all that it
 * waits for have theirs, and waits only for what has one: so that nothing waits in a circle.
 */
#include "mdev-rules/modules_plan.h"

#include <string.h>

#include "mdev-rules/modules_alias.h"

enum {
	SLOTS = 2 * MODULES_PLAN_MAX,
	NOBODY = UINT16_MAX,
};

const char *modules_plan_strerror(int error)
{
	switch ((enum modules_plan_error)error) {
	case MODULES_PLAN_UNKNOWN:
		return "not in modules.dep";
	case MODULES_PLAN_FULL:
		return "more modules than there is room for";
	case MODULES_PLAN_DEEP:
		return "a longer chain of dependencies than there is room for";
	}
	return "unknown error";
}

void modules_plan_init(struct modules_plan *plan, const struct modules_dep *dep,
		       const struct modprobe_rule rules[], size_t rule_count)
{
	plan->dep = dep;
	plan->rules = rules;
	plan->rule_count = rule_count;
	memset(plan->slots, 0, sizeof(plan->slots));
	plan->node_count = plan->order_count = plan->wait_count = plan->alias_count = 0;
}

/* The slot of a name: its node's, or the free one where that would be. */
static uint16_t *slot_of(struct modules_plan *plan, struct slice name)
{
	uint32_t slot = slice_name_hash(name) % SLOTS;

	while (plan->slots[slot] && !slice_name_eq(plan->nodes[plan->slots[slot] - 1].name, name))
		slot = (slot + 1) % SLOTS;
	return &plan->slots[slot];
}

struct module_node *modules_plan_find(struct modules_plan *plan, struct slice name)
{
	uint16_t slot = *slot_of(plan, name);

	return slot ? &plan->nodes[slot - 1] : NULL;
}

/*
 * The next module that a name of a softdep stands for: itself, else what the rules say, else what
 * was resolved. *at is 0 at the start.
 */
static bool next_meant(const struct modules_plan *plan, struct slice name, size_t *at,
		       struct slice *out)
{
	struct modules_dep_entry entry;

	if (*at == 0 && modules_dep_find(plan->dep, name, &entry)) {
		*at = SIZE_MAX;
		*out = name;
		return true;
	}
	while (*at < plan->rule_count + plan->alias_count) {
		size_t i = (*at)++;

		if (i >= plan->rule_count) {
			i -= plan->rule_count;
			*out = plan->aliases[i].module;
			if (slice_name_eq(plan->aliases[i].alias, name))
				return true;
		} else if (plan->rules[i].kind == MODPROBE_ALIAS &&
			   modules_alias_match(plan->rules[i].name, name)) {
			*out = plan->rules[i].text;
			return true;
		}
	}
	return false;
}

/* Where a walk over the soft dependencies of a module stands. */
struct soft {
	struct modules_plan_cursor words;
	struct slice word; /* that is being resolved; none for a start */
	size_t at;
};

/* The next word of a softdep line: of one module, or of all where name.at is NULL. */
static bool next_word(const struct modules_plan *plan, struct modules_plan_cursor *cursor,
		      struct slice name, struct slice *out)
{
	while (!modprobe_softdep_next(&cursor->rest, &cursor->side, out)) {
		const struct modprobe_rule *rule;

		if (cursor->rule == plan->rule_count)
			return false;
		rule = &plan->rules[cursor->rule++];
		cursor->side = MODPROBE_NEITHER;
		if (rule->kind == MODPROBE_SOFTDEP &&
		    (!name.at || modules_alias_match(rule->name, name)))
			cursor->rest = rule->text;
	}
	return true;
}

/* The next module on one side of a module that has soft dependencies. */
static bool next_soft(const struct modules_plan *plan, struct soft *soft, struct slice name,
		      enum modprobe_side side, struct slice *out)
{
	for (;;) {
		if (soft->word.at && next_meant(plan, soft->word, &soft->at, out))
			return true;
		if (!next_word(plan, &soft->words, name, &soft->word))
			return false;
		soft->at = 0;
		if (soft->words.side != side)
			soft->word.at = NULL;
	}
}

bool modules_plan_unresolved(const struct modules_plan *plan, struct modules_plan_cursor *cursor,
			     struct slice *out)
{
	struct slice word, module;

	while (next_word(plan, cursor, (struct slice){0}, &word)) {
		size_t at = 0;

		if (!next_meant(plan, word, &at, &module)) {
			*out = word;
			return true;
		}
	}
	return false;
}

int modules_plan_resolve(struct modules_plan *plan, struct slice alias, struct slice module)
{
	if (plan->alias_count == MODULES_PLAN_ALIASES)
		return MODULES_PLAN_FULL;
	plan->aliases[plan->alias_count].alias = alias;
	plan->aliases[plan->alias_count++].module = module;
	return 0;
}

/* Lets a node wait for a module, if that has its place. */
static int add_wait(struct modules_plan *plan, struct module_node *node,
		    const struct module_node *on, bool soft)
{
	if (!on || !on->placed)
		return 0;
	if (plan->wait_count == MODULES_PLAN_WAITS)
		return MODULES_PLAN_FULL;
	plan->waits[plan->wait_count++] = (struct module_wait){.node = (uint16_t)(on - plan->nodes),
							       .soft = soft};
	node->wait_count++;
	return 0;
}

/* The same for all that it waits for; these stand together, since each has its place by now. */
static int add_waits(struct modules_plan *plan, struct module_node *node, struct slice needs,
		     uint16_t after)
{
	struct slice file, module;
	struct soft soft = {0};
	int error = 0;

	node->wait = plan->wait_count;
	while (!error && modules_dep_need(&needs, &file))
		error = add_wait(plan, node, modules_plan_find(plan, modules_dep_name(file)),
				 false);
	while (!error && next_soft(plan, &soft, node->name, MODPROBE_PRE, &module))
		error = add_wait(plan, node, modules_plan_find(plan, module), true);
	if (!error && after != NOBODY)
		error = add_wait(plan, node, &plan->nodes[after], true);
	return error;
}

static int new_node(struct modules_plan *plan, uint16_t *slot, struct slice file, uint16_t *out)
{
	if (plan->node_count == MODULES_PLAN_MAX)
		return MODULES_PLAN_FULL;
	*out = plan->node_count++;
	plan->nodes[*out] = (struct module_node){.name = modules_dep_name(file), .file = file};
	*slot = plan->node_count;
	return 0;
}

static int place(struct modules_plan *plan, struct slice name, struct slice file, uint16_t after,
		 unsigned int depth);

static int place_softs(struct modules_plan *plan, struct slice name, enum modprobe_side side,
		       uint16_t after, unsigned int depth)
{
	struct soft soft = {0};
	struct slice module;

	while (next_soft(plan, &soft, name, side, &module)) {
		int error = place(plan, module, (struct slice){0}, after, depth);

		if (error && error != MODULES_PLAN_UNKNOWN)
			return error;
	}
	return 0;
}

/* `file` is where the module is, if another's line says so; it waits for `after`, too. */
static int place(struct modules_plan *plan, struct slice name, struct slice file, uint16_t after,
		 unsigned int depth)
{
	struct modules_dep_entry entry = {.file = file};
	uint16_t *slot = slot_of(plan, name), node = NOBODY;
	struct slice needs, need;
	int error;

	if (*slot)
		return 0;
	if (!modules_dep_find(plan->dep, name, &entry) && !file.at)
		return MODULES_PLAN_UNKNOWN;
	if (depth == MODULES_PLAN_DEPTH)
		return MODULES_PLAN_DEEP;
	error = new_node(plan, slot, entry.file, &node);
	for (needs = entry.needs; !error && modules_dep_need(&needs, &need);)
		error = place(plan, modules_dep_name(need), need, NOBODY, depth + 1);
	if (!error)
		error = place_softs(plan, name, MODPROBE_PRE, NOBODY, depth + 1);
	if (!error)
		error = add_waits(plan, &plan->nodes[node], entry.needs, after);
	if (error)
		return error;
	plan->nodes[node].placed = true;
	plan->order[plan->order_count++] = node;
	return place_softs(plan, name, MODPROBE_POST, node, depth + 1);
}

int modules_plan_add(struct modules_plan *plan, struct slice name)
{
	const struct module_node *node = modules_plan_find(plan, name);

	if (node)
		return node->placed ? 0 : MODULES_PLAN_FULL;
	return place(plan, name, (struct slice){0}, NOBODY, 0);
}

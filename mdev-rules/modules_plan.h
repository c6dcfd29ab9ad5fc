/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which modules are to be loaded, and after which others each: from the names of modules and what
 * modules.dep, softdep lines and aliases say of them. A module is in the plan once, behind those
 * that it waits for: what it needs, and the soft dependencies that come before it. What a chain of
 * dependencies leads back to is waited for in one direction only, so a plan can always be followed.
 *
 * A softdep's name that modules.dep does not have is an alias; what it stands for
 * is asked for with modules_plan_unresolved() and told with modules_plan_resolve(). Of such a name,
 * and of a soft dependency, that nothing is known of nothing is said, as with modprobe(8).
 * Refused: a module that modules.dep does not have, more than the maxima below. Pure.
 */
#ifndef MDEV_RULES_MODULES_PLAN_H
#define MDEV_RULES_MODULES_PLAN_H

#include "mdev-rules/modprobe_conf.h"
#include "mdev-rules/modules_dep.h"
#include "mdev-rules/slice.h"

enum {
	MODULES_PLAN_MAX = 512, /* modules; a large server with Debian's kernel has 250 */
	MODULES_PLAN_WAITS = 4096,
	MODULES_PLAN_ALIASES = 128,
	MODULES_PLAN_DEPTH = 64, /* longest chain of dependencies */
};

struct module_node {
	struct slice name, file;   /* in the text of modules.dep */
	uint16_t wait, wait_count; /* from where in waits, how many */
	bool placed;		   /* has its place in the order */
};

/* A module that another waits for. */
struct module_wait {
	uint16_t node; /* index of nodes */
	bool soft;     /* it may fail */
};

struct modules_plan {
	const struct modules_dep *dep;
	const struct modprobe_rule *rules; /* may be added to between calls */
	size_t rule_count;
	struct module_node nodes[MODULES_PLAN_MAX];
	uint16_t slots[2 * MODULES_PLAN_MAX]; /* 1 + index of nodes, by name; 0: free */
	uint16_t order[MODULES_PLAN_MAX];     /* indices of nodes, what is needed first */
	struct module_wait waits[MODULES_PLAN_WAITS];
	struct {
		struct slice alias, module;
	} aliases[MODULES_PLAN_ALIASES];
	uint16_t node_count, order_count, wait_count, alias_count;
};

enum modules_plan_error {
	MODULES_PLAN_UNKNOWN = 1, /* modules.dep has no such module, nor one that it needs */
	MODULES_PLAN_FULL,
	MODULES_PLAN_DEEP,
};

const char *modules_plan_strerror(int error);

/* An empty plan over an index and rules that must outlive it. */
void modules_plan_init(struct modules_plan *plan, const struct modules_dep *dep,
		       const struct modprobe_rule rules[], size_t rule_count);

/*
 * Plans a module and all that it waits for; 0 also where it has its place already. > 0: enum
 * modules_plan_error; the plan then may have got some of the others, and can be followed.
 */
int modules_plan_add(struct modules_plan *plan, struct slice name);

/* Where modules_plan_unresolved() stands. Start: zeros. */
struct modules_plan_cursor {
	size_t rule;
	struct slice rest;
	enum modprobe_side side;
};

/* The next name of a softdep that is neither a module nor an alias of the rules. False at the end.
 */
bool modules_plan_unresolved(const struct modules_plan *plan, struct modules_plan_cursor *cursor,
			     struct slice *out);

/* Says which module such a name stands for; several may. 0, or MODULES_PLAN_FULL. */
int modules_plan_resolve(struct modules_plan *plan, struct slice alias, struct slice module);

/* The node of a module in the plan, or NULL. */
struct module_node *modules_plan_find(struct modules_plan *plan, struct slice name);

#endif

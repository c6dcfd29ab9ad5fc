/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modules_dep.h and modules_plan.h. The input is softdeps and aliases of a modprobe.d
 * file, a NUL, and the text of a modules.dep. Each line's module is found, and a plan of all of
 * them has each once, behind all that it waits for.
 */
#include "mdev-rules/modules_plan.h"
#include "tests/fuzz/fuzz.h"

enum { SLOTS = 1024, RULES_MAX = 64 };

static uint32_t slots[SLOTS];
static struct modprobe_rule rules[RULES_MAX];
static struct modules_plan plan;

static bool within(struct slice slice, struct slice text)
{
	return slice.at >= text.at && slice.at + slice.len <= text.at + text.len;
}

static void check_entry(const struct modules_dep *dep, struct slice line)
{
	const char *colon = memchr(line.at, ':', line.len);
	struct modules_dep_entry entry;
	struct slice file, name, need;

	if (!colon)
		return;
	file = (struct slice){line.at, (size_t)(colon - line.at)};
	name = modules_dep_name(file);
	promise(within(name, file));
	promise(!memchr(name.at, '/', name.len) && !memchr(name.at, '.', name.len));
	promise(modules_dep_find(dep, name, &entry));
	promise(within(entry.file, dep->text) && within(entry.needs, dep->text));
	/* Of two lines the first counts. */
	promise(slice_name_eq(modules_dep_name(entry.file), name) && entry.file.at <= line.at);
	while (modules_dep_need(&entry.needs, &need))
		promise(need.len > 0 && within(need, dep->text));
}

static void check_plan(void)
{
	static bool before[MODULES_PLAN_MAX];

	memset(before, 0, sizeof(before));
	promise(plan.order_count <= plan.node_count && plan.node_count <= MODULES_PLAN_MAX);
	promise(plan.wait_count <= MODULES_PLAN_WAITS);
	for (size_t i = 0; i < plan.order_count; i++) {
		const struct module_node *node = &plan.nodes[plan.order[i]];

		promise(node->placed && !before[plan.order[i]]);
		promise(node->wait + node->wait_count <= plan.wait_count);
		for (size_t j = 0; j < node->wait_count; j++)
			promise(before[plan.waits[node->wait + j].node]);
		before[plan.order[i]] = true;
		promise(modules_plan_find(&plan, node->name) == node);
	}
}

static void check_all(struct slice text, size_t rule_count)
{
	struct modules_plan_cursor cursor = {0};
	struct slice rest = text, line, word;
	struct modules_dep dep;
	int error;

	fill_untouched(&dep);
	error = modules_dep_index(text, slots, SLOTS, &dep);
	if (error) {
		promise(error == MODULES_DEP_MANY);
		promise_untouched(&dep);
		return;
	}
	while (slice_next_line(&rest, &line))
		check_entry(&dep, line);
	modules_plan_init(&plan, &dep, rules, rule_count);
	while (modules_plan_unresolved(&plan, &cursor, &word) && plan.alias_count < 8)
		promise(modules_plan_resolve(&plan, word, slice_of("a")) == 0);
	for (rest = text; slice_next_line(&rest, &line);) {
		struct slice name = modules_dep_name(line);

		error = modules_plan_add(&plan, name);
		promise(error >= 0 && error <= MODULES_PLAN_DEEP);
		promise(error || modules_plan_find(&plan, name)->placed);
	}
	check_plan();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *conf = exact_text(data, size), *block;
	size_t len = strlen(conf), count = 0;
	struct modprobe_cursor cursor = {.next = conf};
	int error, answer;

	size -= len < size ? len + 1 : size;
	block = exact_bytes(data + len + (size > 0), size);
	while (count < RULES_MAX && (answer = modprobe_conf_next(&cursor, &rules[count], &error)))
		count += answer == 1;
	check_all((struct slice){block, size}, count);
	free(block);
	free(conf);
	return 0;
}

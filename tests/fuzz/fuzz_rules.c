/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/rules.h: the input as mdev.conf. Every line is a rule, a refusal or nothing; a
 * refused one leaves the counts alone; what rules_need() says is what the rules have.
 */
#include "mdev-rules/rules.h"
#include "tests/fuzz/fuzz.h"

static struct rule_set set;

static void check_rule(const struct rule *rule, const char *text, size_t size)
{
	promise(rule->subject == RULE_NUMBER || inside(rule->pattern.text, text, size));
	promise((rule->subject == RULE_VALUE) == (rule->key != NULL));
	promise(null_or_inside(rule->key, text, size));
	promise((rule->place == RULE_PLACE_MOVE || rule->place == RULE_PLACE_LINK) ==
		(rule->path != NULL));
	promise(null_or_inside(rule->path, text, size));
	promise(!rule->path || (rule->path[0] && rule->path[0] != '/'));
	promise((rule->when != RULE_NEVER) == (rule->command != NULL));
	promise(null_or_inside(rule->command, text, size));
	promise(!rule->command || rule->command[0]);
	promise(rule->mode <= 07777 && rule->uid <= NAMES_ID_MAX && rule->gid <= NAMES_ID_MAX);
	promise(rule->minor_first <= rule->minor_last);
	promise(rule->conditions + (size_t)rule->condition_count <= set.condition_count);
	for (size_t i = 0; i < rule->condition_count; i++) {
		const struct rule_condition *condition = &set.conditions[rule->conditions + i];

		promise(inside(condition->key, text, size) && condition->key[0]);
		promise(inside(condition->pattern.text, text, size));
	}
}

static void check_need(void)
{
	struct rules_need need;
	bool number = false, command = false;

	rules_need(&set, &need);
	for (size_t i = 0; i < set.count; i++) {
		number |= set.rules[i].subject == RULE_NUMBER;
		command |= set.rules[i].when == RULE_ON_ADD || set.rules[i].when == RULE_ALWAYS;
		if (set.rules[i].subject == RULE_VALUE)
			promise(need.key_count > 0);
	}
	promise(need.number == number && need.command == command);
	promise(need.key_count <= RULES_KEYS_MAX);
	for (size_t i = 0; i < need.key_count; i++) {
		for (size_t j = 0; j < i; j++)
			promise(strcmp(need.keys[i], need.keys[j]) != 0);
	}
}

static void check_refusal(const struct rules_reader *reader, int error, size_t len)
{
	promise(error >= RULES_FEW_FIELDS && error <= RULES_TOO_MANY);
	promise(reader->column >= 1 && reader->column <= len + 1);
	promise(strcmp(rules_strerror(error), "unknown error") != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct names names = {.passwd = "root:x:0:0:::\nfred:x:5:50:::\n",
					   .group = "root:x:0:\ndisk:x:6:\n"};
	char *text = exact_text(data, size);
	size_t len = strlen(text);
	struct rules_reader reader = {.next = text};
	unsigned int lines = 1, last_line = 0;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	for (;;) {
		size_t count = set.count, conditions = set.condition_count;
		int error = 0, answer = rules_next(&reader, &names, &set, &error);

		promise(answer >= 0 && answer <= 2);
		if (answer == 0)
			break;
		promise(reader.line > last_line && reader.line <= lines && reader.read <= lines);
		last_line = reader.line;
		promise(set.count == count + (answer == 1) && set.count <= RULES_MAX);
		if (answer == 1) {
			promise(set.rules[count].line == reader.line);
			check_rule(&set.rules[count], text, len + 1);
		} else {
			promise(set.condition_count == conditions);
			check_refusal(&reader, error, len);
		}
	}
	promise(!reader.next && reader.read == lines);
	check_need();
	set.count = set.condition_count = 0;
	free(text);
	return 0;
}

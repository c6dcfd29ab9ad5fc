/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modprobe_conf.h. The input is a modprobe.d file and, behind a NUL, a kernel command
 * line. Besides the promises of the header: what comes out as options fits what was said to fit,
 * and read again as the kernel reads it, it has the values of the command line.
 */
#include "lib/words.h"
#include "mdev-rules/modprobe_conf.h"
#include "tests/fuzz/fuzz.h"

enum { RULES_MAX = 256, OPTIONS_MAX = 1024 };

static struct modprobe_rule rules[RULES_MAX];

static bool within(struct slice slice, const char *block, size_t size)
{
	return slice.at >= block && slice.at + slice.len <= block + size;
}

static size_t read_file(char *text, size_t size)
{
	struct modprobe_cursor cursor = {.next = text};
	unsigned int lines = 1, last = 0;
	size_t count = 0;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	while (count < RULES_MAX) {
		struct modprobe_rule *rule = &rules[count];
		int error = 0, answer;

		fill_untouched(rule);
		answer = modprobe_conf_next(&cursor, rule, &error);
		if (answer == 0)
			break;
		promise(cursor.line > last && cursor.line <= lines);
		last = cursor.line;
		if (answer == 2) {
			promise(error == MODPROBE_UNKNOWN || error == MODPROBE_FEW_FIELDS);
			promise_untouched(rule);
			continue;
		}
		promise(answer == 1 && rule->line == cursor.line);
		promise(rule->name.len > 0 && within(rule->name, text, size));
		promise(!rule->text.at || within(rule->text, text, size));
		promise(rule->text.len > 0 || rule->kind == MODPROBE_BLACKLIST);
		promise(!rule->value.at);
		count++;
	}
	return count;
}

static size_t read_cmdline(char *text, size_t size, size_t count)
{
	struct modprobe_cursor cursor = {.next = text};

	for (; count < RULES_MAX && modprobe_cmdline_next(&cursor, &rules[count]); count++) {
		const struct modprobe_rule *rule = &rules[count];

		promise(rule->line == 0 && rule->name.len > 0 && within(rule->name, text, size));
		promise(rule->kind == MODPROBE_BLACKLIST || rule->kind == MODPROBE_OPTIONS);
		promise(rule->kind == MODPROBE_BLACKLIST || rule->text.len > 0);
		promise(!rule->value.at || within(rule->value, text, size));
	}
	return count;
}

/* Of one rule of the command line: the kernel gets back what it gave. */
static void check_quoting(const struct modprobe_rule *rule)
{
	char out[OPTIONS_MAX], *at = out, *name, *value;

	if (memchr(rule->value.at, '"', rule->value.len) ||
	    memchr(rule->text.at, '"', rule->text.len))
		return;
	for (size_t i = 0; i < rule->text.len; i++) {
		if (rule->text.at[i] <= ' ')
			return; /* in quotes with its name: no parameter has such one */
	}
	if (modprobe_options(rule, 1, rule->name, out, sizeof(out)))
		return;
	promise(words_next(&at, &name, &value));
	promise(slice_is(rule->text, name) && value && slice_is(rule->value, value));
	promise(!words_next(&at, &name, &value));
}

/* The modules are the words of the text behind a side, each on the side that was said last. */
static void check_softdep(struct slice text)
{
	struct slice rest = text, module, word;
	enum modprobe_side side = MODPROBE_NEITHER, said = MODPROBE_NEITHER;

	while (slice_next_word(&text, &word)) {
		bool pre = slice_is(word, "pre:"), post = slice_is(word, "post:");

		if (pre || post)
			said = pre ? MODPROBE_PRE : MODPROBE_POST;
		if (pre || post || said == MODPROBE_NEITHER)
			continue;
		promise(modprobe_softdep_next(&rest, &side, &module));
		promise(side == said && module.at == word.at && module.len == word.len);
	}
	fill_untouched(&module);
	promise(!modprobe_softdep_next(&rest, &side, &module));
	promise_untouched(&module);
}

static void check_options(size_t count)
{
	for (size_t i = 0; i < count && i < 8; i++) {
		size_t needed = OPTIONS_MAX;
		char *out = malloc(OPTIONS_MAX);

		memset(out, UNTOUCHED, OPTIONS_MAX);
		if (modprobe_options(rules, count, rules[i].name, out, OPTIONS_MAX))
			promise(is_untouched(out, OPTIONS_MAX));
		else
			needed = strlen(out) + 1;
		free(out);
		/* What is said to fit does, to the byte. */
		out = malloc(needed);
		(void)modprobe_options(rules, count, rules[i].name, out, needed);
		free(out);
		if (rules[i].kind == MODPROBE_BLACKLIST)
			promise(modprobe_blacklisted(rules, count, rules[i].name));
		if (rules[i].kind == MODPROBE_OPTIONS && rules[i].value.at)
			check_quoting(&rules[i]);
		if (rules[i].kind == MODPROBE_SOFTDEP)
			check_softdep(rules[i].text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *file = exact_text(data, size), *cmdline;
	size_t len = strlen(file), count;

	cmdline = exact_text(data + len + (len < size), size - len - (len < size));
	count = read_file(file, len + 1);
	count = read_cmdline(cmdline, strlen(cmdline) + 1, count);
	check_options(count);
	free(cmdline);
	free(file);
	return 0;
}

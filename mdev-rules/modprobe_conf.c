/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modprobe.d(5) by lines: in comes a file's text, out one rule after the other, and what rules
 * together say of a module. See modprobe_conf.h for the grammar and what is refused.
 */
#include "mdev-rules/modprobe_conf.h"

#include <string.h>

#include "lib/words.h"

const char *modprobe_strerror(int error)
{
	switch ((enum modprobe_error)error) {
	case MODPROBE_UNKNOWN:
		return "not one of alias, blacklist, options, softdep, install, remove and weakdep";
	case MODPROBE_FEW_FIELDS:
		return "too few fields";
	case MODPROBE_LONG_OPTIONS:
		return "more options than there is room for";
	}
	return "unknown error";
}

/* Cuts a line with those that it is joined to off the text, as one; NULL at the end. */
static char *next_line(struct modprobe_cursor *cursor)
{
	char *line = cursor->next, *to = line, *from = line;

	if (!line || !*line)
		return NULL;
	cursor->line += 1 + cursor->joined;
	cursor->joined = 0;
	for (; *from && *from != '\n'; from++) {
		if (from[0] == '\\' && from[1] == '\n') {
			from++;
			cursor->joined++;
			continue;
		}
		*to++ = *from;
	}
	cursor->next = *from ? from + 1 : NULL;
	*to = '\0';
	return line;
}

struct command {
	const char *name;
	enum modprobe_kind kind;
	bool needs_text, one_word;
};

static int parse_line(struct slice line, const struct command *command, struct modprobe_rule *out)
{
	struct modprobe_rule rule = {.kind = command->kind};
	struct slice rest;

	if (!slice_next_word(&line, &rule.name))
		return MODPROBE_FEW_FIELDS;
	rest = line;
	if (slice_next_word(&line, &rule.text)) {
		if (!command->one_word)
			rule.text.len = (size_t)(rest.at + rest.len - rule.text.at);
	} else if (command->needs_text) {
		return MODPROBE_FEW_FIELDS;
	}
	*out = rule;
	return 0;
}

static int parse_command(struct slice word, struct slice line, struct modprobe_rule *out)
{
	static const struct command commands[] = {
		{"alias", MODPROBE_ALIAS, true, true},
		{"blacklist", MODPROBE_BLACKLIST, false, true},
		{"options", MODPROBE_OPTIONS, true, false},
		{"softdep", MODPROBE_SOFTDEP, true, false},
		{"install", MODPROBE_INSTALL, true, false},
		{"remove", MODPROBE_REMOVE, true, false},
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (slice_is(word, commands[i].name))
			return parse_line(line, &commands[i], out);
	}
	return MODPROBE_UNKNOWN;
}

int modprobe_conf_next(struct modprobe_cursor *cursor, struct modprobe_rule *out, int *error)
{
	char *text;

	while ((text = next_line(cursor))) {
		struct slice line = slice_of(text), word;
		int refused;

		if (!slice_next_word(&line, &word) || word.at[0] == '#' ||
		    slice_is(word, "weakdep"))
			continue;
		refused = parse_command(word, line, out);
		if (refused) {
			*error = refused;
			return 2;
		}
		out->line = cursor->line;
		return 1;
	}
	return 0;
}

/* Cuts the next name off a list with commas; false at its end. */
static bool next_listed(char **list, struct slice *name)
{
	while (*list) {
		size_t len = strcspn(*list, ",");

		*name = (struct slice){*list, len};
		*list = (*list)[len] ? *list + len + 1 : NULL;
		if (len)
			return true;
	}
	return false;
}

int modprobe_cmdline_next(struct modprobe_cursor *cursor, struct modprobe_rule *out)
{
	char *name, *value, *dot;

	for (;;) {
		struct modprobe_rule rule = {.kind = MODPROBE_BLACKLIST};

		if (next_listed(&cursor->list, &rule.name)) {
			*out = rule;
			return 1;
		}
		if (!cursor->next || !words_next(&cursor->next, &name, &value) ||
		    (strcmp(name, "--") == 0 && !value)) {
			cursor->next = NULL;
			return 0;
		}
		if (words_name_eq(name, "modprobe.blacklist") ||
		    words_name_eq(name, "module_blacklist")) {
			cursor->list = value;
			continue;
		}
		dot = strchr(name, '.');
		if (!dot || dot == name || !dot[1])
			continue;
		rule.kind = MODPROBE_OPTIONS;
		rule.name = (struct slice){name, (size_t)(dot - name)};
		rule.text = slice_of(dot + 1);
		if (value)
			rule.value = slice_of(value);
		*out = rule;
		return 1;
	}
}

bool modprobe_softdep_next(struct slice *text, enum modprobe_side *side, struct slice *module)
{
	struct slice word;

	while (slice_next_word(text, &word)) {
		if (slice_is(word, "pre:")) {
			*side = MODPROBE_PRE;
		} else if (slice_is(word, "post:")) {
			*side = MODPROBE_POST;
		} else if (*side != MODPROBE_NEITHER) {
			*module = word;
			return true;
		}
	}
	return false;
}

bool modprobe_blacklisted(const struct modprobe_rule rules[], size_t count, struct slice module)
{
	for (size_t i = 0; i < count; i++) {
		if (rules[i].kind == MODPROBE_BLACKLIST && slice_name_eq(rules[i].name, module))
			return true;
	}
	return false;
}

static char *append(char *out, struct slice piece)
{
	return (char *)mempcpy(out, piece.at, piece.len);
}

/* A value goes into quotes where the kernel would else end it at a blank (lib/words.h). */
static char *append_rule(char *out, const struct modprobe_rule *rule)
{
	bool quoted = false;

	out = append(out, rule->text);
	if (!rule->value.at)
		return out;
	for (size_t i = 0; i < rule->value.len; i++)
		quoted |= rule->value.at[i] <= ' ';
	out = append(out, slice_of(quoted ? "=\"" : "="));
	out = append(out, rule->value);
	return append(out, slice_of(quoted ? "\"" : ""));
}

static bool has_options(const struct modprobe_rule *rule, struct slice module)
{
	return rule->kind == MODPROBE_OPTIONS && slice_name_eq(rule->name, module);
}

int modprobe_options(const struct modprobe_rule rules[], size_t count, struct slice module,
		     char *out, size_t size)
{
	size_t needed = 1;
	char *end = out;

	for (size_t i = 0; i < count; i++) {
		if (has_options(&rules[i], module))
			needed += rules[i].text.len + rules[i].value.len + strlen(" =\"\"");
	}
	if (needed > size)
		return MODPROBE_LONG_OPTIONS;
	for (size_t i = 0; i < count; i++) {
		if (!has_options(&rules[i], module))
			continue;
		if (end > out)
			*end++ = ' ';
		end = append_rule(end, &rules[i]);
	}
	*end = '\0';
	return 0;
}

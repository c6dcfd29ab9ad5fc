/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expressions by what is cheap first: literal bytes are compared, a program is compiled only for
 * what they leave over, anew each time, since most expressions are never asked that far. See
 * pattern.h for what is refused.
 */
#include "mdev-rules/pattern.h"

#include <string.h>

#include "mdev-rules/pattern_program.h"
#include "mdev-rules/pattern_run.h"

/* Not a byte that stands for itself. */
static bool is_special(char c)
{
	switch (c) {
	case '.':
	case '[':
	case '(':
	case ')':
	case '|':
	case '*':
	case '+':
	case '?':
	case '{':
	case '^':
	case '$':
	case '\\':
		return true;
	}
	return false;
}

/* How many bytes at the start stand for themselves, once each. */
static uint8_t count_literals(const char *text)
{
	uint8_t count = 0;

	while (count < UINT8_MAX && text[count] && !is_special(text[count]))
		count++;
	if (count && program_is_repeat(text[count]))
		count--;
	return count;
}

/* Learns from the program of a whole expression what it starts with. */
static void learn_start(const struct program *program, struct pattern *pattern)
{
	const char *text = pattern->text;
	size_t state = 0;

	pattern->first = run_first(program, 0);
	if (program->count == 0)
		return;
	/* A program with branches starts with none of both. */
	if (program->ops[0].kind == OP_START && *text == '^') {
		pattern->text = ++text;
		state = 1;
	} else if (program->ops[0].kind != OP_BYTE) {
		return;
	}
	pattern->literals = count_literals(text);
	pattern->next = run_first(program, state + pattern->literals);
}

/* Nothing but names side by side? */
static bool is_names(const char *text)
{
	while (*text == '|' || (*text && !is_special(*text)))
		text++;
	return *text == '\0';
}

static uint64_t first_of_names(const char *text)
{
	uint64_t first = 0;

	for (;;) {
		first |= *text == '|' ? 1 : pattern_first_bit(text);
		text = strchr(text, '|');
		if (!text)
			return first;
		text++;
	}
}

/* Is the text one of them? */
static bool names_have(const char *names, const char *text)
{
	for (;;) {
		size_t len = 0;

		while (names[len] && names[len] != '|' && names[len] == text[len])
			len++;
		names += len;
		if (text[len] == '\0' && (*names == '|' || *names == '\0'))
			return true;
		while (*names && *names != '|')
			names++;
		if (*names++ == '\0')
			return false;
	}
}

int pattern_parse(const char *text, bool whole, struct pattern *out)
{
	struct pattern pattern = {
		.text = text, .first = UINT64_MAX, .next = UINT64_MAX, .whole = whole};
	struct program program;
	uint8_t literals = count_literals(text);
	size_t len;
	int error;

	/* Most expressions are names. */
	if (literals && text[literals] == '\0') {
		pattern.literals = literals;
		if (whole)
			pattern.first = pattern_first_bit(text);
		*out = pattern;
		return 0;
	}
	len = strnlen(text, PATTERN_LEN_MAX + 1);
	if (len > PATTERN_LEN_MAX)
		return PATTERN_TOO_BIG;
	if (whole && is_names(text)) {
		pattern.names = true;
		pattern.first = first_of_names(text);
		*out = pattern;
		return 0;
	}
	error = program_compile(text, text + len, false, &program);
	if (error)
		return error;
	if (whole)
		learn_start(&program, &pattern);
	*out = pattern;
	return 0;
}

/* The program of what stands behind the literals; NULL where it is no expression. */
static const struct program *remember(struct pattern_cache *cache, const char *rest)
{
	if (cache->text == rest)
		return &cache->program;
	cache->text = NULL;
	if (program_compile(rest, rest + strlen(rest), false, &cache->program))
		return NULL;
	cache->text = rest;
	return &cache->program;
}

bool pattern_match(const struct pattern *pattern, const char *text)
{
	return pattern_match_again(NULL, pattern, text);
}

bool pattern_match_again(struct pattern_cache *cache, const struct pattern *pattern,
			 const char *text)
{
	const char *rest = pattern->text + pattern->literals;
	const struct program *program;
	struct pattern_cache own;

	if (pattern->names)
		return names_have(pattern->text, text);
	if (pattern->literals && !pattern->whole)
		return strstr(text, pattern->text);
	if (strncmp(text, pattern->text, pattern->literals) != 0)
		return false;
	if (*rest == '\0' && pattern->whole)
		return text[pattern->literals] == '\0';
	if (!(pattern->next & pattern_first_bit(text + pattern->literals)))
		return false;
	own.text = NULL;
	program = remember(cache ? cache : &own, rest);
	return program && run_match(program, text, pattern->literals, pattern->whole);
}

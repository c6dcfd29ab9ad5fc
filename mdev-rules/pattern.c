/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expressions by their text: a plain one is never compiled, the matcher walks what a person
 * wrote. Groups are there once or not at all, so that what follows a branch is in the text too:
 * behind the end of its group. See pattern.h for the grammar and what is refused.
 */
#include "mdev-rules/pattern.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* With both a match costs at most 64 times the cube of the text's length. */
	WAYS_MAX = 64,	 /* branches of the groups, and 2 for each "?", multiplied */
	REPEATS_MAX = 3, /* "*" and "+"; to look for a part everywhere is one more */
	ASCII_MAX = 127,
};

static bool is_repeat(char c)
{
	return c == '*' || c == '+' || c == '?';
}

/* A byte that means something by itself, outside of a bracket expression. */
static bool is_special(char c)
{
	switch (c) {
	case '.':
	case '[':
	case ']':
	case '(':
	case ')':
	case '*':
	case '+':
	case '?':
	case '{':
	case '}':
	case '|':
	case '^':
	case '$':
	case '\\':
		return true;
	}
	return false;
}

/* ---- the text ---- */

/* Behind the ']' of a bracket expression; NULL without one. */
static const char *bracket_end(const char *text)
{
	text++;
	text += *text == '^';
	text += *text == ']'; /* in the first place it stands for itself */
	while (*text && *text != ']') {
		char kind = text[1];

		if (*text++ != '[' || (kind != ':' && kind != '.' && kind != '='))
			continue;
		/* [:class:], [.element.] and [=equals=] have brackets of their own. */
		for (text++; *text && (text[0] != kind || text[1] != ']');)
			text++;
		if (*text)
			text += 2;
	}
	return *text ? text + 1 : NULL;
}

/* Behind the atom, or other sign, that starts at text. NULL for a bracket that is not closed. */
static const char *atom_end(const char *text)
{
	if (*text == '[')
		return bracket_end(text);
	return text + 1 + (text[0] == '\\' && text[1]);
}

/* From inside of a branch to its end: the '|', ')' or NUL of its own group. */
static const char *branch_end(const char *text)
{
	for (unsigned int depth = 0; *text; text = atom_end(text)) {
		if (depth == 0 && (*text == '|' || *text == ')'))
			break;
		depth += *text == '(';
		depth -= *text == ')';
	}
	return text;
}

/* From a branch to the next one of its group, or NULL. */
static const char *next_branch(const char *text)
{
	text = branch_end(text);
	return *text == '|' ? text + 1 : NULL;
}

/* From the end of a branch to behind its group, or to the NUL. */
static const char *group_end(const char *text)
{
	while (*text == '|')
		text = branch_end(text + 1);
	text += *text == ')';
	return text + (*text == '?');
}

/* Behind the group that starts at text, when it may be left out, else NULL. */
static const char *behind_optional(const char *text)
{
	const char *end = group_end(branch_end(text + 1));

	return end[-1] == '?' ? end : NULL;
}

/* ---- matching ---- */

static bool bracket_has(const char *text, unsigned char c)
{
	bool negated = text[1] == '^', found = false;
	const char *start = text + 1 + negated;

	for (text = start; *text != ']' || text == start; text++) {
		unsigned char low = (unsigned char)*text, high = low;

		if (text[1] == '-' && text[2] != ']') {
			text += 2;
			high = (unsigned char)*text;
		}
		found |= low <= c && c <= high;
	}
	return found != negated;
}

static bool atom_has(const char *atom, char c)
{
	if (c == '\0')
		return false;
	switch (*atom) {
	case '.':
		return true;
	case '[':
		return bracket_has(atom, (unsigned char)c);
	case '\\':
		return atom[1] == c;
	}
	return *atom == c;
}

static bool walk(const char *at, const char *text, bool to_end);

static bool walk_branches(const char *at, const char *text, bool to_end)
{
	for (; at; at = next_branch(at)) {
		if (walk(at, text, to_end))
			return true;
	}
	return false;
}

/* `rest` is behind the sign of the repetition. */
static bool walk_repeat(const char *atom, const char *rest, const char *text, bool to_end)
{
	char sign = rest[-1];

	if (sign == '?')
		return walk(rest, text, to_end) ||
		       (atom_has(atom, *text) && walk(rest, text + 1, to_end));
	if (sign == '+' && !atom_has(atom, *text++))
		return false;
	if (*atom == '.' && *rest == '\0')
		return true;
	for (; !walk(rest, text, to_end); text++) {
		if (!atom_has(atom, *text))
			return false;
	}
	return true;
}

/* Does the plain expression from `at` on match the text, or when not to_end a start of it? */
static bool walk(const char *at, const char *text, bool to_end)
{
	for (;;) {
		const char *end;

		switch (*at) {
		case '\0':
			return !to_end || *text == '\0';
		case '|':
		case ')':
			at = group_end(at);
			continue;
		case '(':
			if (walk_branches(at + 1, text, to_end))
				return true;
			at = behind_optional(at);
			if (!at)
				return false;
			continue;
		}
		end = atom_end(at);
		if (is_repeat(*end))
			return walk_repeat(at, end + 1, text, to_end);
		if (!atom_has(at, *text++))
			return false;
		at = end;
	}
}

static int find_plain(const struct pattern *pattern, const char *text)
{
	do {
		if (walk_branches(pattern->text, text, pattern->at_end))
			return 1;
	} while (!pattern->at_start && *text++);
	return 0;
}

static int execute(const regex_t *regex, const char *text, size_t count, regmatch_t *groups)
{
	switch (regexec(regex, text, count, groups, 0)) {
	case 0:
		return 1;
	case REG_NOMATCH:
		return 0;
	}
	return -ENOMEM;
}

int pattern_match(const struct pattern *pattern, const char *text)
{
	regmatch_t match;
	int answer;

	if (strncmp(text, pattern->text, pattern->literals) != 0)
		return 0;
	if (pattern->plain && pattern->literals)
		return walk(pattern->text + pattern->literals, text + pattern->literals,
			    pattern->at_end);
	if (pattern->plain)
		return find_plain(pattern, text);
	if (!pattern->at_start)
		return execute(pattern->regex, text, 0, NULL);
	/* The match that starts first is found, and of those the longest: if one is whole, it is.
	 */
	answer = execute(pattern->regex, text, 1, &match);
	return answer > 0 ? match.rm_so == 0 && text[match.rm_eo] == '\0' : answer;
}

/* ---- reading ---- */

/* What was learnt on one way through the text. */
struct survey {
	bool start, end; /* a ^, a $ around it */
	bool plain;
	bool branches; /* on the outermost level */
	unsigned int ways, repeats;
};

/* The text of a bracket expression has nothing but bytes of ASCII and ranges that go up. */
static bool bracket_is_plain(const char *text, const char *end)
{
	const char *start = text + 1 + (text[1] == '^'), *last = end - 1;

	for (text = start; text < last; text++) {
		bool range = last - text > 2 && text[1] == '-';

		if ((unsigned char)*text > ASCII_MAX || *text == '[')
			return false;
		if (*text == '-' && text != start && text + 1 != last)
			return false;
		if (!range)
			continue;
		if ((unsigned char)text[2] > ASCII_MAX || text[2] == '[' || text[2] == '-' ||
		    text[2] < text[0])
			return false;
		text += 2;
	}
	return true;
}

/* Where a branch starts there is something to match. */
static bool starts_branch(const char *text)
{
	return *text && !is_repeat(*text) && !strchr("|){^$", *text);
}

static bool atom_is_plain(const char *text, const char *end)
{
	switch (*text) {
	case '\\':
		return is_special(text[1]) || text[1] == '/' || text[1] == '-';
	case '[':
		return bracket_is_plain(text, end);
	case '(':
	case '|':
		return starts_branch(end);
	case ')':
		return *end != '*' && *end != '+';
	case '{':
	case '^':
	case '$':
		return false;
	}
	return (unsigned char)*text <= ASCII_MAX && !is_repeat(*text);
}

static void count_ways(const char *text, const char *end, struct survey *survey)
{
	unsigned int ways = *end == '?' ? 2 : 1;

	survey->repeats += *end == '*' || *end == '+';
	if (*text == '(') {
		for (ways = 0, text = end; text; text = next_branch(text))
			ways++;
	}
	if (survey->ways <= WAYS_MAX)
		survey->ways *= ways;
}

/* Looks through [text, end), whose brackets are closed, without the anchors around it. */
static void look_through(const char *text, const char *end, struct survey *survey)
{
	unsigned int depth = 0;

	survey->plain = text < end && starts_branch(text);
	while (text < end) {
		const char *next = atom_end(text);

		survey->plain &= atom_is_plain(text, next) && (*text != ')' || depth > 0);
		survey->branches |= *text == '|' && depth == 0;
		depth += *text == '(';
		depth -= *text == ')' && depth > 0;
		count_ways(text, next, survey);
		text = next + (*text != '(' && *text != '|' && is_repeat(*next));
	}
	survey->plain &= depth == 0 && survey->ways <= WAYS_MAX && survey->repeats <= REPEATS_MAX;
}

/* The bytes that a match of the plain expression from `at` on may start with. */
static uint64_t first_of(const char *at);

static uint64_t first_of_branches(const char *at)
{
	uint64_t first = 0;

	for (; at; at = next_branch(at))
		first |= first_of(at);
	return first;
}

static uint64_t first_of_atom(const char *atom)
{
	uint64_t first = 0;

	if (*atom == '.' || (*atom == '[' && atom[1] == '^'))
		return UINT64_MAX;
	if (*atom != '[')
		return pattern_first_bit(atom + (*atom == '\\'));
	for (unsigned char c = 1; c <= ASCII_MAX; c++)
		first |= (uint64_t)bracket_has(atom, c) << (c & 63);
	return first;
}

static uint64_t first_of(const char *at)
{
	uint64_t first = 0;

	for (;;) {
		const char *end;

		switch (*at) {
		case '\0':
			return first | 1;
		case '|':
		case ')':
			at = group_end(at);
			continue;
		case '(':
			first |= first_of_branches(at + 1);
			at = behind_optional(at);
			if (!at)
				return first;
			continue;
		}
		end = atom_end(at);
		first |= first_of_atom(at);
		if (*end != '*' && *end != '?')
			return first;
		at = end + 1;
	}
}

/* How many bytes at the start stand for themselves, once each. */
static uint8_t count_literals(const char *text)
{
	uint8_t count = 0;

	while (count < UINT8_MAX && text[count] && (unsigned char)text[count] <= ASCII_MAX &&
	       !is_special(text[count]))
		count++;
	if (count && (is_repeat(text[count]) || text[count] == '{'))
		count--;
	return count;
}

/* The repetition at *at, which is moved behind it: 2, or the largest number of {n,m}. */
static size_t take_repeat(const char **at)
{
	size_t most = 1, number = 0;

	if (*(*at)++ != '{')
		return 2;
	for (; (**at >= '0' && **at <= '9') || **at == ','; (*at)++) {
		number = **at == ',' ? 0 : number * 10 + (size_t)(**at - '0');
		if (number > PATTERN_SIZE_MAX)
			number = PATTERN_SIZE_MAX + 1;
		if (number > most)
			most = number;
	}
	*at += **at == '}';
	return most;
}

/* The atoms from *at to the end of the group, each as often as {n,m} says; at most PATTERN_SIZE_MAX
 * + 1. */
static size_t expanded_size(const char **at)
{
	size_t sum = 0;

	while (**at && **at != ')') {
		size_t size = 1;

		if (**at == '(') {
			(*at)++;
			size = expanded_size(at);
			*at += **at == ')';
		} else {
			*at = atom_end(*at);
		}
		while ((**at == '{' || is_repeat(**at)) && size <= PATTERN_SIZE_MAX)
			size *= take_repeat(at);
		sum += size;
		if (sum > PATTERN_SIZE_MAX)
			sum = PATTERN_SIZE_MAX + 1;
	}
	return sum;
}

/* 0 with the last atom in *last, or why no expression is to be read from the text. */
static int check_text(const char *text, const char **last)
{
	size_t size = 0;

	if (strnlen(text, PATTERN_LEN_MAX + 1) > PATTERN_LEN_MAX)
		return PATTERN_TOO_BIG;
	for (const char *at = text; *at; at = atom_end(at)) {
		*last = at;
		if (*at == '[' && !bracket_end(at))
			return PATTERN_BAD;
		if (*at == '\\' && at[1] >= '1' && at[1] <= '9')
			return PATTERN_BACK_REFERENCE;
	}
	for (const char *at = text; *at; at += *at == ')')
		size += expanded_size(&at);
	return size > PATTERN_SIZE_MAX ? PATTERN_TOO_BIG : 0;
}

static int compile(struct pattern *pattern)
{
	regex_t *regex = malloc(sizeof(*regex));
	int error = regex ? regcomp(regex, pattern->text, REG_EXTENDED) : REG_ESPACE;

	if (error) {
		free(regex);
		return error == REG_ESPACE ? -ENOMEM : PATTERN_BAD;
	}
	pattern->regex = regex;
	return 0;
}

/* Learns what there is to know from the text alone. 0, or > 0: enum pattern_error. */
static int learn(const char *text, bool whole, struct survey *out)
{
	const char *last = text;
	int error;

	*out = (struct survey){.plain = true, .ways = 1, .repeats = !whole};
	/* Most expressions are names. */
	if (*text && text[count_literals(text)] == '\0')
		return 0;
	error = check_text(text, &last);
	if (error)
		return error;
	out->start = *text == '^';
	out->end = last > text && *last == '$';
	look_through(text + out->start, out->end ? last : text + strlen(text), out);
	out->plain &= !(out->branches && (out->start || out->end));
	return 0;
}

int pattern_parse(char *text, bool whole, struct pattern *out)
{
	struct pattern pattern = {.text = text, .first = UINT64_MAX, .at_start = whole};
	struct survey survey;
	int error = learn(text, whole, &survey);

	if (error)
		return error;
	pattern.plain = survey.plain;
	if (pattern.plain) {
		if (survey.end)
			text[strlen(text) - 1] = '\0';
		pattern.text += survey.start;
		pattern.at_start |= survey.start;
		pattern.at_end = whole || survey.end;
	} else {
		error = compile(&pattern);
		if (error)
			return error;
	}
	if (pattern.at_start && !survey.branches)
		pattern.literals = count_literals(pattern.text);
	if (pattern.literals)
		pattern.first = pattern_first_bit(pattern.text);
	else if (pattern.at_start && pattern.plain)
		pattern.first = first_of_branches(pattern.text);
	*out = pattern;
	return 0;
}

int pattern_groups(struct pattern *pattern, const char *text, regmatch_t out[PATTERN_GROUPS])
{
	int error = pattern->regex ? 0 : compile(pattern);

	if (error)
		return -ENOMEM; /* a plain expression is one for regcomp() too */
	error = execute(pattern->regex, text, PATTERN_GROUPS, out);
	return error < 0 ? error : 0;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern->regex)
		return;
	regfree(pattern->regex);
	free(pattern->regex);
	pattern->regex = NULL;
}

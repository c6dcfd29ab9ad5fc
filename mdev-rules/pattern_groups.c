/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where groups match, from the outside to the inside: of a part it is known where its match starts
 * and ends. What comes first in it goes as far as it can reach from the start, to a place from
 * which the rest reaches the end; that is asked of the rest's program, backward. Pieces that have
 * no group are taken together, and what stands behind the last group that counts is left alone.
 */
#include "mdev-rules/pattern.h"

#include <string.h>

#include "mdev-rules/pattern_bracket.h"
#include "mdev-rules/pattern_run.h"

/* All that is at work on one text. */
struct finder {
	const char *expression, *text;
	struct program program;
	struct places forth, back; /* ends of what comes first, starts of the rest */
	struct pattern_span *out;
};

/* ---- the expression's text ---- */

/* Behind the byte, escape or bracket at `text`; of a group, behind its "(". */
static const char *skip(const char *text)
{
	if (*text == '[')
		return bracket_end(text);
	return text + (*text == '\\' ? 2 : 1);
}

/* From inside of a branch to its end: `end`, or the "|" or ")" of its own group. */
static const char *branch_end(const char *text, const char *end)
{
	for (unsigned int depth = 0; text < end; text = skip(text)) {
		if (depth == 0 && (*text == '|' || *text == ')'))
			break;
		depth += *text == '(';
		depth -= *text == ')';
	}
	return text;
}

/* Behind the ")" of the group at `text`. */
static const char *group_end(const char *text, const char *end)
{
	do
		text = branch_end(text + 1, end);
	while (*text == '|');
	return text + 1;
}

/* Behind the group at `text` and its repetitions, or up to the next group of the branch. */
static const char *part_end(const char *text, const char *end)
{
	struct repeat repeat;

	if (*text != '(') {
		while (text < end && *text != '(')
			text = skip(text);
		return text;
	}
	text = group_end(text, end);
	while (text < end && program_is_repeat(*text))
		text = program_read_repeat(text, &repeat);
	return text;
}

/* How many groups start before `end`. */
static size_t count_groups(const char *text, const char *end)
{
	size_t count = 0;

	for (; text < end; text = skip(text))
		count += *text == '(';
	return count;
}

/* ---- the match ---- */

/* [at, end) once. What was compiled before is compiled again in part, so it can't fail. */
static void reach(struct finder *f, const char *at, const char *end, size_t from, size_t to)
{
	(void)program_compile(at, end, false, &f->program);
	run_reach(&f->program, f->text, from, to, &f->forth);
}

static void reach_back(struct finder *f, const char *at, const char *end, struct repeat repeat,
		       size_t from, size_t to)
{
	(void)program_compile(at, end, true, &f->program);
	(void)program_repeat(&f->program, repeat);
	run_reach(&f->program, f->text, to, from, &f->back);
}

static bool matches(struct finder *f, const char *at, const char *end, size_t from, size_t to)
{
	reach(f, at, end, from, to);
	return places_has(&f->forth, to);
}

/* The last place where both meet. They do. */
static size_t meet(const struct finder *f, size_t from, size_t to)
{
	while (to > from && !(places_has(&f->forth, to) && places_has(&f->back, to)))
		to--;
	return to;
}

static void find_in_branches(struct finder *f, const char *at, const char *end, size_t from,
			     size_t to);

/* Where the last of the repetitions of [at, end) starts, which all together match from `from`. */
static size_t last_start(struct finder *f, const char *at, const char *end, struct repeat repeat,
			 size_t from, size_t to)
{
	bool changed = true;

	while (from < to) {
		size_t middle;

		if (changed) {
			changed = repeat.least > 0 || repeat.most != REPEAT_ENDLESS;
			repeat.least -= repeat.least > 0;
			repeat.most -= repeat.most != REPEAT_ENDLESS;
			reach_back(f, at, end, repeat, from, to);
		}
		reach(f, at, end, from, to);
		middle = meet(f, from, to);
		/* The ones that still have to be there are empty. */
		if (middle == to)
			return repeat.least > 0 ? to : from;
		from = middle;
	}
	return to;
}

/* A group with repetitions behind it. */
static void find_in_group(struct finder *f, const char *at, const char *end, size_t from, size_t to)
{
	const char *sign = group_end(at, end), *next = sign;
	struct repeat repeat;
	size_t number;

	if (sign == end) {
		number = count_groups(f->expression, at) + 1;
		if (number < PATTERN_GROUPS)
			f->out[number] = (struct pattern_span){(int)from, (int)to};
		find_in_branches(f, at + 1, end - 1, from, to);
		return;
	}
	/* The last sign is the outermost one. */
	do {
		sign = next;
		next = program_read_repeat(sign, &repeat);
	} while (next < end);
	if (repeat.most == 0 ||
	    (repeat.least == 0 && from == to && !matches(f, at, sign, from, to)))
		return;
	find_in_group(f, at, sign, last_start(f, at, sign, repeat, from, to), to);
}

static void find_in_branch(struct finder *f, const char *at, const char *end, size_t from,
			   size_t to)
{
	size_t number = count_groups(f->expression, at) + 1;

	for (const char *next; at < end && number < PATTERN_GROUPS; at = next) {
		size_t middle = to;

		next = part_end(at, end);
		if (next < end) {
			reach_back(f, next, end, (struct repeat){1, 1}, from, to);
			reach(f, at, next, from, to);
			middle = meet(f, from, to);
		}
		if (*at == '(')
			find_in_group(f, at, next, from, middle);
		number += count_groups(at, next);
		from = middle;
	}
}

static void find_in_branches(struct finder *f, const char *at, const char *end, size_t from,
			     size_t to)
{
	const char *next;

	while ((next = branch_end(at, end)) < end && !matches(f, at, next, from, to))
		at = next + 1;
	find_in_branch(f, at, next, from, to);
}

int pattern_groups(const struct pattern *pattern, const char *text,
		   struct pattern_span out[PATTERN_GROUPS])
{
	size_t len = strnlen(text, PATTERN_TEXT_MAX + 1);
	struct finder finder = {.expression = pattern->text, .text = text, .out = out};

	if (len > PATTERN_TEXT_MAX)
		return PATTERN_TOO_BIG;
	for (size_t i = 0; i < PATTERN_GROUPS; i++)
		out[i] = (struct pattern_span){-1, -1};
	out[0] = (struct pattern_span){0, (int)len};
	find_in_branches(&finder, pattern->text, pattern->text + strlen(pattern->text), 0, len);
	return 0;
}

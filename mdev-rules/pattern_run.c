/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of states, one for the byte at hand and one for the next. What a state leads to without a
 * byte is added to its own set, which grows while it is gone through.
 */
#include "mdev-rules/pattern_run.h"

#include <string.h>

#include "mdev-rules/pattern_bracket.h"

struct states {
	size_t count;
	uint64_t seen[PROGRAM_MAX / 64 + 1];
	uint16_t list[PROGRAM_MAX + 1];
};

/* Where a run stands. */
struct run {
	const struct program *program;
	const char *text;
	struct states sets[2], *now, *next;
};

static void clear(struct states *states, const struct program *program)
{
	states->count = 0;
	memset(states->seen, 0, (program->count / 64 + 1u) * sizeof(*states->seen));
}

static void add(struct states *states, ptrdiff_t state)
{
	uint64_t bit = (uint64_t)1 << (state & 63), *seen = &states->seen[state >> 6];

	if (*seen & bit)
		return;
	*seen |= bit;
	states->list[states->count++] = (uint16_t)state;
}

static void start(struct run *run, const struct program *program, const char *text)
{
	run->program = program;
	run->text = text;
	run->now = &run->sets[0];
	run->next = &run->sets[1];
	clear(run->now, program);
	add(run->now, 0);
}

/* From the place `at`, by the byte c; NUL: by none. True where a match ends at that place. */
static bool step(struct run *run, const char *at, char c)
{
	const struct program *program = run->program;
	struct states *now = run->now, *next = run->next;
	bool ends = false;

	clear(next, program);
	for (size_t i = 0; i < now->count; i++) {
		ptrdiff_t state = now->list[i];
		const struct op *op = &program->ops[state];

		if (state == program->count) {
			ends = true;
			continue;
		}
		switch ((enum op_kind)op->kind) {
		case OP_BYTE:
			if (c == op->byte)
				add(next, state + 1);
			break;
		case OP_ANY:
			if (c)
				add(next, state + 1);
			break;
		case OP_BRACKET:
			if (c && bracket_has(program->text + op->to, c))
				add(next, state + 1);
			break;
		case OP_START:
			if (at == run->text)
				add(now, state + 1);
			break;
		case OP_END:
			if (*at == '\0')
				add(now, state + 1);
			break;
		case OP_SPLIT:
			add(now, state + 1);
			add(now, state + op->to);
			break;
		case OP_JUMP:
			add(now, state + op->to);
			break;
		}
	}
	run->now = next;
	run->next = now;
	return ends;
}

bool run_match(const struct program *program, const char *text, size_t from, bool whole)
{
	const char *at = text + from;
	struct run run;

	for (start(&run, program, text);; at++) {
		if (step(&run, at, *at) && (!whole || *at == '\0'))
			return true;
		if (*at == '\0')
			return false;
		if (!whole)
			add(run.now, 0);
		else if (run.now->count == 0)
			return false;
	}
}

void run_reach(const struct program *program, const char *text, size_t from, size_t to,
	       struct places *out)
{
	size_t low = from < to ? from : to, high = from < to ? to : from;
	struct run run;

	memset(&out->bits[low / 64], 0, (high / 64 - low / 64 + 1) * sizeof(*out->bits));
	start(&run, program, text);
	for (size_t at = from;; at = program->backward ? at - 1 : at + 1) {
		char c = at == to ? '\0' : text[program->backward ? at - 1 : at];

		if (step(&run, text + at, c))
			out->bits[at / 64] |= (uint64_t)1 << (at % 64);
		if (at == to || run.now->count == 0)
			return;
	}
}

uint64_t run_first(const struct program *program, size_t from)
{
	struct states states;
	uint64_t first = 0;

	clear(&states, program);
	add(&states, (ptrdiff_t)from);
	for (size_t i = 0; i < states.count; i++) {
		ptrdiff_t state = states.list[i];
		const struct op *op = &program->ops[state];

		if (state == program->count) {
			first |= 1;
			continue;
		}
		switch ((enum op_kind)op->kind) {
		case OP_BYTE:
			first |= pattern_first_bit(&op->byte);
			break;
		case OP_ANY:
			return UINT64_MAX;
		case OP_BRACKET:
			first |= bracket_first(program->text + op->to);
			break;
		case OP_START:
			add(&states, state + 1);
			break;
		case OP_END: /* and nothing behind it takes a byte */
			first |= 1;
			break;
		case OP_SPLIT:
			add(&states, state + 1);
			add(&states, state + op->to);
			break;
		case OP_JUMP:
			add(&states, state + op->to);
			break;
		}
	}
	return first;
}

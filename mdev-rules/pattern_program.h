/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expressions as programs: each instruction is a state of the automaton that takes one byte, or
 * goes on without one (Thompson 1968). In comes the text of an expression,
 *
 *   branches = branch *( "|" branch )
 *   branch   = *piece
 *   piece    = ( atom *repeat )  |  "^"  |  "$"
 *   repeat   = "*"  |  "+"  |  "?"  |  "{" n [ "," [ m ] ] "}"        0 <= n <= m <= 255
 *   atom     = byte  |  "."  |  "\" punctuation  |  bracket  |  "(" branches ")"
 *
 * (bracket: pattern_bracket.h), out a program where all jumps are relative, so that what is
 * repeated is copied. Compiled backward, a program takes the same texts from their ends.
 *
 * Refused: what this grammar has not, and programs above the maxima. Pure.
 */
#ifndef MDEV_RULES_PATTERN_PROGRAM_H
#define MDEV_RULES_PATTERN_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdev-rules/pattern.h"

enum {
	/* One for each byte, ".", bracket, "^" and "$", one or two for each repetition and "|", all
	 * of it as often as {n,m} says. */
	PROGRAM_MAX = 2048,
	PROGRAM_DEPTH_MAX = 64, /* groups in groups */
	REPEAT_MAX = 255,	/* RE_DUP_MAX is at least that */
	REPEAT_ENDLESS = REPEAT_MAX + 2,
};

enum op_kind {
	OP_BYTE,
	OP_ANY,
	OP_BRACKET, /* at text + to */
	OP_START,
	OP_END,
	OP_SPLIT, /* goes on both here and there */
	OP_JUMP,
};

struct op {
	uint8_t kind;
	char byte;
	int16_t to; /* of OP_SPLIT and OP_JUMP: from this one on */
};

struct program {
	const char *text;
	bool backward;
	uint16_t count;
	struct op ops[PROGRAM_MAX]; /* the state behind the last one is the match */
};

/* Of pattern_match_again(). Zeroed: empty. */
struct pattern_cache {
	const char *text; /* what the program is made of; NULL: there is none */
	struct program program;
};

struct repeat {
	unsigned int least, most; /* most = REPEAT_ENDLESS: no end */
};

/* Reads [text, end) as branches. 0, or > 0: enum pattern_error, and *out is of no use. */
int program_compile(const char *text, const char *end, bool backward, struct program *out);

/* All of the program as often as that. 0, or PATTERN_TOO_BIG. */
int program_repeat(struct program *program, struct repeat repeat);

/* Is this the sign of a repetition? */
bool program_is_repeat(char c);

/* Behind the sign of a repetition at `text`, or NULL where it is none of the grammar. */
const char *program_read_repeat(const char *text, struct repeat *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs on texts, as sets of states: at every byte each state is looked at once, so that the
 * work is at most the length of the text times that of the program. Pure.
 */
#ifndef MDEV_RULES_PATTERN_RUN_H
#define MDEV_RULES_PATTERN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdev-rules/pattern_program.h"

/* A set of places in a text, from 0 to PATTERN_TEXT_MAX. */
struct places {
	uint64_t bits[PATTERN_TEXT_MAX / 64 + 1];
};

static inline bool places_has(const struct places *places, size_t at)
{
	return places->bits[at / 64] >> (at % 64) & 1;
}

/* As struct pattern's `first`, for what is left of a match from a state on that ends with the text.
 */
uint64_t run_first(const struct program *program, size_t from);

/*
 * Does the program match from text + from on: with whole = true to the end of the text, else some
 * part of it?
 */
bool run_match(const struct program *program, const char *text, size_t from, bool whole);

/*
 * The places where a match that starts at `from` may end: for a program that was compiled backward
 * from there down to `to`, for another one up to `to`.
 */
void run_reach(const struct program *program, const char *text, size_t from, size_t to,
	       struct places *out);

#endif

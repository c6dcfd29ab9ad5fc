/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extended regular expressions (POSIX.1-2017, 9.4; regex(7)) of bytes, as device rules use them:
 * short, and asked hundreds of times a device. The first byte of the text tells most misses, the
 * literal bytes that an expression starts with and the byte behind them most of the others, and
 * names side by side ("null|zero") are compared; what is left is compiled for the occasion
 * (pattern_program.h has the grammar) and run as a set of states: the work is the length of the
 * text times that of the program, whatever both are.
 *
 * Refused: what is no expression, what POSIX leaves undefined, so that no two libraries agree on it
 * ("\d", "a)", "a{,3}", "^*"), collating symbols and equivalence classes ([.a.], [=a=]), and what
 * is too big once its repetitions are multiplied out. Back-references (\1 to \9) are refused with a
 * reason of their own: POSIX has them in basic expressions only.
 *
 * Pure: no system call, clock, log or heap; up to 20 KiB of stack.
 */
#ifndef MDEV_RULES_PATTERN_H
#define MDEV_RULES_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PATTERN_LEN_MAX = 1024,	 /* bytes of an expression */
	PATTERN_GROUPS = 10,	 /* 0 is the whole match */
	PATTERN_TEXT_MAX = 1024, /* bytes of a text whose groups are asked for */
};

struct pattern {
	const char *text; /* the caller's; of a whole one without a ^ before it */
	uint64_t first;	  /* bit c % 64 for each byte c that a match may start with, 0 at its end */
	uint64_t next;	  /* the same for what stands behind the literals */
	uint8_t literals; /* that many bytes of the text stand for themselves */
	bool names;	  /* it is nothing but literals and "|" */
	bool whole;	  /* a match is all of a text, not some part of it */
};

/* From the byte `start` to before the byte `end`; both -1: not there. */
struct pattern_span {
	int start, end;
};

enum pattern_error {
	PATTERN_BAD = 1,	/* no expression, or none of POSIX's */
	PATTERN_BACK_REFERENCE, /* \1 to \9 */
	PATTERN_TOO_BIG, /* above PATTERN_LEN_MAX, or what pattern_program.h has for maxima */
};

/*
 * Reads an expression that is to match the whole of a text, or with whole = false some part of
 * it. The text is kept by reference. 0, or > 0: enum pattern_error, and *out untouched.
 */
int pattern_parse(const char *text, bool whole, struct pattern *out);

/* The number of a text's bit, 0 to 63, in the sets that pattern->first and ->next are. */
static inline unsigned int pattern_first_number(const char *text)
{
	return (unsigned char)*text & 63;
}

/* The bit: without pattern->first & bit no text that starts like this one matches. */
static inline uint64_t pattern_first_bit(const char *text)
{
	return (uint64_t)1 << pattern_first_number(text);
}

bool pattern_match(const struct pattern *pattern, const char *text);

/*
 * The same, for texts that come in rows, as names of devices do: what was compiled last is
 * remembered, by the place of the expression's text. That must be forgotten (.text = NULL) before
 * other expressions stand there. NULL: nothing is remembered. struct pattern_cache:
 * pattern_program.h.
 */
struct pattern_cache;
bool pattern_match_again(struct pattern_cache *cache, const struct pattern *pattern,
			 const char *text);

/*
 * For a pattern of whole texts that matches this one: where its groups match, by the rule of POSIX,
 * 9.1: of all ways to match, the one where every part in turn, from left to right, is the longest;
 * of a group that is repeated, what it matched last. 0, or PATTERN_TOO_BIG, and *out untouched, for
 * a text above PATTERN_TEXT_MAX.
 */
int pattern_groups(const struct pattern *pattern, const char *text,
		   struct pattern_span out[PATTERN_GROUPS]);

#endif

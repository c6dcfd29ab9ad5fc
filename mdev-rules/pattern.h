/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extended regular expressions (POSIX.1-2017, 9.4; regex(7)) as device rules use them: mostly
 * plain, and asked hundreds of times a device. The first byte of the text tells most misses; what
 * is plain is matched without regcomp(3):
 *
 *   plain    = [ "^" ] branch [ "$" ]  |  branches
 *   branches = branch *( "|" branch )
 *   branch   = 1*( atom [ "*" / "+" / "?" ]  |  "(" branches ")" [ "?" ] )
 *   atom     = byte  |  "."  |  "\" punctuation  |  "[" [ "^" ] 1*( byte [ "-" byte ] ) "]"
 *
 * in ASCII, with few enough branches and repetitions that trying them in turn is no work. The
 * rest is regexec(3)'s, behind the literal bytes that the expression starts with. Refused: what
 * regcomp() refuses, and on purpose back-references (\1 to \9: POSIX has them in basic
 * expressions only) and expressions too long, or too big once their repetitions are multiplied
 * out, which would eat the box's memory.
 *
 * No system call, clock or log; regcomp() has a heap, and pattern_free() gives it back.
 */
#ifndef MDEV_RULES_PATTERN_H
#define MDEV_RULES_PATTERN_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PATTERN_LEN_MAX = 1024,	 /* bytes of text */
	PATTERN_SIZE_MAX = 1024, /* atoms, each as often as {n,m} says, and twice for * + ? */
	PATTERN_GROUPS = 10,	 /* 0 is the whole match */
};

struct pattern {
	const char *text; /* the caller's; of a plain one without ^ and $ */
	uint64_t first;	  /* bit c % 64 for each byte c that a match may start with, 0 at its end */
	regex_t *regex;	  /* on the heap; NULL until it is needed */
	uint8_t literals; /* that many bytes of the text stand for themselves */
	bool plain;	  /* hit and miss are told without regexec() */
	bool at_start, at_end; /* a match is at the text's start, at its end */
};

enum pattern_error {
	PATTERN_BAD = 1,	/* no expression */
	PATTERN_BACK_REFERENCE, /* \1 to \9 */
	PATTERN_TOO_BIG,	/* above PATTERN_LEN_MAX or PATTERN_SIZE_MAX */
};

/*
 * Reads an expression that is to match the whole of a text, or with whole = false some part of
 * it. The expression's own text is kept by reference, and a "$" at its end may be cut off in place.
 * 0, and the caller calls pattern_free(); -ENOMEM; > 0: enum pattern_error. *out untouched on
 * error.
 */
int pattern_parse(char *text, bool whole, struct pattern *out);

/* A bit for a text, to be asked of many patterns: without pattern->first & bit none matches. */
static inline uint64_t pattern_first_bit(const char *text)
{
	return (uint64_t)1 << ((unsigned char)*text & 63);
}

/* 1: the pattern matches; 0: it does not; -ENOMEM. */
int pattern_match(const struct pattern *pattern, const char *text);

/*
 * For a pattern of whole texts that matches this one: where its groups match (regexec(3); -1 for
 * a group that does not). The first call compiles the expression, which is kept. 0, or -ENOMEM.
 */
int pattern_groups(struct pattern *pattern, const char *text, regmatch_t out[PATTERN_GROUPS]);

/* Gives back the heap. */
void pattern_free(struct pattern *pattern);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules.alias, which depmod(8) writes from what drivers say that they drive
 * (scripts/mod/file2alias.c), against what the devices of a machine say that they are:
 *
 *   line    = "alias" 1*blank pattern 1*blank module
 *   pattern = *( "*" / "?" / bracket / "\" any / any )        as fnmatch(3) without flags
 *   bracket = "[" [ "!" / "^" ] 1*( any [ "-" any ] ) "]"     a "]" that comes first is itself
 *
 * '-' and '_' are the same outside of brackets. Other lines are passed over. Not there on purpose:
 * classes such as [:alpha:] and bytes beyond ASCII as letters, which no driver uses; a bracket
 * without its end is a plain "[". Pure.
 */
#ifndef MDEV_RULES_MODULES_ALIAS_H
#define MDEV_RULES_MODULES_ALIAS_H

#include "mdev-rules/slice.h"

enum { MODULES_ALIAS_FILTER_BITS = 1 << 15 };

/* What is asked for in one pass over the text. */
struct modules_alias_query {
	const struct slice *wanted; /* the caller's; must outlive the query */
	size_t count;
	uint8_t fold[256]; /* a byte of a pattern as it is compared; 0: no plain one */
	uint32_t filter[MODULES_ALIAS_FILTER_BITS / 32];
};

struct modules_alias_found {
	struct slice pattern, module;
	size_t wanted; /* index of the first that the pattern matches */
};

/* Makes ready to look for `count` modaliases. */
void modules_alias_ask(const struct slice wanted[], size_t count, struct modules_alias_query *out);

/*
 * Reads on to the next line whose pattern matches one that is wanted, and cuts *text behind it.
 * False at the end, *out is untouched then.
 */
bool modules_alias_next(const struct modules_alias_query *query, struct slice *text,
			struct modules_alias_found *out);

/* True when the pattern matches all of the modalias. */
bool modules_alias_match(struct slice pattern, struct slice alias);

#endif

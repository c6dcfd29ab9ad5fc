/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pieces of a text that is not ours to cut: modules.alias and modules.dep are mapped files, and a
 * page that nobody writes to is shared with the page cache.
 *
 *   text = *( line LF ) [ line ]      word = 1*( any byte but blank, tab, CR )
 *
 * Module names: '-' and '_' are the same, as for modprobe(8). Pure; no slice needs a NUL.
 */
#ifndef MDEV_RULES_SLICE_H
#define MDEV_RULES_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const char *at;
	size_t len;
};

/* The whole of a string. */
struct slice slice_of(const char *text);

/* Cuts the next line off *text, without its newline. False, and *line untouched, at the end. */
bool slice_next_line(struct slice *text, struct slice *line);

/* Cuts the next word off *line. False, and *word untouched, where there is none. */
bool slice_next_word(struct slice *line, struct slice *word);

/* Cuts the last word off *line. The same answers. */
bool slice_last_word(struct slice *line, struct slice *word);

/* True when the bytes are those of the string. */
bool slice_is(struct slice slice, const char *text);

/* True when two module names are the same. */
bool slice_name_eq(struct slice a, struct slice b);

/* A number that equal names share, FNV-1a. */
uint32_t slice_name_hash(struct slice name);

#endif

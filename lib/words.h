/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of a kernel command line, as the kernel itself takes them (next_arg() in
 * lib/cmdline.c, and Documentation/admin-guide/kernel-parameters.rst):
 *
 *   line   = *( space ) [ word *( 1*space word ) ]
 *   word   = name [ "=" value ]
 *   quotes: a double quote switches quoting on and off, spaces inside do not
 *   end a word; quotes around the whole word or the whole value are taken off,
 *   others stay.
 *   names: '-' and '_' are the same; case matters.
 *
 * Pure.
 */
#ifndef LIB_WORDS_H
#define LIB_WORDS_H

#include <stdbool.h>

/*
 * Cuts the next word off *cursor, in place; its name (and value, NULL where there is no '=')
 * go to the out-parameters. False at the end of the line.
 */
bool words_next(char **cursor, char **name, char **value);

/* True when two parameter names are the same, '-' and '_' taken as equal. */
bool words_name_eq(const char *a, const char *b);

#endif

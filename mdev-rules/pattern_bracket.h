/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bracket expressions (POSIX.1-2017, 9.3.5) in the C locale, where a range goes by the bytes:
 *
 *   bracket = "[" [ "^" ] 1*item "]"
 *   item    = byte  |  byte "-" byte  |  "[:" class ":]"
 *   class   = "alnum" | "alpha" | "blank" | "cntrl" | "digit" | "graph" | "lower" | "print"
 *           | "punct" | "space" | "upper" | "xdigit"
 *
 * "]" is an item in the first place only, "-" in the first, in the last, or as the end of a range.
 * Refused: ranges that go down, [.element.] and [=equals=].
 */
#ifndef MDEV_RULES_PATTERN_BRACKET_H
#define MDEV_RULES_PATTERN_BRACKET_H

#include <stdbool.h>
#include <stdint.h>

/* Behind the "]" of the bracket expression at `text`; NULL when it is none. */
const char *bracket_end(const char *text);

/* Bit c % 64 for each byte c that the expression at `text` takes, and all bits where it is negated.
 */
uint64_t bracket_first(const char *text);

/* Does the expression at `text`, which has an end, take this byte, which is not NUL? */
bool bracket_has(const char *text, char c);

#endif

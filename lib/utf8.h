/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UTF-8 (RFC 3629), for names that come from disks:
 *
 *   char = %x01-7F / 2 to 4 bytes, the shortest form of U+0080 to U+10FFFF
 *
 * Halves of surrogate pairs, code points that stand for no character (U+FDD0 to U+FDEF, and
 * the last two of each plane) and longer forms than needed are no characters. Pure.
 */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum {
	UTF8_MAX = 4,		   /* bytes of a character */
	UTF8_REPLACEMENT = 0xfffd, /* for what is no character */
};

/* Writes the character `code`, at most U+10FFFF, without a NUL; returns where it ends. */
char *utf8_put(char *out, uint32_t code);

/* The bytes of the character that the string starts with, 1 to 4; 0 when it is none or the end. */
size_t utf8_len(const char *text);

#endif

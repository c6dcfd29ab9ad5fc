/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strict text to value. The whole string must be the value: no white space,
 * no sign where none is meant, no octal or hex by prefix, no silent overflow
 * (what strtoul(3) lets through). Pure.
 */
#ifndef LIB_PARSE_H
#define LIB_PARSE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARSE_MAC_LEN = 6 };

enum parse_error {
	PARSE_EMPTY = 1,    /* nothing there */
	PARSE_NOT_A_NUMBER, /* a character that is no digit of the base */
	PARSE_OUT_OF_RANGE, /* more than the caller's maximum */
	PARSE_NOT_AN_ADDRESS,
};

/* What an enum parse_error means, as the end of a log line. Never NULL. */
const char *parse_strerror(int error);

/* Decimal digits, 0 to max. 0, or > 0: enum parse_error; *out untouched on error. */
int parse_u32(const char *text, uint32_t max, uint32_t *out);

/* The same with an optional leading '-': -max to max. */
int parse_s32(const char *text, int32_t max, int32_t *out);

/* Hex digits of any case without "0x", 0 to max. */
int parse_hex(const char *text, uint32_t max, uint32_t *out);

/* Octal digits, 0 to max. */
int parse_octal(const char *text, uint32_t max, uint32_t *out);

/*
 * Four decimal numbers of 0 to 255 and three dots; 010 is refused, which some read as 8. 0,
 * PARSE_EMPTY or PARSE_NOT_AN_ADDRESS.
 */
int parse_ipv4(const char *text, struct in_addr *out);

/* Six times two hex digits, parted by ':' or by '-' throughout. The same answers. */
int parse_mac(const char *text, uint8_t out[PARSE_MAC_LEN]);

/* Two hex digits at the start of text, of any case. False, and *out untouched, for others. */
bool parse_hex_byte(const char *text, uint8_t *out);

/*
 * True when text starts with prefix; the rest of text goes to *rest, which
 * points into text. *rest is untouched when it does not.
 */
bool parse_prefix(const char *text, const char *prefix, const char **rest);

/*
 * Copies text to out, always terminated. 0, or PARSE_OUT_OF_RANGE and out
 * untouched when text and its NUL need more than size bytes. Never cuts.
 */
int parse_copy(const char *text, char *out, size_t size);

/*
 * True when a part of the path is "..", so that it may lead out of the
 * folder that it is meant to be in.
 */
bool parse_leads_out(const char *path);

/* Between the fields of a line. Asked of each byte: a call would cost more than the answer. */
__attribute__((always_inline)) static inline bool parse_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The first byte that is none, or the end. */
char *parse_skip_blanks(char *text);

/*
 * Decodes \ooo, three octal digits but \000, in place: how fstab(5) and
 * /proc/self/mountinfo write blanks inside a field. 0, or PARSE_NOT_A_NUMBER for
 * another use of the backslash; text is then of no use.
 */
int parse_unescape(char *text);

#endif

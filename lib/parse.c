/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strict text to value: in comes a whole string, out a number or a copy. What
 * strtoul(3) would forgive (white space, signs, prefixes, trailing text,
 * wrap-around) is refused on purpose.
 */
#include "lib/parse.h"

#include <string.h>

const char *parse_strerror(int error)
{
	switch ((enum parse_error)error) {
	case PARSE_EMPTY:
		return "empty";
	case PARSE_NOT_A_NUMBER:
		return "not a number";
	case PARSE_OUT_OF_RANGE:
		return "out of range";
	}
	return "unknown error";
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

static int parse_digits(const char *text, unsigned int base, uint32_t max, uint32_t *out)
{
	uint64_t value = 0;

	if (*text == '\0')
		return PARSE_EMPTY;
	for (; *text; text++) {
		unsigned int digit = (unsigned int)digit_value(*text);

		if (digit >= base)
			return PARSE_NOT_A_NUMBER;
		/* Stays above max once it is there, and so can't wrap around. */
		if (value <= max)
			value = value * base + digit;
	}
	if (value > max)
		return PARSE_OUT_OF_RANGE;
	*out = (uint32_t)value;
	return 0;
}

int parse_u32(const char *text, uint32_t max, uint32_t *out)
{
	return parse_digits(text, 10, max, out);
}

int parse_hex(const char *text, uint32_t max, uint32_t *out)
{
	return parse_digits(text, 16, max, out);
}

int parse_octal(const char *text, uint32_t max, uint32_t *out)
{
	return parse_digits(text, 8, max, out);
}

int parse_s32(const char *text, int32_t max, int32_t *out)
{
	bool negative = *text == '-';
	uint32_t value;
	int error = parse_digits(negative ? text + 1 : text, 10, (uint32_t)max, &value);

	if (error)
		return error;
	*out = negative ? -(int32_t)value : (int32_t)value;
	return 0;
}

bool parse_prefix(const char *text, const char *prefix, const char **rest)
{
	size_t len = strlen(prefix);

	if (strncmp(text, prefix, len) != 0)
		return false;
	*rest = text + len;
	return true;
}

int parse_copy(const char *text, char *out, size_t size)
{
	size_t len = strlen(text);

	if (len >= size)
		return PARSE_OUT_OF_RANGE;
	memcpy(out, text, len + 1);
	return 0;
}

bool parse_leads_out(const char *path)
{
	bool at_start = true;

	for (; *path; path++) {
		if (at_start && path[0] == '.' && path[1] == '.' &&
		    (path[2] == '/' || path[2] == '\0'))
			return true;
		at_start = *path == '/';
	}
	return false;
}

int parse_unescape(char *text)
{
	char *out = text;

	for (; *text; text++) {
		char digits[4] = "";
		uint32_t byte;

		if (*text != '\\') {
			*out++ = *text;
			continue;
		}
		for (int i = 0; i < 3 && text[1 + i]; i++)
			digits[i] = text[1 + i];
		if (strlen(digits) != 3 || parse_octal(digits, 0377, &byte) || byte == 0)
			return PARSE_NOT_A_NUMBER;
		*out++ = (char)byte;
		text += 3;
	}
	*out = '\0';
	return 0;
}

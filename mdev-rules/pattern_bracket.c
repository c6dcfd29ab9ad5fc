/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Brackets by their text: an item is read as ranges of bytes, a class is some of them. See
 * pattern_bracket.h for the grammar.
 */
#include "mdev-rules/pattern_bracket.h"

#include <stddef.h>
#include <string.h>

struct class
{
	const char name[7];
	const char ranges[9]; /* first and last byte of each */
};

/* POSIX.1-2017, 7.3.1: the POSIX locale. */
static const struct class classes[] = {
	{"alnum", "09AZaz"},   {"alpha", "AZaz"},   {"blank", "\t\t  "}, {"cntrl", "\1\37\177\177"},
	{"digit", "09"},       {"graph", "!~"},	    {"lower", "az"},	 {"print", " ~"},
	{"punct", "!/:@[`{~"}, {"space", "\t\r  "}, {"upper", "AZ"},	 {"xdigit", "09AFaf"},
};

struct item {
	const char *ranges;
	char own[3]; /* the ranges of what is no class */
};

/* Behind "name:]", or NULL. */
static const char *read_class(const char *text, const char **ranges)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		size_t len = strlen(classes[i].name);

		if (strncmp(text, classes[i].name, len) == 0 && strncmp(text + len, ":]", 2) == 0) {
			*ranges = classes[i].ranges;
			return text + len + 2;
		}
	}
	return NULL;
}

static bool opens(const char *text)
{
	return text[0] == '[' && (text[1] == ':' || text[1] == '.' || text[1] == '=');
}

/* Behind the item at `text`, or NULL. */
static const char *read_item(const char *text, bool first, struct item *out)
{
	char low = text[0], high = low;

	if (opens(text))
		return text[1] == ':' ? read_class(text + 2, &out->ranges) : NULL;
	if (low == '\0' || (low == '-' && !first && text[1] != ']'))
		return NULL;
	text++;
	if (text[0] == '-' && text[1] != ']') {
		high = text[1];
		if (opens(text + 1) || (unsigned char)high < (unsigned char)low)
			return NULL;
		text += 2;
	}
	out->own[0] = low;
	out->own[1] = high;
	out->own[2] = '\0';
	out->ranges = out->own;
	return text;
}

static bool in_ranges(const char *ranges, unsigned char c)
{
	for (; *ranges; ranges += 2) {
		if ((unsigned char)ranges[0] <= c && c <= (unsigned char)ranges[1])
			return true;
	}
	return false;
}

const char *bracket_end(const char *text)
{
	struct item item;
	const char *start;

	text += 1 + (text[1] == '^');
	start = text;
	do
		text = read_item(text, text == start, &item);
	while (text && *text != ']');
	return text ? text + 1 : NULL;
}

/* A range of 64 bytes has all bits. */
static uint64_t first_of_range(unsigned char low, unsigned char high)
{
	uint64_t first = 0;

	if (high - low >= 63)
		return UINT64_MAX;
	for (unsigned int c = low; c <= high; c++)
		first |= (uint64_t)1 << (c & 63);
	return first;
}

uint64_t bracket_first(const char *text)
{
	const char *start = text + 1, *ranges;
	uint64_t first = 0;
	struct item item;

	if (*start == '^')
		return UINT64_MAX;
	text = start;
	do {
		text = read_item(text, text == start, &item);
		if (!text)
			return UINT64_MAX;
		for (ranges = item.ranges; *ranges; ranges += 2)
			first |= first_of_range((unsigned char)ranges[0], (unsigned char)ranges[1]);
	} while (*text != ']');
	return first;
}

bool bracket_has(const char *text, char c)
{
	bool negated = text[1] == '^', found = false;
	const char *start = text + 1 + negated;
	struct item item;

	text = start;
	do {
		text = read_item(text, text == start, &item);
		if (!text)
			return false;
		found = in_ranges(item.ranges, (unsigned char)c);
	} while (!found && *text != ']');
	return found != negated;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A command line to words, in place: the kernel's quoting and its idea of a blank. The byte
 * 0xa0, a blank to the kernel, is none here, since it is half of a letter in UTF-8.
 */
#include "lib/words.h"

#include <stddef.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes a quote off the end of the string, where there is one. */
static void drop_end_quote(char *start, char *end)
{
	if (end > start && end[-1] == '"')
		end[-1] = '\0';
}

bool words_next(char **cursor, char **name, char **value)
{
	char *at = *cursor, *equals = NULL;
	bool quoted = false, whole_quoted;

	while (is_space(*at))
		at++;
	if (*at == '\0')
		return false;
	whole_quoted = *at == '"';
	if (whole_quoted) {
		at++;
		quoted = true;
	}
	*name = at;
	for (; *at && (quoted || !is_space(*at)); at++) {
		/* A word that starts with '=' has no name: it is a bare word. */
		if (*at == '=' && !equals && at > *name)
			equals = at;
		if (*at == '"')
			quoted = !quoted;
	}
	*cursor = *at ? at + 1 : at;
	*at = '\0';
	*value = NULL;
	if (equals) {
		*equals = '\0';
		*value = equals + 1;
		if (**value == '"') {
			(*value)++;
			drop_end_quote(*value, at);
		}
	}
	if (whole_quoted)
		drop_end_quote(*value ? *value : *name, at);
	return true;
}

bool words_name_eq(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	}
	return *a == *b;
}

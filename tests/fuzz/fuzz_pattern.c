/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/pattern.h, by an expression and a text parted by a newline: what the matcher says
 * is what regexec(3) says of the same expression, whole and in part, and the groups are its.
 */
#include <regex.h>

#include "mdev-rules/pattern.h"
#include "tests/fuzz/fuzz.h"

enum { TEXT_MAX = 64 }; /* glibc's regexec() takes the square of the text for some expressions */

/* What regexec() says, asked as mdev asks it. */
static bool expected(const regex_t *regex, const char *text, bool whole, regmatch_t *groups)
{
	if (regexec(regex, text, PATTERN_GROUPS, groups, 0) != 0)
		return false;
	return !whole || (groups[0].rm_so == 0 && text[groups[0].rm_eo] == '\0');
}

static void check_match(struct pattern *pattern, const regex_t *regex, const char *text, bool whole)
{
	regmatch_t groups[PATTERN_GROUPS], found[PATTERN_GROUPS];
	bool hit = expected(regex, text, whole, groups);

	promise(pattern_match(pattern, text) == hit);
	if (hit && pattern->at_start)
		promise(pattern->first & pattern_first_bit(text));
	if (!hit || !whole)
		return;
	promise(pattern_groups(pattern, text, found) == 0);
	for (size_t i = 0; i < PATTERN_GROUPS; i++) {
		promise(found[i].rm_so == groups[i].rm_so && found[i].rm_eo == groups[i].rm_eo);
		promise(found[i].rm_so >= -1 && found[i].rm_eo <= (regoff_t)strlen(text));
	}
	promise(pattern_match(pattern, text) == 1);
}

static void check(const char *expression, const char *text, bool whole)
{
	char *held = exact_text(expression, strlen(expression));
	struct pattern pattern;
	regex_t regex;
	int error;

	fill_untouched(&pattern);
	error = pattern_parse(held, whole, &pattern);
	promise(error >= 0 && error <= PATTERN_TOO_BIG);
	if (error) {
		promise_untouched(&pattern);
		if (error == PATTERN_BAD)
			promise(regcomp(&regex, expression, REG_EXTENDED) != 0);
	} else {
		promise(inside(pattern.text, held, strlen(expression) + 1));
		promise(pattern.literals <= strlen(pattern.text));
		promise(pattern.plain == !pattern.regex);
		promise(regcomp(&regex, expression, REG_EXTENDED) == 0);
		check_match(&pattern, &regex, text, whole);
		regfree(&regex);
		pattern_free(&pattern);
		promise(!pattern.regex);
	}
	free(held);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *expression = exact_text(data, size), *newline = strchr(expression, '\n');
	const char *text = newline ? newline + 1 : "";

	if (newline)
		*newline = '\0';
	if (strlen(text) <= TEXT_MAX) {
		check(expression, text, true);
		check(expression, text, false);
	}
	free(expression);
	return 0;
}

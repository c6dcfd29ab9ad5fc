/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/pattern.h, by an expression and a text parted by a newline: a hit is one for
 * regexec(3) and a refusal one for regcomp(3), where POSIX defines what they do; groups are inside
 * of each other, and where there is one way only to match, those of regexec(3).
 */
#include <regex.h>

#include "mdev-rules/pattern.h"
#include "mdev-rules/pattern_bracket.h"
#include "tests/fuzz/fuzz.h"

enum {
	TEXT_MAX = 64, /* glibc's regexec() takes the square of the text for some expressions */
	TIMES_MAX = 128,
};

/* What is known of an expression besides what it matches. */
struct traits {
	bool undefined;	   /* by POSIX: \d, a), a{,3} ... */
	bool inner_anchor; /* ^ and $ inside: glibc 2.41 loses "ab" by ab($)? in "abc" */
	bool bounds;	   /* glibc has "bb" matched by (b{2}){2} inside of other repetitions */
	bool ambiguous;	   /* branches, or a group that is repeated */
};

static struct traits look_at(const char *text)
{
	const char *start = text;
	struct traits traits = {0};
	size_t depth = 0;

	while (*text) {
		const char *end = *text == '[' ? bracket_end(text) : text + 1;

		if (!end) {
			/* Only these are brackets for others. */
			traits.undefined |= strstr(text, "[.") || strstr(text, "[=");
			break;
		}
		traits.inner_anchor |= (*text == '^' && text > start) || (*text == '$' && *end);
		traits.bounds |= *text == '{';
		traits.undefined |= (unsigned char)*text > 127;
		/* glibc reads "{\,3}" as "{,3}". */
		traits.undefined |= *text == '{' &&
				    (*end == ',' || end[strcspn(end, "\\}")] == '\\');
		traits.undefined |= *text == ')' && depth == 0;
		traits.ambiguous |= *text == '|' || (*text == ')' && *end && strchr("*+{?", *end));
		depth += *text == '(';
		depth -= *text == ')' && depth > 0;
		if (*text == '\\' && *end) {
			traits.undefined |= !strchr("!\"#$%&()*+,-./:;=?@[\\]^_{|}~", *end);
			end++;
		}
		text = end;
	}
	return traits;
}

/*
 * glibc multiplies all repetitions out, "*" too, takes seconds for dozens of branches of nothing
 * that are repeated, and does not end for "^(()+++++)$": what could be more than it should be asked
 * for.
 */
static bool is_heavy(const char *text)
{
	unsigned long times = 1, nothings = 1;

	for (; *text && times <= TIMES_MAX; text++) {
		char *end;
		unsigned long number = strtoul(text, &end, 10);

		nothings += strchr("(|", text[0]) && text[1] && strchr("|)", text[1]);
		if (end > text && number > 1)
			times *= number < TIMES_MAX ? number : TIMES_MAX + 1;
		else if (strchr("*+?{", *text))
			times *= *text == '+' ? 4 : 2;
		if (end > text)
			text = end - 1;
	}
	return times * nothings > TIMES_MAX;
}

/* Groups are not to be asked for where they are ambiguous: glibc 2.41 never ends at (a||)+. */
static bool regexec_matches(const char *expression, const char *format, const char *text,
			    regmatch_t *groups)
{
	size_t size = strlen(expression) + 8;
	char *copy = malloc(size);
	regex_t regex;
	bool hit;

	snprintf(copy, size, format, expression);
	promise(regcomp(&regex, copy, REG_EXTENDED) == 0);
	hit = regexec(&regex, text, groups ? PATTERN_GROUPS : 0, groups, 0) == 0;
	regfree(&regex);
	free(copy);
	return hit;
}

static void check_groups(const struct pattern *pattern, const char *text, const regmatch_t *groups)
{
	struct pattern_span found[PATTERN_GROUPS];
	int len = (int)strlen(text);

	fill_untouched(&found);
	promise(pattern_groups(pattern, text, found) == 0);
	promise(found[0].start == 0 && found[0].end == len);
	for (size_t i = 1; i < PATTERN_GROUPS; i++) {
		promise((found[i].start == -1 && found[i].end == -1) ||
			(found[i].start >= 0 && found[i].start <= found[i].end &&
			 found[i].end <= len));
		/* The first group of regexec() is what holds the expression together. */
		if (groups && i + 1 < PATTERN_GROUPS)
			promise(found[i].start == groups[i + 1].rm_so &&
				found[i].end == groups[i + 1].rm_eo);
	}
}

static void check_match(const struct pattern *pattern, const char *expression,
			const struct traits *traits, const char *text)
{
	bool hit = pattern_match(pattern, text);
	regmatch_t held[PATTERN_GROUPS], *groups;
	bool expected;

	promise(hit == pattern_match(pattern, text));
	if (hit)
		promise(pattern->first & pattern_first_bit(text));
	if (traits->inner_anchor || traits->undefined || is_heavy(expression))
		return;
	groups = traits->ambiguous || traits->bounds ? NULL : held;
	expected = regexec_matches(expression, pattern->whole ? "^(%s)$" : "%s", text, groups);
	if (!traits->bounds)
		promise(hit == expected);
	if (hit && expected && pattern->whole)
		check_groups(pattern, text, groups);
}

static void check(const char *expression, const char *text, bool whole)
{
	char *held = exact_text(expression, strlen(expression));
	struct traits traits = look_at(expression);
	struct pattern pattern;
	regex_t regex;
	int error;

	fill_untouched(&pattern);
	error = pattern_parse(held, whole, &pattern);
	promise(error >= 0 && error <= PATTERN_TOO_BIG);
	if (error) {
		promise_untouched(&pattern);
		if (error == PATTERN_BAD && !traits.undefined && !traits.inner_anchor &&
		    !is_heavy(expression))
			promise(regcomp(&regex, expression, REG_EXTENDED) != 0);
	} else {
		promise(inside(pattern.text, held, strlen(expression) + 1));
		promise(pattern.literals <= strlen(pattern.text));
		check_match(&pattern, expression, &traits, text);
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

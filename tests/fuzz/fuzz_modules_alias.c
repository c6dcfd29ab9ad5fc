/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modules_alias.h. The input is up to seven aliases, a line each, an empty line, and the
 * text of a modules.alias. What the pass finds is what fnmatch(3) finds in each line by itself.
 */
#include <fnmatch.h>

#include "mdev-rules/modules_alias.h"
#include "tests/fuzz/fuzz.h"

enum { WANTED_MAX = 7 };

static char *copy_of(struct slice slice)
{
	return exact_text(slice.at, slice.len);
}

/*
 * fnmatch knows more than we do on purpose: [:class:], and a "[" without its end, or a "\" at the
 * end, which matches nothing or itself as the C library likes. Both are left out; so is the meaning
 * of bytes that are no ASCII.
 */
static bool is_comparable(const char *pattern)
{
	for (const char *at = pattern; *at; at++) {
		if ((unsigned char)*at >= 0x80 || *at == '[' || *at == '\\')
			return false;
	}
	return true;
}

/* Brackets that a driver could use: [abc] [a-c] [!a-c], closed, without "[", "\" and "-" at the
 * ends. */
static bool has_plain_brackets(const char *pattern)
{
	for (const char *at = pattern; *at; at++) {
		if ((unsigned char)*at >= 0x80 || *at == '\\' || *at == ']')
			return false;
		if (*at != '[')
			continue;
		at += at[1] == '!' ? 2 : 1;
		if (*at == ']' || *at == '-' || *at == '\0')
			return false;
		for (; *at && *at != ']'; at++) {
			if (*at == '[' || *at == '\\' || (unsigned char)*at >= 0x80 ||
			    (*at == '-' && (at[1] == ']' || at[1] < at[-1] || at[2] == '-')))
				return false;
		}
		if (*at == '\0')
			return false;
	}
	return true;
}

/* '-' to '_', outside of brackets: as modprobe(8) does before it asks fnmatch(3). */
static void fold(char *text, bool brackets)
{
	bool inside_bracket = false;

	for (; *text; text++) {
		if (brackets && *text == '[')
			inside_bracket = true;
		else if (*text == ']')
			inside_bracket = false;
		else if (*text == '-' && !inside_bracket)
			*text = '_';
	}
}

static void check_match(struct slice pattern, struct slice alias, bool matches)
{
	char *p = copy_of(pattern), *a = copy_of(alias);

	if (strlen(p) == pattern.len && strlen(a) == alias.len &&
	    (is_comparable(p) || has_plain_brackets(p)) && is_comparable(a)) {
		fold(p, true);
		fold(a, false);
		promise((fnmatch(p, a, 0) == 0) == matches);
	}
	free(p);
	free(a);
}

/* Which of the aliases a line names first, by reading it the plain way; -1 for none. */
static long first_match(struct slice line, const struct slice wanted[], size_t count)
{
	struct slice word, pattern, module;

	if (!slice_next_word(&line, &word) || !slice_is(word, "alias") ||
	    !slice_next_word(&line, &pattern) || !slice_next_word(&line, &module))
		return -1;
	for (size_t i = 0; i < count; i++) {
		bool matches = modules_alias_match(pattern, wanted[i]);

		check_match(pattern, wanted[i], matches);
		if (matches)
			return (long)i;
	}
	return -1;
}

static void check_pass(struct slice text, const struct slice wanted[], size_t count)
{
	static struct modules_alias_query query;
	struct slice rest = text, line;
	struct modules_alias_found found;

	modules_alias_ask(wanted, count, &query);
	while (slice_next_line(&text, &line)) {
		long first = first_match(line, wanted, count);

		if (first < 0)
			continue;
		promise(modules_alias_next(&query, &rest, &found));
		promise(found.wanted == (size_t)first);
		promise(found.pattern.at > line.at && found.module.at < line.at + line.len);
		promise(found.pattern.len > 0 && found.module.len > 0);
		promise(rest.at == text.at && rest.len == text.len);
	}
	fill_untouched(&found);
	promise(!modules_alias_next(&query, &rest, &found));
	promise_untouched(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *block = exact_bytes(data, size);
	struct slice text = {block, size}, line, wanted[WANTED_MAX];
	size_t count = 0;

	while (count < WANTED_MAX && slice_next_line(&text, &line) && line.len > 0)
		wanted[count++] = line;
	check_pass(text, wanted, count);
	free(block);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules.alias in one pass. A pattern begins with plain bytes (a bus, a vendor, often a
 * device) and no alias matches that does not begin with them. So the beginnings of all that are
 * wanted are put as hashes into a filter, and a line whose plain bytes are not in it is
 * passed over before anything is compared: tens of thousands are, a few dozen are not.
 */
#include "mdev-rules/modules_alias.h"

#include <string.h>

#include "lib/wraps.h"

enum {
	PLAIN_MAX = 24,	      /* "pci:v0000VVVVd0000DDDD" and a bit */
	LOOK_EACH = 4,	      /* bytes between two looks: "usb:", "pci:" */
	HASH_BITS = 32 - 15,  /* what of a hash is left out to index the filter */
	HASH_MUL = 0x9e3779b1 /* 2^32 by the golden ratio: Knuth, volume 3, section 6.4 */
};

WRAPS static uint32_t hash_on(uint32_t hash, uint8_t byte)
{
	return (hash ^ byte) * (uint32_t)HASH_MUL;
}

static bool in_filter(const struct modules_alias_query *query, uint32_t hash)
{
	hash >>= HASH_BITS;
	return query->filter[hash / 32] >> hash % 32 & 1;
}

static uint8_t folded(const struct modules_alias_query *query, const char *at)
{
	return query->fold[(unsigned char)*at];
}

void modules_alias_ask(const struct slice wanted[], size_t count, struct modules_alias_query *out)
{
	static const char special[] = "*?[\\ \t\r\n";

	memset(out, 0, sizeof(*out));
	out->wanted = wanted;
	out->count = count;
	for (unsigned int c = 1; c < sizeof(out->fold); c++)
		out->fold[c] = (uint8_t)(c == '-' ? '_' : c);
	for (const char *c = special; *c; c++)
		out->fold[(unsigned char)*c] = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t hash = 0;

		for (size_t at = 0; at < wanted[i].len && at < PLAIN_MAX; at++) {
			unsigned char c = (unsigned char)wanted[i].at[at];

			hash = hash_on(hash, c == '-' ? '_' : c);
			out->filter[(hash >> HASH_BITS) / 32] |= 1U << (hash >> HASH_BITS) % 32;
		}
	}
}

static bool same_word(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* A beginning that no wanted alias has; words of LOOK_EACH bytes. */
struct beginning {
	const char *at;
	size_t len; /* 0: none is known */
};

/* Patterns of one driver begin alike. `len` is that of the text. */
static bool begins_with(const char *at, size_t len, const struct beginning *beginning)
{
	if (beginning->len == 0 || len < beginning->len)
		return false;
	for (size_t i = 0; i < beginning->len; i += LOOK_EACH) {
		if (!same_word(at + i, beginning->at + i))
			return false;
	}
	return true;
}

/* False when no wanted alias begins as the pattern does; then *refused tells where that was seen.
 */
static bool may_match(const struct modules_alias_query *query, const char *at, size_t len,
		      struct beginning *refused)
{
	uint32_t hash = 0;
	size_t i = 0;

	if (begins_with(at, len, refused))
		return false;
	if (len > PLAIN_MAX)
		len = PLAIN_MAX;
	for (; i < len; i++) {
		uint8_t byte = folded(query, at + i);

		if (byte == 0)
			break;
		if (i > 0 && i % LOOK_EACH == 0 && !in_filter(query, hash)) {
			*refused = (struct beginning){at, i};
			return false;
		}
		hash = hash_on(hash, byte);
	}
	return i == 0 || in_filter(query, hash);
}

/* Where the bracket at pattern[at] ends, behind its "]"; 0 without an end. */
static size_t bracket_end(struct slice pattern, size_t at)
{
	at++;
	if (at < pattern.len && (pattern.at[at] == '!' || pattern.at[at] == '^'))
		at++;
	/* The first may be "]" itself. */
	for (at++; at < pattern.len; at++) {
		if (pattern.at[at] == ']')
			return at + 1;
	}
	return 0;
}

static bool in_bracket(const char *at, const char *end, unsigned char c)
{
	bool negated = *at == '!' || *at == '^', found = false;

	if (negated)
		at++;
	while (at < end) {
		unsigned char low = (unsigned char)*at++, high = low;

		if (end - at >= 2 && *at == '-') {
			high = (unsigned char)at[1];
			at += 2;
		}
		found |= c >= low && c <= high;
	}
	return found != negated;
}

static char fold(char c)
{
	return c == '-' ? '_' : c;
}

/* Matches one byte with what stands at *at, which is moved behind it. */
static bool match_one(struct slice pattern, size_t *at, char c)
{
	size_t end;

	switch (pattern.at[*at]) {
	case '?':
		++*at;
		return true;
	case '[':
		end = bracket_end(pattern, *at);
		if (end) {
			const char *first = pattern.at + *at + 1;

			*at = end;
			return in_bracket(first, pattern.at + end - 1, (unsigned char)fold(c));
		}
		break;
	case '\\':
		/* At the end of the pattern it stands for itself. */
		if (*at + 1 < pattern.len)
			++*at;
		break;
	}
	return fold(pattern.at[(*at)++]) == fold(c);
}

/* Where behind a star it is worth a try: at the next byte that the pattern, at `at`, begins with.
 */
static size_t next_start(struct slice pattern, size_t at, struct slice alias, size_t i)
{
	char c = at < pattern.len ? fold(pattern.at[at]) : '*';

	if (c == '*' || c == '?' || c == '[' || c == '\\')
		return i;
	while (i < alias.len && fold(alias.at[i]) != c)
		i++;
	return i;
}

bool modules_alias_match(struct slice pattern, struct slice alias)
{
	size_t at = 0, i = 0, star = SIZE_MAX, star_i = 0;

	while (i < alias.len) {
		if (at < pattern.len && pattern.at[at] == '*') {
			star = ++at;
			star_i = i;
			continue;
		}
		if (at < pattern.len && match_one(pattern, &at, alias.at[i])) {
			i++;
			continue;
		}
		/* The last star takes one byte more; those before it need not, ever. */
		if (star == SIZE_MAX)
			return false;
		at = star;
		star_i = next_start(pattern, at, alias, star_i + 1);
		i = star_i;
	}
	while (at < pattern.len && pattern.at[at] == '*')
		at++;
	return at == pattern.len;
}

static bool match_any(const struct modules_alias_query *query, struct slice pattern, size_t *out)
{
	uint8_t first = folded(query, pattern.at);

	for (size_t i = 0; i < query->count; i++) {
		/* Most are of another bus, which the first byte tells without a call. */
		struct slice wanted = query->wanted[i];

		if (first && wanted.len > 0 && first != (unsigned char)fold(wanted.at[0]))
			continue;
		if (modules_alias_match(pattern, query->wanted[i])) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool modules_alias_next(const struct modules_alias_query *query, struct slice *text,
			struct modules_alias_found *out)
{
	static const char head[] = "alias ";
	enum { HEAD_LEN = sizeof(head) - 1 };
	struct beginning refused = {NULL, 0};
	struct slice line, word;

	while (slice_next_line(text, &line)) {
		struct modules_alias_found found;

		/* depmod writes one blank; a line that has others is read the long way. */
		if (line.len > HEAD_LEN && same_word(line.at, head) &&
		    same_word(line.at + 2, head + 2) &&
		    !may_match(query, line.at + HEAD_LEN, line.len - HEAD_LEN, &refused))
			continue;
		if (slice_next_word(&line, &word) && slice_is(word, "alias") &&
		    slice_next_word(&line, &found.pattern) &&
		    slice_next_word(&line, &found.module) &&
		    match_any(query, found.pattern, &found.wanted)) {
			*out = found;
			return true;
		}
	}
	return false;
}

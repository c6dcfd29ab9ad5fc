/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines and words of a text, out as pointers and lengths. The end of a line is looked for eight
 * bytes at a time: most lines of modules.alias are passed over, and that is all that they cost.
 */
#include "mdev-rules/slice.h"

#include <string.h>

#include "lib/parse.h"
#include "lib/wraps.h"

/* FNV-1a, 32 bits: draft-eastlake-fnv, section 5. */
enum { FNV_PRIME = 16777619 };
static const uint32_t FNV_BASIS = 2166136261U;

struct slice slice_of(const char *text)
{
	return (struct slice){text, strlen(text)};
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte is the lowest");

/*
 * Where the newline stands, or the end. A byte of x is 0 where the text has one, and the lowest bit
 * that the test for a zero byte leaves is the first one's.
 */
WRAPS static size_t line_len(const char *at, size_t len)
{
	static const uint64_t ones = UINT64_MAX / 0xff;
	size_t i = 0;

	for (; len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t x;

		memcpy(&x, at + i, sizeof(x));
		x ^= ones * '\n';
		x = (x - ones) & ~x & ones << 7;
		if (x)
			return i + (size_t)__builtin_ctzll(x) / 8;
	}
	while (i < len && at[i] != '\n')
		i++;
	return i;
}

bool slice_next_line(struct slice *text, struct slice *line)
{
	size_t len;

	if (text->len == 0)
		return false;
	len = line_len(text->at, text->len);
	*line = (struct slice){text->at, len};
	len += len < text->len;
	text->at += len;
	text->len -= len;
	return true;
}

bool slice_next_word(struct slice *line, struct slice *word)
{
	size_t start = 0, end;

	while (start < line->len && parse_is_blank(line->at[start]))
		start++;
	for (end = start; end < line->len && !parse_is_blank(line->at[end]);)
		end++;
	if (end == start)
		return false;
	*word = (struct slice){line->at + start, end - start};
	line->at += end;
	line->len -= end;
	return true;
}

bool slice_last_word(struct slice *line, struct slice *word)
{
	size_t end = line->len, start;

	while (end > 0 && parse_is_blank(line->at[end - 1]))
		end--;
	for (start = end; start > 0 && !parse_is_blank(line->at[start - 1]);)
		start--;
	if (end == start)
		return false;
	*word = (struct slice){line->at + start, end - start};
	line->len = start;
	return true;
}

bool slice_is(struct slice slice, const char *text)
{
	return strlen(text) == slice.len && memcmp(slice.at, text, slice.len) == 0;
}

static char fold(char c)
{
	return c == '-' ? '_' : c;
}

bool slice_name_eq(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (fold(a.at[i]) != fold(b.at[i]))
			return false;
	}
	return true;
}

WRAPS uint32_t slice_name_hash(struct slice name)
{
	uint32_t hash = FNV_BASIS;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)fold(name.at[i])) * FNV_PRIME;
	return hash;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Characters to bytes and back: the first byte says how many follow, each of which carries six
 * bits. See utf8.h for what is refused.
 */
#include "lib/utf8.h"

#include <stdbool.h>

#include "lib/wraps.h"

WRAPS char *utf8_put(char *out, uint32_t code)
{
	unsigned int follow = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const uint8_t first[] = {0, 0xc0, 0xe0, 0xf0};

	*out++ = (char)(first[follow] | code >> 6 * follow);
	while (follow--)
		*out++ = (char)(0x80 | (code >> 6 * follow & 0x3f));
	return out;
}

static bool is_character(uint32_t code)
{
	return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) &&
	       (code < 0xfdd0 || code > 0xfdef) && (code & 0xfffe) != 0xfffe;
}

size_t utf8_len(const char *text)
{
	static const uint32_t least[] = {1, 0x80, 0x800, 0x10000};
	uint8_t first = (uint8_t)text[0];
	unsigned int follow = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
	uint32_t code = follow ? first & (0x3fU >> follow) : first;

	if ((first >= 0x80 && first < 0xc0) || first >= 0xf8)
		return 0;
	for (unsigned int i = 1; i <= follow; i++) {
		if (((uint8_t)text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((uint8_t)text[i] & 0x3f);
	}
	return code >= least[follow] && is_character(code) ? follow + 1 : 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options of a message: in come its bytes, out goes, for each code, one value.
 *
 *   area   = *( PAD / option ) [ END *OCTET ]
 *   option = code len value                     RFC 2132, section 2: an octet each, and `len`
 * octets
 *
 * Areas are the options field, then `file`, then `sname`; the latter two only if option 52 in the
 * first says so (RFC 2131, section 4.1), and 52 inside of them is skipped: nothing points
 * twice. Values of the same code are joined in that order (RFC 3396, section 7), for which they
 * are measured first and copied then.
 */
#include "netcfg/dhcp_option.h"

#include <stdbool.h>
#include <string.h>

enum { /* RFC 2131, section 2, figure 1; RFC 2132, section 9.3 */
       SNAME_AT = 44,
       SNAME_LEN = 64,
       FILE_AT = 108,
       FILE_LEN = 128,
       OPTIONS_AT = 240,
       AREAS_MAX = 3,
};

struct area {
	const uint8_t *at;
	size_t len;
};

struct option {
	uint8_t code, len;
	const uint8_t *value;
};

/* Takes the next option off the area. 1; 0 at its end; -1 when the option runs past that. */
static int next_option(struct area *area, struct option *out)
{
	while (area->len > 0 && *area->at == DHCP_OPTION_PAD) {
		area->at++;
		area->len--;
	}
	if (area->len == 0 || *area->at == DHCP_OPTION_END)
		return 0;
	if (area->len < 2 || area->at[1] > area->len - 2)
		return -1;
	out->code = area->at[0];
	out->len = area->at[1];
	out->value = area->at + 2;
	area->at += 2 + out->len;
	area->len -= 2U + out->len;
	return 1;
}

/* Adds the options of all areas to count[] and len[]; with copy, their values to bytes[], too. */
static int walk(const struct area *areas, unsigned int count, bool copy, struct dhcp_options *out)
{
	memset(out->count, 0, sizeof(out->count));
	memset(out->len, 0, sizeof(out->len));
	for (unsigned int i = 0; i < count; i++) {
		struct area area = areas[i];
		struct option option;
		int got;

		while ((got = next_option(&area, &option)) > 0) {
			uint16_t *len = &out->len[option.code];

			if (i > 0 && option.code == DHCP_OPTION_OVERLOAD)
				continue;
			if (copy)
				memcpy(out->bytes + out->offset[option.code] + *len, option.value,
				       option.len);
			out->count[option.code]++;
			*len = (uint16_t)(*len + option.len);
		}
		if (got < 0)
			return DHCP_REASON_OPTION_CUT;
	}
	return 0;
}

static int parse_areas(const struct area *areas, unsigned int count, struct dhcp_options *out)
{
	int refused = walk(areas, count, false, out);
	size_t total = 0;

	if (refused)
		return refused;
	for (size_t code = 0; code < 256; code++) {
		out->offset[code] = (uint16_t)total;
		total += out->len[code];
	}
	if (total > DHCP_OPTION_ARENA)
		return DHCP_REASON_OPTIONS_LONG;
	return walk(areas, count, true, out);
}

int dhcp_options_parse(const uint8_t *message, size_t len, struct dhcp_options *out)
{
	struct area areas[AREAS_MAX] = {{message + OPTIONS_AT, len - OPTIONS_AT}};
	unsigned int count = 1, overload;
	int refused;

	/* No datagram is that long; in what is shorter, no count and no length wraps around. */
	if (len > UINT16_MAX)
		return DHCP_REASON_OPTIONS_LONG;
	refused = parse_areas(areas, count, out);
	if (refused)
		return refused;
	overload = dhcp_options_overload(out);
	if (overload & DHCP_OVERLOAD_FILE)
		areas[count++] = (struct area){message + FILE_AT, FILE_LEN};
	if (overload & DHCP_OVERLOAD_SNAME)
		areas[count++] = (struct area){message + SNAME_AT, SNAME_LEN};
	return count > 1 ? parse_areas(areas, count, out) : 0;
}

const uint8_t *dhcp_options_find(const struct dhcp_options *options, uint8_t code, size_t *len)
{
	if (options->count[code] == 0 ||
	    (options->len[code] == 0 && code != DHCP_OPTION_RAPID_COMMIT))
		return NULL;
	*len = options->len[code];
	return options->bytes + options->offset[code];
}

unsigned int dhcp_options_overload(const struct dhcp_options *options)
{
	size_t len;
	const uint8_t *value = dhcp_options_find(options, DHCP_OPTION_OVERLOAD, &len);

	return value && len == 1 && *value <= (DHCP_OVERLOAD_FILE | DHCP_OVERLOAD_SNAME) ? *value
											 : 0;
}

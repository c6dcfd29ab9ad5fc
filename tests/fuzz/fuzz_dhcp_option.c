/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_option.h. An input is `sname`, `file` and the options field, one after the other. All
 * values are gathered once more by a slower way: one code at a time, from the areas that option 52
 * names, and must be the same.
 */
#include "netcfg/dhcp_option.h"
#include "tests/fuzz/fuzz.h"

enum { SNAME_AT = 44, SNAME_LEN = 64, FILE_AT = 108, FILE_LEN = 128, OPTIONS_AT = 240 };

/* A value put together here; of more than the arena only the length is right. */
struct gathered {
	size_t count, len;
	uint8_t bytes[DHCP_OPTION_ARENA];
};

/* False when an option runs past the end. */
static bool gather(const uint8_t *area, size_t len, uint8_t code, struct gathered *out)
{
	for (size_t at = 0; at < len && area[at] != 255;) {
		size_t value_len;

		if (area[at] == 0) {
			at++;
			continue;
		}
		if (at + 1 == len || at + 2 + area[at + 1] > len)
			return false;
		value_len = area[at + 1];
		if (area[at] == code) {
			if (out->len + value_len <= sizeof(out->bytes))
				memcpy(out->bytes + out->len, area + at + 2, value_len);
			out->len += value_len;
			out->count++;
		}
		at += 2 + value_len;
	}
	return true;
}

/* All areas; 52 is read from the first. False when one of them is cut. */
static bool gather_all(const uint8_t *message, size_t len, uint8_t code, struct gathered *out)
{
	struct gathered overload = {0};
	unsigned int bits;

	memset(out, 0, offsetof(struct gathered, bytes));
	if (!gather(message + OPTIONS_AT, len - OPTIONS_AT, code, out) ||
	    !gather(message + OPTIONS_AT, len - OPTIONS_AT, 52, &overload))
		return false;
	bits = overload.len == 1 && overload.bytes[0] <= 3 ? overload.bytes[0] : 0;
	if (code == 52)
		code = 0; /* found nowhere, but the areas may be cut */
	return (!(bits & 1) || gather(message + FILE_AT, FILE_LEN, code, out)) &&
	       (!(bits & 2) || gather(message + SNAME_AT, SNAME_LEN, code, out));
}

static void check_value(const struct dhcp_options *options, uint8_t code,
			const struct gathered *expected)
{
	size_t len = SIZE_MAX;
	const uint8_t *value = dhcp_options_find(options, code, &len);

	promise(options->count[code] == expected->count);
	if (expected->len == 0 && (code != 80 || expected->count == 0)) {
		promise(!value && len == SIZE_MAX);
		return;
	}
	promise(value && len == expected->len);
	promise(value >= options->bytes && value + len <= options->bytes + DHCP_OPTION_ARENA);
	promise(memcmp(value, expected->bytes, len) == 0);
}

static void check(const uint8_t *message, size_t len)
{
	static struct dhcp_options options;
	static struct gathered gathered;
	size_t total = 0;
	int refused;

	fill_untouched(&options);
	refused = dhcp_options_parse(message, len, &options);
	if (!gather_all(message, len, 0, &gathered)) {
		promise(refused == DHCP_REASON_OPTION_CUT || refused == DHCP_REASON_OPTIONS_LONG);
		return;
	}
	for (unsigned int code = 1; code < 255; code++) {
		memset(&gathered, 0, offsetof(struct gathered, bytes));
		/* Most codes are nowhere, and a search is faster. */
		if (memchr(message + SNAME_AT, (int)code, len - SNAME_AT))
			promise(gather_all(message, len, (uint8_t)code, &gathered));
		total += gathered.len;
		if (refused == 0)
			check_value(&options, (uint8_t)code, &gathered);
	}
	promise(refused == (total > DHCP_OPTION_ARENA ? DHCP_REASON_OPTIONS_LONG : 0));
	promise(refused || dhcp_options_overload(&options) <= 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t fields = SNAME_LEN + FILE_LEN;
	uint8_t *message;
	size_t len;

	if (size < fields)
		return 0;
	len = OPTIONS_AT + size - fields;
	message = calloc(1, len);
	memcpy(message + SNAME_AT, data, fields);
	memcpy(message + OPTIONS_AT, data + fields, size - fields);
	check(message, len);
	free(message);
	return 0;
}

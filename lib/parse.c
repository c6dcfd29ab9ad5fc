/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strict text to value: in comes a whole string, out a number, an address or a
 * copy. What strtoul(3) and inet_aton(3) would forgive (white space, signs,
 * prefixes, trailing text, wrap-around, missing parts) is refused on purpose.
 */
#include "lib/parse.h"

#include <string.h>

const char *parse_strerror(int error)
{
	switch ((enum parse_error)error) {
	case PARSE_EMPTY:
		return "empty";
	case PARSE_NOT_A_NUMBER:
		return "not a number";
	case PARSE_OUT_OF_RANGE:
		return "out of range";
	case PARSE_NOT_AN_ADDRESS:
		return "not an address";
	}
	return "unknown error";
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

static int parse_digits(const char *text, unsigned int base, uint32_t max, uint32_t *out)
{
	uint64_t value = 0;

	if (*text == '\0')
		return PARSE_EMPTY;
	for (; *text; text++) {
		unsigned int digit = (unsigned int)digit_value(*text);

		if (digit >= base)
			return PARSE_NOT_A_NUMBER;
		/* Stays above max once it is there, and so can't wrap around. */
		if (value <= max)
			value = value * base + digit;
	}
	if (value > max)
		return PARSE_OUT_OF_RANGE;
	*out = (uint32_t)value;
	return 0;
}

int parse_u32(const char *text, uint32_t max, uint32_t *out)
{
	return parse_digits(text, 10, max, out);
}

int parse_hex(const char *text, uint32_t max, uint32_t *out)
{
	return parse_digits(text, 16, max, out);
}

int parse_octal(const char *text, uint32_t max, uint32_t *out)
{
	return parse_digits(text, 8, max, out);
}

int parse_s32(const char *text, int32_t max, int32_t *out)
{
	bool negative = *text == '-';
	uint32_t value;
	int error = parse_digits(negative ? text + 1 : text, 10, (uint32_t)max, &value);

	if (error)
		return error;
	*out = negative ? -(int32_t)value : (int32_t)value;
	return 0;
}

/* A decimal number of 0 to 255 at *text, which is moved behind it. */
static bool take_octet(const char **text, uint32_t *out)
{
	const char *at = *text;
	uint32_t value = 0;

	if (at[0] == '0' && at[1] >= '0' && at[1] <= '9')
		return false;
	while (*at >= '0' && *at <= '9' && value <= UINT8_MAX)
		value = value * 10 + (uint32_t)(*at++ - '0');
	if (at == *text || value > UINT8_MAX)
		return false;
	*text = at;
	*out = value;
	return true;
}

int parse_ipv4(const char *text, struct in_addr *out)
{
	uint32_t value = 0, octet;

	if (*text == '\0')
		return PARSE_EMPTY;
	for (int i = 0; i < 4; i++) {
		if ((i > 0 && *text++ != '.') || !take_octet(&text, &octet))
			return PARSE_NOT_AN_ADDRESS;
		value = value << 8 | octet;
	}
	if (*text)
		return PARSE_NOT_AN_ADDRESS;
	out->s_addr = htonl(value);
	return 0;
}

bool parse_hex_byte(const char *text, uint8_t *out)
{
	int high = digit_value(text[0]), low = high < 16 ? digit_value(text[1]) : 16;

	if (low == 16)
		return false;
	*out = (uint8_t)(high << 4 | low);
	return true;
}

int parse_mac(const char *text, uint8_t out[PARSE_MAC_LEN])
{
	uint8_t mac[PARSE_MAC_LEN];
	char separator = ':';

	if (*text == '\0')
		return PARSE_EMPTY;
	for (int i = 0; i < PARSE_MAC_LEN; i++) {
		if (i == 1 && *text == '-')
			separator = '-';
		if ((i > 0 && *text++ != separator) || !parse_hex_byte(text, &mac[i]))
			return PARSE_NOT_AN_ADDRESS;
		text += 2;
	}
	if (*text)
		return PARSE_NOT_AN_ADDRESS;
	memcpy(out, mac, sizeof(mac));
	return 0;
}

bool parse_prefix(const char *text, const char *prefix, const char **rest)
{
	size_t len = strlen(prefix);

	if (strncmp(text, prefix, len) != 0)
		return false;
	*rest = text + len;
	return true;
}

int parse_copy(const char *text, char *out, size_t size)
{
	size_t len = strlen(text);

	if (len >= size)
		return PARSE_OUT_OF_RANGE;
	memcpy(out, text, len + 1);
	return 0;
}

bool parse_leads_out(const char *path)
{
	bool at_start = true;

	for (; *path; path++) {
		if (at_start && path[0] == '.' && path[1] == '.' &&
		    (path[2] == '/' || path[2] == '\0'))
			return true;
		at_start = *path == '/';
	}
	return false;
}

char *parse_skip_blanks(char *text)
{
	while (parse_is_blank(*text))
		text++;
	return text;
}

int parse_unescape(char *text)
{
	char *out = text;

	for (; *text; text++) {
		char digits[4] = "";
		uint32_t byte;

		if (*text != '\\') {
			*out++ = *text;
			continue;
		}
		for (int i = 0; i < 3 && text[1 + i]; i++)
			digits[i] = text[1 + i];
		if (strlen(digits) != 3 || parse_octal(digits, 0377, &byte) || byte == 0)
			return PARSE_NOT_A_NUMBER;
		*out++ = (char)byte;
		text += 3;
	}
	*out = '\0';
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * root='s value to a kind and its text. Only the form is checked here; whether
 * the device exists is asked of /sys by init/block_dev.c.
 */
#include "init/dev_spec.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/parse.h"

enum {
	MAJOR_MAX = (1 << 12) - 1, /* MINORBITS is 20 of 32, include/linux/kdev_t.h */
	MINOR_MAX = (1 << 20) - 1,
	DECIMAL_DIGITS_MAX = 10,
};

const char *dev_spec_strerror(int error)
{
	switch ((enum dev_spec_error)error) {
	case DEV_SPEC_EMPTY:
		return "no device is named";
	case DEV_SPEC_PARTITION_NAME:
		return "names in a partition table are not supported, use UUID= or LABEL=";
	case DEV_SPEC_NETWORK:
		return "network roots are not supported, use a block device";
	case DEV_SPEC_NOT_IN_DEV:
		return "neither /dev/NAME, UUID=, LABEL=, MAJOR:MINOR nor a hex number";
	case DEV_SPEC_BAD_NUMBER:
		return "no device number: MAJOR:MINOR is 0-4095:0-1048575, hex 1 to ffffffff";
	}
	return "unknown error";
}

static int parse_major_minor(const char *text, const char *colon, struct dev_spec *out)
{
	char digits[DECIMAL_DIGITS_MAX + 1];
	size_t len = (size_t)(colon - text);
	uint32_t major, minor;

	if (len > DECIMAL_DIGITS_MAX)
		return DEV_SPEC_BAD_NUMBER;
	memcpy(digits, text, len);
	digits[len] = '\0';
	if (parse_u32(digits, MAJOR_MAX, &major) || parse_u32(colon + 1, MINOR_MAX, &minor))
		return DEV_SPEC_BAD_NUMBER;
	*out = (struct dev_spec){.kind = DEV_SPEC_NUMBER, .major = major, .minor = minor};
	return 0;
}

static int parse_hex_number(const char *text, struct dev_spec *out)
{
	const char *digits = text;
	uint32_t dev;
	int error;

	(void)(parse_prefix(text, "0x", &digits) || parse_prefix(text, "0X", &digits));
	error = parse_hex(digits, UINT32_MAX, &dev);
	if (error == PARSE_NOT_A_NUMBER && digits == text)
		return DEV_SPEC_NOT_IN_DEV;
	if (error || dev == 0)
		return DEV_SPEC_BAD_NUMBER;
	*out = (struct dev_spec){
		.kind = DEV_SPEC_NUMBER,
		.major = (dev & 0xfff00) >> 8,
		.minor = (dev & 0xff) | ((dev >> 12) & 0xfff00),
	};
	return 0;
}

static bool is_network(const char *text)
{
	static const char prefixes[][12] = {
		"/dev/nfs", "/dev/cifs", "nfs:", "nfs4:", "//", "http://", "https://"};
	const char *rest;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (!parse_prefix(text, prefixes[i], &rest))
			continue;
		/* /dev/nfs is the whole word: /dev/nfs0 would be a device. */
		if (text[0] != '/' || text[1] == '/' || *rest == '\0')
			return true;
	}
	return false;
}

int dev_spec_parse(const char *text, struct dev_spec *out)
{
	const char *rest, *colon;

	if (*text == '\0')
		return DEV_SPEC_EMPTY;
	if (is_network(text))
		return DEV_SPEC_NETWORK;
	if (parse_prefix(text, "PARTUUID=", &rest) || parse_prefix(text, "PARTLABEL=", &rest))
		return DEV_SPEC_PARTITION_NAME;
	if (parse_prefix(text, "UUID=", &rest) || parse_prefix(text, "LABEL=", &rest)) {
		if (*rest == '\0')
			return DEV_SPEC_EMPTY;
		*out = (struct dev_spec){
			.kind = *text == 'U' ? DEV_SPEC_UUID : DEV_SPEC_LABEL,
			.text = rest,
		};
		return 0;
	}
	if (parse_prefix(text, "/dev/", &rest)) {
		if (*rest == '\0')
			return DEV_SPEC_EMPTY;
		if (parse_leads_out(text))
			return DEV_SPEC_NOT_IN_DEV;
		*out = (struct dev_spec){.kind = DEV_SPEC_PATH, .text = text};
		return 0;
	}
	colon = strchr(text, ':');
	if (colon)
		return parse_major_minor(text, colon, out);
	return parse_hex_number(text, out);
}

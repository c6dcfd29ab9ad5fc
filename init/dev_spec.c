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
	PARTITION_MAX = 255, /* DISK_MAX_PARTS, include/linux/blkdev.h */
};

const char *dev_spec_strerror(int error)
{
	switch ((enum dev_spec_error)error) {
	case DEV_SPEC_EMPTY:
		return "no device is named";
	case DEV_SPEC_BAD_UUID:
		return "a UUID is of hex digits and '-'";
	case DEV_SPEC_BAD_OFFSET:
		return "behind the UUID only /PARTNROFF=NUMBER is understood";
	case DEV_SPEC_NETWORK:
		return "network roots are not supported, use a block device";
	case DEV_SPEC_NOT_IN_DEV:
		return "neither /dev/NAME, UUID=, LABEL=, PARTUUID=, PARTLABEL=, MAJOR:MINOR nor a "
		       "hex number";
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

/* `text` stands behind "UUID=", or behind "PARTUUID=", where more may follow. */
static int parse_uuid(enum dev_spec_kind kind, const char *text, struct dev_spec *out)
{
	size_t len = strspn(text, "0123456789abcdefABCDEF-");
	const char *digits;
	int32_t offset = 0;

	if (text[len] && (kind == DEV_SPEC_UUID || text[len] != '/'))
		return DEV_SPEC_BAD_UUID;
	if (len == 0)
		return DEV_SPEC_EMPTY;
	if (text[len] && (!parse_prefix(text + len, "/PARTNROFF=", &digits) ||
			  parse_s32(digits, PARTITION_MAX, &offset)))
		return DEV_SPEC_BAD_OFFSET;
	*out = (struct dev_spec){.kind = kind, .text = text, .text_len = len, .offset = offset};
	return 0;
}

static int take_text(enum dev_spec_kind kind, const char *text, struct dev_spec *out)
{
	if (*text == '\0')
		return DEV_SPEC_EMPTY;
	*out = (struct dev_spec){.kind = kind, .text = text, .text_len = strlen(text)};
	return 0;
}

/* True for a name below one of the folders that udev's rules fill; *rest is behind /dev/disk/. */
static bool is_link(const char *text, const char **rest)
{
	static const char folders[][14] = {"by-uuid/",	    "by-label/", "by-partuuid/",
					   "by-partlabel/", "by-id/",	 "by-path/"};
	const char *below, *name;

	if (!parse_prefix(text, "/dev/disk/", &below))
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		if (parse_prefix(below, folders[i], &name) && *name && !strchr(name, '/')) {
			*rest = below;
			return true;
		}
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
	if (parse_prefix(text, "UUID=", &rest))
		return parse_uuid(DEV_SPEC_UUID, rest, out);
	if (parse_prefix(text, "LABEL=", &rest))
		return take_text(DEV_SPEC_LABEL, rest, out);
	if (parse_prefix(text, "PARTUUID=", &rest))
		return parse_uuid(DEV_SPEC_PARTUUID, rest, out);
	if (parse_prefix(text, "PARTLABEL=", &rest))
		return take_text(DEV_SPEC_PARTLABEL, rest, out);
	if (parse_prefix(text, "/dev/", &rest)) {
		if (*rest == '\0')
			return DEV_SPEC_EMPTY;
		if (parse_leads_out(text))
			return DEV_SPEC_NOT_IN_DEV;
		if (is_link(text, &rest))
			return take_text(DEV_SPEC_LINK, rest, out);
		return take_text(DEV_SPEC_PATH, text, out);
	}
	colon = strchr(text, ':');
	if (colon)
		return parse_major_minor(text, colon, out);
	return parse_hex_number(text, out);
}

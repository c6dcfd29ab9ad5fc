/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of DHCP write their packets with: bytes as hex digits, blanks between them as
 * one likes, and a server's message around a few options.
 */
#ifndef TESTS_UNIT_DHCP_BYTES_H
#define TESTS_UNIT_DHCP_BYTES_H

#include "netcfg/dhcp_msg.h"
#include "tests/unit/unit.h"

enum {
	CLIENT_XID = 0x52414d42,
	OPTIONS_AT = 240, /* where the parts of a message are: RFC 2131, figure 1 */
	SNAME_AT = 44,
	FILE_AT = 108,
};

/* Who all of the packets are for. */
static const struct dhcp_client test_client = {
	.mac = {0x02, 0x52, 0x42, 0x00, 0x00, 0x01},
	.client_id_len = 7,
	.client_id = {0x01, 0x02, 0x52, 0x42, 0x00, 0x00, 0x01},
	.hostname = "box1",
	.mtu = 1500,
};

/* Writes the bytes to out (NULL: nowhere) and returns how many there are. */
static inline size_t hex_decode(const char *hex, uint8_t *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t len = 0;

	for (; *hex; hex += 2) {
		const char *high, *low;

		while (*hex == ' ')
			hex++;
		if (*hex == '\0')
			break;
		high = strchr(digits, hex[0]);
		low = hex[1] ? strchr(digits, hex[1]) : NULL;
		if (!high || !low)
			fail_msg("not hex: '%s'", hex);
		else if (out)
			out[len] = (uint8_t)((high - digits) << 4 | (low - digits));
		len++;
	}
	return len;
}

/* The same in a heap block of its exact size, for the caller to free. */
static inline uint8_t *heap_hex(const char *hex, size_t *len)
{
	uint8_t *bytes;

	*len = hex_decode(hex, NULL);
	bytes = malloc(*len);
	assert_non_null(bytes);
	hex_decode(hex, bytes);
	return bytes;
}

static inline struct in_addr address(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
	const uint8_t bytes[4] = {a, b, c, d};
	struct in_addr out;

	memcpy(&out, bytes, sizeof(out));
	return out;
}

/*
 * A server's message for test_client and CLIENT_XID: yiaddr 192.0.2.100, siaddr 192.0.2.5, with
 * these options, and this at the start of `file` and `sname` (NULL: zeros). In a heap block of its
 * exact size, for the caller to free.
 */
static inline uint8_t *heap_reply(const char *options, const char *file, const char *sname,
				  size_t *len)
{
	static const char fixed[] = "02010600 52414d42 0000 0000 00000000 c0000264 c0000205 "
				    "00000000 025242000001";
	uint8_t *message;

	*len = OPTIONS_AT + hex_decode(options, NULL);
	message = calloc(1, *len);
	assert_non_null(message);
	hex_decode(fixed, message);
	hex_decode("63825363", message + OPTIONS_AT - 4);
	hex_decode(options, message + OPTIONS_AT);
	if (file)
		hex_decode(file, message + FILE_AT);
	if (sname)
		hex_decode(sname, message + SNAME_AT);
	return message;
}

#endif

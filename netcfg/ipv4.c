/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In come an address or the length of a prefix, out go text or a mask. A length of more than 32
 * is not asked about: whoever reads one refuses it.
 */
#include "netcfg/ipv4.h"

#include <arpa/inet.h>

#include "lib/format.h"

void ipv4_format(struct in_addr address, char out[IPV4_TEXT_SIZE])
{
	uint32_t value = ntohl(address.s_addr);

	format_text(out, IPV4_TEXT_SIZE, "%u.%u.%u.%u", value >> 24, value >> 16 & 0xff,
		    value >> 8 & 0xff, value & 0xff);
}

struct in_addr ipv4_mask(uint8_t prefix_len)
{
	/* A shift by all 32 bits has no result in C. */
	return (struct in_addr){htonl(prefix_len ? UINT32_MAX << (32 - prefix_len) : 0)};
}

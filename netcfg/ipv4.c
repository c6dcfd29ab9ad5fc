/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In come an address or the length of a prefix, out go text or a mask. A length of more than 32
 * is not asked about: whoever reads one refuses it.
 */
#include "netcfg/ipv4.h"

#include <arpa/inet.h>

#include "lib/format.h"
#include "lib/wraps.h"

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

WRAPS int ipv4_mask_prefix(struct in_addr mask)
{
	uint32_t host_bits = ~ntohl(mask.s_addr);

	if (host_bits & (host_bits + 1))
		return -1;
	return host_bits ? __builtin_clz(host_bits) : 32;
}

uint8_t ipv4_class_prefix(struct in_addr address)
{
	uint32_t top = ntohl(address.s_addr) >> 24;

	return top < 128 ? 8 : top < 192 ? 16 : 24;
}

bool ipv4_is_edge(struct in_addr address, uint8_t prefix_len)
{
	uint32_t host_bits = ~ntohl(ipv4_mask(prefix_len).s_addr);
	uint32_t host = ntohl(address.s_addr) & host_bits;

	return prefix_len < 31 && (host == 0 || host == host_bits);
}

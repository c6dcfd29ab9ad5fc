/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IPv4 addresses as text, masks and what they say. inet_ntop(3) would do the first, and bring stdio
 * along. Pure.
 */
#ifndef NETCFG_IPV4_H
#define NETCFG_IPV4_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { IPV4_TEXT_SIZE = 16 }; /* "255.255.255.255" and the NUL */

/* Four decimal numbers and three dots. */
void ipv4_format(struct in_addr address, char out[IPV4_TEXT_SIZE]);

/* The mask of a prefix of 0 to 32 bits. */
struct in_addr ipv4_mask(uint8_t prefix_len);

/* The bits of a mask, 0 to 32; -1 where they are not contiguous. */
int ipv4_mask_prefix(struct in_addr mask);

/* The prefix of an address's class, A 8, B 16, C 24 (RFC 791, section 3.2), where no mask is given.
 */
uint8_t ipv4_class_prefix(struct in_addr address);

/* The subnet's own or its broadcast address, which are no host's. /31 and /32 have none: RFC 3021.
 */
bool ipv4_is_edge(struct in_addr address, uint8_t prefix_len);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IPv4 addresses as text and as masks. inet_ntop(3) would do the first, and bring stdio along.
 * Pure.
 */
#ifndef NETCFG_IPV4_H
#define NETCFG_IPV4_H

#include <netinet/in.h>
#include <stdint.h>

enum { IPV4_TEXT_SIZE = 16 }; /* "255.255.255.255" and the NUL */

/* Four decimal numbers and three dots. */
void ipv4_format(struct in_addr address, char out[IPV4_TEXT_SIZE]);

/* The mask of a prefix of 0 to 32 bits. */
struct in_addr ipv4_mask(uint8_t prefix_len);

#endif

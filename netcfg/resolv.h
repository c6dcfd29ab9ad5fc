/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resolv.conf(5) from typed values only: at most NET_DNS_MAX nameserver lines, one search line.
 * Servers of the command line come first, then each interface's in order; none twice. Pure.
 */
#ifndef NETCFG_RESOLV_H
#define NETCFG_RESOLV_H

#include <stddef.h>

#include "netcfg/net_config.h"

enum { RESOLV_SIZE = 512 };

/* The text's length, always less than RESOLV_SIZE; configs are in order of preference. */
size_t resolv_build(const struct net_plan *plan, const struct net_config *const *configs,
		    unsigned int count, char out[RESOLV_SIZE]);

#endif

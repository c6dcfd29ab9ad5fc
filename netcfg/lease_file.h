/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /run/netcfg/IF.lease: KEY=value lines that a shell can source. Values are of [A-Za-z0-9._:/-];
 * any other byte is written as % and two hex digits. A key that has no value is not there; of what
 * there may be several, keys are numbered from 1.
 *
 *   INTERFACE METHOD (dhcp, static) STATE (dhcp_state_name())
 *   ADDRESS PREFIX NETMASK ROUTER ROUTE1.. (DESTINATION/LEN or DESTINATION/LEN:GATEWAY) MTU
 *   DNS1.. NTP1.. SEARCH1.. HOSTNAME
 *   SERVER LEASE T1 T2 (seconds, or `infinite`)
 *   BOUND (since when it has an address) STARTS EXPIRES (the lease): seconds of CLOCK_BOOTTIME
 *   NEXT_SERVER TFTP_SERVER BOOT_FILE ROOT_PATH
 *
 * Pure.
 */
#ifndef NETCFG_LEASE_FILE_H
#define NETCFG_LEASE_FILE_H

#include <stddef.h>

#include "netcfg/dhcp_lease.h"

enum { LEASE_FILE_SIZE = 8192 };

struct lease_file {
	const char *ifname;
	const struct net_config *config;
	const struct dhcp_lease *lease;	       /* NULL: static */
	const char *state;		       /* NULL: static */
	uint64_t bound_s, starts_s, expires_s; /* CLOCK_BOOTTIME; expires_s UINT64_MAX: never */
};

/* The text's length; 0 when it does not fit, which the limits of a lease rule out. */
size_t lease_file_build(const struct lease_file *file, char *out, size_t size);

/*
 * Finds KEY in the text of a lease file and copies its value, decoded, to out. False when it is
 * not there or does not fit.
 */
bool lease_file_find(const char *text, const char *key, char *out, size_t size);

#endif

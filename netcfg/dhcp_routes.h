/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a lease's routes come from: option 121 (RFC 3442), else 249 (what it was before it had a
 * number), else the routers of option 3. Option 33 is older than subnets and never read. Pure.
 *
 *   121, 249 = 1*route
 *   route    = width destination gateway      width 0 to 32; destination: (width + 7) / 8 bytes
 */
#ifndef NETCFG_DHCP_ROUTES_H
#define NETCFG_DHCP_ROUTES_H

#include <stdint.h>

#include "netcfg/dhcp_option.h"
#include "netcfg/net_config.h"

enum dhcp_routes {
	DHCP_ROUTES_NONE, /* neither 121 nor 249: routers count */
	DHCP_ROUTES_GOOD, /* routers do not: RFC 3442 */
	DHCP_ROUTES_BAD,  /* 121 is malformed: routers count */
};

/*
 * Fills config->routes from what counts, in its order; config->address must be there. Adds a bit
 * 1 << DHCP_NOTE_... to *notes for each kind of thing that was left out.
 */
enum dhcp_routes dhcp_routes_take(const struct dhcp_options *options, struct net_config *config,
				  uint32_t *notes);

#endif

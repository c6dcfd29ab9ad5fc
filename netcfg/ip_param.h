/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The value of one ip=, by the grammar in net_plan.h, as a net_request. Pure.
 */
#ifndef NETCFG_IP_PARAM_H
#define NETCFG_IP_PARAM_H

#include "netcfg/net_plan.h"

/*
 * Fills *request; a client identifier (`dhcp,type,id`) goes to *options, of which nothing else is
 * touched. 0, or > 0: enum net_plan_error, and both are untouched.
 */
int ip_param_parse(const char *value, struct net_request *request,
		   struct net_dhcp_options *options);

/*
 * Text to an address that a host can have, or 0.0.0.0, which stands for none: not one of 0/8, 224/4
 * or 240/4; one of 127/8 where the server may be on the box itself (local). False, and *out
 * untouched, for anything else.
 */
bool ip_param_address(const char *text, bool local, struct in_addr *out);

#endif

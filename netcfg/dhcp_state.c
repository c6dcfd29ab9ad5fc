/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a state of the DHCP client (dhcp_fsm.h) means to its caller: in goes the machine, out come
 * the socket that it needs, the transactions that a reply may belong to, and a word for people.
 * Changes nothing.
 */
#include "netcfg/dhcp_fsm.h"

enum dhcp_listen dhcp_fsm_listens(const struct dhcp_fsm *fsm)
{
	switch (fsm->state) {
	case DHCP_STATE_REBOOTING:
	case DHCP_STATE_SELECTING:
	case DHCP_STATE_REQUESTING:
	case DHCP_STATE_REBINDING:
		return DHCP_LISTEN_RAW;
	case DHCP_STATE_RENEWING:
		return DHCP_LISTEN_UDP;
	case DHCP_STATE_STOPPED:
	case DHCP_STATE_CHECKING:
	case DHCP_STATE_BOUND:
	case DHCP_STATE_WAITING:
		return DHCP_LISTEN_NONE;
	}
	return DHCP_LISTEN_NONE;
}

unsigned int dhcp_fsm_xids(const struct dhcp_fsm *fsm, uint32_t xids[2])
{
	unsigned int count = 0;

	if (fsm->xid)
		xids[count++] = fsm->xid;
	if (fsm->reboot_xid)
		xids[count++] = fsm->reboot_xid;
	return count;
}

const char *dhcp_state_name(enum dhcp_state state)
{
	static const char names[][12] = {"stopped",    "rebooting", "selecting",
					 "requesting", "checking",  "bound",
					 "renewing",   "rebinding", "waiting"};

	return names[state];
}

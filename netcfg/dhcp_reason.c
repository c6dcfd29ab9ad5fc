/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A text for each reason to ignore a packet: what goes in is the number that one of the dhcp_
 * modules returned, what comes out ends a log line ("ignored an answer: ..."). All of them in
 * one block, without pointers: those would be relocated at every start.
 */
#include "netcfg/dhcp_reason.h"

#include <stddef.h>

static const char texts[][36] = {
	[0] = "unknown error",
	[DHCP_REASON_TRUNCATED] = "longer than 2048 bytes",
	[DHCP_REASON_PACKET_TYPE] = "not sent to this host",
	[DHCP_REASON_VLAN] = "tagged with a VLAN",
	[DHCP_REASON_IP_SHORT] = "too short for an IP header",
	[DHCP_REASON_IP_VERSION] = "not IPv4",
	[DHCP_REASON_IP_HEADER_LEN] = "bad length of the IP header",
	[DHCP_REASON_IP_TOTAL_LEN] = "bad total length in the IP header",
	[DHCP_REASON_IP_CHECKSUM] = "bad checksum of the IP header",
	[DHCP_REASON_IP_FRAGMENT] = "a fragment",
	[DHCP_REASON_IP_PROTOCOL] = "not UDP",
	[DHCP_REASON_UDP_LEN] = "bad length in the UDP header",
	[DHCP_REASON_UDP_PORT] = "not to port 68",
	[DHCP_REASON_UDP_CHECKSUM] = "bad UDP checksum",
	[DHCP_REASON_SHORT] = "too short for a DHCP message",
	[DHCP_REASON_OP] = "not a server's message",
	[DHCP_REASON_HARDWARE] = "not for Ethernet",
	[DHCP_REASON_MAC] = "for another MAC address",
	[DHCP_REASON_XID] = "not an answer to what was asked",
	[DHCP_REASON_MAGIC] = "no DHCP magic number",
	[DHCP_REASON_OPTION_CUT] = "an option runs past the end",
	[DHCP_REASON_OPTIONS_LONG] = "more than 2048 bytes of options",
	[DHCP_REASON_TYPE_MISSING] = "no message type: BOOTP",
	[DHCP_REASON_TYPE_BAD] = "neither OFFER, ACK nor NAK",
	[DHCP_REASON_CLIENT_ID] = "for another client identifier",
	[DHCP_REASON_OPTION_LEN] = "an option has the wrong length",
	[DHCP_REASON_ADDRESS] = "an address that can't be a host's",
	[DHCP_REASON_NET_ADDRESS] = "address of the network as a whole",
	[DHCP_REASON_SELF_CONFLICT] = "address of the server or the router",
	[DHCP_REASON_MASK] = "its netmask has gaps",
	[DHCP_REASON_LEASE_ZERO] = "its lease time is 0",
	[DHCP_REASON_LEASE_SHORT] = "its lease time is less than 10 s",
	[DHCP_REASON_ROUTES] = "its routes (121) are malformed",
};

const char *dhcp_reason_strerror(int reason)
{
	size_t count = sizeof(texts) / sizeof(*texts);

	return texts[reason > 0 && (size_t)reason < count ? reason : 0];
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DHCP messages: RFC 2131, figure 1 and table 1 for the fixed part, table 5 for what a client puts
 * into it, RFC 2132 for the options. What goes out is what all servers are known to take: option
 * 53 first, 300 bytes at least, 548 at most. Refused of what comes in: all that is not for this
 * MAC, this identifier and an open transaction; BOOTP; and every type that is not an answer, so
 * FORCERENEW (RFC 3203), too: nothing here could tell who sent it.
 */
#include "netcfg/dhcp_msg.h"

#include <endian.h>
#include <net/if_arp.h>
#include <string.h>

enum {
	BOOTREQUEST = 1, /* RFC 2131, table 1 */
	BOOTREPLY = 2,
	FLAG_BROADCAST = 0x8000, /* RFC 2131, figure 2 */
	MAX_SIZE_MIN = 576,	 /* RFC 2132, section 9.10: the least that option 57 may say */
};

/* As on the wire: numbers are big-endian. */
struct fixed_part {
	uint8_t op, htype, hlen, hops;
	uint32_t xid;
	uint16_t secs, flags;
	struct in_addr ciaddr, yiaddr, siaddr, giaddr;
	uint8_t chaddr[16];
	char sname[64], file[128];
	uint8_t magic[4];
};

_Static_assert(sizeof(struct fixed_part) == DHCP_MSG_MIN, "padding");

static const uint8_t magic[4] = {99, 130, 83, 99}; /* RFC 2131, section 3 */

/* RFC 3442: 121 stands before 3. */
static const uint8_t wanted[] = {
	DHCP_OPTION_NETMASK,	DHCP_OPTION_ROUTES,	 DHCP_OPTION_ROUTER,
	DHCP_OPTION_DNS,	DHCP_OPTION_DOMAIN,	 DHCP_OPTION_SEARCH,
	DHCP_OPTION_HOSTNAME,	DHCP_OPTION_MTU,	 DHCP_OPTION_NTP,
	DHCP_OPTION_ROOT_PATH,	DHCP_OPTION_TFTP_SERVER, DHCP_OPTION_BOOT_FILE,
	DHCP_OPTION_LEASE_TIME, DHCP_OPTION_SERVER_ID,	 DHCP_OPTION_T1,
	DHCP_OPTION_T2,
};

/* The longest of each: 53, 61, 54, 50, 55, 57, 60, 12, 80, END. So no put_ can overrun. */
_Static_assert(DHCP_MSG_MIN + 3 + (2 + NET_CLIENT_ID_MAX) + 6 + 6 + (2 + sizeof(wanted)) + 4 +
			       (2 + NET_CLASS_SIZE - 1) + (2 + NET_HOSTNAME_SIZE - 1) + 2 + 1 <=
		       DHCP_MSG_SEND_MAX,
	       "a message may be too long");

/* Nothing for a length of 0. Each put_ returns where to go on. */
static uint8_t *put_option(uint8_t *at, uint8_t code, const void *value, size_t len)
{
	if (len == 0)
		return at;
	*at++ = code;
	*at++ = (uint8_t)len;
	memcpy(at, value, len);
	return at + len;
}

static uint8_t *put_address(uint8_t *at, uint8_t code, struct in_addr address)
{
	return put_option(at, code, &address, address.s_addr ? sizeof(address) : 0);
}

/* What describes us and what we want: in the messages that ask for something. */
static uint8_t *put_wishes(uint8_t *at, const struct dhcp_client *client, bool rapid_commit)
{
	uint16_t max_size = client->mtu;

	if (max_size > DHCP_MAX_SIZE)
		max_size = DHCP_MAX_SIZE;
	if (max_size < MAX_SIZE_MIN)
		max_size = MAX_SIZE_MIN;
	max_size = htobe16(max_size);
	at = put_option(at, DHCP_OPTION_PARAMETERS, wanted, sizeof(wanted));
	at = put_option(at, DHCP_OPTION_MAX_SIZE, &max_size, sizeof(max_size));
	at = put_option(at, DHCP_OPTION_CLASS, client->class, strlen(client->class));
	at = put_option(at, DHCP_OPTION_HOSTNAME, client->hostname, strlen(client->hostname));
	if (rapid_commit) {
		*at++ = DHCP_OPTION_RAPID_COMMIT;
		*at++ = 0;
	}
	return at;
}

size_t dhcp_msg_build(const struct dhcp_client *client, const struct dhcp_send *send, uint8_t *out,
		      size_t out_size)
{
	struct fixed_part fixed = {
		.op = BOOTREQUEST,
		.htype = ARPHRD_ETHER,
		.hlen = NET_MAC_LEN,
		.xid = htobe32(send->xid),
		.secs = htobe16(send->secs),
		.flags = htobe16(send->broadcast ? FLAG_BROADCAST : 0),
		.ciaddr = send->ciaddr,
	};
	uint8_t type = (uint8_t)send->type;
	uint8_t *at;

	if (out_size < DHCP_MSG_SEND_MAX)
		return 0;
	memset(out, 0, DHCP_MSG_PADDED);
	memcpy(fixed.chaddr, client->mac, sizeof(client->mac));
	memcpy(fixed.magic, magic, sizeof(magic));
	memcpy(out, &fixed, sizeof(fixed));
	at = out + sizeof(fixed);
	at = put_option(at, DHCP_OPTION_TYPE, &type, sizeof(type));
	at = put_option(at, DHCP_OPTION_CLIENT_ID, client->client_id, client->client_id_len);
	if (!send->unicast || send->type == DHCP_RELEASE)
		at = put_address(at, DHCP_OPTION_SERVER_ID, send->server_id);
	at = put_address(at, DHCP_OPTION_REQUESTED, send->requested);
	if (send->type == DHCP_DISCOVER || send->type == DHCP_REQUEST)
		at = put_wishes(at, client, send->rapid_commit && send->type == DHCP_DISCOVER);
	*at++ = DHCP_OPTION_END;
	return at - out < DHCP_MSG_PADDED ? DHCP_MSG_PADDED : (size_t)(at - out);
}

static int check_fixed_part(const struct dhcp_client *client, const uint32_t *xids,
			    unsigned int xid_count, const struct fixed_part *fixed)
{
	bool is_open = false;

	if (fixed->op != BOOTREPLY)
		return DHCP_REASON_OP;
	if (fixed->htype != ARPHRD_ETHER || fixed->hlen != NET_MAC_LEN)
		return DHCP_REASON_HARDWARE;
	/* Some servers leave garbage behind the address. */
	if (memcmp(fixed->chaddr, client->mac, NET_MAC_LEN) != 0)
		return DHCP_REASON_MAC;
	for (unsigned int i = 0; i < xid_count; i++)
		is_open |= be32toh(fixed->xid) == xids[i];
	if (!is_open)
		return DHCP_REASON_XID;
	if (memcmp(fixed->magic, magic, sizeof(magic)) != 0)
		return DHCP_REASON_MAGIC;
	return 0;
}

static int check_type(const struct dhcp_options *options, enum dhcp_type *type)
{
	size_t len;
	const uint8_t *value = dhcp_options_find(options, DHCP_OPTION_TYPE, &len);

	if (!value)
		return DHCP_REASON_TYPE_MISSING;
	if (len != 1 || (*value != DHCP_OFFER && *value != DHCP_ACK && *value != DHCP_NAK))
		return DHCP_REASON_TYPE_BAD;
	*type = *value;
	return 0;
}

/* RFC 6842: a server repeats the identifier, or (an older one) leaves it away. */
static int check_client_id(const struct dhcp_client *client, const struct dhcp_options *options)
{
	size_t len;
	const uint8_t *value = dhcp_options_find(options, DHCP_OPTION_CLIENT_ID, &len);

	if (value && client->client_id_len > 0 &&
	    (len != client->client_id_len || memcmp(value, client->client_id, len) != 0))
		return DHCP_REASON_CLIENT_ID;
	return 0;
}

static int check_lengths(const struct dhcp_options *options)
{
	static const uint8_t four_bytes[] = {DHCP_OPTION_NETMASK, DHCP_OPTION_LEASE_TIME,
					     DHCP_OPTION_SERVER_ID, DHCP_OPTION_T1, DHCP_OPTION_T2};
	size_t len;

	for (size_t i = 0; i < sizeof(four_bytes); i++) {
		if (dhcp_options_find(options, four_bytes[i], &len) && len != 4)
			return DHCP_REASON_OPTION_LEN;
	}
	return 0;
}

int dhcp_msg_parse(const struct dhcp_client *client, const uint32_t *xids, unsigned int xid_count,
		   const uint8_t *payload, size_t len, struct dhcp_msg *out)
{
	struct fixed_part fixed;
	unsigned int overload;
	int refused;

	if (len < sizeof(fixed))
		return DHCP_REASON_SHORT;
	memcpy(&fixed, payload, sizeof(fixed));
	if ((refused = check_fixed_part(client, xids, xid_count, &fixed)) ||
	    (refused = dhcp_options_parse(payload, len, &out->options)) ||
	    (refused = check_type(&out->options, &out->type)) ||
	    (refused = check_client_id(client, &out->options)) ||
	    (refused = check_lengths(&out->options)))
		return refused;
	out->xid = be32toh(fixed.xid);
	out->yiaddr = fixed.yiaddr;
	out->siaddr = fixed.siaddr;
	overload = dhcp_options_overload(&out->options);
	if (overload & DHCP_OVERLOAD_FILE)
		memset(fixed.file, 0, sizeof(fixed.file));
	if (overload & DHCP_OVERLOAD_SNAME)
		memset(fixed.sname, 0, sizeof(fixed.sname));
	memcpy(out->file, fixed.file, sizeof(fixed.file));
	memcpy(out->sname, fixed.sname, sizeof(fixed.sname));
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A server's message to a reply: dhcp_msg's fields and options come in, checked values go out.
 * The message is refused where its address can't be used or its lease is none; anything else that
 * is wrong is left out and noted. No byte of a name or a path goes through that is not on a list
 * of good ones.
 */
#include "netcfg/dhcp_lease.h"

#include <string.h>

#include "netcfg/dhcp_routes.h"
#include "netcfg/dns_name.h"
#include "netcfg/ipv4.h"

enum {
	ADDRESS_LEN = 4,
	SEARCH_MAX = 6, /* as in option 119 */
	MTU_MIN = 576,	/* RFC 791: what every host takes */
	MTU_MAX = 9216, /* the largest that switches carry */
	T1_MIN_S = 30,	/* a server that wants us to renew each second does not get it */
};

/* Texts stand inside of the table: a pointer each would need a relocation at every start. */
static const char note_texts[DHCP_NOTE_LAST][56] = {
	[DHCP_NOTE_NO_LEASE_TIME - 1] = "no lease time, 3600 s are taken",
	[DHCP_NOTE_NO_SERVER_ID - 1] = "no server id, the sender's address is taken",
	[DHCP_NOTE_NO_MASK - 1] = "no netmask, one is guessed from the address",
	[DHCP_NOTE_ROUTES_BAD - 1] = "malformed list of routes, the router is taken",
	[DHCP_NOTE_ROUTES_MANY - 1] = "more than 64 routes, the others are left out",
	[DHCP_NOTE_ROUTE_SKIPPED - 1] = "a route that can't be one is left out",
	[DHCP_NOTE_ROUTER_SKIPPED - 1] = "a router that can't be one is left out",
	[DHCP_NOTE_DNS_SKIPPED - 1] = "a DNS server that can't be one, or a 4th, is left out",
	[DHCP_NOTE_SEARCH_BAD - 1] = "malformed search list is left out",
	[DHCP_NOTE_DOMAIN_BAD - 1] = "bad domain name is left out",
	[DHCP_NOTE_HOSTNAME_BAD - 1] = "bad host name is left out",
	[DHCP_NOTE_MTU_BAD - 1] = "MTU is not 576 to 9216 and left out",
	[DHCP_NOTE_PATH_BAD - 1] = "a path or server name with odd bytes is left out",
};
_Static_assert(NET_ROUTE_MAX == 64 && DHCP_LEASE_DEFAULT_S == 3600, "as in the texts");

const char *dhcp_note_text(int note)
{
	if (note < 1 || note > DHCP_NOTE_LAST)
		return "unknown note";
	return note_texts[note - 1];
}

/* NULL for an absent one; without the NULs at its end: RFC 2132, section 2, has us remove them. */
static const char *find_text(const struct dhcp_options *options, uint8_t code, size_t *len)
{
	const uint8_t *bytes = dhcp_options_find(options, code, len);

	while (bytes && *len && bytes[*len - 1] == '\0')
		(*len)--;
	return bytes && *len ? (const char *)bytes : NULL;
}

/* False when it is absent, or not four bytes. Network order. */
static bool find_u32(const struct dhcp_options *options, uint8_t code, uint32_t *out)
{
	size_t len = 0;
	const uint8_t *bytes = dhcp_options_find(options, code, &len);

	if (!bytes || len != sizeof(*out))
		return false;
	memcpy(out, bytes, sizeof(*out));
	return true;
}

/* In host order, 0 where it is absent. */
static uint32_t find_seconds(const struct dhcp_options *options, uint8_t code)
{
	uint32_t seconds = 0;

	find_u32(options, code, &seconds);
	return ntohl(seconds);
}

/* One that can be a host's, else 0. */
static struct in_addr host_or_none(struct in_addr address)
{
	return net_is_host(address) ? address : (struct in_addr){0};
}

/* The first router is the one that the subnet is known to have; the others are only skipped. */
static bool is_first_router(struct in_addr address, const struct dhcp_options *options)
{
	size_t len = 0;
	const uint8_t *bytes = dhcp_options_find(options, DHCP_OPTION_ROUTER, &len);

	return bytes && len % ADDRESS_LEN == 0 && memcmp(bytes, &address, ADDRESS_LEN) == 0;
}

static int take_address(const struct dhcp_options *options, enum dhcp_routes routes,
			struct dhcp_lease *lease, uint32_t *notes)
{
	struct in_addr address = lease->config.address;
	struct in_addr mask = {0};
	int prefix;

	if (!net_is_host(address) || ntohl(address.s_addr) >> 16 == 0xa9fe) /* RFC 3927 */
		return DHCP_REASON_ADDRESS;
	find_u32(options, DHCP_OPTION_NETMASK, &mask.s_addr);
	prefix = ipv4_mask_prefix(mask);
	if (prefix < 0)
		return DHCP_REASON_MASK;
	if (prefix == 0) {
		*notes |= 1u << DHCP_NOTE_NO_MASK;
		prefix = routes == DHCP_ROUTES_GOOD ? 32 : ipv4_class_prefix(address);
	}
	if (ipv4_is_edge(address, (uint8_t)prefix))
		return DHCP_REASON_NET_ADDRESS;
	if (address.s_addr == lease->server_id.s_addr ||
	    (routes != DHCP_ROUTES_GOOD && is_first_router(address, options)))
		return DHCP_REASON_SELF_CONFLICT;
	lease->config.prefix_len = (uint8_t)prefix;
	return 0;
}

/* RFC 2131, section 4.4.5. t1, t2: as the server says, 0 where it does not. */
static void set_timers(uint32_t time, uint32_t t1, uint32_t t2, struct dhcp_lease *lease)
{
	const uint32_t t1_default = time / 2, t2_default = (uint32_t)((uint64_t)time * 7 / 8);
	uint32_t t1_min = t1_default < T1_MIN_S ? t1_default : T1_MIN_S;

	if (t1_min < time / 10)
		t1_min = time / 10;
	if (t2 == 0 || t2 >= time)
		t2 = t2_default;
	if (t1 == 0 || t1 >= t2)
		t1 = t1_default;
	if (t1 < t1_min)
		t1 = t1_min;
	if (t1 >= t2) {
		t1 = t1_default;
		t2 = t2_default;
	}
	/* Of 1 or 2 s no half is left. */
	lease->t1_s = t1 ? t1 : 1;
	lease->t2_s = t2 > lease->t1_s ? t2 : lease->t1_s;
}

static int take_times(const struct dhcp_options *options, enum dhcp_type type,
		      struct dhcp_lease *lease, uint32_t *notes)
{
	uint32_t time;

	if (find_u32(options, DHCP_OPTION_LEASE_TIME, &time)) {
		time = ntohl(time);
	} else {
		time = DHCP_LEASE_DEFAULT_S;
		*notes |= 1u << DHCP_NOTE_NO_LEASE_TIME;
	}
	if (time == 0)
		return DHCP_REASON_LEASE_ZERO;
	if (time < DHCP_LEASE_OFFER_MIN_S && type == DHCP_OFFER)
		return DHCP_REASON_LEASE_SHORT;
	lease->config.valid_s = time;
	if (time == NET_FOREVER)
		lease->t1_s = lease->t2_s = NET_FOREVER;
	else
		set_timers(time, find_seconds(options, DHCP_OPTION_T1),
			   find_seconds(options, DHCP_OPTION_T2), lease);
	return 0;
}

/* Up to max addresses of hosts. False when some are left out, or the length is none. */
static bool take_hosts(const struct dhcp_options *options, uint8_t code, unsigned int max,
		       struct in_addr *out, unsigned int *count)
{
	size_t len = 0;
	const uint8_t *bytes = dhcp_options_find(options, code, &len);
	bool all = len % ADDRESS_LEN == 0;

	for (size_t at = 0; bytes && len % ADDRESS_LEN == 0 && at < len; at += ADDRESS_LEN) {
		struct in_addr address;

		memcpy(&address, bytes + at, ADDRESS_LEN);
		if (net_is_host(address) && *count < max)
			out[(*count)++] = address;
		else
			all = false;
	}
	return all;
}

static void take_mtu(const struct dhcp_options *options, uint16_t link_mtu,
		     struct net_config *config, uint32_t *notes)
{
	size_t len = 0;
	const uint8_t *bytes = dhcp_options_find(options, DHCP_OPTION_MTU, &len);
	unsigned int mtu;

	if (!bytes)
		return;
	mtu = len == 2 ? bytes[0] << 8 | bytes[1] : 0;
	if (mtu < MTU_MIN || mtu > MTU_MAX)
		*notes |= 1u << DHCP_NOTE_MTU_BAD;
	else
		config->mtu = mtu < link_mtu ? (uint16_t)mtu : link_mtu;
}

/*
 * Option 15 is one name, but a list by blanks is what many write into it. One bad name spoils all
 * of it, and out is then of no use.
 */
static bool split_domain(const char *text, size_t len, char out[NET_SEARCH_SIZE])
{
	size_t used = 0, count = 0;

	while (len) {
		const char *blank = memchr(text, ' ', len);
		size_t name = blank ? (size_t)(blank - text) : len;
		size_t skip = blank ? name + 1 : name;

		if (name && !dns_name_is_valid(text, name))
			return false;
		if (name && text[name - 1] == '.')
			name--;
		if (name && count < SEARCH_MAX && used + (used > 0) + name < NET_SEARCH_SIZE) {
			if (used)
				out[used++] = ' ';
			memcpy(out + used, text, name);
			used += name;
			count++;
		}
		text += skip;
		len -= skip;
	}
	out[used] = '\0';
	return used > 0;
}

static void take_search(const struct dhcp_options *options, struct net_config *config,
			uint32_t *notes)
{
	size_t len = 0;
	const uint8_t *bytes = dhcp_options_find(options, DHCP_OPTION_SEARCH, &len);
	const char *domain;

	if (bytes && dns_name_search_list(bytes, len, config->search, NET_SEARCH_SIZE))
		return;
	if (bytes)
		*notes |= 1u << DHCP_NOTE_SEARCH_BAD;
	domain = find_text(options, DHCP_OPTION_DOMAIN, &len);
	if (!domain || split_domain(domain, len, config->search))
		return;
	memset(config->search, 0, NET_SEARCH_SIZE);
	*notes |= 1u << DHCP_NOTE_DOMAIN_BAD;
}

static void take_hostname(const struct dhcp_options *options, struct net_config *config,
			  uint32_t *notes)
{
	size_t len = 0;
	const char *name = find_text(options, DHCP_OPTION_HOSTNAME, &len);

	if (name && !dns_name_host(name, len, config->hostname, NET_HOSTNAME_SIZE))
		*notes |= 1u << DHCP_NOTE_HOSTNAME_BAD;
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* out is all zeros, and stays so for a bad path. */
static void take_path(const char *text, size_t len, char out[DHCP_PATH_SIZE], uint32_t *notes)
{
	bool good = len < DHCP_PATH_SIZE;

	for (size_t i = 0; good && i < len; i++)
		good = is_printable(text[i]);
	if (good)
		memcpy(out, text, len);
	else
		*notes |= 1u << DHCP_NOTE_PATH_BAD;
}

/* An option, or where that has nothing of use, a field of the message, which must have an end. */
static void take_path_of(const struct dhcp_options *options, uint8_t code, const char *field,
			 size_t size, char out[DHCP_PATH_SIZE], uint32_t *notes)
{
	size_t len = 0;
	const char *text = find_text(options, code, &len);

	if (text)
		take_path(text, len, out, notes);
	if (out[0] || size == 0)
		return;
	len = strnlen(field, size);
	if (len == size)
		*notes |= 1u << DHCP_NOTE_PATH_BAD;
	else
		take_path(field, len, out, notes);
}

static int take_lease(const struct dhcp_msg *msg, const struct dhcp_client *client,
		      struct dhcp_reply *reply, uint32_t *notes)
{
	const struct dhcp_options *options = &msg->options;
	struct dhcp_lease *lease = &reply->lease;
	struct net_config *config = &lease->config;
	enum dhcp_routes routes;
	int error;

	config->address = msg->yiaddr;
	config->dhcp = true;
	lease->next_server = host_or_none(msg->siaddr);
	lease->server_id = reply->server_id;
	if (!lease->server_id.s_addr) {
		lease->server_id = host_or_none(reply->source);
		*notes |= 1u << DHCP_NOTE_NO_SERVER_ID;
	}
	routes = dhcp_routes_take(options, config, notes);
	error = take_address(options, routes, lease, notes);
	if (!error)
		error = take_times(options, msg->type, lease, notes);
	/* An offer may be left for a better one; an acknowledged address is ours with what it has.
	 */
	if (!error && routes == DHCP_ROUTES_BAD && msg->type == DHCP_OFFER)
		error = DHCP_REASON_ROUTES;
	if (error)
		return error;
	net_config_sort_routes(config); /* needs the subnet */
	if (!take_hosts(options, DHCP_OPTION_DNS, NET_DNS_MAX, config->dns, &config->dns_count))
		*notes |= 1u << DHCP_NOTE_DNS_SKIPPED;
	take_hosts(options, DHCP_OPTION_NTP, NET_NTP_MAX, config->ntp, &config->ntp_count);
	take_mtu(options, client->mtu, config, notes);
	take_search(options, config, notes);
	take_hostname(options, config, notes);
	take_path_of(options, DHCP_OPTION_ROOT_PATH, NULL, 0, lease->root_path, notes);
	take_path_of(options, DHCP_OPTION_TFTP_SERVER, msg->sname, sizeof(msg->sname),
		     lease->tftp_server, notes);
	take_path_of(options, DHCP_OPTION_BOOT_FILE, msg->file, sizeof(msg->file), lease->boot_file,
		     notes);
	return 0;
}

/* It goes to a console: no byte may steer it. */
static void take_message(const struct dhcp_options *options, char out[DHCP_TEXT_SIZE])
{
	size_t len = 0;
	const char *text = find_text(options, DHCP_OPTION_MESSAGE, &len);

	for (size_t i = 0; text && i < len && i < DHCP_TEXT_SIZE - 1; i++)
		out[i] = is_printable(text[i]) ? text[i] : '?';
}

int dhcp_reply_parse(const struct dhcp_client *client, const uint32_t *xids, unsigned int xid_count,
		     struct in_addr source, const uint8_t *payload, size_t len,
		     struct dhcp_reply *out)
{
	struct dhcp_reply reply = {.source = source};
	struct in_addr server_id = {0};
	struct dhcp_msg msg;
	uint32_t notes = 0; /* a bit for each enum dhcp_note */
	int error = dhcp_msg_parse(client, xids, xid_count, payload, len, &msg);

	if (error)
		return error;
	reply.type = msg.type;
	reply.xid = msg.xid;
	reply.rapid_commit = msg.options.count[DHCP_OPTION_RAPID_COMMIT] > 0;
	find_u32(&msg.options, DHCP_OPTION_SERVER_ID, &server_id.s_addr);
	reply.server_id = host_or_none(server_id);
	if (msg.type == DHCP_NAK)
		take_message(&msg.options, reply.message);
	else
		error = take_lease(&msg, client, &reply, &notes);
	if (error)
		return error;
	for (unsigned int note = 1; note <= DHCP_NOTE_LAST; note++) {
		if (notes & 1u << note)
			reply.notes[reply.note_count++] = (uint8_t)note;
	}
	*out = reply;
	return 0;
}

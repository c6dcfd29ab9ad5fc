/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A server's messages for the tests of netcfg/dhcp_lease.h and netcfg/dhcp_routes.h: begun, filled
 * with options one after the other, and parsed from a heap block of their exact size.
 */
#ifndef TESTS_UNIT_DHCP_REPLY_H
#define TESTS_UNIT_DHCP_REPLY_H

#include <arpa/inet.h>

#include "netcfg/dhcp_lease.h"
#include "tests/unit/unit.h"

enum {
	MESSAGE_MAX = 4096,
	XID = 0x12345678,
	SIADDR_AT = 20, /* RFC 2131, figure 1 */
	SNAME_AT = 44,
	FILE_AT = 108,
};

#define OWN "192.168.1.50"
#define SERVER "192.168.1.1"
#define SOURCE "192.168.1.2"
#define NOTE(name) (1u << DHCP_NOTE_##name)

static const struct dhcp_client client = {
	.mac = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56},
	.mtu = 1500,
};

struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;
};

static inline struct in_addr addr(const char *text)
{
	return (struct in_addr){inet_addr(text)};
}

/* In several parts where it is longer than one can be: RFC 3396. */
static inline void put(struct message *m, uint8_t code, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	do {
		size_t part = len < 255 ? len : 255;

		assert_true(m->len + 2 + part < sizeof(m->bytes));
		m->bytes[m->len++] = code;
		m->bytes[m->len++] = (uint8_t)part;
		if (part)
			memcpy(m->bytes + m->len, at, part);
		m->len += part;
		at += part;
		len -= part;
	} while (len);
}

static inline void put_text(struct message *m, uint8_t code, const char *text)
{
	put(m, code, text, strlen(text));
}

static inline void put_u32(struct message *m, uint8_t code, uint32_t value)
{
	value = htonl(value);
	put(m, code, &value, sizeof(value));
}

/* One or more addresses, parted by blanks. */
static inline void put_addresses(struct message *m, uint8_t code, const char *list)
{
	uint8_t bytes[512];
	char text[1024], *save = NULL;
	size_t len = 0;

	assert_true(strlen(list) < sizeof(text));
	strcpy(text, list);
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		struct in_addr address = addr(word);

		memcpy(bytes + len, &address, sizeof(address));
		len += sizeof(address);
	}
	put(m, code, bytes, len);
}

/* Nothing but the type of the message and its address. */
static inline void begin(struct message *m, enum dhcp_type type, const char *yiaddr)
{
	static const uint8_t head[] = {2, 1, 6, 0, 0x12, 0x34, 0x56, 0x78};
	const struct in_addr address = addr(yiaddr);
	const uint8_t type_byte = (uint8_t)type;

	memset(m, 0, sizeof(*m));
	memcpy(m->bytes, head, sizeof(head));
	memcpy(m->bytes + 16, &address, sizeof(address));
	memcpy(m->bytes + 28, client.mac, sizeof(client.mac));
	memcpy(m->bytes + 236, "\x63\x82\x53\x63", 4);
	m->len = 240;
	put(m, DHCP_OPTION_TYPE, &type_byte, 1);
}

/* A message without a fault, which needs no note. */
static inline void begin_good(struct message *m, enum dhcp_type type)
{
	begin(m, type, OWN);
	put_addresses(m, DHCP_OPTION_SERVER_ID, SERVER);
	put_u32(m, DHCP_OPTION_LEASE_TIME, 86400);
	put_addresses(m, DHCP_OPTION_NETMASK, "255.255.255.0");
}

static inline int parse_for(const struct dhcp_client *who, const struct message *m,
			    struct dhcp_reply *out)
{
	const uint32_t xid = XID;
	uint8_t *payload = malloc(m->len + 1);
	int answer;

	assert_non_null(payload);
	memcpy(payload, m->bytes, m->len);
	payload[m->len] = DHCP_OPTION_END;
	answer = dhcp_reply_parse(who, &xid, 1, addr(SOURCE), payload, m->len + 1, out);
	free(payload);
	return answer;
}

static inline void expect_reply(const char *row, const struct message *m, struct dhcp_reply *out)
{
	fill_untouched(out);
	expect_int(row, parse_for(&client, m, out), 0);
}

static inline void expect_refused(const char *row, const struct message *m, int reason)
{
	struct dhcp_reply reply;

	fill_untouched(&reply);
	expect_int(row, parse_for(&client, m, &reply), reason);
	expect_untouched(row, &reply);
}

/* The notes are those of the bits, each once. */
static inline void expect_notes(const char *row, const struct dhcp_reply *reply, uint32_t bits)
{
	uint32_t seen = 0;

	for (unsigned int i = 0; i < reply->note_count; i++) {
		expect_true(row, !(seen & 1u << reply->notes[i]));
		seen |= 1u << reply->notes[i];
	}
	expect_int(row, seen, bits);
}

static inline void expect_addr(const char *row, struct in_addr actual, const char *expected)
{
	char text[INET_ADDRSTRLEN];

	expect_text(row, inet_ntop(AF_INET, &actual, text, sizeof(text)), expected);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_msg.h. The first byte of an input says whether it is a message to read or one to
 * build. What is accepted is for us, of a known type, and its short values are of the length that
 * dhcp_lease relies on; what is built has its options in order and fits, whatever the client is
 * called.
 */
#include <arpa/inet.h>

#include "netcfg/dhcp_msg.h"
#include "tests/fuzz/fuzz.h"

static const struct dhcp_client reader = {
	.mac = {0x02, 0x52, 0x42, 0x00, 0x00, 0x01},
	.client_id_len = 7,
	.client_id = {0x01, 0x02, 0x52, 0x42, 0x00, 0x00, 0x01},
};

static void check_accepted(const uint8_t *bytes, size_t size, const struct dhcp_msg *msg)
{
	static const uint8_t four_bytes[] = {1, 51, 54, 58, 59};
	unsigned int overload = dhcp_options_overload(&msg->options);
	size_t len;
	const uint8_t *value = dhcp_options_find(&msg->options, 53, &len);

	promise(size >= 240 && bytes[0] == 2 && bytes[1] == 1 && bytes[2] == 6);
	promise(memcmp(bytes + 28, reader.mac, 6) == 0);
	promise(msg->type == DHCP_OFFER || msg->type == DHCP_ACK || msg->type == DHCP_NAK);
	promise(value && len == 1 && *value == msg->type);
	promise(msg->xid == 0x52414d42 || msg->xid == 0x52414d43);
	promise(memcmp(&msg->yiaddr, bytes + 16, 4) == 0);
	promise(memcmp(&msg->siaddr, bytes + 20, 4) == 0);
	for (size_t i = 0; i < sizeof(four_bytes); i++)
		promise(!dhcp_options_find(&msg->options, four_bytes[i], &len) || len == 4);
	value = dhcp_options_find(&msg->options, 61, &len);
	promise(!value || (len == 7 && memcmp(value, reader.client_id, 7) == 0));
	for (size_t i = 0; i < sizeof(msg->file); i++)
		promise((uint8_t)msg->file[i] == (overload & 1 ? 0 : bytes[108 + i]));
	for (size_t i = 0; i < sizeof(msg->sname); i++)
		promise((uint8_t)msg->sname[i] == (overload & 2 ? 0 : bytes[44 + i]));
}

static void check_parse(const uint8_t *data, size_t size)
{
	static const uint32_t xids[] = {0x52414d42, 0x52414d43};
	static struct dhcp_msg msg;
	uint8_t *bytes = exact_bytes(data, size);
	int refused;

	fill_untouched(&msg);
	refused = dhcp_msg_parse(&reader, xids, 2, bytes, size, &msg);
	promise(refused == 0 ||
		(refused >= DHCP_REASON_SHORT && refused <= DHCP_REASON_OPTION_LEN));
	if (refused == 0) {
		check_accepted(bytes, size, &msg);
		promise(dhcp_msg_parse(&reader, xids, 0, bytes, size, &msg) == DHCP_REASON_XID);
	}
	promise(memcmp(bytes, data, size) == 0);
	free(bytes);
}

/* Fills the object from the input; zeros where that is at its end. */
static void take(const uint8_t **data, size_t *size, void *object, size_t object_len)
{
	size_t len = *size < object_len ? *size : object_len;

	memset(object, 0, object_len);
	memcpy(object, *data, len);
	*data += len;
	*size -= len;
}

static void check_option(const struct dhcp_options *options, uint8_t code, const void *expected,
			 size_t expected_len)
{
	size_t len = 0;
	const uint8_t *value = dhcp_options_find(options, code, &len);

	promise(!value == (expected_len == 0));
	promise(len == expected_len && (!value || memcmp(value, expected, len) == 0));
}

static void check_build(const uint8_t *data, size_t size)
{
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_REQUEST, DHCP_DECLINE,
					       DHCP_RELEASE};
	struct dhcp_client client;
	struct dhcp_send send = {0};
	struct dhcp_options options;
	uint8_t *out = malloc(DHCP_MSG_SEND_MAX), flags;
	size_t len;
	bool asks, names;

	take(&data, &size, &flags, 1);
	take(&data, &size, &send.xid, sizeof(send.xid));
	take(&data, &size, &send.ciaddr, 4);
	take(&data, &size, &send.requested, 4);
	take(&data, &size, &send.server_id, 4);
	take(&data, &size, &client, sizeof(client));
	client.client_id_len %= NET_CLIENT_ID_MAX + 1;
	client.class[sizeof(client.class) - 1] = '\0';
	client.hostname[sizeof(client.hostname) - 1] = '\0';
	send.type = types[flags & 3];
	send.broadcast = flags & 4;
	send.rapid_commit = flags & 8;
	send.unicast = flags & 16;
	asks = send.type == DHCP_DISCOVER || send.type == DHCP_REQUEST;
	names = send.server_id.s_addr && (!send.unicast || send.type == DHCP_RELEASE);
	len = dhcp_msg_build(&client, &send, out, DHCP_MSG_SEND_MAX);
	promise(len >= DHCP_MSG_PADDED && len <= DHCP_MSG_SEND_MAX);
	promise(dhcp_msg_build(&client, &send, out, DHCP_MSG_SEND_MAX - 1) == 0);
	promise(dhcp_options_parse(out, len, &options) == 0);
	promise(out[240] == 53 && out[241] == 1 && out[242] == send.type);
	check_option(&options, 61, client.client_id, client.client_id_len);
	check_option(&options, 54, &send.server_id, names ? 4 : 0);
	check_option(&options, 50, &send.requested, send.requested.s_addr ? 4 : 0);
	check_option(&options, 60, client.class, asks ? strlen(client.class) : 0);
	check_option(&options, 12, client.hostname, asks ? strlen(client.hostname) : 0);
	promise(options.len[57] == (asks ? 2 : 0) && options.len[55] == (asks ? 16 : 0));
	promise(options.count[80] == (send.rapid_commit && send.type == DHCP_DISCOVER));
	promise(memcmp(out + 12, &send.ciaddr, 4) == 0 && memcmp(out + 28, client.mac, 6) == 0);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] & 1)
		check_build(data + 1, size - 1);
	else
		check_parse(data + 1, size - 1);
	return 0;
}

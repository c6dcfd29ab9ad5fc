/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_msg.h: what is in the messages that we send, by RFC 2131, table 5. S and a number is
 * the row about what is sent in the specification of the client. Whole messages to the byte are in
 * test_dhcp_msg_golden.c.
 */
#include "netcfg/dhcp_msg.h"
#include "tests/unit/dhcp_bytes.h"

static struct dhcp_options built;

/* Builds into a heap block of the smallest size that is allowed, full of other bytes. */
static uint8_t *build(const struct dhcp_client *client, const struct dhcp_send *send, size_t *len)
{
	uint8_t *out = malloc(DHCP_MSG_SEND_MAX);

	assert_non_null(out);
	memset(out, UNTOUCHED, DHCP_MSG_SEND_MAX);
	*len = dhcp_msg_build(client, send, out, DHCP_MSG_SEND_MAX);
	assert_in_range(*len, DHCP_MSG_PADDED, DHCP_MSG_SEND_MAX);
	assert_int_equal(dhcp_options_parse(out, *len, &built), 0);
	return out;
}

/* Leaves the options in `built`. */
static void build_options(const struct dhcp_client *client, const struct dhcp_send *send)
{
	size_t len;

	free(build(client, send, &len));
}

static bool is_sent(uint8_t code)
{
	return built.count[code] > 0;
}

/* All of it set, as the state machine would not do. */
static struct dhcp_send full(enum dhcp_type type)
{
	return (struct dhcp_send){
		.type = type,
		.xid = CLIENT_XID,
		.secs = 0x0102,
		.broadcast = true,
		.rapid_commit = true,
		.ciaddr = address(192, 0, 2, 99),
		.requested = address(192, 0, 2, 100),
		.server_id = address(192, 0, 2, 1),
	};
}

/* A client with the longest texts that there can be. */
static struct dhcp_client longest(void)
{
	struct dhcp_client client = test_client;

	client.client_id_len = NET_CLIENT_ID_MAX;
	memset(client.client_id, 0xc1, sizeof(client.client_id));
	memset(client.class, 'c', sizeof(client.class) - 1);
	memset(client.hostname, 'h', sizeof(client.hostname) - 1);
	return client;
}

static const enum dhcp_type sent_types[] = {DHCP_DISCOVER, DHCP_REQUEST, DHCP_DECLINE,
					    DHCP_RELEASE};

TEST(fixed_part_is_a_clients) /* S2, S3, S5, S6, S7 */
{
	struct dhcp_send send = full(DHCP_REQUEST);
	size_t len;
	uint8_t *out = build(&test_client, &send, &len), expected[DHCP_MSG_MIN] = {0};

	hex_decode("01010600 52414d42 0102 8000 c0000263", expected);
	hex_decode("025242000001", expected + 28);
	hex_decode("63825363", expected + 236);
	assert_memory_equal(out, expected, sizeof(expected));
	free(out);
	send.broadcast = false;
	out = build(&test_client, &send, &len);
	hex_decode("0000", expected + 10);
	assert_memory_equal(out, expected, sizeof(expected));
	free(out);
}

TEST(options_stand_in_their_order_and_zeros_behind_them) /* S8, S12 */
{
	static const struct {
		enum dhcp_type type;
		uint8_t codes[11];
	} rows[] = {
		{DHCP_DISCOVER, {53, 61, 54, 50, 55, 57, 60, 12, 80, 255}},
		{DHCP_REQUEST, {53, 61, 54, 50, 55, 57, 60, 12, 255}},
		{DHCP_DECLINE, {53, 61, 54, 50, 255}},
		{DHCP_RELEASE, {53, 61, 54, 50, 255}},
	};
	struct dhcp_client client = test_client;

	strcpy(client.class, "thin");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dhcp_send send = full(rows[i].type);
		size_t len, at = OPTIONS_AT;
		uint8_t *out = build(&client, &send, &len);

		assert_int_equal(out[OPTIONS_AT + 2], rows[i].type);
		for (const uint8_t *code = rows[i].codes; *code; code++) {
			assert_int_equal(out[at], *code);
			at += *code == 255 ? 1 : 2U + out[at + 1];
		}
		for (; at < len; at++)
			assert_int_equal(out[at], 0);
		free(out);
	}
}

TEST(message_is_padded_to_300_bytes_and_never_longer_than_548) /* S12 */
{
	struct dhcp_client most = longest();

	for (size_t i = 0; i < COUNT(sent_types); i++) {
		struct dhcp_send send = {.type = sent_types[i], .xid = CLIENT_XID};
		size_t len;
		uint8_t *out = build(&test_client, &send, &len);

		assert_int_equal(len, DHCP_MSG_PADDED);
		free(out);
		send = full(sent_types[i]);
		out = build(&most, &send, &len);
		/* Whole: the END is the last byte but padding. */
		while (len > DHCP_MSG_MIN && out[len - 1] == 0)
			len--;
		assert_int_equal(out[len - 1], DHCP_OPTION_END);
		assert_int_equal(built.len[61], NET_CLIENT_ID_MAX);
		free(out);
	}
}

TEST(message_is_not_built_into_too_small_a_buffer)
{
	struct dhcp_send send = full(DHCP_DISCOVER);
	uint8_t *out = malloc(DHCP_MSG_SEND_MAX - 1);

	memset(out, UNTOUCHED, DHCP_MSG_SEND_MAX - 1);
	assert_int_equal(dhcp_msg_build(&test_client, &send, out, DHCP_MSG_SEND_MAX - 1), 0);
	assert_int_equal(dhcp_msg_build(&test_client, &send, out, 0), 0);
	assert_true(is_untouched(out, DHCP_MSG_SEND_MAX - 1));
	free(out);
}

TEST(what_we_are_is_the_same_in_all_messages) /* S9, S10 */
{
	static const uint8_t wishes[] = {1,  121, 3,  6,  15, 119, 12, 26,
					 42, 17,  66, 67, 51, 54,  58, 59};

	for (size_t i = 0; i < COUNT(sent_types); i++) {
		struct dhcp_send send = full(sent_types[i]);
		bool asks = i < 2;
		size_t len;

		build_options(&test_client, &send);
		assert_memory_equal(dhcp_options_find(&built, 61, &len), test_client.client_id, 7);
		assert_int_equal(len, 7);
		assert_int_equal(is_sent(55), asks);
		assert_int_equal(is_sent(57), asks);
		assert_int_equal(is_sent(12), asks);
		if (!asks)
			continue;
		assert_memory_equal(dhcp_options_find(&built, 55, &len), wishes, sizeof(wishes));
		assert_int_equal(len, sizeof(wishes));
		assert_memory_equal(dhcp_options_find(&built, 12, &len), "box1", 4);
		assert_int_equal(len, 4);
	}
}

TEST(what_is_not_known_is_not_sent)
{
	struct dhcp_client bare = {.mac = {2, 0, 0, 0, 0, 1}, .mtu = 1500};
	struct dhcp_send send = {.type = DHCP_DISCOVER, .xid = CLIENT_XID};

	build_options(&bare, &send);
	for (unsigned int code = 1; code < 255; code++)
		expect_int("sent", is_sent((uint8_t)code), code == 53 || code == 55 || code == 57);
}

TEST(longest_texts_are_sent_whole)
{
	struct dhcp_client most = longest();
	struct dhcp_send send = full(DHCP_DISCOVER);

	build_options(&most, &send);
	assert_int_equal(built.len[61], 64);
	assert_int_equal(built.len[60], 64);
	assert_int_equal(built.len[12], 64);
}

TEST(server_is_named_unless_it_is_written_to) /* S19, S27, S28, S29, S31, S32 */
{
	static const struct {
		enum dhcp_type type;
		bool unicast, named;
	} rows[] = {
		{DHCP_REQUEST, false, true}, {DHCP_REQUEST, true, false},
		{DHCP_DECLINE, false, true}, {DHCP_RELEASE, true, true},
		{DHCP_RELEASE, false, true},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dhcp_send send = full(rows[i].type);

		send.unicast = rows[i].unicast;
		build_options(&test_client, &send);
		assert_int_equal(is_sent(54), rows[i].named);
	}
}

TEST(address_of_zero_is_no_option)
{
	struct dhcp_send send = full(DHCP_REQUEST);

	send.requested.s_addr = 0;
	build_options(&test_client, &send);
	assert_false(is_sent(50));
	assert_true(is_sent(54));
	send = full(DHCP_REQUEST);
	send.server_id.s_addr = 0;
	build_options(&test_client, &send);
	assert_true(is_sent(50));
	assert_false(is_sent(54));
}

TEST(rapid_commit_is_in_a_discover_only) /* S15 */
{
	for (size_t i = 0; i < COUNT(sent_types); i++) {
		struct dhcp_send send = full(sent_types[i]);

		build_options(&test_client, &send);
		assert_int_equal(is_sent(80), sent_types[i] == DHCP_DISCOVER);
		assert_int_equal(built.len[80], 0);
		send.rapid_commit = false;
		build_options(&test_client, &send);
		assert_false(is_sent(80));
	}
}

TEST(size_that_we_take_is_the_links_up_to_1500) /* S11 */
{
	static const struct {
		uint16_t mtu, size;
	} rows[] = {
		{0, 576},     {68, 576},    {575, 576},	  {576, 576},	{577, 577},
		{1280, 1280}, {1500, 1500}, {1501, 1500}, {9000, 1500}, {65535, 1500},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dhcp_client client = test_client;
		struct dhcp_send send = {.type = DHCP_REQUEST};
		const uint8_t *value;
		size_t len;

		client.mtu = rows[i].mtu;
		build_options(&client, &send);
		value = dhcp_options_find(&built, 57, &len);
		assert_non_null(value);
		assert_int_equal(len, 2);
		assert_int_equal(value[0] << 8 | value[1], rows[i].size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_part_is_a_clients),
		cmocka_unit_test(options_stand_in_their_order_and_zeros_behind_them),
		cmocka_unit_test(message_is_padded_to_300_bytes_and_never_longer_than_548),
		cmocka_unit_test(message_is_not_built_into_too_small_a_buffer),
		cmocka_unit_test(what_we_are_is_the_same_in_all_messages),
		cmocka_unit_test(what_is_not_known_is_not_sent),
		cmocka_unit_test(longest_texts_are_sent_whole),
		cmocka_unit_test(server_is_named_unless_it_is_written_to),
		cmocka_unit_test(address_of_zero_is_no_option),
		cmocka_unit_test(rapid_commit_is_in_a_discover_only),
		cmocka_unit_test(size_that_we_take_is_the_links_up_to_1500),
	};

	return RUN_TESTS(tests);
}

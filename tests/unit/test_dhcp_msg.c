/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_msg.h: which messages are a server's answer to us. H and a number is the row of
 * hostile input, R of the receive filter, O of the options, in the specification of the client.
 */
#include <stdio.h>

#include "netcfg/dhcp_msg.h"
#include "tests/unit/dhcp_bytes.h"

#define OFFER "350102 3604c0000201 330400000e10 0104ffffff00"

static struct dhcp_msg msg;

static const uint32_t xids[] = {CLIENT_XID};

/* The message with these options, and `patch` at byte `at` of it. */
static int parse_patched(const struct dhcp_client *client, const char *options, size_t at,
			 const char *patch)
{
	size_t len;
	uint8_t *message = heap_reply(options, NULL, NULL, &len);
	int refused;

	hex_decode(patch, message + at);
	refused = dhcp_msg_parse(client, xids, COUNT(xids), message, len, &msg);
	free(message);
	return refused;
}

static int parse(const char *options)
{
	return parse_patched(&test_client, options, 0, "");
}

TEST(fixed_part_of_an_answer_is_read)
{
	assert_int_equal(parse_patched(&test_client, OFFER, SNAME_AT, "626f6f74"), 0);
	assert_int_equal(msg.type, DHCP_OFFER);
	assert_int_equal(msg.xid, CLIENT_XID);
	assert_int_equal(msg.yiaddr.s_addr, address(192, 0, 2, 100).s_addr);
	assert_int_equal(msg.siaddr.s_addr, address(192, 0, 2, 5).s_addr);
	assert_string_equal(msg.sname, "boot");
	assert_string_equal(msg.file, "");
	assert_int_equal(parse_patched(&test_client, OFFER, FILE_AT, "70786500 61"), 0);
	assert_memory_equal(msg.file, "pxe\0a\0", 6);
	assert_string_equal(msg.sname, "");
}

TEST(names_fill_their_fields_to_the_last_byte)
{
	size_t len;
	uint8_t *message = heap_reply(OFFER, NULL, NULL, &len);

	memset(message + SNAME_AT, 's', 64);
	memset(message + FILE_AT, 'f', 128);
	assert_int_equal(dhcp_msg_parse(&test_client, xids, 1, message, len, &msg), 0);
	assert_memory_equal(msg.sname, message + SNAME_AT, 64);
	assert_memory_equal(msg.file, message + FILE_AT, 128);
	free(message);
}

TEST(fields_that_hold_options_hold_no_names) /* O66 */
{
	static const struct {
		const char *options;
		bool sname, file;
	} rows[] = {
		{"350102", true, true},		{"350102 340101", true, false},
		{"350102 340102", false, true}, {"350102 340103", false, false},
		{"350102 340104", true, true},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len;
		uint8_t *message = heap_reply(rows[i].options, "0c0162", "0c0163", &len);

		expect_int(rows[i].options,
			   dhcp_msg_parse(&test_client, xids, 1, message, len, &msg), 0);
		for (size_t j = 0; j < 3; j++) {
			expect_int(rows[i].options, msg.sname[j],
				   rows[i].sname ? message[SNAME_AT + j] : 0);
			expect_int(rows[i].options, msg.file[j],
				   rows[i].file ? message[FILE_AT + j] : 0);
		}
		free(message);
	}
}

TEST(message_is_at_least_240_bytes) /* R60, H11 */
{
	size_t full;
	uint8_t *message = heap_reply("", NULL, NULL, &full);

	assert_int_equal(full, DHCP_MSG_MIN);
	for (size_t len = 0; len <= full; len++) {
		uint8_t *cut = heap_bytes(message, len);

		expect_int("H11", dhcp_msg_parse(&test_client, xids, 1, cut, len, &msg),
			   len < 240 ? DHCP_REASON_SHORT : DHCP_REASON_TYPE_MISSING);
		free(cut);
	}
	free(message);
	/* R60: there are servers that send less than 300. */
	assert_int_equal(parse("350102"), 0);
}

TEST(what_is_not_a_reply_to_this_client_is_refused)
{
	static const struct {
		const char *what;
		size_t at;
		const char *patch;
		int expected;
	} rows[] = {
		{"as it should be", 0, "02", 0},
		{"H12 a client's message", 0, "01", DHCP_REASON_OP},
		{"op 0", 0, "00", DHCP_REASON_OP},
		{"op 3", 0, "03", DHCP_REASON_OP},
		{"H12 IEEE 802", 1, "06", DHCP_REASON_HARDWARE},
		{"H12 htype 0", 1, "00", DHCP_REASON_HARDWARE},
		{"H12 InfiniBand", 1, "2000", DHCP_REASON_HARDWARE},
		{"H12 hlen 0", 2, "00", DHCP_REASON_HARDWARE},
		{"H12 hlen 5", 2, "05", DHCP_REASON_HARDWARE},
		{"H12 hlen 7", 2, "07", DHCP_REASON_HARDWARE},
		{"H12 hlen 16", 2, "10", DHCP_REASON_HARDWARE},
		{"R61 hops do not matter", 3, "ff", 0},
		{"H13 the neighbour's MAC", 33, "02", DHCP_REASON_MAC},
		{"the first byte of the MAC", 28, "00", DHCP_REASON_MAC},
		{"H14 garbage behind the MAC", 34, "ff112233445566778899", 0},
		{"R62 another transaction", 7, "43", DHCP_REASON_XID},
		{"its bytes swapped", 4, "424d4152", DHCP_REASON_XID},
		{"transaction 0", 4, "00000000", DHCP_REASON_XID},
		{"H12 no magic", 236, "00000000", DHCP_REASON_MAGIC},
		{"its last byte", 239, "64", DHCP_REASON_MAGIC},
		{"secs and flags do not matter", 8, "ffffffff", 0},
		{"nor does giaddr", 24, "c0000206", 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].what,
			   parse_patched(&test_client, OFFER, rows[i].at, rows[i].patch),
			   rows[i].expected);
}

TEST(any_open_transaction_may_be_answered) /* R62 */
{
	static const uint32_t several[] = {0x11111111, CLIENT_XID, 0xffffffff};
	size_t len;
	uint8_t *message = heap_reply(OFFER, NULL, NULL, &len);

	assert_int_equal(dhcp_msg_parse(&test_client, several, 3, message, len, &msg), 0);
	assert_int_equal(dhcp_msg_parse(&test_client, several + 1, 1, message, len, &msg), 0);
	assert_int_equal(dhcp_msg_parse(&test_client, several, 1, message, len, &msg),
			 DHCP_REASON_XID);
	assert_int_equal(dhcp_msg_parse(&test_client, NULL, 0, message, len, &msg),
			 DHCP_REASON_XID);
	memset(message + 4, 0xff, 4);
	assert_int_equal(dhcp_msg_parse(&test_client, several, 3, message, len, &msg), 0);
	assert_true(msg.xid == 0xffffffff);
	free(message);
}

TEST(type_is_one_of_the_three_that_answer) /* R64, H15, H17 */
{
	for (unsigned int type = 0; type < 256; type++) {
		bool answers = type == 2 || type == 5 || type == 6;
		char options[16];

		snprintf(options, sizeof(options), "3501%02x ff", type);
		expect_int(options, parse(options), answers ? 0 : DHCP_REASON_TYPE_BAD);
		if (answers)
			expect_int(options, msg.type, type);
	}
}

TEST(type_that_is_missing_or_malformed_is_refused)
{
	static const struct {
		const char *what, *options;
		int expected;
	} rows[] = {
		{"H15 no 53: BOOTP", "3604c0000201 ff", DHCP_REASON_TYPE_MISSING},
		{"only an END", "ff", DHCP_REASON_TYPE_MISSING},
		{"only PADs", "0000000000", DHCP_REASON_TYPE_MISSING},
		{"53 behind the end", "ff 350102", DHCP_REASON_TYPE_MISSING},
		/* Absent, as every option of length 0 but 80. */
		{"H15 53 of length 0", "3500 ff", DHCP_REASON_TYPE_MISSING},
		{"H15 53 of length 2", "35020202 ff", DHCP_REASON_TYPE_BAD},
		{"H16 OFFER and ACK", "350102 350105 ff", DHCP_REASON_TYPE_BAD},
		{"H16 OFFER twice", "350102 350102 ff", DHCP_REASON_TYPE_BAD},
		{"H17 FORCERENEW", "350109 ff", DHCP_REASON_TYPE_BAD},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].what, parse(rows[i].options), rows[i].expected);
}

TEST(type_may_stand_anywhere)
{
	assert_int_equal(parse("3604c0000201 350105 ff"), 0);
	assert_int_equal(msg.type, DHCP_ACK);
}

TEST(offer_with_rapid_commit_is_an_offer) /* H19 */
{
	size_t len = 1;

	assert_int_equal(parse("350102 5000 ff"), 0);
	assert_int_equal(msg.type, DHCP_OFFER);
	assert_non_null(dhcp_options_find(&msg.options, DHCP_OPTION_RAPID_COMMIT, &len));
	assert_int_equal(len, 0);
	assert_int_equal(parse("350105 ff"), 0); /* H18: the state machine sees that it lacks */
	assert_null(dhcp_options_find(&msg.options, DHCP_OPTION_RAPID_COMMIT, &len));
}

TEST(client_identifier_that_is_repeated_is_ours) /* R63, H57 */
{
	static const struct {
		const char *what, *option_61;
		int expected, none_sent;
	} rows[] = {
		{"not repeated", "", 0, 0},
		{"empty", "3d00", 0, 0},
		{"ours", "3d0701025242000001", 0, 0},
		{"ours in two parts", "3d03010252 3d0442000001", 0, 0},
		{"another's", "3d0701025242000002", DHCP_REASON_CLIENT_ID, 0},
		{"another's type", "3d0700025242000001", DHCP_REASON_CLIENT_ID, 0},
		{"the begin of ours", "3d06010252420000", DHCP_REASON_CLIENT_ID, 0},
		{"more than ours", "3d080102524200000100", DHCP_REASON_CLIENT_ID, 0},
		{"ours twice", "3d0701025242000001 3d0701025242000001", DHCP_REASON_CLIENT_ID, 0},
	};
	struct dhcp_client anonymous = test_client;

	anonymous.client_id_len = 0;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char options[64];

		snprintf(options, sizeof(options), "350102 %s ff", rows[i].option_61);
		expect_int(rows[i].what, parse(options), rows[i].expected);
		expect_int(rows[i].what, parse_patched(&anonymous, options, 0, ""),
			   rows[i].none_sent);
	}
}

TEST(addresses_and_times_are_of_four_bytes) /* O85, H26 */
{
	static const uint8_t codes[] = {1, 51, 54, 58, 59};

	for (size_t i = 0; i < COUNT(codes); i++) {
		for (unsigned int len = 0; len <= 9; len++) {
			char options[64];

			snprintf(options, sizeof(options), "350102 %02x%02x%.*s", codes[i], len,
				 (int)len * 2, "010203040506070809");
			expect_int(options, parse(options),
				   len == 0 || len == 4 ? 0 : DHCP_REASON_OPTION_LEN);
		}
	}
	assert_int_equal(parse("350102 3302 0000 3302 0e10"), 0); /* one of four, in two parts */
	assert_int_equal(parse("350102 3604c0000201 3604c0000201"), DHCP_REASON_OPTION_LEN);
	assert_int_equal(parse("350106 3603c00002"), DHCP_REASON_OPTION_LEN); /* of a NAK, too */
}

TEST(form_of_all_other_options_is_not_looked_at) /* H58 */
{
	assert_int_equal(parse("350102 2b03ff0102 7d02ffff 0605c633643500 1a0105 790121 ff"), 0);
}

TEST(malformed_options_are_refused)
{
	assert_int_equal(parse("350102 0604c63364"), DHCP_REASON_OPTION_CUT); /* H20 */
	assert_int_equal(parse("350102 06"), DHCP_REASON_OPTION_CUT);	      /* H21 */
	assert_int_equal(parse("350102 340101"), 0);			      /* file is all PAD */
}

TEST(more_options_than_fit_are_refused) /* H25 */
{
	size_t len = OPTIONS_AT + 3 + 100 * (2 + 21);
	uint8_t *message = calloc(1, len), *at = message + OPTIONS_AT;
	size_t head_len;
	uint8_t *head = heap_reply("350102", NULL, NULL, &head_len);

	memcpy(message, head, head_len);
	at += 3;
	for (unsigned int i = 0; i < 100; i++, at += 23) {
		at[0] = 43;
		at[1] = 21;
	}
	assert_int_equal(dhcp_msg_parse(&test_client, xids, 1, message, len, &msg),
			 DHCP_REASON_OPTIONS_LONG);
	free(head);
	free(message);
}

/* A message with all faults at once; one after the other is mended. */
TEST(first_of_several_reasons_is_given)
{
	static const struct {
		int expected;
		size_t at;
		const char *mend;
	} rows[] = {
		{DHCP_REASON_OP, 0, "02"},
		{DHCP_REASON_HARDWARE, 1, "0106"},
		{DHCP_REASON_MAC, 28, "025242000001"},
		{DHCP_REASON_XID, 4, "52414d42"},
		{DHCP_REASON_MAGIC, 236, "63825363"},
		{DHCP_REASON_OPTION_CUT, 252, "ff"},
		{DHCP_REASON_TYPE_BAD, 242, "05"},
		{DHCP_REASON_CLIENT_ID, 243, "2b"},
		{DHCP_REASON_OPTION_LEN, 247, "2b"},
		{0, 0, ""},
	};
	size_t len;
	uint8_t *message = heap_reply("350101 3d02aabb 3303000000 06 09", NULL, NULL, &len);

	assert_int_equal(dhcp_msg_parse(&test_client, xids, 1, message, 239, &msg),
			 DHCP_REASON_SHORT);
	hex_decode("01 0207", message);
	hex_decode("000000", message + 28);
	hex_decode("000000", message + 4);
	hex_decode("000000", message + 236);
	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_int(rows[i].mend, dhcp_msg_parse(&test_client, xids, 1, message, len, &msg),
			   rows[i].expected);
		hex_decode(rows[i].mend, message + rows[i].at);
	}
	free(message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_part_of_an_answer_is_read),
		cmocka_unit_test(names_fill_their_fields_to_the_last_byte),
		cmocka_unit_test(fields_that_hold_options_hold_no_names),
		cmocka_unit_test(message_is_at_least_240_bytes),
		cmocka_unit_test(what_is_not_a_reply_to_this_client_is_refused),
		cmocka_unit_test(any_open_transaction_may_be_answered),
		cmocka_unit_test(type_is_one_of_the_three_that_answer),
		cmocka_unit_test(type_that_is_missing_or_malformed_is_refused),
		cmocka_unit_test(type_may_stand_anywhere),
		cmocka_unit_test(offer_with_rapid_commit_is_an_offer),
		cmocka_unit_test(client_identifier_that_is_repeated_is_ours),
		cmocka_unit_test(addresses_and_times_are_of_four_bytes),
		cmocka_unit_test(form_of_all_other_options_is_not_looked_at),
		cmocka_unit_test(malformed_options_are_refused),
		cmocka_unit_test(more_options_than_fit_are_refused),
		cmocka_unit_test(first_of_several_reasons_is_given),
	};

	return RUN_TESTS(tests);
}

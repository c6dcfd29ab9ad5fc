/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_frame.h: the headers that are put in front of a payload, and their checksums.
 */
#include <netpacket/packet.h>

#include "netcfg/dhcp_frame.h"
#include "tests/unit/dhcp_bytes.h"

enum { UDP_CHECK_AT = 26 };

static const struct in_addr any = {INADDR_ANY}, broadcast = {INADDR_BROADCAST};

/* A frame in a heap block of its exact size. */
static uint8_t *build(struct in_addr source, struct in_addr destination, const uint8_t *payload,
		      size_t payload_len)
{
	size_t size = payload_len + DHCP_FRAME_HEADERS;
	uint8_t *frame = malloc(size);

	assert_non_null(frame);
	memset(frame, UNTOUCHED, size);
	assert_int_equal(dhcp_frame_build(source, destination, payload, payload_len, frame, size),
			 size);
	return frame;
}

static void check_frame(struct in_addr source, struct in_addr destination, const char *payload_hex,
			const char *expected_hex)
{
	size_t payload_len, expected_len;
	uint8_t *payload = heap_hex(payload_hex, &payload_len);
	uint8_t *expected = heap_hex(expected_hex, &expected_len);
	uint8_t *frame = build(source, destination, payload, payload_len);

	assert_int_equal(expected_len, payload_len + DHCP_FRAME_HEADERS);
	assert_memory_equal(frame, expected, expected_len);
	free(frame);
	free(expected);
	free(payload);
}

/* Rows 2, 13 and 14 of what is sent: 68 to 67, TTL 64, no DSCP, no DF, both checksums. */
TEST(headers_are_right_to_the_byte)
{
	check_frame(any, broadcast, "0102",
		    "4500001e 00000000 4011 7ad0 00000000 ffffffff 00440043 000a fe51 0102");
	check_frame(address(192, 0, 2, 100), address(192, 0, 2, 1), "010203",
		    "4500001f 00000000 4011 f668 c0000264 c0000201 00440043 000b 76e9 010203");
	check_frame(any, broadcast, "",
		    "4500001c 00000000 4011 7ad2 00000000 ffffffff 00440043 0008 ff57");
}

TEST(checksum_of_zero_is_sent_as_all_ones) /* RFC 768 */
{
	/* The sum of all else in the first row above is 00ac, and 00ac + ff53 = ffff. */
	check_frame(any, broadcast, "ff53",
		    "4500001e 00000000 4011 7ad0 00000000 ffffffff 00440043 000a ffff ff53");
}

TEST(frame_that_does_not_fit_is_not_made)
{
	static const uint8_t payload[10];
	uint8_t *out = malloc(37);

	memset(out, UNTOUCHED, 37);
	assert_int_equal(dhcp_frame_build(any, broadcast, payload, 10, out, 37), 0);
	assert_int_equal(dhcp_frame_build(any, broadcast, payload, 10, out, 28), 0);
	assert_int_equal(dhcp_frame_build(any, broadcast, payload, 10, out, 0), 0);
	assert_int_equal(dhcp_frame_build(any, broadcast, payload, SIZE_MAX, out, 37), 0);
	assert_int_equal(dhcp_frame_build(any, broadcast, payload, SIZE_MAX - 27, out, 37), 0);
	assert_true(is_untouched(out, 37));
	free(out);
}

TEST(packet_is_not_longer_than_ip_can_say)
{
	size_t most = UINT16_MAX - DHCP_FRAME_HEADERS;
	uint8_t *payload = calloc(1, most + 1), *out = malloc(UINT16_MAX + 1);

	assert_int_equal(dhcp_frame_build(any, broadcast, payload, most + 1, out, UINT16_MAX + 1),
			 0);
	assert_int_equal(dhcp_frame_build(any, broadcast, payload, most, out, UINT16_MAX + 1),
			 UINT16_MAX);
	free(out);
	free(payload);
}

/* What is made is accepted by the other side, which looks for it at its own port. */
TEST(frame_of_any_length_passes_its_own_check)
{
	const struct dhcp_frame_meta meta = {.packet_type = PACKET_BROADCAST};
	uint8_t payload[DHCP_MSG_SEND_MAX];

	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = (uint8_t)(i * 37 + 200);
	for (size_t len = 0; len <= sizeof(payload); len++) {
		uint8_t *frame = build(address(10, 255, 254, 253), broadcast, payload, len);
		uint16_t check = (uint16_t)(frame[UDP_CHECK_AT] << 8 | frame[UDP_CHECK_AT + 1]);
		struct dhcp_frame out;

		assert_int_equal(dhcp_frame_parse(frame, len + DHCP_FRAME_HEADERS, &meta, &out),
				 DHCP_REASON_UDP_PORT);
		/* Port 68 instead of 67: the sum grows by one, so its complement shrinks. */
		frame[23]++;
		check = check == 1 ? 0xffff : (uint16_t)(check - 1);
		frame[UDP_CHECK_AT] = (uint8_t)(check >> 8);
		frame[UDP_CHECK_AT + 1] = (uint8_t)check;
		assert_int_equal(dhcp_frame_parse(frame, len + DHCP_FRAME_HEADERS, &meta, &out), 0);
		assert_int_equal(out.payload_len, len);
		assert_memory_equal(out.payload, payload, len);
		assert_int_equal(out.source.s_addr, address(10, 255, 254, 253).s_addr);
		assert_int_equal(out.destination.s_addr, broadcast.s_addr);
		free(frame);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_right_to_the_byte),
		cmocka_unit_test(checksum_of_zero_is_sent_as_all_ones),
		cmocka_unit_test(frame_that_does_not_fit_is_not_made),
		cmocka_unit_test(packet_is_not_longer_than_ip_can_say),
		cmocka_unit_test(frame_of_any_length_passes_its_own_check),
	};

	return RUN_TESTS(tests);
}

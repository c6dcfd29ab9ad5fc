/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_frame.h: which packets are let through, and that those made are right to the byte.
 * H1 and so on are the rows of hostile input, R53 and so on those of the receive filter, in the
 * specification of the client.
 */
#include <netpacket/packet.h>

#include "netcfg/dhcp_frame.h"
#include "tests/unit/dhcp_bytes.h"

/* From 192.0.2.1:67 to 192.0.2.100:68, TTL 64, DF, 14 bytes of payload; checksums by seal(). */
#define FRAME                                                                                      \
	"4500 002a 0001 4000 40 11 0000 c0000201 c0000264 "                                        \
	"0043 0044 0016 0000 "                                                                     \
	"102030405060708090a0b0c0d0e0"

enum { IP_LEN = 20, FRAME_LEN = 42, PAYLOAD_LEN = 14, IP_CHECK_AT = 10, UDP_CHECK_AT = 26 };

static const struct dhcp_frame_meta plain = {.packet_type = PACKET_HOST};

/* The one's complement sum with the carry taken round after each word: RFC 1071, section 1. */
static uint16_t add_up(const uint8_t *bytes, size_t len, uint16_t start)
{
	uint32_t sum = start;

	for (size_t i = 0; i < len; i += 2) {
		sum += (uint32_t)(bytes[i] << 8 | (i + 1 < len ? bytes[i + 1] : 0));
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return (uint16_t)sum;
}

static void put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* Makes both checksums right, as far as the lengths in the headers can be true. */
static void seal(uint8_t *frame, size_t len)
{
	size_t ip_len = (frame[0] & 15U) * 4U;
	uint8_t *udp = frame + ip_len;
	size_t udp_len;

	if (ip_len < IP_LEN || ip_len + 8 > len)
		return;
	put16(frame + IP_CHECK_AT, 0);
	put16(frame + IP_CHECK_AT, (uint16_t)~add_up(frame, ip_len, 0));
	udp_len = (size_t)(udp[4] << 8 | udp[5]);
	if (udp_len > len - ip_len)
		return;
	put16(udp + 6, 0);
	put16(udp + 6, (uint16_t)~add_up(udp, udp_len,
					 add_up(frame + 12, 8, (uint16_t)(IPPROTO_UDP + udp_len))));
}

/* FRAME with other bytes at a place, sealed; its first len bytes in a heap block of that size. */
static uint8_t *heap_frame(size_t at, const char *patch, size_t len)
{
	size_t full;
	uint8_t *frame = heap_hex(FRAME, &full), *cut;

	assert_int_equal(full, FRAME_LEN);
	assert_in_range(at + hex_decode(patch, NULL), 0, full);
	hex_decode(patch, frame + at);
	seal(frame, full);
	cut = heap_bytes(frame, len);
	free(frame);
	return cut;
}

/* Outputs are as the return value says, for these bytes. The frame is freed. */
static void check(const char *what, uint8_t *frame, size_t len, const struct dhcp_frame_meta *meta,
		  int expected)
{
	struct dhcp_frame out;

	fill_untouched(&out);
	expect_int(what, dhcp_frame_parse(frame, len, meta, &out), expected);
	if (expected) {
		expect_untouched(what, &out);
	} else {
		expect_true(what, out.payload > frame && out.payload < frame + len);
		expect_int(what, out.payload_len, PAYLOAD_LEN);
		expect_int(what, out.payload[0], 0x10);
		expect_int(what, out.source.s_addr, address(192, 0, 2, 1).s_addr);
	}
	free(frame);
}

TEST(payload_and_addresses_of_a_packet_are_found)
{
	uint8_t *frame = heap_frame(0, "", FRAME_LEN);
	struct dhcp_frame out;

	assert_int_equal(dhcp_frame_parse(frame, FRAME_LEN, &plain, &out), 0);
	assert_ptr_equal(out.payload, frame + 28);
	assert_int_equal(out.payload_len, PAYLOAD_LEN);
	assert_int_equal(out.source.s_addr, address(192, 0, 2, 1).s_addr);
	assert_int_equal(out.destination.s_addr, address(192, 0, 2, 100).s_addr);
	free(frame);
}

struct row {
	const char *what;
	size_t at;
	const char *patch;
	size_t len;
	int expected;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(rows[i].what, heap_frame(rows[i].at, rows[i].patch, rows[i].len), rows[i].len,
		      &plain, rows[i].expected);
}

TEST(header_that_cannot_be_is_refused)
{
	static const struct row rows[] = {
		{"R53 nothing", 0, "", 0, DHCP_REASON_IP_SHORT},
		{"R53 19 bytes", 0, "", 19, DHCP_REASON_IP_SHORT},
		{"H4 version 6", 0, "65", FRAME_LEN, DHCP_REASON_IP_VERSION},
		{"H4 version 0", 0, "05", FRAME_LEN, DHCP_REASON_IP_VERSION},
		{"H4 header of 0 bytes", 0, "40", FRAME_LEN, DHCP_REASON_IP_HEADER_LEN},
		{"H4 header of 16 bytes", 0, "44", FRAME_LEN, DHCP_REASON_IP_HEADER_LEN},
		{"H4 header longer than the frame", 0, "4b", FRAME_LEN, DHCP_REASON_IP_HEADER_LEN},
		{"H4 header longer than what came", 0, "46", 22, DHCP_REASON_IP_HEADER_LEN},
		{"ICMP", 9, "01", FRAME_LEN, DHCP_REASON_IP_PROTOCOL},
		{"TCP", 9, "06", FRAME_LEN, DHCP_REASON_IP_PROTOCOL},
	};

	check_rows(rows, COUNT(rows));
}

TEST(length_that_does_not_fit_into_the_one_around_it_is_refused)
{
	static const struct row rows[] = {
		{"H1 the packet ends with its header", 2, "0014", FRAME_LEN, DHCP_REASON_UDP_LEN},
		{"H1 and UDP is empty", 2,
		 "0014 0001 4000 4011 0000 c0000201 c0000264 00430044 0000", FRAME_LEN,
		 DHCP_REASON_UDP_LEN},
		{"the packet ends in its header", 2, "0013", FRAME_LEN, DHCP_REASON_IP_TOTAL_LEN},
		{"total length 0", 2, "0000", FRAME_LEN, DHCP_REASON_IP_TOTAL_LEN},
		{"H3 one byte more than the frame", 2, "002b", FRAME_LEN, DHCP_REASON_IP_TOTAL_LEN},
		{"H3 64 kB", 2, "ffff", FRAME_LEN, DHCP_REASON_IP_TOTAL_LEN},
		{"the frame was cut", 0, "", FRAME_LEN - 1, DHCP_REASON_IP_TOTAL_LEN},
		{"the packet ends in UDP's header", 2, "001b", FRAME_LEN, DHCP_REASON_UDP_LEN},
		{"H2 UDP length 0", 24, "0000", FRAME_LEN, DHCP_REASON_UDP_LEN},
		{"H2 UDP length 1", 24, "0001", FRAME_LEN, DHCP_REASON_UDP_LEN},
		{"H2 UDP length 7", 24, "0007", FRAME_LEN, DHCP_REASON_UDP_LEN},
		{"H3 one byte more than the packet", 24, "0017", FRAME_LEN, DHCP_REASON_UDP_LEN},
		{"H3 UDP of 64 kB", 24, "ffff", FRAME_LEN, DHCP_REASON_UDP_LEN},
		/* R54: UDP's length fits into the frame, but not into what IP says that there is.
		 */
		{"R54 UDP reaches into the trailer", 2, "0029", FRAME_LEN, DHCP_REASON_UDP_LEN},
	};

	check_rows(rows, COUNT(rows));
}

TEST(fragment_is_refused_and_other_flags_are_not)
{
	static const struct row rows[] = {
		{"H7 the first fragment", 6, "2000", FRAME_LEN, DHCP_REASON_IP_FRAGMENT},
		{"the last fragment", 6, "0001", FRAME_LEN, DHCP_REASON_IP_FRAGMENT},
		{"the farthest fragment", 6, "1fff", FRAME_LEN, DHCP_REASON_IP_FRAGMENT},
		{"one in the middle, with DF", 6, "6001", FRAME_LEN, DHCP_REASON_IP_FRAGMENT},
		{"may not be fragmented", 6, "4000", FRAME_LEN, 0},
		{"may be fragmented", 6, "0000", FRAME_LEN, 0},
		{"the reserved bit", 6, "8000", FRAME_LEN, 0},
	};

	check_rows(rows, COUNT(rows));
}

TEST(port_is_68_and_it_does_not_matter_from_which)
{
	static const struct row rows[] = {
		{"to the server's port", 22, "0043", FRAME_LEN, DHCP_REASON_UDP_PORT},
		{"bytes swapped", 22, "4400", FRAME_LEN, DHCP_REASON_UDP_PORT},
		{"port 0", 22, "0000", FRAME_LEN, DHCP_REASON_UDP_PORT},
		{"R59 from port 68", 20, "0044", FRAME_LEN, 0},
		{"R59 from port 0", 20, "0000", FRAME_LEN, 0},
		{"R59 from port 50000", 20, "c350", FRAME_LEN, 0},
	};

	check_rows(rows, COUNT(rows));
}

TEST(options_of_ip_are_skipped) /* H5 */
{
	for (unsigned int words = 6; words <= 15; words++) {
		size_t extra = (words - 5) * 4, len = FRAME_LEN + extra, base_len;
		uint8_t *base = heap_hex(FRAME, &base_len), *frame = malloc(len);

		memcpy(frame, base, IP_LEN);
		memset(frame + IP_LEN, 0x01, extra); /* NOP: RFC 791, section 3.1 */
		memcpy(frame + IP_LEN + extra, base + IP_LEN, FRAME_LEN - IP_LEN);
		frame[0] = (uint8_t)(0x40 | words);
		put16(frame + 2, (uint16_t)len);
		seal(frame, len);
		check("H5", frame, len, &plain, 0);
		free(base);
	}
}

TEST(trailer_of_the_frame_is_no_payload) /* H6 */
{
	uint8_t *frame = heap_frame(0, "", FRAME_LEN), *padded = malloc(FRAME_LEN + 18);

	memcpy(padded, frame, FRAME_LEN);
	memset(padded + FRAME_LEN, 0xee, 18);
	check("H6", padded, FRAME_LEN + 18, &plain, 0);
	free(frame);
}

TEST(payload_ends_where_udp_says)
{
	uint8_t *frame = heap_frame(24, "000f", FRAME_LEN);
	struct dhcp_frame out;

	assert_int_equal(dhcp_frame_parse(frame, FRAME_LEN, &plain, &out), 0);
	assert_int_equal(out.payload_len, 7);
	free(frame);
}

TEST(datagram_without_payload_is_a_datagram)
{
	uint8_t *frame = heap_frame(24, "0008", FRAME_LEN);
	struct dhcp_frame out;

	assert_int_equal(dhcp_frame_parse(frame, FRAME_LEN, &plain, &out), 0);
	assert_int_equal(out.payload_len, 0);
	free(frame);
}

/* H8: the first number of each is for a sender that made its checksums itself. */
TEST(wrong_checksum_is_refused_unless_a_device_was_to_make_it)
{
	static const struct {
		const char *what;
		size_t at;
		int ready, not_ready;
	} rows[] = {
		{"IP", IP_CHECK_AT, DHCP_REASON_IP_CHECKSUM, 0},
		{"IP, lower byte", IP_CHECK_AT + 1, DHCP_REASON_IP_CHECKSUM, 0},
		{"UDP", UDP_CHECK_AT, DHCP_REASON_UDP_CHECKSUM, 0},
		{"UDP, lower byte", UDP_CHECK_AT + 1, DHCP_REASON_UDP_CHECKSUM, 0},
		{"the last byte of the payload", FRAME_LEN - 1, DHCP_REASON_UDP_CHECKSUM, 0},
	};
	struct dhcp_frame_meta not_ready = plain;

	not_ready.checksum_not_ready = true;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *frame = heap_frame(0, "", FRAME_LEN);

		frame[rows[i].at] ^= 0x10;
		check(rows[i].what, heap_bytes(frame, FRAME_LEN), FRAME_LEN, &plain, rows[i].ready);
		check(rows[i].what, frame, FRAME_LEN, &not_ready, rows[i].not_ready);
	}
}

TEST(datagram_without_a_checksum_is_accepted) /* H8 */
{
	uint8_t *frame = heap_frame(0, "", FRAME_LEN);

	put16(frame + UDP_CHECK_AT, 0);
	check("H8", frame, FRAME_LEN, &plain, 0);
}

TEST(checksum_left_to_a_device_excuses_nothing_else)
{
	const struct dhcp_frame_meta meta = {.checksum_not_ready = true};

	check("fragment", heap_frame(6, "2000", FRAME_LEN), FRAME_LEN, &meta,
	      DHCP_REASON_IP_FRAGMENT);
	check("length", heap_frame(24, "0017", FRAME_LEN), FRAME_LEN, &meta, DHCP_REASON_UDP_LEN);
	check("port", heap_frame(22, "0043", FRAME_LEN), FRAME_LEN, &meta, DHCP_REASON_UDP_PORT);
}

TEST(any_flipped_bit_is_refused)
{
	for (size_t bit = 0; bit < (size_t)FRAME_LEN * 8; bit++) {
		uint8_t *frame = heap_frame(0, "", FRAME_LEN);
		struct dhcp_frame out;

		frame[bit / 8] ^= (uint8_t)(1U << bit % 8);
		if (dhcp_frame_parse(frame, FRAME_LEN, &plain, &out) == 0)
			fail_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		free(frame);
	}
}

TEST(frame_cut_anywhere_is_refused)
{
	for (size_t len = 0; len < FRAME_LEN; len++)
		check("cut", heap_frame(0, "", len), len, &plain,
		      len < IP_LEN ? DHCP_REASON_IP_SHORT : DHCP_REASON_IP_TOTAL_LEN);
}

TEST(what_the_kernel_says_beside_the_frame_counts)
{
	static const struct {
		const char *what;
		struct dhcp_frame_meta meta;
		int expected;
	} rows[] = {
		{"R58 to us", {.packet_type = PACKET_HOST}, 0},
		{"R58 broadcast", {.packet_type = PACKET_BROADCAST}, 0},
		{"R58 multicast", {.packet_type = PACKET_MULTICAST}, 0},
		{"R58 to another", {.packet_type = PACKET_OTHERHOST}, DHCP_REASON_PACKET_TYPE},
		{"R58 our own", {.packet_type = PACKET_OUTGOING}, DHCP_REASON_PACKET_TYPE},
		{"R58 looped", {.packet_type = PACKET_LOOPBACK}, DHCP_REASON_PACKET_TYPE},
		{"H10 R52 longer than the buffer", {.truncated = true}, DHCP_REASON_TRUNCATED},
		{"H9 R57 VLAN 1", {.vlan_tagged = true, .vlan_tci = 1}, DHCP_REASON_VLAN},
		{"H9 VLAN 4095", {.vlan_tagged = true, .vlan_tci = 0x0fff}, DHCP_REASON_VLAN},
		{"H9 VLAN 256, priority 7",
		 {.vlan_tagged = true, .vlan_tci = 0xe100},
		 DHCP_REASON_VLAN},
		{"R57 priority 7 alone", {.vlan_tagged = true, .vlan_tci = 0xe000}, 0},
		{"R57 priority 0 alone", {.vlan_tagged = true, .vlan_tci = 0}, 0},
		{"R57 a number that is not valid", {.vlan_tagged = false, .vlan_tci = 1}, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check(rows[i].what, heap_frame(0, "", FRAME_LEN), FRAME_LEN, &rows[i].meta,
		      rows[i].expected);
}

TEST(frame_longer_than_the_buffer_is_refused_even_if_it_was_not_cut) /* H10 */
{
	uint8_t *frame = calloc(1, DHCP_FRAME_RECV_SIZE + 1);

	hex_decode(FRAME, frame);
	seal(frame, FRAME_LEN);
	check("2048", heap_bytes(frame, DHCP_FRAME_RECV_SIZE), DHCP_FRAME_RECV_SIZE, &plain, 0);
	check("2049", frame, DHCP_FRAME_RECV_SIZE + 1, &plain, DHCP_REASON_TRUNCATED);
}

/* A frame with all faults at once; one after the other is mended. */
TEST(first_of_several_reasons_is_given)
{
	struct dhcp_frame_meta meta = {.truncated = true,
				       .packet_type = PACKET_OUTGOING,
				       .vlan_tagged = true,
				       .vlan_tci = 5};
	size_t len;
	uint8_t *frame = heap_hex("6400 ffff 0001 2000 40 06 1234 c0000201 c0000264 "
				  "0044 0043 0003 1234 102030405060708090a0b0c0d0e0",
				  &len);
	struct dhcp_frame out;

#define expect_next(reason)                                                                        \
	assert_int_equal(dhcp_frame_parse(frame, len, &meta, &out), DHCP_REASON_##reason)
	expect_next(TRUNCATED);
	meta.truncated = false;
	expect_next(PACKET_TYPE);
	meta.packet_type = PACKET_HOST;
	expect_next(VLAN);
	meta.vlan_tci = 0;
	expect_next(IP_VERSION);
	frame[0] = 0x44;
	expect_next(IP_HEADER_LEN);
	frame[0] = 0x45;
	expect_next(IP_TOTAL_LEN);
	put16(frame + 2, FRAME_LEN);
	expect_next(IP_CHECKSUM);
	put16(frame + IP_CHECK_AT, 0);
	put16(frame + IP_CHECK_AT, (uint16_t)~add_up(frame, IP_LEN, 0));
	expect_next(IP_FRAGMENT);
	frame[6] = 0;
	seal(frame, len);
	expect_next(IP_PROTOCOL);
	frame[9] = 17;
	seal(frame, len);
	expect_next(UDP_LEN);
	put16(frame + 24, FRAME_LEN - IP_LEN);
	put16(frame + UDP_CHECK_AT, 0x1234);
	expect_next(UDP_PORT);
	frame[23] = 68;
	expect_next(UDP_CHECKSUM);
	seal(frame, len);
	assert_int_equal(dhcp_frame_parse(frame, len, &meta, &out), 0);
	free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payload_and_addresses_of_a_packet_are_found),
		cmocka_unit_test(header_that_cannot_be_is_refused),
		cmocka_unit_test(length_that_does_not_fit_into_the_one_around_it_is_refused),
		cmocka_unit_test(fragment_is_refused_and_other_flags_are_not),
		cmocka_unit_test(port_is_68_and_it_does_not_matter_from_which),
		cmocka_unit_test(options_of_ip_are_skipped),
		cmocka_unit_test(trailer_of_the_frame_is_no_payload),
		cmocka_unit_test(payload_ends_where_udp_says),
		cmocka_unit_test(datagram_without_payload_is_a_datagram),
		cmocka_unit_test(wrong_checksum_is_refused_unless_a_device_was_to_make_it),
		cmocka_unit_test(datagram_without_a_checksum_is_accepted),
		cmocka_unit_test(checksum_left_to_a_device_excuses_nothing_else),
		cmocka_unit_test(any_flipped_bit_is_refused),
		cmocka_unit_test(frame_cut_anywhere_is_refused),
		cmocka_unit_test(what_the_kernel_says_beside_the_frame_counts),
		cmocka_unit_test(frame_longer_than_the_buffer_is_refused_even_if_it_was_not_cut),
		cmocka_unit_test(first_of_several_reasons_is_given),
	};

	return RUN_TESTS(tests);
}

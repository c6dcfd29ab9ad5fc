/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_msg.h and netcfg/dhcp_frame.h together, to the byte: what real servers sent is read
 * as what they were told to say, and what we send is what those servers took: each message at the
 * end of this file was sent to each of them, and answered; DECLINE and RELEASE, which have no
 * answer, stand in the logs of all but udhcpd, which logs neither.
 */
#include <arpa/inet.h>
#include <netpacket/packet.h>

#include "netcfg/dhcp_frame.h"
#include "netcfg/dhcp_msg.h"
#include "tests/unit/dhcp_golden.h"

static struct dhcp_msg msg;

/* From the frame to msg; the reason why not, of either module. */
static int receive(const struct golden_frame *golden, const struct dhcp_client *client,
		   uint32_t xid, bool checksum_not_ready)
{
	const struct dhcp_frame_meta meta = {
		.packet_type = golden->broadcast ? PACKET_BROADCAST : PACKET_HOST,
		.checksum_not_ready = checksum_not_ready,
	};
	struct dhcp_frame frame;
	size_t len;
	uint8_t *bytes = heap_hex(golden->hex, &len), *payload;
	int refused = dhcp_frame_parse(bytes, len, &meta, &frame);

	if (!refused) {
		expect_int(golden->what, frame.source.s_addr, address(192, 0, 2, 1).s_addr);
		payload = heap_bytes(frame.payload, frame.payload_len);
		refused = dhcp_msg_parse(client, &xid, 1, payload, frame.payload_len, &msg);
		free(payload);
	}
	free(bytes);
	return refused;
}

static int receive_golden(const struct golden_frame *golden)
{
	return receive(golden, &test_client, golden->xid, golden->checksum_not_ready);
}

/* hex NULL: the option is absent. */
static void expect_option(const char *row, uint8_t code, const char *hex)
{
	size_t len = 0, expected_len;
	const uint8_t *value = dhcp_options_find(&msg.options, code, &len);
	uint8_t *expected = heap_hex(hex ? hex : "", &expected_len);

	if ((value != NULL) != (hex != NULL) || len != expected_len ||
	    (value && memcmp(value, expected, len) != 0))
		fail_msg("'%s': option %u is not %s", row, code, hex ? hex : "absent");
	free(expected);
}

static bool is_of(const struct golden_frame *golden, const char *server)
{
	return strncmp(golden->what, server, strlen(server)) == 0;
}

TEST(what_servers_send_is_accepted)
{
	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];

		expect_int(golden->what, receive_golden(golden), 0);
		expect_int(golden->what, msg.type, golden->type);
		expect_int(golden->what, msg.xid, golden->xid);
	}
}

TEST(what_servers_were_told_to_say_is_read)
{
	static const struct {
		uint8_t code;
		const char *hex;
	} options[] = {
		{DHCP_OPTION_NETMASK, "ffffff00"},
		{DHCP_OPTION_ROUTER, "c0000201"},
		{DHCP_OPTION_DNS, "c6336435 c6336436"},
		{DHCP_OPTION_DOMAIN, "6578616d706c652e6f7267"},
		{DHCP_OPTION_ROOT_PATH, "3139322e302e322e343a2f7372762f726f6f74"},
		{DHCP_OPTION_MTU, "0578"},
		{DHCP_OPTION_NTP, "c0000203"},
		{DHCP_OPTION_LEASE_TIME, "00000e10"},
		{DHCP_OPTION_SERVER_ID, "c0000201"},
		{DHCP_OPTION_ROUTES, "18c63364c0000202 00c0000201"},
	};

	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];

		if (golden->type == DHCP_NAK)
			continue;
		expect_int(golden->what, receive_golden(golden), 0);
		expect_true(golden->what, (ntohl(msg.yiaddr.s_addr) & 0xffffff00) == 0xc0000200 &&
						  ntohl(msg.yiaddr.s_addr) >= 0xc0000264);
		expect_int(golden->what, msg.siaddr.s_addr, address(192, 0, 2, 5).s_addr);
		for (size_t j = 0; j < COUNT(options); j++)
			expect_option(golden->what, options[j].code, options[j].hex);
	}
}

/* Each server has its own way with names: dnsmasq uses 66 and 67, with a NUL at their ends. */
TEST(names_are_read_where_each_server_puts_them)
{
	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];
		bool in_options = is_of(golden, "dnsmasq");

		if (golden->type == DHCP_NAK)
			continue;
		expect_int(golden->what, receive_golden(golden), 0);
		expect_text(golden->what, msg.sname, in_options ? "" : "boot");
		expect_text(golden->what, msg.file, in_options ? "" : "pxelinux.0");
		expect_option(golden->what, DHCP_OPTION_TFTP_SERVER,
			      in_options ? "626f6f7400" : NULL);
		expect_option(golden->what, DHCP_OPTION_BOOT_FILE,
			      in_options ? "7078656c696e75782e3000" : NULL);
	}
}

/* eng.example.org, lab.example.org, example.org: as it came, with and without compression. */
TEST(search_list_is_left_as_it_came)
{
	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];
		bool compressed = is_of(golden, "dnsmasq") || is_of(golden, "ISC");

		if (golden->type == DHCP_NAK)
			continue;
		expect_int(golden->what, receive_golden(golden), 0);
		expect_option(golden->what, DHCP_OPTION_SEARCH,
			      compressed ? "03656e67 076578616d706c65 036f7267 00 03"
					   "6c6162 c004 c004"
					 : "03656e67 076578616d706c65 036f7267 00 "
					   "036c6162 076578616d706c65 036f7267 00 "
					   "076578616d706c65 036f7267 00");
	}
}

TEST(only_one_of_the_servers_repeats_the_client_identifier)
{
	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];
		struct dhcp_client other = test_client;
		bool repeats = is_of(golden, "Kea");

		expect_int(golden->what, receive_golden(golden), 0);
		expect_option(golden->what, DHCP_OPTION_CLIENT_ID,
			      repeats ? "01025242000001" : NULL);
		other.client_id[6] = 2;
		expect_int(golden->what,
			   receive(golden, &other, golden->xid, golden->checksum_not_ready),
			   repeats ? DHCP_REASON_CLIENT_ID : 0);
	}
}

TEST(refusals_say_why_or_nothing)
{
	static const char text[] = "requested address not available";

	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];
		const uint8_t *value;
		size_t len;

		if (golden->type != DHCP_NAK)
			continue;
		expect_int(golden->what, receive_golden(golden), 0);
		expect_int(golden->what, msg.yiaddr.s_addr, 0);
		value = dhcp_options_find(&msg.options, DHCP_OPTION_MESSAGE, &len);
		expect_int(golden->what, value != NULL, is_of(golden, "ISC"));
		if (value) {
			expect_int(golden->what, len, strlen(text));
			expect_true(golden->what, memcmp(value, text, len) == 0);
		}
	}
}

TEST(checksum_that_a_device_was_to_make_is_wrong_until_then)
{
	unsigned int not_ready = 0;

	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];

		not_ready += golden->checksum_not_ready;
		expect_int(golden->what, receive(golden, &test_client, golden->xid, false),
			   golden->checksum_not_ready ? DHCP_REASON_UDP_CHECKSUM : 0);
	}
	assert_int_equal(not_ready, 2);
}

TEST(what_servers_send_to_others_is_not_ours)
{
	struct dhcp_client neighbour = test_client;

	neighbour.mac[5] = 2;
	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *golden = &golden_frames[i];

		expect_int(golden->what,
			   receive(golden, &neighbour, golden->xid, golden->checksum_not_ready),
			   DHCP_REASON_MAC);
		expect_int(
			golden->what,
			receive(golden, &test_client, golden->xid + 1, golden->checksum_not_ready),
			DHCP_REASON_XID);
	}
}

#define WHO "3d07 01025242000001 "
#define WISHES "3710 017903060f770c1a2a11424333363a3b 3902 05dc 0c04 626f7831 "

static const struct sent {
	const char *what;
	struct dhcp_send send;
	uint8_t ciaddr, requested, server_id; /* 192.0.2.N; 0: none */
	const char *headers, *fixed, *options;
} sent[] = {
	{"S2, S15 DISCOVER",
	 {.type = DHCP_DISCOVER, .xid = 0x52414d42, .secs = 1, .rapid_commit = true},
	 .headers = "45000148 00000000 401179a6 00000000 ffffffff 00440043 01343444",
	 .fixed = "01010600 52414d42 0001 0000 00000000",
	 .options = "3501 01 " WHO WISHES "5000 ff"},
	{"S6 DISCOVER that asks for a broadcast",
	 {.type = DHCP_DISCOVER, .xid = 0x52414d42, .secs = 7, .broadcast = true},
	 .headers = "45000148 00000000 401179a6 00000000 ffffffff 00440043 0134043e",
	 .fixed = "01010600 52414d42 0007 8000 00000000",
	 .options = "3501 01 " WHO WISHES "ff"},
	{"S19 REQUEST that selects",
	 {.type = DHCP_REQUEST, .xid = 0x52414d42, .secs = 1},
	 .requested = 100,
	 .server_id = 1,
	 .headers = "45000148 00000000 401179a6 00000000 ffffffff 00440043 013495d5",
	 .fixed = "01010600 52414d42 0001 0000 00000000",
	 .options = "3501 03 " WHO "3604 c0000201 3204 c0000264 " WISHES "ff"},
	{"S27 REQUEST after a reboot",
	 {.type = DHCP_REQUEST, .xid = 0x52414d43, .secs = 1},
	 .requested = 100,
	 .headers = "45000148 00000000 401179a6 00000000 ffffffff 00440043 01348dda",
	 .fixed = "01010600 52414d43 0001 0000 00000000",
	 .options = "3501 03 " WHO "3204 c0000264 " WISHES "ff"},
	{"S28 REQUEST that renews",
	 {.type = DHCP_REQUEST, .xid = 0x52414d44, .secs = 1, .unicast = true},
	 .ciaddr = 100,
	 .server_id = 1,
	 .headers = "45000148 00000000 4011f53f c0000264 c0000201 00440043 01343b77",
	 .fixed = "01010600 52414d44 0001 0000 c0000264",
	 .options = "3501 03 " WHO WISHES "ff"},
	{"S29 REQUEST that rebinds",
	 {.type = DHCP_REQUEST, .xid = 0x52414d45, .secs = 60},
	 .ciaddr = 100,
	 .headers = "45000148 00000000 4011b741 c0000264 ffffffff 00440043 0134fd3c",
	 .fixed = "01010600 52414d45 003c 0000 c0000264",
	 .options = "3501 03 " WHO WISHES "ff"},
	{"S31 DECLINE",
	 {.type = DHCP_DECLINE, .xid = 0x52414d46},
	 .requested = 100,
	 .server_id = 1,
	 .headers = "45000148 00000000 401179a6 00000000 ffffffff 00440043 0134eb3b",
	 .fixed = "01010600 52414d46 0000 0000 00000000",
	 .options = "3501 04 " WHO "3604 c0000201 3204 c0000264 ff"},
	{"S32 RELEASE",
	 {.type = DHCP_RELEASE, .xid = 0x52414d47, .unicast = true},
	 .ciaddr = 100,
	 .server_id = 1,
	 .headers = "45000148 00000000 4011f53f c0000264 c0000201 00440043 013495d8",
	 .fixed = "01010600 52414d47 0000 0000 c0000264",
	 .options = "3501 07 " WHO "3604 c0000201 ff"},
};

/* The whole frame, from its three parts: all else in it is zero. */
static void put_expected(const struct sent *row,
			 uint8_t frame[DHCP_FRAME_HEADERS + DHCP_MSG_PADDED])
{
	uint8_t *message = frame + DHCP_FRAME_HEADERS;

	memset(frame, 0, DHCP_FRAME_HEADERS + DHCP_MSG_PADDED);
	hex_decode(row->headers, frame);
	hex_decode(row->fixed, message);
	hex_decode("025242000001", message + 28);
	hex_decode("63825363", message + OPTIONS_AT - 4);
	hex_decode(row->options, message + OPTIONS_AT);
}

static struct in_addr host(uint8_t number)
{
	return number ? address(192, 0, 2, number) : address(0, 0, 0, 0);
}

TEST(what_we_send_is_right_to_the_byte)
{
	for (size_t i = 0; i < COUNT(sent); i++) {
		const struct sent *row = &sent[i];
		struct dhcp_send send = row->send;
		struct in_addr destination = {INADDR_BROADCAST};
		uint8_t payload[DHCP_MSG_SEND_MAX], frame[DHCP_FRAME_RECV_SIZE];
		uint8_t expected[DHCP_FRAME_HEADERS + DHCP_MSG_PADDED];
		size_t len;

		send.ciaddr = host(row->ciaddr);
		send.requested = host(row->requested);
		send.server_id = host(row->server_id);
		if (send.unicast)
			destination = send.server_id;
		put_expected(row, expected);
		len = dhcp_msg_build(&test_client, &send, payload, sizeof(payload));
		expect_int(row->what, len, DHCP_MSG_PADDED);
		len = dhcp_frame_build(send.ciaddr, destination, payload, len, frame,
				       sizeof(frame));
		expect_int(row->what, len, sizeof(expected));
		for (size_t at = 0; at < len; at++)
			if (frame[at] != expected[at])
				fail_msg("'%s': byte %zu is %02x, expected %02x", row->what, at,
					 frame[at], expected[at]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_servers_send_is_accepted),
		cmocka_unit_test(what_servers_were_told_to_say_is_read),
		cmocka_unit_test(names_are_read_where_each_server_puts_them),
		cmocka_unit_test(search_list_is_left_as_it_came),
		cmocka_unit_test(only_one_of_the_servers_repeats_the_client_identifier),
		cmocka_unit_test(refusals_say_why_or_nothing),
		cmocka_unit_test(checksum_that_a_device_was_to_make_is_wrong_until_then),
		cmocka_unit_test(what_servers_send_to_others_is_not_ours),
		cmocka_unit_test(what_we_send_is_right_to_the_byte),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_lease.h with what real servers send (tests/unit/dhcp_golden.h): each of their
 * acknowledgements is exactly the lease that all of them were told to give.
 */
#include <arpa/inet.h>

#include "netcfg/dhcp_lease.h"
#include "tests/unit/dhcp_golden.h"

static struct in_addr addr(const char *text)
{
	return (struct in_addr){inet_addr(text)};
}

static void parse_golden(const struct golden_frame *frame, struct dhcp_reply *out)
{
	size_t len;
	uint8_t *bytes = heap_hex(frame->hex, &len);
	const size_t headers = (bytes[0] & 15) * 4 + 8; /* IP and UDP */
	uint8_t *payload = heap_bytes(bytes + headers, len - headers);

	memset(out, 0, sizeof(*out));
	expect_int(frame->what,
		   dhcp_reply_parse(&test_client, &frame->xid, 1, addr("192.0.2.1"), payload,
				    len - headers, out),
		   0);
	free(payload);
	free(bytes);
}

/* What differs: the address, the times and the name are the server's choice. */
static void fill_expected(const char *address, uint32_t t1_s, uint32_t t2_s, const char *hostname,
			  struct dhcp_lease *out)
{
	*out = (struct dhcp_lease){
		.config =
			{
				.address = addr(address),
				.prefix_len = 24,
				.dhcp = true,
				.valid_s = 3600,
				.route_count = 2,
				.routes =
					{
						{addr("198.51.100.0"), 24, false,
						 addr("192.0.2.2")},
						{addr("0.0.0.0"), 0, false, addr("192.0.2.1")},
					},
				.mtu = 1400,
				.dns_count = 2,
				.dns = {addr("198.51.100.53"), addr("198.51.100.54")},
				.ntp_count = 1,
				.ntp = {addr("192.0.2.3")},
				.search = "eng.example.org lab.example.org example.org",
			},
		.server_id = addr("192.0.2.1"),
		.t1_s = t1_s,
		.t2_s = t2_s,
		.next_server = addr("192.0.2.5"),
		.root_path = "192.0.2.4:/srv/root",
		.tftp_server = "boot",
		.boot_file = "pxelinux.0",
	};
	strcpy(out->config.hostname, hostname);
}

/* Each value of one against the other: the first that differs is said. */
static void expect_lease(const char *row, const struct dhcp_lease *actual,
			 const struct dhcp_lease *expected)
{
	const struct net_config *a = &actual->config, *e = &expected->config;

	expect_int(row, ntohl(a->address.s_addr), ntohl(e->address.s_addr));
	expect_int(row, a->prefix_len, e->prefix_len);
	expect_int(row, a->dhcp, e->dhcp);
	expect_int(row, a->valid_s, e->valid_s);
	expect_int(row, actual->t1_s, expected->t1_s);
	expect_int(row, actual->t2_s, expected->t2_s);
	expect_int(row, a->route_count, e->route_count);
	for (unsigned int i = 0; i < e->route_count; i++) {
		expect_int(row, ntohl(a->routes[i].destination.s_addr),
			   ntohl(e->routes[i].destination.s_addr));
		expect_int(row, a->routes[i].prefix_len, e->routes[i].prefix_len);
		expect_int(row, a->routes[i].on_link, e->routes[i].on_link);
		expect_int(row, ntohl(a->routes[i].gateway.s_addr),
			   ntohl(e->routes[i].gateway.s_addr));
	}
	expect_int(row, a->mtu, e->mtu);
	expect_int(row, a->dns_count, e->dns_count);
	expect_true(row, memcmp(a->dns, e->dns, sizeof(a->dns)) == 0);
	expect_int(row, a->ntp_count, e->ntp_count);
	expect_true(row, memcmp(a->ntp, e->ntp, sizeof(a->ntp)) == 0);
	expect_text(row, a->search, e->search);
	expect_text(row, a->hostname, e->hostname);
	expect_int(row, ntohl(actual->server_id.s_addr), ntohl(expected->server_id.s_addr));
	expect_int(row, ntohl(actual->next_server.s_addr), ntohl(expected->next_server.s_addr));
	expect_text(row, actual->root_path, expected->root_path);
	expect_text(row, actual->tftp_server, expected->tftp_server);
	expect_text(row, actual->boot_file, expected->boot_file);
}

TEST(acknowledgement_of_each_server_is_the_lease_it_was_told_to_give)
{
	static const struct {
		const char *what, *address;
		uint32_t t1_s, t2_s;
		const char *hostname;
	} rows[] = {
		{"dnsmasq 2.90, ACK", "192.0.2.127", 1800, 3150, "node7"},
		{"ISC dhcpd 4.4.3-P1, ACK", "192.0.2.100", 1800, 3150, "node7"},
		{"Kea 2.2.0, ACK", "192.0.2.100", 1200, 2400, "box1"},
		{"udhcpd of busybox 1.35.0, ACK", "192.0.2.105", 1800, 3150, ""},
	};
	unsigned int acks = 0;

	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *frame = &golden_frames[i];
		struct dhcp_lease expected;
		struct dhcp_reply reply;
		size_t row = 0;

		if (frame->type != DHCP_ACK)
			continue;
		acks++;
		while (row < COUNT(rows) && strcmp(rows[row].what, frame->what) != 0)
			row++;
		expect_true(frame->what, row < COUNT(rows));
		parse_golden(frame, &reply);
		expect_int(frame->what, reply.type, DHCP_ACK);
		expect_int(frame->what, reply.xid, frame->xid);
		expect_int(frame->what, reply.note_count, 0);
		fill_expected(rows[row].address, rows[row].t1_s, rows[row].t2_s, rows[row].hostname,
			      &expected);
		expect_lease(frame->what, &reply.lease, &expected);
	}
	assert_int_equal(acks, COUNT(rows));
}

TEST(offer_of_each_server_has_the_address_that_it_acknowledges)
{
	for (size_t i = 0; i + 1 < COUNT(golden_frames); i++) {
		struct dhcp_reply offer, ack;

		if (golden_frames[i].type != DHCP_OFFER)
			continue;
		assert_int_equal(golden_frames[i + 1].type, DHCP_ACK);
		parse_golden(&golden_frames[i], &offer);
		parse_golden(&golden_frames[i + 1], &ack);
		expect_int(golden_frames[i].what, offer.type, DHCP_OFFER);
		expect_int(golden_frames[i].what, offer.note_count, 0);
		expect_true(golden_frames[i].what,
			    offer.lease.config.address.s_addr == ack.lease.config.address.s_addr);
	}
}

TEST(nak_of_each_server_says_who_and_why)
{
	static const struct {
		const char *what, *message;
	} rows[] = {
		{"ISC dhcpd 4.4.3-P1, NAK", "requested address not available"},
		{"Kea 2.2.0, NAK", ""},
	};
	unsigned int naks = 0;

	for (size_t i = 0; i < COUNT(golden_frames); i++) {
		const struct golden_frame *frame = &golden_frames[i];
		struct dhcp_reply reply;

		if (frame->type != DHCP_NAK)
			continue;
		assert_true(naks < COUNT(rows));
		expect_text(frame->what, frame->what, rows[naks].what);
		parse_golden(frame, &reply);
		expect_int(frame->what, reply.type, DHCP_NAK);
		expect_true(frame->what, reply.server_id.s_addr == addr("192.0.2.1").s_addr);
		expect_text(frame->what, reply.message, rows[naks].message);
		naks++;
	}
	assert_int_equal(naks, COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acknowledgement_of_each_server_is_the_lease_it_was_told_to_give),
		cmocka_unit_test(offer_of_each_server_has_the_address_that_it_acknowledges),
		cmocka_unit_test(nak_of_each_server_says_who_and_why),
	};

	return RUN_TESTS(tests);
}

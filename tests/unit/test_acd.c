/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/acd.h: RFC 5227 in a fifth of a second: what goes out and when, what is a conflict, and
 * what is not: our own packets that come back, packets that are cut, other hosts' affairs.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "netcfg/acd.h"
#include "tests/unit/unit.h"

static const uint8_t our_mac[NET_MAC_LEN] = {0x52, 0x54, 0, 1, 2, 3};
static const uint8_t other_mac[NET_MAC_LEN] = {0x52, 0x54, 0, 1, 2, 4};

enum { OURS = 0x0a000005, OTHER = 0x0a000006, START_MS = 5000000 };
enum { REQUEST = 1, REPLY = 2 };

struct arp {
	uint16_t htype, ptype;
	uint8_t hlen, plen;
	uint16_t op;
	uint8_t sender_mac[NET_MAC_LEN], sender[4], target_mac[NET_MAC_LEN], target[4];
} __attribute__((packed));

_Static_assert(sizeof(struct arp) == ACD_PACKET_LEN, "RFC 826");

static struct arp arp(unsigned int op, const uint8_t *mac, uint32_t sender, uint32_t target)
{
	struct arp arp = {
		.htype = htons(1),
		.ptype = htons(0x0800),
		.hlen = 6,
		.plen = 4,
		.op = htons((uint16_t)op),
	};

	sender = htonl(sender);
	target = htonl(target);
	memcpy(arp.sender_mac, mac, sizeof(arp.sender_mac));
	memcpy(arp.sender, &sender, sizeof(arp.sender));
	memcpy(arp.target, &target, sizeof(arp.target));
	return arp;
}

static struct in_addr ours(void)
{
	return (struct in_addr){htonl(OURS)};
}

static void start(struct acd *acd, bool set)
{
	struct acd_output out;

	fill_untouched(acd);
	acd_start(acd, our_mac, ours(), set, START_MS, &out);
	assert_int_equal(out.what, ACD_SEND);
}

/* On to the timer, which is to come ms after the start. */
static unsigned int timer(struct acd *acd, uint64_t ms, struct acd_output *out)
{
	char row[32];

	snprintf(row, sizeof(row), "%u ms", (unsigned int)ms);
	expect_int(row, acd->timer_ms - START_MS, ms);
	fill_untouched(out);
	acd_timeout(acd, acd->timer_ms, out);
	return out->what;
}

/* From the start to where it only listens: the verdict is there, one announcement is out. */
static void pass(struct acd *acd, bool set)
{
	struct acd_output out;

	start(acd, set);
	while (acd->state == ACD_PROBING)
		acd_timeout(acd, acd->timer_ms, &out);
	assert_int_equal(acd->state, ACD_ANNOUNCING);
}

static unsigned int hears(struct acd *acd, const void *packet, size_t len, struct acd_output *out)
{
	uint8_t *exact = heap_bytes(packet, len);

	fill_untouched(out);
	acd_packet(acd, exact, len, out);
	free(exact);
	return out->what;
}

TEST(three_probes_a_verdict_two_announcements_and_an_end)
{
	const struct arp probe = arp(REQUEST, our_mac, 0, OURS);
	const struct arp announcement = arp(REQUEST, our_mac, OURS, OURS);

	for (int set = 0; set < 2; set++) {
		struct acd_output out;
		struct acd acd;

		fill_untouched(&acd);
		fill_untouched(&out);
		acd_start(&acd, our_mac, ours(), set, START_MS, &out);
		assert_int_equal(out.what, ACD_SEND);
		assert_memory_equal(out.packet, &probe, sizeof(probe));
		for (unsigned int i = 1; i < 3; i++) {
			expect_int("probe", acd.state, ACD_PROBING);
			expect_int("probe", timer(&acd, 66 * i, &out), ACD_SEND);
			assert_memory_equal(out.packet, &probe, sizeof(probe));
		}
		expect_int("verdict", timer(&acd, 200, &out), ACD_SEND | ACD_CLEAR);
		assert_memory_equal(out.packet, &announcement, sizeof(announcement));
		expect_int("again", timer(&acd, 2200, &out), ACD_SEND);
		assert_memory_equal(out.packet, &announcement, sizeof(announcement));
		expect_int("end", timer(&acd, 5000, &out), ACD_DONE);
		expect_int("end", acd.state, ACD_IDLE);
		assert_true(acd.timer_ms == UINT64_MAX);
	}
}

TEST(timer_that_comes_too_early_does_nothing)
{
	struct acd_output out;
	struct acd acd, before;

	start(&acd, false);
	before = acd;
	acd_timeout(&acd, acd.timer_ms - 1, &out);
	assert_int_equal(out.what, 0);
	assert_memory_equal(&acd, &before, sizeof(acd));
	pass(&acd, true);
	before = acd;
	acd_timeout(&acd, acd.timer_ms - 1, &out);
	assert_int_equal(out.what, 0);
	assert_memory_equal(&acd, &before, sizeof(acd));
}

TEST(timer_that_comes_late_still_sends_all)
{
	struct acd_output out;
	struct acd acd;
	unsigned int sends = 1, clears = 0, i = 0;
	uint64_t now_ms = START_MS + 3600 * 1000;

	start(&acd, true);
	for (; i < 20 && acd.state != ACD_IDLE; i++) {
		now_ms = acd.timer_ms > now_ms ? acd.timer_ms : now_ms;
		acd_timeout(&acd, now_ms, &out);
		sends += (out.what & ACD_SEND) != 0;
		clears += (out.what & ACD_CLEAR) != 0;
	}
	assert_int_equal(acd.state, ACD_IDLE);
	assert_int_equal(out.what, ACD_DONE);
	assert_int_equal(sends, 5);
	assert_int_equal(clears, 1);
}

struct row {
	const char *row;
	struct arp arp;
	bool conflict;
};

static void check_probing(const struct row *rows, size_t count, bool set)
{
	for (size_t i = 0; i < count; i++) {
		unsigned int expected = rows[i].conflict ? ACD_CONFLICT : 0;
		struct acd_output out;
		struct acd acd;

		start(&acd, set);
		expect_int(rows[i].row, hears(&acd, &rows[i].arp, ACD_PACKET_LEN, &out), expected);
		expect_int(rows[i].row, acd.state, rows[i].conflict ? ACD_IDLE : ACD_PROBING);
		expect_true(rows[i].row, (acd.timer_ms == UINT64_MAX) == rows[i].conflict);
	}
}

TEST(our_address_as_the_senders_is_a_conflict)
{
	const struct row rows[] = {
		{"reply", arp(REPLY, other_mac, OURS, 0), true},
		{"announcement", arp(REQUEST, other_mac, OURS, OURS), true},
		{"request to another", arp(REQUEST, other_mac, OURS, OTHER), true},
		{"reply to another", arp(REPLY, other_mac, OURS, OTHER), true},
	};

	check_probing(rows, COUNT(rows), false);
	check_probing(rows, COUNT(rows), true);
}

TEST(probe_of_another_host_is_a_conflict_until_the_address_is_set)
{
	const struct row before[] = {{"probe", arp(REQUEST, other_mac, 0, OURS), true}};
	const struct row after[] = {{"probe", arp(REQUEST, other_mac, 0, OURS), false}};

	check_probing(before, COUNT(before), false);
	check_probing(after, COUNT(after), true);
}

TEST(what_is_not_about_our_address_is_no_conflict)
{
	const struct row rows[] = {
		{"request", arp(REQUEST, other_mac, OTHER, OURS), false},
		{"reply", arp(REPLY, other_mac, OTHER, OURS), false},
		{"reply without a sender", arp(REPLY, other_mac, 0, OURS), false},
		{"probe", arp(REQUEST, other_mac, 0, OTHER), false},
		{"announcement", arp(REQUEST, other_mac, OTHER, OTHER), false},
		{"RARP", arp(3, other_mac, OURS, OURS), false},
		{"op 0", arp(0, other_mac, OURS, OURS), false},
		{"op 0x101", arp(0x101, other_mac, OURS, OURS), false},
	};

	check_probing(rows, COUNT(rows), false);
	check_probing(rows, COUNT(rows), true);
}

TEST(our_own_packets_that_come_back_are_no_conflict)
{
	const struct row rows[] = {
		{"probe", arp(REQUEST, our_mac, 0, OURS), false},
		{"announcement", arp(REQUEST, our_mac, OURS, OURS), false},
		{"reply", arp(REPLY, our_mac, OURS, OTHER), false},
	};

	check_probing(rows, COUNT(rows), false);
	check_probing(rows, COUNT(rows), true);
}

TEST(packets_of_another_form_are_ignored)
{
	struct row rows[] = {
		{"hardware", arp(REPLY, other_mac, OURS, 0), false},
		{"protocol", arp(REPLY, other_mac, OURS, 0), false},
		{"hardware length", arp(REPLY, other_mac, OURS, 0), false},
		{"protocol length", arp(REPLY, other_mac, OURS, 0), false},
	};

	rows[0].arp.htype = htons(6);
	rows[1].arp.ptype = htons(0x86dd);
	rows[2].arp.hlen = 8;
	rows[3].arp.plen = 16;
	check_probing(rows, COUNT(rows), false);
}

TEST(packets_that_are_cut_are_ignored_and_padding_is_not_read)
{
	const struct arp conflict = arp(REPLY, other_mac, OURS, 0);
	uint8_t padded[2048];

	for (size_t len = 0; len < ACD_PACKET_LEN; len++) {
		struct acd_output out;
		struct acd acd;

		start(&acd, false);
		assert_int_equal(hears(&acd, &conflict, len, &out), 0);
		assert_int_equal(acd.state, ACD_PROBING);
	}
	memset(padded, 0xff, sizeof(padded));
	memcpy(padded, &conflict, sizeof(conflict));
	for (size_t i = 0; i < 3; i++) {
		static const size_t lens[] = {ACD_PACKET_LEN, 46, sizeof(padded)};
		struct acd_output out;
		struct acd acd;

		start(&acd, false);
		assert_int_equal(hears(&acd, padded, lens[i], &out), ACD_CONFLICT);
	}
}

TEST(address_in_use_is_defended_once)
{
	const struct arp conflict = arp(REPLY, other_mac, OURS, OTHER);
	const struct arp defence = arp(REQUEST, our_mac, OURS, OURS);
	struct acd_output out;
	struct acd acd;
	uint64_t timer_ms;

	pass(&acd, true);
	timer_ms = acd.timer_ms;
	expect_int("first", hears(&acd, &conflict, ACD_PACKET_LEN, &out), ACD_SEND);
	assert_memory_equal(out.packet, &defence, sizeof(defence));
	expect_int("first", acd.state, ACD_ANNOUNCING);
	expect_true("the announcements go on", acd.timer_ms == timer_ms);
	expect_int("second", hears(&acd, &conflict, ACD_PACKET_LEN, &out), ACD_CONFLICT);
	expect_int("second", acd.state, ACD_IDLE);
	assert_true(acd.timer_ms == UINT64_MAX);
}

TEST(address_in_use_ignores_what_is_no_conflict)
{
	const struct row rows[] = {
		{"probe of another", arp(REQUEST, other_mac, 0, OURS), false},
		{"request", arp(REQUEST, other_mac, OTHER, OURS), false},
		{"our announcement", arp(REQUEST, our_mac, OURS, OURS), false},
		{"RARP", arp(3, other_mac, OURS, OURS), false},
	};

	for (int set = 0; set < 2; set++) {
		for (size_t i = 0; i < COUNT(rows); i++) {
			struct acd_output out;
			struct acd acd;

			pass(&acd, set);
			for (int again = 0; again < 3; again++)
				expect_int(rows[i].row,
					   hears(&acd, &rows[i].arp, ACD_PACKET_LEN, &out), 0);
			expect_int(rows[i].row, acd.state, ACD_ANNOUNCING);
		}
	}
}

TEST(nothing_is_heard_before_the_start_and_after_the_end)
{
	const struct arp conflict = arp(REPLY, other_mac, OURS, OTHER);
	struct acd_output out;
	struct acd acd = {.address = ours(), .timer_ms = UINT64_MAX};

	assert_int_equal(hears(&acd, &conflict, ACD_PACKET_LEN, &out), 0);
	pass(&acd, true);
	while (acd.state != ACD_IDLE)
		acd_timeout(&acd, acd.timer_ms, &out);
	assert_int_equal(hears(&acd, &conflict, ACD_PACKET_LEN, &out), 0);
	acd_timeout(&acd, START_MS + 6000, &out);
	assert_int_equal(out.what, 0);
	start(&acd, false);
	assert_int_equal(hears(&acd, &conflict, ACD_PACKET_LEN, &out), ACD_CONFLICT);
	assert_int_equal(hears(&acd, &conflict, ACD_PACKET_LEN, &out), 0);
}

TEST(start_forgets_what_was_before)
{
	const struct arp conflict = arp(REPLY, other_mac, OURS, OTHER);
	struct acd_output out;
	struct acd acd;

	pass(&acd, true);
	assert_int_equal(hears(&acd, &conflict, ACD_PACKET_LEN, &out), ACD_SEND);
	acd_start(&acd, our_mac, ours(), true, START_MS + 1001, &out);
	while (acd.state == ACD_PROBING)
		acd_timeout(&acd, acd.timer_ms, &out);
	assert_int_equal(hears(&acd, &conflict, ACD_PACKET_LEN, &out), ACD_SEND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_probes_a_verdict_two_announcements_and_an_end),
		cmocka_unit_test(timer_that_comes_too_early_does_nothing),
		cmocka_unit_test(timer_that_comes_late_still_sends_all),
		cmocka_unit_test(our_address_as_the_senders_is_a_conflict),
		cmocka_unit_test(probe_of_another_host_is_a_conflict_until_the_address_is_set),
		cmocka_unit_test(what_is_not_about_our_address_is_no_conflict),
		cmocka_unit_test(our_own_packets_that_come_back_are_no_conflict),
		cmocka_unit_test(packets_of_another_form_are_ignored),
		cmocka_unit_test(packets_that_are_cut_are_ignored_and_padding_is_not_read),
		cmocka_unit_test(address_in_use_is_defended_once),
		cmocka_unit_test(address_in_use_ignores_what_is_no_conflict),
		cmocka_unit_test(nothing_is_heard_before_the_start_and_after_the_end),
		cmocka_unit_test(start_forgets_what_was_before),
	};

	return RUN_TESTS(tests);
}

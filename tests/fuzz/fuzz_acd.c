/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/acd.h. The first byte says whether the address is set; then come packets, each behind a
 * byte of its length and one of the time since the last. What is promised: no more than the probes,
 * the announcements and one defence in ten seconds go out, a conflict or DONE is the end, and only
 * another host's packet that names our address is a conflict.
 */
#include <arpa/inet.h>

#include "netcfg/acd.h"
#include "tests/fuzz/fuzz.h"

static const uint8_t mac[NET_MAC_LEN] = {0x52, 0x54, 0, 1, 2, 3};
static const uint8_t address[4] = {10, 0, 0, 5};

struct tally {
	unsigned int sends, defences, clears, ends;
};

static void check_packet(const struct acd_output *out)
{
	static const uint8_t head[] = {0, 1, 8, 0, 6, 4, 0, 1};
	static const uint8_t nobody[6];

	promise(memcmp(out->packet, head, sizeof(head)) == 0);
	promise(memcmp(out->packet + 8, mac, sizeof(mac)) == 0);
	promise(memcmp(out->packet + 14, nobody, 4) == 0 ||
		memcmp(out->packet + 14, address, 4) == 0);
	promise(memcmp(out->packet + 18, nobody, 6) == 0);
	promise(memcmp(out->packet + 24, address, 4) == 0);
}

static void check(const struct acd *acd, const struct acd_output *out, struct tally *tally)
{
	promise((out->what & ~(unsigned int)(ACD_SEND | ACD_CLEAR | ACD_CONFLICT | ACD_DONE)) == 0);
	if (out->what & ACD_SEND) {
		check_packet(out);
		tally->sends++;
	}
	tally->clears += (out->what & ACD_CLEAR) != 0;
	if (out->what & (ACD_CONFLICT | ACD_DONE)) {
		promise(acd->state == ACD_IDLE);
		promise(out->what == ACD_CONFLICT || out->what == ACD_DONE);
		tally->ends++;
	}
	promise((acd->state == ACD_IDLE) == (acd->timer_ms == UINT64_MAX));
	promise(tally->clears <= 1 && tally->ends <= 1);
	promise(tally->sends - tally->defences <= ACD_PROBE_NUM + 2);
}

static void timers(struct acd *acd, uint64_t now_ms, struct tally *tally)
{
	struct acd_output out;

	for (int i = 0; acd->timer_ms <= now_ms; i++) {
		promise(i < 8);
		acd_timeout(acd, acd->timer_ms, &out);
		check(acd, &out, tally);
	}
}

/* RFC 5227 as it reads, without any regard for the state. */
static bool may_be_conflict(const uint8_t *packet, size_t len)
{
	static const uint8_t nobody[4];

	return len >= ACD_PACKET_LEN && packet[6] == 0 && (packet[7] == 1 || packet[7] == 2) &&
	       memcmp(packet + 8, mac, sizeof(mac)) != 0 &&
	       (memcmp(packet + 14, address, 4) == 0 ||
		(packet[7] == 1 && memcmp(packet + 14, nobody, 4) == 0 &&
		 memcmp(packet + 24, address, 4) == 0));
}

static void hear(struct acd *acd, const uint8_t *data, size_t len, struct tally *tally)
{
	uint8_t *packet = exact_bytes(data, len);
	enum acd_state state = acd->state;
	struct acd_output out;

	acd_packet(acd, packet, len, &out);
	if (out.what & ACD_SEND) {
		promise(state == ACD_ANNOUNCING);
		promise(tally->defences == 0);
		tally->defences++;
	}
	promise(out.what == 0 || (state != ACD_IDLE && may_be_conflict(packet, len)));
	promise((out.what & (ACD_CLEAR | ACD_DONE)) == 0);
	check(acd, &out, tally);
	free(packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tally tally = {0};
	struct acd_output out;
	struct in_addr ours;
	uint64_t now_ms = 1000;
	struct acd acd;

	if (size == 0)
		return 0;
	memcpy(&ours, address, sizeof(ours));
	fill_untouched(&acd);
	acd_start(&acd, mac, ours, data[0] & 1, now_ms, &out);
	promise(out.what == ACD_SEND && acd.state == ACD_PROBING);
	check(&acd, &out, &tally);
	for (size_t at = 1; at + 2 <= size;) {
		size_t len = data[at], left = size - at - 2;

		now_ms += (uint64_t)data[at + 1] * 20;
		at += 2;
		len = len < left ? len : left;
		/* Whether the timer or the packet is first at that moment. */
		if (data[0] & 2)
			timers(&acd, now_ms, &tally);
		hear(&acd, data + at, len, &tally);
		at += len;
	}
	timers(&acd, now_ms + 10000, &tally);
	promise(acd.state == ACD_IDLE && tally.ends == 1);
	return 0;
}

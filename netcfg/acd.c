/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RFC 5227, sections 2.1 to 2.4, over ARP for IPv4 on Ethernet (RFC 826):
 *
 *   htype 1, ptype 0x0800, hlen 6, plen 4, op (2 bytes each of the first two and the last),
 *   sender's MAC and address, target's MAC and address
 *
 * A probe has the sender's address 0, an announcement has ours twice. Whatever is not of this
 * form, and what has our own MAC as its sender, is ignored.
 */
#include "netcfg/acd.h"

#include <string.h>

#include "netcfg/dhcp_fsm.h"

enum { /* offsets */
       AT_OP = 6,
       AT_SENDER_MAC = 8,
       AT_SENDER = 14,
       AT_TARGET = 24,
};

enum { OP_REQUEST = 1, OP_REPLY = 2, ANNOUNCE_NUM = 2 };

/* All that comes before the operation's lower byte. */
static const uint8_t head[] = {0, 1, 8, 0, 6, 4, 0};

static void build(const struct acd *acd, struct in_addr sender, struct acd_output *out)
{
	memset(out->packet, 0, sizeof(out->packet));
	memcpy(out->packet, head, sizeof(head));
	out->packet[AT_OP + 1] = OP_REQUEST;
	memcpy(out->packet + AT_SENDER_MAC, acd->mac, sizeof(acd->mac));
	memcpy(out->packet + AT_SENDER, &sender, sizeof(sender));
	memcpy(out->packet + AT_TARGET, &acd->address, sizeof(acd->address));
	out->what |= ACD_SEND;
}

static void probe(struct acd *acd, uint64_t now_ms, struct acd_output *out)
{
	const struct in_addr nobody = {0};

	build(acd, nobody, out);
	acd->probes++;
	acd->timer_ms = acd->probes < ACD_PROBE_NUM ? now_ms + ACD_PROBE_INTERVAL_MS
						    : acd->start_ms + ACD_PROBE_WINDOW_MS;
}

static void announce(struct acd *acd, uint64_t now_ms, struct acd_output *out)
{
	build(acd, acd->address, out);
	acd->announcements++;
	acd->timer_ms = acd->announcements < ANNOUNCE_NUM ? now_ms + ACD_ANNOUNCE_INTERVAL_MS
							  : acd->start_ms + ACD_LISTEN_MS;
}

static void end(struct acd *acd, unsigned int what, struct acd_output *out)
{
	acd->state = ACD_IDLE;
	acd->timer_ms = DHCP_NEVER;
	out->what = what;
}

void acd_start(struct acd *acd, const uint8_t mac[NET_MAC_LEN], struct in_addr address, bool set,
	       uint64_t now_ms, struct acd_output *out)
{
	*acd = (struct acd){
		.state = ACD_PROBING, .address = address, .set = set, .start_ms = now_ms};
	memcpy(acd->mac, mac, sizeof(acd->mac));
	out->what = 0;
	probe(acd, now_ms, out);
}

void acd_timeout(struct acd *acd, uint64_t now_ms, struct acd_output *out)
{
	out->what = 0;
	switch (acd->state) {
	case ACD_IDLE:
		return;
	case ACD_PROBING:
		if (now_ms < acd->timer_ms)
			return;
		if (acd->probes < ACD_PROBE_NUM) {
			probe(acd, now_ms, out);
			return;
		}
		acd->state = ACD_ANNOUNCING;
		out->what = ACD_CLEAR;
		announce(acd, now_ms, out);
		return;
	case ACD_ANNOUNCING:
		if (now_ms < acd->timer_ms)
			return;
		if (acd->announcements < ANNOUNCE_NUM)
			announce(acd, now_ms, out);
		else
			end(acd, ACD_DONE, out);
		return;
	}
}

static bool is_arp(const uint8_t *packet, size_t len)
{
	return len >= ACD_PACKET_LEN && memcmp(packet, head, sizeof(head)) == 0 &&
	       (packet[AT_OP + 1] == OP_REQUEST || packet[AT_OP + 1] == OP_REPLY);
}

/* RFC 5227, sections 2.1.1 and 2.4: our address as the sender's, or somebody else's probe for it.
 */
static bool is_conflict(const struct acd *acd, const uint8_t *packet)
{
	const struct in_addr nobody = {0};
	const size_t len = sizeof(struct in_addr);

	if (memcmp(packet + AT_SENDER_MAC, acd->mac, sizeof(acd->mac)) == 0)
		return false;
	if (memcmp(packet + AT_SENDER, &acd->address, len) == 0)
		return true;
	return acd->state == ACD_PROBING && !acd->set && packet[AT_OP + 1] == OP_REQUEST &&
	       memcmp(packet + AT_SENDER, &nobody, len) == 0 &&
	       memcmp(packet + AT_TARGET, &acd->address, len) == 0;
}

void acd_packet(struct acd *acd, const uint8_t *packet, size_t len, struct acd_output *out)
{
	out->what = 0;
	if (acd->state == ACD_IDLE || !is_arp(packet, len) || !is_conflict(acd, packet))
		return;
	memcpy(acd->other, packet + AT_SENDER_MAC, sizeof(acd->other));
	if (acd->state == ACD_PROBING || acd->defended) {
		end(acd, ACD_CONFLICT, out);
		return;
	}
	acd->defended = true;
	build(acd, acd->address, out);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IPv4 and UDP headers, off and on: RFC 791, RFC 768. In comes what a packet socket received, out
 * goes where the payload is; or a payload comes in and a packet goes out. Each length is believed
 * only inside of the one around it: the frame's, IP's total length, UDP's. Refused on purpose: all
 * fragments, the first one too, since nothing here puts them together.
 */
#include "netcfg/dhcp_frame.h"

#include <endian.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <netpacket/packet.h>
#include <string.h>

#include "lib/wraps.h"

enum {
	VLAN_ID = 0x0fff, /* VLAN_VID_MASK, include/linux/if_vlan.h; the rest is priority */
	IP_ADDRESSES_AT = 12,
	IP_ADDRESSES_LEN = 8,
	TTL = 64,
};

_Static_assert(sizeof(struct iphdr) + sizeof(struct udphdr) == DHCP_FRAME_HEADERS, "padding");

/* RFC 1071: 16-bit words, big-endian; a last odd byte is the upper half of one. */
static uint32_t sum_words(const uint8_t *bytes, size_t len, uint32_t sum)
{
	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? bytes[i] : (uint32_t)bytes[i] << 8;
	return sum;
}

/* What makes the sum complete: 0 where it is already. 64 kB can't overflow 32 bits. */
static uint16_t complement(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Over the segment and RFC 768's pseudo header, of which the addresses are in the IP header. */
static uint16_t udp_checksum(const uint8_t *ip, const uint8_t *udp, uint16_t udp_len)
{
	uint32_t sum = IPPROTO_UDP + (uint32_t)udp_len;

	sum = sum_words(ip + IP_ADDRESSES_AT, IP_ADDRESSES_LEN, sum);
	return complement(sum_words(udp, udp_len, sum));
}

int dhcp_frame_check(const struct dhcp_frame_meta *meta, size_t len)
{
	if (meta->truncated || len > DHCP_FRAME_RECV_SIZE)
		return DHCP_REASON_TRUNCATED;
	if (meta->packet_type != PACKET_HOST && meta->packet_type != PACKET_BROADCAST &&
	    meta->packet_type != PACKET_MULTICAST)
		return DHCP_REASON_PACKET_TYPE;
	/* VLAN 0 is a priority tag: the frame belongs to the untagged network. */
	if (meta->vlan_tagged && meta->vlan_tci & VLAN_ID)
		return DHCP_REASON_VLAN;
	return 0;
}

/* The segment behind an IP header, and `len` bytes are all that there is of it. */
static int parse_udp(const uint8_t *ip, const uint8_t *segment, size_t len, bool verify,
		     struct dhcp_frame *out)
{
	struct udphdr udp;
	uint16_t udp_len;

	if (len < sizeof(udp))
		return DHCP_REASON_UDP_LEN;
	memcpy(&udp, segment, sizeof(udp));
	udp_len = be16toh(udp.len);
	if (udp_len < sizeof(udp) || udp_len > len)
		return DHCP_REASON_UDP_LEN;
	if (be16toh(udp.dest) != DHCP_PORT_CLIENT)
		return DHCP_REASON_UDP_PORT;
	/* RFC 768: 0 says that the sender made none. */
	if (verify && udp.check != 0 && udp_checksum(ip, segment, udp_len) != 0)
		return DHCP_REASON_UDP_CHECKSUM;
	out->payload = segment + sizeof(udp);
	out->payload_len = udp_len - sizeof(udp);
	return 0;
}

int dhcp_frame_parse(const uint8_t *frame, size_t len, const struct dhcp_frame_meta *meta,
		     struct dhcp_frame *out)
{
	bool verify = !meta->checksum_not_ready;
	int refused = dhcp_frame_check(meta, len);
	struct iphdr ip;
	size_t header_len, total_len;

	if (refused)
		return refused;
	if (len < sizeof(ip))
		return DHCP_REASON_IP_SHORT;
	memcpy(&ip, frame, sizeof(ip));
	if (ip.version != IPVERSION)
		return DHCP_REASON_IP_VERSION;
	header_len = ip.ihl * 4U;
	if (header_len < sizeof(ip) || header_len > len)
		return DHCP_REASON_IP_HEADER_LEN;
	total_len = be16toh(ip.tot_len);
	if (total_len < header_len || total_len > len)
		return DHCP_REASON_IP_TOTAL_LEN;
	if (verify && complement(sum_words(frame, header_len, 0)) != 0)
		return DHCP_REASON_IP_CHECKSUM;
	if (be16toh(ip.frag_off) & (IP_MF | IP_OFFMASK))
		return DHCP_REASON_IP_FRAGMENT;
	if (ip.protocol != IPPROTO_UDP)
		return DHCP_REASON_IP_PROTOCOL;
	refused = parse_udp(frame, frame + header_len, total_len - header_len, verify, out);
	if (refused)
		return refused;
	out->source.s_addr = ip.saddr;
	out->destination.s_addr = ip.daddr;
	return 0;
}

/* The lengths of what is too long for a frame wrap, before it is refused. */
WRAPS size_t dhcp_frame_build(struct in_addr source, struct in_addr destination,
			      const uint8_t *payload, size_t payload_len, uint8_t *out,
			      size_t out_size)
{
	uint16_t udp_len = (uint16_t)(sizeof(struct udphdr) + payload_len);
	uint16_t total_len = (uint16_t)(DHCP_FRAME_HEADERS + payload_len);
	struct iphdr ip = {
		.version = IPVERSION,
		.ihl = sizeof(ip) / 4,
		.tot_len = htobe16(total_len),
		.ttl = TTL,
		.protocol = IPPROTO_UDP,
		.saddr = source.s_addr,
		.daddr = destination.s_addr,
	};
	struct udphdr udp = {
		.source = htobe16(DHCP_PORT_CLIENT),
		.dest = htobe16(DHCP_PORT_SERVER),
		.len = htobe16(udp_len),
	};
	uint8_t *segment;

	if (payload_len > UINT16_MAX - DHCP_FRAME_HEADERS ||
	    out_size < DHCP_FRAME_HEADERS + payload_len)
		return 0;
	memcpy(out, &ip, sizeof(ip));
	ip.check = htobe16(complement(sum_words(out, sizeof(ip), 0)));
	memcpy(out, &ip, sizeof(ip));
	segment = out + sizeof(ip);
	memcpy(segment, &udp, sizeof(udp));
	memcpy(segment + sizeof(udp), payload, payload_len);
	udp.check = htobe16(udp_checksum(out, segment, udp_len));
	/* 0 would say that there is none, and is the same number (RFC 768). */
	if (udp.check == 0)
		udp.check = 0xffff;
	memcpy(segment, &udp, sizeof(udp));
	return total_len;
}

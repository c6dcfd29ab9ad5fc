/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_frame.h. The first four bytes of an input are what the kernel says beside the frame.
 * Whether a frame is one is asked again in another way: what is accepted is built again around the
 * same payload and must be what the frame's own numbers say.
 */
#include <netinet/ip.h>
#include <netinet/udp.h>

#include "netcfg/dhcp_frame.h"
#include "tests/fuzz/fuzz.h"

/* A frame made of the payload is refused for its port alone, and accepted with that changed. */
static void check_build(const struct dhcp_frame *frame)
{
	const struct dhcp_frame_meta meta = {.checksum_not_ready = true}, checked = {0};
	size_t size = frame->payload_len + DHCP_FRAME_HEADERS;
	uint8_t *again = malloc(size);
	struct dhcp_frame found;

	promise(dhcp_frame_build(frame->source, frame->destination, frame->payload,
				 frame->payload_len, again, size - 1) == 0);
	promise(dhcp_frame_build(frame->source, frame->destination, frame->payload,
				 frame->payload_len, again, size) == size);
	promise(dhcp_frame_parse(again, size, &checked, &found) == DHCP_REASON_UDP_PORT);
	again[23] = DHCP_PORT_CLIENT;
	promise(dhcp_frame_parse(again, size, &meta, &found) == 0);
	promise(found.source.s_addr == frame->source.s_addr);
	promise(found.destination.s_addr == frame->destination.s_addr);
	promise(found.payload == again + DHCP_FRAME_HEADERS);
	promise(found.payload_len == frame->payload_len);
	promise(memcmp(found.payload, frame->payload, found.payload_len) == 0);
	free(again);
}

static void check_accepted(const uint8_t *frame, size_t len, const struct dhcp_frame_meta *meta,
			   const struct dhcp_frame *out)
{
	size_t header_len = (frame[0] & 15U) * 4U;

	promise(!meta->truncated && len <= DHCP_FRAME_RECV_SIZE);
	promise(meta->packet_type <= 2);
	promise(!meta->vlan_tagged || meta->vlan_tci % 4096 == 0);
	promise(frame[0] >> 4 == 4 && header_len >= 20 && frame[9] == 17);
	promise((frame[6] & 0x3f) == 0 && frame[7] == 0);
	promise(out->payload == frame + header_len + 8);
	promise(out->payload_len + header_len + 8 <= (size_t)(frame[2] << 8 | frame[3]));
	promise((size_t)(frame[2] << 8 | frame[3]) <= len);
	promise(frame[header_len + 2] == 0 && frame[header_len + 3] == 68);
	promise(memcmp(&out->source, frame + 12, 4) == 0);
	promise(memcmp(&out->destination, frame + 16, 4) == 0);
	check_build(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_frame_meta meta;
	struct dhcp_frame out;
	uint8_t *frame;
	int refused;

	if (size < 4)
		return 0;
	meta = (struct dhcp_frame_meta){
		.packet_type = data[0] >> 4,
		.truncated = data[0] & 4,
		.checksum_not_ready = data[0] & 1,
		.vlan_tagged = data[0] & 2,
		.vlan_tci = (uint16_t)(data[1] << 8 | data[2]),
	};
	size -= 4;
	frame = exact_bytes(data + 4, size);
	fill_untouched(&out);
	refused = dhcp_frame_parse(frame, size, &meta, &out);
	promise(refused >= 0 && refused <= DHCP_REASON_UDP_CHECKSUM);
	if (refused) {
		promise_untouched(&out);
		/* What a device was to make excuses a checksum, and nothing else. */
		promise(!meta.checksum_not_ready || (refused != DHCP_REASON_UDP_CHECKSUM &&
						     refused != DHCP_REASON_IP_CHECKSUM));
	} else {
		check_accepted(frame, size, &meta, &out);
	}
	promise(memcmp(frame, data + 4, size) == 0);
	free(frame);
	return 0;
}

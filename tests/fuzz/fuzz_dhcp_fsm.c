/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h. The first byte is the configuration, then three bytes are an event: what
 * comes, how long after the last, and what a reply says. The promises are the rules that the unit
 * tests check, too: tests/unit/dhcp_fsm_rules.h.
 */
#include <arpa/inet.h>

#include "netcfg/dhcp_fsm.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/dhcp_fsm_rules.h"

enum { EVENTS_MAX = 150, TIMEOUTS_MAX = 10 };

struct input {
	const uint8_t *data;
	size_t size;
};

static uint8_t next(struct input *input)
{
	if (input->size == 0)
		return 0;
	input->size--;
	return *input->data++;
}

static struct in_addr host(unsigned int n)
{
	return (struct in_addr){n ? htonl(0x0a000000 | n) : 0};
}

/* Eight kinds of steps, from none to longer than most leases. */
static uint64_t elapsed_ms(uint8_t byte)
{
	static const uint64_t unit_ms[] = {0, 1, 20, 500, 10000, 60000, 3600000, 1ULL << 36};

	return unit_ms[byte >> 5] * (byte & 31);
}

/* The time left on the wire: from the shortest offer that is taken to for ever. */
static uint32_t lease_s(uint8_t byte)
{
	static const uint32_t leases_s[] = {10, 13, 60, 479, 3600, 86400, 0x80000000, NET_FOREVER};

	return leases_s[byte & 7];
}

/*
 * Bits of the three bytes: which transaction and which type; then the server, whether it names
 * itself, the address, rapid commit, the lease.
 */
static struct dhcp_reply reply_of(const struct dhcp_fsm *fsm, uint8_t what, uint8_t how)
{
	static const enum dhcp_type types[] = {DHCP_OFFER, DHCP_ACK, DHCP_NAK, DHCP_ACK};
	uint32_t xids[4] = {0, 0, 0, 0x12345678};
	struct dhcp_reply reply = {.type = types[what >> 4 & 3], .source = host(1 + (how & 1))};

	(void)dhcp_fsm_xids(fsm, xids);
	reply.xid = xids[what >> 6];
	reply.server_id = host(how & 2 ? 0 : 1 + (how & 1));
	reply.rapid_commit = how & 4;
	if (reply.type == DHCP_NAK)
		return reply;
	reply.lease.server_id = reply.server_id.s_addr ? reply.server_id : reply.source;
	reply.lease.config.address = host(5 + (how >> 3 & 3));
	reply.lease.config.prefix_len = 24;
	reply.lease.config.valid_s = lease_s(how >> 5);
	reply.lease.t1_s = reply.lease.config.valid_s / 2;
	reply.lease.t2_s = (uint32_t)((uint64_t)reply.lease.config.valid_s * 7 / 8);
	if (reply.lease.config.valid_s == NET_FOREVER)
		reply.lease.t1_s = reply.lease.t2_s = NET_FOREVER;
	return reply;
}

static void step(struct dhcp_fsm *fsm, struct rules *rules, const struct dhcp_event *event,
		 uint64_t now_ms)
{
	struct dhcp_actions out;
	const char *broken;

	dhcp_fsm_step(fsm, event, now_ms, &out);
	broken = rules_step(rules, fsm, event, now_ms, &out);
	if (broken) {
		fprintf(stderr, "%s: broken: %s\n", dhcp_state_name(fsm->state), broken);
		abort();
	}
}

static void reply_step(struct dhcp_fsm *fsm, struct rules *rules, uint8_t what, uint8_t how,
		       uint64_t now_ms)
{
	struct dhcp_reply reply = reply_of(fsm, what, how);
	struct dhcp_event event = {.type = DHCP_EVENT_REPLY, .reply = &reply};

	step(fsm, rules, &event, now_ms);
}

/* As a caller does: the timer comes when it is due, and before what comes later. */
static void advance(struct dhcp_fsm *fsm, struct rules *rules, uint64_t *now_ms, uint8_t byte)
{
	const struct dhcp_event timeout = {.type = DHCP_EVENT_TIMEOUT};
	uint64_t end_ms = *now_ms + elapsed_ms(byte);

	for (int i = 0; i < TIMEOUTS_MAX && fsm->timer_ms <= end_ms; i++) {
		if (fsm->timer_ms > *now_ms)
			*now_ms = fsm->timer_ms;
		step(fsm, rules, &timeout, *now_ms);
	}
	/* And when there are too many of them, the box slept. */
	*now_ms = end_ms;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	uint8_t options = next(&input);
	struct dhcp_fsm_config config = {
		.hint = host(options & 1 ? 5 : 0),
		.expire_keep = options & 2,
		.acd = (options >> 2 & 3) % 3,
		.broadcast = (options >> 4 & 3) % 3,
		.jitter_ms = options & 0x40 ? 60000 : 0,
		.seed = options,
	};
	struct dhcp_fsm *fsm = malloc(sizeof(*fsm));
	struct rules rules;
	uint64_t now_ms = 1000;

	fill_untouched(fsm);
	dhcp_fsm_init(fsm, &config);
	promise(fsm->state == DHCP_STATE_STOPPED && fsm->timer_ms == DHCP_NEVER && !fsm->applied);
	rules_init(&rules, &config);
	for (unsigned int i = 0; i < EVENTS_MAX && input.size > 0; i++) {
		uint8_t what = next(&input), when = next(&input), how = next(&input);
		struct dhcp_event event = {.type = (what & 15) % (DHCP_EVENT_RELEASE + 1)};

		advance(fsm, &rules, &now_ms, when);
		if (event.type == DHCP_EVENT_REPLY)
			reply_step(fsm, &rules, what, how, now_ms);
		else
			step(fsm, &rules, &event, now_ms);
	}
	free(fsm);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the DHCP client sends, and when again. All intervals are spread in proportion, by
 * U(0.5, 1.5): ten thousand boxes that start at the same moment then get through a server's queue
 * in little more than the time it needs to answer them, while the +-1 s of RFC 2131, section 4.1,
 * keeps them in step.
 */
#include "netcfg/dhcp_timing.h"

#include "lib/wraps.h"

enum {
	DISCOVER_FIRST_MS = 500, /* then doubled, */
	DISCOVER_CAP_MS = 6000,	 /* up to here; a port that STP holds back opens after 30 s */
	DISCOVER_LATE_MS = 300000,
	DISCOVER_LATE_CAP_MS = 32000,
	DISCOVER_VERY_LATE_MS = 1800000,
	DISCOVER_VERY_LATE_CAP_MS = 64000,
	REQUEST_FIRST_MS = 350, /* a full queue of 166 messages of 2 ms each is less */
	REQUEST_CAP_MS = 2000,
	REBOOT_MS = 250, /* servers that know nothing of us are silent */
	RAPID_SENDS = 3,
	SILENCE_FIRST_MS = 10000,
	SILENCE_SECOND_MS = 60000,
	RENEW_MIN_MS = 60000, /* RFC 2131, section 4.4.5 */
	SHORT_LEASE_MS = 480000,
	RENEW_SHORT_MIN_MS = 1000,
	T1_SPREAD_MAX_MS = 300000,
	NAK_PAUSE_MS = 1000,
	NAK_PAUSE_MAX_MS = 60000,
	DECLINE_PAUSE_MS = 10000, /* RFC 2131, section 3.1, step 5 */
	DECLINE_PAUSE_MAX_MS = 300000,
};

/* splitmix64 (Steele, Lea and Flood, 2014): small, and any seed will do. */
WRAPS static uint64_t random_next(struct dhcp_fsm *fsm)
{
	uint64_t z = fsm->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t random_below(struct dhcp_fsm *fsm, uint64_t limit)
{
	return limit ? random_next(fsm) % limit : 0;
}

/* ms times U(1 - spread/10, 1 + spread/10). */
static uint64_t spread(struct dhcp_fsm *fsm, uint64_t ms, unsigned int tenths)
{
	uint64_t reach = ms * tenths / 10;

	return ms - reach + random_below(fsm, 2 * reach + 1);
}

static uint32_t new_xid(struct dhcp_fsm *fsm)
{
	uint32_t xid;

	do
		xid = (uint32_t)(random_next(fsm) >> 32);
	while (xid == 0 || xid == fsm->xid || xid == fsm->reboot_xid);
	return xid;
}

/* first_ms, doubled after each of `sends`, up to cap_ms. */
static uint32_t doubled(uint32_t first_ms, unsigned int sends, uint32_t cap_ms)
{
	while (--sends && first_ms < cap_ms)
		first_ms *= 2;
	return first_ms < cap_ms ? first_ms : cap_ms;
}

/* After the first, the second ... REQUEST of at most DHCP_REQUEST_SENDS. */
static uint64_t request_interval_ms(struct dhcp_fsm *fsm)
{
	return spread(fsm, doubled(REQUEST_FIRST_MS, fsm->sends, REQUEST_CAP_MS), 5);
}

struct dhcp_action *dhcp_step_add(struct dhcp_step *step, enum dhcp_action_type type)
{
	struct dhcp_action *action = &step->out->list[step->out->count];

	/* One too many would take the last one's place; dhcp_fsm.c's longest has six. */
	if (step->out->count < DHCP_ACTIONS_MAX - 1)
		step->out->count++;
	*action = (struct dhcp_action){.type = type};
	return action;
}

void dhcp_step_say(struct dhcp_step *step, enum dhcp_log log, struct in_addr address,
		   uint32_t value)
{
	struct dhcp_action *action = dhcp_step_add(step, DHCP_ACTION_LOG);

	action->log = log;
	action->address = address;
	action->value = value;
}

void dhcp_step_say_silence(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	uint64_t silent_ms = step->now_ms - fsm->acquire_ms;
	uint64_t next_ms = SILENCE_SECOND_MS;

	while (next_ms <= silent_ms)
		next_ms *= 2;
	fsm->next_silence_ms = fsm->acquire_ms + next_ms;
	dhcp_step_say(step, DHCP_LOG_SILENCE, fsm->hint, (uint32_t)(silent_ms / 1000));
}

void dhcp_step_acquire(struct dhcp_step *step)
{
	step->fsm->acquire_ms = step->now_ms;
	step->fsm->next_silence_ms = step->now_ms + SILENCE_FIRST_MS;
}

/* RFC 2131, section 4.4.1; servers and relays that drop a 0 exist. */
static uint16_t elapsed_s(const struct dhcp_step *step)
{
	uint64_t elapsed = (step->now_ms - step->fsm->acquire_ms) / 1000;

	return elapsed < 1 ? 1 : elapsed > UINT16_MAX ? UINT16_MAX : (uint16_t)elapsed;
}

static struct dhcp_send *add_send(struct dhcp_step *step, enum dhcp_type type, uint32_t xid)
{
	struct dhcp_send *send = &dhcp_step_add(step, DHCP_ACTION_SEND)->send;

	send->type = type;
	send->xid = xid;
	send->secs = step->fsm->secs;
	send->broadcast = step->fsm->broadcast == NET_BROADCAST_ON;
	return send;
}

/* Enters a state whose first message waits pause_ms; without a pause, the caller sends it. */
static bool enter(struct dhcp_step *step, enum dhcp_state state, uint32_t pause_ms)
{
	step->fsm->state = state;
	step->fsm->sends = 0;
	step->fsm->next_ms = step->now_ms + pause_ms;
	return pause_ms == 0;
}

void dhcp_step_reboot(struct dhcp_step *step, uint32_t pause_ms)
{
	step->fsm->reboot_xid = new_xid(step->fsm);
	step->fsm->xid = 0;
	if (enter(step, DHCP_STATE_REBOOTING, pause_ms))
		dhcp_step_reboot_again(step);
}

/* RFC 2131, section 4.3.2: option 50, neither 54 nor ciaddr. */
void dhcp_step_reboot_again(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	bool is_held = dhcp_lease_is_held(step);

	if (is_held && fsm->sends == 0)
		fsm->acquire_ms = step->now_ms;
	fsm->secs = elapsed_s(step);
	add_send(step, DHCP_REQUEST, fsm->reboot_xid)->requested = fsm->hint;
	fsm->reboot_sent_ms = step->now_ms;
	fsm->sends++;
	/* Where the address is in use there is time; where it is not, DISCOVER follows. */
	fsm->next_ms = step->now_ms +
		       (is_held ? request_interval_ms(fsm) : spread(fsm, REBOOT_MS, 2));
}

void dhcp_step_discover(struct dhcp_step *step, uint32_t pause_ms)
{
	struct dhcp_fsm *fsm = step->fsm;

	fsm->xid = new_xid(fsm);
	fsm->rapid_sent = false;
	if (enter(step, DHCP_STATE_SELECTING, pause_ms))
		dhcp_step_discover_again(step);
}

void dhcp_step_restart(struct dhcp_step *step)
{
	dhcp_step_acquire(step);
	dhcp_step_discover(step, 0);
}

static uint32_t discover_cap_ms(const struct dhcp_step *step)
{
	uint64_t elapsed_ms = step->now_ms - step->fsm->acquire_ms;

	return elapsed_ms < DISCOVER_LATE_MS	    ? DISCOVER_CAP_MS
	       : elapsed_ms < DISCOVER_VERY_LATE_MS ? DISCOVER_LATE_CAP_MS
						    : DISCOVER_VERY_LATE_CAP_MS;
}

void dhcp_step_discover_again(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	struct dhcp_send *send;

	fsm->secs = elapsed_s(step);
	send = add_send(step, DHCP_DISCOVER, fsm->xid);
	send->requested = fsm->hint;
	/* RFC 4039: every server that hears it commits an address, so not for ever. */
	send->rapid_commit = fsm->sends < RAPID_SENDS;
	fsm->rapid_sent |= send->rapid_commit;
	/* Bridges that lose unicast and filters that lose broadcast both exist. */
	if (fsm->broadcast == NET_BROADCAST_AUTO)
		send->broadcast = fsm->sends >= 2 && fsm->sends % 2 == 0;
	fsm->sent_ms = step->now_ms;
	fsm->sends++;
	fsm->next_ms = step->now_ms +
		       spread(fsm, doubled(DISCOVER_FIRST_MS, fsm->sends, discover_cap_ms(step)),
			      5);
}

void dhcp_step_request(struct dhcp_step *step)
{
	(void)enter(step, DHCP_STATE_REQUESTING, 0);
	dhcp_step_request_again(step);
}

/* RFC 2131, section 4.3.2: 50 and 54, the xid and secs of the DISCOVER. */
void dhcp_step_request_again(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	struct dhcp_send *send = add_send(step, DHCP_REQUEST, fsm->xid);

	send->requested = fsm->offer_address;
	send->server_id = fsm->offer_server;
	fsm->sent_ms = step->now_ms;
	fsm->sends++;
	fsm->next_ms = step->now_ms + request_interval_ms(fsm);
}

/* When to ask again before `end_ms`: half of what is left, but not too soon. */
static uint64_t next_renewal(struct dhcp_step *step, uint64_t end_ms)
{
	struct dhcp_fsm *fsm = step->fsm;
	uint64_t left_ms = end_ms > step->now_ms ? end_ms - step->now_ms : 0;
	uint64_t half = left_ms / 2, next_ms;
	uint64_t whole_ms = fsm->expire_ms - fsm->lease_start_ms;

	if (whole_ms < SHORT_LEASE_MS)
		next_ms = half > RENEW_SHORT_MIN_MS ? half : RENEW_SHORT_MIN_MS;
	else
		next_ms = spread(fsm, half > RENEW_MIN_MS ? half : RENEW_MIN_MS, 1);
	return next_ms < left_ms ? step->now_ms + next_ms : end_ms;
}

/* RFC 2131, section 4.4.5: ciaddr, neither 50 nor 54. */
static struct dhcp_send *add_renewal(struct dhcp_step *step, enum dhcp_state state)
{
	struct dhcp_fsm *fsm = step->fsm;
	struct dhcp_send *send;

	if (fsm->state != state || !fsm->xid) {
		if (fsm->state != DHCP_STATE_RENEWING)
			fsm->acquire_ms = step->now_ms;
		fsm->state = state;
		fsm->sends = 0;
		fsm->xid = new_xid(fsm);
	}
	fsm->sends++;
	fsm->secs = elapsed_s(step);
	send = add_send(step, DHCP_REQUEST, fsm->xid);
	send->ciaddr = fsm->lease.config.address;
	fsm->sent_ms = step->now_ms;
	return send;
}

void dhcp_step_renew(struct dhcp_step *step)
{
	struct dhcp_send *send = add_renewal(step, DHCP_STATE_RENEWING);

	send->unicast = true;
	send->broadcast = false;
	send->server_id = step->fsm->lease.server_id;
	step->fsm->next_ms = step->now_ms < step->fsm->t1_ms
				     ? step->now_ms + request_interval_ms(step->fsm)
				     : next_renewal(step, step->fsm->t2_ms);
}

void dhcp_step_rebind(struct dhcp_step *step)
{
	(void)add_renewal(step, DHCP_STATE_REBINDING);
	step->fsm->next_ms = next_renewal(step, step->fsm->expire_ms);
}

/* RFC 2131, section 4.4.4. */
void dhcp_step_decline(struct dhcp_step *step)
{
	struct dhcp_send *send = add_send(step, DHCP_DECLINE, new_xid(step->fsm));

	send->broadcast = false;
	send->requested = step->fsm->lease.config.address;
	send->server_id = step->fsm->lease.server_id;
}

/* RFC 2131, section 4.4.6. */
void dhcp_step_release(struct dhcp_step *step)
{
	struct dhcp_send *send = add_send(step, DHCP_RELEASE, new_xid(step->fsm));

	send->unicast = true;
	send->broadcast = false;
	send->ciaddr = step->fsm->lease.config.address;
	send->server_id = step->fsm->lease.server_id;
}

static uint64_t lease_ms(const struct dhcp_lease *lease)
{
	return (uint64_t)lease->config.valid_s * 1000;
}

void dhcp_lease_schedule(struct dhcp_step *step, uint64_t start_ms)
{
	struct dhcp_fsm *fsm = step->fsm;
	uint64_t t1_ms = (uint64_t)fsm->lease.t1_s * 1000, reach = t1_ms / 10;

	fsm->lease_start_ms = start_ms;
	fsm->t1_ms = fsm->t2_ms = fsm->expire_ms = DHCP_NEVER;
	if (fsm->lease.config.valid_s == NET_FOREVER)
		return;
	/* After a power cut all leases of a site were born together. */
	reach = reach < T1_SPREAD_MAX_MS ? reach : T1_SPREAD_MAX_MS;
	fsm->t1_ms = start_ms + t1_ms - random_below(fsm, reach + 1);
	fsm->t2_ms = start_ms + (uint64_t)fsm->lease.t2_s * 1000;
	fsm->expire_ms = start_ms + lease_ms(&fsm->lease);
}

bool dhcp_lease_is_held(const struct dhcp_step *step)
{
	const struct dhcp_fsm *fsm = step->fsm;

	return fsm->applied && !dhcp_lease_is_over(&fsm->lease, fsm->lease_start_ms, step->now_ms);
}

bool dhcp_lease_is_over(const struct dhcp_lease *lease, uint64_t start_ms, uint64_t now_ms)
{
	return lease->config.valid_s != NET_FOREVER && start_ms + lease_ms(lease) <= now_ms;
}

uint32_t dhcp_lease_left_s(const struct dhcp_step *step)
{
	const struct dhcp_fsm *fsm = step->fsm;

	if (fsm->expire_keep || fsm->expire_ms == DHCP_NEVER)
		return NET_FOREVER;
	return fsm->expire_ms > step->now_ms ? (uint32_t)((fsm->expire_ms - step->now_ms) / 1000)
					     : 0;
}

uint32_t dhcp_jitter_ms(struct dhcp_fsm *fsm)
{
	return (uint32_t)random_below(fsm, (uint64_t)fsm->jitter_ms + 1);
}

uint32_t dhcp_nak_pause_ms(struct dhcp_fsm *fsm)
{
	if (fsm->naks++ == 0)
		return 0;
	return (uint32_t)spread(fsm, doubled(NAK_PAUSE_MS, fsm->naks - 1, NAK_PAUSE_MAX_MS), 5);
}

uint32_t dhcp_decline_pause_ms(struct dhcp_fsm *fsm)
{
	return doubled(DECLINE_PAUSE_MS, ++fsm->declines, DECLINE_PAUSE_MAX_MS);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The DHCP client's state machine: RFC 2131, sections 3.1, 3.2, 4.1 and 4.4. What the events do is
 * here; what each state sends and when it sends again is in dhcp_timing.c. Departures from
 * the RFC, each for boxes that start all at once or have to be there at once: no wait before the
 * first packet and a proportional spread after it, an ACK that ends in use before the address was
 * looked for on the wire (RFC 5227 follows), DISCOVER 250 ms after an INIT-REBOOT without an
 * answer.
 */
#include "netcfg/dhcp_fsm.h"

#include "netcfg/dhcp_timing.h"

enum {
	FLAP_WINDOW_MS = 10000,
	FLAP_MANY = 5,
	FLAP_PAUSE_MS = 1000,
	DECLINE_WINDOW_MS = 300000,
	DECLINE_MANY = 3,
	DEMOTE_MS = 60000,
	DEMOTE_CYCLES = 3, /* which is also how often DISCOVER looks for another one at least */
	RESTORE_INTERVAL_MS = 60000,
	GONE_LEAST_S = 2,      /* the kernel takes an address away up to 1.25 s before its time */
	LEASE_LEAST_MS = 1000, /* the kernel counts in seconds, and has no lifetime of 0 */
	CHECK_LIMIT_MS = 1000, /* for a verdict of acd: five times what it takes */
};

void dhcp_fsm_init(struct dhcp_fsm *fsm, const struct dhcp_fsm_config *config)
{
	*fsm = (struct dhcp_fsm){
		.state = DHCP_STATE_STOPPED,
		.timer_ms = DHCP_NEVER,
		.next_ms = DHCP_NEVER,
		.next_silence_ms = DHCP_NEVER,
		.restore_ms = DHCP_NEVER,
		.t1_ms = DHCP_NEVER,
		.t2_ms = DHCP_NEVER,
		.expire_ms = DHCP_NEVER,
		.random = config->seed,
		.hint = config->hint,
		.broadcast = config->broadcast,
		.acd = config->acd,
		.expire_keep = config->expire_keep,
		.jitter_ms = config->jitter_ms,
	};
}

static void unapply(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (fsm->applied)
		(void)dhcp_step_add(step, DHCP_ACTION_UNAPPLY);
	fsm->applied = false;
	fsm->expire_ms = fsm->restore_ms = DHCP_NEVER;
}

static void apply(struct dhcp_step *step)
{
	dhcp_step_add(step, DHCP_ACTION_APPLY)->value = dhcp_lease_left_s(step);
	step->fsm->applied = true;
	step->fsm->restore_ms = DHCP_NEVER;
}

/* A new acquisition; the first packet leaves after a pause, or now. */
static void start(struct dhcp_step *step, uint32_t pause_ms)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (pause_ms == 0) /* else it begins with the packet */
		dhcp_step_acquire(step);
	if (fsm->hint.s_addr)
		dhcp_step_reboot(step, pause_ms);
	else
		dhcp_step_discover(step, pause_ms);
}

static void stop(struct dhcp_fsm *fsm)
{
	fsm->state = DHCP_STATE_STOPPED;
	fsm->next_ms = DHCP_NEVER;
	fsm->next_silence_ms = DHCP_NEVER;
	fsm->xid = fsm->reboot_xid = 0;
}

/* Where the lease's own times say that it is: after a link that came back, and a suspend. */
static void resume(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	fsm->reboot_xid = 0;
	fsm->next_silence_ms = DHCP_NEVER;
	if (step->now_ms >= fsm->t2_ms) {
		dhcp_step_rebind(step);
	} else if (step->now_ms >= fsm->t1_ms) {
		dhcp_step_renew(step);
	} else {
		fsm->state = DHCP_STATE_BOUND;
		fsm->xid = 0;
		fsm->next_ms = fsm->t1_ms;
	}
}

static void use_lease(struct dhcp_step *step, bool is_first)
{
	struct dhcp_fsm *fsm = step->fsm;

	apply(step);
	dhcp_step_say(step, is_first ? DHCP_LOG_BOUND : DHCP_LOG_RENEWED, fsm->lease.config.address,
		      fsm->lease.config.valid_s);
	resume(step);
}

static void take_lease(struct dhcp_step *step, const struct dhcp_reply *reply, uint64_t start_ms,
		       struct in_addr asked_for)
{
	struct dhcp_fsm *fsm = step->fsm;
	struct in_addr address = reply->lease.config.address;
	bool is_first = !fsm->applied || address.s_addr != fsm->lease.config.address.s_addr;

	if (dhcp_lease_is_over(&reply->lease, start_ms, step->now_ms + LEASE_LEAST_MS - 1))
		return; /* the answer took longer than what it gives */
	if (asked_for.s_addr && asked_for.s_addr != address.s_addr)
		dhcp_step_say(step, DHCP_LOG_OTHER_ADDRESS, address, 0);
	if (is_first)
		unapply(step);
	fsm->lease = reply->lease;
	fsm->hint = address;
	fsm->naks = fsm->silent_cycles = 0;
	fsm->next_silence_ms = DHCP_NEVER;
	fsm->xid = fsm->reboot_xid = 0;
	dhcp_lease_schedule(step, start_ms);
	if (is_first && fsm->acd == NET_ACD_BEFORE) {
		fsm->state = DHCP_STATE_CHECKING;
		fsm->next_ms = step->now_ms + CHECK_LIMIT_MS;
		(void)dhcp_step_add(step, DHCP_ACTION_PROBE);
		return;
	}
	use_lease(step, is_first);
	if (is_first && fsm->acd == NET_ACD_AFTER)
		(void)dhcp_step_add(step, DHCP_ACTION_PROBE);
}

static void take_offer(struct dhcp_step *step, struct in_addr address, struct in_addr server)
{
	step->fsm->offer_address = address;
	step->fsm->offer_server = server;
	dhcp_step_say(step, DHCP_LOG_OFFER, address, 0);
	dhcp_step_request(step);
}

static void on_offer(struct dhcp_step *step, const struct dhcp_reply *reply)
{
	struct dhcp_fsm *fsm = step->fsm;
	struct in_addr address = reply->lease.config.address, server = reply->lease.server_id;

	if (fsm->state != DHCP_STATE_SELECTING || reply->xid != fsm->xid)
		return;
	if (server.s_addr != fsm->demoted_server.s_addr || step->now_ms >= fsm->demoted_until_ms) {
		take_offer(step, address, server);
		return;
	}
	fsm->spare_address = address;
	fsm->spare_xid = reply->xid;
}

/* A server named itself, and it is not the one that was asked. */
static bool is_other_server(const struct dhcp_fsm *fsm, const struct dhcp_reply *reply)
{
	return reply->server_id.s_addr && fsm->offer_server.s_addr &&
	       reply->server_id.s_addr != fsm->offer_server.s_addr;
}

static void on_ack(struct dhcp_step *step, const struct dhcp_reply *reply)
{
	const struct in_addr any = {0};
	struct dhcp_fsm *fsm = step->fsm;

	if (fsm->reboot_xid && reply->xid == fsm->reboot_xid) {
		take_lease(step, reply, fsm->reboot_sent_ms, fsm->hint);
		return;
	}
	if (!fsm->xid || reply->xid != fsm->xid)
		return;
	switch (fsm->state) {
	case DHCP_STATE_SELECTING: /* RFC 4039: nothing but a rapid commit is an ACK here */
		if (reply->rapid_commit && fsm->rapid_sent)
			take_lease(step, reply, fsm->sent_ms, any);
		return;
	case DHCP_STATE_REQUESTING:
		if (!is_other_server(fsm, reply))
			take_lease(step, reply, fsm->sent_ms, fsm->offer_address);
		return;
	case DHCP_STATE_RENEWING:
	case DHCP_STATE_REBINDING:
		take_lease(step, reply, fsm->sent_ms, fsm->lease.config.address);
		return;
	case DHCP_STATE_STOPPED:
	case DHCP_STATE_REBOOTING:
	case DHCP_STATE_CHECKING:
	case DHCP_STATE_BOUND:
	case DHCP_STATE_WAITING:
		return;
	}
}

static void wait(struct dhcp_step *step, uint32_t pause_ms)
{
	stop(step->fsm);
	step->fsm->state = DHCP_STATE_WAITING;
	step->fsm->next_ms = step->now_ms + pause_ms;
}

static bool is_nak_for_us(const struct dhcp_fsm *fsm, const struct dhcp_reply *reply)
{
	bool is_reboot = fsm->reboot_xid && reply->xid == fsm->reboot_xid;

	switch (fsm->state) {
	case DHCP_STATE_REBOOTING:
	case DHCP_STATE_SELECTING:
		return is_reboot;
	case DHCP_STATE_REQUESTING:
		return !is_reboot && reply->xid == fsm->xid && !is_other_server(fsm, reply);
	case DHCP_STATE_RENEWING:
	case DHCP_STATE_REBINDING:
		return reply->xid == fsm->xid;
	case DHCP_STATE_STOPPED:
	case DHCP_STATE_CHECKING:
	case DHCP_STATE_BOUND:
	case DHCP_STATE_WAITING:
		return false;
	}
	return false;
}

static void on_nak(struct dhcp_step *step, const struct dhcp_reply *reply)
{
	struct dhcp_fsm *fsm = step->fsm;
	bool is_selecting = fsm->state == DHCP_STATE_SELECTING;
	uint32_t pause_ms;

	if (!is_nak_for_us(fsm, reply))
		return;
	pause_ms = is_selecting ? 0 : dhcp_nak_pause_ms(fsm);
	dhcp_step_say(step, DHCP_LOG_NAK,
		      reply->server_id.s_addr ? reply->server_id : reply->source, pause_ms);
	unapply(step);
	fsm->hint.s_addr = 0;
	fsm->reboot_xid = 0;
	if (is_selecting) /* its own DISCOVER goes on */
		return;
	if (pause_ms) {
		wait(step, pause_ms);
		return;
	}
	dhcp_step_restart(step);
}

static void on_reply(struct dhcp_step *step, const struct dhcp_reply *reply)
{
	switch (reply->type) {
	case DHCP_OFFER:
		on_offer(step, reply);
		return;
	case DHCP_ACK:
		on_ack(step, reply);
		return;
	case DHCP_NAK:
		on_nak(step, reply);
		return;
	case DHCP_DISCOVER:
	case DHCP_REQUEST:
	case DHCP_DECLINE:
	case DHCP_RELEASE:
		return;
	}
}

static void on_link_up(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	uint32_t pause_ms = dhcp_jitter_ms(fsm);

	if (fsm->link_up || fsm->released)
		return;
	fsm->link_up = true;
	if (!fsm->flaps || step->now_ms - fsm->flap_first_ms > FLAP_WINDOW_MS) {
		fsm->flap_first_ms = step->now_ms;
		fsm->flaps = 0;
	}
	fsm->flaps++;
	if (fsm->flaps >= FLAP_MANY)
		pause_ms = FLAP_PAUSE_MS;
	if (fsm->state == DHCP_STATE_STOPPED)
		start(step, pause_ms);
	else if (dhcp_lease_is_held(step)) /* INIT-REBOOT finds out whether it still is */
		dhcp_step_reboot(step, fsm->flaps >= FLAP_MANY ? FLAP_PAUSE_MS : 0);
}

static void on_link_down(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	fsm->link_up = false;
	if (dhcp_lease_is_held(step) && fsm->state != DHCP_STATE_STOPPED) {
		fsm->state = DHCP_STATE_BOUND;
		fsm->xid = fsm->reboot_xid = 0;
		fsm->next_ms = fsm->next_silence_ms = DHCP_NEVER;
		return;
	}
	stop(fsm);
}

static void expire(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	dhcp_step_say(step, DHCP_LOG_EXPIRED, fsm->lease.config.address, 0);
	if (!fsm->expire_keep)
		unapply(step);
	fsm->expire_ms = DHCP_NEVER;
	if (!fsm->link_up) {
		stop(fsm);
		return;
	}
	dhcp_step_restart(step);
}

static void on_conflict(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	struct in_addr address = fsm->lease.config.address;
	uint32_t pause_ms;

	if (!fsm->applied && fsm->state != DHCP_STATE_CHECKING)
		return;
	pause_ms = dhcp_decline_pause_ms(fsm);
	unapply(step);
	if (fsm->link_up)
		dhcp_step_decline(step);
	dhcp_step_say(step, DHCP_LOG_CONFLICT, address, pause_ms);
	if (!fsm->decline_recent || step->now_ms - fsm->decline_first_ms > DECLINE_WINDOW_MS) {
		fsm->decline_first_ms = step->now_ms;
		fsm->decline_recent = 0;
	}
	if (++fsm->decline_recent == DECLINE_MANY) {
		fsm->acd = NET_ACD_OFF;
		dhcp_step_say(step, DHCP_LOG_ACD_OFF, address, 0);
	}
	fsm->hint.s_addr = 0;
	if (fsm->link_up)
		wait(step, pause_ms);
	else
		stop(fsm);
}

static void on_clear(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	fsm->declines = 0;
	if (fsm->state != DHCP_STATE_CHECKING)
		return;
	if (dhcp_lease_left_s(step) > 0)
		use_lease(step, true);
	else /* suspended meanwhile */
		dhcp_step_restart(step);
}

/* Once a minute: whoever takes it off again and again may mean it. */
static void restore(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	fsm->restore_ms = DHCP_NEVER;
	if (dhcp_lease_left_s(step) == 0)
		return; /* it ends within this second */
	fsm->restore_next_ms = step->now_ms + RESTORE_INTERVAL_MS;
	dhcp_step_say(step, DHCP_LOG_ADDR_GONE, fsm->lease.config.address, 0);
	apply(step);
}

/* Somebody removed what is still ours. */
static void on_addr_gone(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (!fsm->applied || dhcp_lease_left_s(step) < GONE_LEAST_S)
		return;
	fsm->restore_ms = fsm->restore_next_ms;
	if (step->now_ms >= fsm->restore_ms)
		restore(step);
}

static void on_renew(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (!fsm->link_up || fsm->state == DHCP_STATE_CHECKING)
		return;
	switch (fsm->state) {
	case DHCP_STATE_BOUND:
	case DHCP_STATE_RENEWING:
		dhcp_step_renew(step);
		return;
	case DHCP_STATE_REBINDING:
		dhcp_step_rebind(step);
		return;
	case DHCP_STATE_STOPPED:
	case DHCP_STATE_REBOOTING:
	case DHCP_STATE_SELECTING:
	case DHCP_STATE_REQUESTING:
	case DHCP_STATE_CHECKING:
	case DHCP_STATE_WAITING:
		start(step, 0);
		return;
	}
}

static void on_release(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (fsm->applied) {
		if (fsm->link_up)
			dhcp_step_release(step);
		unapply(step);
		dhcp_step_say(step, DHCP_LOG_RELEASED, fsm->lease.config.address, 0);
	}
	fsm->released = true;
	stop(fsm);
}

/* An offer whose REQUEST nobody answers: a black hole, once it happens again and again. */
static void request_is_silent(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	dhcp_step_say(step, DHCP_LOG_REQUEST_SILENT, fsm->offer_server, 0);
	if (fsm->silent_server.s_addr != fsm->offer_server.s_addr)
		fsm->silent_cycles = 0;
	fsm->silent_server = fsm->offer_server;
	if (++fsm->silent_cycles >= DEMOTE_CYCLES) {
		fsm->demoted_server = fsm->offer_server;
		fsm->demoted_until_ms = step->now_ms + DEMOTE_MS;
		dhcp_step_say(step, DHCP_LOG_DEMOTED, fsm->offer_server, 0);
	}
	dhcp_step_discover(step, 0);
}

static void reboot_timeout(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;
	bool is_held = dhcp_lease_is_held(step);

	if (fsm->sends == 0 && !is_held)
		dhcp_step_acquire(step);
	if (fsm->sends == 0 || (is_held && fsm->sends < DHCP_REQUEST_SENDS)) {
		dhcp_step_reboot_again(step);
	} else if (is_held) {
		resume(step);
	} else {
		dhcp_step_say(step, DHCP_LOG_REBOOT_SILENT, fsm->hint, 0);
		dhcp_step_discover(step, 0); /* the other transaction stays open, too */
	}
}

/* Nobody else offers, time after time: it may be the cable that has lost what was acknowledged. */
static void select_timeout(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (fsm->sends == 0)
		dhcp_step_acquire(step);
	if (fsm->spare_xid == fsm->xid && fsm->sends >= DEMOTE_CYCLES &&
	    fsm->sends >= fsm->silent_cycles)
		take_offer(step, fsm->spare_address, fsm->demoted_server);
	else
		dhcp_step_discover_again(step);
}

static void renew_timeout(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	/* Before T1 it is the user's wish, tried as often as any REQUEST. */
	if (step->now_ms < fsm->t1_ms && fsm->sends < DHCP_REQUEST_SENDS) {
		dhcp_step_renew(step);
		return;
	}
	if (step->now_ms >= fsm->t2_ms)
		dhcp_step_say(step, DHCP_LOG_RENEW_SILENT, fsm->lease.server_id, 0);
	resume(step);
}

static void state_timeout(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	switch (fsm->state) {
	case DHCP_STATE_STOPPED:
		return;
	case DHCP_STATE_REBOOTING:
		reboot_timeout(step);
		return;
	case DHCP_STATE_SELECTING:
		select_timeout(step);
		return;
	case DHCP_STATE_REQUESTING:
		if (fsm->sends < DHCP_REQUEST_SENDS)
			dhcp_step_request_again(step);
		else
			request_is_silent(step);
		return;
	case DHCP_STATE_CHECKING:
		on_clear(step);
		return;
	case DHCP_STATE_RENEWING:
		renew_timeout(step);
		return;
	case DHCP_STATE_BOUND:
	case DHCP_STATE_REBINDING:
		resume(step);
		return;
	case DHCP_STATE_WAITING:
		dhcp_step_restart(step);
		return;
	}
}

static void on_timeout(struct dhcp_step *step)
{
	struct dhcp_fsm *fsm = step->fsm;

	if (fsm->applied && step->now_ms >= fsm->expire_ms) {
		expire(step);
		return;
	}
	if (step->now_ms >= fsm->restore_ms)
		restore(step);
	if (step->now_ms >= fsm->next_silence_ms)
		dhcp_step_say_silence(step);
	if (step->now_ms >= fsm->next_ms)
		state_timeout(step);
}

static void handle(struct dhcp_step *step, const struct dhcp_event *event)
{
	switch (event->type) {
	case DHCP_EVENT_LINK_UP:
		on_link_up(step);
		return;
	case DHCP_EVENT_LINK_DOWN:
		on_link_down(step);
		return;
	case DHCP_EVENT_REPLY:
		on_reply(step, event->reply);
		return;
	case DHCP_EVENT_TIMEOUT:
		on_timeout(step);
		return;
	case DHCP_EVENT_CONFLICT:
		on_conflict(step);
		return;
	case DHCP_EVENT_CLEAR:
		on_clear(step);
		return;
	case DHCP_EVENT_ADDR_GONE:
		on_addr_gone(step);
		return;
	case DHCP_EVENT_RENEW:
		on_renew(step);
		return;
	case DHCP_EVENT_RELEASE:
		on_release(step);
		return;
	}
}

static uint64_t earlier(uint64_t a_ms, uint64_t b_ms)
{
	return a_ms < b_ms ? a_ms : b_ms;
}

void dhcp_fsm_step(struct dhcp_fsm *fsm, const struct dhcp_event *event, uint64_t now_ms,
		   struct dhcp_actions *out)
{
	struct dhcp_step step = {.fsm = fsm, .now_ms = now_ms, .out = out};

	out->count = 0;
	if (!fsm->released)
		handle(&step, event);
	fsm->timer_ms = earlier(fsm->next_ms, fsm->next_silence_ms);
	if (fsm->applied)
		fsm->timer_ms = earlier(fsm->timer_ms, earlier(fsm->expire_ms, fsm->restore_ms));
}

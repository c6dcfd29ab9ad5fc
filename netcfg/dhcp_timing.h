/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state machine's hands: what each state sends, when it sends it again, and a lease's times.
 * For dhcp_fsm.c only. Each dhcp_step_ function that enters a state sends its first message,
 * at once or after pause_ms.
 */
#ifndef NETCFG_DHCP_TIMING_H
#define NETCFG_DHCP_TIMING_H

#include "netcfg/dhcp_fsm.h"

enum { DHCP_REQUEST_SENDS = 4 }; /* before a REQUEST counts as unanswered */

/* One call of dhcp_fsm_step(). */
struct dhcp_step {
	struct dhcp_fsm *fsm;
	uint64_t now_ms;
	struct dhcp_actions *out;
};

/* The next action, zeroed but for its type. Never NULL: no event has more than DHCP_ACTIONS_MAX. */
struct dhcp_action *dhcp_step_add(struct dhcp_step *step, enum dhcp_action_type type);
void dhcp_step_say(struct dhcp_step *step, enum dhcp_log log, struct in_addr address,
		   uint32_t value);
void dhcp_step_say_silence(struct dhcp_step *step);

/* From now on `secs`, the caps of the intervals and the silence are counted. */
void dhcp_step_acquire(struct dhcp_step *step);

/* Into REBOOTING, SELECTING, REQUESTING. */
void dhcp_step_reboot(struct dhcp_step *step, uint32_t pause_ms);
void dhcp_step_discover(struct dhcp_step *step, uint32_t pause_ms);
void dhcp_step_request(struct dhcp_step *step);
/* A new acquisition, by DISCOVER at once. */
void dhcp_step_restart(struct dhcp_step *step);
/* The same message once more. */
void dhcp_step_reboot_again(struct dhcp_step *step);
void dhcp_step_discover_again(struct dhcp_step *step);
void dhcp_step_request_again(struct dhcp_step *step);

/* Into RENEWING and REBINDING, or once more in them. */
void dhcp_step_renew(struct dhcp_step *step);
void dhcp_step_rebind(struct dhcp_step *step);

void dhcp_step_decline(struct dhcp_step *step);
void dhcp_step_release(struct dhcp_step *step);

/* Sets t1_ms, t2_ms and expire_ms of the lease, which begins at start_ms. */
void dhcp_lease_schedule(struct dhcp_step *step, uint64_t start_ms);
/* True while the address is in use and its lease lasts; it may be in use longer, see expire_keep.
 */
bool dhcp_lease_is_held(const struct dhcp_step *step);
bool dhcp_lease_is_over(const struct dhcp_lease *lease, uint64_t start_ms, uint64_t now_ms);
/* For the kernel: what is left in whole seconds, NET_FOREVER where it must not take it away. */
uint32_t dhcp_lease_left_s(const struct dhcp_step *step);

uint32_t dhcp_jitter_ms(struct dhcp_fsm *fsm);
/* The pause after one more of these in a row. */
uint32_t dhcp_nak_pause_ms(struct dhcp_fsm *fsm);
uint32_t dhcp_decline_pause_ms(struct dhcp_fsm *fsm);

#endif

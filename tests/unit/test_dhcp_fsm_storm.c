/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dhcp_fsm.h: the power comes back, and all boxes of a site start at the same moment. One
 * server that takes 2 ms for a message and has a socket that holds 166 of them; what comes beyond
 * is lost, and nothing else is. Two messages a box are the least, so 10,000 boxes take 40 s at
 * best. The intervals of the RFC take ten times that.
 */
#include "tests/unit/dhcp_fsm_play.h"

enum { QUEUE = 166, SERVICE_MS = 2 };

struct message {
	uint32_t box, xid;
	enum dhcp_type type;
};

struct wake {
	uint64_t at_ms;
	uint32_t box;
};

struct storm {
	struct dhcp_fsm *boxes;
	/* The timers as a heap. A timer that was set anew leaves its old entry behind. */
	struct wake *heap;
	size_t heap_len, heap_size;
	/* The server's queue, whose first message is being answered until busy_ms. */
	struct message queue[QUEUE];
	unsigned int first, queued;
	uint64_t busy_ms;
	unsigned int bound;
	uint64_t sends, lost, last_ms;
};

static void heap_push(struct storm *storm, struct wake wake)
{
	size_t at = storm->heap_len++;

	assert_true(storm->heap_len <= storm->heap_size);
	for (; at > 0 && storm->heap[(at - 1) / 2].at_ms > wake.at_ms; at = (at - 1) / 2)
		storm->heap[at] = storm->heap[(at - 1) / 2];
	storm->heap[at] = wake;
}

static struct wake heap_pop(struct storm *storm)
{
	struct wake top = storm->heap[0], last = storm->heap[--storm->heap_len];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= storm->heap_len)
			break;
		if (child + 1 < storm->heap_len &&
		    storm->heap[child + 1].at_ms < storm->heap[child].at_ms)
			child++;
		if (storm->heap[child].at_ms >= last.at_ms)
			break;
		storm->heap[at] = storm->heap[child];
		at = child;
	}
	storm->heap[at] = last;
	return top;
}

static void arrive(struct storm *storm, uint32_t box, const struct dhcp_send *send, uint64_t now_ms)
{
	storm->sends++;
	if (storm->queued == QUEUE) {
		storm->lost++;
		return;
	}
	if (storm->queued == 0)
		storm->busy_ms = now_ms + SERVICE_MS;
	storm->queue[(storm->first + storm->queued++) % QUEUE] = (struct message){
		.box = box,
		.xid = send->xid,
		.type = send->type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK,
	};
}

static void step(struct storm *storm, uint32_t box, enum dhcp_event_type type,
		 const struct dhcp_reply *reply, uint64_t now_ms)
{
	struct dhcp_fsm *fsm = &storm->boxes[box];
	struct dhcp_event event = {.type = type, .reply = reply};
	enum dhcp_state state = fsm->state;
	uint64_t timer_ms = fsm->timer_ms;
	struct dhcp_actions out;

	dhcp_fsm_step(fsm, &event, now_ms, &out);
	for (unsigned int i = 0; i < out.count; i++)
		if (out.list[i].type == DHCP_ACTION_SEND)
			arrive(storm, box, &out.list[i].send, now_ms);
	if (fsm->state == DHCP_STATE_BOUND && state != DHCP_STATE_BOUND) {
		storm->bound++;
		storm->last_ms = now_ms;
	} else if (fsm->timer_ms != timer_ms) {
		heap_push(storm, (struct wake){fsm->timer_ms, box});
	}
}

static void answer(struct storm *storm)
{
	struct message message = storm->queue[storm->first];
	struct dhcp_reply reply;
	uint64_t now_ms = storm->busy_ms;

	storm->first = (storm->first + 1) % QUEUE;
	storm->queued--;
	storm->busy_ms += SERVICE_MS;
	reply = play_reply(message.type, message.xid, 0xffff00, 1 + message.box, 86400);
	step(storm, message.box, DHCP_EVENT_REPLY, &reply, now_ms);
}

static void run(struct storm *storm, unsigned int boxes)
{
	for (uint32_t box = 0; box < boxes; box++)
		step(storm, box, DHCP_EVENT_LINK_UP, NULL, 0);
	while (storm->bound < boxes) {
		struct wake wake;

		if (storm->queued && (!storm->heap_len || storm->busy_ms <= storm->heap[0].at_ms)) {
			answer(storm);
			continue;
		}
		assert_true(storm->heap_len > 0);
		wake = heap_pop(storm);
		if (storm->boxes[wake.box].timer_ms == wake.at_ms &&
		    storm->boxes[wake.box].state != DHCP_STATE_BOUND)
			step(storm, wake.box, DHCP_EVENT_TIMEOUT, NULL, wake.at_ms);
	}
}

static void expect_storm(const char *row, unsigned int boxes, unsigned int most_packets)
{
	const uint64_t ideal_ms = (uint64_t)boxes * 2 * SERVICE_MS;
	struct storm storm = {.heap_size = boxes * 32};

	storm.boxes = malloc(boxes * sizeof(*storm.boxes));
	storm.heap = malloc(storm.heap_size * sizeof(*storm.heap));
	assert_non_null(storm.boxes);
	assert_non_null(storm.heap);
	for (uint32_t box = 0; box < boxes; box++) {
		struct dhcp_fsm_config config = {.acd = NET_ACD_OFF, .seed = box};

		dhcp_fsm_init(&storm.boxes[box], &config);
	}
	run(&storm, boxes);
	print_message("# %s: last bound after %llu ms, %.2f of the ideal, %.1f packets a box\n",
		      row, (unsigned long long)storm.last_ms,
		      (double)storm.last_ms / (double)ideal_ms,
		      (double)storm.sends / (double)boxes);
	expect_true(row, storm.lost > boxes); /* a storm it was */
	expect_true(row, storm.last_ms >= ideal_ms);
	expect_true(row, storm.last_ms <= ideal_ms * 5 / 4);
	expect_true(row, storm.sends <= (uint64_t)boxes * most_packets);
	free(storm.boxes);
	free(storm.heap);
}

TEST(thousand_boxes_at_once_are_bound_in_little_more_than_the_least_time)
{
	expect_storm("1000 boxes", 1000, 6);
}

TEST(ten_thousand_boxes_at_once_are_bound_in_little_more_than_the_least_time)
{
	expect_storm("10000 boxes", 10000, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			thousand_boxes_at_once_are_bound_in_little_more_than_the_least_time),
		cmocka_unit_test(
			ten_thousand_boxes_at_once_are_bound_in_little_more_than_the_least_time),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The /init of the guest in which faults are injected: boots the box under test again and again on
 * a stage (stage.h), lets one system call of it fail each time (trace.h), and judges what comes of
 * it.
 *
 *   /order = "every" N "from" I       in each mode the points I, I + N, I + 2 N ...
 *          | "about" N "from" I       N points in all modes together, I tells which
 *          | "point" POINT            that one, with all that was seen
 *   POINT  = mode ":" process ":" call ":" ( nth | "every" ) ":" error
 *
 * A point holds when the box boots into its final init or shell as it does without a fault, or with
 * a new line in the log if it is not quite the same; or when it is in its failure policy, and
 * a line says so and another one, that a boot without the fault has not, why. On /dev/ttyS1: a line
 * each for modes and points that do not hold, with what was seen indented, and "=== end".
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/faults/calls.h"
#include "tests/faults/judge.h"
#include "tests/faults/stage.h"
#include "tests/faults/trace.h"

#define REBOOT " rambox.rescue=reboot:0"
#define NET " ip=dhcp rambox.netwait=3" REBOOT
#define ROOT "root=LABEL=faults"
#define NOTHING " init=/none"

static const struct mode modes[] = {
	{"shell", "shell" REBOOT, .gives_shell = true, .down = SIGHUP},
	{"shell-net-rules", "shell" NET, true, true, .gives_shell = true, .down = SIGHUP},
	{"rambox", "rambox" REBOOT, .down = SIGHUP},
	{"rambox-net-rules", "rambox" NET, true, true, .down = SIGHUP},
	{"root", ROOT REBOOT, .down = SIGHUP},
	{"root-net-rules", ROOT NET, true, true, .down = SIGHUP},
	/* A journal to be replayed, and written to. */
	{"root-rw", "root=/dev/vdb rw" REBOOT, .down = SIGHUP},
	/* Boots that fail, in each policy. */
	{"fails-shell", "root=LABEL=absent rootwait=1", .fails = true, .gives_shell = true,
	 .down = SIGHUP},
	{"fails-shell-timed", ROOT NOTHING " rambox.rescue=shell:0", .fails = true,
	 .gives_shell = true, .down = SIGHUP},
	{"fails-reboot", ROOT NOTHING REBOOT, .fails = true, .down = SIGHUP},
	{"fails-poweroff", ROOT NOTHING " rambox.rescue=poweroff", .fails = true, .down = SIGINT},
	{"fails-halt", ROOT NOTHING " rambox.rescue=halt", .fails = true, .down = SIGINT},
	/* With all that may be done before it goes down: a report, and a pause of its own. */
	{"fails-report", ROOT NOTHING " ip=dhcp rambox.report=udp://10.0.2.2 rambox.rescue=reboot",
	 true, false, .fails = true, .down = SIGHUP},
};

enum {
	MODES = sizeof(modes) / sizeof(*modes),
	SPREAD = 1009, /* a prime number */
	ALL_ERRORS =
		12, /* so many calls of a kind fail in all ways; those behind them in one each */
};

/* What is to be done: every step-th point of a mode from the first one on, or one point. */
struct order {
	unsigned int step, first; /* 0: one point */
	unsigned int about;	  /* or so many of all modes, with `first` as a seed */
	char mode[20], process[NAME_SIZE], call[20], nth[12], error[16];
};

static struct order order;
static struct outcome clean, tried;

/* Of the mode at hand. */
static struct {
	unsigned int points, tried, booted, policy, unreached, wrong;
} tally;

static void print_point(const struct mode *mode, const char *process, const struct fault *fault)
{
	char nth[16] = "every";

	if (fault->nth != EVERY)
		snprintf(nth, sizeof(nth), "%u", fault->nth);
	printf("%s:%s:%s:%s:%s", mode->name, process, call_find(fault->number)->name, nth,
	       error_name(fault->error));
}

static void complain(const struct mode *mode, const char *what)
{
	tally.wrong++;
	printf("WRONG %s: %s\n", mode->name, what);
}

static bool run(const struct mode *mode, const struct fault *fault, struct outcome *out)
{
	if (trace_run(mode, fault, out) && stage_clear(mode))
		return true;
	complain(mode, "the try could not be made");
	return false;
}

static void try_point(const struct mode *mode, const char *process, const struct fault *fault)
{
	static const char *const words[] = {"booted", "in its policy", "WRONG"};
	const char *why = "";
	enum verdict verdict;

	if (!run(mode, fault, &tried))
		return;
	if (tried.hits == 0) { /* what comes after the box is up is not always the same */
		tally.unreached++;
		return;
	}
	verdict = judge(mode, &clean, &tried, fault->error, &why);
	tally.tried++;
	tally.booted += verdict == VERDICT_BOOTED;
	tally.policy += verdict == VERDICT_POLICY;
	tally.wrong += verdict == VERDICT_WRONG;
	if (verdict != VERDICT_WRONG && order.step)
		return;
	printf("%s ", words[verdict]);
	print_point(mode, process, fault);
	printf("%s%s\n", *why ? ": " : "", why);
	judge_print(&clean, &tried);
}

/* Without a fault, twice: only what is always the same can tell of one. */
static bool record(const struct mode *mode)
{
	const char *why = "";

	if (!run(mode, NULL, &clean) || !run(mode, NULL, &tried))
		return false;
	if (judge_clean(mode, &clean, &why) &&
	    judge(mode, &clean, &tried, 0, &why) != VERDICT_WRONG && clean.ending == tried.ending)
		return true;
	complain(mode, *why ? why : "ends once so and once so");
	judge_print(&clean, &tried);
	return false;
}

/*
 * All calls of a kind failing is for what does not go away; and a log that cannot be written at all
 * tells nothing. musl's dup2(3) and dup3(3) take EBUSY for what passes, and try again until it
 * does.
 */
static bool is_worth(const struct fault *fault, unsigned int count)
{
	return fault->nth != EVERY || (count > 1 && fault->number != SYS_write &&
				       fault->error != EINTR && fault->error != EAGAIN &&
				       !((fault->number == SYS_dup2 || fault->number == SYS_dup3) &&
					 fault->error == EBUSY));
}

typedef void point_fn(const struct mode *mode, const char *process, const struct fault *fault);

static void each_error(const struct mode *mode, const struct traced *one, const struct call *call,
		       point_fn *fn)
{
	unsigned int count = one->counts[call->number], error_count = 0;
	struct fault fault = {.number = call->number};

	strcpy(fault.way, one->way);
	while (call->errors[error_count])
		error_count++;
	for (unsigned int i = 0; i < error_count; i++) {
		fault.error = call->errors[i];
		for (fault.nth = 0; fault.nth <= count; fault.nth++)
			if (is_worth(&fault, count) &&
			    (fault.nth <= ALL_ERRORS || fault.nth % error_count == i))
				fn(mode, one->name, &fault);
	}
}

/* Calls fn for each point of a mode, in an order that is always the same. */
static void each_point(const struct mode *mode, point_fn *fn)
{
	for (const struct traced *one = clean.all; one < clean.all + clean.count; one++) {
		for (unsigned int number = 0; number < CALLS_MAX; number++) {
			const struct call *call = call_find(number);

			if (one->counts[number] && call)
				each_error(mode, one, call, fn);
		}
	}
}

static void count_point(const struct mode *mode, const char *process, const struct fault *fault)
{
	(void)mode;
	(void)process;
	(void)fault;
	tally.points++;
}

static void try_ordered(const struct mode *mode, const char *process, const struct fault *fault)
{
	char nth[12] = "every";

	if (order.step) {
		if ((tally.points++ + order.first) % order.step == 0)
			try_point(mode, process, fault);
		return;
	}
	if (fault->nth != EVERY)
		snprintf(nth, sizeof(nth), "%u", fault->nth);
	if (strcmp(order.process, process) == 0 && strcmp(order.nth, nth) == 0 &&
	    strcmp(order.call, call_find(fault->number)->name) == 0 &&
	    strcmp(order.error, error_name(fault->error)) == 0)
		try_point(mode, process, fault);
}

/* Each call that was made is in the table, each of its errors has a name. */
static void check_table(const struct mode *mode)
{
	char what[64];

	for (const struct traced *one = clean.all; one < clean.all + clean.count; one++) {
		for (unsigned int number = 0; number < CALLS_MAX; number++) {
			if (!one->counts[number] || call_find(number))
				continue;
			snprintf(what, sizeof(what), "%s: call %u is not in calls.c", one->name,
				 number);
			complain(mode, what);
		}
	}
}

static void try_mode(const struct mode *mode)
{
	memset(&tally, 0, sizeof(tally));
	if (record(mode)) {
		check_table(mode);
		each_point(mode, count_point);
		if (order.about) {
			order.step = tally.points * MODES / order.about;
			order.step += order.step == 0;
			/* Not the same calls in all modes. */
			order.first = (order.first + SPREAD) * SPREAD;
		}
		tally.points = 0;
		each_point(mode, try_ordered);
	}
	printf("mode %s: %u points, %u tried, %u booted, %u in policy, %u not reached, %u wrong\n",
	       mode->name, tally.points, tally.tried, tally.booted, tally.policy, tally.unreached,
	       tally.wrong);
}

static bool read_order(void)
{
	FILE *in = fopen("/order", "re");
	char text[256] = "";
	bool is_read = in && fgets(text, sizeof(text), in);

	if (in)
		fclose(in);
	return is_read && (sscanf(text, "every %u from %u", &order.step, &order.first) == 2 ||
			   sscanf(text, "about %u from %u", &order.about, &order.first) == 2 ||
			   sscanf(text, "point %19[^:]:%15[^:]:%19[^:]:%11[^:]:%15s", order.mode,
				  order.process, order.call, order.nth, order.error) == 5);
}

int main(void)
{
	if (stage_open() && read_order()) {
		for (const struct mode *mode = modes; mode < modes + MODES; mode++)
			if (!order.mode[0] || strcmp(order.mode, mode->name) == 0)
				try_mode(mode);
		printf("=== end\n");
	}
	fflush(stdout);
	(void)reboot(RB_POWER_OFF);
	return 1;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One loop over five descriptors: signals, the kernel's events, commands and modules that are done,
 * disks that were read.
 * What was there before is done first, with the socket open already, so that nothing is lost in
 * between; lost events (ENOBUFS) make it look at everything again.
 *
 * Settled is when no event waits, no module is being loaded, no command runs, and no disk is being
 * read but those that do not answer.
 */
#include "mdev-rules/devd_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/daemon.h"
#include "lib/file.h"
#include "lib/limit.h"
#include "lib/log.h"
#include "lib/memory.h"
#include "lib/parse.h"
#include "lib/sandbox.h"
#include "mdev-rules/device.h"
#include "mdev-rules/disk_links.h"
#include "mdev-rules/modules.h"
#include "mdev-rules/uevent_sock.h"

enum {
	EVENTS_AT_ONCE = 64, /* then the others have their turn */
	CMDLINE_SIZE = 4096,
	DISKS_MEMORY = 4 << 20, /* of some ten thousand disks; what is not used is not there */
};

/* One process, one of each; what is not used is not touched. */
static struct rules_file rules;
static struct modules modules;
static struct disk_links disks;
static char buf[UEVENT_SOCK_SIZE];

/* What may come as often as others like. */
enum notice { NOTICE_FORGED, NOTICE_LOST, NOTICES };

static const char *const notices[] = {
	[NOTICE_FORGED] = "ignored an event that is not the kernel's",
	[NOTICE_LOST] = "events were lost: all devices are looked at again",
};

struct devd_state {
	struct device_context devices;
	struct disk_roots roots;
	struct runner runner;
	int event_fd, signal_fd, ready_fd;
	uint32_t seen; /* the last event before all devices were looked at */
	bool has_modules, is_settled, is_over, has_failed;
	bool once;
	bool is_lost; /* what the kernel told of while its queue was full */
	struct limit limits[NOTICES];
};

static void complain_of_links(int error)
{
	static bool is_said;

	if (error > 0 && !is_said)
		log_warning("more disks than can be remembered: some have no link in '/dev/disk'");
	is_said |= error > 0;
	if (error < 0)
		log_warning("cannot look at a disk, or set its link in '/dev/disk': %s",
			    strerror(-error));
}

/*
 * A device whose coming was told of before all devices were looked at. Without a number it was not
 * looked at; and where one has gone meanwhile, what came after that may have its name.
 */
static bool is_known(struct devd_state *state, const struct uevent *event)
{
	const char *text = uevent_value(event, "SEQNUM");
	uint32_t number;

	if (!text || parse_u32(text, UINT32_MAX, &number) || number > state->seen)
		return false;
	if (event->action == UEVENT_REMOVE)
		state->seen = number;
	return event->action == UEVENT_ADD && event->major >= 0;
}

static void on_event(struct devd_state *state, const struct uevent *event)
{
	const char *modalias = event->action == UEVENT_ADD && state->has_modules
				       ? uevent_value(event, "MODALIAS")
				       : NULL;

	if (modalias && modules_want(&modules, modalias) == -ENOSPC) {
		modules_start(&modules);
		(void)modules_want(&modules, modalias);
	}
	if (rules.set.count || !state->devices.has_nodes)
		device_apply(&state->devices, event);
	if (uevent_is_block(event))
		complain_of_links(disk_links_update(&disks, strrchr(event->devpath, '/') + 1));
}

/* All that is there, as if it came just now; what the kernel told of before is known then. */
static void look_at_all(struct devd_state *state)
{
	int error;

	state->seen = uevent_sock_last(state->devices.sys_fd);
	if (state->has_modules) {
		(void)modules_want_all(&modules, state->devices.sys_fd);
		modules_start(&modules);
	}
	error = device_apply_all(&state->devices);
	if (error)
		log_err("cannot look at all devices: %s", strerror(-error));
	state->has_failed |= error != 0;
	complain_of_links(disk_links_scan(&disks));
}

static void say_limited(struct devd_state *state, enum notice what)
{
	if (limit_take(&state->limits[what], clock_now_ms()))
		log_notice("%s", notices[what]);
}

/* When there is more to tell; LIMIT_NEVER: nothing. */
static uint64_t tell_timer_ms(const struct devd_state *state)
{
	uint64_t forged_ms = limit_timer_ms(&state->limits[NOTICE_FORGED]);
	uint64_t lost_ms = limit_timer_ms(&state->limits[NOTICE_LOST]);

	return forged_ms < lost_ms ? forged_ms : lost_ms;
}

static void tell(struct devd_state *state, uint64_t now_ms)
{
	for (unsigned int i = 0; i < NOTICES; i++) {
		uint32_t count = limit_tell(&state->limits[i], now_ms);

		if (count)
			log_notice("%s, %u more times", notices[i], count);
	}
}

/* True when there was at least one, and may be more. */
static bool take_events(struct devd_state *state)
{
	bool any = false;

	for (int i = 0; i < EVENTS_AT_ONCE; i++) {
		ssize_t len = uevent_sock_recv(state->event_fd, 0, buf, sizeof(buf));
		struct uevent event;

		if (len == -ENOBUFS) {
			say_limited(state, NOTICE_LOST);
			state->is_lost = true;
		} else if (len == -EBADMSG) {
			say_limited(state, NOTICE_FORGED);
			continue;
		} else if (len <= 0) {
			break;
		} else if (uevent_parse(buf, (size_t)len, &event) == 0 &&
			   !is_known(state, &event)) {
			on_event(state, &event);
		}
		any = true;
	}
	return any;
}

static void say(const struct devd_state *state, char what)
{
	if (state->ready_fd >= 0)
		(void)file_write_all(state->ready_fd, &what, 1);
}

static void settle(struct devd_state *state)
{
	if (state->ready_fd >= 0 && !state->is_settled) {
		say(state, DEVD_SETTLED);
		/* Who waits for us goes on before we lie down. */
		(void)sched_yield();
	}
	state->is_settled = true;
}

static bool is_busy(const struct devd_state *state)
{
	return state->runner.running || (state->has_modules && modules_busy(&modules)) ||
	       disk_links_busy(&disks);
}

/* How long to wait at most: a disk may be silent for too long, or a line be due. -1: for ever. */
static int wait_limit_ms(const struct devd_state *state, uint64_t now_ms)
{
	int wait_ms = disk_readers_wait_ms(&disks.readers);
	uint64_t tell_ms = tell_timer_ms(state);

	if (tell_ms == LIMIT_NEVER)
		return wait_ms;
	tell_ms = tell_ms > now_ms ? tell_ms - now_ms : 0;
	return wait_ms >= 0 && (uint64_t)wait_ms < tell_ms ? wait_ms : (int)tell_ms;
}

/* As ppoll(2), until there is something to be done. */
static int wait_busy(const struct devd_state *state, struct pollfd fds[], nfds_t count)
{
	uint64_t start_ms = clock_now_ms();
	int wait_ms = wait_limit_ms(state, start_ms);
	const struct timespec limit = {wait_ms / 1000, wait_ms % 1000 * 1000000L};
	int ready = ppoll(fds, count, wait_ms < 0 ? NULL : &limit, NULL);

	if (ready == 0)
		clock_pass_ms(start_ms + (uint64_t)wait_ms);
	return ready;
}

/* As ppoll(2), for as long as nothing happens. */
static int wait_idle(const struct devd_state *state, struct pollfd fds[], nfds_t count)
{
	disk_links_rest(&disks);
	if (state->has_modules)
		modules_rest(&modules);
	memory_give_back(buf, sizeof(buf));
	return daemon_sleep(fds, count);
}

/* One turn; over when there is nothing more to do, and nothing is listened to. */
static void turn(struct devd_state *state)
{
	enum { COUNT = 5 };
	struct pollfd fds[COUNT] = {
		{.fd = state->signal_fd, .events = POLLIN},
		{.fd = state->event_fd, .events = POLLIN},
		{.fd = state->runner.fd, .events = POLLIN},
		{.fd = state->has_modules ? modules.load.event : -1, .events = POLLIN},
		{.fd = disks.readers.event, .events = POLLIN},
	};
	bool tells = tell_timer_ms(state) != LIMIT_NEVER;
	bool waits = (state->is_settled && !state->once) || is_busy(state);
	const struct timespec at_once = {0};
	int ready = ppoll(fds, COUNT, &at_once, NULL);

	/* Only now, with all taken that had room, does the kernel tell of what comes. */
	if (state->is_lost && ready >= 0 && !fds[1].revents) {
		state->is_lost = false;
		look_at_all(state);
		return;
	}
	if (ready == 0 && waits)
		ready = is_busy(state) || tells ? wait_busy(state, fds, COUNT)
						: wait_idle(state, fds, COUNT);
	if (ready == 0 && !is_busy(state)) {
		settle(state);
		state->is_over |= state->once;
	}
	if (daemon_gives_up(ready))
		state->is_over = state->has_failed = true;
	if (tells)
		tell(state, clock_now_ms());
	if (ready <= 0)
		return;
	if (fds[0].revents)
		state->is_over = true; /* the signal itself is never asked for */
	if (fds[2].revents)
		runner_step(&state->runner);
	if (fds[3].revents)
		modules_step(&modules);
	if (fds[1].revents && take_events(state) && state->has_modules)
		modules_start(&modules);
}

static int open_signals(void)
{
	sigset_t all, ours;
	int fd;

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

static int open_folder(const char *path)
{
	int fd = file_open(path, O_RDONLY | O_DIRECTORY);

	return fd < 0 ? -errno : fd;
}

/* All that needs rights that are given up. 0, or -errno after a line. */
static int open_all(const struct devd_setup *setup, struct devd_state *state)
{
	int error = rules_file_read(setup->rules, &rules);

	state->has_failed = error != 0;
	if (rules.commands) {
		error = runner_start(&rules.set, &state->runner);
		if (error)
			log_err("cannot start what runs the rules' commands: %s", strerror(-error));
	}
	state->signal_fd = open_signals();
	state->event_fd = uevent_sock_open();
	/* A kernel without a network tells of no devices; those that are there can be done. */
	if (state->event_fd == -EAFNOSUPPORT || state->event_fd == -EPROTONOSUPPORT ||
	    state->event_fd == -ENOSYS) {
		log_notice("the kernel cannot tell of devices (CONFIG_NET): once is all");
		state->event_fd = -1;
		state->once = true;
	}
	state->devices.dev_fd = open_folder("/dev");
	state->devices.sys_fd = open_folder("/sys");
	error = state->signal_fd < 0	    ? state->signal_fd
		: state->event_fd < -1	    ? state->event_fd
		: state->devices.dev_fd < 0 ? state->devices.dev_fd
		: state->devices.sys_fd < 0 ? state->devices.sys_fd
					    : 0;
	if (error)
		log_err("cannot listen for devices: %s", strerror(-error));
	return error;
}

/* Parameters of modules stand on the kernel's command line, too. */
static void open_modules(struct devd_state *state)
{
	static char cmdline[CMDLINE_SIZE];

	if (file_read(AT_FDCWD, "/proc/cmdline", cmdline, sizeof(cmdline)) < 0)
		cmdline[0] = '\0';
	state->has_modules = modules_open("", NULL, cmdline, &modules) == 0;
}

static void init_links(struct devd_state *state)
{
	static _Alignas(max_align_t) char memory[DISKS_MEMORY];
	const struct disk_roots *roots = &state->roots;
	int partitions = file_open("/proc/partitions", O_RDONLY);

	state->roots = (struct disk_roots){state->devices.dev_fd, state->devices.sys_fd};
	disk_links_init(roots, partitions, memory, sizeof(memory), &disks);
}

/* /dev becomes its root: that is within its reach anyway, and so there is nothing beside it. */
static void enter_sandbox(const struct devd_state *state)
{
	sandbox_isolate(state->devices.dev_fd, false);
	sandbox_isolate(state->devices.sys_fd, true);
	if (state->has_modules)
		sandbox_isolate(modules.dir, true);
	devd_sandbox_enter(state->devices.dev_fd, state->has_modules);
}

int devd_run(const struct devd_setup *setup)
{
	struct devd_state state = {
		.devices = {.has_nodes = setup->has_nodes, .rules = &rules},
		.runner = {.fd = -1},
		.ready_fd = setup->ready_fd,
		.once = setup->once,
	};

	state.devices.runner = &state.runner;
	if (open_all(setup, &state))
		return 1;
	open_modules(&state);
	init_links(&state);
	enter_sandbox(&state);
	look_at_all(&state);
	while (!state.is_over) {
		complain_of_links(disk_links_step(&disks));
		turn(&state);
	}
	if (state.has_modules)
		modules_close(&modules);
	/* Not even SIGKILL ends such a thread, and what it shares with us stays open. */
	if (!disk_readers_idle(&disks.readers))
		say(&state, DEVD_HELD);
	if (state.ready_fd >= 0)
		close(state.ready_fd);
	return state.has_failed;
}

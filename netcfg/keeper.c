/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keeper's loop. Everything is an event: rtnetlink, a packet, a signal (signalfd(2)), a timer
 * (timerfd_create(2), CLOCK_BOOTTIME, which goes on in suspend). Nothing is polled.
 *
 * Signals: SIGTERM and SIGINT end it, addresses stay. SIGUSR1 renews and SIGUSR2 releases,
 * the interface of sigqueue(3)'s number, or all for 0.
 */
#include "netcfg/keeper.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "netcfg/ipv4.h"

enum {
	FIXED_FDS = 3, /* signals, the timer, rtnetlink */
	LINK_FDS = 3,
	LONG_MS = 10000,
};

static struct keeper keeper;

/* Never waits for entropy: a box that boots has none, and an xid needs to differ, no more. */
static uint64_t make_seed(void)
{
	const uint64_t *given = (const void *)getauxval(AT_RANDOM);
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == sizeof(seed) ||
	    getrandom(&seed, sizeof(seed), GRND_INSECURE) == sizeof(seed))
		return seed;
	return (given ? *given : 0) ^ clock_now_us() << 20;
}

/* Somebody else configures this interface: it is theirs. */
static void say_aside(const struct keeper_link *link, struct in_addr address)
{
	char text[IPV4_TEXT_SIZE];

	ipv4_format(address, text);
	log_notice("%s: another program has set %s: the interface is left to it", link->link.name,
		   text);
}

static bool is_kept(const struct keeper_link *link)
{
	return link->configured && link->config.dhcp;
}

/*
 * Ours again, or with a lifetime, which only another DHCP client sets: a manager has taken over,
 * and the address stays as it is. So has one that takes ours off and sets a permanent one, in any
 * order; a further permanent one alone is an administrator's. Port 0: the kernel tells all again at
 * a rename.
 */
static void on_address(struct keeper_link *link, const struct rtnl_event *event)
{
	struct in_addr address = event->address.address;
	bool is_same = address.s_addr == link->config.address.s_addr;

	if (event->port == 0 || event->port == keeper.port || !is_kept(link) ||
	    event->address.scope != RT_SCOPE_UNIVERSE)
		return;
	/* The subnet's first address was deleted, and ours is promoted in the same request. */
	if (event->port == keeper.gone_port && event->seq == keeper.gone_sequence)
		return;
	if (is_same || !event->address.is_permanent) {
		say_aside(link, address);
		keeper_link_drop(&keeper, link, false);
	} else if (event->port == link->removed_port) {
		say_aside(link, address);
		keeper_link_withdraw(&keeper, link);
	} else {
		link->added_port = event->port;
		link->added = address;
	}
}

static bool is_ours(const struct keeper_link *link, const struct rtnl_event *event)
{
	return is_kept(link) && event->address.address.s_addr == link->config.address.s_addr;
}

static void on_address_gone(struct keeper_link *link, const struct rtnl_event *event)
{
	if (event->port == keeper.port || !link->link.is_up || !is_ours(link, event))
		return;
	if (event->port && event->port == link->added_port) {
		say_aside(link, link->added);
		keeper_link_withdraw(&keeper, link);
		return;
	}
	link->removed_port = event->port;
	keeper_link_event(&keeper, link, DHCP_EVENT_ADDR_GONE);
}

static void on_link(int ifindex, const struct rtnl_link *nic)
{
	struct keeper_link *link = keeper_link_find(&keeper, ifindex);

	if (link)
		keeper_link_update(&keeper, link, nic);
	else
		keeper_plan_take(&keeper, ifindex, nic);
}

static void on_event(void *context, const struct rtnl_event *event)
{
	struct keeper_link *link = event->ifindex > 0 ? keeper_link_find(&keeper, event->ifindex)
						      : NULL;

	(void)context;
	switch (event->type) {
	case RTNL_LINK:
		if (event->ifindex > 0)
			on_link(event->ifindex, &event->link);
		return;
	case RTNL_LINK_GONE:
		if (link)
			keeper_plan_gone(&keeper, link);
		return;
	case RTNL_ADDRESS:
		if (link)
			on_address(link, event);
		return;
	case RTNL_ADDRESS_GONE:
		keeper.gone_port = event->port;
		keeper.gone_sequence = event->seq;
		if (link)
			on_address_gone(link, event);
		return;
	case RTNL_DONE:
	case RTNL_OTHER:
		return;
	}
}

/* Before the links are known: what the kernel's own ip= has set is asked for again. */
static void on_found(void *context, const struct rtnl_event *event)
{
	struct keeper_found *found = &keeper.found[keeper.found_count];

	(void)context;
	if (event->type != RTNL_ADDRESS || event->address.scope != RT_SCOPE_UNIVERSE ||
	    keeper.found_count == KEEPER_FOUND_MAX)
		return;
	found->ifindex = event->ifindex;
	found->address = event->address.address;
	found->prefix_len = event->address.prefix_len;
	keeper.found_count++;
}

static void dump_links(void)
{
	/* On a socket of its own: what comes of a link makes requests while the dump goes on. */
	int error = rtnl_dump(keeper.dump_fd, RTM_GETLINK, on_event, NULL);

	if (error)
		log_err("cannot list the NICs: %s", strerror(-error));
}

static void on_seen(void *context, const struct rtnl_event *event)
{
	struct keeper_link *link = keeper_link_find(&keeper, event->ifindex);

	(void)context;
	if (event->type == RTNL_ADDRESS && link)
		link->is_seen |= is_ours(link, event);
}

/* Events were lost: what they would have told is looked at. */
static void look_again(void)
{
	dump_links();
	for (unsigned int i = 0; i < keeper.link_end; i++)
		keeper.links[i].is_seen = false;
	if (rtnl_dump(keeper.dump_fd, RTM_GETADDR, on_seen, NULL))
		return;
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && is_kept(link) && link->link.is_up && !link->is_seen)
			keeper_link_event(&keeper, link, DHCP_EVENT_ADDR_GONE);
	}
}

static void on_signal(void)
{
	struct signalfd_siginfo info;
	enum dhcp_event_type type = DHCP_EVENT_RENEW;

	if (read(keeper.signal_fd, &info, sizeof(info)) != sizeof(info)) {
		/* It may be the one that is to end it, and can be read for ever. */
		keeper.is_over = keeper.has_failed = errno != EAGAIN;
		if (keeper.is_over)
			log_err("cannot read a signal: %s; it ends", strerror(errno));
		return;
	}
	if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) {
		log_info("ended by signal %u; addresses stay", info.ssi_signo);
		keeper.is_over = true;
		return;
	}
	if (info.ssi_signo == SIGUSR2)
		type = DHCP_EVENT_RELEASE;
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && keeper_is_dhcp(&keeper, link) &&
		    (info.ssi_int == 0 || info.ssi_int == link->ifindex))
			keeper_link_event(&keeper, link, type);
	}
}

static void on_timers(void)
{
	uint64_t now_ms, expirations;

	if (read(keeper.timer_fd, &expirations, sizeof(expirations)) == sizeof(expirations))
		clock_pass_ms(keeper.armed_ms);
	now_ms = clock_now_ms();
	keeper.armed_ms = 0; /* set anew in any case, which takes back a ring that was not read */
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && keeper_link_timer_ms(link) <= now_ms)
			keeper_link_timeout(&keeper, link);
	}
	if (now_ms >= keeper.say_ms)
		keeper_plan_say_missing(&keeper);
}

static uint64_t next_timer_ms(void)
{
	uint64_t next_ms = keeper.say_ms;

	for (unsigned int i = 0; i < keeper.link_end; i++) {
		const struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && keeper_link_timer_ms(link) < next_ms)
			next_ms = keeper_link_timer_ms(link);
	}
	return next_ms;
}

static void arm_timer(void)
{
	uint64_t next_ms = next_timer_ms();
	struct itimerspec spec = {0};

	if (next_ms == keeper.armed_ms)
		return;
	keeper.armed_ms = next_ms;
	if (next_ms != DHCP_NEVER) {
		spec.it_value.tv_sec = (time_t)(next_ms / 1000);
		spec.it_value.tv_nsec = (long)(next_ms % 1000) * 1000000 + 1; /* 0 disarms */
	}
	if (timerfd_settime(keeper.timer_fd, TFD_TIMER_ABSTIME, &spec, NULL) < 0) {
		log_err("cannot set the timer: %s", strerror(errno));
		keeper.armed_ms = 0;
	}
}

static nfds_t list_fds(struct pollfd fds[], struct keeper_link *owners[])
{
	const int fixed[FIXED_FDS] = {keeper.signal_fd, keeper.timer_fd, keeper.event_fd};
	nfds_t count = 0;

	for (; count < FIXED_FDS; count++)
		fds[count] = (struct pollfd){.fd = fixed[count], .events = POLLIN};
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];
		const int own[LINK_FDS] = {link->raw_fd, link->udp_fd, link->arp_fd};

		for (int j = 0; link->ifindex && j < LINK_FDS; j++) {
			if (own[j] < 0)
				continue;
			owners[count] = link;
			fds[count++] = (struct pollfd){.fd = own[j], .events = POLLIN};
		}
	}
	return count;
}

static bool is_long_until(uint64_t end_ms)
{
	return end_ms > clock_now_ms() + LONG_MS;
}

static void wait_and_handle(void)
{
	struct pollfd fds[FIXED_FDS + LINK_FDS * KEEPER_LINK_MAX];
	struct keeper_link *owners[FIXED_FDS + LINK_FDS * KEEPER_LINK_MAX];
	nfds_t count = list_fds(fds, owners);
	int ready = is_long_until(keeper.armed_ms) ? daemon_sleep(fds, count)
						   : ppoll(fds, count, NULL, NULL);

	if (daemon_gives_up(ready))
		keeper.is_over = keeper.has_failed = true;
	if (ready >= 0 && fds[0].revents)
		on_signal();
	if (ready < 0 || keeper.is_over)
		return;
	if (fds[1].revents)
		on_timers();
	if (fds[2].revents && rtnl_receive(keeper.event_fd, on_event, NULL) == -ENOBUFS)
		look_again();
	for (nfds_t i = FIXED_FDS; i < count; i++) {
		if (fds[i].revents && owners[i]->ifindex)
			keeper_link_receive(&keeper, owners[i]);
	}
}

static int open_all(void)
{
	sigset_t all, ours;

	keeper.event_fd = rtnl_open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR, NULL);
	keeper.request_fd = rtnl_open(0, &keeper.port);
	keeper.dump_fd = rtnl_open(0, NULL);
	if (keeper.event_fd < 0 || keeper.request_fd < 0 || keeper.dump_fd < 0) {
		log_err("cannot speak rtnetlink with the kernel: %s",
			strerror(keeper.event_fd < 0	 ? -keeper.event_fd
				 : keeper.request_fd < 0 ? -keeper.request_fd
							 : -keeper.dump_fd));
		return -1;
	}
	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGUSR1);
	sigaddset(&ours, SIGUSR2);
	keeper.signal_fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	keeper.timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (keeper.signal_fd < 0 || keeper.timer_fd < 0) {
		log_err("cannot make a timer and a signal descriptor: %s", strerror(errno));
		return -1;
	}
	return 0;
}

int keeper_run(const struct keeper_start *start)
{
	keeper.plan = start->plan;
	keeper.hostname = start->hostname;
	keeper.takes_over = start->takes_over;
	keeper.run_fd = start->run_fd;
	keeper.ready_fd = start->ready_fd;
	keeper.armed_ms = DHCP_NEVER;
	keeper.sequence = 1;
	keeper.seed = make_seed();
	keeper.pid = getpid(); /* not to be asked for later: the sandbox refuses */
	keeper.missing_ms = keeper.say_ms = DHCP_NEVER;
	if (keeper.run_fd < 0 || open_all() < 0)
		return 1;
	if (keeper.takes_over)
		(void)rtnl_dump(keeper.dump_fd, RTM_GETADDR, on_found, NULL);
	dump_links();
	/* The first messages are out; no byte of an answer was read yet. */
	keeper_sandbox_enter(keeper.run_fd);
	while (!keeper.is_over && keeper_plan_is_needed(&keeper)) {
		if (keeper.race_is_open)
			dump_links();
		keeper.race_is_open = false;
		keeper_plan_note_missing(&keeper);
		arm_timer();
		wait_and_handle();
	}
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		if (keeper.links[i].ifindex)
			keeper_link_drop(&keeper, &keeper.links[i], false);
	}
	return keeper.has_failed;
}

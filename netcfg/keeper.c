/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keeper's loop: which interfaces belong to the plan, who wins where several may, what
 * the starter and resolv.conf are told, and when it is over. Everything is an event: rtnetlink,
 * a packet, a signal (signalfd(2)), a timer (timerfd_create(2), CLOCK_BOOTTIME, which goes on in
 * suspend). Nothing is polled.
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

#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "netcfg/ipv4.h"
#include "netcfg/resolv.h"
#include "netcfg/run_dir.h"
#include "netcfg/sandbox.h"

enum {
	SAY_FIRST_MS = 10000,  /* then it is said what is missing, */
	SAY_SECOND_MS = 60000, /* and again, and at each doubling */
	FIXED_FDS = 3,	       /* signals, the timer, rtnetlink */
	LINK_FDS = 3,
};

static struct keeper keeper;

uint64_t keeper_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Never waits for entropy: a box that boots has none, and an xid needs to differ, no more. */
static uint64_t make_seed(void)
{
	const uint64_t *given = (const void *)getauxval(AT_RANDOM);
	struct timespec now;
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == sizeof(seed) ||
	    getrandom(&seed, sizeof(seed), GRND_INSECURE) == sizeof(seed))
		return seed;
	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (given ? *given : 0) ^ (uint64_t)now.tv_nsec << 20 ^ (uint64_t)now.tv_sec;
}

static struct keeper_link *link_find(int ifindex)
{
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		if (keeper.links[i].ifindex == ifindex)
			return &keeper.links[i];
	}
	return NULL;
}

/* A free place, zeroed; NULL: all are taken. */
static struct keeper_link *link_new(void)
{
	struct keeper_link *link = link_find(0);

	if (!link && keeper.link_end < KEEPER_LINK_MAX)
		link = &keeper.links[keeper.link_end++];
	if (link)
		memset(link, 0, sizeof(*link));
	return link;
}

/* The request that a NIC is for: its own by name, else the first without a name. -1: none. */
static int request_find(const struct rtnl_link *nic)
{
	const struct net_plan *plan = keeper.plan;
	int any = -1;

	for (unsigned int i = 0; i < plan->request_count; i++) {
		if (strcmp(plan->requests[i].ifname, nic->name) == 0)
			return (int)i;
		if (any < 0 && !plan->requests[i].ifname[0])
			any = (int)i;
	}
	if (!nic->is_physical ||
	    (plan->bootif_given && memcmp(plan->bootif, nic->mac, NET_MAC_LEN) != 0))
		return -1;
	return any;
}

/* The address that a NIC for DHCP had before us. */
static void take_found(struct keeper_link *link)
{
	if (!keeper.takes_over || keeper.plan->requests[link->request].method != NET_METHOD_DHCP)
		return;
	for (unsigned int i = 0; i < keeper.found_count && !link->found.s_addr; i++) {
		if (keeper.found[i].ifindex != link->ifindex)
			continue;
		link->found = keeper.found[i].address;
		link->found_prefix_len = keeper.found[i].prefix_len;
	}
}

static void write_pid(const struct keeper_link *link)
{
	char text[16];
	size_t len = format_text(text, sizeof(text), "%d\n", (int)keeper.pid);
	int error = run_dir_write(keeper.run_fd, link->link.name, "pid", text, len);

	if (error)
		log_warning("%s: cannot write its pid file: %s", link->link.name, strerror(-error));
}

static void adopt(int ifindex, const struct rtnl_link *nic)
{
	int request = request_find(nic);
	struct keeper_link *link;

	if (request < 0 || keeper.ended[request] ||
	    keeper.plan->requests[request].method == NET_METHOD_OFF)
		return;
	link = nic->is_ethernet ? link_new() : NULL;
	if (!link) {
		if (keeper.plan->requests[request].ifname[0] || nic->is_ethernet)
			log_warning("%s: is left alone: %s", nic->name,
				    nic->is_ethernet ? "more NICs than are handled"
						     : "no Ethernet NIC");
		return;
	}
	link->ifindex = ifindex;
	link->request = (unsigned int)request;
	link->link = *nic;
	take_found(link);
	if (keeper.plan->requests[request].method == NET_METHOD_DHCP)
		write_pid(link);
	keeper_link_start(&keeper, link);
}

/* One of several NICs that may serve the same request was the first: the others stand down. */
static void end_race(const struct keeper_link *winner)
{
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && link != winner && link->request == winner->request)
			keeper_link_drop(&keeper, link, true);
	}
	keeper.ended[winner->request] = true; /* no other NIC is taken for it */
}

static bool is_up(const struct keeper_link *link)
{
	return link->ifindex && link->configured && link->link.has_carrier;
}

static const struct keeper_link *link_of_request(unsigned int request)
{
	const struct keeper_link *found = NULL;

	for (unsigned int i = 0; i < keeper.link_end; i++) {
		const struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && link->request == request &&
		    (!found || is_up(link) || (link->link.has_carrier && !is_up(found))))
			found = link;
	}
	return found;
}

static bool is_wanted(unsigned int request)
{
	return keeper.plan->requests[request].method != NET_METHOD_OFF;
}

/* Once everything is configured: the starter goes on. */
static void tell_ready(void)
{
	struct netcfg_result result = {0};

	if (keeper.ready_fd < 0)
		return;
	for (unsigned int i = 0; i < keeper.plan->request_count; i++) {
		const struct keeper_link *link = link_of_request(i);

		if (!is_wanted(i))
			continue;
		if (!link || !is_up(link))
			return;
		if (!result.ifname[0]) {
			result.address = link->config.address;
			memcpy(result.ifname, link->link.name, sizeof(result.ifname));
		}
		if (!result.hostname[0])
			memcpy(result.hostname, link->config.hostname, sizeof(result.hostname));
		if (!result.domain[0])
			memcpy(result.domain, link->config.search, sizeof(result.domain));
	}
	(void)file_write_all(keeper.ready_fd, (const char *)&result, sizeof(result));
	close(keeper.ready_fd);
	keeper.ready_fd = -1;
}

static void write_resolv(void)
{
	const struct net_config *configs[KEEPER_LINK_MAX];
	char text[RESOLV_SIZE];
	unsigned int count = 0;
	int error;

	for (unsigned int i = 0; i < keeper.link_end; i++) {
		if (keeper.links[i].ifindex && keeper.links[i].configured)
			configs[count++] = &keeper.links[i].config;
	}
	error = run_dir_write(keeper.run_fd, "", "resolv.conf", text,
			      resolv_build(keeper.plan, configs, count, text));
	if (error)
		log_warning("cannot write 'resolv.conf': %s", strerror(-error));
}

void keeper_link_changed(struct keeper *of, struct keeper_link *link)
{
	(void)of;
	if (link->configured && !keeper.ended[link->request])
		end_race(link);
	/* Whoever won by a lease that did not last must not keep the other NICs out for ever. */
	if (!link->configured && keeper.ended[link->request] && !link->fsm.released &&
	    !keeper.plan->requests[link->request].ifname[0]) {
		keeper.ended[link->request] = false;
		keeper.race_is_open = true;
	}
	write_resolv();
	tell_ready();
}

/* Somebody else configures this interface: it is theirs, with the address as it is. */
static void step_aside(struct keeper_link *link, struct in_addr address)
{
	char text[IPV4_TEXT_SIZE];

	ipv4_format(address, text);
	log_notice("%s: another program has set %s: the interface is left to it", link->link.name,
		   text);
	keeper_link_drop(&keeper, link, false);
}

/*
 * Ours again, or with a lifetime, which only another DHCP client sets: a manager has taken over. A
 * further permanent one is an administrator's. Port 0: the kernel tells all again at a rename.
 */
static void on_address(struct keeper_link *link, const struct rtnl_event *event)
{
	bool is_same = event->address.address.s_addr == link->config.address.s_addr;

	if (event->port == 0 || event->port == keeper.port || !link->configured ||
	    !link->config.dhcp || event->address.scope != RT_SCOPE_UNIVERSE)
		return;
	/* The subnet's first address was deleted, and ours is promoted in the same request. */
	if (event->port == keeper.gone_port && event->seq == keeper.gone_sequence)
		return;
	if (is_same || !event->address.is_permanent)
		step_aside(link, event->address.address);
}

static void on_address_gone(struct keeper_link *link, const struct rtnl_event *event)
{
	if (event->port != keeper.port && link->configured && link->config.dhcp &&
	    link->link.is_up && event->address.address.s_addr == link->config.address.s_addr)
		keeper_link_event(&keeper, link, DHCP_EVENT_ADDR_GONE);
}

static void on_link(int ifindex, const struct rtnl_link *nic)
{
	struct keeper_link *link = link_find(ifindex);

	if (link)
		keeper_link_update(&keeper, link, nic);
	else
		adopt(ifindex, nic);
}

static void on_link_gone(struct keeper_link *link)
{
	unsigned int request = link->request;

	log_warning("%s: the NIC is gone", link->link.name);
	run_dir_remove(keeper.run_fd, link->link.name, "lease");
	keeper_link_drop(&keeper, link, false);
	keeper.ended[request] = false; /* another one may come, or one that had lost the race */
	keeper.race_is_open = true;
	write_resolv();
}

static void on_event(void *context, const struct rtnl_event *event)
{
	struct keeper_link *link = event->ifindex > 0 ? link_find(event->ifindex) : NULL;

	(void)context;
	switch (event->type) {
	case RTNL_LINK:
		if (event->ifindex > 0)
			on_link(event->ifindex, &event->link);
		return;
	case RTNL_LINK_GONE:
		if (link)
			on_link_gone(link);
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

/* A NIC or its carrier is. One that was left to somebody else is not missed. */
static bool is_missing(unsigned int request)
{
	const struct keeper_link *link = link_of_request(request);

	return is_wanted(request) && (link ? !link->link.has_carrier : !keeper.ended[request]);
}

static void say_missing(void)
{
	uint64_t past_ms = keeper_now_ms() - keeper.missing_ms, next_ms = SAY_SECOND_MS;

	for (unsigned int i = 0; i < keeper.plan->request_count; i++) {
		const struct net_request *request = &keeper.plan->requests[i];
		const struct keeper_link *link = link_of_request(i);

		if (!is_missing(i))
			continue;
		if (link)
			log_warning("%s: no link for %u s: is the cable plugged in?",
				    link->link.name, (unsigned int)(past_ms / 1000));
		else
			log_warning("no NIC %s%s for %u s; waiting for one",
				    request->ifname[0]		? "named "
				    : keeper.plan->bootif_given ? "with the MAC of BOOTIF="
								: "of Ethernet",
				    request->ifname, (unsigned int)(past_ms / 1000));
	}
	while (next_ms <= past_ms)
		next_ms *= 2;
	keeper.say_ms = keeper.missing_ms + next_ms;
}

/* True when a link is there to be kept, or one is awaited. */
static bool is_needed(void)
{
	for (unsigned int i = 0; i < keeper.plan->request_count; i++) {
		bool is_dhcp = keeper.plan->requests[i].method == NET_METHOD_DHCP;
		const struct keeper_link *link = link_of_request(i);

		if (!is_wanted(i) || (keeper.ended[i] && !link))
			continue;
		if (!link || (is_dhcp && !link->fsm.released) || (!is_dhcp && !is_up(link)))
			return true;
	}
	return false;
}

static void on_signal(void)
{
	struct signalfd_siginfo info;
	enum dhcp_event_type type = DHCP_EVENT_RENEW;
	bool is_end = false;

	if (read(keeper.signal_fd, &info, sizeof(info)) != sizeof(info))
		return;
	is_end = info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
	if (is_end)
		log_info("ended by signal %u; addresses stay", info.ssi_signo);
	if (info.ssi_signo == SIGUSR2)
		type = DHCP_EVENT_RELEASE;
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];

		if (!link->ifindex || !is_wanted(link->request))
			continue;
		if (is_end)
			keeper_link_drop(&keeper, link, false);
		else if (keeper.plan->requests[link->request].method == NET_METHOD_DHCP &&
			 (info.ssi_int == 0 || info.ssi_int == link->ifindex))
			keeper_link_event(&keeper, link, type);
	}
	for (unsigned int i = 0; is_end && i < NET_REQUEST_MAX; i++)
		keeper.ended[i] = true;
}

static void on_timers(void)
{
	uint64_t now_ms = keeper_now_ms(), expirations;

	(void)!read(keeper.timer_fd, &expirations, sizeof(expirations));
	keeper.armed_ms = DHCP_NEVER;
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		struct keeper_link *link = &keeper.links[i];

		if (link->ifindex && keeper_link_timer_ms(link) <= now_ms)
			keeper_link_timeout(&keeper, link);
	}
	if (now_ms >= keeper.say_ms)
		say_missing();
}

/* Nothing is said while all are up: a keeper that has nothing to do sleeps. */
static void note_missing(void)
{
	bool any = false;

	for (unsigned int i = 0; i < keeper.plan->request_count; i++)
		any |= is_missing(i);
	if (any && keeper.missing_ms == DHCP_NEVER) {
		keeper.missing_ms = keeper_now_ms();
		keeper.say_ms = keeper.missing_ms + SAY_FIRST_MS;
	} else if (!any) {
		keeper.missing_ms = keeper.say_ms = DHCP_NEVER;
	}
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
	(void)timerfd_settime(keeper.timer_fd, TFD_TIMER_ABSTIME, &spec, NULL);
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

static void wait_and_handle(void)
{
	struct pollfd fds[FIXED_FDS + LINK_FDS * KEEPER_LINK_MAX];
	struct keeper_link *owners[FIXED_FDS + LINK_FDS * KEEPER_LINK_MAX];
	nfds_t count = list_fds(fds, owners);

	if (ppoll(fds, count, NULL, NULL) < 0)
		return;
	if (fds[0].revents)
		on_signal();
	if (fds[1].revents)
		on_timers();
	if (fds[2].revents && rtnl_receive(keeper.event_fd, on_event, NULL) == -ENOBUFS)
		dump_links();
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
	int run_fd = start->run_fd;

	keeper.plan = start->plan;
	keeper.hostname = start->hostname;
	keeper.takes_over = start->takes_over;
	keeper.run_fd = run_fd;
	keeper.ready_fd = start->ready_fd;
	keeper.armed_ms = DHCP_NEVER;
	keeper.sequence = 1;
	keeper.seed = make_seed();
	keeper.pid = getpid(); /* not to be asked for later: the sandbox refuses */
	keeper.missing_ms = keeper.say_ms = DHCP_NEVER;
	if (run_fd < 0)
		log_err("cannot make the keeper's folder: %s", strerror(-run_fd));
	if (run_fd < 0 || open_all() < 0)
		return 1;
	sandbox_enter(keeper.run_fd);
	(void)rtnl_dump(keeper.dump_fd, RTM_GETADDR, on_found, NULL);
	dump_links();
	while (is_needed()) {
		if (keeper.race_is_open)
			dump_links();
		keeper.race_is_open = false;
		note_missing();
		arm_timer();
		wait_and_handle();
	}
	for (unsigned int i = 0; i < keeper.link_end; i++) {
		if (keeper.links[i].ifindex)
			keeper_link_drop(&keeper, &keeper.links[i], false);
	}
	return 0;
}

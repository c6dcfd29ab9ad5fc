/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who serves what: which NIC is for which request of the plan, who wins where several may, what the
 * starter and resolv.conf are told, what is still missing, and when it is over. In come NICs as
 * rtnetlink tells of them, and links that were configured or lost what they had.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "netcfg/keeper.h"
#include "netcfg/resolv.h"
#include "netcfg/run_dir.h"

enum {
	SAY_FIRST_MS = 10000,  /* then it is said what is missing, */
	SAY_SECOND_MS = 60000, /* and again, and at each doubling */
	MAC_TEXT_SIZE = 3 * NET_MAC_LEN,
};

struct keeper_link *keeper_link_find(struct keeper *keeper, int ifindex)
{
	for (unsigned int i = 0; i < keeper->link_end; i++) {
		if (keeper->links[i].ifindex == ifindex)
			return &keeper->links[i];
	}
	return NULL;
}

/* A free place, zeroed; NULL: all are taken. */
static struct keeper_link *link_new(struct keeper *keeper)
{
	struct keeper_link *link = keeper_link_find(keeper, 0);

	if (!link && keeper->link_end < KEEPER_LINK_MAX)
		link = &keeper->links[keeper->link_end++];
	if (link)
		memset(link, 0, sizeof(*link));
	return link;
}

/* The request that a NIC is for: its own by name, else the first without a name. -1: none. */
static int find_request(const struct net_plan *plan, const struct rtnl_link *nic)
{
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
static void take_found(const struct keeper *keeper, struct keeper_link *link)
{
	for (unsigned int i = 0; i < keeper->found_count && !link->found.s_addr; i++) {
		if (keeper->found[i].ifindex != link->ifindex)
			continue;
		link->found = keeper->found[i].address;
		link->found_prefix_len = keeper->found[i].prefix_len;
	}
}

static void write_pid(const struct keeper *keeper, const struct keeper_link *link)
{
	char text[16];
	size_t len = format_text(text, sizeof(text), "%d\n", (int)keeper->pid);
	int error = run_dir_write(keeper->run_fd, link->link.name, "pid", text, len);

	if (error)
		log_warning("%s: cannot write its pid file: %s", link->link.name, strerror(-error));
}

/* Once for each request, and once for all NICs that find no place: the kernel tells of them often.
 */
static void say_left_alone(struct keeper *keeper, unsigned int request, const struct rtnl_link *nic)
{
	bool *is_said = nic->is_ethernet ? &keeper->said_many : &keeper->said_other[request];

	if (*is_said || (!nic->is_ethernet && !keeper->plan->requests[request].ifname[0]))
		return;
	*is_said = true;
	log_warning("%s: is left alone: %s", nic->name,
		    nic->is_ethernet ? "more NICs than are handled; name one in ip="
				     : "no Ethernet NIC");
}

void keeper_plan_take(struct keeper *keeper, int ifindex, const struct rtnl_link *nic)
{
	int request = find_request(keeper->plan, nic);
	struct keeper_link *link;

	if (request < 0 || keeper->ended[request] ||
	    keeper->plan->requests[request].method == NET_METHOD_OFF)
		return;
	link = nic->is_ethernet ? link_new(keeper) : NULL;
	if (!link) {
		say_left_alone(keeper, (unsigned int)request, nic);
		return;
	}
	link->ifindex = ifindex;
	link->request = (unsigned int)request;
	link->link = *nic;
	if (!keeper_is_dhcp(keeper, link)) {
		keeper_link_start(keeper, link);
		return;
	}
	take_found(keeper, link);
	keeper_link_start(keeper, link);
	write_pid(keeper, link); /* while the server answers */
}

/* One of several NICs that may serve the same request was the first: the others stand down. */
static void end_race(struct keeper *keeper, const struct keeper_link *winner)
{
	for (unsigned int i = 0; i < keeper->link_end; i++) {
		struct keeper_link *link = &keeper->links[i];

		if (link->ifindex && link != winner && link->request == winner->request)
			keeper_link_drop(keeper, link, true);
	}
	keeper->ended[winner->request] = true; /* no other NIC is taken for it */
}

static bool is_up(const struct keeper_link *link)
{
	return link->ifindex && link->configured && link->link.has_carrier;
}

/* The link that serves a request best; NULL: none does. */
static const struct keeper_link *link_of_request(const struct keeper *keeper, unsigned int request)
{
	const struct keeper_link *found = NULL;

	for (unsigned int i = 0; i < keeper->link_end; i++) {
		const struct keeper_link *link = &keeper->links[i];

		if (link->ifindex && link->request == request &&
		    (!found || is_up(link) || (link->link.has_carrier && !is_up(found))))
			found = link;
	}
	return found;
}

static bool is_wanted(const struct keeper *keeper, unsigned int request)
{
	return keeper->plan->requests[request].method != NET_METHOD_OFF;
}

/* A name that comes after /init has gone on finds nobody who sets it. */
static void send_result(struct keeper *keeper, const struct netcfg_result *result)
{
	int error = file_write_all(keeper->ready_fd, (const char *)result, sizeof(*result));

	if (error && result->hostname[0] && !keeper->hostname[0])
		log_notice("the host name '%s' came too late to be set; see rambox.netwait=",
			   result->hostname);
	close(keeper->ready_fd);
	keeper->ready_fd = -1;
}

/* Once everything is configured: the starter goes on. */
static void tell_ready(struct keeper *keeper)
{
	struct netcfg_result result = {0};

	if (keeper->ready_fd < 0)
		return;
	for (unsigned int i = 0; i < keeper->plan->request_count; i++) {
		const struct keeper_link *link = link_of_request(keeper, i);

		if (!is_wanted(keeper, i))
			continue;
		if (!link || !is_up(link))
			return;
		if (!result.hostname[0] && link->config.dhcp) /* an ip='s is known */
			memcpy(result.hostname, link->config.hostname, sizeof(result.hostname));
		if (!result.domain[0])
			memcpy(result.domain, link->config.search, sizeof(result.domain));
	}
	send_result(keeper, &result);
}

static void write_resolv(struct keeper *keeper)
{
	const struct net_config *configs[KEEPER_LINK_MAX];
	char text[RESOLV_SIZE];
	unsigned int count = 0;
	size_t len;
	int error;

	for (unsigned int i = 0; i < keeper->link_end; i++) {
		if (keeper->links[i].ifindex && keeper->links[i].configured)
			configs[count++] = &keeper->links[i].config;
	}
	len = resolv_build(keeper->plan, configs, count, text);
	error = run_dir_write(keeper->run_fd, "", "resolv.conf", text, len);
	if (error)
		log_warning("cannot write 'resolv.conf': %s", strerror(-error));
}

void keeper_plan_changed(struct keeper *keeper, struct keeper_link *link)
{
	if (link->configured && !keeper->ended[link->request])
		end_race(keeper, link);
	/* Whoever won by a lease that did not last must not keep the other NICs out for ever. */
	if (!link->configured && keeper->ended[link->request] && !link->fsm.released &&
	    !keeper_request(keeper, link)->ifname[0]) {
		keeper->ended[link->request] = false;
		keeper->race_is_open = true;
	}
	write_resolv(keeper);
	tell_ready(keeper);
}

void keeper_plan_gone(struct keeper *keeper, struct keeper_link *link)
{
	unsigned int request = link->request;

	log_warning("%s: the NIC is gone", link->link.name);
	run_dir_remove(keeper->run_fd, link->link.name, "lease");
	keeper_link_drop(keeper, link, false);
	keeper->ended[request] = false; /* another one may come, or one that had lost the race */
	keeper->race_is_open = true;
	write_resolv(keeper);
}

/* A NIC or its carrier is. One that was left to somebody else is not missed. */
static bool is_missing(const struct keeper *keeper, unsigned int request)
{
	const struct keeper_link *link = link_of_request(keeper, request);

	return is_wanted(keeper, request) &&
	       (link ? !link->link.has_carrier : !keeper->ended[request]);
}

static void say_no_nic(const struct net_plan *plan, const char *ifname, unsigned int past_s)
{
	char mac[MAC_TEXT_SIZE] = "";

	for (size_t i = 0; !*ifname && plan->bootif_given && i < NET_MAC_LEN; i++)
		(void)format_text(mac + 3 * i, sizeof(mac) - 3 * i, "%02x%s",
				  (unsigned int)plan->bootif[i], i + 1 < NET_MAC_LEN ? ":" : "");
	log_warning("no %sNIC%s%s%s for %u s; waiting for one: is its driver there?",
		    *ifname || *mac ? "" : "Ethernet ",
		    *ifname ? " named "
		    : *mac  ? " with BOOTIF's MAC "
			    : "",
		    ifname, mac, past_s);
}

void keeper_plan_say_missing(struct keeper *keeper)
{
	uint64_t past_ms = clock_now_ms() - keeper->missing_ms, next_ms = SAY_SECOND_MS;

	for (unsigned int i = 0; i < keeper->plan->request_count; i++) {
		const struct keeper_link *link = link_of_request(keeper, i);

		if (!is_missing(keeper, i))
			continue;
		if (link)
			log_warning("%s: no link for %u s: is the cable plugged in?",
				    link->link.name, (unsigned int)(past_ms / 1000));
		else
			say_no_nic(keeper->plan, keeper->plan->requests[i].ifname,
				   (unsigned int)(past_ms / 1000));
	}
	while (next_ms <= past_ms)
		next_ms *= 2;
	keeper->say_ms = keeper->missing_ms + next_ms;
}

void keeper_plan_note_missing(struct keeper *keeper)
{
	bool any = false;

	for (unsigned int i = 0; i < keeper->plan->request_count; i++)
		any |= is_missing(keeper, i);
	if (any && keeper->missing_ms == DHCP_NEVER) {
		keeper->missing_ms = clock_now_ms();
		keeper->say_ms = keeper->missing_ms + SAY_FIRST_MS;
	} else if (!any) {
		keeper->missing_ms = keeper->say_ms = DHCP_NEVER;
	}
}

bool keeper_plan_is_needed(const struct keeper *keeper)
{
	for (unsigned int i = 0; i < keeper->plan->request_count; i++) {
		bool is_dhcp = keeper->plan->requests[i].method == NET_METHOD_DHCP;
		const struct keeper_link *link = link_of_request(keeper, i);

		if (!is_wanted(keeper, i) || (keeper->ended[i] && !link))
			continue;
		if (!link || (is_dhcp && !link->fsm.released) || (!is_dhcp && !is_up(link)))
			return true;
	}
	return false;
}

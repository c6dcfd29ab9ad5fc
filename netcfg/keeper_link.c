/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One interface of the keeper: its state machine's actions become packets, addresses and
 * files, and what comes in becomes events. Errors of sockets are no events: what was not sent is
 * sent again by the timer, and a link that went down says so by rtnetlink.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/parse.h"
#include "netcfg/dhcp_frame.h"
#include "netcfg/dhcp_sock.h"
#include "netcfg/keeper.h"
#include "netcfg/lease_file.h"
#include "netcfg/run_dir.h"

enum {
	RECEIVE_MAX = 64,    /* frames a turn: timers and others have theirs, too */
	BATCH_NUMBERS = 256, /* more than a batch has messages */
};

/* Too large for a stack that is to stay small; one process, one at a time. */
static struct dhcp_reply reply;
static struct rtnl_batch batch;
static char lease_text[LEASE_FILE_SIZE];

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void complain(const struct keeper_link *link, const char *what, int error)
{
	if (error)
		log_warning("%s: cannot %s: %s", link->link.name, what, strerror(-error));
}

static bool open_raw(struct keeper_link *link)
{
	if (link->raw_fd < 0)
		link->raw_fd = dhcp_sock_open_raw(link->ifindex, link->link.mac);
	if (link->raw_fd < 0 && !link->is_deaf)
		complain(link, "open a packet socket (CONFIG_PACKET)", link->raw_fd);
	link->is_deaf = link->raw_fd < 0;
	return !link->is_deaf;
}

static int send_unicast(struct keeper_link *link, const struct dhcp_send *send,
			const uint8_t *payload, size_t len)
{
	if (link->udp_fd < 0)
		link->udp_fd = dhcp_sock_open_udp(link->link.name);
	if (link->udp_fd < 0)
		return link->udp_fd;
	return dhcp_sock_send_udp(link->udp_fd, send->ciaddr, send->server_id, payload, len);
}

static int send_broadcast(struct keeper_link *link, const struct dhcp_send *send,
			  const uint8_t *payload, size_t len)
{
	const struct in_addr everybody = {.s_addr = INADDR_BROADCAST};
	uint8_t frame[DHCP_MSG_SEND_MAX + DHCP_FRAME_HEADERS];

	len = dhcp_frame_build(send->ciaddr, everybody, payload, len, frame, sizeof(frame));
	if (!open_raw(link))
		return 0; /* said already */
	return dhcp_sock_send_raw(link->raw_fd, link->ifindex, frame, len);
}

static void send_message(struct keeper_link *link, const struct dhcp_send *send)
{
	uint8_t payload[DHCP_MSG_SEND_MAX];
	size_t len = dhcp_msg_build(&link->client, send, payload, sizeof(payload));
	int error = send->unicast ? send_unicast(link, send, payload, len)
				  : send_broadcast(link, send, payload, len);

	if (error && error != -ENETDOWN)
		complain(link, "send a DHCP message", error);
}

static void write_lease(struct keeper *keeper, struct keeper_link *link)
{
	const struct dhcp_fsm *fsm = &link->fsm;
	const struct lease_file file = {
		.ifname = link->link.name,
		.config = &link->config,
		.lease = link->config.dhcp ? &fsm->lease : NULL,
		.state = link->config.dhcp ? dhcp_state_name(fsm->state) : NULL,
		.bound_s = link->bound_ms / 1000,
		.starts_s = fsm->lease_start_ms / 1000,
		.expires_s = link->config.dhcp && fsm->expire_ms != DHCP_NEVER
				     ? fsm->expire_ms / 1000
				     : UINT64_MAX,
	};
	size_t len = lease_file_build(&file, lease_text, sizeof(lease_text));
	int error = run_dir_write(keeper->run_fd, link->link.name, "lease", lease_text, len);

	complain(link, "write its lease file", error);
}

/* A new batch: numbers that were not used before tell late answers from its own. */
static void begin(struct keeper *keeper)
{
	rtnl_batch_init(&batch, keeper->sequence);
	keeper->sequence += BATCH_NUMBERS;
}

/*
 * An address that was there before, the kernel's own. It goes before another one is set: with
 * the first address of a subnet the kernel takes all its others away. `next` is what will be set,
 * NULL: nothing.
 */
static void delete_found(struct keeper *keeper, struct keeper_link *link,
			 const struct net_config *next)
{
	if (!link->found.s_addr)
		return;
	begin(keeper);
	if (!next || link->found.s_addr != next->address.s_addr ||
	    link->found_prefix_len != next->prefix_len)
		(void)rtnl_msg_address_delete(&batch, link->ifindex, link->found,
					      link->found_prefix_len);
	(void)rtnl_msg_boot_route_delete(&batch, link->ifindex);
	complain(link, "remove the address it had", rtnl_apply(keeper->request_fd, &batch, NULL));
	link->found.s_addr = 0;
}

/* What `old` had besides what is configured now. */
static int remove_old_routes(struct keeper *keeper, const struct keeper_link *link,
			     const struct net_config *old)
{
	begin(keeper);
	(void)rtnl_msg_routes_delete(&batch, link->ifindex, old, &link->config);
	return rtnl_apply(keeper->request_fd, &batch, NULL);
}

/* Sets link->config, in one batch. False when the address is not there then; routes may miss. */
static bool set_config(struct keeper *keeper, struct keeper_link *link,
		       const struct net_config *old, uint32_t valid_s)
{
	unsigned int address_place, failed = 0;
	int error;

	begin(keeper);
	/* The same address with another mask is another one to the kernel. */
	if (old && old->prefix_len != link->config.prefix_len)
		(void)rtnl_msg_address_delete(&batch, link->ifindex, old->address, old->prefix_len);
	address_place = batch.count;
	/* There is room for both: RTNL_BATCH_SIZE. */
	(void)rtnl_msg_address(&batch, link->ifindex, &link->config, valid_s);
	(void)rtnl_msg_routes(&batch, link->ifindex, &link->config);
	error = rtnl_apply(keeper->request_fd, &batch, &failed);
	if (!error && old)
		error = remove_old_routes(keeper, link, old);
	complain(link, failed > address_place ? "set all of its routes" : "configure it", error);
	return !error || failed > address_place;
}

static void configure(struct keeper *keeper, struct keeper_link *link,
		      const struct net_config *config, uint32_t valid_s)
{
	static struct net_config old;
	bool had_one = link->configured;

	old = link->config;
	link->config = *config;
	if (!had_one)
		link->bound_ms = clock_now_ms();
	delete_found(keeper, link, config);
	if (!set_config(keeper, link, had_one ? &old : NULL, valid_s))
		return; /* tried again at each renewal */
	link->configured = true;
	keeper_log_config(link->link.name, &link->config, !had_one);
	write_lease(keeper, link);
	keeper_plan_changed(keeper, link);
}

static void remove_address(struct keeper *keeper, struct keeper_link *link)
{
	begin(keeper);
	/* Its routes go with it: they have it as their source. */
	(void)rtnl_msg_address_delete(&batch, link->ifindex, link->config.address,
				      link->config.prefix_len);
	complain(link, "remove its address", rtnl_apply(keeper->request_fd, &batch, NULL));
	run_dir_remove(keeper->run_fd, link->link.name, "lease");
}

static void unconfigure(struct keeper *keeper, struct keeper_link *link)
{
	if (!link->configured)
		return;
	remove_address(keeper, link);
	link->configured = false;
	close_fd(&link->udp_fd);
	keeper_plan_changed(keeper, link);
}

static void start_probing(struct keeper_link *link)
{
	struct in_addr address = link->fsm.lease.config.address;
	struct acd_output output;

	close_fd(&link->arp_fd); /* it hears of one address */
	link->arp_fd = dhcp_sock_open_arp(link->ifindex, address);
	if (link->arp_fd < 0) {
		complain(link, "open a packet socket for ARP", link->arp_fd);
		return;
	}
	acd_start(&link->acd, link->link.mac, address, link->configured, clock_now_ms(), &output);
	(void)dhcp_sock_send_arp(link->arp_fd, link->ifindex, output.packet);
}

static void stop_probing(struct keeper_link *link)
{
	link->acd.state = ACD_IDLE;
	link->acd.timer_ms = DHCP_NEVER;
	close_fd(&link->arp_fd);
}

/* Of a lease that is taken: those of all that merely comes in would be lines without an end. */
static void say_notes(const struct keeper_link *link, const struct dhcp_reply *cause)
{
	for (unsigned int i = 0; cause && i < cause->note_count; i++)
		log_info("%s: %s", link->link.name, dhcp_note_text(cause->notes[i]));
}

static void act(struct keeper *keeper, struct keeper_link *link, const struct dhcp_action *action,
		const struct dhcp_reply *cause)
{
	switch (action->type) {
	case DHCP_ACTION_SEND:
		send_message(link, &action->send);
		return;
	case DHCP_ACTION_APPLY:
		say_notes(link, cause);
		configure(keeper, link, &link->fsm.lease.config, action->value);
		return;
	case DHCP_ACTION_UNAPPLY:
		stop_probing(link);
		unconfigure(keeper, link);
		return;
	case DHCP_ACTION_PROBE:
		if (!link->fsm.applied) /* acd=before */
			say_notes(link, cause);
		start_probing(link);
		return;
	case DHCP_ACTION_LOG:
		keeper_log_action(link->link.name, action, &link->fsm.lease, cause);
		if (action->log == DHCP_LOG_NAK)
			delete_found(keeper, link, NULL);
		return;
	}
}

/* Closes what the state does not listen on; what it does is opened by the first send. */
static void settle_sockets(struct keeper_link *link)
{
	enum dhcp_listen listen = dhcp_fsm_listens(&link->fsm);

	if (listen != DHCP_LISTEN_RAW && link->fsm.state != DHCP_STATE_STOPPED)
		close_fd(&link->raw_fd);
	if (listen != DHCP_LISTEN_UDP)
		close_fd(&link->udp_fd);
}

static void step(struct keeper *keeper, struct keeper_link *link, const struct dhcp_event *event)
{
	enum dhcp_state before = link->fsm.state;
	struct dhcp_actions actions;
	bool is_written = false;

	dhcp_fsm_step(&link->fsm, event, clock_now_ms(), &actions);
	for (unsigned int i = 0; i < actions.count && link->ifindex; i++) {
		act(keeper, link, &actions.list[i], event->reply);
		is_written |= actions.list[i].type == DHCP_ACTION_APPLY;
	}
	if (!link->ifindex)
		return; /* another one has won */
	if (before != link->fsm.state) {
		log_debug("%s: %s, was %s", link->link.name, dhcp_state_name(link->fsm.state),
			  dhcp_state_name(before));
		if (link->configured && !is_written)
			write_lease(keeper, link);
	}
	settle_sockets(link);
}

void keeper_link_event(struct keeper *keeper, struct keeper_link *link, enum dhcp_event_type type)
{
	const struct dhcp_event event = {.type = type};

	step(keeper, link, &event);
}

static void on_acd(struct keeper *keeper, struct keeper_link *link, const struct acd_output *output)
{
	if (output->what & ACD_CLEAR)
		keeper_link_event(keeper, link, DHCP_EVENT_CLEAR);
	if (output->what & ACD_SEND && link->arp_fd >= 0)
		(void)dhcp_sock_send_arp(link->arp_fd, link->ifindex, output->packet);
	if (output->what & ACD_CONFLICT)
		keeper_link_event(keeper, link, DHCP_EVENT_CONFLICT);
	if (output->what & (ACD_CONFLICT | ACD_DONE))
		stop_probing(link);
}

/*
 * Of other clients' answers with rambox.debug only: where servers broadcast, they come by the
 * hundred. A flood must not fill the log, whoever reads it.
 */
static void say_ignored(struct keeper_link *link, int reason)
{
	if (reason == DHCP_REASON_MAC && !log_is_debug())
		return;
	link->ignored_reason = reason;
	if (limit_take(&link->ignored, clock_now_ms()))
		log_notice("%s: ignored a message for DHCP clients: %s", link->link.name,
			   dhcp_reason_strerror(reason));
}

static void tell_ignored(struct keeper_link *link, uint64_t now_ms)
{
	uint32_t count = limit_tell(&link->ignored, now_ms);

	if (count)
		log_notice("%s: ignored %u more messages for DHCP clients, the last one: %s",
			   link->link.name, count, dhcp_reason_strerror(link->ignored_reason));
}

static void on_payload(struct keeper *keeper, struct keeper_link *link, struct in_addr source,
		       const uint8_t *payload, size_t len)
{
	const struct dhcp_event event = {.type = DHCP_EVENT_REPLY, .reply = &reply};
	uint32_t xids[2];
	unsigned int count = dhcp_fsm_xids(&link->fsm, xids);
	int reason = dhcp_reply_parse(&link->client, xids, count, source, payload, len, &reply);

	if (reason) {
		say_ignored(link, reason);
		return;
	}
	step(keeper, link, &event);
}

static void receive_raw(struct keeper *keeper, struct keeper_link *link)
{
	uint8_t buf[DHCP_FRAME_RECV_SIZE];
	struct dhcp_frame_meta meta;
	struct dhcp_frame frame;

	for (int i = 0; i < RECEIVE_MAX && link->raw_fd >= 0; i++) {
		ssize_t len = dhcp_sock_recv_raw(link->raw_fd, buf, &meta);
		int reason;

		if (len < 0)
			return;
		reason = dhcp_frame_parse(buf, (size_t)len, &meta, &frame);
		if (reason)
			say_ignored(link, reason);
		else
			on_payload(keeper, link, frame.source, frame.payload, frame.payload_len);
	}
}

static void receive_udp(struct keeper *keeper, struct keeper_link *link)
{
	uint8_t buf[DHCP_FRAME_RECV_SIZE];
	struct in_addr source;

	for (int i = 0; i < RECEIVE_MAX && link->udp_fd >= 0; i++) {
		ssize_t len = dhcp_sock_recv_udp(link->udp_fd, buf, &source);

		if (len < 0 && len != -EMSGSIZE)
			return;
		if (len >= 0)
			on_payload(keeper, link, source, buf, (size_t)len);
	}
}

static void receive_arp(struct keeper *keeper, struct keeper_link *link)
{
	uint8_t buf[DHCP_FRAME_RECV_SIZE];
	struct dhcp_frame_meta meta;
	struct acd_output output;

	for (int i = 0; i < RECEIVE_MAX && link->arp_fd >= 0; i++) {
		ssize_t len = dhcp_sock_recv_raw(link->arp_fd, buf, &meta);

		if (len < 0)
			return;
		if (dhcp_frame_check(&meta, (size_t)len))
			continue;
		acd_packet(&link->acd, buf, (size_t)len, &output);
		if (output.what)
			keeper_log_claim(link->link.name, &link->acd);
		on_acd(keeper, link, &output);
	}
}

void keeper_link_receive(struct keeper *keeper, struct keeper_link *link)
{
	receive_raw(keeper, link);
	receive_udp(keeper, link);
	receive_arp(keeper, link);
}

uint64_t keeper_link_timer_ms(const struct keeper_link *link)
{
	uint64_t next_ms = limit_timer_ms(&link->ignored);

	next_ms = link->fsm.timer_ms < next_ms ? link->fsm.timer_ms : next_ms;
	return link->acd.timer_ms < next_ms ? link->acd.timer_ms : next_ms;
}

void keeper_link_timeout(struct keeper *keeper, struct keeper_link *link)
{
	uint64_t now_ms = clock_now_ms();
	struct acd_output output;

	tell_ignored(link, now_ms);
	if (now_ms >= link->acd.timer_ms) {
		acd_timeout(&link->acd, now_ms, &output);
		on_acd(keeper, link, &output);
	}
	if (link->ifindex && now_ms >= link->fsm.timer_ms)
		keeper_link_event(keeper, link, DHCP_EVENT_TIMEOUT);
}

static void init_client(const struct keeper *keeper, struct keeper_link *link)
{
	const struct net_dhcp_options *options = &keeper->plan->dhcp;
	const struct net_request *request = keeper_request(keeper, link);
	struct dhcp_client *client = &link->client;
	const char *hostname = request->hostname[0] ? request->hostname : keeper->hostname;

	memset(client, 0, sizeof(*client));
	memcpy(client->mac, link->link.mac, NET_MAC_LEN);
	client->client_id_len = options->client_id_len;
	memcpy(client->client_id, options->client_id, sizeof(client->client_id));
	if (!options->client_id_given) {
		/* What the PXE stage used, so that it is the same lease: RFC 2132, section 9.14. */
		client->client_id_len = 1 + NET_MAC_LEN;
		client->client_id[0] = 1;
		memcpy(client->client_id + 1, link->link.mac, NET_MAC_LEN);
	}
	memcpy(client->class, options->class, sizeof(client->class));
	memcpy(client->hostname, hostname, strnlen(hostname, sizeof(client->hostname) - 1));
	client->mtu = link->link.mtu > UINT16_MAX ? UINT16_MAX : (uint16_t)link->link.mtu;
}

static void init_fsm(struct keeper *keeper, struct keeper_link *link)
{
	const struct net_plan *plan = keeper->plan;
	struct in_addr hint = keeper_request(keeper, link)->address;
	struct dhcp_fsm_config config = {
		.hint = hint.s_addr ? hint : link->found,
		.broadcast = plan->dhcp.broadcast,
		.acd = plan->dhcp.acd,
		.expire_keep = plan->dhcp.expire_keep,
		.jitter_ms = plan->dhcp.jitter_ms,
		.seed = keeper->seed,
	};

	for (int i = 0; i < NET_MAC_LEN; i++)
		config.seed = (config.seed ^ link->link.mac[i]) * 0x100000001b3; /* FNV-1a */
	keeper->seed = config.seed; /* the next one must not draw the same numbers */
	dhcp_fsm_init(&link->fsm, &config);
}

/* Static: at once where it is named, else with carrier, which decides the race. */
static void set_static(struct keeper *keeper, struct keeper_link *link)
{
	const struct net_request *request = keeper_request(keeper, link);
	static struct net_config config;

	if (link->configured || !(link->link.has_carrier || request->ifname[0]))
		return;
	net_config_from_request(request, &config);
	configure(keeper, link, &config, NET_FOREVER);
}

static void go_on(struct keeper *keeper, struct keeper_link *link)
{
	if (!keeper_is_dhcp(keeper, link))
		set_static(keeper, link);
	else
		keeper_link_event(keeper, link,
				  link->link.has_carrier ? DHCP_EVENT_LINK_UP
							 : DHCP_EVENT_LINK_DOWN);
}

void keeper_link_start(struct keeper *keeper, struct keeper_link *link)
{
	link->raw_fd = link->udp_fd = link->arp_fd = -1;
	link->acd.timer_ms = DHCP_NEVER;
	init_client(keeper, link);
	init_fsm(keeper, link);
	if (!link->link.is_up) {
		begin(keeper);
		(void)rtnl_msg_link(&batch, link->ifindex, true);
		complain(link, "set it up", rtnl_apply(keeper->request_fd, &batch, NULL));
		link->raised = true;
	}
	if (keeper_is_dhcp(keeper, link))
		(void)open_raw(link); /* while the link comes up */
	go_on(keeper, link);
}

static void rename_files(struct keeper *keeper, const char *from, const char *to)
{
	run_dir_rename(keeper->run_fd, from, to, "lease");
	run_dir_rename(keeper->run_fd, from, to, "pid");
}

/* With the interface set down the kernel has taken its routes, and a server may be silent. */
static void set_routes_again(struct keeper *keeper, struct keeper_link *link)
{
	begin(keeper);
	(void)rtnl_msg_routes(&batch, link->ifindex, &link->config);
	complain(link, "set its routes again", rtnl_apply(keeper->request_fd, &batch, NULL));
}

void keeper_link_update(struct keeper *keeper, struct keeper_link *link,
			const struct rtnl_link *now)
{
	const struct rtnl_link before = link->link;

	link->link = *now;
	if (strcmp(before.name, now->name) != 0) {
		log_notice("%s: is called '%s' from now on", before.name, now->name);
		rename_files(keeper, before.name, now->name);
		if (link->configured)
			write_lease(keeper, link);
	}
	if (link->configured && now->is_up && !before.is_up)
		set_routes_again(keeper, link);
	if (keeper_is_dhcp(keeper, link) && memcmp(before.mac, now->mac, NET_MAC_LEN) != 0) {
		log_notice("%s: has another MAC address; asking anew", now->name);
		unconfigure(keeper, link);
		stop_probing(link);
		close_fd(&link->raw_fd); /* it hears of one MAC */
		init_client(keeper, link);
		init_fsm(keeper, link);
		go_on(keeper, link);
	} else if (before.has_carrier != now->has_carrier) {
		log_info("%s: carrier %s", now->name, now->has_carrier ? "is there" : "is lost");
		go_on(keeper, link);
		keeper_plan_changed(keeper, link);
	}
}

/* Its pid file, unless it is another keeper's, which has taken the interface over. */
static void remove_pid(const struct keeper *keeper, const struct keeper_link *link)
{
	char text[16];
	uint32_t pid;

	if (run_dir_read(keeper->run_fd, link->link.name, "pid", text, sizeof(text)) <= 0)
		return;
	text[strcspn(text, "\n")] = '\0';
	if (parse_u32(text, INT32_MAX, &pid) == 0 && (pid_t)pid == keeper->pid)
		run_dir_remove(keeper->run_fd, link->link.name, "pid");
}

void keeper_link_drop(struct keeper *keeper, struct keeper_link *link, bool down)
{
	if (down && link->raised) {
		begin(keeper);
		(void)rtnl_msg_link(&batch, link->ifindex, false);
		complain(link, "set it down again", rtnl_apply(keeper->request_fd, &batch, NULL));
	}
	close_fd(&link->raw_fd);
	close_fd(&link->udp_fd);
	close_fd(&link->arp_fd);
	remove_pid(keeper, link);
	link->ifindex = 0;
	link->configured = false;
}

void keeper_link_withdraw(struct keeper *keeper, struct keeper_link *link)
{
	remove_address(keeper, link);
	keeper_link_drop(keeper, link, false);
}

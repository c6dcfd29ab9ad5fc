/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A boot_config in words, in the order in which the boot acts on it. What
 * stands in the image (fstab, the init that will be found) can't be known here.
 */
#include "init/explain.h"

#include <string.h>

#include "lib/file.h"

static bool has_dhcp(const struct net_plan *net)
{
	for (unsigned int i = 0; i < net->request_count; i++) {
		if (net->requests[i].method == NET_METHOD_DHCP)
			return true;
	}
	return false;
}

static void print_hostname(int fd, const struct boot_config *config)
{
	const char *name = net_plan_hostname(&config->net);
	char label[NET_HOSTNAME_SIZE] = "";

	if (config->hostname) {
		file_print(fd, "name    the host '%s'\n", config->hostname);
	} else if (name) {
		memcpy(label, name, strcspn(name, "."));
		file_print(fd, "name    the host '%s' (ip=)\n", label);
	} else {
		file_print(fd, "name    the host as %s/etc/hostname says\n",
			   has_dhcp(&config->net) ? "DHCP says, else as " : "");
	}
}

static void print_address(int fd, const char *what, struct in_addr address)
{
	const uint8_t *bytes = (const void *)&address.s_addr;

	if (address.s_addr)
		file_print(fd, "%s%u.%u.%u.%u", what, bytes[0], bytes[1], bytes[2], bytes[3]);
}

/* Where a request names no device, those that are named are not meant. */
static void print_nic(int fd, const struct net_plan *net, const struct net_request *request)
{
	const uint8_t *mac = net->bootif;

	if (request->ifname[0])
		file_print(fd, "network '%s'", request->ifname);
	else if (request->method == NET_METHOD_OFF)
		file_print(fd, "network any%s NIC", net->request_count > 1 ? " other" : "");
	else if (net->bootif_given)
		file_print(fd, "network NIC %02x:%02x:%02x:%02x:%02x:%02x (BOOTIF=)", mac[0],
			   mac[1], mac[2], mac[3], mac[4], mac[5]);
	else
		file_print(fd, "network any Ethernet NIC");
}

static void print_request(int fd, const struct net_plan *net, const struct net_request *request)
{
	const char *domain = strchr(request->hostname, '.');

	print_nic(fd, net, request);
	switch (request->method) {
	case NET_METHOD_OFF:
		file_print(fd, " is left alone");
		break;
	case NET_METHOD_DHCP:
		file_print(fd, " by DHCP");
		print_address(fd, ", asking for ", request->address);
		if (request->address.s_addr)
			file_print(fd, " first");
		if (request->hostname[0])
			file_print(fd, ", as '%s'", request->hostname);
		break;
	case NET_METHOD_STATIC:
		print_address(fd, " with ", request->address);
		file_print(fd, "/%u", request->prefix_len);
		print_address(fd, ", gateway ", request->gateway);
		print_address(fd, ", name server ", request->dns[0]);
		print_address(fd, ", name server ", request->dns[1]);
		print_address(fd, ", time server ", request->ntp);
		if (domain)
			file_print(fd, ", domain '%s'", domain + 1);
		break;
	}
	file_print(fd, "\n");
}

static void print_client_id(int fd, const struct net_dhcp_options *dhcp)
{
	file_print(fd, "        client identifier ");
	for (unsigned int i = 0; i < dhcp->client_id_len; i++)
		file_print(fd, "%02x", dhcp->client_id[i]);
	file_print(fd, dhcp->client_id_len ? "\n" : "none\n");
}

/* What differs from the defaults, which need no words. */
static void print_dhcp(int fd, const struct net_dhcp_options *dhcp)
{
	if (dhcp->client_id_given)
		print_client_id(fd, dhcp);
	if (dhcp->class[0])
		file_print(fd, "        class '%s'\n", dhcp->class);
	if (dhcp->broadcast != NET_BROADCAST_AUTO)
		file_print(fd, "        answers %sby broadcast\n",
			   dhcp->broadcast == NET_BROADCAST_ON ? "" : "not ");
	if (dhcp->jitter_ms)
		file_print(fd, "        first packet after up to %u ms\n", dhcp->jitter_ms);
	if (dhcp->acd != NET_ACD_AFTER)
		file_print(fd, "        address %s\n",
			   dhcp->acd == NET_ACD_BEFORE ? "used once it is known to be free"
						       : "not checked for a conflict");
	if (dhcp->expire_keep)
		file_print(fd, "        address kept when the lease ends\n");
}

static void print_network(int fd, const struct net_plan *net)
{
	for (unsigned int i = 0; i < net->request_count; i++)
		print_request(fd, net, &net->requests[i]);
	if (has_dhcp(net))
		print_dhcp(fd, &net->dhcp);
	if (net->dns_count == 0)
		return;
	file_print(fd, "names   by");
	for (unsigned int i = 0; i < net->dns_count; i++)
		print_address(fd, i ? ", " : " ", net->dns[i]);
	file_print(fd, ", before other name servers\n");
}

static void print_devices(int fd, const struct boot_config *config)
{
	bool stays = config->mode != BOOT_ROOT && config->keep & KEEP_DEV;

	file_print(fd, "devices by /etc/mdev.conf and modules of the ramdisk%s\n",
		   stays		       ? "; devd stays"
		   : config->mode == BOOT_ROOT ? ", once"
					       : "");
}

static void print_mounts(int fd, const struct boot_config *config)
{
	uint32_t netwait_s = cmdline_netwait_s(config);

	file_print(fd, "mount   /dev, /proc, /sys, /run, bring up lo\n");
	if (config->watchdog_s)
		file_print(fd, "guard   by /dev/watchdog: %u s without progress reset the box\n",
			   config->watchdog_s);
	print_hostname(fd, config);
	print_network(fd, &config->net);
	print_devices(fd, config);
	file_print(fd, "mount   what /etc/fstab of the ramdisk says\n");
	if (net_plan_asks(&config->net) && netwait_s)
		file_print(fd, "wait    for the network, at most %u s\n", netwait_s);
	else if (net_plan_asks(&config->net))
		file_print(fd, "wait    not for the network\n");
}

static void print_program(int fd, const struct boot_config *config, const char *where)
{
	if (config->init)
		file_print(fd, "exec    '%s' %s\n", config->init, where);
	else
		file_print(fd, "exec    the first of /sbin/init, /etc/init, /bin/init %s\n", where);
	if (config->init_args)
		file_print(fd, "        with %u argument%s from behind '--'\n", config->init_args,
			   config->init_args == 1 ? "" : "s");
}

static void print_root(int fd, const struct boot_config *config)
{
	if (config->rootdelay_s)
		file_print(fd, "wait    %u s (rootdelay=)\n", config->rootdelay_s);
	if (!config->rootwait)
		file_print(fd, "find    '%s', for at most 10 s\n", config->root_text);
	else if (config->rootwait_timed)
		file_print(fd, "find    '%s', for at most %u s\n", config->root_text,
			   config->rootwait_s);
	else
		file_print(fd, "find    '%s', however long it takes\n", config->root_text);
	if (config->root.offset)
		file_print(fd, "        and take the partition %d %s that one\n",
			   config->root.offset < 0 ? -config->root.offset : config->root.offset,
			   config->root.offset < 0 ? "before" : "behind");
	else if (config->root.kind == DEV_SPEC_LINK)
		file_print(fd, "        by what its name says, the link need not be there\n");
	file_print(fd, "mount   it %s%s%s, type %s\n", config->root_rw ? "read-write" : "read-only",
		   config->rootflags ? ", options " : "",
		   config->rootflags ? config->rootflags : "",
		   config->rootfstype ? config->rootfstype : "as found on it");
	file_print(fd, "switch  to it, and free the ramdisk\n");
	print_program(fd, config, "there");
}

static void print_mode(int fd, const struct boot_config *config)
{
	if (config->unsafe) {
		file_print(fd, "stop    a bad value has no safe default: the boot fails here\n");
		return;
	}
	switch (config->mode) {
	case BOOT_SHELL:
		file_print(fd, "shell   a login shell on the console%s\n",
			   config->root_ignored ? "; root= is ignored" : "");
		break;
	case BOOT_RAMBOX:
		if (!config->mode_given)
			file_print(fd, "rambox  neither `shell`, `rambox` nor root= is given\n");
		else if (config->root_ignored)
			file_print(fd, "rambox  root= is ignored\n");
		print_program(fd, config, "in RAM");
		break;
	case BOOT_ROOT:
		print_root(fd, config);
		break;
	}
}

static void print_rescue(int fd, const struct boot_config *config)
{
	static const char actions[][12] = {"a shell", "a reboot", "power-off", "a halt"};

	file_print(fd, "failing %s", actions[config->rescue]);
	if (config->rescue == RESCUE_SHELL && config->rescue_timed)
		file_print(fd, ", or a reboot when no key is pressed for %u s", config->rescue_s);
	else if (config->rescue == RESCUE_REBOOT && config->rescue_timed)
		file_print(fd, " after %u s", config->rescue_s);
	else if (config->rescue == RESCUE_REBOOT && config->panic_given && config->panic_s)
		file_print(fd, " after %d s (panic=)", config->panic_s < 0 ? 0 : config->panic_s);
	else if (config->rescue == RESCUE_REBOOT)
		file_print(fd, " after 5 to 15 s, and longer from one failed boot to the next");
	file_print(fd, "\n");
	if (config->report_port) {
		print_address(fd, "        and first the log's last lines go to ",
			      config->report_address);
		file_print(fd, ", UDP port %u\n", config->report_port);
	}
}

int explain_print(int fd, const struct boot_config *config)
{
	for (unsigned int i = 0; i < config->bad_count && i < CMDLINE_BAD_MAX; i++)
		file_print(fd, "bad     %s='%s': %s\n", config->bad[i].name, config->bad[i].value,
			   config->bad[i].why);
	if (config->bad_count > CMDLINE_BAD_MAX)
		file_print(fd, "bad     and %u more\n", config->bad_count - CMDLINE_BAD_MAX);
	print_mounts(fd, config);
	print_mode(fd, config);
	print_rescue(fd, config);
	return config->bad_count ? 1 : 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the command line asks of the network: the values of `ip=`, `BOOTIF=`, `nameserver=`,
 * `rambox.netwait=` and `rambox.dhcp.*`, one after the other, to one plan.
 *
 * Grammar of ip= (Documentation/admin-guide/nfs/nfsroot.rst, and net/ipv4/ipconfig.c):
 *
 *   ip       = autoconf                          all of it
 *            / device ":" autoconf               ours, as others have it
 *            / client ":" server ":" gateway ":" netmask ":" hostname ":" device ":"
 *              autoconf ":" dns0 ":" dns1 ":" ntp0      each may be empty or left off at the end
 *   netmask  = dotted quad / 1*2DIGIT            1 to 32: as many bits
 *   autoconf = "off" / "none" / "on" / "any" / "dhcp" / "both" / "bootp"
 *            / "dhcp," type "," id               type 0 to 255, id text: the client identifier
 *   BOOTIF   = [ type ( "-" / ":" ) ] mac        mac: six times two hex digits, by "-" or ":"
 *
 * An empty field is absent; so is an address 0.0.0.0. A device is what stands before one colon and
 * is no address; its name holds no ':', '/' or white space. With an address, and neither a word nor
 * a device that says otherwise, the configuration is static, unless autoconf says dhcp (or any of
 * its kind): then that address is asked for again. Without an address it is DHCP, unless autoconf
 * says off. `bootp` is served by DHCP; `rarp` is refused. Pure.
 */
#ifndef NETCFG_NET_PLAN_H
#define NETCFG_NET_PLAN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	NET_IFNAME_SIZE = 16,	/* IFNAMSIZ */
	NET_HOSTNAME_SIZE = 65, /* __NEW_UTS_LEN + 1 */
	NET_MAC_LEN = 6,
	NET_DNS_MAX = 3, /* MAXNS, resolv.conf(5) */
	NET_REQUEST_MAX = 8,
	NET_CLIENT_ID_MAX = 64,
	NET_CLASS_SIZE = 65,
	NET_WAIT_DEFAULT_S = 15,
};

enum net_method { NET_METHOD_DHCP, NET_METHOD_STATIC, NET_METHOD_OFF };

/* One ip=. Addresses are 0 where they are not given. */
struct net_request {
	enum net_method method;
	char ifname[NET_IFNAME_SIZE];	/* "": BOOTIF's, else any Ethernet NIC */
	struct in_addr address;		/* static: the NIC's; DHCP: the one to ask for again */
	struct in_addr server, gateway; /* server: nobody reads it yet, a network root will */
	uint8_t prefix_len; /* of the netmask; without one by the address's class, A 8, B 16, C 24
			     */
	struct in_addr dns[2];
	struct in_addr ntp;
	char hostname[NET_HOSTNAME_SIZE]; /* "": none; may hold the domain, too */
	bool four_fields; /* nothing but the first four: how pxelinux writes it (SYSAPPEND 1) */
};

enum net_acd { NET_ACD_AFTER, NET_ACD_BEFORE, NET_ACD_OFF };
enum net_broadcast { NET_BROADCAST_AUTO, NET_BROADCAST_ON, NET_BROADCAST_OFF };

/* rambox.dhcp.*: none is needed in a normal network. */
struct net_dhcp_options {
	bool client_id_given; /* clientid=HEX, or `ip=dhcp,type,id`; with length 0: clientid=none */
	uint8_t client_id_len;
	uint8_t client_id[NET_CLIENT_ID_MAX];
	char class[NET_CLASS_SIZE];   /* class=: option 60; "": not sent */
	enum net_broadcast broadcast; /* broadcast=auto|on|off */
	uint32_t jitter_ms; /* jitter=MS: the first packet waits U(0, MS); at most 60000 */
	enum net_acd acd;   /* acd=after|before|off: RFC 5227 */
	bool expire_keep;   /* expire=keep|drop: what happens to the address at the end */
};

struct net_plan {
	unsigned int request_count;
	struct net_request requests[NET_REQUEST_MAX];
	bool bootif_given;
	uint8_t bootif[NET_MAC_LEN];
	unsigned int dns_count;
	struct in_addr dns[NET_DNS_MAX]; /* nameserver=, before all others in resolv.conf */
	struct net_dhcp_options dhcp;
	bool netwait_given;
	uint32_t netwait_s;
};

enum net_plan_error {
	NET_PLAN_EMPTY = 1, /* a value is needed */
	NET_PLAN_CLIENT,    /* field 1, client: not a unicast IPv4 address */
	NET_PLAN_SERVER,
	NET_PLAN_GATEWAY,
	NET_PLAN_NETMASK, /* not a contiguous mask, or not 1 to 32 bits */
	NET_PLAN_HOSTNAME,
	NET_PLAN_DEVICE,
	NET_PLAN_AUTOCONF,
	NET_PLAN_RARP,
	NET_PLAN_CLIENT_ID,
	NET_PLAN_DNS0,
	NET_PLAN_DNS1,
	NET_PLAN_NTP,
	NET_PLAN_TOO_MANY_FIELDS,
	NET_PLAN_NO_ADDRESS, /* off, and no address to set */
	NET_PLAN_TOO_MANY,   /* more than NET_REQUEST_MAX ip=, or NET_DNS_MAX nameserver= */
	NET_PLAN_MAC,
	NET_PLAN_MAC_TYPE, /* BOOTIF= of a hardware that is not Ethernet */
	NET_PLAN_ADDRESS,  /* nameserver=: not a unicast IPv4 address */
	NET_PLAN_SECONDS,
	NET_PLAN_MILLISECONDS,
	NET_PLAN_CLASS,
	NET_PLAN_WORD_BROADCAST, /* not one of auto, on, off; and so on */
	NET_PLAN_WORD_ACD,
	NET_PLAN_WORD_EXPIRE,
	NET_PLAN_UNKNOWN, /* rambox.dhcp.SOMETHING that there is not */
};

/*
 * True for the names that net_plan_take() takes: ip, BOOTIF, nameserver, rambox.netwait and all
 * that begins with rambox.dhcp. (known or not). '-' and '_' are the same.
 */
bool net_plan_is_param(const char *name);

/*
 * Adds one parameter to the plan, which starts as all zeros. Of a repeated one the last wins,
 * but ip= and nameserver= add up. 0, or > 0: enum net_plan_error, and the plan untouched.
 */
int net_plan_take(struct net_plan *plan, const char *name, const char *value);

/* Why a value was refused, after the field's name where it has fields. Never NULL. */
const char *net_plan_strerror(int error);

/*
 * Once all parameters are taken: pxelinux's `ip=a:b:c:d` behind an `ip=dhcp` becomes the address
 * (and server) of that DHCP request; BOOTIF= alone becomes a DHCP request for any device. Of
 * several requests for one device, or without a device, the last wins.
 */
void net_plan_settle(struct net_plan *plan);

/* The first host name that an ip= gives; behind its first dot stands the domain. NULL: none. */
const char *net_plan_hostname(const struct net_plan *plan);

/* True when something is to be configured (after net_plan_settle()): a request that is not off. */
bool net_plan_asks(const struct net_plan *plan);

#endif

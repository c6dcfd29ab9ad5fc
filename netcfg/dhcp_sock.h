/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sockets of a DHCP client: packet(7) ones for IP and ARP, which need no address of their
 * own, and a UDP one for renewals. Packet sockets are made without a protocol, get their filter,
 * and are bound then, so that nothing unfiltered is ever queued. All are non-blocking and
 * close-on-exec. Errors are -errno.
 */
#ifndef NETCFG_DHCP_SOCK_H
#define NETCFG_DHCP_SOCK_H

#include <sys/types.h>

#include "netcfg/acd.h"
#include "netcfg/dhcp_frame.h"

/*
 * IP frames to this host and without a VLAN, to UDP port 68, no fragments, of a BOOTREPLY with the
 * magic that is for this MAC.
 */
int dhcp_sock_open_raw(int ifindex, const uint8_t mac[NET_MAC_LEN]);
/* ARP without a VLAN that has the address as its sender's, or that probes for it: RFC 5227. */
int dhcp_sock_open_arp(int ifindex, struct in_addr address);
/*
 * Port 68, on this interface only: a leak by the default route finds no way. Of any address, for a
 * server broadcasts its NAK (RFC 2131, section 4.1), which no socket of one address hears.
 */
int dhcp_sock_open_udp(const char *ifname);

/* To everybody on the link: an IP frame (dhcp_frame_build()), an ARP packet. 0, or -errno. */
int dhcp_sock_send_raw(int fd, int ifindex, const uint8_t *frame, size_t len);
int dhcp_sock_send_arp(int fd, int ifindex, const uint8_t packet[ACD_PACKET_LEN]);
/* From our address to port 67 of a server. 0, or -errno. */
int dhcp_sock_send_udp(int fd, struct in_addr address, struct in_addr server,
		       const uint8_t *payload, size_t len);

/* One frame into buf and what is told beside it. Its length, -EAGAIN, or another -errno. */
ssize_t dhcp_sock_recv_raw(int fd, uint8_t buf[DHCP_FRAME_RECV_SIZE], struct dhcp_frame_meta *meta);
/* One datagram of a server. Its length, or -errno; -EMSGSIZE for one longer than buf. */
ssize_t dhcp_sock_recv_udp(int fd, uint8_t buf[DHCP_FRAME_RECV_SIZE], struct in_addr *source);

#endif

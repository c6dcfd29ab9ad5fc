/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet(7), udp(7), and the classic BPF filter (Documentation/networking/filter.rst) that keeps
 * the process asleep while others talk. What it lets through is checked again by dhcp_frame.
 */
#include "netcfg/dhcp_sock.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/cleanup.h"

enum {
	IP_AT_PROTOCOL = 9, /* offsets: RFC 791 */
	IP_AT_FRAGMENT = 6,
	IP_FRAGMENT_MASK = 0x3fff, /* MF, and the offset */
	UDP_AT_PORT = 2,
	UDP_HEADER = 8,
	BOOTP_REPLY = 2,
	BOOTP_CHADDR = 28,
	BOOTP_MAGIC = 236,
	MAGIC = 0x63825363, /* RFC 2131, section 3 */
	ARP_AT_SENDER = 14, /* RFC 826, for IPv4 on Ethernet */
	ARP_AT_TARGET = 24,
	PACKET_BUFFER = 128 * 1024,
};

#define LOAD(size, mode, at) BPF_STMT(BPF_LD | (size) | (mode), (at))
/* Goes on where A is k, else over `left` instructions to the last one, which refuses. */
#define IS(k, left) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), 0, (left))
/* Goes on where A is not k. */
#define IS_NOT(k, left) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), (left), 0)
/*
 * The kernel's word for a frame to another MAC, and for one of a VLAN, whose tag is gone when a
 * socket of one protocol gets it (net/core/dev.c, __netif_receive_skb_core()).
 */
#define LOAD_TYPE LOAD(BPF_B, BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE))
#define RETURN(len) BPF_STMT(BPF_RET | BPF_K, (len))

static int open_packet(int ifindex, uint16_t protocol, struct sock_filter *code, size_t count)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = ifindex};
	const struct sock_fprog filter = {.len = (unsigned short)count, .filter = code};
	const int on = 1, size = PACKET_BUFFER;
	/* Protocol 0 hears nothing, and costs 0.02 ms where ETH_P_IP waits for all CPUs: 10. */
	CLEANUP_FD int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return fd_steal(&fd);
}

int dhcp_sock_open_raw(int ifindex, const uint8_t mac[NET_MAC_LEN])
{
	struct sock_filter code[] = {
		LOAD_TYPE,
		IS_NOT(PACKET_OTHERHOST, 16),
		LOAD(BPF_B, BPF_ABS, IP_AT_PROTOCOL),
		IS(IPPROTO_UDP, 14),
		LOAD(BPF_H, BPF_ABS, IP_AT_FRAGMENT),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, IP_FRAGMENT_MASK, 12, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), /* X: the IP header's length */
		LOAD(BPF_H, BPF_IND, UDP_AT_PORT),
		IS(DHCP_PORT_CLIENT, 9),
		LOAD(BPF_B, BPF_IND, UDP_HEADER),
		IS(BOOTP_REPLY, 7),
		LOAD(BPF_W, BPF_IND, UDP_HEADER + BOOTP_MAGIC),
		IS(MAGIC, 5),
		LOAD(BPF_W, BPF_IND, UDP_HEADER + BOOTP_CHADDR),
		IS((uint32_t)mac[0] << 24 | mac[1] << 16 | mac[2] << 8 | mac[3], 3),
		LOAD(BPF_H, BPF_IND, UDP_HEADER + BOOTP_CHADDR + 4),
		IS(mac[4] << 8 | mac[5], 1),
		RETURN(UINT16_MAX),
		RETURN(0),
	};

	return open_packet(ifindex, ETH_P_IP, code, sizeof(code) / sizeof(*code));
}

int dhcp_sock_open_arp(int ifindex, struct in_addr address)
{
	struct sock_filter code[] = {
		LOAD_TYPE,
		IS_NOT(PACKET_OTHERHOST, 6),
		LOAD(BPF_W, BPF_ABS, ARP_AT_SENDER),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ntohl(address.s_addr), 3, 0),
		IS(0, 3), /* a probe */
		LOAD(BPF_W, BPF_ABS, ARP_AT_TARGET),
		IS(ntohl(address.s_addr), 1),
		RETURN(UINT16_MAX),
		RETURN(0),
	};

	return open_packet(ifindex, ETH_P_ARP, code, sizeof(code) / sizeof(*code));
}

int dhcp_sock_open_udp(const char *ifname)
{
	const struct sockaddr_in local = {.sin_family = AF_INET,
					  .sin_port = htons(DHCP_PORT_CLIENT)};
	const int on = 1;
	CLEANUP_FD int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname)) < 0 ||
	    bind(fd, (const struct sockaddr *)&local, sizeof(local)) < 0)
		return -errno;
	return fd_steal(&fd);
}

static int send_packet(int fd, int ifindex, uint16_t protocol, const uint8_t *packet, size_t len)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(protocol),
				 .sll_ifindex = ifindex,
				 .sll_halen = ETH_ALEN};

	memset(to.sll_addr, 0xff, ETH_ALEN);
	return sendto(fd, packet, len, 0, (const struct sockaddr *)&to, sizeof(to)) < 0 ? -errno
											: 0;
}

int dhcp_sock_send_raw(int fd, int ifindex, const uint8_t *frame, size_t len)
{
	return send_packet(fd, ifindex, ETH_P_IP, frame, len);
}

int dhcp_sock_send_arp(int fd, int ifindex, const uint8_t packet[ACD_PACKET_LEN])
{
	return send_packet(fd, ifindex, ETH_P_ARP, packet, ACD_PACKET_LEN);
}

int dhcp_sock_send_udp(int fd, struct in_addr address, struct in_addr server,
		       const uint8_t *payload, size_t len)
{
	const struct in_pktinfo info = {.ipi_spec_dst = address};
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(info))] = {0};
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(DHCP_PORT_SERVER), .sin_addr = server};
	/* An iovec is for reading, too, and has no const. */
	struct iovec iov = {.iov_base = (void *)(uintptr_t)payload, .iov_len = len};
	const struct msghdr message = {
		.msg_name = &to,
		.msg_namelen = sizeof(to),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = IPPROTO_IP;
	part->cmsg_type = IP_PKTINFO;
	part->cmsg_len = CMSG_LEN(sizeof(info));
	memcpy(CMSG_DATA(part), &info, sizeof(info));
	return sendmsg(fd, &message, 0) < 0 ? -errno : 0;
}

/* The only part that is asked for, so the first one is it. */
static void read_auxdata(const struct msghdr *message, struct dhcp_frame_meta *meta)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(message);
	struct tpacket_auxdata aux;

	if (!part || part->cmsg_level != SOL_PACKET || part->cmsg_type != PACKET_AUXDATA ||
	    part->cmsg_len < CMSG_LEN(sizeof(aux)))
		return;
	memcpy(&aux, CMSG_DATA(part), sizeof(aux));
	meta->checksum_not_ready = aux.tp_status & TP_STATUS_CSUMNOTREADY;
	meta->vlan_tagged = aux.tp_status & TP_STATUS_VLAN_VALID;
	meta->vlan_tci = aux.tp_vlan_tci;
}

ssize_t dhcp_sock_recv_raw(int fd, uint8_t buf[DHCP_FRAME_RECV_SIZE], struct dhcp_frame_meta *meta)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct sockaddr_ll from = {0};
	struct iovec iov = {.iov_base = buf, .iov_len = DHCP_FRAME_RECV_SIZE};
	struct msghdr message = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &message, 0);

	if (len < 0)
		return -errno;
	*meta = (struct dhcp_frame_meta){.packet_type = from.sll_pkttype,
					 .truncated = message.msg_flags & MSG_TRUNC};
	read_auxdata(&message, meta);
	return len;
}

ssize_t dhcp_sock_recv_udp(int fd, uint8_t buf[DHCP_FRAME_RECV_SIZE], struct in_addr *source)
{
	struct sockaddr_in from = {0};
	struct iovec iov = {.iov_base = buf, .iov_len = DHCP_FRAME_RECV_SIZE};
	struct msghdr message = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t len = recvmsg(fd, &message, 0);

	if (len < 0)
		return -errno;
	if (message.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	*source = from.sin_addr;
	return len;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netlink socket on which the kernel tells of devices. Open it before
 * /sys is scanned: what appears in between is then heard, not lost.
 */
#ifndef MDEV_RULES_UEVENT_SOCK_H
#define MDEV_RULES_UEVENT_SOCK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The kernel's UEVENT_BUFFER_SIZE (include/linux/kobject.h) and its head, doubled. */
enum { UEVENT_SOCK_SIZE = 8192 };

/* A descriptor, close-on-exec, that the caller closes; or -errno. */
int uevent_sock_open(void);

/*
 * Waits up to timeout_ms (-1: without end; 0: not at all) and receives one datagram of the
 * kernel. Its length; 0 when the time is over or a signal came; -EBADMSG when it came from somebody
 * else, and is dropped; -ENOBUFS when events were lost; other -errno. After that the kernel
 * queues nothing until all that waits is received (netlink_rcv_wake()): scan /sys again then.
 */
ssize_t uevent_sock_recv(int fd, int timeout_ms, char *buf, size_t size);

/* Receives all that waits, and forgets it. */
void uevent_sock_drop(int fd, char *buf, size_t size);

/* The number of the last event, SEQNUM, of any group; sys_fd is /sys. 0: not known. */
uint32_t uevent_sock_last(int sys_fd);

#endif

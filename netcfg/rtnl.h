/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rtnetlink(7) sockets: one for requests, which are answered at once, one for the kernel's
 * events. Descriptors are close-on-exec; the buffers are the caller's or the stack's.
 */
#ifndef NETCFG_RTNL_H
#define NETCFG_RTNL_H

#include "netcfg/rtnl_msg.h"

/*
 * groups: RTMGRP_ bits, 0 for a socket of requests. The descriptor, and the port that the kernel
 * gave it in *port where port is not NULL; or -errno. Events come with a large forced buffer,
 * non-blocking.
 */
int rtnl_open(uint32_t groups, uint32_t *port);

/*
 * Sends the batch (nothing for an empty one) and takes all acknowledgements. A delete of what is
 * not there (ENOENT, ESRCH, EADDRNOTAVAIL, ENODEV) is no error. 0, or the first -errno; *failed
 * (may be NULL) is then the message's place in the batch, from 0. -ETIMEDOUT, without a place, when
 * answers are missing for 2 s (of a socket by rtnl_open()).
 */
int rtnl_apply(int fd, const struct rtnl_batch *batch, unsigned int *failed);

/* Called for each event; not for RTNL_OTHER. */
typedef void rtnl_event_fn(void *context, const struct rtnl_event *event);

/*
 * Dumps all links or addresses, again where the kernel says that they changed meanwhile: fn may
 * hear of one several times. 0; -EAGAIN when they never stop changing; other -errno.
 */
int rtnl_dump(int fd, uint16_t type, rtnl_event_fn *fn, void *context);

/*
 * Takes what has come in, at most 64 datagrams, without waiting; only the kernel's are believed. 0;
 * -ENOBUFS when events were lost, after all that was left: dump again; other -errno.
 */
int rtnl_receive(int fd, rtnl_event_fn *fn, void *context);

#endif

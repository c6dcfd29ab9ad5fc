/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network: what other folders may call. Configuration is by rtnetlink(7),
 * through libmnl.
 */
#ifndef NETCFG_NETCFG_H
#define NETCFG_NETCFG_H

/*
 * Brings the loopback interface up; the kernel then gives it 127.0.0.1/8 (and ::1)
 * by itself. 0; -ENOSYS or -EAFNOSUPPORT from a kernel without networking; other -errno.
 */
int netcfg_loopback_up(void);

#endif

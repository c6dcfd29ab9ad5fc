/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the keeper gives up before it reads the first packet: every capability but those of its
 * work, the file system but its folder, privileges by exec, and all system calls that it
 * does not make (Documentation/userspace-api/seccomp_filter.rst).
 */
#ifndef NETCFG_SANDBOX_H
#define NETCFG_SANDBOX_H

/*
 * The folder of dir_fd becomes the root. What can't be had is said in one warning each, and the
 * keeper goes on: a kernel without seccomp is no reason to have no network.
 */
void sandbox_enter(int dir_fd);

#endif

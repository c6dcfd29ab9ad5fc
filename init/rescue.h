/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where PID 1 stays: in `shell` mode, and when a boot has failed. Nothing
 * here returns, and nothing here ends PID 1.
 */
#ifndef INIT_RESCUE_H
#define INIT_RESCUE_H

#include "init/cmdline.h"
#include "netcfg/netcfg.h"

/*
 * `shell` mode: a login shell on the console, started again when it ends; orphans
 * are reaped; SIGTERM and SIGINT (Ctrl-Alt-Del) reboot, SIGUSR2 powers
 * off, SIGUSR1 halts, as with busybox's init.
 */
_Noreturn void rescue_shell(const struct boot_config *config, struct netcfg *net);

/*
 * A failed boot: says what failed, here and to rambox.report= (over `net`), and what happens now,
 * and does what rambox.rescue= says.
 */
_Noreturn void rescue_fail(const struct boot_config *config, struct netcfg *net, const char *step);

#endif

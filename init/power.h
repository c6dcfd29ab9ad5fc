/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way down: what busybox's init does for reboot, poweroff and halt.
 */
#ifndef INIT_POWER_H
#define INIT_POWER_H

enum power_action { POWER_REBOOT, POWER_OFF, POWER_HALT };

/*
 * Ends all processes (SIGTERM, two seconds, SIGKILL), writes everything out,
 * unmounts, and calls reboot(2). Does not return: where the kernel refuses, that is logged
 * and the process stays, since PID 1 must not end.
 */
_Noreturn void power_down(enum power_action action);

#endif

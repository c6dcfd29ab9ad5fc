/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the devices that are there say that they are, for a machine that was not listening when they
 * appeared: the `modalias` files of /sys, read directly, without an event or a process.
 *
 * Every device that has one is on a bus, and /sys/bus/BUS/devices has links to all of those: a
 * tenth of the folders that a walk over /sys/devices opens. Beside them only three have one: input
 * devices, the board (dmi) and the processors. Buses of the kernel's own parts (memory blocks,
 * clocks, ...) are left out. The auxiliary bus tells it in events alone, which come when its
 * parent's driver is loaded.
 */
#ifndef MDEV_RULES_MODALIAS_SCAN_H
#define MDEV_RULES_MODALIAS_SCAN_H

enum { MODALIAS_SIZE = 4097 }; /* a /sys attribute is at most a page */

/*
 * Calls `take` with each modalias below `sys`, a descriptor of /sys; the same one often comes many
 * times. 0; what `take` returned, if that was not 0, and nothing is read after it; or -errno, if
 * there are no buses.
 */
int modalias_scan(int sys, int (*take)(void *arg, const char *modalias), void *arg);

#endif

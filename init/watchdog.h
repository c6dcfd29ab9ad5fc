/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hardware watchdog over the boot: once it is started, the machine is reset when the boot has
 * made no progress for so long. Kernel: Documentation/watchdog/watchdog-api.rst. With no watchdog
 * started all of this does nothing.
 */
#ifndef INIT_WATCHDOG_H
#define INIT_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Opens /dev/watchdog, which starts it, and asks for a limit in seconds; what the driver makes of
 * that counts, and is said where it differs. 0 also where it runs already; -errno, -ENOENT without
 * a driver.
 */
int watchdog_start(uint32_t limit_s);

/* There was progress: the limit begins anew. */
void watchdog_pet(void);

/* How long a wait of wait_ms (< 0: without end) may last until the next watchdog_pet(), in ms. */
int64_t watchdog_turn_ms(int64_t wait_ms);

/*
 * Before the exec of the final init, which closes it: a last pet, and it runs on. Where its driver
 * can't be left running, that is said.
 */
void watchdog_leave(void);

/* In a forked child that lives on, so that the final init can open it. */
void watchdog_close(void);

/* For a machine that is to stay as it is, halted or switched off. */
void watchdog_stop(void);

#endif

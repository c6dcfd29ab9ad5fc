/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time for deadlines: it does not jump when somebody sets the date, and goes on while the machine
 * sleeps.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

/* Milliseconds of CLOCK_BOOTTIME, clock_gettime(2). */
uint64_t clock_now_ms(void);

#endif

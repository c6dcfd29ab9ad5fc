/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time for deadlines: it does not jump when somebody sets the date, and goes on while the machine
 * sleeps.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

/*
 * Milliseconds of CLOCK_BOOTTIME, clock_gettime(2). Where that fails: the same clock by sysinfo(2),
 * in whole seconds rounded up; where that is refused too, the time that was last told.
 */
uint64_t clock_now_ms(void);

#endif

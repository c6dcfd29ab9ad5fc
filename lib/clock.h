/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time for deadlines: it does not jump when somebody sets the date, and goes on while the machine
 * sleeps.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

/*
 * Since the kernel started: CLOCK_BOOTTIME of clock_gettime(2). Where that fails it is the same
 * clock by sysinfo(2), in whole seconds; where that is refused too, the time that was last told. It
 * never goes back.
 */
uint64_t clock_now_us(void);
uint64_t clock_now_ms(void);

#endif

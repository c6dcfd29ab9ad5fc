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
 * clock by sysinfo(2), in whole seconds; where that is refused too, as the sandboxes do, the time
 * that was last told, or passed. It never goes back, whatever thread asks.
 */
uint64_t clock_now_us(void);
uint64_t clock_now_ms(void);

/*
 * It is so late at least, as somebody else knows: a timer of that clock has rung, or a wait was as
 * long as it may be. So deadlines come for a process whose clock stands still.
 */
void clock_pass_ms(uint64_t ms);

#endif

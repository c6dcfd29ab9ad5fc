/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/clock.h"

#include <time.h>

uint64_t clock_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/clock.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

uint64_t clock_now_us(void)
{
	static _Atomic uint64_t newest_us;
	struct timespec now;
	struct sysinfo info;
	uint64_t now_us = newest_us;

	/* For a few dozen calls the search for the vDSO costs more than it saves. */
	if (syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now) == 0)
		now_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	else if (sysinfo(&info) == 0 && ((uint64_t)info.uptime - 1) * 1000000 > now_us)
		now_us = ((uint64_t)info.uptime - 1) * 1000000; /* it is rounded up */
	newest_us = now_us;
	return now_us;
}

uint64_t clock_now_ms(void)
{
	return clock_now_us() / 1000;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/clock.h"

#include <stdatomic.h>
#include <sys/sysinfo.h>
#include <time.h>

uint64_t clock_now_ms(void)
{
	static _Atomic uint64_t newest_ms;
	struct timespec now;
	struct sysinfo info;

	if (clock_gettime(CLOCK_BOOTTIME, &now) == 0)
		newest_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	else if (sysinfo(&info) == 0)
		newest_ms = (uint64_t)info.uptime * 1000;
	return newest_ms;
}

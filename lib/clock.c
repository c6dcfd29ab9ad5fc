/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/clock.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

/* The latest time of all that were told, and this one. */
static uint64_t latest_us(uint64_t us)
{
	static _Atomic uint64_t latest;
	uint64_t before = latest;

	while (us > before) {
		if (atomic_compare_exchange_weak(&latest, &before, us))
			return us;
	}
	return before;
}

uint64_t clock_now_us(void)
{
	struct timespec now;
	struct sysinfo info;

	/* Who asks does so seldom: the search for the vDSO costs more than it saves. */
	if (syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now) == 0)
		return latest_us((uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
	if (sysinfo(&info) == 0 && info.uptime > 0)
		return latest_us(((uint64_t)info.uptime - 1) * 1000000); /* it is rounded up */
	return latest_us(0);
}

uint64_t clock_now_ms(void)
{
	return clock_now_us() / 1000;
}

void clock_pass_ms(uint64_t ms)
{
	(void)latest_us(ms * 1000);
}

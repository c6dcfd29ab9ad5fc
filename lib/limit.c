/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pause and a count. What comes in are events and the time, what goes out is whether, or how
 * many of them, to say; a count stays at its largest value rather than start again.
 */
#include "lib/limit.h"

bool limit_take(struct limit *limit, uint64_t now_ms)
{
	if (limit->count == 0 && now_ms >= limit->end_ms) {
		limit->pause_ms = LIMIT_PAUSE_MS;
		limit->end_ms = now_ms + LIMIT_PAUSE_MS;
		return true;
	}
	if (limit->count < UINT32_MAX)
		limit->count++;
	return false;
}

uint64_t limit_timer_ms(const struct limit *limit)
{
	return limit->count ? limit->end_ms : LIMIT_NEVER;
}

uint32_t limit_tell(struct limit *limit, uint64_t now_ms)
{
	uint32_t count = limit->count;

	if (!count || now_ms < limit->end_ms)
		return 0;
	limit->count = 0;
	limit->pause_ms = limit->pause_ms > LIMIT_PAUSE_MAX_MS / 2 ? LIMIT_PAUSE_MAX_MS
								   : limit->pause_ms * 2;
	limit->end_ms = now_ms + limit->pause_ms;
	return count;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often something that others cause may be said. The first time is said at once; what comes
 * within the pause behind it is counted, and told as one number when the pause is over. While there
 * is more each pause is twice the last one, up to 10 minutes; a quiet pause starts that anew.
 * Times are milliseconds of any clock that never goes back. Pure.
 */
#ifndef LIB_LIMIT_H
#define LIB_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum { LIMIT_PAUSE_MS = 10000, LIMIT_PAUSE_MAX_MS = 600000 };

#define LIMIT_NEVER UINT64_MAX

/* All zero: nothing has come yet. */
struct limit {
	uint64_t end_ms; /* of the pause */
	uint32_t pause_ms;
	uint32_t count; /* what came in it and was not told */
};

/* One more. True: say it now; false: it is counted. */
bool limit_take(struct limit *limit, uint64_t now_ms);

/* When limit_tell() has something to tell; LIMIT_NEVER: nothing. */
uint64_t limit_timer_ms(const struct limit *limit);

/* How many came in the pause, once it is over, and the next one begins; 0: nothing to tell. */
uint32_t limit_tell(struct limit *limit, uint64_t now_ms);

#endif

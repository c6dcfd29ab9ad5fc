/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each step of the boot took: /run/init/timeline, one line a step,
 *
 *   START END NAME RESULT
 *
 * START and END in microseconds since the kernel started (CLOCK_BOOTTIME),
 * RESULT "ok" or "failed". init/bars.h reads it.
 */
#ifndef INIT_TIMELINE_H
#define INIT_TIMELINE_H

#include <stdint.h>

#define TIMELINE_PATH "/run/init/timeline"

enum { TIMELINE_MAX = 8192 }; /* more than the file can get */

/* Notes a step; it is kept in memory, so that steps before /run count, too. */
void timeline_add(const char *name, uint64_t start_us, uint64_t end_us, const char *result);

/* Appends what was noted to /run/init/timeline. 0, or -errno. */
int timeline_write(void);

#endif

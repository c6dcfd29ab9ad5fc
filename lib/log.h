/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The log: one line an event to /dev/kmsg, with its level, so that it stands in
 * the kernel's log beside what the kernel said, survives `quiet` (which only
 * keeps it off the console) and is there for dmesg. See
 * Documentation/ABI/testing/dev-kmsg.
 */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include <stdbool.h>

/* The kernel's levels, include/linux/kern_levels.h. */
enum log_level {
	LOG_LEVEL_ERR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};

/*
 * Opens /dev/kmsg. `name` goes before each line ("init: ...") and is kept by
 * reference. 0, or -errno: lines then go to descriptor 2, as they do before.
 */
int log_open(const char *name);

/* The name before each line from now on, kept by reference. */
void log_set_name(const char *name);

/* With `rambox.debug`: debug lines are written, as notices; without it they are dropped. */
void log_set_debug(bool on);
bool log_is_debug(void);

/*
 * One line, without a newline: lower case, failure first, values quoted, the
 * cause last. At most 480 bytes, longer ones end in "...": a log line is for
 * people. What is not printable ASCII becomes '?'.
 */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_err(...) log_line(LOG_LEVEL_ERR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...) log_line(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif

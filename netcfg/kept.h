/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is kept, seen from outside of the keeper: the files that it has in its folder, whether it
 * lives, and waiting for a change of them, by inotify(7). Nothing here writes into the folder.
 */
#ifndef NETCFG_KEPT_H
#define NETCFG_KEPT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { KEPT_VALUE_SIZE = 64 };

typedef int kept_fn(void *context, int dir_fd, const char *ifname);

/*
 * Calls fn for each file IF.ending of the folder, or only for that of `wanted` (NULL: all). The
 * sum of what it returns; -1: there is no folder.
 */
int kept_each(const char *run_dir, const char *ending, const char *wanted, kept_fn *fn,
	      void *context);

/* A value of IF.lease. False where the file or the key is not there, or the value is longer. */
bool kept_value(int dir_fd, const char *ifname, const char *key, char out[KEPT_VALUE_SIZE]);

/*
 * The keeper of an interface, where it lives: a number in a file may be somebody else's by now.
 * 0: none does.
 */
pid_t kept_by(int dir_fd, const char *ifname);

/* Descriptor of changes in the folder, which is made where it is missing; or -errno. */
int kept_watch(const char *run_dir);

/* Waits for a change until end_ms of clock_now_ms(). False when the time is over. */
bool kept_next_change(int fd, uint64_t end_ms);

#endif

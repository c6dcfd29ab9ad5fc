/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A plan of modules into the kernel, by finit_module(2) and without a process: what a module waits
 * for first, the others side by side in threads, at most one a processor, since a driver's
 * start can take seconds. Each module is loaded once; one that is there already is as good.
 *
 * A module that cannot be loaded is one line in the log, with what is missing or to be done; one
 * that needs it is not tried, and that is a line, too. A symbol, or a firmware file, that is
 * missing the kernel names itself, in the line before. Compressed files are the kernel's to unpack.
 */
#ifndef MDEV_RULES_MODULE_LOAD_H
#define MDEV_RULES_MODULE_LOAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "mdev-rules/modules_plan.h"

enum {
	MODULE_LOAD_JOBS = 16, /* modules that are loaded at once, at most */
	MODULE_LOAD_PATH = 256,
	MODULE_LOAD_OPTIONS = 1024, /* COMMAND_LINE_SIZE of the kernel's parameters */
};

enum module_state {
	MODULE_WAITS,
	MODULE_LOADS,
	MODULE_LOADED,
	MODULE_FAILED,
};

struct module_load;

/* A module that is being loaded; a thread's until `done`. */
struct module_job {
	const struct module_load *load;
	pthread_t thread;
	atomic_bool done;
	bool busy, has_thread;
	uint16_t node;
	int open_error, error; /* -errno of the file, of finit_module() */
	char path[MODULE_LOAD_PATH];
	char options[MODULE_LOAD_OPTIONS];
};

/* Must stay where it is while a module is being loaded: threads know its address. */
struct module_load {
	int dir;   /* that the plan's files are relative to; the caller's */
	int event; /* eventfd(2), readable when a module is done */
	struct modules_plan *plan;
	unsigned int job_count, busy_count; /* jobs that may be used, that are */
	uint16_t first;			    /* in the plan's order: all before it are done with */
	uint8_t states[MODULES_PLAN_MAX];   /* enum module_state, by node */
	struct module_job jobs[MODULE_LOAD_JOBS];
	/* finit_module(2): 0 or -errno. The tests have their own. */
	int (*insert)(int fd, const char *options, int flags);
};

/*
 * Makes ready to load the modules of a plan from a folder. 0, and the caller calls
 * module_load_close(); or -errno.
 */
int module_load_open(int dir, struct modules_plan *plan, struct module_load *out);

/* Starts what can be started: to be called when the plan has grown. Does not wait. */
void module_load_start(struct module_load *load);

/* Takes in what is done, and starts what waited for it: to be called when `event` is readable. */
void module_load_step(struct module_load *load);

/* True while something is being loaded. */
bool module_load_busy(const struct module_load *load);

/* Before a long sleep: lets go of memory that holds nothing. */
void module_load_rest(struct module_load *load);

/* Waits for what is being loaded, and starts nothing more. */
void module_load_close(struct module_load *load);

#endif

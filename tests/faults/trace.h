/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One try: /init is started on a stage, each system call of it and of what it forks is looked at,
 * those that are asked for fail, and what comes of it is told.
 *
 * A process is known by the way to it: "1" is PID 1, "1.2" the second process that it forks. What
 * it calls is counted from its first call on, each system call for itself.
 */
#ifndef FAULTS_TRACE_H
#define FAULTS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tests/faults/calls.h"
#include "tests/faults/stage.h"

enum {
	WAY_SIZE = 16,
	NAME_SIZE = 16, /* TASK_COMM_LEN */
	TRACED_MAX = 64,
	TEXT_SIZE = 16384,
	EVERY = 0, /* as a number of a call: all of them */
};

/* Which call fails. */
struct fault {
	char way[WAY_SIZE];
	unsigned int number; /* of the system call */
	unsigned int nth;    /* the first is 1; EVERY */
	int error;
};

struct traced {
	pid_t pid; /* 0: not there any more */
	char way[WAY_SIZE];
	char name[NAME_SIZE]; /* what it has called itself, else its parent's and the number */
	unsigned int forks;
	unsigned int counts[CALLS_MAX];
	long last; /* system call, and two of its arguments; -1: none yet */
	unsigned long arg, buffer;
	int error;	    /* with which the call that it is in fails */
	bool is_redirected; /* its path is another: */
	unsigned int path_reg;
	bool is_stopped; /* at its first stop, since nobody knows yet whose child it is */
	bool is_new, is_foreign, is_final;
};

enum ending {
	ENDING_FINAL,  /* the final init, or a shell, has run and told its facts */
	ENDING_REBOOT, /* reboot(2) was called */
	ENDING_STAYS,  /* reboot(2) has failed, that was said, and PID 1 waits for ever */
	ENDING_DEATH,  /* PID 1 has ended; `status` tells how */
	ENDING_HANG,   /* nothing of this in time */
};

struct outcome {
	enum ending ending;
	int status;
	unsigned int hits;     /* how many calls have failed as asked for */
	char log[TEXT_SIZE];   /* lines of all processes that got to the kernel or the console */
	char facts[TEXT_SIZE]; /* what the final program has written */
	struct traced all[TRACED_MAX];
	unsigned int count;
};

/* fault: NULL for none. False after a line, when the try itself could not be made. */
bool trace_run(const struct mode *mode, const struct fault *fault, struct outcome *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pthread_create(3). A thread begins with its starter's mask of signals.
 */
#include "mdev-rules/thread.h"

#include <signal.h>
#include <stddef.h>

enum { STACK_SIZE = 65536 }; /* a few paths and a window of a disk; untouched pages cost nothing */

int thread_start(void *(*run)(void *arg), void *arg, pthread_t *out)
{
	pthread_attr_t attr;
	sigset_t all, old;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	error = pthread_create(out, &attr, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -error;
}

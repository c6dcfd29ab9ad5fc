/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads for what may wait in the kernel for long: a driver's start, a disk's answer. They live
 * for as long as there is such work, so that a process at rest has none.
 */
#ifndef MDEV_RULES_THREAD_H
#define MDEV_RULES_THREAD_H

#include <pthread.h>

/*
 * Runs run(arg) in a thread on which no signal is handled; it has 64 kB of stack. 0, and the caller
 * waits for its end by pthread_join(3); or -errno.
 */
int thread_start(void *(*run)(void *arg), void *arg, pthread_t *out);

#endif

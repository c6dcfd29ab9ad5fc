/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `init explain 'CMDLINE'`: what the box would do with a command line, step by
 * step, said on any machine without touching it.
 */
#ifndef INIT_EXPLAIN_H
#define INIT_EXPLAIN_H

#include "init/cmdline.h"

/* Prints the plan to the descriptor. 0 when every value is good, 1 when one is bad. */
int explain_print(int fd, const struct boot_config *config);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The environment of a rule's command: PATH and HOME as the kernel gives them to its helpers, then
 * what an event says. Its keys are the kernel's own, which are upper case
 * (lib/kobject_uevent.c), but values can come from a device, and in a file of /sys, one with a
 * newline in it looks like another key. Left out are keys that a shell or its linker obeys, and
 * those by which other code would run. Pure.
 *
 *   pairs = *( key "=" value NUL )
 */
#ifndef MDEV_RULES_RULE_ENV_H
#define MDEV_RULES_RULE_ENV_H

#include <stddef.h>

enum { RULE_ENV_MAX = 128 }; /* the kernel's events have 64 keys at most (UEVENT_NUM_ENVP) */

/*
 * Fills out, as execve(2) takes it, with pointers into the pairs, whose last byte is a NUL. 0, or
 * -E2BIG where they are more than fit; out is of no use then.
 */
int rule_env_list(char *pairs, size_t len, char *out[RULE_ENV_MAX]);

#endif

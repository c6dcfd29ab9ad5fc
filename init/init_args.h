/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the final init is started with. The kernel gives /init the words that
 * it did not know as arguments, and its unknown key=value pairs as environment
 * (init/main.c, unknown_bootoption()); the final init gets the same without
 * ours. What stood after "--" is passed on whatever it says. Pure.
 */
#ifndef INIT_INIT_ARGS_H
#define INIT_INIT_ARGS_H

/*
 * Drops our words from the NULL-terminated argv, in place; argv[0] is set to
 * `path`; the last `after_dashes` arguments stay untouched. Returns the new count.
 */
int init_args_filter(char **argv, const char *path, unsigned int after_dashes);

/* Drops our keys from the NULL-terminated environment, in place. Returns the new count. */
int init_args_filter_env(char **envp);

#endif

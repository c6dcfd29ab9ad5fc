/* SPDX-License-Identifier: GPL-2.0-only */
/* /etc/hosts of the ramdisk, so that the box finds its own name without asking anybody. */
#ifndef INIT_HOSTS_H
#define INIT_HOSTS_H

#include <stddef.h>

/*
 * The text of a hosts file with one line for our own name, 127.0.1.1 NAME.DOMAIN NAME, in place of
 * any that it had for that address. name may hold the domain already; of domain the first word
 * counts, "" is none. The new length, or -E2BIG for more than out_size - 1 bytes. Pure.
 */
int hosts_build(const char *text, const char *name, const char *domain, char *out, size_t out_size);

/*
 * The same for a file; where there is none, none is made. It is replaced as a whole, so that nobody
 * reads half of one. What can't be replaced is written in place: a link, a mount point, a file in a
 * folder that can't be written to. 0, or -errno.
 */
int hosts_set(const char *path, const char *name, const char *domain);

#endif

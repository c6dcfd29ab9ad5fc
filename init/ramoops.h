/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that survives a reboot, where the command line has set some aside: what a boot writes
 * there the next one reads, once. Kernel: Documentation/admin-guide/ramoops.rst,
 * CONFIG_PSTORE_PMSG.
 */
#ifndef INIT_RAMOOPS_H
#define INIT_RAMOOPS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The end of what user space wrote during the boot before, size - 1 bytes at most, terminated. Its
 * length; -errno, -ENOENT where there is nothing or no such memory.
 */
ssize_t ramoops_read(char *buf, size_t size);

/* For the next boot. 0, or -errno. */
int ramoops_write(const char *text);

#endif

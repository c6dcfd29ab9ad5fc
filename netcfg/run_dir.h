/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder that the keeper writes into, /run/netcfg, and nothing else: IF.lease, IF.pid,
 * resolv.conf. Files are written whole under another name and renamed, so that nobody reads
 * half of one; a link that lies in wait is not followed.
 */
#ifndef NETCFG_RUN_DIR_H
#define NETCFG_RUN_DIR_H

#include <stddef.h>
#include <sys/types.h>

enum { RUN_DIR_NAME_SIZE = 32 }; /* an interface's name and an ending */

/* Makes the folder, 0755, if it is not there. Its descriptor, or -errno after a line in the log. */
int run_dir_open(const char *path);

/* NAME is IFNAME.ENDING, or just ENDING where ifname is "". 0, or -errno. */
int run_dir_write(int dir_fd, const char *ifname, const char *ending, const char *text, size_t len);
void run_dir_remove(int dir_fd, const char *ifname, const char *ending);
/* From one interface's name to another. */
void run_dir_rename(int dir_fd, const char *from, const char *to, const char *ending);
/* The file's text, ended with a NUL. The length, or -errno. */
ssize_t run_dir_read(int dir_fd, const char *ifname, const char *ending, char *out, size_t size);

#endif

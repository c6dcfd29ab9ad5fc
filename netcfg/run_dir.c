/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small files by openat(2) and its kin, relative to one descriptor, so that it does not matter
 * where the folder is seen from: the keeper has it as its root.
 */
#include "netcfg/run_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"

int run_dir_open(const char *path)
{
	int error = file_make_dirs(path);
	int fd = error ? -1 : file_open(path, O_RDONLY | O_DIRECTORY);

	if (fd >= 0)
		return fd;
	error = error ? error : -errno;
	log_err("cannot make the keeper's folder '%s': %s", path, strerror(-error));
	return error;
}

static void make_name(const char *ifname, const char *ending, char out[RUN_DIR_NAME_SIZE])
{
	(void)format_text(out, RUN_DIR_NAME_SIZE, "%s%s%s", ifname, *ifname ? "." : "", ending);
}

int run_dir_write(int dir_fd, const char *ifname, const char *ending, const char *text, size_t len)
{
	char name[RUN_DIR_NAME_SIZE], new_name[RUN_DIR_NAME_SIZE + sizeof(".new") - 1];
	CLEANUP_FD int fd = -1;
	int error;

	make_name(ifname, ending, name);
	(void)format_text(new_name, sizeof(new_name), "%s.new", name);
	fd = openat(dir_fd, new_name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	error = fd < 0 ? -errno : file_write_all(fd, text, len);
	if (!error && renameat(dir_fd, new_name, dir_fd, name) < 0)
		error = -errno;
	if (error)
		(void)unlinkat(dir_fd, new_name, 0);
	return error;
}

void run_dir_remove(int dir_fd, const char *ifname, const char *ending)
{
	char name[RUN_DIR_NAME_SIZE];

	make_name(ifname, ending, name);
	(void)unlinkat(dir_fd, name, 0);
}

void run_dir_rename(int dir_fd, const char *from, const char *to, const char *ending)
{
	char old_name[RUN_DIR_NAME_SIZE], new_name[RUN_DIR_NAME_SIZE];

	make_name(from, ending, old_name);
	make_name(to, ending, new_name);
	(void)renameat(dir_fd, old_name, dir_fd, new_name);
}

ssize_t run_dir_read(int dir_fd, const char *ifname, const char *ending, char *out, size_t size)
{
	char name[RUN_DIR_NAME_SIZE];

	make_name(ifname, ending, name);
	return file_read(dir_fd, name, out, size);
}

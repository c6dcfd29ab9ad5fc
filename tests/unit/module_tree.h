/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trees of modules for the tests, in a temporary folder that is the working directory, and a
 * kernel that takes them: a file's content is "NAME [ERROR]", the errno that loading it has. What
 * is said in the log is kept.
 */
#ifndef TESTS_UNIT_MODULE_TREE_H
#define TESTS_UNIT_MODULE_TREE_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mdev-rules/module_load.h"
#include "tests/unit/log_text.h"
#include "tests/unit/unit.h"

/* A descriptor of a folder of the tree, which is made where it is not there; until the next call.
 */
static inline int root_of(const char *name)
{
	static int fd = -1;

	if (fd >= 0)
		close(fd);
	(void)mkdir(name, 0755);
	fd = open(name, O_RDONLY | O_DIRECTORY);
	return fd;
}

static inline int enter_tree(void **state)
{
	char folder[] = "/tmp/rambox-unit-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	*state = strdup(folder);
	return catch_log();
}

static inline int leave_tree(void **state)
{
	char command[64];

	release_log();
	snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
	free(*state);
	return chdir("/") != 0 || system(command) != 0;
}

/* A file with the folders above it. */
static inline void put(const char *path, const char *content)
{
	char folder[4096];
	int fd;

	snprintf(folder, sizeof(folder), "%s", path);
	for (char *slash = folder; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(folder, 0755);
		*slash = '/';
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
}

/* What the kernel saw: "+a -a +b:OPTIONS -b ", starts and ends; a "!" where it has to unpack. */
static pthread_mutex_t kernel_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t kernel_change = PTHREAD_COND_INITIALIZER;
static char kernel_seen[32768];
static unsigned int kernel_now, kernel_most; /* loading at once */
static unsigned int kernel_awaits; /* each load ends only when so many have been at once */

static inline void kernel_reset(unsigned int awaits)
{
	kernel_seen[0] = '\0';
	kernel_now = kernel_most = 0;
	kernel_awaits = awaits;
}

static inline int kernel_insert(int fd, const char *options, int flags)
{
	struct timespec until = {.tv_sec = time(NULL) + 20};
	char content[64] = "", name[64] = "";
	int error = 0;

	if (pread(fd, content, sizeof(content) - 1, 0) < 0)
		return -EIO;
	(void)!sscanf(content, "%63s %d", name, &error);
	pthread_mutex_lock(&kernel_lock);
	sprintf(kernel_seen + strlen(kernel_seen), "+%s%s%s%s ", name, flags & 4 ? "!" : "",
		*options ? ":" : "", options);
	if (++kernel_now > kernel_most)
		kernel_most = kernel_now;
	pthread_cond_broadcast(&kernel_change);
	while (kernel_most < kernel_awaits) {
		if (pthread_cond_timedwait(&kernel_change, &kernel_lock, &until) != 0)
			kernel_awaits = 0; /* for all of them */
	}
	kernel_now--;
	sprintf(kernel_seen + strlen(kernel_seen), "-%s ", name);
	pthread_mutex_unlock(&kernel_lock);
	return -error;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keeper's folder, read by a command: IF.lease and IF.pid. Both are renamed into their place,
 * so that a file is there as a whole or not at all; it may be gone between two looks.
 */
#include "netcfg/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/parse.h"
#include "netcfg/keeper.h"
#include "netcfg/lease_file.h"
#include "netcfg/run_dir.h"

enum { STAT_SIZE = 1024 }; /* of /proc/PID/stat: 52 numbers */

/* True for the file of one of our interfaces: NAME gets the part before `ending`. */
static bool is_file(const char *file, const char *ending, const char *wanted,
		    char name[NET_IFNAME_SIZE])
{
	size_t len = strlen(file), end_len = strlen(ending);

	if (len <= end_len + 1 || len - end_len - 1 >= NET_IFNAME_SIZE ||
	    strcmp(file + len - end_len, ending) != 0 || file[len - end_len - 1] != '.')
		return false;
	memcpy(name, file, len - end_len - 1);
	name[len - end_len - 1] = '\0';
	return !wanted || strcmp(name, wanted) == 0;
}

int kept_each(const char *run_dir, const char *ending, const char *wanted, kept_fn *fn,
	      void *context)
{
	struct folder folder;
	const struct dirent *entry;
	char name[NET_IFNAME_SIZE];
	int sum = 0;

	if (folder_open(AT_FDCWD, run_dir, 0, &folder) < 0)
		return -1;
	while ((entry = folder_next(&folder))) {
		if (is_file(entry->d_name, ending, wanted, name))
			sum += fn(context, folder.fd, name);
	}
	(void)folder_close(&folder);
	return sum;
}

bool kept_value(int dir_fd, const char *ifname, const char *key, char out[KEPT_VALUE_SIZE])
{
	static char text[LEASE_FILE_SIZE];

	return run_dir_read(dir_fd, ifname, "lease", text, sizeof(text)) > 0 &&
	       lease_file_find(text, key, out, KEPT_VALUE_SIZE);
}

/* proc_pid_stat(5): NUMBER (NAME) STATE; what has ended and waits for its parent is Z. */
static bool lives(uint32_t pid)
{
	char path[KEPT_VALUE_SIZE], text[STAT_SIZE];
	const char *name;

	(void)format_text(path, sizeof(path), "/proc/%u/stat", pid);
	if (file_read(AT_FDCWD, path, text, sizeof(text)) < 0)
		return false;
	name = strchr(text, '(');
	return name && parse_prefix(name, "(netcfg) ", &name) && *name != 'Z' && *name != 'X';
}

pid_t kept_by(int dir_fd, const char *ifname)
{
	char text[KEPT_VALUE_SIZE];
	uint32_t pid;

	if (run_dir_read(dir_fd, ifname, "pid", text, sizeof(text)) <= 0)
		return 0;
	text[strcspn(text, "\n")] = '\0';
	return parse_u32(text, INT32_MAX, &pid) == 0 && pid && lives(pid) ? (pid_t)pid : 0;
}

int kept_watch(const char *run_dir)
{
	CLEANUP_FD int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	int error = file_make_dirs(run_dir);

	if (fd < 0 || error)
		return error ? error : -errno;
	if (inotify_add_watch(fd, run_dir, IN_MOVED_TO | IN_DELETE) < 0)
		return -errno;
	return fd_steal(&fd);
}

bool kept_next_change(int fd, uint64_t end_ms)
{
	_Alignas(struct inotify_event) char buf[1024];
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	uint64_t now_ms = clock_now_ms();
	uint64_t left_ms = end_ms > now_ms ? end_ms - now_ms : 0;

	if (poll(&pollfd, 1, left_ms > INT32_MAX ? INT32_MAX : (int)left_ms) == 0)
		return false;
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	return true;
}

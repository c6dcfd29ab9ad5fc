/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * openat2(2) with RESOLVE_IN_ROOT opens a path as chroot(2) would: an absolute
 * link such as /sbin/init -> /lib/systemd/systemd stays inside of the new root. Linux
 * 5.6 has it; before that the path is opened as it is. A path with `..` in it is refused with
 * EAGAIN while anybody renames or mounts anything (the keeper renames its files): it is asked
 * again.
 */
#include "init/program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/exec_format.h"
#include "lib/cleanup.h"
#include "lib/format.h"
#include "lib/log.h"

enum {
	OPEN_TRIES = 10000,   /* a rename takes microseconds */
	INTERPRETERS_MAX = 5, /* more than execve(2) follows: it gives ELOOP */
	NOEXEC = 0x8,	      /* ST_NOEXEC, statfs(2) */
};

static int open_in_root(int root_fd, const char *path, unsigned int flags)
{
	struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
	long fd = -1;

	errno = EAGAIN;
	for (int i = 0; i < OPEN_TRIES && fd < 0 && errno == EAGAIN; i++)
		fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));
	if (fd < 0 && errno == ENOSYS)
		fd = openat(root_fd, path + strspn(path, "/"), (int)how.flags);
	return fd < 0 ? -errno : (int)fd;
}

/* ENOENT would say that there is no such program. */
static int there_is_one(int error)
{
	return error == -ENOENT || error == -ENOTDIR ? -ELIBACC : error;
}

static int say_why(char *why, const char *path, const char *reason, int error)
{
	format_text(why, PROGRAM_WHY_SIZE, "'%.300s': %s", path, reason);
	return error;
}

/* A link that leads nowhere says where to: it was meant to be there. */
static int say_missing(char *why, int root_fd, const char *path, int error)
{
	CLEANUP_FD int fd = open_in_root(root_fd, path, O_PATH | O_NOFOLLOW);
	char target[EXEC_FORMAT_PATH];
	ssize_t len = fd < 0 ? -1 : readlinkat(fd, "", target, sizeof(target) - 1);

	if (len < 0)
		return say_why(why, path, strerror(-error), error);
	target[len] = '\0';
	format_text(why, PROGRAM_WHY_SIZE, "'%.128s', a link to '%.200s': %s", path, target,
		    strerror(-error));
	return there_is_one(error);
}

static int check_file(int fd, const char *path, uint64_t *size, char *why)
{
	struct statfs fs;
	struct stat st;

	if (fstat(fd, &st) < 0 || fstatfs(fd, &fs) < 0)
		return say_why(why, path, strerror(errno), -errno);
	if (!S_ISREG(st.st_mode))
		return say_why(why, path, "not a regular file", -EACCES);
	if (!(st.st_mode & 0111))
		return say_why(why, path, "not executable", -EACCES);
	if (fs.f_flags & NOEXEC)
		return say_why(why, path, "on a file system mounted noexec", -EACCES);
	*size = (uint64_t)st.st_size;
	return 0;
}

/* Of a file that was looked at: a watchdog's node would run from the first open on. */
static ssize_t read_head(int root_fd, const char *path, uint8_t head[EXEC_FORMAT_HEAD])
{
	CLEANUP_FD int fd = open_in_root(root_fd, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	ssize_t len;

	if (fd < 0)
		return fd;
	len = pread(fd, head, EXEC_FORMAT_HEAD, 0);
	return len < 0 ? -errno : len;
}

int program_check(int root_fd, const char *path, char *why)
{
	char current[EXEC_FORMAT_PATH], interpreter[EXEC_FORMAT_PATH];
	const char *at = path;
	bool is_elf = false;

	for (int depth = 0; depth < INTERPRETERS_MAX; depth++) {
		uint8_t head[EXEC_FORMAT_HEAD];
		CLEANUP_FD int fd = open_in_root(root_fd, at, O_PATH);
		uint64_t size = 0;
		ssize_t len;
		int error;

		if (fd < 0 && depth == 0)
			return say_missing(why, root_fd, at, fd);
		if (fd < 0) {
			format_text(why, PROGRAM_WHY_SIZE, "'%.128s': its interpreter '%.200s': %s",
				    path, at, strerror(-fd));
			return there_is_one(fd);
		}
		error = check_file(fd, at, &size, why);
		if (error)
			return error;
		len = read_head(root_fd, at, head);
		if (len < 0)
			return say_why(why, at, strerror((int)-len), (int)len);
		error = exec_format_parse(head, (size_t)len, size, interpreter);
		if (error)
			return say_why(why, at, exec_format_strerror(error), -ENOEXEC);
		if (is_elf && head[0] == '#') /* execve(2): ELIBBAD */
			return say_why(why, at, "a script can't load a program", -ELIBBAD);
		is_elf = head[0] != '#';
		if (interpreter[0] == '\0')
			return 0;
		/* NOLINTNEXTLINE(*insecureAPI.strcpy): both have EXEC_FORMAT_PATH */
		at = strcpy(current, interpreter);
	}
	return say_why(why, path, strerror(ELOOP), -ELOOP);
}

const char *program_find(int root_fd, const char *given)
{
	static const char usual[][12] = {"/sbin/init", "/etc/init", "/bin/init"};
	char why[PROGRAM_WHY_SIZE];

	if (given) {
		if (program_check(root_fd, given, why) == 0)
			return given;
		log_err("cannot run init=%s", why);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		int error = program_check(root_fd, usual[i], why);

		if (error == 0)
			return usual[i];
		/* One that is there and can't be run deserves a word. */
		if (error != -ENOENT && error != -ENOTDIR)
			log_warning("passed over %s", why);
	}
	log_err("no init found: /sbin/init, /etc/init, /bin/init can't be run; give init=PATH");
	return NULL;
}

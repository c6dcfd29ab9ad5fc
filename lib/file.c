/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small files whole, in as few system calls as it takes: a file that does not
 * fit its buffer is refused with -E2BIG, never cut.
 */
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/format.h"
#include "lib/parse.h"

enum { PRINT_SIZE = 8192 };

int file_open(const char *path, int flags)
{
	return openat(AT_FDCWD, path, flags | O_CLOEXEC | O_NOCTTY);
}

ssize_t file_read(int dirfd, const char *path, char *buf, size_t size)
{
	CLEANUP_FD int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	size_t len = 0;

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
		if (len == size)
			return -E2BIG;
	}
	buf[len] = '\0';
	return (ssize_t)len;
}

ssize_t file_read_line(int dirfd, const char *path, char *buf, size_t size)
{
	ssize_t len = file_read(dirfd, path, buf, size);

	if (len > 0 && buf[len - 1] == '\n')
		buf[--len] = '\0';
	return len;
}

int file_write_all(int fd, const char *buf, size_t len)
{
	while (len) {
		ssize_t n = write(fd, buf, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		buf += n;
		len -= (size_t)n;
	}
	return 0;
}

int file_write(const char *path, const char *text)
{
	CLEANUP_FD int fd = file_open(path, O_WRONLY);

	if (fd < 0)
		return -errno;
	return file_write_all(fd, text, strlen(text));
}

int file_print(int fd, const char *format, ...)
{
	char text[PRINT_SIZE];
	va_list args;
	size_t len;

	va_start(args, format);
	len = format_args(text, sizeof(text), format, args);
	va_end(args);
	return len < sizeof(text) ? file_write_all(fd, text, len) : -E2BIG;
}

static int make_dir(const char *path)
{
	struct stat st;

	if (mkdir(path, 0755) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (stat(path, &st) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

int file_make_dirs(const char *path)
{
	char parent[PATH_MAX];
	int error = make_dir(path);

	if (error != -ENOENT)
		return error;
	if (parse_copy(path, parent, sizeof(parent)))
		return -ENAMETOOLONG;
	for (char *slash = parent + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		error = make_dir(parent);
		*slash = '/';
		if (error)
			return error;
	}
	return make_dir(path);
}

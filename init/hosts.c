/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hosts(5): `hostname -f` asks for the name that stands first beside the address of our own.
 * 127.0.1.1, as Debian has it, so that the name does not depend on an interface.
 */
#include "init/hosts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/parse.h"

#define OWN_ADDRESS "127.0.1.1"

enum {
	HOSTS_SIZE = 8192,
	PATH_SIZE = 64,
	ALL_MODES = 07777,
	NAME_SIZE = 257, /* a domain name and a NUL: RFC 1035, section 2.3.4 */
};

/* What stands before the first `end`; too long a part is none. */
static void first_part(const char *text, char end, char out[NAME_SIZE])
{
	const char *at = strchr(text, end);
	size_t len = at ? (size_t)(at - text) : strlen(text);

	len = len < NAME_SIZE ? len : 0;
	memcpy(out, text, len);
	out[len] = '\0';
}

static bool is_own_line(const char *line)
{
	const char *rest;

	return parse_prefix(line, OWN_ADDRESS, &rest) &&
	       (*rest == ' ' || *rest == '\t' || *rest == '\n' || *rest == '\0');
}

int hosts_build(const char *text, const char *name, const char *domain, char *out, size_t out_size)
{
	char host[NAME_SIZE], first[NAME_SIZE];
	bool has_domain = strchr(name, '.');
	size_t len = 0;

	while (*text) {
		size_t line = strcspn(text, "\n");

		line += text[line] == '\n';
		if (!is_own_line(text)) {
			if (len + line + 1 >= out_size)
				return -E2BIG;
			memcpy(out + len, text, line);
			len += line;
			if (text[line - 1] != '\n')
				out[len++] = '\n';
		}
		text += line;
	}
	first_part(name, '.', host);
	first_part(domain, ' ', first);
	if (has_domain)
		len += format_text(out + len, out_size - len, OWN_ADDRESS "\t%s %s\n", name, host);
	else
		len += format_text(out + len, out_size - len, OWN_ADDRESS "\t%s%s%s%s%s\n", name,
				   *first ? "." : "", first, *first ? " " : "", *first ? name : "");
	return len < out_size ? (int)len : -E2BIG;
}

/* Writes the text beside the file and renames it over it. 0, or -errno and nothing is left. */
static int replace(const char *path, const char *text, size_t len)
{
	char beside[PATH_SIZE];
	CLEANUP_FD int fd = -1;
	struct stat st;
	int error;

	if (lstat(path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode)) /* the rename would put a file in the place of a link */
		return -ELOOP;
	if (format_text(beside, sizeof(beside), "%s.new", path) >= sizeof(beside))
		return -ENAMETOOLONG;
	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	error = file_write_all(fd, text, len);
	if (!error && (fchown(fd, st.st_uid, st.st_gid) < 0 ||
		       fchmod(fd, st.st_mode & ALL_MODES) < 0 || rename(beside, path) < 0))
		error = -errno;
	if (error)
		(void)unlink(beside);
	return error;
}

int hosts_set(const char *path, const char *name, const char *domain)
{
	static char text[HOSTS_SIZE], out[HOSTS_SIZE];
	CLEANUP_FD int fd = -1;
	ssize_t len = file_read(AT_FDCWD, path, text, sizeof(text));
	int new_len;

	if (len < 0)
		return len == -ENOENT ? 0 : (int)len;
	new_len = hosts_build(text, name, domain, out, sizeof(out));
	if (new_len < 0)
		return new_len;
	if (replace(path, out, (size_t)new_len) == 0)
		return 0;
	fd = file_open(path, O_WRONLY | O_TRUNC);
	return fd < 0 ? -errno : file_write_all(fd, out, (size_t)new_len);
}

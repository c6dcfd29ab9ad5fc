/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Line by line through a buffer that is filled by pread(2): the kernel gives a page at most.
 */
#include "mdev-rules/partitions.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "lib/parse.h"

enum { FIELDS_BEFORE = 3 };

void partitions_start(int fd, struct partitions *out)
{
	out->fd = fd;
	out->offset = 0;
	out->at = out->len = 0;
}

/* More behind what is left, which moves to the start. False at the end. */
static bool fill(struct partitions *p)
{
	ssize_t n;

	p->len -= p->at;
	memmove(p->buf, p->buf + p->at, p->len);
	p->at = 0;
	do
		n = pread(p->fd, p->buf + p->len, sizeof(p->buf) - p->len, p->offset);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	p->offset += n;
	p->len += (size_t)n;
	return true;
}

/* The next line, ended by a NUL; NULL at the end, and for what is no line of this file. */
static char *next_line(struct partitions *p)
{
	char *line, *end;

	do
		end = memchr(p->buf + p->at, '\n', p->len - p->at);
	while (!end && fill(p));
	if (!end)
		return NULL;
	line = p->buf + p->at;
	*end = '\0';
	p->at = (size_t)(end + 1 - p->buf);
	return line;
}

/* The name at the end of a line; NULL where there are not three numbers before it. */
static const char *find_name(const char *line)
{
	for (int i = 0; i < FIELDS_BEFORE; i++) {
		size_t digits;

		line += strspn(line, " ");
		digits = strspn(line, "0123456789");
		if (digits == 0 || line[digits] != ' ')
			return NULL;
		line += digits;
	}
	line += strspn(line, " ");
	return *line ? line : NULL;
}

const char *partitions_next(struct partitions *p)
{
	char *line, *at;

	while ((line = next_line(p))) {
		const char *name = find_name(line);

		if (!name || parse_copy(name, p->name, sizeof(p->name)))
			continue;
		for (at = p->name; (at = strchr(at, '/'));)
			*at = '!';
		return p->name;
	}
	return NULL;
}

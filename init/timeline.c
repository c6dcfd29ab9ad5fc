/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps of the boot are noted in memory and written in one go, when the
 * boot is over or has failed.
 */
#include "init/timeline.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/format.h"

enum { TEXT_SIZE = 2048 }; /* twenty steps of at most 64 bytes, and as much again */

static struct {
	char text[TEXT_SIZE];
	size_t len;
} noted;

void timeline_add(const char *name, uint64_t start_us, uint64_t end_us, const char *result)
{
	size_t room = sizeof(noted.text) - noted.len;
	size_t len = format_text(noted.text + noted.len, room, "%" PRIu64 " %" PRIu64 " %s %s\n",
				 start_us, end_us, name, result);

	if (len < room)
		noted.len += len;
}

int timeline_write(void)
{
	static int fd = -1; /* stays open: /run may move, and the steps behind that count, too */
	int error = fd < 0 ? file_make_dirs("/run/init") : 0;

	if (fd < 0 && !error)
		fd = openat(AT_FDCWD, TIMELINE_PATH, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			    0644);
	if (error || fd < 0)
		return error ? error : -errno;
	error = file_write_all(fd, noted.text, noted.len);
	noted.len = 0;
	return error;
}

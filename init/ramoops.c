/* SPDX-License-Identifier: GPL-2.0-only */
/* pstore's pmsg: written through /dev/pmsg0, read as a file of the pstore file system. */
#include "init/ramoops.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"

ssize_t ramoops_read(char *buf, size_t size)
{
	CLEANUP_FD int fd = -1;
	struct stat st;
	ssize_t len;

	if (mount("pstore", "/sys/fs/pstore", "pstore", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) <
		    0 &&
	    errno != EBUSY)
		return -errno;
	fd = file_open("/sys/fs/pstore/pmsg-ramoops-0", O_RDONLY);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size > (off_t)size - 1 && lseek(fd, st.st_size - ((off_t)size - 1), SEEK_SET) < 0)
		return -errno;
	len = read(fd, buf, size - 1);
	if (len < 0)
		return -errno;
	/* Whatever was written there: a text has no zeros. */
	for (ssize_t i = 0; i < len; i++)
		buf[i] = buf[i] ? buf[i] : '?';
	buf[len] = '\0';
	return len;
}

int ramoops_write(const char *text)
{
	return file_write("/dev/pmsg0", text);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * mkcpio: a list on standard input to an initramfs archive (cpio, "newc") on standard output.
 *
 * Nothing of the building machine but the contents of the named files gets into the archive:
 * inode numbers are counted, every time is the same, owners and modes are those of the list. cpio
 * and bsdtar take them from the file system, and need root to make a node that they could archive.
 *
 * One entry a line, six fields with a tab between them:
 *
 *	TYPE MODE UID GID ARG NAME
 *
 * TYPE  f file, d folder, l symbolic link, c character device, b block device, p pipe
 * MODE  octal, permissions only
 * ARG   f: the path of the content; l: the target; c and b: MAJOR:MINOR; else -
 * NAME  relative to the root of the archive
 *
 * Refused: a line that is not like this, a name longer than the kernel's PATH_MAX, a file that
 * cannot be read or has 4 GB or more.
 * Format: Documentation/driver-api/early-userspace/buffer-format.rst.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIELDS = 6, NAME_MAX_LEN = 4096, MTIME = 946684800 /* the start of 2000, UTC */ };

static uint64_t written;

static _Noreturn void die(const char *what, const char *on, const char *why)
{
	fprintf(stderr, "rambox: mkcpio: %s '%s': %s\n", what, on, why);
	exit(1);
}

static void put(const void *bytes, size_t len)
{
	if (len && fwrite(bytes, 1, len, stdout) != len)
		die("cannot write", "the archive", strerror(errno));
	written += len;
}

static void pad_to(unsigned int multiple)
{
	static const char zeros[512];

	if (written % multiple)
		put(zeros, multiple - written % multiple);
}

/* The 13 fields of a header, in the order of the format. */
struct header {
	uint32_t ino, mode, uid, gid, nlink, mtime, size;
	uint32_t dev_major, dev_minor, rdev_major, rdev_minor, name_size, check;
};

static void put_header(const struct header *head, const char *name)
{
	uint32_t fields[sizeof(*head) / sizeof(uint32_t)];
	char hex[9];

	memcpy(fields, head, sizeof(fields));
	put("070701", 6);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		snprintf(hex, sizeof(hex), "%08X", fields[i]);
		put(hex, 8);
	}
	put(name, head->name_size);
	pad_to(4);
}

static void put_file(int fd, const char *path, uint32_t len)
{
	char buf[65536];

	while (len) {
		ssize_t n = read(fd, buf, len < sizeof(buf) ? len : sizeof(buf));

		if (n <= 0)
			die("cannot read", path, n ? strerror(errno) : "it became shorter");
		put(buf, (size_t)n);
		len -= (uint32_t)n;
	}
	pad_to(4);
}

static int open_file(const char *path, uint32_t *out_len)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st))
		die("cannot read", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		die("cannot archive", path, "it is not a regular file");
	if (st.st_size > UINT32_MAX)
		die("cannot archive", path, "it has 4 GB or more, which the format cannot hold");
	*out_len = (uint32_t)st.st_size;
	return fd;
}

static uint32_t number(const char *text, int base, uint32_t max, const char *line)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, base);
	if (*text < '0' || *text > '9' || *end || errno || value > max)
		die("bad number in", line, text);
	return (uint32_t)value;
}

static void entry(char *field[FIELDS], uint32_t ino)
{
	static const char types[] = "fdlcbp";
	static const uint32_t formats[] = {S_IFREG, S_IFDIR, S_IFLNK, S_IFCHR, S_IFBLK, S_IFIFO};
	const char *type = strchr(types, field[0][0]), *name = field[5];
	char *arg = field[4], *minor;
	struct header head = {.ino = ino, .nlink = 1, .mtime = MTIME};
	int fd = -1;

	if (!field[0][0] || field[0][1] || !type)
		die("unknown type of", name, field[0]);
	if (!*name || strlen(name) >= NAME_MAX_LEN)
		die("cannot archive", name, "its name is empty or too long");
	head.mode = number(field[1], 8, 07777, name) | formats[type - types];
	head.uid = number(field[2], 10, UINT32_MAX, name);
	head.gid = number(field[3], 10, UINT32_MAX, name);
	head.name_size = (uint32_t)strlen(name) + 1;

	if (*type == 'd') {
		head.nlink = 2;
	} else if (*type == 'f') {
		fd = open_file(arg, &head.size);
	} else if (*type == 'l') {
		head.size = (uint32_t)strlen(arg);
	} else if (*type == 'c' || *type == 'b') {
		minor = strchr(arg, ':');
		if (!minor)
			die("no MAJOR:MINOR for", name, arg);
		*minor++ = '\0';
		head.rdev_major = number(arg, 10, 0xfff, name);
		head.rdev_minor = number(minor, 10, 0xfffff, name);
	}

	put_header(&head, name);
	if (fd >= 0) {
		put_file(fd, arg, head.size);
		close(fd);
	} else if (head.size) {
		put(arg, head.size);
		pad_to(4);
	}
}

static void split(char *line, char *field[FIELDS])
{
	int i;

	for (i = 0; i < FIELDS - 1; i++) {
		field[i] = line;
		line = strchr(line, '\t');
		if (!line)
			die("too few fields in", field[0], "TYPE MODE UID GID ARG NAME are needed");
		*line++ = '\0';
	}
	field[i] = line;
}

int main(void)
{
	char *line = NULL, *field[FIELDS];
	size_t size = 0;
	uint32_t ino = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		split(line, field);
		entry(field, ++ino);
	}
	put_header(&(struct header){.nlink = 1, .name_size = sizeof("TRAILER!!!")}, "TRAILER!!!");
	pad_to(512);
	if (fflush(stdout))
		die("cannot write", "the archive", strerror(errno));
	free(line);
	return 0;
}

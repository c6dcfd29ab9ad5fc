/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Consoles, as /sys/class/tty/console/active lists them: the one that the
 * kernel prefers (/dev/console) stands last. tty0 means the virtual terminal in
 * front and can't be a controlling terminal itself, so it is followed to that one.
 */
#include "init/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ttydefaults.h>
#include <termios.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/format.h"

enum { ACTIVE_SIZE = 256, STDIO_COUNT = 3 };

void console_open_stdio(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0 && fcntl(STDIN_FILENO, F_GETFD) >= 0)
		return; /* the kernel's own will do */
	if (fd < 0)
		fd = open("/dev/null", O_RDWR | O_NOCTTY);
	for (int to = 0; fd >= 0 && to < STDIO_COUNT; to++) {
		if (fd != to)
			(void)dup2(fd, to);
	}
	if (fd >= STDIO_COUNT)
		close(fd);
}

static bool is_virtual_terminal(const char *name)
{
	return strncmp(name, "tty", 3) == 0 && name[3] >= '0' && name[3] <= '9';
}

static void fill(const char *name, struct console *out)
{
	char front[32];

	out->term = is_virtual_terminal(name) ? "linux" : "vt220";
	if (strcmp(name, "tty0") == 0 &&
	    file_read_line(AT_FDCWD, "/sys/class/tty/tty0/active", front, sizeof(front)) > 0)
		name = front;
	format_text(out->path, sizeof(out->path), "/dev/%s", name);
}

void console_find(struct console *out)
{
	char names[ACTIVE_SIZE];
	const char *last;

	*out = (struct console){.path = "/dev/console", .term = "vt220"};
	if (file_read_line(AT_FDCWD, "/sys/class/tty/console/active", names, sizeof(names)) <= 0)
		return;
	last = strrchr(names, ' ');
	fill(last ? last + 1 : names, out);
}

void console_say(const struct console *console, const char *text)
{
	/* Without O_NONBLOCK an open waits for a carrier that may never come. */
	CLEANUP_FD int fd = file_open(console->path, O_WRONLY | O_NONBLOCK);

	if (fd >= 0)
		(void)file_write_all(fd, text, strlen(text));
}

void console_say_elsewhere(const struct console *console, const char *text)
{
	char names[ACTIVE_SIZE];
	char *save, *name;

	if (file_read_line(AT_FDCWD, "/sys/class/tty/console/active", names, sizeof(names)) <= 0)
		return;
	for (name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		struct console other;

		fill(name, &other);
		if (strcmp(other.path, console->path) != 0)
			console_say(&other, text);
	}
}

/* termios(3): what people expect of a terminal, whatever the last user left. */
static void make_sane(int fd)
{
	static const cc_t keys[] = {
		[VINTR] = CINTR,   [VQUIT] = CQUIT, [VERASE] = CERASE,
		[VKILL] = CKILL,   [VEOF] = CEOF,   [VMIN] = CMIN,
		[VSTART] = CSTART, [VSTOP] = CSTOP, [VSUSP] = CSUSP,
	};
	struct termios tty;

	if (tcgetattr(fd, &tty) < 0)
		return;
	tty.c_iflag = (tty.c_iflag & IUTF8) | BRKINT | ICRNL | IXON;
	tty.c_oflag = OPOST | ONLCR;
	tty.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
	tty.c_cflag |= CREAD | HUPCL | CLOCAL;
	memcpy(tty.c_cc, keys, sizeof(keys));
	(void)tcsetattr(fd, TCSANOW, &tty);
}

int console_attach(const struct console *console)
{
	int fd;

	if (setsid() < 0)
		return -errno;
	/* Non-blocking, so as not to wait for a carrier; CLOCAL, then blocking again. */
	fd = open(console->path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, TIOCSCTTY, 1) < 0) /* 1: take it from whoever had it */
		return -errno;
	make_sane(fd);
	if (fcntl(fd, F_SETFL, O_RDWR) < 0)
		return -errno;
	for (int to = 0; to < STDIO_COUNT; to++) {
		if (dup2(fd, to) < 0)
			return -errno;
	}
	if (fd >= STDIO_COUNT)
		close(fd);
	return 0;
}

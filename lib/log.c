/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines to /dev/kmsg: "<priority>name: text", one write(2) each, since the
 * kernel makes one record of each write. The facility is daemon (3), so that
 * `dmesg -u` tells our lines from the kernel's. The newline at the end matters: without it the
 * kernel keeps the record open for a continuation, and shows it to nobody.
 */
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/format.h"

enum {
	LINE_SIZE = 512, /* 480 bytes of text, and what stands before it */
	FACILITY_DAEMON = 3 << 3,
};

static struct {
	const char *name;
	int fd;
	bool kmsg; /* fd takes records with a priority */
	bool debug;
} log_state = {.name = "init", .fd = STDERR_FILENO};

int log_open(const char *name)
{
	int fd = file_open("/dev/kmsg", O_WRONLY);

	log_state.name = name;
	/* What was open before may be another's descriptor by now. */
	log_state.fd = fd < 0 ? STDERR_FILENO : fd;
	log_state.kmsg = fd >= 0;
	return fd < 0 ? -errno : 0;
}

void log_set_name(const char *name)
{
	log_state.name = name;
}

void log_set_debug(bool on)
{
	log_state.debug = on;
}

bool log_is_debug(void)
{
	return log_state.debug;
}

/* A label or a file name may hold what steers a terminal: it must not get there. */
static void disarm(char *text)
{
	for (; *text; text++) {
		/* 0x80 to 0x9f are controls, too, in ISO 8859 and inside of UTF-8. */
		if (*text < ' ' || *text == 0x7f || (unsigned char)*text >= 0x80)
			*text = '?';
	}
}

void log_line(enum log_level level, const char *format, ...)
{
	char line[LINE_SIZE];
	int saved = errno;
	size_t len = 0;
	va_list args;

	if (level == LOG_LEVEL_DEBUG) {
		if (!log_state.debug)
			return; /* a record costs 8,000 instructions */
		level = LOG_LEVEL_NOTICE;
	}
	if (log_state.kmsg)
		len = format_text(line, sizeof(line), "<%d>", FACILITY_DAEMON | (int)level);
	len += format_text(line + len, sizeof(line) - len, "%s: ", log_state.name);
	va_start(args, format);
	len += format_args(line + len, sizeof(line) - len, format, args);
	va_end(args);
	if (len > LINE_SIZE - 2) { /* room for the newline */
		len = LINE_SIZE - 2;
		memcpy(line + len - 3, "...", 4);
	}
	disarm(line);
	line[len++] = '\n';
	/* Where the kernel does not take it, the console may; then nobody is left to tell. */
	if (file_write_all(log_state.fd, line, len) < 0 && log_state.kmsg) {
		size_t level_len = strcspn(line, ">") + 1;

		(void)file_write_all(STDERR_FILENO, line + level_len, len - level_len);
	}
	errno = saved;
}

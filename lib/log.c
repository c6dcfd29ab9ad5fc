/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines to /dev/kmsg: "<priority>name: text", one write(2) each, since the
 * kernel makes one record of each write. The facility is daemon (3), so that
 * `dmesg -u` tells our lines from the kernel's. No record is longer than the
 * kernel takes (PRINTKRB_RECORD_MAX, 1024 with its prefix).
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
	LINE_SIZE = 512,   /* 480 bytes of text, and what stands before it */
	EARLY_SIZE = 1024, /* lines before log_open(), each ended by a NUL */
	FACILITY_DAEMON = 3 << 3,
};

static struct {
	const char *name;
	int fd;
	bool opened; /* log_open() was called */
	bool kmsg;   /* and fd takes records */
	bool debug;
	size_t early_len;
} log_state = {.name = "init", .fd = STDERR_FILENO};

static char early[EARLY_SIZE];

/* A descriptor that is no kmsg gets the text alone, with its newline. */
static void emit(char *line, size_t len)
{
	char *text = line;

	if (!log_state.kmsg && (text = strchr(line, '>'))) {
		text++;
		len -= (size_t)(text - line);
		text[len++] = '\n';
	}
	/* Nobody is left to tell when the log itself fails. */
	(void)file_write_all(log_state.fd, text, len);
}

/* log_open() writes these; where it can't be called they are lost with the boot. */
static void keep_early(const char *line, size_t len)
{
	if (len + 1 > EARLY_SIZE - log_state.early_len)
		return;
	memcpy(early + log_state.early_len, line, len);
	early[log_state.early_len + len] = '\0';
	log_state.early_len += len + 1;
}

int log_open(const char *name)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);
	int error = fd < 0 ? -errno : 0;

	log_state.name = name;
	if (fd >= 0) {
		log_state.fd = fd;
		log_state.kmsg = true;
	}
	log_state.opened = true;
	for (size_t at = 0; at < log_state.early_len;) {
		char line[LINE_SIZE];
		size_t len = strlen(early + at);

		memcpy(line, early + at, len + 1);
		emit(line, len);
		at += len + 1;
	}
	log_state.early_len = 0;
	return error;
}

void log_set_debug(bool on)
{
	log_state.debug = on;
}

void log_line(enum log_level level, const char *format, ...)
{
	char line[LINE_SIZE];
	int saved = errno;
	size_t len;
	va_list args;

	if (level == LOG_LEVEL_DEBUG) {
		if (!log_state.debug)
			return; /* a record costs 8,000 instructions */
		level = LOG_LEVEL_NOTICE;
	}
	len = format_text(line, sizeof(line), "<%d>%s: ", FACILITY_DAEMON | (int)level,
			  log_state.name);
	va_start(args, format);
	len += format_args(line + len, sizeof(line) - len, format, args);
	va_end(args);
	if (len > LINE_SIZE - 2) { /* room for emit()'s newline */
		len = LINE_SIZE - 2;
		memcpy(line + len - 3, "...", 3);
	}
	if (log_state.opened)
		emit(line, len);
	else
		keep_early(line, len);
	errno = saved;
}

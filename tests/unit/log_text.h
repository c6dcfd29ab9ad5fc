/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a test's subject says in the log: caught from catch_log() to release_log().
 */
#ifndef TESTS_UNIT_LOG_TEXT_H
#define TESTS_UNIT_LOG_TEXT_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static int log_fd, terminal_fd;

/* 0, or -1: no setup then. */
static inline int catch_log(void)
{
	log_fd = memfd_create("log", MFD_CLOEXEC);
	terminal_fd = dup(2);
	return dup2(log_fd, 2) == 2 ? 0 : -1;
}

/* What the log says since the last call; the caller frees it. */
static inline char *take_log(void)
{
	off_t len = lseek(2, 0, SEEK_END);
	char *text = calloc(1, (size_t)len + 1);

	assert_non_null(text);
	assert_int_equal(pread(log_fd, text, (size_t)len, 0), len);
	assert_int_equal(ftruncate(log_fd, 0), 0);
	lseek(2, 0, SEEK_SET);
	return text;
}

static inline void release_log(void)
{
	char *rest = take_log();

	dup2(terminal_fd, 2);
	fputs(rest, stderr); /* why the test failed is among it */
	free(rest);
	close(terminal_fd);
	close(log_fd);
}

#define expect_log(row, expected)                                                                  \
	do {                                                                                       \
		char *log_ = take_log();                                                           \
		expect_text((row), log_, (expected));                                              \
		free(log_);                                                                        \
	} while (0)

#endif

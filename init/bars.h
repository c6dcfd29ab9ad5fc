/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps of a boot as bars of text, for `init timeline`. In comes the text of
 * /run/init/timeline:
 *
 *   text   = 1*line
 *   line   = start " " end " " name " " result LF
 *   start, end = 1 to 15 digits, microseconds; start is not above end
 *   name   = 1 to 15 printable ASCII characters, no blank
 *   result = "ok" / "failed"
 *
 * Out come rows of at most 79 columns: name, start and length in milliseconds, result, bar. A
 * step that failed is said in capitals, and its bar is of another character. Anything else in
 * the text is refused, a last line without its end as well: nothing is guessed. Pure.
 */
#ifndef INIT_BARS_H
#define INIT_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BARS_NAME_MAX = 15,
	BARS_ROW_SIZE = 81, /* 79 columns, a newline, a NUL */
};

enum bars_error {
	BARS_TIME = 1, /* no number, too long, or not followed by a blank */
	BARS_BACKWARDS,
	BARS_NAME,
	BARS_RESULT,
	BARS_NO_STEP, /* the text is empty */
};

struct bars_step {
	uint64_t start_us, end_us;
	char name[BARS_NAME_MAX + 1];
	bool has_failed;
};

/* What the rows have in common. */
struct bars_scale {
	struct bars_step all; /* from the first start to the last end */
	size_t name_len, number_len;
};

/* What an enum bars_error means, as the end of a line of text. Never NULL. */
const char *bars_strerror(int error);

/*
 * Reads the line at *cursor and moves that behind it. 0, or > 0: enum bars_error; nothing is
 * touched on error.
 */
int bars_parse(const char **cursor, struct bars_step *out);

/*
 * Reads all of a text of `len` bytes, behind which a NUL stands. 0, or > 0: enum bars_error and
 * the number of the line, from 1, in *line; *out is untouched then.
 */
int bars_measure(const char *text, size_t len, struct bars_scale *out, unsigned int *line);

/* The row of titles, that of a step, and that of all together; each ends in a newline. */
void bars_head(const struct bars_scale *scale, char out[BARS_ROW_SIZE]);
void bars_row(const struct bars_scale *scale, const struct bars_step *step,
	      char out[BARS_ROW_SIZE]);
void bars_total(const struct bars_scale *scale, char out[BARS_ROW_SIZE]);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of /run/init/timeline to rows of text: numbers to the right, bars on one axis from the
 * first start to the last end.
 */
#include "init/bars.h"

#include <inttypes.h>
#include <string.h>

#include "lib/format.h"
#include "lib/parse.h"

enum {
	COLUMNS = BARS_ROW_SIZE - 2,
	DIGITS_MAX = 15, /* 31 years, and products with COLUMNS fit */
	NUMBER_MIN = 9,	 /* "length ms" */
	RESULT_LEN = 6,	 /* "FAILED" */
};

const char *bars_strerror(int error)
{
	switch ((enum bars_error)error) {
	case BARS_TIME:
		return "start and end are not two numbers of microseconds";
	case BARS_BACKWARDS:
		return "the end is before the start";
	case BARS_NAME:
		return "the name is not of 1 to 15 printable characters";
	case BARS_RESULT:
		return "the result is neither 'ok' nor 'failed', or the line goes on";
	case BARS_NO_STEP:
		return "there is no step";
	}
	return "unknown error";
}

/* Digits and the blank behind them. */
static bool take_time(const char **cursor, uint64_t *out)
{
	size_t len = strspn(*cursor, "0123456789");

	if (len == 0 || len > DIGITS_MAX || (*cursor)[len] != ' ')
		return false;
	for (*out = 0; len; len--)
		*out = *out * 10 + (uint64_t)(*(*cursor)++ - '0');
	(*cursor)++;
	return true;
}

int bars_parse(const char **cursor, struct bars_step *out)
{
	struct bars_step step = {0};
	const char *at = *cursor;
	size_t len = 0;

	if (!take_time(&at, &step.start_us) || !take_time(&at, &step.end_us))
		return BARS_TIME;
	if (step.end_us < step.start_us)
		return BARS_BACKWARDS;
	for (; *at > ' ' && *at <= '~' && len < BARS_NAME_MAX; at++)
		step.name[len++] = *at;
	if (len == 0 || *at++ != ' ')
		return BARS_NAME;
	step.has_failed = parse_prefix(at, "failed\n", &at);
	if (!step.has_failed && !parse_prefix(at, "ok\n", &at))
		return BARS_RESULT;
	*out = step;
	*cursor = at;
	return 0;
}

int bars_measure(const char *text, size_t len, struct bars_scale *out, unsigned int *line)
{
	struct bars_scale scale = {.all = {UINT64_MAX, 0, "all", false}, .name_len = 4};
	const char *cursor = text;
	unsigned int number = 0;

	do {
		struct bars_step step;
		int error = len ? bars_parse(&cursor, &step) : BARS_NO_STEP;

		number++;
		if (error) {
			*line = number;
			return error;
		}
		if (step.start_us < scale.all.start_us)
			scale.all.start_us = step.start_us;
		if (step.end_us > scale.all.end_us)
			scale.all.end_us = step.end_us;
		if (strlen(step.name) > scale.name_len)
			scale.name_len = strlen(step.name);
	} while (cursor < text + len);
	scale.number_len = format_text(NULL, 0, "%" PRIu64 ".000", scale.all.end_us / 1000);
	if (scale.number_len < NUMBER_MIN)
		scale.number_len = NUMBER_MIN;
	*out = scale;
	return 0;
}

/* The row goes on behind it: no NUL. */
static void put(char *column, const char *text)
{
	while (*text)
		*column++ = *text++;
}

/* Ends in the column before `column`. */
static void put_left_of(char *column, const char *text)
{
	put(column - strlen(text), text);
}

static void put_ms(char *column, uint64_t time_us)
{
	char text[DIGITS_MAX + sizeof(".0")];

	format_text(text, sizeof(text), "%" PRIu64 ".%03u", time_us / 1000,
		    (unsigned int)(time_us % 1000));
	put_left_of(column, text);
}

/* Blanks, and a newline at the end. Returns where the start's column ends. */
static char *clear(const struct bars_scale *scale, char out[BARS_ROW_SIZE])
{
	memset(out, ' ', COLUMNS);
	out[COLUMNS] = '\n';
	out[COLUMNS + 1] = '\0';
	return out + scale->name_len + 1 + scale->number_len;
}

void bars_head(const struct bars_scale *scale, char out[BARS_ROW_SIZE])
{
	char *column = clear(scale, out);

	put(out, "step");
	put_left_of(column, "start ms");
	column += 1 + scale->number_len;
	put_left_of(column, "length ms");
	memcpy(column + 1, "result\n", sizeof("result\n"));
}

/* Name, start and length. Returns where these end. */
static char *put_step(const struct bars_scale *scale, const struct bars_step *step,
		      char out[BARS_ROW_SIZE])
{
	char *column = clear(scale, out);

	put(out, step->name);
	put_ms(column, step->start_us);
	column += 1 + scale->number_len;
	put_ms(column, step->end_us - step->start_us);
	return column;
}

void bars_row(const struct bars_scale *scale, const struct bars_step *step, char out[BARS_ROW_SIZE])
{
	uint64_t span_us = scale->all.end_us - scale->all.start_us;
	char *result = put_step(scale, step, out) + 1, *bar = result + RESULT_LEN + 1;
	size_t width = (size_t)(out + COLUMNS - bar), left, right;

	memcpy(result, step->has_failed ? "FAILED" : "ok    ", RESULT_LEN);
	span_us += span_us == 0;
	left = (step->start_us - scale->all.start_us) * width / span_us;
	right = (step->end_us - scale->all.start_us) * width / span_us;
	/* Short ones are seen, too, and the last one as well. */
	left -= left == width;
	right += right <= left;
	memset(bar + left, step->has_failed ? '!' : '#', right - left);
	memcpy(bar + right, "\n", sizeof("\n"));
}

void bars_total(const struct bars_scale *scale, char out[BARS_ROW_SIZE])
{
	memcpy(put_step(scale, &scale->all, out), "\n", sizeof("\n"));
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/bars.h: any text as a timeline. What is measured can be read line by line, written again
 * it is the same text, and each row is a line of printable characters that fits.
 */
#include <inttypes.h>

#include "init/bars.h"
#include "tests/fuzz/fuzz.h"

static void check_row(const char *row)
{
	size_t len = strlen(row);

	promise(len >= 2 && len < BARS_ROW_SIZE && row[len - 1] == '\n');
	for (; len > 1; len--, row++)
		promise(*row >= ' ' && *row <= '~');
}

/* The line of a step, as it stands in the text. The file may have zeros before a number. */
static void check_step(const char *line, const struct bars_step *step)
{
	uint64_t start_us, end_us;
	char name[32], result[8], again[96];

	promise(sscanf(line, "%" SCNu64 " %" SCNu64 " %31s %7s", &start_us, &end_us, name,
		       result) == 4);
	promise(start_us == step->start_us && end_us == step->end_us && start_us <= end_us);
	promise(strcmp(result, step->has_failed ? "failed" : "ok") == 0);
	snprintf(again, sizeof(again), " %s %s\n", step->name, result);
	promise(strcmp(name, step->name) == 0 && strstr(line, again));
}

static void check_all(const char *text, size_t len, const struct bars_scale *scale)
{
	char *row = malloc(BARS_ROW_SIZE);
	const char *cursor = text;

	promise(len > 0 && strlen(text) == len);
	bars_head(scale, row);
	check_row(row);
	while (cursor < text + len) {
		const char *line = cursor;
		struct bars_step step;

		fill_untouched(&step);
		promise(bars_parse(&cursor, &step) == 0);
		promise(cursor > line && cursor[-1] == '\n');
		check_step(line, &step);
		promise(step.start_us >= scale->all.start_us && step.end_us <= scale->all.end_us);
		bars_row(scale, &step, row);
		check_row(row);
	}
	bars_total(scale, row);
	check_row(row);
	free(row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct bars_scale scale;
	unsigned int line = 0;
	int error;

	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	fill_untouched(&scale);
	error = bars_measure(text, size, &scale, &line);
	promise(error >= 0 && error <= BARS_NO_STEP);
	if (error) {
		promise_untouched(&scale);
		promise(line > 0 && line <= size + 1);
		promise(*bars_strerror(error));
	} else {
		check_all(text, size, &scale);
	}
	free(text);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* The pause before a box that has failed boots again. */
#include "init/backoff.h"

#include <string.h>

#include "lib/format.h"
#include "lib/parse.h"
#include "lib/wraps.h"

static const char note_start[] = "rambox: failed boots in a row: ";

WRAPS uint32_t backoff_ms(unsigned int failures, uint32_t random)
{
	uint64_t pause_ms = BACKOFF_FIRST_MS;

	while (failures-- > 0 && pause_ms < BACKOFF_MAX_MS)
		pause_ms *= 2;
	if (pause_ms > BACKOFF_MAX_MS)
		pause_ms = BACKOFF_MAX_MS;
	return (uint32_t)(pause_ms / 2 + (pause_ms * random >> 32));
}

size_t backoff_note_build(unsigned int failures, char out[BACKOFF_NOTE_SIZE])
{
	return format_text(out, BACKOFF_NOTE_SIZE, "%s%u\n", note_start,
			   failures < BACKOFF_FAILURES_MAX ? failures : BACKOFF_FAILURES_MAX);
}

unsigned int backoff_note_parse(const char *text)
{
	char digits[sizeof("1000000")] = "";
	uint32_t failures = 0;
	const char *found;

	while ((found = strstr(text, note_start))) {
		size_t len;

		text = found + sizeof(note_start) - 1;
		len = strcspn(text, "\n");
		if (text[len] != '\n' || len >= sizeof(digits))
			continue;
		memcpy(digits, text, len);
		digits[len] = '\0';
		(void)parse_u32(digits, BACKOFF_FAILURES_MAX, &failures);
	}
	return failures;
}

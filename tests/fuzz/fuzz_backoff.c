/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/backoff.h: the input as memory that survived a reboot, in which init/ramoops.c leaves no
 * zeros. The number is that of the last note by a plain reading, whatever stands around it; the
 * note of the next boot counts behind anything, and only whole; pauses stay in their bounds.
 */
#include "init/backoff.h"
#include "tests/fuzz/fuzz.h"

static const char start[] = "rambox: failed boots in a row: ";

enum { START_LEN = sizeof(start) - 1, DIGITS_MAX = 7 /* of BACKOFF_FAILURES_MAX */ };

/* As a text that ends with its block; zeros become '?'. */
static char *survived(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	for (size_t i = 0; i < size; i++)
		text[i] = data[i] ? (char)data[i] : '?';
	text[size] = '\0';
	return text;
}

/* True when a note stands at `at`, its number in *out. */
static bool is_note(const char *at, unsigned int *out)
{
	const char *digits = at + START_LEN;
	unsigned long number;
	size_t len;

	if (strncmp(at, start, START_LEN) != 0)
		return false;
	len = strspn(digits, "0123456789");
	if (len == 0 || len > DIGITS_MAX || digits[len] != '\n')
		return false;
	number = strtoul(digits, NULL, 10);
	if (number > BACKOFF_FAILURES_MAX)
		return false;
	*out = (unsigned int)number;
	return true;
}

static unsigned int expected(const char *text)
{
	unsigned int failures = 0;

	for (; *text; text++)
		(void)is_note(text, &failures);
	return failures;
}

/* What init/rescue.c writes after a text with `failures`. */
static void check_next(const char *text, unsigned int failures)
{
	unsigned int number = failures < BACKOFF_FAILURES_MAX ? failures + 1 : failures, read;
	size_t len = strlen(text), note_len;
	char *all = malloc(len + BACKOFF_NOTE_SIZE), *note = all + len;

	memcpy(all, text, len);
	note_len = backoff_note_build(number, note);
	promise(note_len < BACKOFF_NOTE_SIZE && note_len == strlen(note));
	promise(strchr(note, '\n') == note + note_len - 1);
	promise(is_note(note, &read) && read == number);
	promise(backoff_note_parse(all) == number);
	promise(backoff_note_parse(note) == number && backoff_note_parse(note + 1) == 0);
	note[note_len - 1] = '\0';
	promise(backoff_note_parse(all) == failures);
	free(all);
}

static void check_pause(unsigned int failures, const uint8_t *data, size_t size)
{
	uint64_t pause_ms = BACKOFF_FIRST_MS;
	uint32_t random = 0, ms;

	for (size_t i = 0; i < size && i < sizeof(random); i++)
		random = random << 8 | data[i];
	for (unsigned int i = 0; i < failures && pause_ms < BACKOFF_MAX_MS; i++)
		pause_ms = 2 * pause_ms < BACKOFF_MAX_MS ? 2 * pause_ms : BACKOFF_MAX_MS;
	ms = backoff_ms(failures, random);
	promise(ms >= pause_ms / 2 && ms <= pause_ms + pause_ms / 2 && ms <= 10 * 60 * 1000);
	promise(backoff_ms(failures + 1, random) >= ms);
	promise(backoff_ms(failures, 0) <= ms && backoff_ms(failures, UINT32_MAX) >= ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = survived(data, size);
	unsigned int failures = backoff_note_parse(text);

	promise(failures <= BACKOFF_FAILURES_MAX);
	promise(failures == expected(text));
	check_next(text, failures);
	check_pause(failures, data, size);
	free(text);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long a box waits before it boots again, where nobody says it: so that a fleet whose server is
 * down neither asks it all at once nor all the time. Pure.
 *
 *   note = "rambox: failed boots in a row: " number newline
 */
#ifndef INIT_BACKOFF_H
#define INIT_BACKOFF_H

#include <stddef.h>
#include <stdint.h>

enum {
	BACKOFF_FIRST_MS = 10000, /* doubled with each failed boot before this one ... */
	BACKOFF_MAX_MS = 400000,  /* ... to this; a random half more or less is ten minutes */
	BACKOFF_NOTE_SIZE = 64,
	BACKOFF_FAILURES_MAX = 1000000,
};

/* The pause in ms behind so many failed boots in a row, times 0.5 to 1.5 by 32 random bits. */
uint32_t backoff_ms(unsigned int failures, uint32_t random);

/* The note for the next boot, of BACKOFF_FAILURES_MAX at most; its length. */
size_t backoff_note_build(unsigned int failures, char out[BACKOFF_NOTE_SIZE]);

/* The number in the last note of a text that may hold anything else, too; 0 without one. */
unsigned int backoff_note_parse(const char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fuzzers share. A fuzzer gives a parser bytes in a heap block of their
 * exact size, for ASan to watch, and checks what the header promises: strings
 * point into the input, outputs are untouched on error, nothing goes on forever.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNTOUCHED = 0x5a };

/* Ends the fuzzer, which then keeps the input, when a promise is broken. */
#define promise(condition)                                                                         \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static inline void *exact_bytes(const void *data, size_t size)
{
	void *copy = malloc(size);

	if (size > 0)
		memcpy(copy, data, size);
	return copy;
}

/* The input as a string: up to its first NUL, in a block of exactly that size. */
static inline char *exact_text(const void *data, size_t size)
{
	size_t len = strnlen(data, size);
	char *text = malloc(len + 1);

	memcpy(text, data, len);
	text[len] = '\0';
	return text;
}

static inline bool is_untouched(const void *object, size_t size)
{
	const uint8_t *bytes = object;

	for (size_t i = 0; i < size; i++)
		if (bytes[i] != UNTOUCHED)
			return false;
	return true;
}

#define fill_untouched(object) memset((object), UNTOUCHED, sizeof(*(object)))
#define promise_untouched(object) promise(is_untouched((object), sizeof(*(object))))

/* A string that starts and ends inside the block of `size` bytes at `block`. */
static inline bool inside(const char *text, const char *block, size_t size)
{
	return text >= block && text < block + size &&
	       memchr(text, '\0', (size_t)(block + size - text));
}

static inline bool null_or_inside(const char *text, const char *block, size_t size)
{
	return !text || inside(text, block, size);
}

#endif

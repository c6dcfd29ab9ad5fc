/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every unit test needs: cmocka, inputs in heap blocks of their exact size
 * (so that ASan sees the first byte read or written too far), and comparisons
 * that name the row of a table they failed in.
 *
 * A program holds one group (cmocka's TAP is not parseable with several), and the
 * name of each test is a sentence about behaviour.
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEST(name) static void name(void **state __attribute__((unused)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What outputs are filled with before a call that must leave them alone. */
enum { UNTOUCHED = 0x5a };

/* A copy of len bytes in a heap block of that size. The caller frees it. */
static inline void *heap_bytes(const void *bytes, size_t len)
{
	void *copy = malloc(len);

	assert_non_null(copy);
	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

/* A copy of a string in a heap block of its exact size. The caller frees it. */
static inline char *heap_text(const char *text)
{
	return heap_bytes(text, strlen(text) + 1);
}

/* A string of `count` times the character c, for the caller to free. */
static inline char *heap_repeat(char c, size_t count)
{
	char *text = malloc(count + 1);

	assert_non_null(text);
	memset(text, c, count);
	text[count] = '\0';
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
#define expect_untouched(row, object)                                                              \
	do {                                                                                       \
		if (!is_untouched((object), sizeof(*(object))))                                    \
			fail_msg("'%s': the output was touched", (row));                           \
	} while (0)

#define expect_int(row, actual, expected)                                                          \
	do {                                                                                       \
		long long actual_ = (long long)(actual), expected_ = (long long)(expected);        \
		if (actual_ != expected_)                                                          \
			fail_msg("'%s': " #actual " is %lld, expected %lld", (row), actual_,       \
				 expected_);                                                       \
	} while (0)

#define expect_true(row, condition)                                                                \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail_msg("'%s': not so: " #condition, (row));                              \
	} while (0)

/* Compares two strings, either of which may be NULL. */
#define expect_text(row, actual, expected)                                                         \
	do {                                                                                       \
		const char *actual_ = (actual), *expected_ = (expected);                           \
		if ((actual_ == NULL) != (expected_ == NULL) ||                                    \
		    (actual_ != NULL && strcmp(actual_, expected_) != 0))                          \
			fail_msg("'%s': " #actual " is '%s', expected '%s'", (row),                \
				 actual_ ? actual_ : "(null)", expected_ ? expected_ : "(null)");  \
	} while (0)

/* Each refusal 1 to last has a text of its own, and none is empty. */
static inline void expect_distinct_texts(const char *(*strerror_of)(int), int last)
{
	for (int i = 1; i <= last; i++) {
		const char *text = strerror_of(i);

		assert_non_null(text);
		assert_int_not_equal(strlen(text), 0);
		for (int j = 1; j < i; j++)
			assert_string_not_equal(text, strerror_of(j));
	}
}

/* A failed test leaks its input, which says nothing: the modules have no heap. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

#define RUN_TESTS(tests) cmocka_run_group_tests((tests), NULL, NULL)

#endif

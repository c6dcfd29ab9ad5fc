/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/format.h against the C library's own printf, over every directive of its
 * grammar; and cut at every length.
 */
#include <limits.h>
#include <stdio.h>

#include "lib/format.h"
#include "tests/unit/unit.h"

/* The format is no literal in tables of formats. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

enum { SIZE = 256 };

/* The same call to both, with equal text and equal length. */
#define CHECK(format, ...)                                                                         \
	do {                                                                                       \
		char ours_[SIZE], theirs_[SIZE];                                                   \
		size_t len_ = format_text(ours_, SIZE, format, __VA_ARGS__);                       \
		expect_int(format, len_, snprintf(theirs_, SIZE, format, __VA_ARGS__));            \
		expect_text(format, ours_, theirs_);                                               \
	} while (0)

TEST(numbers_are_printed_as_by_printf)
{
	static const int ints[] = {0, 1, -1, 9, 10, -10, 12345, INT_MAX, INT_MIN};
	static const char *const formats[] = {"%d",   "%u",   "%x",   "%X",    "%5d",  "%05d",
					      "%02x", "%08X", "%12u", "%012d", "<%3d>"};

	for (size_t i = 0; i < COUNT(ints); i++)
		for (size_t j = 0; j < COUNT(formats); j++)
			CHECK(formats[j], ints[i]);
}

TEST(long_numbers_are_printed_as_by_printf)
{
	static const long longs[] = {0, -1, 4294967296, LONG_MAX, LONG_MIN};
	static const char *const formats[] = {"%ld", "%lu", "%lx", "%lX", "%020ld", "%25lu"};

	for (size_t i = 0; i < COUNT(longs); i++)
		for (size_t j = 0; j < COUNT(formats); j++)
			CHECK(formats[j], longs[i]);
	CHECK("%lld", LLONG_MIN);
	CHECK("%llu", ULLONG_MAX);
	CHECK("%016llx", 0xfedcba9876543210ULL);
}

TEST(strings_are_printed_as_by_printf)
{
	CHECK("%s", "");
	CHECK("%s", "abc");
	CHECK("[%s]", "a b");
	CHECK("%.2s", "abc");
	CHECK("%.0s", "abc");
	CHECK("%.9s", "abc");
	CHECK("%.*s|%d", 2, "abc", 7);
	CHECK("%.*s|%d", 0, "abc", 7);
	CHECK("%.*s|%d", 9, "abc", 7);
	CHECK("'%s': %s (%d)", "a", "b", 7);
	CHECK("%c%c", 'a', '\xff');
	CHECK("100%% of %d", 5);
	CHECK("%s%s", "", "");
}

TEST(precision_reads_no_byte_behind_it)
{
	char *bytes = heap_bytes("abcd", 4), out[8];

	assert_int_equal(format_text(out, sizeof(out), "%.4s", bytes), 4);
	assert_string_equal(out, "abcd");
	free(bytes);
}

TEST(null_string_is_said)
{
	char out[16];
	const char *volatile nothing = NULL;

	assert_int_equal(format_text(out, sizeof(out), "%s", nothing), 6);
	assert_string_equal(out, "(null)");
}

TEST(text_is_cut_at_every_size_and_its_length_told)
{
	static const char whole[] = "device 254:16 'vdb' 0x00ff";

	for (size_t size = 0; size <= sizeof(whole) + 1; size++) {
		char *out = heap_repeat('x', size ? size - 1 : 0);
		char *exact = size ? out : heap_bytes("", 0);

		assert_int_equal(
			format_text(exact, size, "device %d:%u '%s' 0x%04x", 254, 16, "vdb", 255),
			sizeof(whole) - 1);
		if (size > 0) {
			size_t kept = size <= sizeof(whole) ? size - 1 : sizeof(whole) - 1;

			assert_int_equal(strlen(exact), kept);
			assert_memory_equal(exact, whole, kept);
		} else {
			free(exact);
		}
		free(out);
	}
}

TEST(what_is_no_directive_is_copied)
{
	char out[16];

	assert_int_equal(format_text(out, sizeof(out), "plain"), 5);
	assert_string_equal(out, "plain");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_printed_as_by_printf),
		cmocka_unit_test(long_numbers_are_printed_as_by_printf),
		cmocka_unit_test(strings_are_printed_as_by_printf),
		cmocka_unit_test(precision_reads_no_byte_behind_it),
		cmocka_unit_test(null_string_is_said),
		cmocka_unit_test(text_is_cut_at_every_size_and_its_length_told),
		cmocka_unit_test(what_is_no_directive_is_copied),
	};

	return RUN_TESTS(tests);
}

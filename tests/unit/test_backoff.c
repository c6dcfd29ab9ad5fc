/* SPDX-License-Identifier: GPL-2.0-only */
/* init/backoff.h: a box that fails again and again asks less and less often, and never in step. */
#include "init/backoff.h"
#include "tests/unit/unit.h"

#define HALF 0x80000000u

TEST(first_failure_waits_ten_seconds_half_more_or_less)
{
	assert_int_equal(backoff_ms(0, 0), 5000);
	assert_int_equal(backoff_ms(0, HALF), 10000);
	assert_in_range(backoff_ms(0, UINT32_MAX), 14990, 15000);
}

TEST(pause_doubles_with_each_failure)
{
	assert_int_equal(backoff_ms(1, HALF), 20000);
	assert_int_equal(backoff_ms(2, HALF), 40000);
	assert_int_equal(backoff_ms(5, HALF), 320000);
}

TEST(pause_is_ten_minutes_at_most_and_still_random)
{
	static const unsigned int rows[] = {6, 7, 31, 32, 33, 1000000, UINT32_MAX};

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(backoff_ms(rows[i], 0), 200000);
		assert_in_range(backoff_ms(rows[i], UINT32_MAX), 599990, 600000);
	}
}

TEST(note_is_read_as_it_was_written)
{
	static const unsigned int rows[] = {0, 1, 9, 10, 999999, BACKOFF_FAILURES_MAX};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char note[BACKOFF_NOTE_SIZE];
		size_t len = backoff_note_build(rows[i], note);

		assert_int_equal(len, strlen(note));
		assert_int_equal(backoff_note_parse(note), rows[i]);
	}
}

TEST(longest_row_of_failures_is_not_forgotten)
{
	char note[BACKOFF_NOTE_SIZE];

	backoff_note_build(BACKOFF_FAILURES_MAX + 1, note);
	assert_int_equal(backoff_note_parse(note), BACKOFF_FAILURES_MAX);
}

TEST(last_note_among_other_text_counts)
{
	static const struct {
		const char *text;
		unsigned int failures;
	} rows[] = {
		{"", 0},
		{"something else\n", 0},
		{"rambox: failed boots in a row: 3\n", 3},
		{"x\nrambox: failed boots in a row: 3\nrambox: failed boots in a row: 4\ny\n", 4},
		{"??rambox: failed boots in a row: 3\n", 3},
		/* What is cut off, or no number, is no note. */
		{"rambox: failed boots in a row: 3", 0},
		{"rambox: failed boots in a row: 3\nrambox: failed boots in a row: 4", 3},
		{"rambox: failed boots in a row: \n", 0},
		{"rambox: failed boots in a row: x\n", 0},
		{"rambox: failed boots in a row: -1\n", 0},
		{"rambox: failed boots in a row: 1000001\n", 0},
		{"rambox: failed boots in a row: 99999999999999999999\n", 0},
		{"rambox: failed boots in a row: rambox: failed boots in a row: 7\n", 7},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);

		expect_int(rows[i].text, backoff_note_parse(text), rows[i].failures);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_failure_waits_ten_seconds_half_more_or_less),
		cmocka_unit_test(pause_doubles_with_each_failure),
		cmocka_unit_test(pause_is_ten_minutes_at_most_and_still_random),
		cmocka_unit_test(note_is_read_as_it_was_written),
		cmocka_unit_test(longest_row_of_failures_is_not_forgotten),
		cmocka_unit_test(last_note_among_other_text_counts),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/limit.h: what others cause is said at once, and then seldom, however much of it there is.
 */
#include "lib/limit.h"
#include "tests/unit/unit.h"

TEST(first_is_said_and_what_follows_is_counted)
{
	struct limit limit = {0};

	assert_true(limit_take(&limit, 5));
	assert_true(limit_timer_ms(&limit) == LIMIT_NEVER);
	assert_false(limit_take(&limit, 5));
	assert_false(limit_take(&limit, 5 + LIMIT_PAUSE_MS - 1));
	assert_true(limit_timer_ms(&limit) == 5 + LIMIT_PAUSE_MS);
	assert_int_equal(limit_tell(&limit, 5 + LIMIT_PAUSE_MS - 1), 0);
	assert_int_equal(limit_tell(&limit, 5 + LIMIT_PAUSE_MS), 2);
	assert_true(limit_timer_ms(&limit) == LIMIT_NEVER);
}

TEST(one_that_comes_when_the_count_is_due_is_counted_too)
{
	struct limit limit = {0};

	assert_true(limit_take(&limit, 0));
	assert_false(limit_take(&limit, 1));
	assert_false(limit_take(&limit, 2 * LIMIT_PAUSE_MS));
	assert_int_equal(limit_tell(&limit, 2 * LIMIT_PAUSE_MS), 2);
}

TEST(pauses_double_while_there_is_more_and_end_at_ten_minutes)
{
	struct limit limit = {0};
	uint64_t now_ms = 0, pause_ms = LIMIT_PAUSE_MS;

	assert_true(limit_take(&limit, now_ms));
	for (int i = 0; i < 12; i++) {
		assert_false(limit_take(&limit, now_ms));
		assert_true(limit_timer_ms(&limit) == now_ms + pause_ms);
		now_ms += pause_ms;
		assert_int_equal(limit_tell(&limit, now_ms), 1);
		pause_ms = pause_ms * 2 > LIMIT_PAUSE_MAX_MS ? LIMIT_PAUSE_MAX_MS : pause_ms * 2;
	}
	assert_true(pause_ms == LIMIT_PAUSE_MAX_MS);
}

TEST(quiet_pause_starts_anew)
{
	struct limit limit = {0};

	assert_true(limit_take(&limit, 0));
	assert_false(limit_take(&limit, 0));
	assert_int_equal(limit_tell(&limit, LIMIT_PAUSE_MS), 1);
	assert_true(limit_take(&limit, 3 * LIMIT_PAUSE_MS));
	assert_false(limit_take(&limit, 3 * LIMIT_PAUSE_MS));
	assert_true(limit_timer_ms(&limit) == 4 * LIMIT_PAUSE_MS);
}

TEST(ten_thousand_a_second_for_an_hour_are_a_dozen_lines)
{
	struct limit limit = {0};
	unsigned int lines = 0;
	uint64_t told = 0;

	for (uint64_t at = 0; at < 3600ULL * 10000; at++) {
		uint64_t now_ms = at / 10;
		uint32_t count = limit_tell(&limit, now_ms);

		told += count;
		lines += count != 0;
		if (limit_take(&limit, now_ms)) {
			told++;
			lines++;
		}
	}
	assert_true(lines <= 12);
	assert_true(told + limit.count == 3600ULL * 10000);
}

TEST(count_does_not_start_again)
{
	struct limit limit = {.end_ms = 1, .pause_ms = 1, .count = UINT32_MAX};

	assert_false(limit_take(&limit, 0));
	assert_true(limit_tell(&limit, 1) == UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_is_said_and_what_follows_is_counted),
		cmocka_unit_test(one_that_comes_when_the_count_is_due_is_counted_too),
		cmocka_unit_test(pauses_double_while_there_is_more_and_end_at_ten_minutes),
		cmocka_unit_test(quiet_pause_starts_anew),
		cmocka_unit_test(ten_thousand_a_second_for_an_hour_are_a_dozen_lines),
		cmocka_unit_test(count_does_not_start_again),
	};

	return RUN_TESTS(tests);
}

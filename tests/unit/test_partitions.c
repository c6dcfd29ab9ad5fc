/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc/partitions, as kernels write it and as nobody should. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "mdev-rules/partitions.h"

static int file_of(const char *text)
{
	int fd = memfd_create("partitions", MFD_CLOEXEC);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

/* All names, each with a blank behind it. */
static void check(const char *text, const char *expected)
{
	struct partitions partitions;
	char all[256] = "";
	int fd = file_of(text);
	const char *name;

	memset(&partitions, 0xa5, sizeof(partitions));
	partitions_start(fd, &partitions);
	while ((name = partitions_next(&partitions)))
		strcat(strcat(all, name), " ");
	assert_string_equal(all, expected);
	close(fd);
}

#define HEAD "major minor  #blocks  name\n\n"

static void names_are_told_in_their_order(void **state)
{
	(void)state;
	check(HEAD " 254        0   16777216 vda\n 254        1   16776192 vda1\n"
		   "   7        3       2048 loop3\n",
	      "vda vda1 loop3 ");
}

static void slash_is_told_as_in_sys(void **state)
{
	(void)state;
	check(HEAD " 104        0   16777216 cciss/c0d0\n", "cciss!c0d0 ");
}

static void empty_file_has_none(void **state)
{
	(void)state;
	check("", "");
	check(HEAD, "");
}

static void line_of_another_form_is_passed_over(void **state)
{
	(void)state;
	check(HEAD " 254 0 vda\n 254 0 x vdb\n 254 0 1 \n\n 254 0 1 vdc\n", "vdc ");
}

static void line_that_is_cut_off_is_no_line(void **state)
{
	(void)state;
	check(HEAD " 254 0 1 vda\n 254 1 1 vd", "vda ");
}

static void name_that_is_too_long_is_passed_over(void **state)
{
	char text[2 * NAME_MAX + 64];

	(void)state;
	snprintf(text, sizeof(text), HEAD " 1 0 1 %0*d\n 1 1 1 vda\n", NAME_MAX + 1, 0);
	check(text, "vda ");
	snprintf(text, sizeof(text), HEAD " 1 0 1 %0*d\n", NAME_MAX, 0);
	assert_int_equal(strlen(text) - strlen(HEAD) - strlen(" 1 0 1 \n"), NAME_MAX);
}

static void list_longer_than_the_buffer_is_read_to_its_end(void **state)
{
	enum { COUNT = 1000 };
	struct partitions partitions;
	static char text[COUNT * 64];
	size_t len = (size_t)sprintf(text, HEAD);
	int fd;

	(void)state;
	for (int i = 0; i < COUNT; i++)
		len += (size_t)sprintf(text + len, "%4d  %7d %10d loop%d\n", 7, i, 64, i);
	fd = file_of(text);
	for (int round = 0; round < 2; round++) {
		partitions_start(fd, &partitions);
		for (int i = 0; i < COUNT; i++) {
			char name[16];

			sprintf(name, "loop%d", i);
			assert_string_equal(partitions_next(&partitions), name);
		}
		assert_null(partitions_next(&partitions));
	}
	close(fd);
}

static void line_longer_than_the_buffer_is_the_end(void **state)
{
	static char text[3 * sizeof(((struct partitions *)0)->buf)];

	(void)state;
	memset(text, '1', sizeof(text) - 1);
	check(text, "");
}

static void file_that_cannot_be_read_has_none(void **state)
{
	struct partitions partitions;

	(void)state;
	partitions_start(-1, &partitions);
	assert_null(partitions_next(&partitions));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_told_in_their_order),
		cmocka_unit_test(slash_is_told_as_in_sys),
		cmocka_unit_test(empty_file_has_none),
		cmocka_unit_test(line_of_another_form_is_passed_over),
		cmocka_unit_test(line_that_is_cut_off_is_no_line),
		cmocka_unit_test(name_that_is_too_long_is_passed_over),
		cmocka_unit_test(list_longer_than_the_buffer_is_read_to_its_end),
		cmocka_unit_test(line_longer_than_the_buffer_is_the_end),
		cmocka_unit_test(file_that_cannot_be_read_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

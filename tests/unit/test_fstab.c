/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/fstab.h: every line of a file is an entry, a refusal with its reason and
 * its number, or nothing; none is lost, the last one without a newline neither.
 */
#include <stdio.h>

#include "init/fstab.h"
#include "tests/unit/unit.h"

/* One expected answer of fstab_next(): an entry, or with `error` a refused line. */
struct row {
	unsigned int line;
	int error;
	const char *spec, *file, *type, *options;
	uint32_t freq, passno;
};

static void check_row(const char *name, struct fstab_cursor *cursor, const struct row *row)
{
	struct fstab_entry entry;
	int error = 0, answer;

	fill_untouched(&entry);
	answer = fstab_next(cursor, &entry, &error);
	expect_int(name, answer, row->error ? 2 : 1);
	expect_int(name, cursor->line, row->line);
	if (row->error) {
		expect_int(name, error, row->error);
		expect_untouched(name, &entry);
		return;
	}
	expect_int(name, entry.line, row->line);
	expect_text(name, entry.spec, row->spec);
	expect_text(name, entry.file, row->file);
	expect_text(name, entry.type, row->type);
	expect_text(name, entry.options, row->options);
	expect_int(name, entry.freq, row->freq);
	expect_int(name, entry.passno, row->passno);
}

/* Reads `content` to its end and compares each answer with a row. */
static void check_file(const char *content, const struct row *rows, size_t count)
{
	char *text = heap_text(content);
	struct fstab_cursor cursor = {.next = text, .line = 0};
	struct fstab_entry entry;
	int error;

	for (size_t i = 0; i < count; i++)
		check_row(content, &cursor, &rows[i]);
	fill_untouched(&entry);
	expect_int(content, fstab_next(&cursor, &entry, &error), 0);
	expect_untouched(content, &entry);
	expect_int(content, fstab_next(&cursor, &entry, &error), 0);
	free(text);
}

static void check_entry(const char *content, struct row row)
{
	row.line = 1;
	check_file(content, &row, 1);
}

static void check_refused(const char *content, int error)
{
	const struct row row = {.line = 1, .error = error};

	check_file(content, &row, 1);
}

TEST(all_six_fields_are_read)
{
	check_entry("/dev/sda1 /data ext4 ro,nodev 1 2\n", (struct row){.spec = "/dev/sda1",
									.file = "/data",
									.type = "ext4",
									.options = "ro,nodev",
									.freq = 1,
									.passno = 2});
}

TEST(last_line_without_newline_is_read)
{
	static const struct row rows[] = {
		{.line = 1, .spec = "proc", .file = "/proc", .type = "proc", .options = "defaults"},
		{.line = 2, .spec = "sys", .file = "/sys", .type = "sysfs", .options = "noexec"},
	};

	check_file("proc /proc proc defaults 0 0\nsys /sys sysfs noexec 0 0", rows, COUNT(rows));
	check_file("proc /proc proc\nsys /sys sysfs noexec", rows, COUNT(rows));
}

TEST(refused_last_line_without_newline_is_reported)
{
	check_refused("proc /proc", FSTAB_FEW_FIELDS);
	check_refused("proc", FSTAB_FEW_FIELDS);
}

TEST(missing_fields_get_their_defaults)
{
	const struct row plain = {
		.spec = "tmpfs", .file = "/tmp", .type = "tmpfs", .options = "defaults"};
	struct row row = plain;

	check_entry("tmpfs /tmp tmpfs\n", row);
	row.options = "size=1m";
	check_entry("tmpfs /tmp tmpfs size=1m\n", row);
	row.freq = 7;
	check_entry("tmpfs /tmp tmpfs size=1m 7\n", row);
}

TEST(blanks_and_tabs_in_any_number_part_the_fields)
{
	const struct row row = {
		.spec = "a", .file = "/b", .type = "c", .options = "d", .freq = 1, .passno = 2};

	check_entry("a /b c d 1 2\n", row);
	check_entry("a\t/b\tc\td\t1\t2\n", row);
	check_entry("  a \t /b\t\tc  d 1\t 2 \t \n", row);
	check_entry("\ta /b c d 1 2 ", row);
}

TEST(carriage_return_before_the_newline_is_a_blank)
{
	const struct row row = {.spec = "a", .file = "/b", .type = "c", .options = "defaults"};
	struct row full = {
		.spec = "a", .file = "/b", .type = "c", .options = "d", .freq = 1, .passno = 2};

	check_entry("a /b c\r\n", row);
	check_entry("a /b c \r\n", row);
	check_entry("a /b c d 1 2\r\n", full);
	check_file("\r\n", NULL, 0);
	check_file("# comment\r\n\r\n", NULL, 0);
}

TEST(comments_and_empty_lines_are_passed_over_but_counted)
{
	static const struct row rows[] = {
		{.line = 4, .spec = "a", .file = "/b", .type = "c", .options = "defaults"},
		{.line = 7, .spec = "d", .file = "/e", .type = "f", .options = "defaults"},
	};

	check_file("# one\n\n \t \na /b c\n#d /x y\n  # indented\nd /e f\n\n# end", rows,
		   COUNT(rows));
}

TEST(hash_inside_a_field_is_no_comment)
{
	check_entry("a#1 /b#2 c#3 d#4\n",
		    (struct row){.spec = "a#1", .file = "/b#2", .type = "c#3", .options = "d#4"});
}

TEST(octal_escapes_are_decoded)
{
	check_entry("LABEL=my\\040disk /mnt/a\\011b c o=\\134x\n",
		    (struct row){.spec = "LABEL=my disk",
				 .file = "/mnt/a\tb",
				 .type = "c",
				 .options = "o=\\x"});
	check_entry(
		"\\043a /b\\012c d\n",
		(struct row){.spec = "#a", .file = "/b\nc", .type = "d", .options = "defaults"});
	check_entry(
		"a /\\303\\274 c\n",
		(struct row){.spec = "a", .file = "/\xc3\xbc", .type = "c", .options = "defaults"});
	check_entry("a /b\\1012 c\n",
		    (struct row){.spec = "a", .file = "/bA2", .type = "c", .options = "defaults"});
	check_entry(
		"a /b\\377 c\n",
		(struct row){.spec = "a", .file = "/b\xff", .type = "c", .options = "defaults"});
}

TEST(bad_escapes_are_refused)
{
	static const char *const rows[] = {
		"a /b\\ c\n",	"a /b\\04 c\n",	 "a /b\\x20 c\n", "a /b\\08x c\n",
		"a /b\\\\ c\n", "a /b\\000 c\n", "a\\0 /b c\n",	  "a /b c\\",
		"a /b c\\0",	"a /b c\\04",	 "a /b\\400 c\n", "a /b\\777 c\n",
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_refused(rows[i], FSTAB_BAD_ESCAPE);
}

TEST(fewer_than_three_fields_are_refused)
{
	check_refused("a\n", FSTAB_FEW_FIELDS);
	check_refused("a /b\n", FSTAB_FEW_FIELDS);
	check_refused(" a  /b  \r\n", FSTAB_FEW_FIELDS);
}

TEST(more_than_six_fields_are_refused)
{
	check_refused("a /b c d 0 0 x\n", FSTAB_MANY_FIELDS);
	check_refused("a /b c d 0 0 # comment\n", FSTAB_MANY_FIELDS);
	check_refused("a /b c d 0 0 0 0 0 0 0 0\n", FSTAB_MANY_FIELDS);
}

TEST(number_fields_that_are_none_are_refused)
{
	check_refused("a /b c d x 0\n", FSTAB_BAD_NUMBER);
	check_refused("a /b c d 0 x\n", FSTAB_BAD_NUMBER);
	check_refused("a /b c d -1 0\n", FSTAB_BAD_NUMBER);
	check_refused("a /b c d 0 99999999999\n", FSTAB_BAD_NUMBER);
	check_refused("a /b c d # comment\n", FSTAB_BAD_NUMBER);
}

TEST(relative_mount_point_is_refused)
{
	check_refused("a b c\n", FSTAB_NOT_ABSOLUTE);
	check_refused("a ./b c\n", FSTAB_NOT_ABSOLUTE);
	check_refused("a none ext4\n", FSTAB_NOT_ABSOLUTE);
	check_refused("a swap ext4\n", FSTAB_NOT_ABSOLUTE);
	check_refused("a other swap\n", FSTAB_NOT_ABSOLUTE);
}

TEST(swap_has_no_mount_point)
{
	check_entry(
		"/dev/sda2 none swap sw 0 0\n",
		(struct row){.spec = "/dev/sda2", .file = "none", .type = "swap", .options = "sw"});
	check_entry("/dev/sda2 swap swap pri=3\n", (struct row){.spec = "/dev/sda2",
								.file = "swap",
								.type = "swap",
								.options = "pri=3"});
}

TEST(refused_line_does_not_stop_the_others)
{
	static const struct row rows[] = {
		{.line = 1, .spec = "a", .file = "/1", .type = "t", .options = "defaults"},
		{.line = 2, .error = FSTAB_FEW_FIELDS},
		{.line = 3, .error = FSTAB_BAD_ESCAPE},
		{.line = 4, .error = FSTAB_NOT_ABSOLUTE},
		{.line = 6, .spec = "b", .file = "/6", .type = "t", .options = "defaults"},
		{.line = 7, .error = FSTAB_MANY_FIELDS},
		{.line = 8, .spec = "c", .file = "/8", .type = "t", .options = "defaults"},
	};

	check_file("a /1 t\nx\nx /\\9 t\nx y t\n\nb /6 t\n1 /2 3 4 5 6 7\nc /8 t", rows,
		   COUNT(rows));
}

TEST(files_without_entries_have_none)
{
	check_file("", NULL, 0);
	check_file("\n", NULL, 0);
	check_file("\n\n\n", NULL, 0);
	check_file("   ", NULL, 0);
	check_file("#", NULL, 0);
	check_file("# no newline", NULL, 0);
}

TEST(a_thousand_lines_are_all_read)
{
	enum { LINES = 1000 };
	char *text = malloc(LINES * 40);
	size_t len = 0;
	struct fstab_cursor cursor = {.next = text, .line = 0};

	assert_non_null(text);
	for (int i = 1; i <= LINES; i++)
		len += (size_t)sprintf(text + len, "%stmpfs /m/%d tmpfs size=%dk",
				       i > 1 ? "\n" : "", i, i);
	for (int i = 1; i <= LINES; i++) {
		struct fstab_entry entry;
		char file[32], options[32];
		int error;

		sprintf(file, "/m/%d", i);
		sprintf(options, "size=%dk", i);
		expect_int(file, fstab_next(&cursor, &entry, &error), 1);
		expect_text(file, entry.file, file);
		expect_text(file, entry.options, options);
		expect_int(file, entry.line, i);
	}
	assert_int_equal(fstab_next(&cursor, &(struct fstab_entry){0}, &(int){0}), 0);
	free(text);
}

TEST(very_long_field_is_kept_whole)
{
	char *name = heap_repeat('x', 100000), *text = malloc(100100);
	struct fstab_cursor cursor = {.next = text, .line = 0};
	struct fstab_entry entry;
	int error;

	assert_non_null(text);
	sprintf(text, "a /%s c", name);
	assert_int_equal(fstab_next(&cursor, &entry, &error), 1);
	assert_string_equal(entry.file + 1, name);
	free(text);
	free(name);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(fstab_strerror, FSTAB_BAD_ESCAPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_six_fields_are_read),
		cmocka_unit_test(last_line_without_newline_is_read),
		cmocka_unit_test(refused_last_line_without_newline_is_reported),
		cmocka_unit_test(missing_fields_get_their_defaults),
		cmocka_unit_test(blanks_and_tabs_in_any_number_part_the_fields),
		cmocka_unit_test(carriage_return_before_the_newline_is_a_blank),
		cmocka_unit_test(comments_and_empty_lines_are_passed_over_but_counted),
		cmocka_unit_test(hash_inside_a_field_is_no_comment),
		cmocka_unit_test(octal_escapes_are_decoded),
		cmocka_unit_test(bad_escapes_are_refused),
		cmocka_unit_test(fewer_than_three_fields_are_refused),
		cmocka_unit_test(more_than_six_fields_are_refused),
		cmocka_unit_test(number_fields_that_are_none_are_refused),
		cmocka_unit_test(relative_mount_point_is_refused),
		cmocka_unit_test(swap_has_no_mount_point),
		cmocka_unit_test(refused_line_does_not_stop_the_others),
		cmocka_unit_test(files_without_entries_have_none),
		cmocka_unit_test(a_thousand_lines_are_all_read),
		cmocka_unit_test(very_long_field_is_kept_whole),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

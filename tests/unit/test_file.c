/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/file.h in a temporary folder: files that fill their buffer, are too long, are
 * missing; folders made with their parents.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "tests/unit/unit.h"

static int enter_scratch(void **state)
{
	char folder[] = "/tmp/rambox-unit-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	*state = strdup(folder);
	return 0;
}

static int leave_scratch(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
	free(*state);
	return chdir("/") != 0 || system(command) != 0;
}

static void make_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void check_content(const char *path, const char *expected)
{
	char content[256] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	content[fread(content, 1, sizeof(content) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(content, expected);
}

TEST(file_is_read_whole_and_ended)
{
	char *buf = heap_repeat('x', 11);

	make_file("whole", "line 1\nli\n");
	assert_int_equal(file_read(AT_FDCWD, "whole", buf, 11), 10);
	assert_string_equal(buf, "line 1\nli\n");
	make_file("empty", "");
	assert_int_equal(file_read(AT_FDCWD, "empty", buf, 11), 0);
	assert_string_equal(buf, "");
	free(buf);
}

TEST(file_that_does_not_fit_is_refused)
{
	char *buf = heap_repeat('x', 10);

	make_file("long", "0123456789");
	assert_int_equal(file_read(AT_FDCWD, "long", buf, 10), -E2BIG);
	assert_int_equal(file_read(AT_FDCWD, "long", buf, 11), 10);
	assert_int_equal(file_read_line(AT_FDCWD, "long", buf, 10), -E2BIG);
	free(buf);
}

TEST(file_of_proc_without_a_size_is_read)
{
	char buf[4096];

	assert_true(file_read(AT_FDCWD, "/proc/self/stat", buf, sizeof(buf)) > 10);
	assert_non_null(strchr(buf, '('));
}

TEST(one_newline_is_taken_off_a_line)
{
	static const struct {
		const char *content, *line;
	} rows[] = {
		{"abc\n", "abc"}, {"abc", "abc"}, {"abc\n\n", "abc\n"},
		{"\n", ""},	  {"", ""},	  {"a\nb\n", "a\nb"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char buf[16];

		make_file("line", rows[i].content);
		expect_int(rows[i].content, file_read_line(AT_FDCWD, "line", buf, sizeof(buf)),
			   strlen(rows[i].line));
		expect_text(rows[i].content, buf, rows[i].line);
	}
}

TEST(missing_file_is_told_by_its_error)
{
	char buf[16];

	assert_int_equal(file_read(AT_FDCWD, "missing", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(file_read_line(AT_FDCWD, "missing", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(file_read(AT_FDCWD, ".", buf, sizeof(buf)), -EISDIR);
	assert_int_equal(file_write("missing", "x"), -ENOENT);
}

TEST(path_is_relative_to_the_folder_given)
{
	char buf[16];
	int folder;

	assert_int_equal(mkdir("folder", 0755), 0);
	make_file("folder/file", "inside");
	folder = open("folder", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(file_read(folder, "file", buf, sizeof(buf)), 6);
	assert_string_equal(buf, "inside");
	close(folder);
}

TEST(no_descriptor_is_left_open)
{
	char buf[4];
	int before = dup(0), after;

	close(before);
	make_file("long", "0123456789");
	file_read(AT_FDCWD, "long", buf, sizeof(buf));
	file_read_line(AT_FDCWD, "long", buf, sizeof(buf));
	file_read(AT_FDCWD, "missing", buf, sizeof(buf));
	file_write("long", "x");
	file_make_dirs("open/or/closed");
	after = dup(0);
	close(after);
	assert_int_equal(after, before);
}

TEST(text_is_written_to_an_existing_file)
{
	make_file("target", "");
	assert_int_equal(file_write("target", "written"), 0);
	check_content("target", "written");
}

TEST(all_bytes_are_written)
{
	int fd = open("all", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(file_write_all(fd, "0123456789", 10), 0);
	assert_int_equal(file_write_all(fd, "", 0), 0);
	assert_int_equal(file_write_all(fd, "abcdef", 3), 0);
	close(fd);
	check_content("all", "0123456789abc");
	assert_int_equal(file_write_all(-1, "x", 1), -EBADF);
}

TEST(pipe_that_takes_little_at_a_time_gets_all)
{
	enum { SIZE = 200000 };
	char *bytes = heap_repeat('y', SIZE);
	int ends[2], status;
	pid_t reader;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	reader = fork();
	if (reader == 0) {
		char chunk[1000];
		size_t got = 0;
		ssize_t len;

		close(ends[1]);
		while ((len = read(ends[0], chunk, sizeof(chunk))) > 0)
			got += (size_t)len;
		_exit(got == SIZE ? 0 : 1);
	}
	close(ends[0]);
	assert_int_equal(file_write_all(ends[1], bytes, SIZE), 0);
	close(ends[1]);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	free(bytes);
}

TEST(folders_are_made_with_their_parents)
{
	struct stat status;

	umask(022);
	assert_int_equal(file_make_dirs("a/b/c"), 0);
	assert_int_equal(stat("a/b/c", &status), 0);
	assert_int_equal(status.st_mode, S_IFDIR | 0755);
	assert_int_equal(file_make_dirs("a/b/c"), 0);
	assert_int_equal(file_make_dirs("a/b/d/"), 0);
	assert_int_equal(stat("a/b/d", &status), 0);
	assert_int_equal(file_make_dirs("a//e"), 0);
	assert_int_equal(stat("a/e", &status), 0);
	assert_int_equal(file_make_dirs("/"), 0);
	assert_int_equal(file_make_dirs("/tmp"), 0);
}

TEST(link_to_a_folder_is_a_folder)
{
	struct stat status;

	assert_int_equal(mkdir("real", 0755), 0);
	assert_int_equal(symlink("real", "link"), 0);
	assert_int_equal(file_make_dirs("link"), 0);
	assert_int_equal(file_make_dirs("link/below"), 0);
	assert_int_equal(stat("real/below", &status), 0);
}

TEST(file_in_the_way_of_a_folder_is_told)
{
	make_file("way", "");
	assert_int_equal(file_make_dirs("way"), -ENOTDIR);
	assert_int_equal(file_make_dirs("way/below"), -ENOTDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_is_read_whole_and_ended),
		cmocka_unit_test(file_that_does_not_fit_is_refused),
		cmocka_unit_test(file_of_proc_without_a_size_is_read),
		cmocka_unit_test(one_newline_is_taken_off_a_line),
		cmocka_unit_test(missing_file_is_told_by_its_error),
		cmocka_unit_test(path_is_relative_to_the_folder_given),
		cmocka_unit_test(no_descriptor_is_left_open),
		cmocka_unit_test(text_is_written_to_an_existing_file),
		cmocka_unit_test(all_bytes_are_written),
		cmocka_unit_test(pipe_that_takes_little_at_a_time_gets_all),
		cmocka_unit_test(folders_are_made_with_their_parents),
		cmocka_unit_test(link_to_a_folder_is_a_folder),
		cmocka_unit_test(file_in_the_way_of_a_folder_is_told),
	};

	return cmocka_run_group_tests(tests, enter_scratch, leave_scratch);
}

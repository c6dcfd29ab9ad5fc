/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lib/folder.h in a temporary folder with more names than its buffer holds.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/folder.h"
#include "tests/unit/unit.h"

enum { FILES = 500 };

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

TEST(every_name_comes_once)
{
	static unsigned int seen[FILES];
	struct folder *folder = malloc(sizeof(*folder));
	const struct dirent *entry;
	unsigned int count = 0;

	assert_int_equal(mkdir("many", 0755), 0);
	for (int i = 0; i < FILES; i++) {
		char path[64];

		snprintf(path, sizeof(path), "many/a-name-of-some-length-%d", i);
		close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	}
	assert_int_equal(folder_open(AT_FDCWD, "many", 0, folder), 0);
	while ((entry = folder_next(folder))) {
		int number = -1;

		assert_int_equal(sscanf(entry->d_name, "a-name-of-some-length-%d", &number), 1);
		assert_in_range(number, 0, FILES - 1);
		seen[number]++;
		count++;
	}
	assert_null(folder_next(folder));
	folder_close(folder);
	free(folder);
	assert_int_equal(count, FILES);
	for (int i = 0; i < FILES; i++)
		assert_int_equal(seen[i], 1);
}

TEST(empty_folder_has_no_names)
{
	struct folder folder;

	assert_int_equal(mkdir("empty", 0755), 0);
	assert_int_equal(folder_open(AT_FDCWD, "empty", 0, &folder), 0);
	assert_null(folder_next(&folder));
	folder_close(&folder);
}

TEST(descriptor_is_on_the_folder_and_is_closed)
{
	struct folder folder;
	struct stat status;
	int fd;

	assert_int_equal(mkdir("with", 0755), 0);
	assert_int_equal(mkdir("with/inside", 0755), 0);
	assert_int_equal(folder_open(AT_FDCWD, "with", 0, &folder), 0);
	assert_int_equal(fstatat(folder.fd, "inside", &status, 0), 0);
	assert_true(fcntl(folder.fd, F_GETFD) & FD_CLOEXEC);
	fd = folder.fd;
	folder_close(&folder);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

TEST(what_is_no_folder_is_told_by_its_error)
{
	struct folder folder;

	close(open("file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	assert_int_equal(symlink("empty", "link"), 0);
	assert_int_equal(folder_open(AT_FDCWD, "file", 0, &folder), -ENOTDIR);
	assert_int_equal(folder_open(AT_FDCWD, "missing", 0, &folder), -ENOENT);
	assert_true(folder_open(AT_FDCWD, "link", O_NOFOLLOW, &folder) < 0);
	assert_int_equal(folder_open(AT_FDCWD, "link", 0, &folder), 0);
	folder_close(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_comes_once),
		cmocka_unit_test(empty_folder_has_no_names),
		cmocka_unit_test(descriptor_is_on_the_folder_and_is_closed),
		cmocka_unit_test(what_is_no_folder_is_told_by_its_error),
	};

	return cmocka_run_group_tests(tests, enter_scratch, leave_scratch);
}

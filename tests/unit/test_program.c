/* SPDX-License-Identifier: GPL-2.0-only */
/* init/program.c in a folder of its own: links stay inside, whatever else goes on in the system. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init/program.h"
#include "tests/unit/unit.h"

enum { LOOKS = 20000 };

/* ROOT/bin/box is a script whose interpreter it is itself: ELOOP; ROOT/sbin/init -> ../bin/box. */
static int make_root(char *root)
{
	static const char program[] = "#!/bin/box\n";
	int root_fd, fd;

	assert_non_null(mkdtemp(root));
	root_fd = open(root, O_RDONLY | O_DIRECTORY);
	assert_true(root_fd >= 0);
	assert_int_equal(mkdirat(root_fd, "bin", 0755), 0);
	assert_int_equal(mkdirat(root_fd, "sbin", 0755), 0);
	fd = openat(root_fd, "bin/box", O_WRONLY | O_CREAT, 0755);
	assert_int_equal(write(fd, program, sizeof(program) - 1), sizeof(program) - 1);
	close(fd);
	assert_int_equal(symlinkat("../bin/box", root_fd, "sbin/init"), 0);
	return root_fd;
}

static void remove_root(const char *root, int root_fd)
{
	unlinkat(root_fd, "sbin/init", 0);
	unlinkat(root_fd, "bin/box", 0);
	unlinkat(root_fd, "sbin", AT_REMOVEDIR);
	unlinkat(root_fd, "bin", AT_REMOVEDIR);
	close(root_fd);
	assert_int_equal(rmdir(root), 0);
}

/* A process that renames a file in the folder, back and forth, until it is ended. */
static pid_t rename_for_ever(int root_fd)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	close(openat(root_fd, "a", O_WRONLY | O_CREAT, 0644));
	for (;;) {
		renameat(root_fd, "a", root_fd, "b");
		renameat(root_fd, "b", root_fd, "a");
	}
}

/* openat2(2): EAGAIN where a `..` may have been renamed away meanwhile, be it anywhere. */
TEST(program_is_found_while_somebody_renames_files)
{
	char root[] = "/tmp/rambox-test-program-XXXXXX", why[PROGRAM_WHY_SIZE] = "";
	int root_fd = make_root(root), first = program_check(root_fd, "/bin/box", why),
	    error = first;
	pid_t pid = rename_for_ever(root_fd);

	for (int i = 0; i < LOOKS && error == first; i++)
		error = program_check(root_fd, "/sbin/init", why);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlinkat(root_fd, "a", 0);
	unlinkat(root_fd, "b", 0);
	remove_root(root, root_fd);
	if (error != first)
		fail_msg("a link with '..': %s, without: %d", why, first);
}

TEST(path_that_is_long_leaves_room_for_the_reason)
{
	char root[] = "/tmp/rambox-test-program-XXXXXX", why[PROGRAM_WHY_SIZE] = "";
	char path[1024] = "/";
	int root_fd = make_root(root);

	memset(path + 1, 'x', 900);
	assert_int_equal(program_check(root_fd, path, why), -ENAMETOOLONG);
	assert_non_null(strstr(why, strerror(ENAMETOOLONG)));
	remove_root(root, root_fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(program_is_found_while_somebody_renames_files),
		cmocka_unit_test(path_that_is_long_leaves_room_for_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/hosts.h: the box's own line in /etc/hosts, that nothing else in it changes, and that the
 * file is replaced as a whole where it can be.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/hosts.h"
#include "tests/unit/unit.h"

enum { OUT_SIZE = 256 };

static void check(const char *text, const char *name, const char *domain, const char *expected)
{
	char *in = heap_text(text), *out = malloc(OUT_SIZE);

	expect_int(text, hosts_build(in, name, domain, out, OUT_SIZE), (int)strlen(expected));
	expect_text(text, out, expected);
	free(in);
	free(out);
}

TEST(own_line_is_added_at_the_end)
{
	check("127.0.0.1\tlocalhost\n", "node7", "", "127.0.0.1\tlocalhost\n127.0.1.1\tnode7\n");
	check("", "node7", "", "127.0.1.1\tnode7\n");
}

TEST(full_name_stands_first)
{
	check("", "node7", "example.org", "127.0.1.1\tnode7.example.org node7\n");
	check("", "node7.example.net", "example.org", "127.0.1.1\tnode7.example.net node7\n");
	check("", "node7", "example.org example.net", "127.0.1.1\tnode7.example.org node7\n");
}

TEST(own_line_that_was_there_is_replaced)
{
	check("127.0.0.1 localhost\n127.0.1.1\trambox\n::1 localhost\n", "node7", "",
	      "127.0.0.1 localhost\n::1 localhost\n127.0.1.1\tnode7\n");
	check("127.0.1.1 a b\n127.0.1.1", "node7", "", "127.0.1.1\tnode7\n");
}

TEST(other_addresses_and_comments_stay)
{
	check("127.0.1.10 other\n#127.0.1.1 comment\n 127.0.1.1 x\n", "n", "",
	      "127.0.1.10 other\n#127.0.1.1 comment\n 127.0.1.1 x\n127.0.1.1\tn\n");
}

TEST(last_line_without_an_end_gets_one)
{
	check("127.0.0.1 localhost", "n", "", "127.0.0.1 localhost\n127.0.1.1\tn\n");
}

TEST(text_that_does_not_fit_is_refused)
{
	char out[32];

	assert_int_equal(hosts_build("127.0.0.1 localhost\n", "n", "", out, 32), -E2BIG);
	assert_int_equal(hosts_build("", "n", "", out, 12), -E2BIG);
	assert_int_equal(hosts_build("", "n", "", out, 13), 12);
	assert_int_equal(hosts_build("10.0.0.1 a\n", "n", "", out, 12), -E2BIG);
}

#define OLD "127.0.0.1\tlocalhost\n127.0.1.1\told\n"
#define NEW "127.0.0.1\tlocalhost\n127.0.1.1\tnode7\n"

static void put(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* What is read from fd, from its start. */
static void expect_content(const char *row, int fd, const char *expected)
{
	char text[OUT_SIZE] = "";

	assert_true(fd >= 0);
	assert_true(pread(fd, text, sizeof(text) - 1, 0) >= 0);
	expect_text(row, text, expected);
	close(fd);
}

/* A test's own folder, which it works in. */
static int enter(void **state)
{
	static char path[32];

	strcpy(path, "/tmp/rambox-hosts-XXXXXX");
	*state = path;
	return mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	static const char names[][10] = {"hosts", "real", "hosts.new"};

	for (size_t i = 0; i < COUNT(names); i++) {
		(void)umount2(names[i], MNT_DETACH);
		(void)(unlink(names[i]) == 0 || rmdir(names[i]) == 0);
	}
	return chdir("/") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

TEST(file_is_replaced_as_a_whole)
{
	struct stat st;
	int before;

	put("hosts", OLD, 0640);
	before = open("hosts", O_RDONLY);
	assert_int_equal(hosts_set("hosts", "node7", ""), 0);
	expect_content("who has it open goes on with the old one", before, OLD);
	expect_content("who opens it now", open("hosts", O_RDONLY), NEW);
	assert_int_equal(stat("hosts", &st), 0);
	expect_int("its mode", st.st_mode & 07777, 0640);
	expect_int("nothing is left beside it", access("hosts.new", F_OK), -1);
}

TEST(box_without_a_file_stays_so)
{
	assert_int_equal(hosts_set("hosts", "node7", ""), 0);
	assert_int_equal(access("hosts", F_OK), -1);
}

TEST(link_stays_a_link)
{
	struct stat st;

	put("real", OLD, 0644);
	assert_int_equal(symlink("real", "hosts"), 0);
	assert_int_equal(hosts_set("hosts", "node7", ""), 0);
	assert_int_equal(lstat("hosts", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	expect_content("the file that it leads to", open("real", O_RDONLY), NEW);
}

TEST(file_is_written_in_place_where_nothing_can_stand_beside_it)
{
	put("hosts", OLD, 0644);
	assert_int_equal(mkdir("hosts.new", 0755), 0);
	assert_int_equal(hosts_set("hosts", "node7", ""), 0);
	expect_content("the file", open("hosts", O_RDONLY), NEW);
}

TEST(mount_point_is_written_in_place)
{
	uid_t uid = getuid();

	put("real", OLD, 0644);
	put("hosts", "", 0644);
	if (unshare(CLONE_NEWNS | (uid ? CLONE_NEWUSER : 0)) < 0 ||
	    mount("", "/", NULL, MS_SLAVE | MS_REC, NULL) < 0 ||
	    mount("real", "hosts", NULL, MS_BIND, NULL) < 0)
		skip();
	assert_int_equal(hosts_set("hosts", "node7", ""), 0);
	expect_content("the file that is mounted", open("real", O_RDONLY), NEW);
	expect_int("nothing is left beside it", access("hosts.new", F_OK), -1);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_line_is_added_at_the_end),
		cmocka_unit_test(full_name_stands_first),
		cmocka_unit_test(own_line_that_was_there_is_replaced),
		cmocka_unit_test(other_addresses_and_comments_stay),
		cmocka_unit_test(last_line_without_an_end_gets_one),
		cmocka_unit_test(text_that_does_not_fit_is_refused),
		IN_A_FOLDER(file_is_replaced_as_a_whole),
		IN_A_FOLDER(box_without_a_file_stays_so),
		IN_A_FOLDER(link_stays_a_link),
		IN_A_FOLDER(file_is_written_in_place_where_nothing_can_stand_beside_it),
		IN_A_FOLDER(mount_point_is_written_in_place),
	};

	return RUN_TESTS(tests);
}

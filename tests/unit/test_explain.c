/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/explain.h: what is said about a command line is what the parser made of it,
 * in the order of the boot, and a bad value is told with its reason.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "init/explain.h"
#include "tests/unit/unit.h"

enum { SAID_MAX = 4096 };

/* Explains a line; what is printed goes to `said`. Returns explain_print()'s answer. */
static int explain(const char *line, char said[SAID_MAX])
{
	char *text = heap_text(line);
	int fd = memfd_create("explain", MFD_CLOEXEC), answer;
	struct boot_config config;
	ssize_t len;

	assert_int_equal(cmdline_parse(text, &config), 0);
	answer = explain_print(fd, &config);
	len = pread(fd, said, SAID_MAX - 1, 0);
	assert_in_range(len, 1, SAID_MAX - 1);
	said[len] = '\0';
	close(fd);
	free(text);
	return answer;
}

/* The line is explained with these words, in this order. */
static void check(const char *line, int answer, const char *const *words)
{
	char said[SAID_MAX];
	const char *at = said;

	expect_int(line, explain(line, said), answer);
	for (; *words; words++) {
		at = strstr(at, *words);
		if (!at)
			fail_msg("'%s': no '%s', or not in its place, in:\n%s", line, *words, said);
	}
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void check_unsaid(const char *line, const char *word)
{
	char said[SAID_MAX];

	explain(line, said);
	if (strstr(said, word))
		fail_msg("'%s': '%s' is said in:\n%s", line, word, said);
}

TEST(each_mode_is_told)
{
	check("shell", 0, WORDS("shell", "console"));
	check("rambox", 0, WORDS("exec", "in RAM"));
	check("", 0, WORDS("neither", "exec", "in RAM"));
	check("root=UUID=ab-cd", 0, WORDS("find", "'UUID=ab-cd'", "mount", "switch", "exec"));
}

TEST(ignored_root_is_told)
{
	check("shell root=/dev/vda", 0, WORDS("root= is ignored"));
	check("rambox root=/dev/vda", 0, WORDS("root= is ignored"));
	check_unsaid("root=/dev/vda", "ignored");
}

TEST(root_options_are_told)
{
	check("root=/dev/vda", 0, WORDS("read-only", "as found"));
	check("root=/dev/vda rw rootfstype=ext4 rootflags=noatime rootdelay=3 rootwait=7", 0,
	      WORDS("3 s", "'/dev/vda'", "7 s", "read-write", "noatime", "ext4"));
	check("root=/dev/vda rootwait", 0, WORDS("however long"));
}

TEST(program_and_its_arguments_are_told)
{
	check("init=/bin/x -- a b", 0, WORDS("'/bin/x'", "2 arguments"));
	check("init=/bin/x -- a", 0, WORDS("'/bin/x'", "1 argument "));
	check("rambox", 0, WORDS("/sbin/init", "/etc/init", "/bin/init"));
	check_unsaid("rambox", "/bin/sh");
}

TEST(policy_is_told)
{
	check("", 0, WORDS("failing", "a shell"));
	check("rambox.rescue=shell:300", 0, WORDS("failing", "a shell", "300 s"));
	check("rambox.rescue=reboot:30", 0, WORDS("failing", "a reboot", "30 s"));
	check("rambox.rescue=reboot panic=20", 0, WORDS("failing", "a reboot", "20 s"));
	check("rambox.rescue=reboot panic=-1", 0, WORDS("failing", "a reboot", "0 s"));
	check("rambox.rescue=poweroff", 0, WORDS("failing", "power-off"));
	check("rambox.rescue=halt", 0, WORDS("failing", "a halt"));
}

TEST(bad_value_is_told_with_its_word_and_answered_by_1)
{
	check("rootdelay=5s hostname=box", 1, WORDS("bad", "rootdelay='5s'", "number", "'box'"));
	check("root=sda1", 1, WORDS("bad", "root='sda1'", "stop"));
	check("init=x rambox", 1, WORDS("bad", "init='x'", "stop"));
	check_unsaid("rootdelay=5s rambox", "stop");
}

TEST(more_bad_values_than_fit_are_told_by_their_number)
{
	char line[CMDLINE_BAD_MAX * 10 + 64] = "panic=a panic=b panic=c";

	for (int i = 0; i < CMDLINE_BAD_MAX; i++)
		strcat(line, " panic=x");
	check(line, 1, WORDS("panic='a'", "3 more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mode_is_told),
		cmocka_unit_test(ignored_root_is_told),
		cmocka_unit_test(root_options_are_told),
		cmocka_unit_test(program_and_its_arguments_are_told),
		cmocka_unit_test(policy_is_told),
		cmocka_unit_test(bad_value_is_told_with_its_word_and_answered_by_1),
		cmocka_unit_test(more_bad_values_than_fit_are_told_by_their_number),
	};

	return RUN_TESTS(tests);
}

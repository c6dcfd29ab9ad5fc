/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/rules_print.h: what people read who ask which rule matches.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "mdev-rules/rules_print.h"
#include "tests/unit/unit.h"

enum { SAID_MAX = 32768 };

static const struct names names = {.passwd = "root:x:0:0::/:\n", .group = "disk:x:6:\n"};

/* Too large for the stack that ASan gives. */
static struct rule_set set;

static void check(const char *rules, const char *event, int answer, const char *said)
{
	char *rules_text = heap_text(rules), *event_text = heap_text(event);
	int fd = memfd_create("said", MFD_CLOEXEC);
	static char got[SAID_MAX];
	ssize_t len;

	expect_int(rules,
		   rules_print(fd, (struct rules_print_text){"conf", rules_text},
			       (struct rules_print_text){"event", event_text}, &names, &set),
		   answer);
	len = pread(fd, got, SAID_MAX - 1, 0);
	assert_in_range(len, 0, SAID_MAX - 1);
	got[len] = '\0';
	expect_text(rules, got, said);
	close(fd);
	free(event_text);
	free(rules_text);
}

#define SDA "DEVPATH=/devices/x/sda\nSUBSYSTEM=block\nMAJOR=8\nMINOR=0\nDEVNAME=sda\n"

TEST(each_rule_that_matches_is_told_with_its_line)
{
	check("# disks\n-sd(.) root:disk 640 >disk/%1 @hello $MDEV\nnull 0:0 666\nsd.* 1:2 4755\n",
	      SDA, 0,
	      "add sda, block 8:0\n"
	      "conf:2: /dev/disk/a with owner 0:6, mode 0640; link /dev/sda to disk/a; "
	      "run 'hello $MDEV' with MDEV=disk/a; go on\n"
	      "conf:4: /dev/sda with owner 1:2, mode 4755; end\n");
}

TEST(device_that_no_rule_matches_is_told_so)
{
	check("", SDA, 0,
	      "add sda, block 8:0\n"
	      "no rule: /dev/sda as the kernel makes it; end\n");
	check("", "ACTION=remove\n" SDA, 0,
	      "remove sda, block 8:0\n"
	      "no rule: remove /dev/sda; end\n");
}

TEST(command_of_a_device_that_goes_runs_first)
{
	check("sda 0:0 1 >d $bye", "ACTION=remove\n" SDA, 0,
	      "remove sda, block 8:0\n"
	      "conf:1: run 'bye' with MDEV=d; remove /dev/d; remove link /dev/sda; end\n");
}

TEST(device_without_a_node_is_told_so)
{
	check("x 0:0 1", "DEVPATH=/devices/virtual/net/eth0\nSUBSYSTEM=net\n", 0,
	      "add eth0, no device number\nno rule matches, nothing to do\n");
	check("eth. 0:0 1 *x", "ACTION=move\nDEVPATH=/devices/virtual/net/eth0\n", 0,
	      "move eth0, no device number\nconf:1: no node; run 'x' with MDEV=eth0; end\n");
	check("sda 0:0 1 !", SDA, 0, "add sda, block 8:0\nconf:1: no node; end\n");
}

TEST(refused_lines_are_told_and_the_rest_counts)
{
	check("sda 0:0 1 >../x\nsda root:nobody 1\nsda 0:0 2", SDA, 1,
	      "conf:1:11: refused '>../x': the path leads out of /dev\n"
	      "conf:2:10: refused 'nobody': no such group\n"
	      "add sda, block 8:0\n"
	      "conf:3: /dev/sda with owner 0:0, mode 0002; end\n");
}

TEST(rule_that_can_not_be_done_is_told)
{
	check("(.*)a 0:0 1 =%1/x\n", "DEVNAME=..a\nMAJOR=1\nMINOR=2\n", 1,
	      "add ..a, character 1:2\n"
	      "conf:1: refused: the node's path leads out of /dev\n");
}

TEST(refused_event_is_told)
{
	check("x 0:0 1", "MAJOR=x\n", 1, "event: refused: a device number or mode that is none\n");
	check("x 0:0 1", "MAJOR=1\n", 1, "event: refused: neither DEVNAME nor DEVPATH\n");
}

TEST(long_command_is_told_whole)
{
	char *command = heap_repeat('c', 10000);
	static char rules[11000], said[11000];

	strcat(strcpy(rules, "sda 0:0 1 @"), command);
	strcpy(said, "add sda, block 8:0\nconf:1: /dev/sda with owner 0:0, mode 0001; run '");
	strcat(strcat(said, command), "' with MDEV=sda; end\n");
	check(rules, SDA, 0, said);
	free(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_that_matches_is_told_with_its_line),
		cmocka_unit_test(device_that_no_rule_matches_is_told_so),
		cmocka_unit_test(command_of_a_device_that_goes_runs_first),
		cmocka_unit_test(device_without_a_node_is_told_so),
		cmocka_unit_test(refused_lines_are_told_and_the_rest_counts),
		cmocka_unit_test(rule_that_can_not_be_done_is_told),
		cmocka_unit_test(refused_event_is_told),
		cmocka_unit_test(long_command_is_told_whole),
	};

	return RUN_TESTS(tests);
}

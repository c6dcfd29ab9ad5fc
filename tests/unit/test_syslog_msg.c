/* SPDX-License-Identifier: GPL-2.0-only */
/* init/syslog_msg.h: a line of the kernel's log becomes one message of RFC 5424, whatever is in it.
 */
#include <stdio.h>

#include "init/syslog_msg.h"
#include "tests/unit/unit.h"

/* The message of a line that is taken; the line stands in a block of its size. */
static void check(const char *line, const char *expected)
{
	char *copy = heap_bytes(line, strlen(line)), out[SYSLOG_MSG_SIZE];
	struct syslog_msg msg;
	size_t len;

	expect_int(line, syslog_msg_parse(copy, strlen(line), &msg), 0);
	len = syslog_msg_build(&msg, "node7", "log", 1, out);
	expect_text(line, out, expected);
	expect_int(line, len, strlen(expected));
	free(copy);
}

TEST(line_becomes_a_message)
{
	check("<27>[    1.234567] init: no device",
	      "<27>1 - node7 init - log [meta sequenceId=\"1\" sysUpTime=\"123\"] no device");
	check("<30>[12345.670000] netcfg: e: a: b",
	      "<30>1 - node7 netcfg - log [meta sequenceId=\"1\" sysUpTime=\"1234567\"] e: a: b");
	check("<191>[    0.000000] x: y",
	      "<191>1 - node7 x - log [meta sequenceId=\"1\" sysUpTime=\"0\"] y");
}

TEST(what_the_kernel_says_is_the_kernels)
{
	check("<6>[    0.000001] virtio: x",
	      "<6>1 - node7 kernel - log [meta sequenceId=\"1\" sysUpTime=\"0\"] virtio: x");
	check("<0>panic",
	      "<0>1 - node7 kernel - log [meta sequenceId=\"1\" sysUpTime=\"0\"] panic");
}

TEST(line_without_a_time_or_a_name_is_text)
{
	check("<27>init: x", "<27>1 - node7 init - log [meta sequenceId=\"1\" sysUpTime=\"0\"] x");
	check("<27>[x] y", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] [x] y");
	check("<27>[1.2]y", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] [1.2]y");
	check("<27>[ 1", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] [ 1");
	check("<27>two words: x",
	      "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] two words: x");
	check("<27>init:x", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] init:x");
	check("<27>: x", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] : x");
	check("<27>x:", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] x:");
	check("<27>x: ", "<27>1 - node7 x - log [meta sequenceId=\"1\" sysUpTime=\"0\"] ");
	check("<27>", "<27>1 - node7 - - log [meta sequenceId=\"1\" sysUpTime=\"0\"] ");
}

TEST(name_of_48_characters_is_a_name_and_a_longer_one_is_text)
{
	char line[128], expected[256], name[50];

	for (size_t len = 48; len <= 49; len++) {
		memset(name, 'n', len);
		name[len] = '\0';
		snprintf(line, sizeof(line), "<27>%s: x", name);
		snprintf(expected, sizeof(expected),
			 "<27>1 - node7 %s - log [meta sequenceId=\"1\" sysUpTime=\"0\"] %s%sx",
			 len == 48 ? name : "-", len == 48 ? "" : name, len == 48 ? "" : ": ");
		check(line, expected);
	}
}

TEST(line_without_a_priority_is_refused)
{
	static const char *const rows[] = {"",	    "init: x", "<",    "<>x",	       "<192>x",
					   "<-1>x", "<1",      "<1x>", "<0000000001>x"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *copy = heap_bytes(rows[i], strlen(rows[i]));
		struct syslog_msg msg;

		fill_untouched(&msg);
		expect_int(rows[i], syslog_msg_parse(copy, strlen(rows[i]), &msg),
			   SYSLOG_MSG_NO_PRIORITY);
		expect_untouched(rows[i], &msg);
		free(copy);
	}
}

TEST(fields_have_no_blanks_and_an_empty_one_is_nil)
{
	struct syslog_msg msg = {.priority = 27, .app = "a", .text = "t", .text_len = 1};
	char out[SYSLOG_MSG_SIZE];

	syslog_msg_build(&msg, "a b\x1b\x7f", "i d", 7, out);
	assert_string_equal(out, "<27>1 - a?b?? a - i?d [meta sequenceId=\"7\" sysUpTime=\"0\"] t");
	syslog_msg_build(&msg, "", "", 7, out);
	assert_string_equal(out, "<27>1 - - a - - [meta sequenceId=\"7\" sysUpTime=\"0\"] t");
}

TEST(long_line_is_cut_to_a_datagram)
{
	char *text = heap_repeat('x', 5000), *host = heap_repeat('h', 300), out[SYSLOG_MSG_SIZE];
	struct syslog_msg msg = {.priority = 27, .app = "a", .text = text, .text_len = 5000};

	assert_int_equal(syslog_msg_build(&msg, host, "log", 1, out), SYSLOG_MSG_SIZE - 1);
	assert_int_equal(strlen(out), SYSLOG_MSG_SIZE - 1);
	assert_int_equal(strspn(out + 8, "h"), 255);
	free(text);
	free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_becomes_a_message),
		cmocka_unit_test(what_the_kernel_says_is_the_kernels),
		cmocka_unit_test(line_without_a_time_or_a_name_is_text),
		cmocka_unit_test(name_of_48_characters_is_a_name_and_a_longer_one_is_text),
		cmocka_unit_test(line_without_a_priority_is_refused),
		cmocka_unit_test(fields_have_no_blanks_and_an_empty_one_is_nil),
		cmocka_unit_test(long_line_is_cut_to_a_datagram),
	};

	return RUN_TESTS(tests);
}

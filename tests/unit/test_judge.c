/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tests/faults/judge.h: it is what tells a box that is well from one that is not, for nineteen
 * thousand points; so each kind of a bad box is shown to it here.
 */
#include <errno.h>
#include <signal.h>

#include "tests/faults/judge.h"
#include "tests/unit/unit.h"

/* A row says what is not ordinary. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define FAILED "3init: the boot has failed at root: no such device\n"
#define POLICY "3init: policy reboot\n"
#define CAUSE "3init: cannot find 'LABEL=faults': Input/output error\n"
#define NEWS "5init: cannot look at '/dev/vda': Input/output error\n"
#define OURS "3init: no final init: '/none': No such file or directory\n"
#define INIT "argument /sbin/init\n"
#define WHOLE INIT "address eth0 10.0.2.15\nnode /run/ran 100644 0:0\n"
#define SHELL "argument -sh\n"

static const struct mode boots = {"boots", "root=x", true, true, .down = SIGHUP};
static const struct mode shell = {"shell", "shell", .gives_shell = true, .down = SIGHUP};
static const struct mode fails = {"fails", "root=x", .fails = true, .down = SIGHUP};
static const struct mode fails_off = {"off", "root=x", .fails = true, .down = SIGINT};
static const struct mode fails_shell = {"rescue", "root=x", .fails = true, .gives_shell = true,
					.down = SIGHUP};

struct row {
	const char *what;
	const struct mode *mode;
	enum ending ending;
	int status; /* a signal */
	const char *log, *facts;
	int error;
	const char *why; /* NULL: nothing is wrong */
	enum verdict verdict;
};

static void fill(struct outcome *outcome, enum ending ending, int status, const char *log,
		 const char *facts)
{
	*outcome = (struct outcome){.ending = ending, .status = status};
	strcpy(outcome->log, log);
	strcpy(outcome->facts, facts ? facts : "");
}

/* What the mode comes to without a fault. */
static void fill_clean(struct outcome *outcome, const struct mode *mode)
{
	if (mode == &boots)
		fill(outcome, ENDING_FINAL, 0, "4init: no RTC\n", WHOLE);
	else if (mode == &shell)
		fill(outcome, ENDING_FINAL, 0, "", SHELL);
	else if (mode == &fails_shell)
		fill(outcome, ENDING_FINAL, 0, OURS FAILED, SHELL);
	else
		fill(outcome, ENDING_REBOOT, mode->down, OURS FAILED POLICY, NULL);
}

static void check(const struct row *row)
{
	static struct outcome clean, tried;
	const char *why = "";
	enum verdict verdict;

	fill_clean(&clean, row->mode);
	fill(&tried, row->ending, row->status, row->log, row->facts);
	verdict = judge(row->mode, &clean, &tried, row->error, &why);
	expect_text(row->what, why, row->why ? row->why : "");
	expect_int(row->what, verdict, row->why ? VERDICT_WRONG : row->verdict);
}

TEST(box_that_is_well_is_told_from_one_that_is_not)
{
	static const struct row rows[] = {
		{"as ever", &boots, ENDING_FINAL, 0, "", WHOLE, EIO, NULL, VERDICT_BOOTED},
		{"less, and said", &boots, ENDING_FINAL, 0, NEWS, INIT, EIO, NULL, VERDICT_BOOTED},
		{"less", &boots, ENDING_FINAL, 0, "", INIT, EIO, "is half a box, without a word"},
		{"less, and what was said before", &boots, ENDING_FINAL, 0, "4init: no RTC\n", INIT,
		 EIO, "is half a box, without a word"},
		{"more", &boots, ENDING_FINAL, 0, "", WHOLE "mount /x tmpfs rw\n", EIO,
		 "is half a box, without a word"},
		{"there is none", &boots, ENDING_FINAL, 0, "", INIT, ENODEV, NULL, VERDICT_BOOTED},
		{"dies", &boots, ENDING_DEATH, 0, CAUSE FAILED, NULL, EIO, "PID 1 has ended"},
		{"dies by a signal", &boots, ENDING_DEATH, SIGSEGV, CAUSE FAILED, NULL, EIO,
		 "PID 1 has ended"},
		{"hangs", &boots, ENDING_HANG, 0, CAUSE FAILED, NULL, EIO, "hangs"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i]);
}

TEST(policy_is_the_one_that_was_asked_for_and_says_why)
{
	static const char *const no_why = "is in its policy, and nothing says why";
	static const char *const other = "goes down in another way than its policy's";
	static const char *const a_shell = "gives a shell that nobody asked for";
	static const struct row rows[] = {
		{"why", &boots, ENDING_REBOOT, SIGHUP, CAUSE FAILED POLICY, NULL, EIO, NULL,
		 VERDICT_POLICY},
		{"without a word", &boots, ENDING_REBOOT, SIGHUP, CAUSE, NULL, EIO,
		 "went down without a word"},
		{"no why", &boots, ENDING_REBOOT, SIGHUP, FAILED POLICY, NULL, EIO, no_why},
		{"an old why", &boots, ENDING_REBOOT, SIGHUP, "4init: no RTC\n" FAILED POLICY, NULL,
		 EIO, no_why},
		{"a notice is no why", &boots, ENDING_REBOOT, SIGHUP, NEWS FAILED POLICY, NULL, EIO,
		 no_why},
		{"power off", &boots, ENDING_REBOOT, SIGINT, CAUSE FAILED POLICY, NULL, EIO, other},
		{"a shell", &boots, ENDING_FINAL, 0, CAUSE FAILED POLICY, SHELL, EIO, a_shell},
		{"a shell by its path", &boots, ENDING_FINAL, 0, "", "argument /bin/sh\n", EIO,
		 a_shell},
		{"both", &boots, ENDING_FINAL, 0, CAUSE FAILED POLICY, WHOLE, EIO,
		 "boots, and says that it has failed"},
		{"stays", &boots, ENDING_STAYS, 0,
		 CAUSE FAILED "0init: cannot reboot: EPERM; the machine stays on\n", NULL, EPERM,
		 NULL, VERDICT_POLICY},
		{"stays", &boots, ENDING_STAYS, 0, CAUSE FAILED, NULL, EPERM,
		 "waits for ever without a word"},
		{"asked for, and none", &shell, ENDING_REBOOT, SIGHUP,
		 "3init: cannot start '/bin/sh': I/O error\n3init: no usable shell: x\n", NULL, EIO,
		 NULL, VERDICT_POLICY},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i]);
}

TEST(boot_that_fails_in_any_case_has_a_new_cause_where_it_ends_otherwise)
{
	static const char *const no_why = "is in its policy, and nothing says why";
	static const char *const stays = "3init: cannot power off; the machine stays on\n";
	const struct row rows[] = {
		{"as ever", &fails, ENDING_REBOOT, SIGHUP, OURS FAILED POLICY, NULL, EIO, NULL,
		 VERDICT_POLICY},
		{"as ever", &fails_off, ENDING_REBOOT, SIGINT, OURS FAILED POLICY, NULL, EIO, NULL,
		 VERDICT_POLICY},
		{"another way", &fails_off, ENDING_REBOOT, SIGHUP, OURS CAUSE FAILED POLICY, NULL,
		 EIO, "goes down in another way than its policy's"},
		{"of no policy it knows", &fails_off, ENDING_REBOOT, SIGHUP,
		 CAUSE "3init: the boot has failed at 'cmdline'\n" POLICY, NULL, EIO, NULL,
		 VERDICT_POLICY},
		{"stays on", &fails_off, ENDING_STAYS, 0, stays, NULL, EPERM,
		 "went down without a word"},
		{"a shell", &fails_shell, ENDING_FINAL, 0, OURS FAILED, SHELL, EIO, NULL,
		 VERDICT_POLICY},
		{"no shell, no why", &fails_shell, ENDING_REBOOT, SIGHUP, OURS FAILED, NULL, EIO,
		 no_why},
		{"no shell", &fails_shell, ENDING_REBOOT, SIGHUP,
		 OURS FAILED "3init: cannot start '/bin/sh': I/O error\n", NULL, EIO, NULL,
		 VERDICT_POLICY},
		{"another's init", &fails, ENDING_FINAL, 0, OURS CAUSE FAILED, INIT, EIO,
		 "boots, and says that it has failed"},
		{"another's init", &fails, ENDING_FINAL, 0, "", INIT, EIO,
		 "is half a box, without a word"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i]);
}

static void check_clean(const struct mode *mode, enum ending ending, const char *log,
			const char *facts, const char *expected)
{
	static struct outcome clean;
	const char *why = "";

	fill(&clean, ending, ending == ENDING_REBOOT ? mode->down : 0, log, facts);
	expect_true(expected, judge_clean(mode, &clean, &why) == !*expected);
	expect_text(expected, why, expected);
}

TEST(boot_without_a_fault_does_what_its_mode_asks_for)
{
	check_clean(&boots, ENDING_FINAL, "", WHOLE, "");
	check_clean(&boots, ENDING_FINAL, "", INIT "node /run/ran 100644 0:0\n", "has no address");
	check_clean(&boots, ENDING_FINAL, "", INIT "address eth0 10.0.2.15\nno /run/ran\n",
		    "has not run its rule's command");
	check_clean(&fails, ENDING_REBOOT, OURS FAILED POLICY, NULL, "");
	check_clean(&fails, ENDING_FINAL, "", INIT, "boots, and should fail");
	check_clean(&boots, ENDING_HANG, "", NULL, "hangs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(box_that_is_well_is_told_from_one_that_is_not),
		cmocka_unit_test(policy_is_the_one_that_was_asked_for_and_says_why),
		cmocka_unit_test(
			boot_that_fails_in_any_case_has_a_new_cause_where_it_ends_otherwise),
		cmocka_unit_test(boot_without_a_fault_does_what_its_mode_asks_for),
	};

	return RUN_TESTS(tests);
}

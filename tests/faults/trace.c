/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ptrace(2). A call fails by not being made: at its entry its number becomes -1, at its exit its
 * result the error. close(2) is made all the same, since on Linux it closes, whatever it returns.
 * At its entry, too, the path "/proc/cmdline" becomes another's, so that one guest serves many
 * command lines, and "/proc/sysrq-trigger" does, which would reset the guest.
 */
#include "tests/faults/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	DEADLINE_S = 60, /* more than SETTLE_S of init/main.c, the longest wait */
	CALL_STOP = SIGTRAP | 0x80,
	OPTIONS = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC |
		  PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE,
	BELOW_STACK = 4096, /* where nothing of the traced process is */
	PATH_ROOM = 24,	    /* of "/proc/sysrq-trigger" */
	LINE_ROOM = 512,    /* LINE_SIZE of lib/log.c */
	LONG_S = 5,	    /* a pause that is not worth waiting for */
};

static const struct fault *fault;
static struct outcome *outcome;
static int facts_fd;
static size_t facts_len;
static long skipped_s; /* of PID 1's time */
static bool is_over;
static volatile sig_atomic_t
	is_late; /* one that never stops making calls lets no wait be interrupted */

static void on_alarm(int number)
{
	(void)number;
	is_late = 1;
}

static struct traced *find(pid_t pid)
{
	for (struct traced *one = outcome->all; one < outcome->all + outcome->count; one++)
		if (one->pid == pid)
			return one;
	return NULL;
}

static struct traced *add(pid_t pid)
{
	struct traced *one = &outcome->all[outcome->count];

	if (outcome->count == TRACED_MAX)
		return NULL;
	outcome->count++;
	*one = (struct traced){.pid = pid, .name = "init", .last = -1, .is_new = true};
	return one;
}

static void go_on(const struct traced *one, int number)
{
	(void)ptrace(one->is_foreign ? PTRACE_CONT : PTRACE_SYSCALL, one->pid, NULL, number);
}

/* Memory of a traced process, a word at a time; size is a number of whole ones. */
static void peek(pid_t pid, unsigned long from, char *to, size_t size)
{
	for (size_t at = 0; at < size; at += sizeof(long)) {
		long word = ptrace(PTRACE_PEEKDATA, pid, from + at, NULL);

		memcpy(to + at, &word, sizeof(word));
	}
}

static void poke(pid_t pid, unsigned long to, const char *from, size_t size)
{
	for (size_t at = 0; at < size; at += sizeof(long)) {
		long word;

		memcpy(&word, from + at, sizeof(word));
		(void)ptrace(PTRACE_POKEDATA, pid, to + at, word);
	}
}

/* ---- what is said ---- */

static bool reaches_somebody(const struct traced *one)
{
	char link[64], target[64] = "";

	snprintf(link, sizeof(link), "/proc/%d/fd/%lu", one->pid, one->arg);
	return readlink(link, target, sizeof(target) - 1) > 0 &&
	       (strstr(target, "kmsg") || strstr(target, "console") || strstr(target, "tty"));
}

/* "<27>init: text" as a line "3 init: text"; on a console without the number, which is then 3. */
static void note_line(const char *text)
{
	static const char *const names[] = {"init: ", "netcfg: ", "devd: "};
	size_t len = strlen(outcome->log);
	const char *end = strchr(text, '\n');
	int level = 3;

	if (*text == '<' && sscanf(text, "<%d>", &level) == 1)
		text += strcspn(text, ">") + 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strncmp(text, names[i], strlen(names[i])) == 0)
			snprintf(outcome->log + len, TEXT_SIZE - len, "%d %.*s\n", level & 7,
				 end ? (int)(end - text) : (int)strlen(text), text);
	}
}

static void read_facts(void)
{
	ssize_t len;

	while ((len = read(facts_fd, outcome->facts + facts_len, TEXT_SIZE - 1 - facts_len)) > 0)
		facts_len += (size_t)len;
	if (strstr(outcome->facts, FACTS_END))
		is_over = true;
}

/* ---- system calls ---- */

static bool is_asked_for(const struct traced *one, unsigned long number)
{
	return fault && fault->number == number && strcmp(fault->way, one->way) == 0 &&
	       (fault->nth == EVERY || fault->nth == one->counts[number]);
}

static void set(pid_t pid, size_t offset, unsigned long value)
{
	(void)ptrace(PTRACE_POKEUSER, pid, offset, value);
}

static void read_name(struct traced *one)
{
	char path[32];
	int fd;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/comm", one->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = read(fd, one->name, sizeof(one->name) - 1); /* with a newline */
	if (len > 0)
		one->name[len - 1] = '\0';
	close(fd);
}

static const size_t arguments[] = {offsetof(struct user, regs.rdi),
				   offsetof(struct user, regs.rsi)};

static void redirect(struct traced *one, const struct __ptrace_syscall_info *info)
{
	static const struct {
		char before[PATH_ROOM], after[PATH_ROOM];
	} paths[] = {{"/proc/cmdline", CMDLINE_FILE}, {"/proc/sysrq-trigger", "/dev/null"}};
	unsigned int reg = info->entry.nr == SYS_openat;
	unsigned long there = info->stack_pointer - BELOW_STACK;
	char path[PATH_ROOM] = "";
	size_t which = 0;

	if (info->entry.nr != SYS_openat && info->entry.nr != SYS_open)
		return;
	peek(one->pid, info->entry.args[reg], path, sizeof(path));
	while (strncmp(path, paths[which].before, sizeof(path)) != 0)
		if (++which == sizeof(paths) / sizeof(*paths))
			return;
	poke(one->pid, there, paths[which].after, sizeof(paths[which].after));
	set(one->pid, arguments[reg], there);
	one->is_redirected = true;
	one->path_reg = reg;
	one->arg = info->entry.args[reg];
}

/*
 * A long pause of PID 1's is over at once, and its clock, which it asks by a system call, has moved
 * on by as much.
 */
static bool is_skipped(struct traced *one, const struct __ptrace_syscall_info *info)
{
	struct timespec limit;

	if (info->entry.nr != SYS_rt_sigtimedwait || !info->entry.args[2])
		return false;
	peek(one->pid, info->entry.args[2], (char *)&limit, sizeof(limit));
	if (limit.tv_sec < LONG_S)
		return false;
	skipped_s += limit.tv_sec + 1;
	return true;
}

static void move_clock(const struct traced *one)
{
	struct timespec now;

	peek(one->pid, one->buffer, (char *)&now, sizeof(now));
	now.tv_sec += skipped_s;
	poke(one->pid, one->buffer, (const char *)&now, sizeof(now));
}

static void on_entry(struct traced *one, const struct __ptrace_syscall_info *info)
{
	unsigned long number = info->entry.nr;

	one->last = (long)number;
	one->arg = info->entry.args[0];
	one->buffer = info->entry.args[1];
	one->error = 0;
	if (number >= CALLS_MAX)
		return;
	one->counts[number]++;
	if (is_asked_for(one, number)) {
		one->error = fault->error;
		outcome->hits++;
		if (number != SYS_close)
			set(one->pid, offsetof(struct user, regs.orig_rax), -1UL);
		return;
	}
	if (is_skipped(one, info)) {
		one->error = EAGAIN;
		set(one->pid, offsetof(struct user, regs.orig_rax), -1UL);
	}
	redirect(one, info);
	if (number == SYS_pause) {
		outcome->ending = ENDING_STAYS;
		is_over = true;
	}
}

static void on_exit_of_call(struct traced *one, const struct __ptrace_syscall_info *info)
{
	char text[LINE_ROOM] = "";

	if (one->error)
		set(one->pid, offsetof(struct user, regs.rax), (unsigned long)-one->error);
	if (one->is_redirected)
		set(one->pid, arguments[one->path_reg], one->arg);
	one->is_redirected = false;
	if (one->last == SYS_prctl && one->arg == PR_SET_NAME)
		read_name(one);
	if (one->last == SYS_clock_gettime && !one->error && strcmp(one->way, "1") == 0)
		move_clock(one);
	if (one->last != SYS_write || one->error || info->exit.rval <= 0 || !reaches_somebody(one))
		return;
	peek(one->pid, one->buffer, text, sizeof(text));
	text[info->exit.rval < LINE_ROOM ? info->exit.rval : LINE_ROOM - 1] = '\0';
	note_line(text);
}

static void on_call(struct traced *one)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, one->pid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		on_entry(one, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		on_exit_of_call(one, &info);
}

/* ---- processes ---- */

static void on_fork(struct traced *parent)
{
	unsigned long pid = 0;
	struct traced *child;

	(void)ptrace(PTRACE_GETEVENTMSG, parent->pid, NULL, &pid);
	child = find((pid_t)pid);
	if (!child)
		child = add((pid_t)pid);
	if (!child)
		return;
	parent->forks++;
	snprintf(child->way, sizeof(child->way), "%.10s.%u", parent->way, parent->forks);
	snprintf(child->name, sizeof(child->name), "%.10s.%u", parent->name, parent->forks);
	child->is_foreign = parent->is_foreign;
	if (child->is_stopped) {
		child->is_stopped = child->is_new = false;
		go_on(child, 0);
	}
}

/* The first is /init's own; any other that of a program that is not to be judged. */
static void on_exec(struct traced *one)
{
	if (one->last < 0)
		return;
	one->is_foreign = true;
	/* A shell's parent is PID 1, that of a rule's command is not. */
	one->is_final = !strchr(one->way, '.') || strchr(one->way, '.') == strrchr(one->way, '.');
}

static void on_stop(pid_t pid, int status)
{
	struct traced *one = find(pid);
	int number = WSTOPSIG(status), event = status >> 16;

	if (!one) {
		one = add(pid);
		if (one)
			one->is_stopped = true;
		return; /* until its parent's stop tells of it */
	}
	if (number == CALL_STOP) {
		on_call(one);
		number = 0;
	} else if (event == PTRACE_EVENT_EXEC) {
		on_exec(one);
		number = 0;
	} else if (event) {
		on_fork(one);
		number = 0;
	} else if (one->is_new && number == SIGSTOP) {
		one->is_new = false;
		number = 0;
	}
	if (!is_over)
		go_on(one, number);
}

static void on_end(pid_t pid, int status)
{
	struct traced *one = find(pid);

	if (!one)
		return;
	if (one->is_final)
		read_facts();
	one->pid = 0;
	if (is_over || strcmp(one->way, "1") != 0)
		return;
	is_over = true;
	outcome->status = status;
	/* reboot(2): in a namespace its first process ends by SIGHUP or SIGINT instead. */
	outcome->ending = WIFSIGNALED(status) &&
					  (WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGINT)
				  ? ENDING_REBOOT
				  : ENDING_DEATH;
}

static void follow(void)
{
	while (!is_over) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL);

		if (pid < 0 || is_late) {
			outcome->ending = ENDING_HANG;
			return;
		}
		if (WIFSTOPPED(status))
			on_stop(pid, status);
		else
			on_end(pid, status);
	}
}

static void end_all(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		;
}

bool trace_run(const struct mode *mode, const struct fault *which, struct outcome *out)
{
	const struct sigaction on_time = {.sa_handler = on_alarm};
	const struct itimerval limit = {.it_value.tv_sec = DEADLINE_S}, none = {0};
	int pipe_fds[2], status;
	pid_t pid;

	fault = which;
	outcome = out;
	*out = (struct outcome){.ending = ENDING_FINAL};
	is_over = false;
	is_late = 0;
	facts_len = 0;
	skipped_s = 0;
	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) < 0)
		return false;
	facts_fd = pipe_fds[0];
	pid = stage_start(mode, pipe_fds[1]);
	close(pipe_fds[1]);
	if (pid < 0 || waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status))
		return false;
	(void)ptrace(PTRACE_SETOPTIONS, pid, NULL, OPTIONS);
	strcpy(add(pid)->way, "1");
	(void)sigaction(SIGALRM, &on_time, NULL);
	(void)setitimer(ITIMER_REAL, &limit, NULL);
	/* Until its exec it is not looked at. */
	(void)ptrace(PTRACE_CONT, pid, NULL, NULL);
	follow();
	(void)setitimer(ITIMER_REAL, &none, NULL);
	end_all(pid);
	close(facts_fd);
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pair of SOCK_SEQPACKET sockets: a full one holds devd up, while the kernel's own queue of
 * events grows. The runner ends when devd does. One of the files that end a process: its forked
 * children's.
 */
#include "mdev-rules/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/daemon.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "lib/parse.h"
#include "lib/wraps.h"
#include "mdev-rules/rule_env.h"

enum {
	EXIT_NOT_FOUND = 127, /* sh(1): no such command */
	GIVE_UP_MS = 5000,    /* after SIGKILL */
};

/* A command that runs. */
struct job {
	pid_t pid; /* 0: this place is free */
	unsigned int line;
	uint32_t device; /* a hash of its DEVPATH: commands of one device take turns */
	uint64_t end_ms;
	bool killed;
	char node[NODE_PATH_SIZE]; /* MDEV, for log lines */
};

static const struct rule_set *rules;
static struct job jobs[RUNNER_JOBS];
static char request[RUNNER_REQUEST_SIZE];

/* FNV-1a. */
WRAPS static uint32_t hash(const char *text)
{
	uint32_t value = 2166136261;

	while (*text)
		value = (value ^ (unsigned char)*text++) * 16777619;
	return value;
}

/* Of a key's values the last one, as in the command's shell. */
static const char *find_value(char *const environment[], const char *key)
{
	const char *value = "";

	for (; *environment; environment++)
		(void)parse_prefix(*environment, key, &value);
	return value;
}

static _Noreturn void be_command(const struct job *job, const char *command, char *environment[])
{
	static char shell[] = "sh", option[] = "-c";
	/* execve(2) changes nothing of it, whatever its type says. */
	const union {
		const char *text;
		char *word;
	} last = {.text = command};
	char *const argv[] = {shell, option, last.word, NULL};
	sigset_t none;

	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setpgid(0, 0);
	/* devd is killed for memory last of all; what it starts is not. */
	(void)file_write("/proc/self/oom_score_adj", "0\n");
	execve("/bin/sh", argv, environment);
	log_err("cannot run '/bin/sh' for the rule in line %u and '%s': %s", job->line, job->node,
		strerror(errno));
	_exit(0); /* it is said */
}

static void report(const struct job *job, int status)
{
	char what[48];

	if (job->killed)
		format_text(what, sizeof(what), "was ended after %d s", RUNNER_LIMIT_S);
	else if (WIFSIGNALED(status))
		format_text(what, sizeof(what), "was ended by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) == EXIT_NOT_FOUND)
		format_text(what, sizeof(what), "was not found");
	else if (WEXITSTATUS(status))
		format_text(what, sizeof(what), "has failed with status %d", WEXITSTATUS(status));
	else
		return;
	log_warning("the command of the rule in line %u for '%s' %s", job->line, job->node, what);
}

static void reap(int fd)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (struct job *job = jobs; job < jobs + RUNNER_JOBS; job++) {
			if (job->pid != pid)
				continue;
			report(job, status);
			job->pid = 0;
			(void)!write(fd, "", 1);
		}
	}
}

/* Killed; and one that cannot be, in a system call that does not end, holds nobody up. */
static void end_job(int fd, struct job *job)
{
	if (!job->killed) {
		job->killed = true;
		job->end_ms = clock_now_ms() + GIVE_UP_MS;
		(void)kill(-job->pid, SIGKILL);
		return;
	}
	log_err("the command of the rule in line %u for '%s' cannot be ended, and is left alone",
		job->line, job->node);
	job->pid = 0;
	(void)!write(fd, "", 1);
}

/* Ends those whose time is over. Milliseconds until the next one's is, or -1. */
static int end_late(int fd)
{
	uint64_t now = clock_now_ms();
	int64_t next = -1;

	for (struct job *job = jobs; job < jobs + RUNNER_JOBS; job++) {
		int64_t left = (int64_t)(job->end_ms - now);

		if (!job->pid)
			continue;
		if (left <= 0) {
			end_job(fd, job);
			left = (int64_t)(job->end_ms - now);
		}
		if (job->pid && (next < 0 || left < next))
			next = left;
	}
	return (int)next;
}

/* One turn: a request can be read (true), or a command has ended, or is late. */
static bool wait_once(int fd, int signal_fd, bool wants_request)
{
	struct pollfd fds[] = {{.fd = signal_fd, .events = POLLIN},
			       {.fd = wants_request ? fd : -1, .events = POLLIN}};
	struct signalfd_siginfo info;
	int wait_ms = end_late(fd), ready;
	uint64_t start_ms = clock_now_ms();

	ready = poll(fds, 2, wait_ms);
	if (ready == 0)
		clock_pass_ms(start_ms + (uint64_t)wait_ms);
	if (ready > 0 && fds[0].revents && read(signal_fd, &info, sizeof(info)) < 0)
		ready = -1;
	if (daemon_gives_up(ready))
		_exit(1);
	if (fds[0].revents)
		reap(fd);
	return fds[1].revents;
}

/* A place for a command of this device: there is one, and none of the device runs. */
static struct job *find_place(uint32_t device)
{
	struct job *free_place = NULL;

	for (struct job *job = jobs; job < jobs + RUNNER_JOBS; job++) {
		if (!job->pid)
			free_place = job;
		else if (job->device == device)
			return NULL;
	}
	return free_place;
}

static const char *find_command(unsigned int line)
{
	for (size_t i = 0; i < rules->count; i++) {
		if (rules->rules[i].line == line)
			return rules->rules[i].command;
	}
	return NULL;
}

/* A request whose command is not run is answered all the same. */
static void refuse(int fd, unsigned int line, int error)
{
	log_err("cannot start the command of the rule in line %u: %s", line, strerror(-error));
	(void)!write(fd, "", 1);
}

static void start_command(int fd, int signal_fd, size_t len)
{
	char *environment[RULE_ENV_MAX], *pairs = request + strlen(request) + 1;
	const char *command;
	uint32_t line = 0, device;
	struct job *job;
	int error;

	(void)parse_u32(request, UINT32_MAX, &line);
	command = find_command(line);
	error = command ? rule_env_list(pairs, len - (size_t)(pairs - request), environment)
			: -ENOENT;
	if (error) {
		refuse(fd, line, error);
		return;
	}
	device = hash(find_value(environment, "DEVPATH="));
	while (!(job = find_place(device)))
		(void)wait_once(fd, signal_fd, false);
	*job = (struct job){
		.line = line, .device = device, .end_ms = clock_now_ms() + RUNNER_LIMIT_S * 1000};
	(void)parse_copy(find_value(environment, "MDEV="), job->node, sizeof(job->node));
	job->pid = _Fork();
	if (job->pid == 0)
		be_command(job, command, environment);
	if (job->pid > 0) {
		(void)setpgid(job->pid, job->pid); /* whoever of both is first */
		return;
	}
	job->pid = 0;
	refuse(fd, line, -errno);
}

static _Noreturn void be_runner(int fd)
{
	sigset_t children;
	int signal_fd;
	ssize_t len;

	daemon_leave_caller(&fd, "devd");
	(void)prctl(PR_SET_NAME, "devd-run");
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	(void)sigprocmask(SIG_SETMASK, &children, NULL);
	signal_fd = signalfd(-1, &children, SFD_CLOEXEC);
	for (;;) {
		if (!wait_once(fd, signal_fd, true))
			continue;
		len = recv(fd, request, sizeof(request), 0);
		if (len <= 0)
			_exit(0); /* devd has ended; what runs, runs on */
		if (request[len - 1] == '\0')
			start_command(fd, signal_fd, (size_t)len);
	}
}

int runner_start(const struct rule_set *set, struct runner *out)
{
	const struct timeval limit = {.tv_sec = RUNNER_LIMIT_S + GIVE_UP_MS / 1000};
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	(void)setsockopt(fds[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	rules = set;
	pid = _Fork();
	if (pid == 0) {
		close(fds[0]);
		be_runner(fds[1]);
	}
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return -EAGAIN;
	}
	*out = (struct runner){.fd = fds[0]};
	return 0;
}

/* Adds a text and its NUL; more than fits is counted, not written. */
static size_t put(size_t len, const char *text)
{
	size_t text_len = strlen(text) + 1;

	if (len + text_len <= sizeof(request))
		memcpy(request + len, text, text_len);
	return len + text_len;
}

static size_t put_pair(size_t len, const char *key, const char *value)
{
	if (!value)
		return len;
	len = put(len, key) - 1;
	len = put(len, "=") - 1;
	return put(len, value);
}

/* The event's keys; those that the caller knows better stand behind them, and count. */
static size_t put_event(size_t len, const struct uevent *event)
{
	for (size_t at = 0; at < event->pairs_len; at += strlen(event->pairs + at) + 1) {
		if (event->pairs[at] && strchr(event->pairs + at, '='))
			len = put(len, event->pairs + at);
	}
	len = put_pair(len, "ACTION", uevent_value(event, "ACTION"));
	len = put_pair(len, "DEVPATH", event->devpath);
	return put_pair(len, "SUBSYSTEM", event->subsystem);
}

void runner_step(struct runner *runner)
{
	char answer;
	ssize_t len;

	while ((len = recv(runner->fd, &answer, sizeof(answer), MSG_DONTWAIT)) == 1)
		runner->running -= runner->running > 0;
	if (len == 0) {
		log_err("what runs the commands of rules has ended: no more are run");
		close(runner->fd);
		*runner = (struct runner){.fd = -1};
	}
}

int runner_run(struct runner *runner, const struct uevent *event, const struct node_action *action)
{
	char line[16];
	size_t len;

	format_text(line, sizeof(line), "%u", action->line);
	len = put_event(put(0, line), event);
	len = put_pair(len, "MDEV", action->path);
	if (len > sizeof(request))
		return -E2BIG;
	runner_step(runner); /* neither side waits for the other with its own queue full */
	if (runner->fd < 0)
		return -EPIPE;
	if (send(runner->fd, request, len, MSG_NOSIGNAL) < 0)
		return -errno;
	runner->running++;
	return 0;
}

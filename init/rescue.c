/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shell on the console and the failure policies. PID 1 blocks its signals
 * and takes them one by one with sigtimedwait(2), so that nothing interrupts it anywhere else.
 */
#include "init/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "init/backoff.h"
#include "init/console.h"
#include "init/power.h"
#include "init/program.h"
#include "init/ramoops.h"
#include "init/report.h"
#include "init/watchdog.h"
#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"

enum {
	RAMOOPS_SIZE = 4096,
	RESPAWN_PAUSE_MS = 1000, /* for a shell that ends at once */
	KEY_POLL_MS = 200,	 /* how often signals are looked for while a key is awaited */
};

static sigset_t our_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	return set;
}

/* A turn of up to timeout_ms (< 0: without end) for a signal; goes down if that says so. */
static void wait_signal(int64_t timeout_ms)
{
	int64_t turn_ms = watchdog_turn_ms(timeout_ms);
	const struct timespec timeout = {.tv_sec = (time_t)(turn_ms / 1000),
					 .tv_nsec = (long)(turn_ms % 1000) * 1000000};
	sigset_t set = our_signals();

	watchdog_pet();
	switch (sigtimedwait(&set, NULL, turn_ms < 0 ? NULL : &timeout)) {
	case SIGTERM:
	case SIGINT:
		power_down(POWER_REBOOT);
	case SIGUSR1:
		power_down(POWER_HALT);
	case SIGUSR2:
		power_down(POWER_OFF);
	}
}

/* Reaps all children that have ended. True when `pid` was among them. */
static bool reap(pid_t pid)
{
	bool ended = false;
	pid_t one;

	while ((one = waitpid(-1, NULL, WNOHANG)) > 0)
		ended |= one == pid;
	return ended;
}

static void set_environment(const struct console *console)
{
	static char term[32];
	static const char *const shell_env[] = {
		"HOME=/root",
		"USER=root",
		"LOGNAME=root",
		"SHELL=/bin/sh",
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin:/usr/local/sbin",
		term,
		NULL,
	};
	const char *given = NULL;

	for (char **entry = environ; *entry; entry++) {
		/* The kernel's own default says nothing; another one is the command line's. */
		if (strncmp(*entry, "TERM=", 5) == 0 && strcmp(*entry, "TERM=linux") != 0)
			given = *entry + 5;
	}
	format_text(term, sizeof(term), "TERM=%s", given ? given : console->term);
	environ = (char **)(uintptr_t)shell_env;
}

/* The child's side: becomes the shell. Returns only on an error, -errno. */
static int become_shell(const struct console *console)
{
	static char name[] = "-sh"; /* '-': a login shell, which reads /etc/profile */
	static char *const argv[] = {name, NULL};
	sigset_t none;
	int error;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	error = console_attach(console);
	if (error)
		return error;
	set_environment(console);
	if (chdir("/root") < 0)
		(void)!chdir("/");
	execve("/bin/sh", argv, environ);
	return -errno;
}

/*
 * Starts the shell. Its pid, or -errno: the child's own error comes through a
 * pipe that a successful execve(2) closes.
 */
static pid_t start_shell(const struct console *console)
{
	int pipe_fd[2], error = 0;
	ssize_t len;
	pid_t pid;

	if (pipe2(pipe_fd, O_CLOEXEC) < 0)
		return -errno;
	pid = _Fork(); /* one thread, no handlers: fork(3)'s locks have nothing to guard */
	if (pid == 0) {
		error = become_shell(console);
		(void)!write(pipe_fd[1], &error, sizeof(error));
		_exit(127);
	}
	if (pid < 0)
		error = -errno;
	close(pipe_fd[1]);
	do
		len = pid < 0 ? 0 : read(pipe_fd[0], &error, sizeof(error));
	while (len < 0 && errno == EINTR);
	close(pipe_fd[0]);
	return error ? error : pid;
}

/* Waits for so long, answering signals and reaping meanwhile. */
static void pass(int64_t pause_ms)
{
	uint64_t end_us = clock_now_us() + (uint64_t)pause_ms * 1000;
	uint64_t now_us;

	while ((now_us = clock_now_us()) < end_us) {
		wait_signal((int64_t)((end_us - now_us) / 1000) + 1);
		(void)reap(0);
	}
}

/* In a fleet all boxes fail at once; those whose memory survives a reboot ask less and less often.
 */
static int64_t backoff(void)
{
	char text[RAMOOPS_SIZE], note[BACKOFF_NOTE_SIZE];
	unsigned int failures = ramoops_read(text, sizeof(text)) > 0 ? backoff_note_parse(text) : 0;
	uint32_t random;

	/* Without random bytes, the time to the microsecond. */
	if (getrandom(&random, sizeof(random), GRND_INSECURE) != sizeof(random))
		random = (uint32_t)clock_now_us() * 2654435761u;
	backoff_note_build(failures + 1, note);
	if (ramoops_write(note) == 0 && failures)
		log_err("failed boots in a row before this one: %u", failures);
	return backoff_ms(failures, random);
}

/* How long to wait before a reboot: what the policy says, else panic=, else by itself. */
static int64_t pause_ms(const struct boot_config *config)
{
	if (config->rescue == RESCUE_REBOOT && config->rescue_timed)
		return (int64_t)config->rescue_s * 1000;
	if (config->panic_given && config->panic_s < 0)
		return 0;
	if (config->panic_given && config->panic_s > 0)
		return (int64_t)config->panic_s * 1000;
	return backoff();
}

static _Noreturn void reboot_later(const struct boot_config *config, const char *why)
{
	int64_t pause = pause_ms(config);

	log_err("%s: reboot in %d s", why, (int)((pause + 500) / 1000));
	pass(pause);
	power_down(POWER_REBOOT);
}

static _Noreturn void no_shell(const struct boot_config *config, struct netcfg *net,
			       const char *why)
{
	log_err("no usable shell: %s", why);
	report_failure(config, net, "shell");
	reboot_later(config, "no shell");
}

static void announce(const struct console *console)
{
	char text[128];

	format_text(text, sizeof(text), "\r\nrambox: the shell is on %s\r\n", console->path);
	console_say_elsewhere(console, text);
}

static _Noreturn void keep_shell(const struct boot_config *config, struct netcfg *net,
				 const struct console *console)
{
	bool had_one = false;

	for (;;) {
		uint64_t start_us = clock_now_us();
		pid_t pid = start_shell(console);

		if (pid < 0 && !had_one)
			no_shell(config, net, strerror(-pid));
		if (pid < 0) /* there was one: whatever is short now may be there again soon */
			log_err("cannot start the shell again: %s; trying on", strerror(-pid));
		while (pid > 0 && !reap(pid))
			wait_signal(-1);
		had_one = true;
		if (clock_now_us() - start_us < RESPAWN_PAUSE_MS * 1000)
			pass(RESPAWN_PAUSE_MS);
		if (pid > 0)
			console_say(console, "\r\nrambox: the shell has ended, a new one starts; "
					     "`reboot` or `poweroff` ends the system\r\n");
	}
}

/* Signals are blocked for good, and Ctrl-Alt-Del becomes one of them. */
static void take_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	(void)reboot(RB_DISABLE_CAD);
}

static _Noreturn void run_shell(const struct boot_config *config, struct netcfg *net,
				const struct console *console)
{
	CLEANUP_FD int root_fd = file_open("/", O_RDONLY | O_DIRECTORY);
	char why[PROGRAM_WHY_SIZE];

	if (program_check(root_fd, "/bin/sh", why))
		no_shell(config, net, why);
	close(fd_steal(&root_fd));
	announce(console);
	keep_shell(config, net, console);
}

_Noreturn void rescue_shell(const struct boot_config *config, struct netcfg *net)
{
	struct console console;

	take_signals();
	console_find(&console);
	run_shell(config, net, &console);
}

/* Waits up to timeout_ms for a key on the console. It is eaten. True when one came. */
static bool wait_key(const struct console *console, int64_t timeout_ms)
{
	CLEANUP_FD int fd = file_open(console->path, O_RDWR | O_NONBLOCK);
	uint64_t end_us = clock_now_us() + (uint64_t)timeout_ms * 1000;
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	struct termios before, raw;
	bool pressed = false;
	bool is_tty = fd >= 0 && tcgetattr(fd, &before) == 0;

	if (is_tty) {
		raw = before;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		(void)tcsetattr(fd, TCSANOW, &raw);
	}
	while (!pressed && clock_now_us() < end_us) {
		/* A terminal that was hung up is always ready, and has no keys. */
		int ready = poll(&pollfd, pollfd.fd >= 0, KEY_POLL_MS);

		pressed = ready > 0 && pollfd.revents == POLLIN;
		if (ready > 0 && !pressed)
			pollfd.fd = -1;
		wait_signal(pollfd.fd < 0 ? KEY_POLL_MS : 0);
		(void)reap(0);
	}
	if (is_tty) {
		(void)tcflush(fd, TCIFLUSH);
		(void)tcsetattr(fd, TCSANOW, &before);
	}
	return pressed;
}

/* What was typed before the question is no answer to it. */
static void forget_keys(const struct console *console)
{
	CLEANUP_FD int fd = file_open(console->path, O_RDWR | O_NONBLOCK);

	if (fd >= 0)
		(void)tcflush(fd, TCIFLUSH);
}

static _Noreturn void fail_to_shell(const struct boot_config *config, struct netcfg *net)
{
	struct console console;
	char text[128];

	console_find(&console);
	if (!config->rescue_timed) {
		log_err("policy shell: a shell on %s", console.path);
		run_shell(config, net, &console);
	}
	forget_keys(&console);
	log_err("policy shell: press a key on %s for a shell, or the box reboots in %u s",
		console.path, config->rescue_s);
	format_text(text, sizeof(text), "\r\nrambox: press a key for a shell; reboot in %u s\r\n",
		    config->rescue_s);
	console_say(&console, text);
	if (wait_key(&console, (int64_t)config->rescue_s * 1000))
		run_shell(config, net, &console);
	log_err("no key was pressed for %u s: reboot", config->rescue_s);
	power_down(POWER_REBOOT);
}

_Noreturn void rescue_fail(const struct boot_config *config, struct netcfg *net, const char *step)
{
	take_signals();
	log_err("the boot has failed at '%s'", step);
	report_failure(config, net, step);
	switch (config->rescue) {
	case RESCUE_SHELL:
		fail_to_shell(config, net);
	case RESCUE_REBOOT:
		reboot_later(config, "policy reboot");
	case RESCUE_POWEROFF:
		log_err("policy poweroff: now");
		power_down(POWER_OFF);
	case RESCUE_HALT:
		log_err("policy halt: now");
		power_down(POWER_HALT);
	}
	power_down(POWER_REBOOT); /* a policy that the parser does not give */
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a keeper comes to life beside its starter: fork before the first packet, so that the same
 * process acquires and renews and nothing has to be handed over. It says through a pipe when
 * the network is there. One of the files that end a process: the child, never PID 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "netcfg/dns_name.h"
#include "netcfg/keeper.h"
#include "netcfg/run_dir.h"

static _Noreturn void be_keeper(struct keeper_start *start, char **argv, const char *run_dir)
{
	daemon_leave_caller(&start->ready_fd, "netcfg");
	start->run_fd = run_dir_open(run_dir); /* run_dir may be a word of argv */
	daemon_set_title(argv, "@netcfg");
	_exit(keeper_run(start));
}

static int fork_keeper(struct keeper_start *start, char **argv, const char *run_dir,
		       struct netcfg *out)
{
	int fds[2];
	pid_t pid;

	*out = (struct netcfg){.fd = -1};
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	start->ready_fd = fds[1];
	pid = _Fork();
	if (pid == 0)
		be_keeper(start, argv, run_dir);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return -EAGAIN;
	}
	*out = (struct netcfg){.pid = pid, .fd = fds[0]};
	/* On one CPU the NICs are set up now, and negotiate while the boot goes on. */
	(void)sched_yield();
	return 0;
}

int netcfg_start_in(const struct net_plan *plan, char **argv, const char *run_dir,
		    struct netcfg *out)
{
	struct keeper_start start = {.plan = plan, .hostname = ""};

	return fork_keeper(&start, argv, run_dir, out);
}

int netcfg_start(const struct net_plan *plan, const char *hostname, char **argv, struct netcfg *out)
{
	struct keeper_start start = {.plan = plan, .hostname = hostname, .takes_over = true};

	return fork_keeper(&start, argv, NETCFG_RUN_DIR, out);
}

static bool is_text(const char *text, size_t size)
{
	return memchr(text, '\0', size);
}

/*
 * The keeper has read packets and is in a sandbox; PID 1, which sets the names and writes
 * /etc/hosts, is not: what comes through the pipe is looked at once more.
 */
static bool is_good(const struct netcfg_result *result)
{
	const char *host = result->hostname, *domain = result->domain;
	char label[NET_HOSTNAME_SIZE];

	return is_text(host, sizeof(result->hostname)) && is_text(domain, sizeof(result->domain)) &&
	       (!*host || (dns_name_host(host, strlen(host), label, sizeof(label)) &&
			   strcmp(label, host) == 0)) &&
	       (!*domain || dns_name_is_valid(domain, strcspn(domain, " ")));
}

static int take_result(struct netcfg *net, struct netcfg_result *out)
{
	CLEANUP_FD int fd = fd_steal(&net->fd);

	if (read(fd, out, sizeof(*out)) != sizeof(*out))
		return -ECHILD;
	if (!is_good(out)) { /* the network is there; nothing else is known about it */
		log_warning("netcfg tells of names that are none: they are not used");
		*out = (struct netcfg_result){0};
	}
	return 0;
}

int netcfg_wait(struct netcfg *net, uint32_t timeout_ms, struct netcfg_result *out)
{
	uint64_t end_ms = clock_now_ms() + timeout_ms, now_ms;
	struct pollfd pollfd = {.fd = net->fd, .events = POLLIN};

	while ((now_ms = clock_now_ms()) <= end_ms) {
		const struct timespec left = {
			.tv_sec = (time_t)((end_ms - now_ms) / 1000),
			.tv_nsec = (long)((end_ms - now_ms) % 1000) * 1000000,
		};
		int ready = ppoll(&pollfd, 1, &left, NULL);

		if (ready == 0)
			return -ETIMEDOUT;
		if (ready > 0)
			return take_result(net, out);
	}
	return -ETIMEDOUT;
}

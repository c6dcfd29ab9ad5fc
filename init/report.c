/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syslog over UDP: RFC 5424 in RFC 5426. The socket takes nothing in: a filter drops whatever is
 * sent to it, and it is never read. That nobody listens, or no such host is there, is told by ICMP,
 * as an error of the socket.
 */
#include "init/report.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/socket.h>
#include <unistd.h>

#include "init/syslog_msg.h"
#include "init/watchdog.h"
#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/format.h"
#include "lib/log.h"

enum {
	WAIT_MS = 5000, /* for the network, and for the datagrams to leave */
	LOOK_MS = 20,	/* how often it is looked whether they have */
	LINES_MAX = 50,
	LOG_SIZE = 16 * 1024,			  /* of the kernel's log, from its end */
	READ_ALL = 3,				  /* SYSLOG_ACTION_READ_ALL: syslog(2) */
	PRIORITY_FAILED = 3 << 3 | LOG_LEVEL_ERR, /* facility daemon, as log_err() has it */
	URL_SIZE = sizeof("udp://255.255.255.255:65535"),
};

struct report {
	int fd;
	uint64_t end_us; /* until when anything may be waited for */
	unsigned int count;
	char hostname[256];
};

static int64_t left_ms(const struct report *report)
{
	int64_t left_us = (int64_t)(report->end_us - clock_now_us());

	return left_us > 0 ? left_us / 1000 : 0;
}

static int wait_for_network(const struct report *report, struct netcfg *net)
{
	struct netcfg_result result;
	int error = 0;

	if (net->pid == 0 || net->fd < 0) /* there is none, or it has said all */
		return 0;
	do {
		error = netcfg_wait(net, (uint32_t)watchdog_turn_ms(left_ms(report)), &result);
		watchdog_pet();
	} while (error == -ETIMEDOUT && left_ms(report) > 0);
	return error;
}

static int open_socket(const struct boot_config *config)
{
	static const struct sock_filter nothing[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
	const struct sock_fprog filter = {.len = 1,
					  .filter = (struct sock_filter *)(uintptr_t)nothing};
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(config->report_port),
		.sin_addr = config->report_address,
	};
	const int on = 1;
	CLEANUP_FD int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0 ||
	    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof(on)) < 0 ||
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0)
		return -errno;
	return fd_steal(&fd);
}

/* RFC 5424, section 6.2.4: the name, else the address. */
static void find_hostname(struct report *report)
{
	struct sockaddr_in own = {0};
	const uint8_t *bytes = (const void *)&own.sin_addr.s_addr;
	socklen_t len = sizeof(own);

	if (gethostname(report->hostname, sizeof(report->hostname) - 1) == 0 &&
	    report->hostname[0] && strcmp(report->hostname, "(none)") != 0)
		return;
	memcpy(report->hostname, "", 1);
	if (getsockname(report->fd, (struct sockaddr *)&own, &len) == 0 && own.sin_addr.s_addr)
		format_text(report->hostname, sizeof(report->hostname), "%u.%u.%u.%u", bytes[0],
			    bytes[1], bytes[2], bytes[3]);
}

/* What one datagram meets is no reason not to try the next: the error stays with the socket. */
static void send_one(struct report *report, const struct syslog_msg *msg, const char *msgid)
{
	char text[SYSLOG_MSG_SIZE];
	struct pollfd pollfd = {.fd = report->fd, .events = POLLOUT};
	size_t len = syslog_msg_build(msg, report->hostname, msgid, report->count + 1, text);

	if (poll(&pollfd, 1, (int)watchdog_turn_ms(left_ms(report))) > 0 &&
	    send(report->fd, text, len, MSG_NOSIGNAL) >= 0)
		report->count++;
	watchdog_pet();
}

static void send_step(struct report *report, const char *step)
{
	char text[64];
	struct syslog_msg msg = {
		.priority = PRIORITY_FAILED,
		.uptime_cs = (uint32_t)(clock_now_us() / 10000),
		.app = "init",
		.text = text,
		.text_len = format_text(text, sizeof(text), "the boot has failed at '%s'", step),
	};

	send_one(report, &msg, "failed");
}

/* The start of the last `count` lines of a text. */
static const char *last_lines(const char *text, size_t len, unsigned int count)
{
	const char *at = text + len;

	while (at > text && count > 0) {
		at = at[-1] == '\n' ? at - 1 : at;
		while (at > text && at[-1] != '\n')
			at--;
		count--;
	}
	return at;
}

static void send_log(struct report *report)
{
	static char text[LOG_SIZE];
	int len = klogctl(READ_ALL, text, sizeof(text));
	const char *end = text + (len > 0 ? len : 0), *at;

	if (len < 0)
		log_err("cannot read the log, for the report: %s", strerror(errno));
	at = last_lines(text, (size_t)(end - text), LINES_MAX);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line_len = (size_t)((newline ? newline : end) - at);
		struct syslog_msg msg;

		if (syslog_msg_parse(at, line_len, &msg) == 0)
			send_one(report, &msg, "log");
		at += line_len + 1;
	}
}

/* Power may go off next: until the last datagram has left, or was given up. 0, or -errno. */
static int wait_sent(const struct report *report)
{
	socklen_t len = sizeof(int);
	int waiting = 0, error = 0;

	while (ioctl(report->fd, SIOCOUTQ, &waiting) == 0 && waiting > 0 && left_ms(report) > 0) {
		(void)poll(NULL, 0, LOOK_MS);
		watchdog_pet();
	}
	if (getsockopt(report->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	return error ? -error : waiting ? -ETIMEDOUT : 0;
}

void report_failure(const struct boot_config *config, struct netcfg *net, const char *step)
{
	const uint8_t *bytes = (const void *)&config->report_address.s_addr;
	struct report report = {.fd = -1, .end_us = clock_now_us() + WAIT_MS * 1000};
	CLEANUP_FD int fd = -1;
	char url[URL_SIZE];
	int error;

	if (config->report_port == 0)
		return;
	format_text(url, sizeof(url), "udp://%u.%u.%u.%u:%u", bytes[0], bytes[1], bytes[2],
		    bytes[3], config->report_port);
	error = wait_for_network(&report, net);
	if (error) {
		log_err("no report to '%s': %s", url,
			error == -ETIMEDOUT ? "the network is not up after 5 s"
					    : "the keeper of the network has ended");
		return;
	}
	fd = open_socket(config);
	report.fd = fd;
	if (fd >= 0) {
		find_hostname(&report);
		send_step(&report, step);
		send_log(&report);
	}
	error = fd < 0 ? fd : wait_sent(&report);
	if (error)
		log_err("cannot report to '%s': %s", url, strerror(-error));
	else
		log_notice("reported to '%s': %u lines", url, report.count);
}

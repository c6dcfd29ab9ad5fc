/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/rtnl.h with a pair of sockets, on whose other end the test plays the kernel: answers that
 * a real one gives seldom or never. What a real one says is tests/netns/10-rtnl-apply's.
 */
#include "netcfg/rtnl.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { SEQ = 500, ANSWERS_SIZE = 16384 };

/* What stands in for the kernel: a datagram is filled and then sent. */
struct kernel {
	int ours, theirs;
	size_t len;
	_Alignas(struct nlmsghdr) char bytes[ANSWERS_SIZE];
};

static void open_kernel(struct kernel *kernel)
{
	const struct timeval timeout = {.tv_usec = 50 * 1000};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	kernel->ours = pair[0];
	kernel->theirs = pair[1];
	kernel->len = 0;
	assert_int_equal(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)),
			 0);
}

static void close_kernel(struct kernel *kernel)
{
	close(kernel->ours);
	close(kernel->theirs);
}

static void say(struct kernel *kernel, uint16_t type, uint16_t flags, uint32_t seq,
		const void *payload, size_t len)
{
	struct nlmsghdr *message = (void *)(kernel->bytes + kernel->len);

	memset(message, 0, NLMSG_SPACE(len));
	message->nlmsg_len = (uint32_t)NLMSG_LENGTH(len);
	message->nlmsg_type = type;
	message->nlmsg_flags = flags;
	message->nlmsg_seq = seq;
	memcpy(NLMSG_DATA(message), payload, len);
	kernel->len += NLMSG_SPACE(len);
}

static void say_done(struct kernel *kernel, uint16_t type, uint32_t seq, int error)
{
	const struct nlmsgerr answer = {.error = error};

	say(kernel, type, 0, seq, &answer, sizeof(answer));
}

static void say_address(struct kernel *kernel, uint16_t flags, uint32_t seq, uint8_t last)
{
	const struct {
		struct ifaddrmsg header;
		struct rtattr attr;
		uint8_t address[4];
	} payload = {{AF_INET, 24, 0, 0, 5}, {8, IFA_LOCAL}, {10, 0, 0, last}};

	say(kernel, RTM_NEWADDR, flags, seq, &payload, sizeof(payload));
}

static void flush(struct kernel *kernel)
{
	assert_int_equal(send(kernel->theirs, kernel->bytes, kernel->len, 0), kernel->len);
	kernel->len = 0;
}

/* How many requests came, and the number of the last one. */
static unsigned int requests(struct kernel *kernel, uint32_t *seq)
{
	const struct nlmsghdr *request = (const void *)kernel->bytes;
	unsigned int count = 0;

	while (recv(kernel->theirs, kernel->bytes, ANSWERS_SIZE, MSG_DONTWAIT) > 0) {
		*seq = request->nlmsg_seq;
		count++;
	}
	return count;
}

/* An address, its route, and the deletes of both: places 0 to 3. */
static const struct rtnl_batch *four_messages(void)
{
	static struct rtnl_batch batch;
	const struct net_config config = {.address = {inet_addr("10.0.0.5")}, .prefix_len = 24};

	rtnl_batch_init(&batch, SEQ);
	assert_true(rtnl_msg_address(&batch, 5, &config, 60));
	assert_true(rtnl_msg_routes(&batch, 5, &config));
	assert_true(rtnl_msg_routes_delete(&batch, 5, &config, NULL));
	assert_true(rtnl_msg_address_delete(&batch, 5, config.address, 24));
	assert_int_equal(batch.count, 4);
	return &batch;
}

TEST(batch_leaves_as_one_datagram)
{
	const struct rtnl_batch *batch = four_messages();
	struct kernel kernel;

	open_kernel(&kernel);
	for (uint32_t i = 0; i < 4; i++)
		say_done(&kernel, NLMSG_ERROR, SEQ + i, 0);
	flush(&kernel);
	assert_int_equal(rtnl_apply(kernel.ours, batch, NULL), 0);
	assert_int_equal(recv(kernel.theirs, kernel.bytes, ANSWERS_SIZE, MSG_DONTWAIT), batch->len);
	assert_memory_equal(kernel.bytes, batch->bytes, batch->len);
	assert_int_equal(recv(kernel.theirs, kernel.bytes, ANSWERS_SIZE, MSG_DONTWAIT), -1);
	close_kernel(&kernel);
}

TEST(empty_batch_is_not_sent)
{
	struct rtnl_batch batch;
	struct kernel kernel;

	open_kernel(&kernel);
	rtnl_batch_init(&batch, SEQ);
	assert_int_equal(rtnl_apply(kernel.ours, &batch, NULL), 0);
	assert_int_equal(recv(kernel.theirs, kernel.bytes, ANSWERS_SIZE, MSG_DONTWAIT), -1);
	close_kernel(&kernel);
}

TEST(all_answers_are_taken_however_they_come)
{
	/* Each digit answers that place; '|' ends a datagram, 'x' is an event in between. */
	static const char *const rows[] = {"0123|", "0|1|2|3|", "01|23|", "x0x1|x|2x3x|", "3210|"};
	const struct rtnl_batch *batch = four_messages();

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kernel kernel;
		char left;

		open_kernel(&kernel);
		for (const char *at = rows[i]; *at; at++) {
			if (*at == '|')
				flush(&kernel);
			else if (*at == 'x')
				say_address(&kernel, 0, 0, 9);
			else
				say_done(&kernel, NLMSG_ERROR, (uint32_t)(SEQ + *at - '0'), 0);
		}
		expect_int(rows[i], rtnl_apply(kernel.ours, batch, NULL), 0);
		expect_int(rows[i], recv(kernel.ours, &left, 1, MSG_DONTWAIT), -1);
		close_kernel(&kernel);
	}
}

TEST(first_error_counts_and_its_place_is_told)
{
	static const struct {
		const char *what;
		int errors[4]; /* of the address, its route, and their deletes: route, address */
		int expected;
		unsigned int place; /* 99: none */
	} rows[] = {
		{"all well", {0, 0, 0, 0}, 0, 99},
		{"first", {-EPERM, 0, 0, 0}, -EPERM, 0},
		{"last", {0, 0, 0, -EPERM}, -EPERM, 3},
		{"two", {0, -EINVAL, -EPERM, 0}, -EINVAL, 1},
		{"no such address", {0, 0, 0, -EADDRNOTAVAIL}, 0, 99},
		{"no such route", {0, 0, -ESRCH, 0}, 0, 99},
		{"no such entry", {0, 0, -ENOENT, -ENOENT}, 0, 99},
		{"no such interface", {0, 0, -ENODEV, -ENODEV}, 0, 99},
		{"interface to set it on", {-ENODEV, 0, 0, 0}, -ENODEV, 0},
		{"route that can't be set", {0, -ESRCH, 0, 0}, -ESRCH, 1},
		{"nothing to set it for", {0, -ENOENT, 0, 0}, -ENOENT, 1},
		{"no source for it", {0, -EADDRNOTAVAIL, 0, 0}, -EADDRNOTAVAIL, 1},
		{"forgiven and not", {0, 0, -ESRCH, -EPERM}, -EPERM, 3},
	};
	const struct rtnl_batch *batch = four_messages();

	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned int place = 99;
		struct kernel kernel;

		open_kernel(&kernel);
		for (uint32_t j = 0; j < 4; j++)
			say_done(&kernel, NLMSG_ERROR, SEQ + j, rows[i].errors[j]);
		flush(&kernel);
		expect_int(rows[i].what, rtnl_apply(kernel.ours, batch, &place), rows[i].expected);
		expect_int(rows[i].what, place, rows[i].place);
		close_kernel(&kernel);
	}
}

TEST(answers_to_older_requests_are_passed_over)
{
	const struct rtnl_batch *batch = four_messages();
	struct kernel kernel;

	open_kernel(&kernel);
	say_done(&kernel, NLMSG_ERROR, SEQ - 1, -EPERM);
	say_done(&kernel, NLMSG_ERROR, SEQ + 4, -EPERM);
	for (uint32_t i = 0; i < 4; i++)
		say_done(&kernel, NLMSG_ERROR, SEQ + i, 0);
	flush(&kernel);
	assert_int_equal(rtnl_apply(kernel.ours, batch, NULL), 0);
	close_kernel(&kernel);
}

TEST(kernel_that_does_not_answer_is_not_waited_for_forever)
{
	const struct rtnl_batch *batch = four_messages();
	struct kernel kernel;

	open_kernel(&kernel);
	for (uint32_t i = 0; i < 3; i++)
		say_done(&kernel, NLMSG_ERROR, SEQ + i, 0);
	flush(&kernel);
	assert_int_equal(rtnl_apply(kernel.ours, batch, NULL), -ETIMEDOUT);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, NULL, NULL), -ETIMEDOUT);
	close_kernel(&kernel);
}

static struct kernel *interrupted;
static volatile sig_atomic_t signals;

static void answer_late(int signal __attribute__((unused)))
{
	if (++signals < 3)
		return;
	send(interrupted->theirs, interrupted->bytes, interrupted->len, 0);
}

TEST(signal_does_not_end_the_waiting)
{
	const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
	const struct sigaction action = {.sa_handler = answer_late};
	const struct rtnl_batch *batch = four_messages();
	struct kernel kernel;

	open_kernel(&kernel);
	for (uint32_t i = 0; i < 4; i++)
		say_done(&kernel, NLMSG_ERROR, SEQ + i, 0);
	interrupted = &kernel;
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	assert_int_equal(rtnl_apply(kernel.ours, batch, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
	assert_true(signals >= 3);
	close_kernel(&kernel);
}

TEST(closed_socket_is_an_error)
{
	struct kernel kernel;

	open_kernel(&kernel);
	close_kernel(&kernel);
	assert_int_equal(rtnl_apply(kernel.ours, four_messages(), NULL), -EBADF);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETLINK, NULL, NULL), -EBADF);
	assert_int_equal(rtnl_receive(kernel.ours, NULL, NULL), -EBADF);
}

/* The last numbers of the addresses that were told, as digits. */
static void note_address(void *context, const struct rtnl_event *event)
{
	char *text = context;

	assert_int_equal(event->type, RTNL_ADDRESS);
	sprintf(text + strlen(text), "%u",
		(unsigned int)(ntohl(event->address.address.s_addr) & 0xff));
}

/* The number that a dump's request has. */
static uint32_t dump_sequence(void)
{
	struct kernel kernel;
	uint32_t seq = 0;

	open_kernel(&kernel);
	rtnl_dump(kernel.ours, RTM_GETADDR, NULL, NULL);
	assert_int_equal(requests(&kernel, &seq), 1);
	close_kernel(&kernel);
	return seq;
}

TEST(dump_is_told_to_its_end)
{
	const uint32_t seq = dump_sequence();
	struct kernel kernel;
	char told[32] = "";

	open_kernel(&kernel);
	say_address(&kernel, NLM_F_MULTI, seq, 1);
	say_address(&kernel, NLM_F_MULTI, seq, 2);
	flush(&kernel);
	say_address(&kernel, NLM_F_MULTI, seq, 3);
	say_address(&kernel, 0, seq + 1, 7);
	say_done(&kernel, NLMSG_DONE, seq - 1, -EPERM);
	flush(&kernel);
	say_done(&kernel, NLMSG_DONE, seq, 0);
	flush(&kernel);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, note_address, told), 0);
	assert_string_equal(told, "123");
	close_kernel(&kernel);
}

TEST(dump_that_failed_is_an_error)
{
	const uint32_t seq = dump_sequence();
	struct kernel kernel;
	char told[32] = "";

	open_kernel(&kernel);
	say_done(&kernel, NLMSG_ERROR, seq, -EBUSY);
	flush(&kernel);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, note_address, told), -EBUSY);
	say_address(&kernel, NLM_F_MULTI, seq, 1);
	say_done(&kernel, NLMSG_DONE, seq, -ENOMEM);
	flush(&kernel);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, note_address, told), -ENOMEM);
	assert_string_equal(told, "1");
	close_kernel(&kernel);
}

TEST(dump_is_repeated_when_it_was_interrupted)
{
	const uint32_t seq = dump_sequence();
	struct kernel kernel;
	uint32_t last;
	char told[32] = "";

	open_kernel(&kernel);
	say_address(&kernel, NLM_F_MULTI, seq, 1);
	say_address(&kernel, NLM_F_MULTI | NLM_F_DUMP_INTR, seq, 2);
	say_done(&kernel, NLMSG_DONE, seq, 0);
	flush(&kernel);
	say_address(&kernel, NLM_F_MULTI, seq, 3);
	say_done(&kernel, NLMSG_DONE, seq, 0);
	flush(&kernel);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, note_address, told), 0);
	assert_string_equal(told, "123");
	assert_int_equal(requests(&kernel, &last), 2);
	close_kernel(&kernel);
}

TEST(dump_that_is_interrupted_each_time_ends)
{
	const uint32_t seq = dump_sequence();
	const int error = 0;
	struct kernel kernel;
	uint32_t last;
	char told[32] = "";

	open_kernel(&kernel);
	for (uint8_t i = 0; i < 5; i++) {
		say_address(&kernel, NLM_F_MULTI, seq, i);
		say(&kernel, NLMSG_DONE, NLM_F_DUMP_INTR, seq, &error, sizeof(error));
		flush(&kernel);
	}
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, note_address, told), -EAGAIN);
	assert_string_equal(told, "0123");
	assert_int_equal(requests(&kernel, &last), 4);
	close_kernel(&kernel);
}

TEST(events_are_told_without_waiting)
{
	struct kernel kernel;
	char told[32] = "";

	open_kernel(&kernel);
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), 0);
	assert_string_equal(told, "");
	say_address(&kernel, 0, 0, 1);
	say_address(&kernel, 0, 0, 2);
	flush(&kernel);
	say(&kernel, RTM_NEWNEIGH, 0, 0, "", 0);
	say_address(&kernel, 0, 0, 3);
	flush(&kernel);
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), 0);
	assert_string_equal(told, "123");
	close_kernel(&kernel);
}

TEST(no_more_than_64_datagrams_are_taken_at_once)
{
	struct kernel kernel;
	char told[256] = "";

	open_kernel(&kernel);
	for (int i = 0; i < 70; i++) {
		say_address(&kernel, 0, 0, 1);
		flush(&kernel);
	}
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), 0);
	assert_int_equal(strlen(told), 64);
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), 0);
	assert_int_equal(strlen(told), 70);
	close_kernel(&kernel);
}

static void say_too_much(struct kernel *kernel)
{
	say_address(kernel, 0, 0, 1);
	kernel->len = RTNL_BATCH_SIZE + 4;
	flush(kernel);
}

TEST(datagram_that_was_cut_is_told_as_lost)
{
	struct kernel kernel;
	char told[256] = "";

	open_kernel(&kernel);
	say_too_much(&kernel);
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), -ENOBUFS);
	assert_string_equal(told, "");
	say_too_much(&kernel);
	assert_int_equal(rtnl_dump(kernel.ours, RTM_GETADDR, note_address, told), -EMSGSIZE);
	assert_string_equal(told, "");
	close_kernel(&kernel);
}

/* Until then the kernel would queue nothing more, and say nothing of that either. */
TEST(all_that_waits_is_taken_where_something_was_lost)
{
	struct kernel kernel;
	char told[256] = "";

	open_kernel(&kernel);
	say_too_much(&kernel);
	for (int i = 0; i < 70; i++) {
		say_address(&kernel, 0, 0, 1);
		flush(&kernel);
	}
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), -ENOBUFS);
	assert_int_equal(strlen(told), 70);
	assert_int_equal(rtnl_receive(kernel.ours, note_address, told), 0);
	close_kernel(&kernel);
}

/* Reading the machine's own links changes nothing there. */
TEST(sockets_are_opened_as_they_are_asked_for)
{
	static const struct {
		const char *what;
		uint32_t groups;
		bool non_blocking, has_limit;
	} rows[] = {
		{"requests", 0, false, true},
		{"events", RTMGRP_LINK | RTMGRP_IPV4_IFADDR, true, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t port = 0;
		int fd = rtnl_open(rows[i].groups, &port);
		struct sockaddr_nl self = {0};
		socklen_t len = sizeof(self);
		struct timeval limit = {0};

		expect_true(rows[i].what, fd >= 0);
		assert_int_equal(getsockname(fd, (struct sockaddr *)&self, &len), 0);
		expect_int(rows[i].what, self.nl_pid, port);
		expect_true(rows[i].what, port != 0);
		expect_int(rows[i].what, self.nl_groups, rows[i].groups);
		expect_int(rows[i].what, fcntl(fd, F_GETFD), FD_CLOEXEC);
		expect_int(rows[i].what, !!(fcntl(fd, F_GETFL) & O_NONBLOCK), rows[i].non_blocking);
		len = sizeof(limit);
		assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, &len), 0);
		if (rows[i].has_limit)
			expect_int(rows[i].what, limit.tv_sec, 2);
		close(fd);
	}
	close(rtnl_open(0, NULL));
}

static void find_loopback(void *context, const struct rtnl_event *event)
{
	bool *found = context;

	*found |= event->type == RTNL_LINK && event->ifindex == 1 &&
		  strcmp(event->link.name, "lo") == 0 && !event->link.is_ethernet;
}

TEST(real_kernel_tells_of_its_loopback)
{
	int fd = rtnl_open(0, NULL);
	bool found = false;

	assert_true(fd >= 0);
	assert_int_equal(rtnl_dump(fd, RTM_GETLINK, find_loopback, &found), 0);
	assert_true(found);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batch_leaves_as_one_datagram),
		cmocka_unit_test(empty_batch_is_not_sent),
		cmocka_unit_test(all_answers_are_taken_however_they_come),
		cmocka_unit_test(first_error_counts_and_its_place_is_told),
		cmocka_unit_test(answers_to_older_requests_are_passed_over),
		cmocka_unit_test(kernel_that_does_not_answer_is_not_waited_for_forever),
		cmocka_unit_test(signal_does_not_end_the_waiting),
		cmocka_unit_test(closed_socket_is_an_error),
		cmocka_unit_test(dump_is_told_to_its_end),
		cmocka_unit_test(dump_that_failed_is_an_error),
		cmocka_unit_test(dump_is_repeated_when_it_was_interrupted),
		cmocka_unit_test(dump_that_is_interrupted_each_time_ends),
		cmocka_unit_test(events_are_told_without_waiting),
		cmocka_unit_test(no_more_than_64_datagrams_are_taken_at_once),
		cmocka_unit_test(datagram_that_was_cut_is_told_as_lost),
		cmocka_unit_test(all_that_waits_is_taken_where_something_was_lost),
		cmocka_unit_test(sockets_are_opened_as_they_are_asked_for),
		cmocka_unit_test(real_kernel_tells_of_its_loopback),
	};

	return RUN_TESTS(tests);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay LEFT RIGHT [KEY=VALUE]...
 *
 * A bad cable between two interfaces of the network namespace it runs in: every Ethernet frame that
 * comes in on one goes out on the other, and on the way it is delayed, lost, doubled, overtaken or
 * damaged. The same seed gives the same fates to the same sequence of frames.
 *
 *   seed=N  life=S          ends by itself after S seconds (60)
 *   delay=MS                every frame, each way
 *   loss=P duplicate=P      percent of the frames
 *   reorder=P by=MS         percent that are held back for `by` more (20)
 *   corrupt=P               percent that get one bit flipped, behind the Ethernet header
 *
 * A key is for both ways; with > before it from left to right only, with < the other way. Says
 * `ready` once it relays, and at its end (SIGTERM too) what it did, a line each way. Transmit
 * checksum offload must be off at the far ends: what comes in here must be whole.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { QUEUE_MAX = 4096, FRAME_MAX = 2048 };

enum key { LOSS, DUPLICATE, REORDER, CORRUPT, DELAY, BY, KEYS };
static const char *const key_names[KEYS] = {"loss",    "duplicate", "reorder",
					    "corrupt", "delay",	    "by"};

struct way {
	int from, to; /* sockets */
	double value[KEYS];
	unsigned long seen, lost, doubled, held, damaged;
};

struct frame {
	uint64_t due_ns, order;
	int to;
	size_t len;
	uint8_t data[FRAME_MAX];
};

static struct way ways[2] = {{.value[BY] = 20}, {.value[BY] = 20}};
static struct frame *queue[QUEUE_MAX]; /* by due time */
static unsigned int queued;
static uint64_t order, random_state = 1;
static volatile sig_atomic_t stop;

static void fail(const char *what)
{
	fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void on_signal(int signal)
{
	stop = signal;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* SplitMix64: any seed will do. */
static uint64_t random_bits(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* Every fate costs one number, whatever the percentage, so that one key leaves the others' be. */
static bool falls(double percent)
{
	return (double)(random_bits() >> 11) * 0x1p-53 * 100 < percent;
}

static int open_port(const char *name)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	int one = 1, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	address.sll_ifindex = (int)if_nametoindex(name);
	if (fd < 0 || !address.sll_ifindex)
		fail(name);
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)))
		fail("PACKET_IGNORE_OUTGOING");
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		fail(name);
	return fd;
}

static void enqueue(const struct frame *frame)
{
	struct frame *copy = malloc(sizeof(*copy));
	unsigned int at = queued;

	if (!copy || queued == QUEUE_MAX) {
		free(copy);
		return;
	}
	*copy = *frame;
	copy->order = order++;
	for (; at > 0 && queue[at - 1]->due_ns > copy->due_ns; at--)
		queue[at] = queue[at - 1];
	queue[at] = copy;
	queued++;
}

static void decide(struct way *way, struct frame *frame)
{
	bool lost = falls(way->value[LOSS]), doubled = falls(way->value[DUPLICATE]),
	     held = falls(way->value[REORDER]), damaged = falls(way->value[CORRUPT]);
	uint64_t bit = random_bits();

	way->seen++;
	if (lost) {
		way->lost++;
		return;
	}
	frame->due_ns = now_ns() + (uint64_t)(way->value[DELAY] * 1e6);
	if (held) {
		way->held++;
		frame->due_ns += (uint64_t)(way->value[BY] * 1e6);
	}
	if (damaged && frame->len > ETH_HLEN) {
		way->damaged++;
		bit %= (frame->len - ETH_HLEN) * 8;
		frame->data[ETH_HLEN + bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	enqueue(frame);
	if (doubled) {
		way->doubled++;
		enqueue(frame);
	}
}

static void receive(struct way *way)
{
	static struct frame frame;
	ssize_t len;

	while ((len = recv(way->from, frame.data, sizeof(frame.data), MSG_DONTWAIT)) > 0) {
		frame.len = (size_t)len;
		frame.to = way->to;
		decide(way, &frame);
	}
}

/* Sends what is due; how long until the next, NULL: there is none. */
static const struct timespec *send_due(void)
{
	static struct timespec rest;
	uint64_t now = now_ns(), ns;
	unsigned int sent = 0;

	while (sent < queued && queue[sent]->due_ns <= now) {
		/* A port that is down loses it, as a cable does. */
		if (send(queue[sent]->to, queue[sent]->data, queue[sent]->len, 0) < 0 &&
		    errno != ENETDOWN && errno != ENOBUFS)
			perror("relay: send");
		free(queue[sent++]);
	}
	queued -= sent;
	memmove(queue, queue + sent, queued * sizeof(*queue));
	if (!queued)
		return NULL;
	ns = queue[0]->due_ns - now;
	rest.tv_sec = (time_t)(ns / 1000000000);
	rest.tv_nsec = (long)(ns % 1000000000);
	return &rest;
}

static bool set(const char *key, double value)
{
	bool right = key[0] != '<', left = key[0] != '>';

	key += key[0] == '<' || key[0] == '>';
	for (int i = 0; i < KEYS; i++) {
		if (strcmp(key, key_names[i]))
			continue;
		if (right)
			ways[0].value[i] = value;
		if (left)
			ways[1].value[i] = value;
		return true;
	}
	return false;
}

static unsigned int read_words(char **words)
{
	unsigned int life = 60;

	for (; *words; words++) {
		char *value = strchr(*words, '=');

		if (!value)
			fail(*words);
		*value++ = '\0';
		if (!strcmp(*words, "seed"))
			random_state = strtoull(value, NULL, 0);
		else if (!strcmp(*words, "life"))
			life = (unsigned int)atoi(value);
		else if (!set(*words, atof(value)))
			fail(*words);
	}
	return life;
}

int main(int argc, char **argv)
{
	struct pollfd polls[2];

	if (argc < 3)
		return 2;
	alarm(read_words(argv + 3));
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_signal}, NULL);
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = on_signal}, NULL);
	for (int i = 0; i < 2; i++)
		polls[i] = (struct pollfd){.fd = open_port(argv[1 + i]), .events = POLLIN};
	ways[0].from = ways[1].to = polls[0].fd;
	ways[0].to = ways[1].from = polls[1].fd;
	puts("ready");
	fflush(stdout);
	while (!stop) {
		ppoll(polls, 2, send_due(), NULL);
		receive(&ways[0]);
		receive(&ways[1]);
	}
	for (int i = 0; i < 2; i++)
		printf("%s: %lu seen, %lu lost, %lu doubled, %lu held, %lu damaged\n",
		       i ? "right to left" : "left to right", ways[i].seen, ways[i].lost,
		       ways[i].doubled, ways[i].held, ways[i].damaged);
	return 0;
}

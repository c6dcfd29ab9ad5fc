/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs on the host, at the other end of a box's cable (QEMU's `-netdev dgram` of unix sockets):
 *
 *   flood SOCKET FRAMES RATE    frames are a length of two bytes, the high one first, and the bytes
 *
 * Offers RATE frames a second, one after the other and again from the start, until standard input
 * or QEMU ends. Where QEMU's queue is full they wait, so that the box gets as many as it takes, but
 * those of a tenth of a second at most: what is older is lost.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

enum { FRAMES_MAX = 1000, FRAME_MAX = 1514 };

static struct {
	size_t len;
	uint8_t bytes[FRAME_MAX];
} frames[FRAMES_MAX];

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static size_t read_frames(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t count = 0;
	uint8_t head[2];

	while (file && count < FRAMES_MAX && fread(head, sizeof(head), 1, file) == 1) {
		size_t len = (size_t)head[0] << 8 | head[1];

		if (len > FRAME_MAX || fread(frames[count].bytes, len, 1, file) != 1)
			break;
		frames[count++].len = len;
	}
	if (file)
		fclose(file);
	return count;
}

/* Waits a millisecond, or until there is room in a queue; true when standard input has ended. */
static int is_over(int full_fd)
{
	struct pollfd fds[] = {{.fd = 0, .events = POLLIN}, {.fd = full_fd, .events = POLLOUT}};

	return poll(fds, 2, 1) < 0 || fds[0].revents;
}

static int plug_in(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	strcpy(address.sun_path, path);
	while (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		if (is_over(-1))
			return -1;
	}
	return fd;
}

int main(int argc, char **argv)
{
	size_t count = argc == 4 ? read_frames(argv[2]) : 0;
	uint64_t rate = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
	uint64_t done = 0, start_ms;
	int full_fd, fd = count ? plug_in(argv[1]) : -1;

	if (fd < 0)
		return 1;
	start_ms = now_ms();
	do {
		uint64_t due = (now_ms() - start_ms) * rate / 1000;

		if (due - done > rate / 10)
			done = due - rate / 10;
		full_fd = -1;
		while (done < due && full_fd < 0) {
			size_t at = done % count;

			if (send(fd, frames[at].bytes, frames[at].len, MSG_DONTWAIT) >= 0)
				done++;
			else if (errno == EAGAIN)
				full_fd = fd;
			else
				return 0; /* unplugged */
		}
	} while (!is_over(full_fd));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * inside [-g FD] [-t FD] [-r ROOT] [-b FROM:TO]... NETNS COMMAND [ARGUMENT...]
 *
 * Runs a command in a network namespace: NETNS is its path. It gets a mount namespace of its own
 * with the /sys of that network, each FROM bound to TO, and with -r the folder ROOT for a root,
 * where /proc, /dev and /sys are filled, /run, /tmp and /var are empty and TO is below ROOT. When
 * the one who called ends, the command is killed. With -t, the time (CLOCK_MONOTONIC, nanoseconds,
 * in decimal) is written to FD right before the exec. A failure is said, and the exit is 125.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static const char *root = "";

static void fail(const char *what)
{
	fprintf(stderr, "inside: %s: %s\n", what, strerror(errno));
	exit(125);
}

static const char *below_root(const char *path)
{
	static char full[4096];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

static void put(const char *from, const char *path, const char *type, unsigned long flags)
{
	const char *to = below_root(path);

	if (mount(from, to, type, flags, NULL))
		fail(to);
}

static void bind(char *pair)
{
	char *to = strrchr(pair, ':');

	if (!to)
		fail("-b takes FROM:TO");
	*to++ = '\0';
	put(pair, to, NULL, MS_BIND | MS_REC);
}

static void enter(const char *netns)
{
	int fd = open(netns, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		fail(netns);
	close(fd);
	if (unshare(CLONE_NEWNS) || mount("", "/", NULL, MS_SLAVE | MS_REC, NULL))
		fail("a mount namespace");
}

static void fill_root(void)
{
	put("proc", "/proc", "proc", 0);
	put("/dev", "/dev", NULL, MS_BIND | MS_REC);
	put("tmpfs", "/run", "tmpfs", 0);
	put("tmpfs", "/tmp", "tmpfs", 0);
	put("tmpfs", "/var", "tmpfs", 0);
}

static void wait_for_gate(int fd)
{
	char byte;

	while (read(fd, &byte, 1) > 0)
		;
	close(fd);
}

static void stamp(int fd)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	dprintf(fd, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
	close(fd);
}

int main(int argc, char **argv)
{
	char *binds[16];
	int stamp_fd = -1, gate_fd = -1, bind_count = 0, option;

	while ((option = getopt(argc, argv, "+g:t:r:b:")) != -1) {
		if (option == 'g')
			gate_fd = atoi(optarg);
		else if (option == 't')
			stamp_fd = atoi(optarg);
		else if (option == 'r')
			root = optarg;
		else if (option == 'b' && bind_count < 16)
			binds[bind_count++] = optarg;
		else
			return 125;
	}
	if (argc - optind < 2)
		return 125;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enter(argv[optind]);
	if (*root)
		fill_root();
	put("sysfs", "/sys", "sysfs", 0);
	for (int i = 0; i < bind_count; i++)
		bind(binds[i]);
	if (*root && (chroot(root) || chdir("/")))
		fail(root);
	if (gate_fd >= 0)
		wait_for_gate(gate_fd);
	if (stamp_fd >= 0)
		stamp(stamp_fd);
	execvp(argv[optind + 1], argv + optind + 1);
	fail(argv[optind + 1]);
}

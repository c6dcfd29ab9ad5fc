/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The box's final init, and its shell. As these it writes down what the box is like, a line a fact,
 * and ends; a box in which nothing has failed is always the same. As `sh -c`, what a rule's command
 * is run by, it leaves a file by which that can be told.
 *
 * Facts go to a descriptor that the supervisor has given to /init; on a box without one to the
 * console, what it was started as.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tests/faults/stage.h"

static FILE *out;

/* Where, what, how; a device's number, the size of a tmpfs and the like are no news. */
static void put_mounts(void)
{
	char line[1024], where[256], how[256], type[64];
	FILE *in = fopen("/proc/self/mountinfo", "re");

	while (in && fgets(line, sizeof(line), in)) {
		const char *rest = strstr(line, " - ");

		if (rest && sscanf(line, "%*s %*s %*s %*s %255s %255s", where, how) == 2 &&
		    sscanf(rest, " - %63s", type) == 1)
			fprintf(out, "mount %s %s %s\n", where, type, how);
	}
	if (in)
		fclose(in);
}

/* The lines of a file from their `skip`-th word on. */
static void put_file(const char *path, int skip)
{
	char line[512];
	FILE *in = fopen(path, "re");

	if (!in)
		fprintf(out, "no %s\n", path);
	while (in && fgets(line, sizeof(line), in)) {
		const char *at = line;

		for (int i = 0; i < skip && at; i++)
			at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL;
		fprintf(out, "%s: %s", path, at ? at : "\n");
	}
	if (in)
		fclose(in);
}

static void put_network(void)
{
	struct ifaddrs *all, *one;
	char text[INET_ADDRSTRLEN];

	if (getifaddrs(&all) < 0)
		return;
	for (one = all; one; one = one->ifa_next) {
		if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET)
			continue;
		inet_ntop(AF_INET, &((struct sockaddr_in *)one->ifa_addr)->sin_addr, text,
			  sizeof(text));
		fprintf(out, "address %s %s%s\n", one->ifa_name, text,
			one->ifa_flags & IFF_UP ? "" : " down");
	}
	freeifaddrs(all);
}

static void put_node(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		fprintf(out, "no %s\n", path);
	else
		fprintf(out, "node %s %o %u:%u\n", path, st.st_mode, st.st_uid, st.st_gid);
}

static void put_process(char **argv)
{
	struct utsname names;
	sigset_t blocked;
	char cwd[256] = "";

	for (; *argv; argv++)
		fprintf(out, "argument %s\n", *argv);
	(void)uname(&names);
	fprintf(out, "name %s\n", names.nodename);
	fprintf(out, "folder %s\n", getcwd(cwd, sizeof(cwd)) ? cwd : "none");
	for (int fd = 0; fd <= 2; fd++)
		fprintf(out, "descriptor %d %s\n", fd, fcntl(fd, F_GETFD) < 0 ? "closed" : "open");
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (int number = 1; number < 32; number++) {
		if (sigismember(&blocked, number))
			fprintf(out, "blocked %d\n", number);
	}
}

int main(int argc, char **argv)
{
	static const char *const nodes[] = {"/dev/null",
					    "/dev/full",
					    "/dev/console",
					    "/dev/pts/ptmx",
					    "/dev/shm",
					    "/dev/stdin",
					    "/dev/disk/by-label/faults",
					    RAN_FILE};

	if (argc > 2 && strcmp(argv[1], "-c") == 0)
		return close(open(RAN_FILE, O_WRONLY | O_CREAT | O_CLOEXEC, 0644)) < 0;
	out = fcntl(FACTS_FD, F_GETFD) < 0 ? NULL : fdopen(FACTS_FD, "w");
	if (!out) {
		printf("final: arrived as %s\n", argv[0]);
		fflush(stdout);
		for (;;)
			pause();
	}
	put_process(argv);
	put_mounts();
	put_network();
	for (size_t i = 0; i < sizeof(nodes) / sizeof(*nodes); i++)
		put_node(nodes[i]);
	put_file("/etc/hosts", 0);
	put_file("/run/init/timeline", 2);
	fprintf(out, FACTS_END "\n");
	return fclose(out) != 0;
}

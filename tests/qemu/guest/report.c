/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The final init of test boxes that have no shell: says on the second serial port
 * what it was started with and what it found, in sections "=== NAME", then turns
 * the machine off. Needs nothing but itself, /dev/ttyS1 and /proc.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;

static void section(FILE *out, const char *name)
{
	fprintf(out, "=== %s\n", name);
}

static void say_file(FILE *out, const char *name, const char *path)
{
	char line[4096];
	FILE *in = fopen(path, "re");

	section(out, name);
	if (!in) {
		fprintf(out, "cannot open '%s': %s\n", path, strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), in))
		fputs(line, out);
	fclose(in);
}

/* Each name in a folder; for descriptors with where they lead, the one that reads it left out. */
static void say_folder(FILE *out, const char *name, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	char target[PATH_MAX];
	ssize_t len;

	section(out, name);
	if (!folder) {
		fprintf(out, "cannot open '%s': %s\n", path, strerror(errno));
		return;
	}
	while ((entry = readdir(folder))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		len = readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1);
		target[len < 0 ? 0 : len] = '\0';
		if (atoi(entry->d_name) == dirfd(folder) && strstr(target, "/fd"))
			continue;
		fprintf(out, "%s%s%s\n", entry->d_name, len < 0 ? "" : " -> ", target);
	}
	closedir(folder);
}

/* The kernel's log since it started /init, a record a line: FACILITY LEVEL MESSAGE. */
static void say_log(FILE *out)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[8192];
	ssize_t len;
	int started = 0;

	section(out, "log");
	if (fd < 0)
		fprintf(out, "cannot open '/dev/kmsg': %s\n", strerror(errno));
	while ((len = read(fd, record, sizeof(record) - 1)) > 0 || (len < 0 && errno == EPIPE)) {
		char *message;
		int priority;

		if (len < 0)
			continue;
		record[len] = '\0';
		priority = atoi(record);
		message = strchr(record, ';');
		if (!message)
			continue;
		message[strcspn(message, "\n")] = '\0';
		started |= !strncmp(message + 1, "Run /init", 9);
		if (!started)
			continue;
		fprintf(out, "%d %d %s\n", priority >> 3, priority & 7, message + 1);
	}
	if (fd >= 0)
		close(fd);
}

static void say_process(FILE *out, char **argv)
{
	char path[PATH_MAX];
	struct stat st;

	section(out, "argv");
	for (; *argv; argv++)
		fprintf(out, "%s\n", *argv);
	section(out, "environ");
	for (char **env = environ; *env; env++)
		fprintf(out, "%s\n", *env);
	section(out, "process");
	fprintf(out, "pid %d\nsession %d\n", (int)getpid(), (int)getsid(0));
	fprintf(out, "cwd %s\n", getcwd(path, sizeof(path)) ? path : strerror(errno));
	fprintf(out, "umask %04o\n", (unsigned int)umask(022));
	for (int fd = 0; fd < 3; fd++) {
		if (fstat(fd, &st) || !S_ISCHR(st.st_mode))
			fprintf(out, "fd %d no device\n", fd);
		else
			fprintf(out, "fd %d %u:%u %s\n", fd, major(st.st_rdev), minor(st.st_rdev),
				isatty(fd) ? "tty" : "no tty");
	}
	fprintf(out, "terminal session %d\n", (int)tcgetsid(0));
}

/* The programs that run, each by its first word; the kernel's own threads have none. */
static void say_programs(FILE *out)
{
	DIR *folder = opendir("/proc");
	char path[PATH_MAX], word[PATH_MAX];
	struct dirent *entry;
	FILE *in;

	section(out, "programs");
	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "/proc/%s/cmdline", entry->d_name);
		in = atoi(entry->d_name) ? fopen(path, "re") : NULL;
		if (!in)
			continue;
		if (fgets(word, sizeof(word), in))
			fprintf(out, "%s\n", word);
		fclose(in);
	}
	if (folder)
		closedir(folder);
}

int main(int argc __attribute__((unused)), char **argv)
{
	FILE *out = fopen("/dev/ttyS1", "we");

	if (!out)
		return 1;
	/* The highest of them is `out`; what stands below 3 or beside it was inherited. */
	say_folder(out, "fds", "/proc/self/fd");
	say_process(out, argv);
	say_file(out, "status", "/proc/self/status");
	say_file(out, "mounts", "/proc/self/mountinfo");
	say_file(out, "memory", "/proc/meminfo");
	say_file(out, "timeline", "/run/init/timeline");
	say_file(out, "hostname", "/proc/sys/kernel/hostname");
	say_file(out, "sentinel", "/sentinel");
	say_folder(out, "root", "/");
	say_folder(out, "dev", "/dev");
	say_programs(out);
	say_log(out);
	fprintf(out, "=== end\n");
	fclose(out);
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The final init of a box whose boot is measured. Its first act is to take the time, by the
 * processor's counter, which counts instructions under QEMU's -icount shift=0; then it writes marks
 * into the kernel's log, each with the counter before it, by which the counter and the log's clock
 * can be laid side by side. On the second serial port, in sections "=== NAME": these, the log's
 * records, the processes started so far, the memory, and what is resident of each process; and the
 * names of the processes that have ended, where count-forks has let the kernel write them down.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/acct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

enum { MARKS = 3 };

static void copy(FILE *out, const char *name, const char *path)
{
	char line[4096];
	FILE *in = fopen(path, "re");

	fprintf(out, "=== %s\n", name);
	while (in && fgets(line, sizeof(line), in))
		fputs(line, out);
	if (in)
		fclose(in);
}

/* As /dev/kmsg gives them: PRIORITY,NUMBER,MICROSECONDS,FLAGS;MESSAGE */
static void copy_log(FILE *out, int log)
{
	char record[8192];
	ssize_t len;

	fprintf(out, "=== log\n");
	while ((len = read(log, record, sizeof(record) - 1)) > 0 || (len < 0 && errno == EPIPE)) {
		if (len < 0)
			continue;
		record[len] = '\0';
		record[strcspn(record, "\n")] = '\0';
		fprintf(out, "%s\n", record);
	}
}

/* The field of a process's file that stands behind `key`; empty if there is none. */
static void field(const char *pid, const char *file, const char *key, char value[64])
{
	char path[300], line[256];
	FILE *in;

	value[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%s/%s", pid, file);
	in = fopen(path, "re");
	while (in && fgets(line, sizeof(line), in))
		if (!strncmp(line, key, strlen(key)))
			sscanf(line + strlen(key), "%63s", value);
	if (in)
		fclose(in);
}

/* PID NAME KB of each process that is not a thread of the kernel's. */
static void copy_resident(FILE *out)
{
	DIR *all = opendir("/proc");
	struct dirent *entry;
	char name[64], kb[64];

	fprintf(out, "=== resident\n");
	while (all && (entry = readdir(all))) {
		if (atoi(entry->d_name) <= 1)
			continue;
		field(entry->d_name, "status", "Name:", name);
		field(entry->d_name, "smaps_rollup", "Rss:", kb);
		if (kb[0])
			fprintf(out, "%s %s %s\n", entry->d_name, name, kb);
	}
}

static void copy_ended(FILE *out)
{
	struct acct_v3 record;
	FILE *in = fopen("/ended", "re");

	fprintf(out, "=== ended\n");
	while (in && fread(&record, sizeof(record), 1, in) == 1)
		fprintf(out, "%u %.16s\n", record.ac_pid, record.ac_comm);
	if (in)
		fclose(in);
}

int main(void)
{
	unsigned long long first = __builtin_ia32_rdtsc(), before[MARKS];
	FILE *out;
	int log;

	if (access("/dev/kmsg", F_OK))
		(void)mount("dev", "/dev", "devtmpfs", 0, NULL);
	if (access("/proc/stat", F_OK))
		(void)mount("proc", "/proc", "proc", 0, NULL);
	log = open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	out = fopen("/dev/ttyS1", "we");
	if (log < 0 || !out)
		return 1;
	for (int i = 0; i < MARKS; i++) {
		char mark[] = "<6>arrived: mark 0\n";

		mark[sizeof(mark) - 3] = (char)('0' + i);
		before[i] = __builtin_ia32_rdtsc();
		(void)!write(log, mark, sizeof(mark) - 1);
		usleep(1000);
	}
	sleep(1); /* what was started beside it comes to rest */
	fprintf(out, "=== counter\n%llu\n", first);
	for (int i = 0; i < MARKS; i++)
		fprintf(out, "%llu\n", before[i]);
	copy_log(out, log);
	copy(out, "version", "/proc/version");
	copy(out, "stat", "/proc/stat");
	copy(out, "memory", "/proc/meminfo");
	copy(out, "modules", "/proc/modules");
	copy_resident(out);
	copy_ended(out);
	fprintf(out, "=== end\n");
	fclose(out);
	reboot(RB_POWER_OFF);
	return 1;
}

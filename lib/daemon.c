/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setsid(2), descriptors, and the memory that proc(5) shows as /proc/PID/cmdline. systemd's
 * switch-root ends what an initramfs left running, but for processes of root whose name begins with
 * '@' (systemd.io, "Storage Daemons").
 */
#include "lib/daemon.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "lib/parse.h"

enum {
	KEPT_FD = STDERR_FILENO + 1,
	PAGE_BYTES = 4096,
	STACK_DEPTH = 256 * 1024, /* more than any call of ours needs */
	FAILED_WAITS_MAX = 16,
};

/* The end of the strings that follow one another in memory from `end` on. */
static char *end_of_strings(char *end, char **strings)
{
	for (; *strings && *strings == end; strings++)
		end += strlen(end) + 1;
	return end;
}

/* Before Linux 5.9 there is no close_range(2). */
static void close_listed(int first)
{
	struct folder folder;
	const struct dirent *entry;
	uint32_t fd;

	if (folder_open(AT_FDCWD, "/proc/self/fd", 0, &folder) < 0)
		return;
	while ((entry = folder_next(&folder))) {
		if (parse_u32(entry->d_name, INT32_MAX, &fd) == 0 && (int)fd >= first &&
		    (int)fd != folder.fd)
			close((int)fd);
	}
	(void)folder_close(&folder);
}

/*
 * Lets go of the terminal and of whatever else the caller had open: the process may live for years.
 * What stays is moved to where it is in nobody's way: a caller without a standard input has it
 * there. The log's descriptor goes, too, and is opened anew.
 */
void daemon_leave_caller(int *keep_fd, const char *name)
{
	int first = *keep_fd < 0 ? KEPT_FD : KEPT_FD + 1, null_fd;

	(void)setsid();
	if (*keep_fd >= 0 && *keep_fd != KEPT_FD && dup3(*keep_fd, KEPT_FD, O_CLOEXEC) < 0)
		return;
	*keep_fd = *keep_fd < 0 ? -1 : KEPT_FD;
	if (syscall(SYS_close_range, first, ~0U, 0) < 0)
		close_listed(first);
	null_fd = file_open("/dev/null", O_RDWR);
	/* Without it they stay: the log may need the console, and nothing else may get their
	 * numbers. */
	for (int i = 0; i <= STDERR_FILENO && null_fd >= 0; i++) {
		if (i != null_fd && dup2(null_fd, i) < 0)
			close(i);
	}
	if (null_fd > STDERR_FILENO)
		close(null_fd);
	(void)log_open(name);
}

/* What ps and systemd read is this memory from its very start: argv is main()'s, with all its
 * words. */
void daemon_set_title(char **argv, const char *title)
{
	char *end = argv[0];

	(void)prctl(PR_SET_NAME, title + 1);
	(void)file_write("/proc/self/oom_score_adj", "-1000\n");
	if (!end)
		return;
	end = end_of_strings(end, argv);
	end = end_of_strings(end, environ);
	if ((size_t)(end - argv[0]) <= strlen(title))
		return;
	memset(argv[0], 0, (size_t)(end - argv[0]));
	memcpy(argv[0], title, strlen(title));
}

/* NOLINTNEXTLINE(bugprone-reserved-identifier): the linker's name */
extern char __executable_start[]; /* ld(1): the ELF header, where the file is mapped */

/* Pages of the program's file are there again as soon as they are asked for. */
static void drop_program(void)
{
	const Elf64_Ehdr *head = (const void *)__executable_start;
	const Elf64_Phdr *parts = (const void *)(__executable_start + head->e_phoff);

	for (int i = 0; i < head->e_phnum; i++) {
		/* What is written to is not from the file any more. */
		if (parts[i].p_type == PT_LOAD && !(parts[i].p_flags & PF_W))
			(void)madvise(__executable_start + parts[i].p_vaddr, parts[i].p_memsz,
				      MADV_DONTNEED);
	}
}

/* What calls that went deeper have left on the stack; a page below this one's frame stays. */
static void drop_stack(void)
{
	char *here = (char *)((uintptr_t)__builtin_frame_address(0) & ~(uintptr_t)(PAGE_BYTES - 1));

	(void)madvise(here - PAGE_BYTES - STACK_DEPTH, STACK_DEPTH, MADV_DONTNEED);
}

int daemon_sleep(struct pollfd fds[], nfds_t count)
{
	drop_program();
	drop_stack();
	return ppoll(fds, count, NULL, NULL);
}

bool daemon_gives_up(int result)
{
	static unsigned int failed; /* in a row */

	if (result >= 0)
		failed = 0;
	else if (errno != EINTR && ++failed >= FAILED_WAITS_MAX)
		log_err("cannot wait for events: %s; it ends", strerror(errno));
	return failed >= FAILED_WAITS_MAX;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inject PID: makes a process that sleeps in a system call make others, as code of an attacker's
 * would in it (ptrace(2); x86-64). It is stopped, the syscall instruction that it sleeps in is
 * executed once more for each call, and all is put back as it was.
 *
 *   in  = *( number *( " " argument ) LF )
 *   argument = number | "=" text | "&"      text to a blank; "&" is room for 512 bytes
 *   out = *( result LF )                    of each call, below 0: -errno
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	RED_ZONE = 128, /* below its stack pointer, of the function that runs: psABI, 3.2.2 */
	TEXT_ROOM = 512,
	ARGUMENTS = 6,
};

static pid_t pid;
static int memory; /* its */
static struct user_regs_struct saved;

static void check(int failed, const char *what)
{
	if (!failed)
		return;
	perror(what);
	exit(1);
}

static void await_stop(const char *what)
{
	int status;

	check(waitpid(pid, &status, __WALL) != pid, what);
	errno = ESRCH;
	check(!WIFSTOPPED(status), what);
}

/* What the i-th argument is in a register; texts go to a place of their own on the stack. */
static unsigned long argument(const char *word, int i)
{
	unsigned long place = saved.rsp - RED_ZONE - (unsigned long)(i + 1) * TEXT_ROOM;
	size_t len = strlen(word);

	if (word[0] != '=' && word[0] != '&')
		return (unsigned long)strtol(word, NULL, 0);
	errno = E2BIG;
	check(len > TEXT_ROOM, "inject: text");
	if (word[0] == '=')
		check(pwrite(memory, word + 1, len, (off_t)place) != (ssize_t)len, "inject: write");
	return place;
}

static long call(char *line)
{
	struct user_regs_struct regs = saved;
	unsigned long words[ARGUMENTS] = {0};
	char *word = strtok(line, " ");

	regs.rax = strtoul(word, NULL, 0);
	regs.orig_rax = -1UL; /* nothing to be restarted */
	regs.rip -= 2;	      /* 0f 05 */
	for (int i = 0; i < ARGUMENTS && (word = strtok(NULL, " ")); i++)
		words[i] = argument(word, i);
	regs.rdi = words[0];
	regs.rsi = words[1];
	regs.rdx = words[2];
	regs.r10 = words[3];
	regs.r8 = words[4];
	regs.r9 = words[5];
	check(ptrace(PTRACE_SETREGS, pid, NULL, &regs) < 0, "inject: set");
	check(ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) < 0, "inject: step");
	await_stop("inject: step");
	check(ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0, "inject: get");
	errno = EPROTO;
	check(regs.rip != saved.rip, "inject: not behind the call");
	return (long)regs.rax;
}

int main(int argc, char **argv)
{
	char name[64], line[1024];
	unsigned char code[2] = {0};

	if (argc != 2)
		return 2;
	pid = (pid_t)strtol(argv[1], NULL, 10);
	check(ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0, "inject: seize");
	check(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) < 0, "inject: interrupt");
	await_stop("inject: interrupt");
	check(ptrace(PTRACE_GETREGS, pid, NULL, &saved) < 0, "inject: get");
	snprintf(name, sizeof(name), "/proc/%d/mem", (int)pid);
	memory = open(name, O_RDWR | O_CLOEXEC);
	check(memory < 0, name);
	check(pread(memory, code, 2, (off_t)saved.rip - 2) != 2, "inject: read");
	errno = EPROTO;
	check(code[0] != 0x0f || code[1] != 0x05, "inject: not in a system call");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		printf("%ld\n", call(line));
		fflush(stdout);
	}
	check(ptrace(PTRACE_SETREGS, pid, NULL, &saved) < 0, "inject: put back");
	check(ptrace(PTRACE_DETACH, pid, NULL, NULL) < 0, "inject: leave");
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * no-devtmpfs: started by rdinit= in place of /init, makes the kernel one that has no devtmpfs:
 * a child traces PID 1, refuses each mount(2) and fsopen(2) of that type with ENODEV, and
 * PID 1 goes on as /init. The child ends when PID 1 starts the next program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static int is_devtmpfs(unsigned long address)
{
	long words[2];

	for (int i = 0; i < 2; i++)
		words[i] = ptrace(PTRACE_PEEKDATA, 1, address + i * sizeof(long), NULL);
	return memcmp(words, "devtmpfs", sizeof("devtmpfs")) == 0;
}

static int is_refused(const struct user_regs_struct *regs)
{
	return (regs->orig_rax == SYS_mount && regs->rdx && is_devtmpfs(regs->rdx)) ||
	       (regs->orig_rax == SYS_fsopen && is_devtmpfs(regs->rdi));
}

/* At the entry of a system call: makes it void if it is refused. At its exit: gives the answer. */
static void look(void)
{
	static int refused;
	struct __ptrace_syscall_info info;
	struct user_regs_struct regs;

	ptrace(PTRACE_GET_SYSCALL_INFO, 1, sizeof(info), &info);
	ptrace(PTRACE_GETREGS, 1, NULL, &regs);
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		refused = is_refused(&regs);
		if (!refused)
			return;
		regs.orig_rax = -1;
	} else {
		if (!refused)
			return;
		refused = 0;
		regs.rax = -ENODEV;
	}
	ptrace(PTRACE_SETREGS, 1, NULL, &regs);
}

static void trace(void)
{
	int status, execs = 0;

	while (waitpid(1, &status, __WALL) == 1 && WIFSTOPPED(status)) {
		int signal = WSTOPSIG(status);

		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8) && ++execs == 2)
			_exit(0);
		if (signal == (SIGTRAP | 0x80))
			look();
		if (signal == SIGTRAP || signal == (SIGTRAP | 0x80) || status >> 16)
			signal = 0;
		ptrace(PTRACE_SYSCALL, 1, NULL, signal);
	}
	_exit(0);
}

int main(void)
{
	int ready[2];
	char byte = 0;

	if (pipe(ready) < 0)
		return 1;
	if (fork() == 0) {
		if (ptrace(PTRACE_SEIZE, 1, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC) < 0)
			_exit(1);
		ptrace(PTRACE_INTERRUPT, 1, NULL, NULL);
		(void)!write(ready[1], &byte, 1);
		trace();
	}
	(void)!read(ready[0], &byte, 1);
	close(ready[0]);
	close(ready[1]);
	execl("/init", "/init", (char *)NULL);
	return 1;
}

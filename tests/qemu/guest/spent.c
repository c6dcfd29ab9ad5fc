/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spent COMMAND [ARG...]: how many instructions a command takes, by the processor's counter under
 * QEMU's -icount shift=0, from the fork to its end, on standard output. Its own output goes where
 * it goes.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned long long before = __builtin_ia32_rdtsc();
	int status = -1;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid == 0) {
		(void)execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
		return 1;
	printf("%llu\n", (unsigned long long)__builtin_ia32_rdtsc() - before);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An /init that makes system calls fail for ever, of itself and of all that will run, and becomes
 * /init.real, with its process and its words. By seccomp(2): it stays the real PID 1, untraced.
 *
 *   /refused = 1*( call ":" error [LF] ), by the names in calls.c
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/faults/calls.h"

static void refuse(const struct call *call, int error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned int)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof(code) / sizeof(*code), code};

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		perror("refuse");
}

int main(int argc, char **argv)
{
	char text[64], name[20], error[16];
	FILE *in = fopen("/refused", "re");

	(void)argc;
	if (!in || ungetc(fgetc(in), in) == EOF)
		return 1;
	while (fgets(text, sizeof(text), in)) {
		if (sscanf(text, "%19[^:]:%15s", name, error) != 2 || !call_by_name(name))
			return 1;
		/* In the words that whoever is refused says it with. */
		printf("refuse: %s: %s\n", name, strerror(error_by_name(error)));
		fflush(stdout);
		refuse(call_by_name(name), error_by_name(error));
	}
	fclose(in);
	execv("/init.real", argv);
	return 1;
}

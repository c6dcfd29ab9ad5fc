/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nobody PROGRAM [ARG...]: runs a program as uid and gid 99 without further groups, since the
 * box's busybox need not have a su.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 2 || setgroups(0, NULL) || setgid(99) || setuid(99)) {
		perror("nobody");
		return 1;
	}
	execv(argv[1], argv + 1);
	perror(argv[1]);
	return 1;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rdinit=/count-forks starts /init with the kernel's process accounting on (acct(5)): each process
 * that ends from then on leaves a record in /ended, which `arrived` reads.
 */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = open("/ended", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)argc;
	argv[0] = "/init";
	if (fd < 0 || acct("/ended"))
		return 1;
	(void)execv(argv[0], argv);
	return 1;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An /init that does as little as can be, to measure others by: what is below it is the kernel's.
 *
 *   /init           starts /arrived; with `root` as its first argument mounts /dev/pmem0, which the
 *                   image has as a node, and starts /arrived there
 *   with `mounts`   and before that mounts what a box needs: /dev, /proc, /sys, /dev/pts, /dev/shm
 * and /run; with a root they are moved there
 *
 * It looks at no error: then /arrived does not come, and there is no measurement.
 */
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void bare_mounts(void)
{
	enum { CLOSED = MS_NOSUID | MS_NOEXEC };

	(void)mount("dev", "/dev", "devtmpfs", MS_NOSUID, "mode=0755");
	(void)mount("proc", "/proc", "proc", CLOSED | MS_NODEV, NULL);
	(void)mount("sys", "/sys", "sysfs", CLOSED | MS_NODEV, NULL);
	(void)mkdir("/dev/pts", 0755);
	(void)mkdir("/dev/shm", 01777);
	(void)mount("devpts", "/dev/pts", "devpts", CLOSED, "gid=5,mode=0620");
	(void)mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
	(void)mount("run", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755");
}

static void switch_root(int with_mounts)
{
	static const char *const moved[] = {"/dev", "/proc", "/sys", "/run"};

	(void)mount("/dev/pmem0", "/newroot", "ext4", MS_RDONLY, NULL);
	(void)!chdir("/newroot");
	for (unsigned int i = 0; with_mounts && i < sizeof(moved) / sizeof(moved[0]); i++)
		(void)mount(moved[i], moved[i] + 1, NULL, MS_MOVE, NULL);
	(void)mount(".", "/", NULL, MS_MOVE, NULL);
	(void)!chroot(".");
}

int main(int argc, char **argv)
{
	char *const words[] = {"/arrived", NULL};
	int with_mounts = 0, with_root = 0;

	for (int i = 1; i < argc; i++) {
		with_mounts |= !strcmp(argv[i], "mounts");
		with_root |= !strcmp(argv[i], "root");
	}
	if (with_mounts)
		bare_mounts();
	if (with_root)
		switch_root(with_mounts);
	(void)execv(words[0], words);
	return 1;
}

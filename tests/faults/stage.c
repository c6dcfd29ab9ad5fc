/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ramdisk of a try is a tmpfs into which /tree is copied; it is moved over "/" as
 * switch_root(8) does, so that it cannot be told from a box's own. /dev is the kernel's only
 * devtmpfs in all namespaces, the NIC goes to the try's and comes back when that has ended, and
 * disks are written anew.
 */
#include "tests/faults/stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NIC "eth0"
#define RULES "etc/mdev.conf"

enum {
	SET_READ_ONLY = _IO(0x12,
			    93), /* include/uapi/linux/fs.h, which can't stand beside sys/mount.h */
	TURN_US = 1000,
	TURNS = 5000,
};

static struct disk {
	char path[16];
	char *content;
	size_t size;
} disks[] = {{.path = "/dev/vda"}, {.path = "/dev/vdb"}};

enum { DISKS = sizeof(disks) / sizeof(*disks) };

static bool fail(const char *what)
{
	printf("stage: %s: %s\n", what, strerror(errno));
	return false;
}

/* ---- the ramdisk ---- */

static bool copy_file(const char *name, int from_dir, int to_dir, mode_t mode)
{
	int from = openat(from_dir, name, O_RDONLY | O_CLOEXEC);
	int to = openat(to_dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, mode);
	char buf[65536];
	ssize_t len = -1;

	while (from >= 0 && to >= 0 && (len = read(from, buf, sizeof(buf))) > 0)
		if (write(to, buf, (size_t)len) != len)
			len = -1;
	close(from);
	close(to);
	return len == 0 || fail(name);
}

static bool copy_folder(int from_dir, int to_dir, const struct mode *mode);

static bool copy_entry(const char *name, int from_dir, int to_dir, const struct mode *mode)
{
	char target[256] = "";
	struct stat st;

	if (fstatat(from_dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(name);
	if (S_ISLNK(st.st_mode))
		return readlinkat(from_dir, name, target, sizeof(target) - 1) > 0 &&
		       symlinkat(target, to_dir, name) == 0;
	if (S_ISREG(st.st_mode))
		return copy_file(name, from_dir, to_dir, st.st_mode);
	if (!S_ISDIR(st.st_mode))
		return mknodat(to_dir, name, st.st_mode, st.st_rdev) == 0 || fail(name);
	return mkdirat(to_dir, name, st.st_mode) == 0 &&
	       copy_folder(openat(from_dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
			   openat(to_dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), mode);
}

static bool copy_folder(int from_dir, int to_dir, const struct mode *mode)
{
	DIR *folder = from_dir < 0 ? NULL : fdopendir(from_dir);
	const struct dirent *entry;
	bool is_good = folder && to_dir >= 0;

	while (is_good && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2)
			is_good = copy_entry(entry->d_name, from_dir, to_dir, mode);
	}
	if (folder)
		closedir(folder);
	close(to_dir);
	return is_good;
}

static bool write_cmdline(const char *text)
{
	int fd = open(CMDLINE_FILE + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
	size_t len = strlen(text);
	bool is_good = fd >= 0 && write(fd, text, len) == (ssize_t)len && write(fd, "\n", 1) == 1;

	close(fd);
	return is_good;
}

/* In the child: all mounts of the guest go, and a ramdisk stands where they stood. */
static bool make_root(const struct mode *mode)
{
	static const char *const old[] = {"/dev", "/sys", "/proc"};

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("rootfs", "/stage", "tmpfs", 0, "mode=0755") < 0)
		return fail("mount");
	for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++)
		(void)umount2(old[i], MNT_DETACH);
	if (!copy_folder(open("/tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
			 open("/stage", O_RDONLY | O_DIRECTORY | O_CLOEXEC), mode))
		return false;
	if (chdir("/stage") < 0 || (!mode->has_rules && unlink(RULES) < 0) ||
	    !write_cmdline(mode->cmdline))
		return fail("files");
	if (mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0)
		return fail("move");
	return true;
}

static _Noreturn void be_init(const struct mode *mode, int facts_fd)
{
	static char name[] = "/init", home[] = "HOME=/", term[] = "TERM=linux";
	char *argv[] = {name, NULL}, *env[] = {home, term, NULL};
	int console = -1;

	(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	if (make_root(mode)) {
		(void)setsid();
		/* As the kernel has it for its first process. */
		console = open("/dev/console", O_RDWR | O_NOCTTY);
		for (int fd = 0; fd <= 2; fd++)
			(void)dup2(console, fd);
		(void)dup2(facts_fd, FACTS_FD);
		(void)syscall(SYS_close_range, 3, FACTS_FD - 1, 0);
		(void)syscall(SYS_close_range, FACTS_FD + 1, ~0U, 0);
		execve(argv[0], argv, env);
	}
	_exit(99);
}

/* ---- the NIC ---- */

/* rtnetlink(7): the interface goes to another process's namespace. */
static bool give_nic(pid_t pid)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
		struct rtattr attribute;
		uint32_t pid;
	} request = {
		.head = {sizeof(request), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0},
		.link = {.ifi_index = (int)if_nametoindex(NIC)},
		.attribute = {RTA_LENGTH(sizeof(uint32_t)), IFLA_NET_NS_PID},
		.pid = (uint32_t)pid,
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char more[256];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	ssize_t len = send(fd, &request, sizeof(request), 0);

	if (len > 0)
		len = recv(fd, &answer, sizeof(answer), 0);
	close(fd);
	if (len > 0 && answer.error.error)
		errno = -answer.error.error;
	return (len > 0 && !answer.error.error) || fail(NIC);
}

/* ---- what outlives a try ---- */

static void remove_all(const char *path)
{
	const struct dirent *entry;
	char below[512];
	DIR *folder;

	if (unlink(path) == 0) /* a link is not followed */
		return;
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		remove_all(below);
	}
	if (folder)
		closedir(folder);
	(void)rmdir(path);
}

static void clear_dev(void)
{
	static const char *const made[] = {"/dev/fd",	"/dev/stdin", "/dev/stdout", "/dev/stderr",
					   "/dev/disk", "/dev/pts",   "/dev/shm"};

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		remove_all(made[i]);
	(void)chmod("/dev/full", 0666);
	(void)chown("/dev/full", 0, 0);
}

static bool read_disk(struct disk *disk)
{
	int fd = open(disk->path, O_RDONLY | O_CLOEXEC);
	off_t size = lseek(fd, 0, SEEK_END);

	if (size <= 0)
		return fail(disk->path);
	disk->size = (size_t)size;
	disk->content = malloc(disk->size);
	if (!disk->content || pread(fd, disk->content, disk->size, 0) != size)
		return fail(disk->path);
	close(fd);
	return true;
}

/* The namespace that had it mounted may not be quite over. */
static int open_disk(const char *path)
{
	int fd = -1, writable = 0;

	for (int turn = 0; turn < TURNS && fd < 0; turn++) {
		int plain = open(path, O_RDONLY | O_CLOEXEC);

		(void)ioctl(plain, SET_READ_ONLY, &writable);
		close(plain);
		fd = open(path, O_RDWR | O_EXCL | O_CLOEXEC);
		if (fd < 0)
			usleep(TURN_US);
	}
	return fd;
}

static bool write_disk(const struct disk *disk)
{
	int fd = open_disk(disk->path);
	bool is_good = fd >= 0 && pwrite(fd, disk->content, disk->size, 0) == (ssize_t)disk->size;

	close(fd);
	return is_good || fail(disk->path);
}

static bool has_root(const struct mode *mode)
{
	return strstr(mode->cmdline, "root=");
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool is_good = write(fd, text, strlen(text)) > 0;

	close(fd);
	return is_good || fail(path);
}

bool stage_open(void)
{
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) < 0 ||
	    mount("proc", "/proc", "proc", 0, NULL) < 0 ||
	    mount("sysfs", "/sys", "sysfs", 0, NULL) < 0)
		return fail("mount");
	if (!freopen("/dev/ttyS1", "we", stdout))
		return fail("/dev/ttyS1");
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* Tunnels that are in every namespace are nothing that a box has. */
	(void)write_text("/proc/sys/net/core/fb_tunnels_only_for_init_net", "1");
	for (struct disk *disk = disks; disk < disks + DISKS; disk++)
		if (!read_disk(disk))
			return false;
	return true;
}

pid_t stage_start(const struct mode *mode, int facts_fd)
{
	const unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS;
	pid_t pid;

	fflush(stdout);
	pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);
	if (pid == 0)
		be_init(mode, facts_fd);
	if (pid < 0)
		(void)fail("clone");
	else if (mode->has_net && !give_nic(pid))
		(void)kill(pid, SIGKILL);
	return pid;
}

bool stage_clear(const struct mode *mode)
{
	for (int turn = 0; turn < TURNS && !if_nametoindex(NIC); turn++)
		usleep(TURN_US);
	if (!if_nametoindex(NIC))
		return fail(NIC);
	clear_dev();
	for (const struct disk *disk = disks; disk < disks + DISKS && has_root(mode); disk++)
		if (!write_disk(disk))
			return false;
	return true;
}

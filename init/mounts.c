/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file systems of the kernel, and the way out: unmounting by
 * /proc/self/mountinfo. /etc/fstab has a file of its own, init/mount_fstab.c.
 */
#include "init/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "init/mountinfo.h"
#include "lib/file.h"
#include "lib/log.h"
#include "mdev-rules/dev_node.h"

enum {
	MOUNTINFO_SIZE = 256 * 1024,
	LISTMOUNT = 458, /* asm/unistd_64.h */
	MOUNTS_MAX =
		1024, /* mounts that are ended by name; what is beyond stays for umount's sync */
};

static char mountinfo[MOUNTINFO_SIZE];
static unsigned int made;  /* mounts, by us */
static bool has_elsewhere; /* one of them has to be detached before another root */

/* By the device, which all kernels tell: mount_point.h needs Linux 5.8. */
static bool is_mounted(const char *target)
{
	struct stat root, st;

	return stat("/", &root) == 0 && stat(target, &st) == 0 && st.st_dev != root.st_dev;
}

static int try_mount(const char *type, const char *target, unsigned long flags, const char *data)
{
	return mount(type, target, type, flags, data) < 0 ? -errno : 0;
}

/* 0; 1 where it was there, which is no error: somebody's wrapper mounted it; -errno. */
static int mount_kernel_fs(const char *type, const char *target, unsigned long flags,
			   const char *data)
{
	int error = try_mount(type, target, flags, data);

	/* Most images have the folder. */
	if (error == -ENOENT) {
		error = file_make_dirs(target);
		if (!error)
			error = try_mount(type, target, flags, data);
	}
	if (error == -EBUSY && is_mounted(target))
		return 1;
	made += !error;
	return error;
}

int mounts_dev(int *devtmpfs)
{
	/* Documentation/admin-guide/devices.txt. */
	static const struct {
		char path[16];
		mode_t mode;
		unsigned int minor, major;
	} nodes[] = {
		{"/dev/console", S_IFCHR | 0600, 1, 5},
		{"/dev/null", S_IFCHR | 0666, 3, 1},
		{"/dev/kmsg", S_IFCHR | 0644, 11, 1},
	};
	int error = mount_kernel_fs("devtmpfs", "/dev", MS_NOSUID, "mode=0755");

	*devtmpfs = error < 0 ? error : 0;
	if (error >= 0)
		return 0;
	error = mount_kernel_fs("tmpfs", "/dev", MS_NOSUID, "mode=0755");
	for (size_t i = 0; error >= 0 && i < sizeof(nodes) / sizeof(*nodes); i++) {
		dev_t number = makedev(nodes[i].major, nodes[i].minor);

		/* mknod(2) obeys the umask. */
		if ((mknod(nodes[i].path, nodes[i].mode, number) < 0 && errno != EEXIST) ||
		    chmod(nodes[i].path, nodes[i].mode & 0777) < 0)
			error = -errno;
	}
	return error < 0 ? error : 1;
}

static int make_dev_links(void)
{
	static const char links[][2][16] = {
		{"/proc/self/fd", "/dev/fd"},
		{"fd/0", "/dev/stdin"},
		{"fd/1", "/dev/stdout"},
		{"fd/2", "/dev/stderr"},
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

static const struct {
	const char *type, *target;
	unsigned long flags;
	const char *data;
} kernel_fs[] = {
	{"proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, ""},
	{"sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, ""},
	{"tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755"},
};

static bool as_made; /* they are mounted as the table says, all by us */

int mounts_kernel(bool fill_dev)
{
	int first = 0, error;

	as_made = true;
	for (size_t i = 0; i < sizeof(kernel_fs) / sizeof(*kernel_fs); i++) {
		error = mount_kernel_fs(kernel_fs[i].type, kernel_fs[i].target, kernel_fs[i].flags,
					kernel_fs[i].data);
		as_made &= !error;
		if (error < 0) {
			log_err("cannot mount '%s' on '%s': %s", kernel_fs[i].type,
				kernel_fs[i].target, strerror(-error));
			first = first ? first : error;
		}
	}
	error = fill_dev ? dev_node_make_all() : 0;
	if (!error)
		error = make_dev_links();
	if (error)
		log_err("cannot fill /dev: %s", strerror(-error));
	return first ? first : error;
}

bool mounts_kernel_has(const char *target, unsigned long flags, const char *data)
{
	for (size_t i = 0; as_made && i < sizeof(kernel_fs) / sizeof(*kernel_fs); i++) {
		if (strcmp(target, kernel_fs[i].target) == 0)
			return flags == kernel_fs[i].flags && strcmp(data, kernel_fs[i].data) == 0;
	}
	return false;
}

int mounts_remount(const char *target, unsigned long flags, const char *data)
{
	as_made = false; /* by a link or another name it may be one of them */
	return mount(NULL, target, NULL, MS_REMOUNT | flags, data) < 0 ? -errno : 0;
}

/* Reads the list of mounts and cuts it into entries. Their number, or -errno. */
static int read_mounts(struct mountinfo_entry entries[MOUNTS_MAX])
{
	ssize_t len = file_read(AT_FDCWD, "/proc/self/mountinfo", mountinfo, sizeof(mountinfo));
	char *cursor = mountinfo;
	int count = 0;

	if (len < 0)
		return (int)len;
	while (count < MOUNTS_MAX && mountinfo_next(&cursor, &entries[count]))
		count++;
	return count;
}

static bool is_below_one(const char *path, const char *const *folders)
{
	for (; *folders; folders++) {
		if (mountinfo_below(path, *folders))
			return true;
	}
	return false;
}

void mounts_add(const char *target, bool stays)
{
	static const char usual[][9] = {"/dev/pts", "/dev/shm"};

	made++;
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		stays |= strcmp(target, usual[i]) == 0;
	has_elsewhere |= !stays;
}

/*
 * Is nothing mounted but what we have mounted, and does all of that stay? The kernel's list is
 * text, each line of which costs it some thousand instructions; this gives numbers only, that of
 * the root among them (listmount(2), Linux 6.8).
 */
static bool all_stay(void)
{
	enum { AT_ONCE = 16 };
	struct {
		uint32_t size, zero;
		uint64_t of, after;
	} request = {.size = sizeof(request), .of = UINT64_MAX};
	uint64_t ids[AT_ONCE];

	return !has_elsewhere && made + 1 < AT_ONCE &&
	       syscall(LISTMOUNT, &request, ids, AT_ONCE, 0) == (long)made + 1;
}

int mounts_detach_all_but(const char *const *folders)
{
	static struct mountinfo_entry entries[MOUNTS_MAX];
	int count;

	if (all_stay())
		return 0;
	count = read_mounts(entries);
	for (int i = count - 1; i >= 0; i--) {
		const char *path = entries[i].mount_point;

		if (strcmp(path, "/") == 0 || is_below_one(path, folders))
			continue;
		if (umount2(path, MNT_DETACH) < 0)
			log_warning("cannot unmount '%s': %s", path, strerror(errno));
	}
	return count < 0 ? count : 0;
}

bool mounts_is_kernel_fs(const char *type)
{
	static const char types[][10] = {"proc",   "sysfs", "devtmpfs", "devpts",
					 "rootfs", "tmpfs", "ramfs"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strcmp(type, types[i]) == 0)
			return true;
	}
	return false;
}

void mounts_end(void)
{
	static struct mountinfo_entry entries[MOUNTS_MAX];
	int count = read_mounts(entries);

	if (count < 0)
		log_err("cannot read the list of mounts, nothing is unmounted: %s",
			strerror(-count));
	for (int i = count - 1; i >= 0; i--) {
		const char *path = entries[i].mount_point;

		if (mounts_is_kernel_fs(entries[i].type))
			continue;
		if (strcmp(path, "/") != 0 && umount2(path, 0) == 0)
			continue;
		/* Still in use, or the root: nothing more is written to it, at least. */
		if (mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
			log_warning("cannot unmount '%s': %s", path, strerror(errno));
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/class/block/NAME is a link to the device's folder: that of a partition is in the disk's, and
 * the disk's is in those of the buses that lead to it.
 */
#include "mdev-rules/disk_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/parse.h"

enum { SECTOR = 512 }; /* of all numbers in /sys, whatever the disk's own are */

int disk_facts_node(const char *name, char *out, size_t size)
{
	if (parse_copy(name, out, size))
		return -ENAMETOOLONG;
	for (; *out; out++) {
		if (*out == '!')
			*out = '/';
	}
	return 0;
}

/* A number in a file of a folder below /sys; `missing` where there is none. */
static uint64_t read_number(int sys, const char *folder, const char *file, uint64_t missing)
{
	char path[PATH_MAX], text[32];
	uint64_t value = 0;

	if (format_text(path, sizeof(path), "%s/%s", folder, file) >= sizeof(path) ||
	    file_read_line(sys, path, text, sizeof(text)) <= 0)
		return missing;
	/* Of up to 19 digits, which parse_u32() would refuse. */
	for (const char *at = text; *at; at++) {
		if (*at < '0' || *at > '9' || value > UINT64_MAX / 10 - 1)
			return missing;
		value = value * 10 + (uint64_t)(*at - '0');
	}
	return value;
}

/* What is not there, or not any more, and a drive without a medium are no errors. */
static void note_error(int number, struct disk_facts_read *out)
{
	if (number == 0 || number == ENOENT || number == ENODEV || number == ENXIO ||
	    number == ENOMEDIUM)
		return;
	out->error = out->error ? out->error : -number;
}

/* Reads the first len bytes of a file, fewer where it is shorter. *error gets a first -errno. */
static size_t read_bytes(int fd, uint64_t offset, uint8_t *buf, size_t len, int *error)
{
	ssize_t n;

	if (offset > INT64_MAX)
		return 0;
	do
		n = pread(fd, buf, len, (off_t)offset);
	while (n < 0 && errno == EINTR);
	if (n < 0 && *error == 0)
		*error = -errno;
	return n < 0 ? 0 : (size_t)n;
}

static int open_node(const struct disk_roots *roots, const char *name)
{
	char path[NAME_MAX + 1];

	if (disk_facts_node(name, path, sizeof(path)))
		return -1;
	/* O_NONBLOCK: a drive without a medium is opened without waiting for one. */
	return openat(roots->dev, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

int disk_facts_probe(int fd, struct superblock_probe *out)
{
	off_t size = lseek(fd, 0, SEEK_END);
	int error = size < 0 ? -errno : 0;

	superblock_probe_start(out, size < 0 ? 0 : (uint64_t)size);
	while (out->want.len) {
		uint8_t buf[WINDOW_MAX];
		struct window want = out->want;

		superblock_probe_take(out, buf, read_bytes(fd, want.offset, buf, want.len, &error));
	}
	return error;
}

/*
 * A CD drive without a disc tells of a size all the same, and answers each read with a page of
 * errors in the kernel's log: so it is asked (Documentation/userspace-api/ioctl/cdrom.rst).
 */
static bool has_medium(int fd, const char *name)
{
	const char *rest;
	int status;

	if (!parse_prefix(name, "sr", &rest))
		return true;
	status = ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT);
	return status != CDS_NO_DISC && status != CDS_TRAY_OPEN;
}

static void read_content(const struct disk_roots *roots, const char *name,
			 struct disk_facts_read *out)
{
	CLEANUP_FD int fd = open_node(roots, name);

	if (fd < 0)
		note_error(errno, out);
	out->has_node = fd >= 0 || errno != ENOENT;
	if (fd < 0 || !has_medium(fd, name))
		return;
	note_error(-disk_facts_probe(fd, &out->probe), out);
	if (out->probe.sb.type)
		out->facts.superblock = &out->probe.sb;
}

/* `folder` is the partition's. Its entry counts where it begins where the kernel says. */
static void read_entry(const struct disk_roots *roots, const char *folder,
		       struct disk_facts_read *out)
{
	CLEANUP_FD int fd = open_node(roots, out->disk);
	uint64_t sectors = read_number(roots->sys, out->folder, "size", 0);
	uint32_t sector = (uint32_t)read_number(roots->sys, out->folder, "queue/logical_block_size",
						SECTOR);
	int error, failed = 0;

	if (fd < 0) {
		note_error(errno, out);
		return;
	}
	error = part_table_start(out->facts.number, sector, sectors * SECTOR, &out->table);
	while (!error && out->table.want.len) {
		uint8_t buf[WINDOW_MAX];
		struct window want = out->table.want;

		error = part_table_take(&out->table, buf,
					read_bytes(fd, want.offset, buf, want.len, &failed));
	}
	note_error(-failed, out);
	if (!error &&
	    out->table.entry.start / SECTOR == read_number(roots->sys, folder, "start", UINT64_MAX))
		out->facts.entry = &out->table.entry;
}

/* The text in FOLDER/FILE; NULL where there is none. */
static const char *read_text(int sys, const char *folder, const char *file,
			     struct disk_facts_read *out)
{
	char path[PATH_MAX], *text;
	ssize_t len;

	if (out->text_count >= DISK_FACTS_TEXTS ||
	    format_text(path, sizeof(path), "%s/%s", folder, file) >= sizeof(path))
		return NULL;
	text = out->texts[out->text_count];
	len = file_read_line(sys, path, text, DISK_FACTS_TEXT_SIZE);
	if (len < 0)
		note_error((int)-len, out);
	if (len <= 0)
		return NULL;
	out->text_count++;
	return text;
}

static struct disk_vpd read_page(int sys, const char *folder, const char *file,
				 uint8_t buf[DISK_VPD_MAX])
{
	char path[PATH_MAX];
	CLEANUP_FD int fd = -1;
	int refused = 0; /* a drive that has no such page */

	if (format_text(path, sizeof(path), "%s/device/%s", folder, file) < sizeof(path))
		fd = openat(sys, path, O_RDONLY | O_CLOEXEC);
	return (struct disk_vpd){buf, fd < 0 ? 0 : read_bytes(fd, 0, buf, DISK_VPD_MAX, &refused)};
}

/* The attributes that tell disks of a kind apart, by the begin of the disk's name. */
static void read_attributes(int sys, struct disk_facts_read *out)
{
	static const struct {
		char disk[8], file[16];
		size_t field;
	} table[] = {
		{"vd", "serial", offsetof(struct disk_facts, serial)},
		{"nvme", "wwid", offsetof(struct disk_facts, wwid)},
		{"nvme", "nsid", offsetof(struct disk_facts, nsid)},
		{"nvme", "device/model", offsetof(struct disk_facts, model)},
		{"nvme", "device/serial", offsetof(struct disk_facts, serial)},
		{"mmcblk", "device/name", offsetof(struct disk_facts, model)},
		{"mmcblk", "device/serial", offsetof(struct disk_facts, serial)},
		{"pmem", "device/uuid", offsetof(struct disk_facts, uuid)},
		{"s", "device/vendor", offsetof(struct disk_facts, vendor)},
		{"s", "device/model", offsetof(struct disk_facts, model)},
	};
	const char *rest;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (parse_prefix(out->disk, table[i].disk, &rest)) {
			const char *text = read_text(sys, out->folder, table[i].file, out);

			memcpy((char *)&out->facts + table[i].field, &text, sizeof(text));
		}
	}
	if (parse_prefix(out->disk, "s", &rest)) {
		out->facts.vpd83 = read_page(sys, out->folder, "vpd_pg83", out->vpd83);
		out->facts.vpd89 = read_page(sys, out->folder, "vpd_pg89", out->vpd89);
	}
}

/* The least N of the folders hostN beside this one: find_host() counts from it. */
static unsigned int find_first_host(int sys, const char *folder)
{
	const struct dirent *entry;
	struct folder hosts;
	uint32_t first = UINT32_MAX, number;
	const char *rest;

	if (folder_open(sys, folder, 0, &hosts))
		return 0;
	while ((entry = folder_next(&hosts))) {
		if (parse_prefix(entry->d_name, "host", &rest) &&
		    parse_u32(rest, UINT32_MAX, &number) == 0 && number < first)
			first = number;
	}
	(void)folder_close(&hosts);
	return first == UINT32_MAX ? 0 : first;
}

/* What a parent says of itself or of the disk; `folder` is its own, `name` the last part of it. */
static void read_parent(int sys, const char *folder, const char *name, struct disk_facts_read *out)
{
	struct disk_path *path = &out->facts.path;
	char *subsystem = out->subsystems[path->count], link[PATH_MAX], text[PATH_MAX], file[64];
	ssize_t len = -1;
	const char *rest;

	if (format_text(link, sizeof(link), "%s/subsystem", folder) < sizeof(link))
		len = readlinkat(sys, link, text, sizeof(text) - 1);
	text[len > 0 ? len : 0] = '\0';
	rest = strrchr(text, '/');
	if (!rest || parse_copy(rest + 1, subsystem, sizeof(*out->subsystems)))
		*subsystem = '\0';
	path->parents[path->count++] = (struct disk_parent){name, subsystem};
	if (parse_prefix(name, "ata", &rest)) {
		format_text(file, sizeof(file), "ata_port/%.16s/port_no", name);
		path->ata_port = read_text(sys, folder, file, out);
	} else if (strcmp(subsystem, "usb") == 0 && !out->facts.usb_serial) {
		out->facts.usb_serial = read_text(sys, folder, "serial", out);
	}
}

/* The chain of the disk's parents, the nearest first, up to /sys/devices. */
static void read_chain(int sys, struct disk_facts_read *out)
{
	struct disk_path *path = &out->facts.path;
	char folder[PATH_MAX], *slash;

	memcpy(folder, out->folder, sizeof(folder));
	memcpy(out->chain, out->folder, sizeof(out->chain));
	while ((slash = strrchr(folder, '/')) && path->count < DISK_PATH_PARENTS) {
		const char *rest;

		*slash = '\0';
		out->chain[slash - folder] = '\0';
		slash = strrchr(folder, '/');
		if (!slash)
			return;
		read_parent(sys, folder, out->chain + (slash + 1 - folder), out);
		if (parse_prefix(slash + 1, "host", &rest)) {
			*slash = '\0';
			path->first_host = find_first_host(sys, folder);
			*slash = '/';
		}
	}
}

/* FOLDER of the device below /sys, from the link in /sys/class/block. */
static int find_folder(int sys, const char *name, char out[PATH_MAX])
{
	char path[NAME_MAX + 32], target[PATH_MAX];
	const char *rest = target;
	ssize_t len;

	if (format_text(path, sizeof(path), "class/block/%s", name) >= sizeof(path))
		return -ENAMETOOLONG;
	len = readlinkat(sys, path, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	while (parse_prefix(rest, "../", &rest))
		;
	if (!strchr(rest, '/'))
		return -ENOENT;
	return parse_copy(rest, out, PATH_MAX) ? -ENAMETOOLONG : 0;
}

int disk_facts_read(const struct disk_roots *roots, const char *name, unsigned int what,
		    struct disk_facts_read *out)
{
	char folder[PATH_MAX], *slash;
	const char *last;
	int error = find_folder(roots->sys, name, folder);

	if (error)
		return error;
	out->facts = (struct disk_facts){.disk = out->disk};
	out->text_count = 0;
	out->error = 0;
	out->facts.number = (unsigned int)read_number(roots->sys, folder, "partition", 0);
	memcpy(out->folder, folder, sizeof(folder));
	slash = strrchr(out->folder, '/');
	if (out->facts.number && slash)
		*slash = '\0';
	last = strrchr(out->folder, '/');
	if (parse_copy(last ? last + 1 : out->folder, out->disk, sizeof(out->disk)))
		return -ENAMETOOLONG;
	if (what & DISK_FACTS_CONTENT)
		read_content(roots, name, out);
	if (what & DISK_FACTS_ENTRY && out->facts.number)
		read_entry(roots, folder, out);
	if (what & DISK_FACTS_BUS)
		read_attributes(roots->sys, out);
	if (what & DISK_FACTS_BUS && !strstr(out->folder, "/virtual/")) {
		read_chain(roots->sys, out);
		out->facts.path.nsid = out->facts.nsid;
	}
	return 0;
}

uint64_t disk_facts_size(const struct disk_roots *roots, const char *name)
{
	char folder[NAME_MAX + 16];

	if (format_text(folder, sizeof(folder), "class/block/%s", name) >= sizeof(folder))
		return 0;
	return read_number(roots->sys, folder, "size", 0) * SECTOR;
}

bool disk_facts_is_loop(const char *name)
{
	const char *rest;

	return parse_prefix(name, "loop", &rest);
}

bool disk_facts_there(const struct disk_roots *roots, const char *name)
{
	char path[NAME_MAX + 32];
	struct stat st;

	format_text(path, sizeof(path), "class/block/%s", name);
	return fstatat(roots->sys, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

bool disk_facts_held(const struct disk_roots *roots, const char *name)
{
	char path[NAME_MAX + 32];
	struct folder folder;
	bool held;

	format_text(path, sizeof(path), "class/block/%s/holders", name);
	if (folder_open(roots->sys, path, 0, &folder))
		return false;
	held = folder_next(&folder) != NULL;
	(void)folder_close(&folder);
	return held;
}

int disk_facts_sibling(const struct disk_roots *roots, const char *name, unsigned int number,
		       char *out, size_t size)
{
	char disk[PATH_MAX], path[PATH_MAX + NAME_MAX + 2];
	const struct dirent *entry;
	struct folder folder;
	int error = find_folder(roots->sys, name, disk);

	if (!error && read_number(roots->sys, disk, "partition", 0))
		*strrchr(disk, '/') = '\0';
	if (!error && number == 0)
		return parse_copy(strrchr(disk, '/') + 1, out, size) ? -ENAMETOOLONG : 0;
	if (!error)
		error = folder_open(roots->sys, disk, 0, &folder);
	if (error)
		return error;
	error = -ENOENT;
	while (error == -ENOENT && (entry = folder_next(&folder))) {
		format_text(path, sizeof(path), "%s/%s", disk, entry->d_name);
		if (entry->d_type == DT_DIR &&
		    read_number(roots->sys, path, "partition", 0) == number)
			error = parse_copy(entry->d_name, out, size) ? -ENAMETOOLONG : 0;
	}
	(void)folder_close(&folder);
	return error;
}

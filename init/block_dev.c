/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/class/block has every disk and partition; its superblock tells who it
 * is. The uevent socket is opened before the first look, so that a device that
 * comes in between is heard.
 */
#include "init/block_dev.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/timeline.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/log.h"
#include "lib/parse.h"
#include "mdev-rules/dev_node.h"
#include "mdev-rules/uevent.h"
#include "mdev-rules/uevent_sock.h"

enum { REMIND_MS = 30000 }; /* how often a long wait says that it waits */

const char *block_dev_spec_text(const struct dev_spec *spec, char *out)
{
	static const char prefixes[][12] = {"", "UUID=", "LABEL="};

	if (spec->kind == DEV_SPEC_NUMBER)
		format_text(out, BLOCK_DEV_PATH_SIZE, "%" PRIu32 ":%" PRIu32, spec->major,
			    spec->minor);
	else
		format_text(out, BLOCK_DEV_PATH_SIZE, "%s%s", prefixes[spec->kind], spec->text);
	return out;
}

/* Reads what is on the device; one that can't be opened or read has nothing on it. */
static void read_superblock(const char *path, struct superblock *out)
{
	uint8_t buf[SUPERBLOCK_WINDOW_MAX];
	/* O_NONBLOCK: a drive without a medium is opened without waiting for one. */
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; fd >= 0 && i < SUPERBLOCK_WINDOWS; i++) {
		const struct superblock_window *window = &superblock_windows[i];
		ssize_t len = pread(fd, buf, window->len, (off_t)window->offset);

		if (len <= 0 || superblock_parse(buf, (size_t)len, window->offset, out) == 0)
			return;
	}
}

static int fill(const char *path, struct block_dev *out)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISBLK(st.st_mode))
		return -ENOTBLK;
	if (parse_copy(path, out->path, sizeof(out->path)))
		return -ENAMETOOLONG;
	read_superblock(path, &out->superblock);
	return 0;
}

/* A device of /sys/class/block; '!' stands there for a slash in the name. */
static int fill_by_name(const char *name, struct block_dev *out)
{
	char path[BLOCK_DEV_PATH_SIZE];

	if (format_text(path, sizeof(path), "/dev/%s", name) >= sizeof(path))
		return -ENAMETOOLONG;
	for (char *at = path; *at; at++) {
		if (*at == '!')
			*at = '/';
	}
	return fill(path, out);
}

static int fill_by_number(uint32_t major, uint32_t minor, struct block_dev *out)
{
	char path[64], text[4097];
	struct uevent event;

	format_text(path, sizeof(path), "/sys/dev/block/%" PRIu32 ":%" PRIu32 "/uevent", major,
		    minor);
	if (file_read(AT_FDCWD, path, text, sizeof(text)) < 0 ||
	    uevent_parse_file(text, &event) != 0 || !event.devname)
		return -ENODEV;
	return fill_by_name(event.devname, out);
}

static bool matches(const struct dev_spec *spec, const struct superblock *superblock)
{
	if (!superblock->type)
		return false;
	if (spec->kind == DEV_SPEC_UUID)
		return strcasecmp(spec->text, superblock->uuid) == 0;
	return strcmp(spec->text, superblock->label) == 0;
}

/* Calls on each device of /sys/class/block until one is what is looked for. */
static int scan(const struct dev_spec *spec, struct block_dev *out)
{
	const struct dirent *entry;
	struct folder folder;
	int result = folder_open(AT_FDCWD, "/sys/class/block", 0, &folder);

	if (result)
		return result;
	result = -ENODEV;
	while (result && (entry = folder_next(&folder))) {
		if (fill_by_name(entry->d_name, out) == 0 && matches(spec, &out->superblock))
			result = 0;
	}
	folder_close(&folder);
	return result;
}

/* Looks at all there is. */
static int look(const struct dev_spec *spec, struct block_dev *out)
{
	switch (spec->kind) {
	case DEV_SPEC_PATH:
		return fill(spec->text, out);
	case DEV_SPEC_NUMBER:
		return fill_by_number(spec->major, spec->minor, out);
	case DEV_SPEC_UUID:
	case DEV_SPEC_LABEL:
		return scan(spec, out);
	}
	return -EINVAL;
}

/* Looks at the device of one event only. */
static int look_at_event(const struct dev_spec *spec, const struct uevent *event,
			 struct block_dev *out)
{
	if (strcmp(event->subsystem, "block") != 0 || event->action == UEVENT_REMOVE ||
	    !event->devname)
		return -ENODEV;
	(void)dev_node_make(event, true); /* for kernels without devtmpfs */
	if (spec->kind == DEV_SPEC_PATH || spec->kind == DEV_SPEC_NUMBER)
		return look(spec, out);
	if (fill_by_name(event->devname, out) || !matches(spec, &out->superblock))
		return -ENODEV;
	return 0;
}

/* One turn of waiting: an event, or the reminder's time. 0 when the device is there. */
static int wait_once(int fd, int wait_ms, const struct dev_spec *spec, struct block_dev *out)
{
	char buf[UEVENT_SOCK_SIZE];
	struct uevent event;
	ssize_t len = uevent_sock_recv(fd, wait_ms, buf, sizeof(buf));

	if (len == -ENOBUFS)
		return look(spec, out); /* events were lost: look at everything again */
	if (len < 0)
		return (int)len;
	if (len == 0 || uevent_parse(buf, (size_t)len, &event))
		return -ENODEV;
	return look_at_event(spec, &event, out);
}

static bool worth_waiting(int error)
{
	return error == -ENODEV || error == -ENOENT || error == -ENXIO || error == -ENOTDIR;
}

static void say_waiting(const struct dev_spec *spec, int64_t waited_ms, int64_t timeout_ms)
{
	char name[BLOCK_DEV_PATH_SIZE];

	block_dev_spec_text(spec, name);
	if (timeout_ms < 0)
		log_notice("waiting for '%s', %" PRId64 " s so far, without a limit", name,
			   waited_ms / 1000);
	else
		log_notice("waiting for '%s', %" PRId64 " of at most %" PRId64 " s", name,
			   waited_ms / 1000, timeout_ms / 1000);
}

int block_dev_find(const struct dev_spec *spec, int64_t timeout_ms, struct block_dev *out)
{
	int64_t waited_ms = 0, remind_ms = 0;
	uint64_t start_us = timeline_now_us();
	CLEANUP_FD int fd = timeout_ms ? uevent_sock_open() : -1;
	int error = look(spec, out);

	if (fd < 0 && timeout_ms)
		log_err("cannot listen for devices: %s", strerror(-fd));
	while (fd >= 0 && worth_waiting(error)) {
		int64_t left_ms = timeout_ms < 0 ? INT_MAX : timeout_ms - waited_ms;

		if (left_ms <= 0)
			return -ETIMEDOUT;
		if (waited_ms >= remind_ms) {
			remind_ms = waited_ms + REMIND_MS;
			say_waiting(spec, waited_ms, timeout_ms);
		}
		if (left_ms > remind_ms - waited_ms)
			left_ms = remind_ms - waited_ms;
		error = wait_once(fd, (int)left_ms, spec, out);
		waited_ms = (int64_t)((timeline_now_us() - start_us) / 1000);
	}
	return error;
}

/* Loop devices without a file and drives without a medium: nothing to tell people of. */
static bool is_empty(const char *name)
{
	char path[NAME_MAX + 32], size[32];

	format_text(path, sizeof(path), "/sys/class/block/%s/size", name);
	return file_read_line(AT_FDCWD, path, size, sizeof(size)) > 0 && strcmp(size, "0") == 0;
}

void block_dev_log_all(void)
{
	const struct dirent *entry;
	struct folder folder;
	unsigned int count = 0;
	int error = folder_open(AT_FDCWD, "/sys/class/block", 0, &folder);

	while (!error && (entry = folder_next(&folder))) {
		const struct superblock *sb;
		struct block_dev dev;

		if (is_empty(entry->d_name) || fill_by_name(entry->d_name, &dev))
			continue;
		sb = &dev.superblock;
		count++;
		log_err("found '%s': %s%s%s%s%s", dev.path, sb->type ? sb->type : "nothing known",
			sb->uuid[0] ? " UUID=" : "", sb->uuid, sb->label[0] ? " LABEL=" : "",
			sb->label);
	}
	if (!error)
		folder_close(&folder);
	if (count == 0)
		log_err("found no block device at all: a driver is missing, or no disk is there");
}

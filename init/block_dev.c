/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/class/block has every disk and partition; its superblock and the partition table tell
 * who it is, and are read by children (lookers.h). The uevent socket is opened before the first
 * look, so that a device that comes in between is heard.
 */
#include "init/block_dev.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/lookers.h"
#include "init/watchdog.h"
#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/log.h"
#include "lib/parse.h"
#include "mdev-rules/dev_node.h"
#include "mdev-rules/disk_facts.h"
#include "mdev-rules/uevent.h"
#include "mdev-rules/uevent_sock.h"

enum { REMIND_MS = 30000 }; /* how often a long wait says that it waits */

/* What is looked for, and where. */
struct search {
	const struct dev_spec *spec;
	struct disk_roots roots;
};

static struct disk_facts_read found; /* 20 kB, of the device that is looked at */

const char *block_dev_spec_text(const struct dev_spec *spec, char *out)
{
	static const char prefixes[][12] = {
		"", "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "/dev/disk/"};

	if (spec->kind == DEV_SPEC_NUMBER)
		format_text(out, BLOCK_DEV_PATH_SIZE, "%" PRIu32 ":%" PRIu32, spec->major,
			    spec->minor);
	else
		format_text(out, BLOCK_DEV_PATH_SIZE, "%s%s", prefixes[spec->kind], spec->text);
	return out;
}

static struct disk_roots open_roots(void)
{
	return (struct disk_roots){
		.dev = file_open("/dev", O_PATH | O_DIRECTORY),
		.sys = file_open("/sys", O_PATH | O_DIRECTORY),
	};
}

static void close_roots(const struct disk_roots *roots)
{
	cleanup_fd(&roots->dev);
	cleanup_fd(&roots->sys);
}

static int fill(const char *path, struct block_dev *out)
{
	struct superblock_probe probe = {.sb.type = NULL};
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISBLK(st.st_mode))
		return -ENOTBLK;
	if (parse_copy(path, out->path, sizeof(out->path)))
		return -ENAMETOOLONG;
	/* One that can't be opened has nothing on it. */
	out->fd = file_open(path, O_RDONLY | O_NONBLOCK);
	if (out->fd >= 0)
		(void)disk_facts_probe(out->fd, &probe);
	out->superblock = probe.sb;
	return 0;
}

/* A device of /sys/class/block. */
static int fill_by_name(const char *name, struct block_dev *out)
{
	char node[BLOCK_DEV_PATH_SIZE], path[BLOCK_DEV_PATH_SIZE];

	if (disk_facts_node(name, node, sizeof(node)) ||
	    format_text(path, sizeof(path), "/dev/%s", node) >= sizeof(path))
		return -ENAMETOOLONG;
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

static bool has_link(const struct dev_spec *spec, const struct disk_facts *facts)
{
	static struct disk_names names;

	disk_names_make(facts, &names);
	for (unsigned int i = 0; i < names.count; i++) {
		if (strcmp(spec->text, names.list[i]) == 0)
			return true;
	}
	return false;
}

/* What stands on a member of a RAID is the RAID's. */
static const struct superblock *own_content(const struct disk_facts *facts)
{
	const struct superblock *sb = facts->superblock;

	return sb && sb->usage != SUPERBLOCK_RAID ? sb : NULL;
}

static bool matches(const struct dev_spec *spec, const struct disk_facts *facts)
{
	const struct part_entry *entry = facts->entry;
	const struct superblock *sb = own_content(facts);

	switch (spec->kind) {
	case DEV_SPEC_UUID:
		return sb && strcasecmp(spec->text, sb->uuid) == 0;
	case DEV_SPEC_LABEL:
		return sb && strcmp(spec->text, sb->label) == 0;
	case DEV_SPEC_PARTUUID:
		return entry && strlen(entry->uuid) == spec->text_len &&
		       strncasecmp(spec->text, entry->uuid, spec->text_len) == 0;
	case DEV_SPEC_PARTLABEL:
		return entry && strcmp(spec->text, entry->label) == 0;
	case DEV_SPEC_LINK:
		return has_link(spec, facts);
	case DEV_SPEC_PATH:
	case DEV_SPEC_NUMBER:
		break;
	}
	return false;
}

static bool by_content(const struct dev_spec *spec)
{
	return spec->kind == DEV_SPEC_UUID || spec->kind == DEV_SPEC_LABEL;
}

/* Looks at one device. A file system on what a RAID or a mapper holds is theirs. */
static bool is_it(const struct search *search, const char *name)
{
	static const uint8_t needed[] = {
		[DEV_SPEC_UUID] = DISK_FACTS_CONTENT,	[DEV_SPEC_LABEL] = DISK_FACTS_CONTENT,
		[DEV_SPEC_PARTUUID] = DISK_FACTS_ENTRY, [DEV_SPEC_PARTLABEL] = DISK_FACTS_ENTRY,
		[DEV_SPEC_LINK] = DISK_FACTS_ALL,	[DEV_SPEC_NUMBER] = 0,
	};

	return disk_facts_read(&search->roots, name, needed[search->spec->kind], &found) == 0 &&
	       matches(search->spec, &found.facts) &&
	       !(by_content(search->spec) && disk_facts_held(&search->roots, name));
}

/* The partition of a disk that is what is looked for; its name goes to out. */
static int scan_partitions(const struct search *search, const char *disk, char out[NAME_MAX + 1])
{
	const struct dirent *entry;
	struct folder folder;
	int result = folder_open(AT_FDCWD, "/sys/class/block", 0, &folder);

	if (result)
		return result;
	result = -ENODEV;
	while (result && (entry = folder_next(&folder))) {
		const char *number;

		if (parse_prefix(entry->d_name, disk, &number) && *number &&
		    is_it(search, entry->d_name) && found.facts.number &&
		    strcmp(found.disk, disk) == 0)
			result = parse_copy(entry->d_name, out, NAME_MAX + 1) ? -ENAMETOOLONG : 0;
	}
	(void)folder_close(&folder);
	return result;
}

/* Takes what was found: `name`, or who it leads to. */
static int take(const struct search *search, char name[NAME_MAX + 1], struct block_dev *out)
{
	const struct dev_spec *spec = search->spec;
	char part[NAME_MAX + 1];
	int64_t number;

	/* Disks that boot as CD and as stick have the same file system in a partition. */
	if (by_content(spec) && found.facts.number == 0) {
		char disk[NAME_MAX + 1];

		memcpy(disk, found.disk, sizeof(disk));
		if (scan_partitions(search, disk, part) == 0)
			return fill_by_name(part, out);
	}
	if (spec->offset == 0)
		return fill_by_name(name, out);
	number = (int64_t)found.facts.number + spec->offset;
	if (number < 0 ||
	    disk_facts_sibling(&search->roots, name, (unsigned int)number, part, sizeof(part)))
		return -ENODEV;
	return fill_by_name(part, out);
}

static bool look_one(const void *search, const char *name)
{
	return is_it(search, name);
}

/* What a node or a number leads to at once; -ENODEV for other names. */
static int look_straight(const struct dev_spec *spec, struct block_dev *out)
{
	if (spec->kind == DEV_SPEC_PATH)
		return fill(spec->text, out);
	if (spec->kind == DEV_SPEC_NUMBER)
		return fill_by_number(spec->major, spec->minor, out);
	return -ENODEV;
}

/* A look, which for most names has only begun when this returns: -EINPROGRESS. */
static int look(const struct search *search, struct block_dev *out)
{
	if (search->spec->kind == DEV_SPEC_PATH || search->spec->kind == DEV_SPEC_NUMBER)
		return look_straight(search->spec, out);
	lookers_start(look_one, search, NULL);
	return -EINPROGRESS;
}

/* It has answered before, so it is read once more here. */
static int take_found(const struct search *search, struct block_dev *out)
{
	char name[NAME_MAX + 1];

	if (!lookers_found(name))
		return -EINPROGRESS;
	return is_it(search, name) ? take(search, name, out) : -ENODEV;
}

/* Events may be told late: of what is gone the kernel would never remove a node. */
static bool is_there(const struct search *search, const struct uevent *event)
{
	struct stat st;
	char path[64];

	format_text(path, sizeof(path), "dev/block/%" PRId64 ":%" PRId64, event->major,
		    event->minor);
	return fstatat(search->roots.sys, path, &st, 0) == 0;
}

/* Looks at the device of one event only. */
static int look_at_event(const struct search *search, const struct uevent *event,
			 struct block_dev *out)
{
	const struct dev_spec *spec = search->spec;
	char name[NAME_MAX + 1];

	if (strcmp(event->subsystem, "block") != 0 || event->action == UEVENT_REMOVE ||
	    !event->devname || !is_there(search, event))
		return -ENODEV;
	(void)dev_node_make(search->roots.dev, event, true); /* for kernels without devtmpfs */
	/* With PARTNROFF= it may be the one that another leads to. */
	if (spec->kind == DEV_SPEC_PATH || spec->kind == DEV_SPEC_NUMBER || spec->offset)
		return look(search, out);
	if (parse_copy(event->devname, name, sizeof(name)))
		return -ENODEV;
	for (char *at = name; *at; at++) {
		if (*at == '/')
			*at = '!';
	}
	lookers_start(look_one, search, name);
	return -EINPROGRESS;
}

static int take_event(int fd, const struct search *search, struct block_dev *out)
{
	char buf[UEVENT_SOCK_SIZE];
	struct uevent event;
	ssize_t len = uevent_sock_recv(fd, 0, buf, sizeof(buf));

	if (len == -ENOBUFS) { /* events were lost: look at everything again */
		uevent_sock_drop(fd, buf, sizeof(buf));
		return look(search, out);
	}
	if (len < 0 && len != -EBADMSG)
		return (int)len;
	if (len <= 0 || uevent_parse(buf, (size_t)len, &event))
		return -ENODEV;
	return look_at_event(search, &event, out);
}

static bool worth_waiting(int error)
{
	return error == -EINPROGRESS || error == -ENODEV || error == -ENOENT || error == -ENXIO ||
	       error == -ENOTDIR;
}

/* One turn of waiting: for an event (fd < 0: none), a looker, or the time. 0: it is there. */
static int wait_once(int fd, int64_t wait_ms, const struct search *search, struct block_dev *out)
{
	struct pollfd fds[LOOKERS_MAX + 1] = {{.fd = fd, .events = POLLIN}};
	nfds_t count = 1 + lookers_fds(fds + 1);
	int error;

	if (lookers_busy() && wait_ms > LOOKERS_TURN_MS)
		wait_ms = LOOKERS_TURN_MS;
	watchdog_pet();
	if (poll(fds, count, (int)watchdog_turn_ms(wait_ms)) < 0 && errno != EINTR)
		return -errno;
	error = take_found(search, out);
	if (error && worth_waiting(error) && fds[0].revents)
		error = take_event(fd, search, out);
	return error;
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

static int find(const struct search *search, int64_t timeout_ms, struct block_dev *out)
{
	int64_t waited_ms = 0, remind_ms = 0;
	uint64_t start_us = clock_now_us();
	CLEANUP_FD int fd = timeout_ms ? uevent_sock_open() : -1;
	int error = look(search, out);

	if (fd < 0 && timeout_ms)
		log_err("cannot listen for devices: %s", strerror(-fd));
	while (worth_waiting(error)) {
		int64_t left_ms = fd < 0 ? 0 : timeout_ms < 0 ? INT_MAX : timeout_ms - waited_ms;

		/* What is being looked at has its time to answer, whatever the limit. */
		if (left_ms <= 0 && !lookers_busy())
			return fd < 0 ? -ENODEV : -ETIMEDOUT;
		if (left_ms > 0 && !lookers_busy() && waited_ms >= remind_ms) {
			remind_ms = waited_ms + REMIND_MS;
			say_waiting(search->spec, waited_ms, timeout_ms);
		}
		if (left_ms <= 0)
			left_ms = LOOKERS_TURN_MS;
		else if (remind_ms > waited_ms && left_ms > remind_ms - waited_ms)
			left_ms = remind_ms - waited_ms;
		error = wait_once(fd, left_ms, search, out);
		waited_ms = (int64_t)((clock_now_us() - start_us) / 1000);
	}
	return error;
}

int block_dev_find(const struct dev_spec *spec, int64_t timeout_ms, struct block_dev *out)
{
	struct search search = {.spec = spec};
	int error = look_straight(spec, out);

	/* There already: nothing has to be listened to, nor anything looked for. */
	if (!worth_waiting(error))
		return error;
	search.roots = open_roots();
	error = find(&search, timeout_ms, out);
	lookers_end();
	close_roots(&search.roots);
	return error;
}

void block_dev_close(struct block_dev *dev)
{
	cleanup_fd(&dev->fd);
	dev->fd = -1;
}

/* Loop devices without a file and drives without a medium: nothing to tell people of. */
static bool is_empty(const char *name)
{
	char path[NAME_MAX + 32], size[32];

	format_text(path, sizeof(path), "/sys/class/block/%s/size", name);
	return file_read_line(AT_FDCWD, path, size, sizeof(size)) > 0 && strcmp(size, "0") == 0;
}

/* In a child. */
static bool log_one(const void *arg, const char *name)
{
	const struct disk_roots *roots = arg;
	const struct superblock *sb;
	const struct part_entry *entry;
	char node[NAME_MAX + 1];

	if (is_empty(name) || disk_facts_node(name, node, sizeof(node)) ||
	    disk_facts_read(roots, name, DISK_FACTS_CONTENT | DISK_FACTS_ENTRY, &found))
		return false;
	sb = found.facts.superblock;
	entry = found.facts.entry;
	log_err("found '/dev/%s': %s%s%s%s%s%s%s%s%s%s", node, sb ? sb->type : "nothing known",
		sb && *sb->uuid ? " UUID=" : "", sb ? sb->uuid : "",
		sb && *sb->label ? " LABEL=" : "", sb ? sb->label : "",
		entry && *entry->uuid ? " PARTUUID=" : "", entry ? entry->uuid : "",
		entry && *entry->label ? " PARTLABEL=" : "", entry ? entry->label : "",
		disk_facts_held(roots, name) ? ", held by another device" : "");
	return false;
}

static bool is_any_there(void)
{
	const struct dirent *entry;
	struct folder folder;
	bool is_any = false;

	if (folder_open(AT_FDCWD, "/sys/class/block", 0, &folder) < 0)
		return false;
	while (!is_any && (entry = folder_next(&folder)))
		is_any = !is_empty(entry->d_name);
	folder_close(&folder);
	return is_any;
}

void block_dev_log_all(void)
{
	const struct disk_roots roots = open_roots();
	char name[NAME_MAX + 1];

	if (!is_any_there())
		log_err("found no block device at all: a driver is missing, or no disk is there");
	else
		lookers_start(log_one, &roots, NULL);
	while (lookers_busy()) {
		struct pollfd fds[LOOKERS_MAX];

		(void)poll(fds, lookers_fds(fds), LOOKERS_TURN_MS);
		watchdog_pet();
		(void)lookers_found(name);
	}
	lookers_end();
	close_roots(&roots);
}

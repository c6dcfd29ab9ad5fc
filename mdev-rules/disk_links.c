/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes of claims to symlink(2), rename(2) and unlink(2), all below the folder that stands for
 * /dev.
 */
#include "mdev-rules/disk_links.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/folder.h"
#include "lib/format.h"
#include "lib/memory.h"
#include "lib/parse.h"
#include "mdev-rules/partitions.h"

enum { PATH_SIZE = DISK_NAME_SIZE + 8 /* "disk/" */, TARGET_SIZE = NAME_MAX + 8 };

void disk_links_init(const struct disk_roots *roots, int partitions, void *memory, size_t size,
		     struct disk_links *out)
{
	out->roots = *roots;
	out->partitions = partitions;
	disk_claims_init(memory, size, &out->claims);
	disk_readers_init(roots, &out->readers);
	out->scan = DISK_LINKS_NO_SCAN;
}

/* A link, and the folders above it where they are missing. */
static int make_symlink(struct disk_links *links, const char *target, const char *path)
{
	char folder[PATH_SIZE];
	int dev = links->roots.dev;

	if (symlinkat(target, dev, path) == 0)
		return 0;
	if (errno != ENOENT)
		return -errno;
	memcpy(folder, path, strlen(path) + 1);
	*strrchr(folder, '/') = '\0';
	if (mkdirat(dev, "disk", 0755) == 0)
		links->is_new = true;
	else if (errno != EEXIST)
		return -errno;
	if (mkdirat(dev, folder, 0755) < 0 && errno != EEXIST)
		return -errno;
	return symlinkat(target, dev, path) < 0 ? -errno : 0;
}

/* Makes PATH lead to the target, whatever it led to before. */
static int put_link(struct disk_links *links, const char *target, const char *path)
{
	static const char fresh[] = "disk/.new";
	char before[TARGET_SIZE];
	ssize_t len;
	int error = make_symlink(links, target, path), dev = links->roots.dev;

	if (error != -EEXIST)
		return error;
	len = readlinkat(dev, path, before, sizeof(before));
	if (len == (ssize_t)strlen(target) && memcmp(before, target, strlen(target)) == 0)
		return 0;
	/* One that is left from a program that was killed. */
	if (unlinkat(dev, fresh, 0) < 0 && errno != ENOENT)
		return -errno;
	if (symlinkat(target, dev, fresh) < 0 || renameat(dev, fresh, dev, path) < 0)
		return -errno;
	return 0;
}

static int apply_one(struct disk_links *links, const struct disk_change *change)
{
	char path[PATH_SIZE], node[NAME_MAX + 1], target[TARGET_SIZE];

	format_text(path, sizeof(path), "disk/%s", change->name);
	if (!change->device)
		return unlinkat(links->roots.dev, path, 0) < 0 && errno != ENOENT ? -errno : 0;
	if (disk_facts_node(change->device, node, sizeof(node)))
		return -ENAMETOOLONG;
	format_text(target, sizeof(target), "../../%s", node);
	return put_link(links, target, path);
}

/* Keeps the first failure, a machine's before one of ours. */
static void note_error(int error, int *first)
{
	if (error && (*first == 0 || (*first > 0 && error < 0)))
		*first = error;
}

/* The device has links->names from now on. */
static int set_names(struct disk_links *links, const char *device)
{
	int first = disk_claims_set(&links->claims, device, &links->names, &links->changes);

	for (unsigned int i = 0; i < links->changes.count; i++)
		note_error(apply_one(links, &links->changes.list[i]), &first);
	return first;
}

/* A box has eight loop devices, without a file: to read all about them costs more than its boot. */
static bool is_worth_a_look(const struct disk_links *links, const char *name)
{
	return disk_names_has(name) &&
	       (!disk_facts_is_loop(name) || disk_facts_size(&links->roots, name));
}

static bool is_gone(const struct disk_links *links, const char *name)
{
	return !is_worth_a_look(links, name) || !disk_facts_there(&links->roots, name);
}

int disk_links_update(struct disk_links *links, const char *name)
{
	/* Where something is being read, that may be it, and would come later. */
	if (is_gone(links, name) && disk_readers_idle(&links->readers)) {
		links->names.count = 0;
		return set_names(links, name);
	}
	disk_readers_add(&links->readers, name);
	return 0;
}

/* Those whose end was not heard of: the device's, or that of a loop device's file. */
static int drop_gone(struct disk_links *links)
{
	const char *device;
	uint64_t cursor = 0;
	int first = 0;

	while ((device = disk_claims_next(&links->claims, &cursor))) {
		char name[NAME_MAX + 1];

		format_text(name, sizeof(name), "%s", device);
		if (is_gone(links, name))
			note_error(disk_links_update(links, name), &first);
	}
	return first;
}

/* Links of one folder in /dev/disk that nobody claims: from before, or by somebody else. */
static void sweep(const struct disk_links *links, int disk, const char *by)
{
	char name[DISK_NAME_SIZE];
	const struct dirent *entry;
	struct folder folder;

	if (folder_open(disk, by, O_NOFOLLOW, &folder))
		return;
	while ((entry = folder_next(&folder))) {
		if (format_text(name, sizeof(name), "%s/%s", by, entry->d_name) >= sizeof(name) ||
		    !disk_claims_owner(&links->claims, name))
			(void)unlinkat(folder.fd, entry->d_name, 0);
	}
	(void)folder_close(&folder);
}

/* Nothing is from before where /dev/disk is not there, or was made by the scan itself. */
static void sweep_all(struct disk_links *links)
{
	static const char folders[][14] = {"by-uuid",	   "by-label", "by-partuuid",
					   "by-partlabel", "by-id",    "by-path"};
	CLEANUP_FD int disk = -1;

	if (!links->is_new)
		disk = openat(links->roots.dev, "disk", O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; disk >= 0 && i < sizeof(folders) / sizeof(*folders); i++)
		sweep(links, disk, folders[i]);
}

int disk_links_scan(struct disk_links *links)
{
	int first = drop_gone(links);
	int error;

	links->is_new = false;
	if (links->scan == DISK_LINKS_FOLDER)
		(void)folder_close(&links->at.folder);
	error = folder_open(links->roots.sys, "class/block", 0, &links->at.folder);
	links->scan = error ? DISK_LINKS_SWEEP : DISK_LINKS_FOLDER;
	note_error(error == -ENOENT ? 0 : error, &first);
	return first;
}

/*
 * The next device of a look at all of them; NULL at the end. Drives without a medium have names,
 * too; loop devices that have a file are in the list of those that hold something. A failure is
 * noted.
 */
static const char *next_device(struct disk_links *links, int *first)
{
	bool has_list = links->partitions >= 0;
	const struct dirent *entry;
	const char *name;

	while (links->scan == DISK_LINKS_FOLDER && (entry = folder_next(&links->at.folder))) {
		if (!has_list || !disk_facts_is_loop(entry->d_name))
			return entry->d_name;
	}
	if (links->scan == DISK_LINKS_FOLDER) {
		note_error(folder_close(&links->at.folder), first);
		links->scan = has_list ? DISK_LINKS_LOOPS : DISK_LINKS_SWEEP;
		partitions_start(links->partitions, &links->at.list);
	}
	while (links->scan == DISK_LINKS_LOOPS && (name = partitions_next(&links->at.list))) {
		if (disk_facts_is_loop(name))
			return name;
	}
	return NULL;
}

/* As many as there is room for. */
static void scan_on(struct disk_links *links, int *first)
{
	const char *name;

	if (links->scan != DISK_LINKS_FOLDER && links->scan != DISK_LINKS_LOOPS)
		return;
	while (disk_readers_hungry(&links->readers)) {
		name = next_device(links, first);
		if (!name) {
			links->scan = DISK_LINKS_SWEEP;
			return;
		}
		if (is_worth_a_look(links, name))
			disk_readers_add(&links->readers, name);
	}
}

int disk_links_step(struct disk_links *links)
{
	const char *name;
	int first = 0;

	disk_readers_hear(&links->readers);
	do {
		while ((name = disk_readers_next(&links->readers, &links->names)))
			note_error(set_names(links, name), &first);
		scan_on(links, &first);
	} while (disk_readers_start(&links->readers));
	if (links->scan == DISK_LINKS_SWEEP && !disk_readers_busy(&links->readers)) {
		sweep_all(links);
		links->scan = DISK_LINKS_NO_SCAN;
	}
	if (links->readers.is_lost && links->scan == DISK_LINKS_NO_SCAN &&
	    disk_readers_hungry(&links->readers)) {
		links->readers.is_lost = false;
		note_error(disk_links_scan(links), &first);
	}
	return first;
}

void disk_links_rest(struct disk_links *links)
{
	memory_give_back(&links->names, sizeof(links->names));
	memory_give_back(&links->changes, sizeof(links->changes));
	disk_readers_rest(&links->readers);
}

bool disk_links_busy(const struct disk_links *links)
{
	return disk_readers_busy(&links->readers);
}

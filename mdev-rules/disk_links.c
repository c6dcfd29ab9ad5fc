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

#include "lib/folder.h"
#include "lib/format.h"
#include "lib/parse.h"
#include "mdev-rules/partitions.h"

enum { PATH_SIZE = DISK_NAME_SIZE + 8 /* "disk/" */, TARGET_SIZE = NAME_MAX + 8 };

void disk_links_init(const struct disk_roots *roots, int partitions, void *memory, size_t size,
		     struct disk_links *out)
{
	out->roots = *roots;
	out->partitions = partitions;
	disk_claims_init(memory, size, &out->claims);
}

/* A link, and the folders above it where they are missing. */
static int make_symlink(int dev, const char *target, const char *path)
{
	char folder[PATH_SIZE];

	if (symlinkat(target, dev, path) == 0)
		return 0;
	if (errno != ENOENT)
		return -errno;
	memcpy(folder, path, strlen(path) + 1);
	*strrchr(folder, '/') = '\0';
	if ((mkdirat(dev, "disk", 0755) < 0 && errno != EEXIST) ||
	    (mkdirat(dev, folder, 0755) < 0 && errno != EEXIST))
		return -errno;
	return symlinkat(target, dev, path) < 0 ? -errno : 0;
}

/* Makes PATH lead to the target, whatever it led to before. */
static int put_link(int dev, const char *target, const char *path)
{
	static const char fresh[] = "disk/.new";
	char before[TARGET_SIZE];
	ssize_t len;
	int error = make_symlink(dev, target, path);

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

static int apply_one(const struct disk_links *links, const struct disk_change *change)
{
	char path[PATH_SIZE], node[NAME_MAX + 1], target[TARGET_SIZE];

	format_text(path, sizeof(path), "disk/%s", change->name);
	if (!change->device)
		return unlinkat(links->roots.dev, path, 0) < 0 && errno != ENOENT ? -errno : 0;
	if (disk_facts_node(change->device, node, sizeof(node)))
		return -ENAMETOOLONG;
	format_text(target, sizeof(target), "../../%s", node);
	return put_link(links->roots.dev, target, path);
}

static bool is_loop(const char *name)
{
	const char *rest;

	return parse_prefix(name, "loop", &rest);
}

/* A box has eight loop devices, without a file: to read all about them costs more than its boot. */
static bool is_worth_a_look(const struct disk_links *links, const char *name)
{
	return disk_names_has(name) && (!is_loop(name) || disk_facts_size(&links->roots, name));
}

/* `looks`: it may hold something. */
static int update(struct disk_links *links, const char *name, bool looks)
{
	int first, error;

	error = looks ? disk_facts_read(&links->roots, name, DISK_FACTS_ALL, &links->facts)
		      : -ENOENT;
	if (error)
		links->names.count = 0;
	else
		disk_names_make(&links->facts.facts, &links->names);
	if (!error)
		error = links->facts.error;
	first = disk_claims_set(&links->claims, name, &links->names, &links->changes);
	if (error && error != -ENOENT && first == 0)
		first = error;
	for (unsigned int i = 0; i < links->changes.count; i++) {
		error = apply_one(links, &links->changes.list[i]);
		if (error && first >= 0)
			first = error;
	}
	return first;
}

int disk_links_update(struct disk_links *links, const char *name)
{
	return update(links, name, is_worth_a_look(links, name));
}

/* Keeps the first failure, a machine's before one of ours. */
static void note_error(int error, int *first)
{
	if (error && (*first == 0 || (*first > 0 && error < 0)))
		*first = error;
}

/* Loop devices that have a file are in the list of those that hold something. */
static int add_loops(struct disk_links *links)
{
	struct partitions partitions;
	const char *name;
	int first = 0;

	partitions_start(links->partitions, &partitions);
	while ((name = partitions_next(&partitions))) {
		if (is_loop(name))
			note_error(update(links, name, disk_names_has(name)), &first);
	}
	return first;
}

/* Drives without a medium have names, too. */
static int add_all(struct disk_links *links)
{
	bool has_list = links->partitions >= 0;
	const struct dirent *entry;
	struct folder folder;
	int first = folder_open(links->roots.sys, "class/block", 0, &folder);

	if (first)
		return first == -ENOENT ? 0 : first;
	while ((entry = folder_next(&folder))) {
		if (!has_list || !is_loop(entry->d_name))
			note_error(disk_links_update(links, entry->d_name), &first);
	}
	note_error(folder_close(&folder), &first);
	if (has_list)
		note_error(add_loops(links), &first);
	return first;
}

/* Those whose end was not heard of: the device's, or that of a loop device's file. */
static int drop_gone(struct disk_links *links)
{
	const char *device;
	uint64_t cursor = 0;
	int first = 0;

	while ((device = disk_claims_next(&links->claims, &cursor))) {
		char path[NAME_MAX + 32], name[NAME_MAX + 1];
		struct stat st;

		format_text(name, sizeof(name), "%s", device);
		format_text(path, sizeof(path), "class/block/%s", name);
		if (is_loop(name) || fstatat(links->roots.sys, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
			note_error(disk_links_update(links, name), &first);
	}
	return first;
}

/* Links of one folder that nobody claims: from before, or by somebody else. */
static void sweep(const struct disk_links *links, const char *by)
{
	char path[PATH_SIZE];
	const struct dirent *entry;
	struct folder folder;

	format_text(path, sizeof(path), "disk/%s", by);
	if (folder_open(links->roots.dev, path, O_NOFOLLOW, &folder))
		return;
	while ((entry = folder_next(&folder))) {
		if (format_text(path, sizeof(path), "%s/%s", by, entry->d_name) >= DISK_NAME_SIZE ||
		    !disk_claims_owner(&links->claims, path))
			(void)unlinkat(folder.fd, entry->d_name, 0);
	}
	(void)folder_close(&folder);
}

int disk_links_scan(struct disk_links *links)
{
	static const char folders[][14] = {"by-uuid",	   "by-label", "by-partuuid",
					   "by-partlabel", "by-id",    "by-path"};
	int first = drop_gone(links);

	note_error(add_all(links), &first);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		sweep(links, folders[i]);
	return first;
}

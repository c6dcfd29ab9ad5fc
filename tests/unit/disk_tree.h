/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree that stands for /dev and /sys, for the tests of disks: files with a superblock or a
 * partition table for devices, folders and links as the kernel lays them out.
 */
#ifndef TESTS_UNIT_DISK_TREE_H
#define TESTS_UNIT_DISK_TREE_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mdev-rules/disk_links.h"
#include "tests/unit/unit.h"

enum { MEMORY = 1 << 20, SECTORS = 2048 };

static char root[] = "/tmp/rambox-disk-links-XXXXXX";
static struct disk_links links;
static void *memory;

static inline void make_folders(char *path)
{
	for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		assert_true(mkdir(path, 0755) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

/* Writes a file below the root of the tree, with the folders above it. */
static inline void put_file(const char *path, const void *bytes, size_t len)
{
	char whole[512];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	make_folders(whole);
	file = fopen(whole, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static inline void put_text(const char *path, const char *text)
{
	put_file(path, text, strlen(text));
}

static inline void put_link(const char *path, const char *target)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	make_folders(whole);
	assert_int_equal(symlink(target, whole), 0);
}

static inline void remove_path(const char *path)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	assert_int_equal(unlink(whole), 0);
}

/* A device with an ext2 whose UUID is 16 times the byte, or with nothing. */
static inline void put_content(const char *name, uint8_t uuid, const char *label)
{
	static uint8_t bytes[SECTORS * 512];
	char path[64];

	memset(bytes, 0, sizeof(bytes));
	if (uuid) {
		memcpy(bytes + 1024 + 0x38, "\x53\xef", 2);
		memset(bytes + 1024 + 0x68, uuid, 16);
		strcpy((char *)bytes + 1024 + 0x78, label);
	}
	snprintf(path, sizeof(path), "dev/%s", name);
	put_file(path, bytes, sizeof(bytes));
}

/* A disk of /sys; `folder` is below /sys/devices. */
static inline void put_disk(const char *folder, const char *name)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "sys/devices/%s/%s/size", folder, name);
	put_text(path, "2048\n");
	snprintf(path, sizeof(path), "sys/class/block/%s", name);
	snprintf(target, sizeof(target), "../../devices/%s/%s", folder, name);
	put_link(path, target);
}

static inline void put_partition(const char *folder, const char *disk, const char *name,
				 unsigned int number, unsigned int start)
{
	char path[256], text[256];

	snprintf(path, sizeof(path), "sys/devices/%s/%s/%s/partition", folder, disk, name);
	snprintf(text, sizeof(text), "%u\n", number);
	put_text(path, text);
	snprintf(path, sizeof(path), "sys/devices/%s/%s/%s/start", folder, disk, name);
	snprintf(text, sizeof(text), "%u\n", start);
	put_text(path, text);
	snprintf(path, sizeof(path), "sys/class/block/%s", name);
	snprintf(text, sizeof(text), "../../devices/%s/%s/%s", folder, disk, name);
	put_link(path, text);
}

static inline void unplug(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "sys/class/block/%s", name);
	remove_path(path);
}

static inline int open_root(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	make_folders(strcat(path, "/"));
	return open(path, O_PATH | O_DIRECTORY);
}

/* Until there is nothing more to be done, but for disks that do not answer. */
static inline int settle_links(void)
{
	int first = 0, error;

	do {
		struct pollfd event = {.fd = links.readers.event, .events = POLLIN};

		error = disk_links_step(&links);
		if (error && !first)
			first = error;
		if (disk_links_busy(&links))
			(void)poll(&event, 1, disk_readers_wait_ms(&links.readers));
	} while (disk_links_busy(&links));
	return first;
}

static inline void scan(void)
{
	assert_int_equal(disk_links_scan(&links), 0);
	assert_int_equal(settle_links(), 0);
}

static inline int set_up(void **state)
{
	struct disk_roots roots;

	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	if (!mkdtemp(root))
		return -1;
	memory = malloc(MEMORY);
	roots = (struct disk_roots){open_root("dev"), open_root("sys")};
	memset(&links, 0, sizeof(links));
	disk_links_init(&roots, -1, memory, MEMORY, &links);
	return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline int tear_down(void **state)
{
	(void)state;
	close(links.readers.event);
	close(links.roots.dev);
	close(links.roots.sys);
	free(memory);
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Where the link leads; "" when there is none. */
static inline void check_link(const char *name, const char *expected)
{
	char path[256], target[256];
	ssize_t len;

	snprintf(path, sizeof(path), "%s/dev/disk/%s", root, name);
	len = readlink(path, target, sizeof(target) - 1);
	target[len < 0 ? 0 : len] = '\0';
	expect_text(name, target, expected);
}

static inline void update(const char *name)
{
	expect_int(name, disk_links_update(&links, name), 0);
	expect_int(name, settle_links(), 0);
}

#define UUID_OF(digits) digits digits "-" digits "-" digits "-" digits "-" digits digits digits
static const char by_uuid_11[] = "by-uuid/" UUID_OF("1111");
static const char by_uuid_22[] = "by-uuid/" UUID_OF("2222");

/* Partition 1 in the sectors 8 to 15. */
static inline void put_mbr(const char *name, uint8_t signature)
{
	static const uint8_t slot[16] = {0, 0, 0, 0, 0x83, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0};
	static uint8_t bytes[SECTORS * 512];
	char path[64];

	memset(bytes, 0, sizeof(bytes));
	memset(bytes + 440, signature, 4);
	memcpy(bytes + 446, slot, sizeof(slot));
	memcpy(bytes + 510, "\x55\xaa", 2);
	snprintf(path, sizeof(path), "dev/%s", name);
	put_file(path, bytes, sizeof(bytes));
}

static const char pci[] = "pci0000:00/0000:00:04.0/virtio1/block";

static inline void put_virtio(void)
{
	put_mbr("vda", 0x12);
	put_content("vda1", 0x11, "");
	put_disk(pci, "vda");
	put_partition(pci, "vda", "vda1", 1, 8);
	put_text("sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/serial", "disk-7");
	put_link("sys/devices/pci0000:00/0000:00:04.0/virtio1/subsystem", "../../../../bus/virtio");
	put_link("sys/devices/pci0000:00/0000:00:04.0/subsystem", "../../../bus/pci");
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a block device is, read from it and from /sys: the facts that disk_names makes names of, and
 * that root= and fstab look for. /dev and /sys are given as folders, so that other trees can stand
 * for them; devices are named as in /sys/class/block, where '!' stands for a slash.
 *
 * Nothing is written, and a device is opened without waiting for a medium. What can't be read is
 * not there.
 */
#ifndef MDEV_RULES_DISK_FACTS_H
#define MDEV_RULES_DISK_FACTS_H

#include <limits.h>

#include "mdev-rules/disk_names.h"
#include "mdev-rules/superblock_probe.h"

/* What to look at: each costs some system calls. */
enum {
	DISK_FACTS_CONTENT = 1, /* facts.superblock, from the device */
	DISK_FACTS_ENTRY = 2,	/* facts.entry, from the disk that it is a partition of */
	DISK_FACTS_BUS = 4,	/* the rest, from /sys */
	DISK_FACTS_ALL = 7,
};

enum { DISK_FACTS_TEXTS = 8, DISK_FACTS_TEXT_SIZE = 256 };

struct disk_roots {
	int dev, sys; /* descriptors of the two folders */
};

/* The facts, and all that they point into: it must stay where it is. */
struct disk_facts_read {
	struct disk_facts facts;
	bool has_node; /* below /dev, where DISK_FACTS_CONTENT is asked for */
	struct superblock_probe probe;
	struct part_table table;
	char disk[NAME_MAX + 1];
	char folder[PATH_MAX]; /* of the whole disk, below /sys */
	char chain[PATH_MAX];  /* the same, cut into the names of the parents */
	char subsystems[DISK_PATH_PARENTS][32];
	unsigned int text_count;
	int error; /* -errno of the first thing that could not be read, without which it has fewer
		      names */
	char texts[DISK_FACTS_TEXTS][DISK_FACTS_TEXT_SIZE];
	uint8_t vpd83[DISK_VPD_MAX], vpd89[DISK_VPD_MAX];
};

/*
 * Reads what `what` asks for of a device in /sys/class/block. 0; -ENOENT when it is not there (any
 * more), other -errno.
 */
int disk_facts_read(const struct disk_roots *roots, const char *name, unsigned int what,
		    struct disk_facts_read *out);

/*
 * What is on an open device: out->sb, whose .type is NULL where nothing was recognised. 0, or
 * -errno of the first read that failed.
 */
int disk_facts_probe(int fd, struct superblock_probe *out);

/* The node of a device below /dev: '!' becomes a slash. 0, or -ENAMETOOLONG, *out untouched. */
int disk_facts_node(const char *name, char *out, size_t size);

/* The size in bytes; 0 also for a drive without a medium, a loop device without a file. */
uint64_t disk_facts_size(const struct disk_roots *roots, const char *name);

/* True for a loop device, which may have no file. */
bool disk_facts_is_loop(const char *name);

/* True when the device is in /sys. */
bool disk_facts_there(const struct disk_roots *roots, const char *name);

/* True when a device mapper, a RAID or the like holds the device, which is then not to be used. */
bool disk_facts_held(const struct disk_roots *roots, const char *name);

/*
 * The name of partition `number` of the same disk as `name`, which may be the disk; 0 is the
 * disk itself. 0; -ENOENT when
 * there is none, other -errno.
 */
int disk_facts_sibling(const struct disk_roots *roots, const char *name, unsigned int number,
		       char *out, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who has which name below /dev/disk. Several devices may claim the same one (clones of a disk, the
 * paths to it): the first that came has it, and when that one goes or gives it up, the next one in
 * the order of coming. So what counts is who is there, and not which events were seen in between.
 *
 * All lives in a block of memory that the caller gives, about 70 bytes a name and 40 a device, of
 * which no more is touched than is used; a change costs the same for ten devices and ten
 * thousand. Pure.
 */
#ifndef MDEV_RULES_DISK_CLAIMS_H
#define MDEV_RULES_DISK_CLAIMS_H

#include "mdev-rules/disk_names.h"

enum {
	DISK_CLAIMS_NAME_BUCKETS = 4096,
	DISK_CLAIMS_DEVICE_BUCKETS = 1024,
	DISK_CLAIMS_UNIT = 32,	/* bytes that room is given in */
	DISK_CLAIMS_UNITS = 10, /* the longest name needs 9 */
	DISK_CLAIMS_CHANGES = 2 * DISK_NAMES_MAX,
};

enum disk_claims_error {
	DISK_CLAIMS_FULL =
		1, /* there is no room for one of the names, or the device; the rest is done */
};

struct disk_claims {
	/* All of it is its own; numbers are of units in memory, 0 is none. */
	uint8_t *memory;
	uint32_t units, used;
	uint32_t free[DISK_CLAIMS_UNITS]; /* by their size */
	uint32_t names[DISK_CLAIMS_NAME_BUCKETS], devices[DISK_CLAIMS_DEVICE_BUCKETS];
};

/* A name that has to lead to another device from now on. Valid until the next call. */
struct disk_change {
	const char *name;
	const char *device; /* NULL: nobody claims it any more */
};

struct disk_changes {
	unsigned int count;
	struct disk_change list[DISK_CLAIMS_CHANGES];
};

/*
 * `memory`, aligned as by malloc(3) or mmap(2), stays the caller's; it need not be zeroed. *out
 * must be: what is static is, and the pages of its tables are then not there before they are used.
 */
void disk_claims_init(void *memory, size_t size, struct disk_claims *out);

/*
 * The names that `device` claims from now on: all others are given up; none at all when it
 * is gone. 0, or DISK_CLAIMS_FULL; *out says what is to be done in either case.
 */
int disk_claims_set(struct disk_claims *claims, const char *device, const struct disk_names *names,
		    struct disk_changes *out);

/* Who has the name, or NULL. Valid until the next change. */
const char *disk_claims_owner(const struct disk_claims *claims, const char *name);

/*
 * The devices that claim something, one by one: *cursor is 0 at first. NULL at the end. The one
 * that was given last may be taken away before the next call, no other.
 */
const char *disk_claims_next(const struct disk_claims *claims, uint64_t *cursor);

#endif

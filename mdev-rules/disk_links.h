/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The links below /dev/disk, kept right as block devices come, change and go: after any number of
 * events they are what disk_names says of the devices that are there, where several
 * claim the same name the first one that came (disk_claims.h). Links are relative, "../../sda1",
 * and put in place by rename(2), so that a name never leads to nothing while it changes hands.
 *
 * The links belong to this module: what it finds in the six folders that nobody claims goes in a
 * scan.
 */
#ifndef MDEV_RULES_DISK_LINKS_H
#define MDEV_RULES_DISK_LINKS_H

#include "lib/folder.h"
#include "mdev-rules/disk_claims.h"
#include "mdev-rules/disk_reader.h"
#include "mdev-rules/partitions.h"

/* Devices are read in threads (disk_reader.h), and may be slow: see disk_links_step(). */
struct disk_links {
	struct disk_roots roots; /* of /dev and /sys; the caller's */
	int partitions;		 /* /proc/partitions, the caller's; -1: none */
	bool is_new;		 /* /dev/disk: this scan has made it */
	/* How far a look at all devices has come. */
	enum disk_links_scan {
		DISK_LINKS_NO_SCAN,
		DISK_LINKS_FOLDER,
		DISK_LINKS_LOOPS,
		DISK_LINKS_SWEEP,
	} scan;
	struct disk_claims claims;
	struct disk_names names; /* of the device that was read last */
	struct disk_changes changes;
	struct disk_readers readers;
	union {
		struct folder folder;
		struct partitions list;
	} at;
};

/*
 * The roots, the descriptor and the block of memory stay the caller's, as disk_claims_init() says.
 * Without /proc/partitions each loop device is asked for its size. *out, all zero, must stay where
 * it is.
 */
void disk_links_init(const struct disk_roots *roots, int partitions, void *memory, size_t size,
		     struct disk_links *out);

/*
 * A device of /sys/class/block came, changed, or is gone, which is looked at: the event needs not
 * say it. As disk_links_step(), which has to come next.
 */
int disk_links_update(struct disk_links *links, const char *name);

/*
 * All of /sys/class/block, those that went, and links that nobody claims: at the start, and when
 * events were lost. The same.
 */
int disk_links_scan(struct disk_links *links);

/*
 * What can be done now; to be called again when links->readers.event is readable, or
 * disk_readers_wait_ms() are over. 0; > 0: DISK_CLAIMS_FULL; -errno of the first link that could
 * not be made. The others are.
 */
int disk_links_step(struct disk_links *links);

/* Before a long sleep: lets go of memory that holds nothing. */
void disk_links_rest(struct disk_links *links);

/* True while links are to come, but for those of disks that do not answer. */
bool disk_links_busy(const struct disk_links *links);

#endif

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

#include "mdev-rules/disk_claims.h"
#include "mdev-rules/disk_facts.h"

struct disk_links {
	struct disk_roots roots; /* of /dev and /sys; the caller's */
	int partitions;		 /* /proc/partitions, the caller's; -1: none */
	struct disk_claims claims;
	struct disk_facts_read facts; /* of the device that is looked at */
	struct disk_names names;
	struct disk_changes changes;
};

/*
 * The roots, the descriptor and the block of memory stay the caller's, as disk_claims_init() says.
 * Without /proc/partitions each loop device is asked for its size.
 */
void disk_links_init(const struct disk_roots *roots, int partitions, void *memory, size_t size,
		     struct disk_links *out);

/*
 * A device of /sys/class/block came, changed, or is gone, which is looked at: the event needs not
 * say it. 0; > 0: DISK_CLAIMS_FULL; -errno of the first that could not be read or made. The
 * others are.
 */
int disk_links_update(struct disk_links *links, const char *name);

/*
 * All of /sys/class/block, those that went, and links that nobody claims: at the start, and when
 * events were lost. The same answers.
 */
int disk_links_scan(struct disk_links *links);

#endif

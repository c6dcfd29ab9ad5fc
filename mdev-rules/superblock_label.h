/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Labels that stand far from the head of a file system, by windows that the head and the
 * windows before lead to:
 *
 *   vfat    the root folder's entry of a volume; the boot sector's label is the second choice
 *           (Microsoft, FAT: General Overview of On-Disk Format, 1.03)
 *   exfat   the root folder's entry 83h (Microsoft, exFAT file system specification, 7.3)
 *   ntfs    $VOLUME_NAME in record 3 of the MFT (linux fs/ntfs3/ntfs.h)
 *
 * The root folder of FAT32 and exFAT is a chain of clusters; at most SUPERBLOCK_LABEL_STEPS
 * windows of it and its chain are read, so that a loop ends. Numbers that can't be
 * (clusters below 2 or beyond the end, sectors that are no power of two) end the search without a
 * label. Pure.
 */
#ifndef MDEV_RULES_SUPERBLOCK_LABEL_H
#define MDEV_RULES_SUPERBLOCK_LABEL_H

#include "mdev-rules/superblock.h"

enum { SUPERBLOCK_LABEL_STEPS = 256 };

enum superblock_label_place {
	SUPERBLOCK_LABEL_NOWHERE, /* all is known */
	SUPERBLOCK_LABEL_FOLDER,  /* a part of the root folder */
	SUPERBLOCK_LABEL_CHAIN,	  /* the number of the cluster that follows */
	SUPERBLOCK_LABEL_RECORD,  /* of the MFT */
};

struct superblock_label {
	struct window want; /* what to read next; .len 0 when there is nothing more to read */

	/* The rest is its own. Offsets and sizes in bytes. */
	enum superblock_label_place place;
	bool exfat;
	unsigned int steps;
	uint64_t table;		    /* cluster numbers of 4 bytes */
	uint64_t heap;		    /* where cluster 2 begins */
	uint64_t cluster_size;	    /* 0: the folder is no chain (FAT12, FAT16) */
	uint64_t folder_left;	    /* of the cluster, or of the folder, from want on */
	uint32_t cluster, clusters; /* the one looked at; the first number that is none */
};

/* Where to look, as the first len bytes of a device with a superblock of this type say. */
void superblock_label_start(const char *type, const uint8_t *head, size_t len,
			    struct superblock_label *out);

/*
 * Takes what was read of search->want, whose len says how much that was, and sets the next one.
 * The label that is found goes to sb->label, which else stays as it is.
 */
void superblock_label_take(struct superblock_label *search, const uint8_t *buf, size_t len,
			   struct superblock *sb);

#endif

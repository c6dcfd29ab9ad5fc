/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who partition N of a disk is, from the disk's partition table, with the numbers that the kernel
 * gives (linux block/partitions/{efi,msdos}.c):
 *
 *   GPT  UEFI specification, 5.3: a protective MBR in sector 0, header in sector 1, its backup in
 *        the last one; entries of 128, 256 or 512 bytes, at most 64 kB of them. CRC32 of header
 *        and entries are checked; where the first header or its entries are broken, the backup
 *        counts (the kernel takes it with `gpt` on its command line only).
 *   MBR  primary partitions 1 to 4, logical ones from 5 on in chains of extended partitions.
 *
 * Refused: sectors of other sizes than 512 to 4096 bytes, partitions that begin beyond the disk,
 * and of GPT those that end there (of MBR they are cut, as the kernel does), chains that need more
 * than PART_TABLE_STEPS sectors, so that loops end; other tables (BSD, Sun, Amiga ...) have no
 * names of partitions. By windows, which the caller reads:
 *
 *   error = part_table_start(&table, number, sector_size, disk_size);
 *   while (!error && table.want.len)
 *           error = part_table_take(&table, buf, what was read of table.want into buf);
 *
 * Pure.
 */
#ifndef MDEV_RULES_PART_TABLE_H
#define MDEV_RULES_PART_TABLE_H

#include "mdev-rules/view.h"

enum {
	PART_TABLE_STEPS = 512,	     /* windows; the kernel has 256 partitions a disk at most */
	PART_TABLE_LABEL_UNITS = 36, /* UEFI, 5.3.3, table 5-7: UTF-16LE */
	PART_TABLE_LABEL_SIZE = 3 * PART_TABLE_LABEL_UNITS + 1,
};

struct part_entry {
	char uuid[VIEW_UUID_SIZE]; /* GPT: lower case; MBR: "xxxxxxxx-nn", hex; "" for none */
	char label[PART_TABLE_LABEL_SIZE]; /* GPT: UTF-8; "" where there is none */
	uint64_t start, size;		   /* bytes */
};

enum part_table_error {
	PART_TABLE_NONE = 1, /* no table that has names */
	PART_TABLE_BROKEN,   /* a GPT of which neither copy is whole, or a chain without end */
	PART_TABLE_NO_ENTRY, /* no partition of this number */
	PART_TABLE_SECTOR,   /* sectors of this size, or a disk of fewer than two */
};

enum part_table_step {
	PART_TABLE_MBR,
	PART_TABLE_EBR,
	PART_TABLE_HEADER,
	PART_TABLE_ENTRIES,
};

struct part_table {
	struct window want;	 /* what to read next; .len 0: the entry is there */
	struct part_entry entry; /* once it is */

	/* The rest is its own. Numbers of sectors, if not said otherwise. */
	enum part_table_step step;
	unsigned int number, steps;
	uint32_t sector; /* bytes */
	uint64_t sectors;
	/* GPT */
	bool backup, found;
	uint32_t entry_size, done, total; /* bytes of an entry; of all of them, read and to read */
	uint32_t crc, expected_crc;
	/* MBR: what is to come of chains, the one that is looked at, its link */
	uint32_t signature;
	unsigned int next, chain_count; /* number of the next logical partition */
	struct part_extent {
		uint64_t start, size;
	} chains[4], chain, link;
};

/*
 * Begins to look for partition `number`, 1 or more, of a disk with sectors of sector_size bytes and
 * a size in bytes. 0: out->want is the first window; PART_TABLE_SECTOR, *out untouched.
 */
int part_table_start(unsigned int number, uint32_t sector_size, uint64_t disk_size,
		     struct part_table *out);

/*
 * Takes the `len` bytes that could be read of table->want, 0 where it can't be read. 0: table->want
 * is the next window, or its .len is 0 and table->entry is filled; > 0: enum part_table_error, and
 * there is nothing more to read.
 */
int part_table_take(struct part_table *table, const uint8_t *buf, size_t len);

const char *part_table_strerror(int error);

#endif

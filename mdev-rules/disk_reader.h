/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the names of disks are, read in threads: a disk that answers slowly, or never, holds up
 * nobody but itself.
 *
 * One reader takes name after name from a queue and puts answers into a buffer of its own; where
 * that is full, or the queue is empty, its thread ends and says so by `event`. A reader that is
 * on one disk for DISK_READER_SLOW_MS is passed over by the next one, which goes on with the
 * queue; after DISK_READER_SILENT_MS that is a line in the log. It goes on waiting: a late answer
 * is as good. The partitions of such a disk wait with it, in the queue.
 *
 *   disk_readers_hear(&readers);
 *   do
 *           while ((device = disk_readers_next(&readers, &names)))
 *                   ...
 *   while (disk_readers_start(&readers));
 *
 * is to be done when names were added, when `event` is readable, and when disk_readers_wait_ms()
 * are over. All functions are for one thread.
 */
#ifndef MDEV_RULES_DISK_READER_H
#define MDEV_RULES_DISK_READER_H

#include <pthread.h>

#include "mdev-rules/disk_facts.h"
#include "mdev-rules/disk_names.h"

enum {
	DISK_READERS = 4,	     /* disks that are waited for side by side */
	DISK_READER_QUEUE = 8192,    /* bytes: some thousand names */
	DISK_READER_AHEAD = 512,     /* bytes of them, which keep a reader busy */
	DISK_READER_ANSWERS = 16384, /* bytes: of about a hundred disks */
	DISK_READER_ANSWER_MAX = NAME_MAX + 1 + (int)sizeof(int) + DISK_NAMES_MAX * DISK_NAME_SIZE +
				 1,
	DISK_READER_SLOW_MS = 1000,
	DISK_READER_SILENT_MS = 5000,
};

enum disk_reader_state {
	DISK_READER_FREE,
	DISK_READER_READS,
	DISK_READER_SLOW,
	DISK_READER_SILENT,
};

struct disk_readers;

/* What is not touched before there is something to read. */
struct disk_reader_room {
	/* Of each device its name, an int (-errno, or 0), the names of its links, and an empty
	 * one; each name with its NUL. */
	char answers[DISK_READER_ANSWERS];
	struct disk_names names;
	struct disk_facts_read facts;
};

struct disk_reader {
	struct disk_readers *all;
	pthread_t thread;
	bool has_thread;
	/* Under all->lock. */
	enum disk_reader_state state;
	bool is_over;		   /* the thread touches nothing any more */
	char device[NAME_MAX + 1]; /* that is read */
	char disk[NAME_MAX + 1];   /* the whole one, where the reader is slow */
	uint64_t since_ms;	   /* when it was begun with */
	unsigned int used;	   /* bytes of answers */
	unsigned int taken;	   /* of them, by the caller's thread */
	/* Answers before `used` are the caller's; all else is the thread's. */
	struct disk_reader_room *room;
};

/* Must stay where it is: threads know its address. */
struct disk_readers {
	int event; /* eventfd(2); -1: none, and nothing is read in threads */
	struct disk_roots roots;
	bool is_lost; /* a name had no room: the caller looks at all again, and resets it */
	bool is_full_said;
	unsigned int slow_ms, silent_ms;
	/* disk_facts_read(). The tests have their own. */
	int (*read)(const struct disk_roots *roots, const char *name, unsigned int what,
		    struct disk_facts_read *out);
	pthread_mutex_t lock;
	/* Under the lock: names, each ended by a NUL. */
	unsigned int head, tail;
	struct disk_reader list[DISK_READERS];
	char queue[DISK_READER_QUEUE];
	struct disk_reader_room rooms[DISK_READERS];
};

/* The roots stay the caller's. */
void disk_readers_init(const struct disk_roots *roots, struct disk_readers *out);

/* True when there is less to do than will soon be done. */
bool disk_readers_hungry(struct disk_readers *readers);

/* A device to be read; one that waits already is so once. */
void disk_readers_add(struct disk_readers *readers, const char *name);

/* True when nothing waits, is read or is to be taken. */
bool disk_readers_idle(struct disk_readers *readers);

/* True when something is read that is not silent. */
bool disk_readers_busy(const struct disk_readers *readers);

/* How long to wait for `event`, at most; -1: without a limit. */
int disk_readers_wait_ms(struct disk_readers *readers);

/* What readers have said, or have not. */
void disk_readers_hear(struct disk_readers *readers);

/*
 * The next device that was read, until disk_readers_start(), and its names: none where it is gone,
 * has no node, or holds nothing. NULL, *names untouched, when there is no more.
 */
const char *disk_readers_next(struct disk_readers *readers, struct disk_names *names);

/* Before a long sleep: lets go of memory that holds nothing. */
void disk_readers_rest(struct disk_readers *readers);

/* A reader for what waits. True when there are answers already: there is no thread to be had. */
bool disk_readers_start(struct disk_readers *readers);

#endif

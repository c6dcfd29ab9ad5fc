/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lock over the queue and the readers' states, which is never held where anything may wait; the
 * reading itself is done without it.
 */
#include "mdev-rules/disk_reader.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/memory.h"
#include "lib/parse.h"
#include "mdev-rules/thread.h"

void disk_readers_init(const struct disk_roots *roots, struct disk_readers *out)
{
	out->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	out->roots = *roots;
	out->is_lost = out->is_full_said = false;
	out->slow_ms = DISK_READER_SLOW_MS;
	out->silent_ms = DISK_READER_SILENT_MS;
	out->read = disk_facts_read;
	out->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	out->head = out->tail = 0;
	for (int i = 0; i < DISK_READERS; i++) {
		out->list[i].all = out;
		out->list[i].room = &out->rooms[i];
		out->list[i].state = DISK_READER_FREE;
	}
}

bool disk_readers_hungry(struct disk_readers *readers)
{
	unsigned int waiting;

	pthread_mutex_lock(&readers->lock);
	waiting = readers->tail - readers->head;
	pthread_mutex_unlock(&readers->lock);
	return waiting < DISK_READER_AHEAD;
}

static bool is_queued(const struct disk_readers *readers, const char *name)
{
	for (unsigned int at = readers->head; at < readers->tail;
	     at += (unsigned int)strlen(readers->queue + at) + 1) {
		if (strcmp(readers->queue + at, name) == 0)
			return true;
	}
	return false;
}

/* False where there is no room. */
static bool queue_name(struct disk_readers *readers, const char *name, unsigned int size)
{
	if (readers->tail + size > DISK_READER_QUEUE) {
		readers->tail -= readers->head;
		memmove(readers->queue, readers->queue + readers->head, readers->tail);
		readers->head = 0;
	}
	if (readers->tail + size > DISK_READER_QUEUE)
		return false;
	memcpy(readers->queue + readers->tail, name, size);
	readers->tail += size;
	return true;
}

void disk_readers_add(struct disk_readers *readers, const char *name)
{
	size_t len = strlen(name);

	if (len > NAME_MAX)
		return;
	pthread_mutex_lock(&readers->lock);
	if (!is_queued(readers, name))
		readers->is_lost |= !queue_name(readers, name, (unsigned int)len + 1);
	pthread_mutex_unlock(&readers->lock);
}

static void remove_queued(struct disk_readers *readers, unsigned int at)
{
	unsigned int len = (unsigned int)strlen(readers->queue + at) + 1;

	if (at == readers->head) {
		readers->head += len;
	} else {
		readers->tail -= len;
		memmove(readers->queue + at, readers->queue + at + len, readers->tail - at);
	}
	if (readers->head == readers->tail)
		readers->head = readers->tail = 0;
}

/* The disk that a partition is on; the device itself where that is not known. */
static void find_disk(const struct disk_roots *roots, const char *name, char out[NAME_MAX + 1])
{
	if (disk_facts_sibling(roots, name, 0, out, NAME_MAX + 1))
		(void)parse_copy(name, out, NAME_MAX + 1);
}

/* To read the same disk in one more thread would be to wait in two. What is gone answers. */
static bool has_to_wait(const struct disk_readers *readers, const char *name)
{
	char disk[NAME_MAX + 1] = "";

	for (int i = 0; i < DISK_READERS; i++) {
		if (readers->list[i].state < DISK_READER_SLOW)
			continue;
		if (!*disk)
			find_disk(&readers->roots, name, disk);
		if (strcmp(disk, readers->list[i].disk) == 0)
			return disk_facts_there(&readers->roots, name);
	}
	return false;
}

/* The place in the queue of the next name to be read; the tail where there is none. */
static unsigned int find_next(const struct disk_readers *readers)
{
	unsigned int at = readers->head;

	while (at < readers->tail && has_to_wait(readers, readers->queue + at))
		at += (unsigned int)strlen(readers->queue + at) + 1;
	return at;
}

/* In the thread: gives answers up to `used`, and takes a name. False where it has to end. */
static bool take_name(struct disk_reader *reader, unsigned int used)
{
	struct disk_readers *all = reader->all;
	unsigned int at = 0;
	bool has_name;

	pthread_mutex_lock(&all->lock);
	reader->used = used;
	has_name = reader->state == DISK_READER_READS &&
		   used + DISK_READER_ANSWER_MAX <= DISK_READER_ANSWERS;
	if (has_name) {
		at = find_next(all);
		has_name = at < all->tail;
	}
	if (has_name) {
		/* Longer ones were not let into the queue. */
		(void)parse_copy(all->queue + at, reader->device, sizeof(reader->device));
		remove_queued(all, at);
		reader->since_ms = clock_now_ms();
	}
	reader->is_over = !has_name;
	pthread_mutex_unlock(&all->lock);
	return has_name;
}

/* 0, or -errno of the first thing that could not be read: there may be more names. */
static int read_names(struct disk_reader *reader)
{
	const struct disk_readers *all = reader->all;
	struct disk_reader_room *room = reader->room;

	int error;

	room->names.count = 0;
	if (disk_facts_is_loop(reader->device) && !disk_facts_size(&all->roots, reader->device))
		return 0;
	error = all->read(&all->roots, reader->device, DISK_FACTS_ALL, &room->facts);
	if (error)
		return error == -ENOENT ? 0 : error;
	/* One that a rule has moved, or kept away, has nothing that a link could lead to. */
	if (room->facts.has_node)
		disk_names_make(&room->facts.facts, &room->names);
	return room->facts.error;
}

/* A string with its NUL; where the next one goes. */
static char *put(char *at, const char *text)
{
	size_t size = strlen(text) + 1;

	memcpy(at, text, size);
	return at + size;
}

/* The answer behind `used`; the end of it. */
static unsigned int put_answer(struct disk_reader *reader, unsigned int used, int error)
{
	struct disk_reader_room *room = reader->room;
	char *at = put(room->answers + used, reader->device);

	memcpy(at, &error, sizeof(error));
	at += sizeof(error);
	for (unsigned int i = 0; i < room->names.count; i++)
		at = put(at, room->names.list[i]);
	return (unsigned int)(put(at, "") - room->answers);
}

static void *run_reader(void *arg)
{
	struct disk_reader *reader = arg;
	const uint64_t one = 1;
	int event = reader->all->event;
	unsigned int used = 0;

	while (take_name(reader, used)) {
		int error = read_names(reader);

		used = put_answer(reader, used, error);
	}
	/* The counter is far from full, so there is nothing that could fail. */
	(void)!write(event, &one, sizeof(one));
	return NULL;
}

bool disk_readers_idle(struct disk_readers *readers)
{
	bool idle;

	for (int i = 0; i < DISK_READERS; i++) {
		if (readers->list[i].state != DISK_READER_FREE)
			return false;
	}
	pthread_mutex_lock(&readers->lock);
	idle = readers->head == readers->tail;
	pthread_mutex_unlock(&readers->lock);
	return idle;
}

bool disk_readers_busy(const struct disk_readers *readers)
{
	for (int i = 0; i < DISK_READERS; i++) {
		if (readers->list[i].state == DISK_READER_READS ||
		    readers->list[i].state == DISK_READER_SLOW)
			return true;
	}
	return false;
}

/* When a reader has been on its disk for long; UINT64_MAX: never. Under the lock. */
static uint64_t deadline_ms(const struct disk_reader *reader)
{
	if (reader->state == DISK_READER_READS && !reader->is_over)
		return reader->since_ms + reader->all->slow_ms;
	if (reader->state == DISK_READER_SLOW && !reader->is_over)
		return reader->since_ms + reader->all->silent_ms;
	return UINT64_MAX;
}

int disk_readers_wait_ms(struct disk_readers *readers)
{
	uint64_t first = UINT64_MAX, now = clock_now_ms();

	pthread_mutex_lock(&readers->lock);
	for (int i = 0; i < DISK_READERS; i++) {
		uint64_t deadline = deadline_ms(&readers->list[i]);

		if (deadline < first)
			first = deadline;
	}
	pthread_mutex_unlock(&readers->lock);
	return first == UINT64_MAX ? -1 : first <= now ? 0 : (int)(first - now);
}

static void judge(struct disk_readers *readers, struct disk_reader *reader)
{
	char node[NAME_MAX + 1] = "";

	pthread_mutex_lock(&readers->lock);
	if (deadline_ms(reader) <= clock_now_ms()) {
		find_disk(&readers->roots, reader->device, reader->disk);
		if (++reader->state == DISK_READER_SILENT)
			(void)disk_facts_node(reader->device, node, sizeof(node));
	}
	pthread_mutex_unlock(&readers->lock);
	if (*node)
		log_warning("'/dev/%s' does not answer: it has no links in '/dev/disk' until it "
			    "does",
			    node);
}

void disk_readers_hear(struct disk_readers *readers)
{
	uint64_t count;

	/* Always: one that had ended already may have been heard of before it said so. */
	(void)!read(readers->event, &count, sizeof(count));
	for (int i = 0; i < DISK_READERS; i++) {
		if (readers->list[i].state != DISK_READER_FREE)
			judge(readers, &readers->list[i]);
	}
}

/* The next answer of one reader; NULL where it has none, and it is free when it has ended. */
static const char *next_of(struct disk_readers *readers, struct disk_reader *reader)
{
	const char *device = NULL;
	bool has_ended = false;

	pthread_mutex_lock(&readers->lock);
	if (reader->taken < reader->used)
		device = reader->room->answers + reader->taken;
	else
		has_ended = reader->is_over;
	if (has_ended)
		reader->state = DISK_READER_FREE;
	pthread_mutex_unlock(&readers->lock);
	/* Gone for good: as it ends it would bring the program's pages back (daemon.h). */
	if (has_ended && reader->has_thread)
		(void)pthread_join(reader->thread, NULL);
	return device;
}

/* The names behind the device of an answer, and the error; where the next answer begins. */
static const char *get_names(const char *device, int *error, struct disk_names *names)
{
	const char *name = device + strlen(device) + 1;

	memcpy(error, name, sizeof(*error));
	name += sizeof(*error);
	for (names->count = 0; *name && names->count < DISK_NAMES_MAX; names->count++) {
		(void)parse_copy(name, names->list[names->count], DISK_NAME_SIZE);
		name += strlen(name) + 1;
	}
	return name + 1;
}

const char *disk_readers_next(struct disk_readers *readers, struct disk_names *names)
{
	for (int i = 0; i < DISK_READERS; i++) {
		struct disk_reader *reader = &readers->list[i];
		const char *device;
		int error;

		if (reader->state == DISK_READER_FREE)
			continue;
		device = next_of(readers, reader);
		if (!device)
			continue;
		reader->taken =
			(unsigned int)(get_names(device, &error, names) - reader->room->answers);
		if (error)
			log_warning("cannot read all of the disk '%s', it may lack names in "
				    "'/dev/disk': %s",
				    device, strerror(-error));
		/* A late answer may be that of a disk that was pulled out meanwhile. */
		if (reader->state >= DISK_READER_SLOW && !disk_facts_there(&readers->roots, device))
			names->count = 0;
		return device;
	}
	return NULL;
}

void disk_readers_rest(struct disk_readers *readers)
{
	if (disk_readers_idle(readers))
		memory_give_back(readers->rooms, sizeof(readers->rooms));
}

/* One that may be started, or NULL where one reads, or none is left. */
static struct disk_reader *find_free(struct disk_readers *readers)
{
	struct disk_reader *found = NULL;

	for (int i = 0; i < DISK_READERS; i++) {
		if (readers->list[i].state == DISK_READER_READS)
			return NULL;
		if (readers->list[i].state == DISK_READER_FREE)
			found = &readers->list[i];
	}
	if (!found && !readers->is_full_said && !disk_readers_busy(readers)) {
		log_warning("%d disks do not answer: others get no links in '/dev/disk' until one "
			    "does",
			    DISK_READERS);
		readers->is_full_said = true;
	}
	return found;
}

bool disk_readers_start(struct disk_readers *readers)
{
	struct disk_reader *reader;
	bool has_name;

	pthread_mutex_lock(&readers->lock);
	has_name = find_next(readers) < readers->tail;
	pthread_mutex_unlock(&readers->lock);
	reader = has_name ? find_free(readers) : NULL;
	if (!reader)
		return false;
	pthread_mutex_lock(&readers->lock);
	reader->state = DISK_READER_READS;
	reader->is_over = false;
	reader->used = reader->taken = 0;
	*reader->device = '\0';
	reader->since_ms = clock_now_ms();
	pthread_mutex_unlock(&readers->lock);
	reader->has_thread = readers->event >= 0 &&
			     thread_start(run_reader, reader, &reader->thread) == 0;
	/* Then it takes as long as it takes. */
	if (!reader->has_thread)
		(void)run_reader(reader);
	return !reader->has_thread;
}

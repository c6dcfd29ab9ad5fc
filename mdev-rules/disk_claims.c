/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two tables of chains, by names and by devices. A claim stands in the chain of its name, behind
 * those that came before, and in the list of its device.
 */
#include "mdev-rules/disk_claims.h"

#include <string.h>

#include "lib/parse.h"
#include "lib/wraps.h"

/* A claim, or a device. */
struct cell {
	uint32_t next;	 /* in the chain of its bucket */
	uint32_t list;	 /* claim: the next one of its device; device: its first claim */
	uint32_t device; /* of a claim */
	uint8_t units;
	bool kept; /* a claim that the device still makes */
	char text[];
};

static struct cell *cell_at(const struct disk_claims *claims, uint32_t index)
{
	return (void *)(claims->memory + (size_t)index * DISK_CLAIMS_UNIT);
}

/* FNV-1a, as draft-eastlake-fnv has it. */
WRAPS static uint32_t hash(const char *text)
{
	uint32_t value = 2166136261U;

	while (*text)
		value = (value ^ (uint8_t)*text++) * 16777619U;
	return value ^ value >> 16;
}

void disk_claims_init(void *memory, size_t size, struct disk_claims *out)
{
	size_t units = size / DISK_CLAIMS_UNIT;

	out->memory = memory;
	out->units = units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
	out->used = 1; /* number 0 is none */
}

/* Room for a text, not in any chain yet. 0 when there is none. */
static uint32_t make_cell(struct disk_claims *claims, const char *text)
{
	size_t size = sizeof(struct cell) + strlen(text) + 1;
	uint32_t units = (uint32_t)((size + DISK_CLAIMS_UNIT - 1) / DISK_CLAIMS_UNIT), index;
	struct cell *cell;

	if (units >= DISK_CLAIMS_UNITS)
		return 0;
	index = claims->free[units];
	if (index) {
		claims->free[units] = cell_at(claims, index)->next;
	} else {
		if (claims->used >= claims->units || claims->units - claims->used < units)
			return 0;
		index = claims->used;
		claims->used += units;
	}
	cell = cell_at(claims, index);
	*cell = (struct cell){.units = (uint8_t)units};
	memcpy(cell->text, text, strlen(text) + 1);
	return index;
}

/* Its text stays until the room is given away again. */
static void free_cell(struct disk_claims *claims, uint32_t index)
{
	struct cell *cell = cell_at(claims, index);

	cell->next = claims->free[cell->units];
	claims->free[cell->units] = index;
}

/* The first cell with this text in a chain; 0: none. */
static uint32_t find(const struct disk_claims *claims, uint32_t index, const char *text)
{
	while (index && strcmp(cell_at(claims, index)->text, text) != 0)
		index = cell_at(claims, index)->next;
	return index;
}

static void chain_append(struct disk_claims *claims, uint32_t *bucket, uint32_t index)
{
	while (*bucket)
		bucket = &cell_at(claims, *bucket)->next;
	*bucket = index;
}

static void chain_remove(struct disk_claims *claims, uint32_t *bucket, uint32_t index)
{
	while (*bucket != index)
		bucket = &cell_at(claims, *bucket)->next;
	*bucket = cell_at(claims, index)->next;
}

static uint32_t *name_bucket(struct disk_claims *claims, const char *name)
{
	return &claims->names[hash(name) % DISK_CLAIMS_NAME_BUCKETS];
}

static uint32_t *device_bucket(struct disk_claims *claims, const char *device)
{
	return &claims->devices[hash(device) % DISK_CLAIMS_DEVICE_BUCKETS];
}

static const char *device_of(const struct disk_claims *claims, uint32_t claim)
{
	return cell_at(claims, cell_at(claims, claim)->device)->text;
}

static void note(struct disk_changes *changes, const char *name, const char *device)
{
	changes->list[changes->count++] = (struct disk_change){name, device};
}

/* The device's own claim of a name; 0: none. */
static uint32_t find_own(const struct disk_claims *claims, uint32_t device, const char *name)
{
	uint32_t claim = cell_at(claims, device)->list;

	while (claim && strcmp(cell_at(claims, claim)->text, name) != 0)
		claim = cell_at(claims, claim)->list;
	return claim;
}

static int add_claim(struct disk_claims *claims, uint32_t device, const char *name,
		     struct disk_changes *changes)
{
	uint32_t claim = make_cell(claims, name), *bucket = name_bucket(claims, name);
	struct cell *cell = cell_at(claims, claim);

	if (!claim)
		return DISK_CLAIMS_FULL;
	if (!find(claims, *bucket, name))
		note(changes, cell->text, cell_at(claims, device)->text);
	cell->device = device;
	cell->kept = true;
	cell->list = cell_at(claims, device)->list;
	cell_at(claims, device)->list = claim;
	chain_append(claims, bucket, claim);
	return 0;
}

/* Gives up a claim; who comes next has the name, if it was ours. */
static void drop_claim(struct disk_claims *claims, uint32_t claim, struct disk_changes *changes)
{
	const char *name = cell_at(claims, claim)->text;
	uint32_t *bucket = name_bucket(claims, name), next;
	bool had = find(claims, *bucket, name) == claim;

	chain_remove(claims, bucket, claim);
	next = find(claims, *bucket, name);
	if (had)
		note(changes, name, next ? device_of(claims, next) : NULL);
	free_cell(claims, claim);
}

static void drop_others(struct disk_claims *claims, uint32_t device, struct disk_changes *changes)
{
	uint32_t *link = &cell_at(claims, device)->list;

	while (*link) {
		uint32_t claim = *link;
		struct cell *cell = cell_at(claims, claim);

		if (cell->kept) {
			cell->kept = false;
			link = &cell->list;
		} else {
			*link = cell->list;
			drop_claim(claims, claim, changes);
		}
	}
}

int disk_claims_set(struct disk_claims *claims, const char *device, const struct disk_names *names,
		    struct disk_changes *out)
{
	uint32_t *bucket = device_bucket(claims, device);
	uint32_t index = find(claims, *bucket, device);
	int error = 0;

	out->count = 0;
	if (!index && names->count) {
		index = make_cell(claims, device);
		if (!index)
			return DISK_CLAIMS_FULL;
		chain_append(claims, bucket, index);
	}
	for (unsigned int i = 0; i < names->count; i++) {
		uint32_t own = find_own(claims, index, names->list[i]);

		if (own)
			cell_at(claims, own)->kept = true;
		else if (add_claim(claims, index, names->list[i], out))
			error = DISK_CLAIMS_FULL;
	}
	if (!index)
		return error;
	drop_others(claims, index, out);
	if (!cell_at(claims, index)->list) {
		chain_remove(claims, bucket, index);
		free_cell(claims, index);
	}
	return error;
}

const char *disk_claims_owner(const struct disk_claims *claims, const char *name)
{
	uint32_t claim = find(claims, claims->names[hash(name) % DISK_CLAIMS_NAME_BUCKETS], name);

	return claim ? device_of(claims, claim) : NULL;
}

/* The cursor is the bucket, and above it the cell that is next in its chain. */
const char *disk_claims_next(const struct disk_claims *claims, uint64_t *cursor)
{
	uint32_t bucket = (uint32_t)*cursor, index = (uint32_t)(*cursor >> 32);

	if (claims->used == 1) /* nobody ever claimed anything: at a box's start */
		return NULL;
	while (!index && bucket < DISK_CLAIMS_DEVICE_BUCKETS)
		index = claims->devices[bucket++];
	if (!index)
		return NULL;
	*cursor = (uint64_t)cell_at(claims, index)->next << 32 | bucket;
	return cell_at(claims, index)->text;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Partition tables step by step: the first two sectors decide between MBR and GPT; then
 * either one link of a chain after the other, or a header and its entries, of which only the
 * one that is looked for is kept while the checksum runs over all.
 */
#include "mdev-rules/part_table.h"

#include <string.h>

#include "lib/format.h"
#include "lib/wraps.h"

enum {
	SECTOR_MIN = 512,
	SECTOR_MAX = 4096,
	SLOTS = 4,
	MBR_SIGNATURE = 440, /* UEFI, 5.2.1, table 5-1; Windows' disk signature */
	MBR_SLOTS = 446,
	SLOT_SIZE = 16,
	MBR_MAGIC = 510,
	TYPE_GPT = 0xee, /* 5.2.3 */
	/* UEFI, 5.3.2, table 5-5. */
	HEADER_MIN = 92,
	ENTRIES_SIZE_MAX = 64 * 1024,
};

const char *part_table_strerror(int error)
{
	switch ((enum part_table_error)error) {
	case PART_TABLE_NONE:
		return "no partition table of a known kind";
	case PART_TABLE_BROKEN:
		return "the partition table is broken";
	case PART_TABLE_NO_ENTRY:
		return "the partition table has no such number";
	case PART_TABLE_SECTOR:
		return "no disk with sectors of 512 to 4096 bytes";
	}
	return "unknown error";
}

/* UEFI, 5.3.2: the CRC of Ethernet, by half bytes; begins with all ones, ends inverted. */
WRAPS static uint32_t crc32_add(uint32_t crc, const uint8_t *bytes, size_t len)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};

	while (len--) {
		crc ^= *bytes++;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return crc;
}

/* Wants `len` bytes from a sector on. */
static int want_sector(struct part_table *table, enum part_table_step step, uint64_t sector,
		       size_t len)
{
	if (++table->steps > PART_TABLE_STEPS)
		return PART_TABLE_BROKEN;
	table->step = step;
	table->want = (struct window){sector * table->sector, len};
	return 0;
}

int part_table_start(unsigned int number, uint32_t sector_size, uint64_t disk_size,
		     struct part_table *out)
{
	if (sector_size < SECTOR_MIN || sector_size > SECTOR_MAX ||
	    (sector_size & (sector_size - 1)) != 0 || disk_size / sector_size < 2)
		return PART_TABLE_SECTOR;
	*out = (struct part_table){
		.number = number,
		.sector = sector_size,
		.sectors = disk_size / sector_size,
		.next = SLOTS + 1,
	};
	return want_sector(out, PART_TABLE_MBR, 0, 2 * (size_t)sector_size);
}

static int finish(struct part_table *table)
{
	table->want.len = 0;
	return 0;
}

/* A slot of an MBR or EBR, in sectors as they stand there. */
struct slot {
	uint8_t status, type;
	uint64_t start, size;
};

static struct slot read_slot(const struct view *sector, unsigned int index)
{
	uint64_t at = sector->offset + MBR_SLOTS + index * SLOT_SIZE;

	return (struct slot){
		.status = (uint8_t)view_le(sector, at, 1),
		.type = (uint8_t)view_le(sector, at + 4, 1),
		.start = view_le(sector, at + 8, 4),
		.size = view_le(sector, at + 12, 4),
	};
}

/* include/linux/msdos_partition.h: by DOS, by Windows 98 for LBA, by Linux. */
static bool is_extended(const struct slot *slot)
{
	return slot->size && (slot->type == 0x05 || slot->type == 0x0f || slot->type == 0x85);
}

static int take_mbr_entry(struct part_table *table, uint64_t start, uint64_t size)
{
	struct part_entry *entry = &table->entry;

	if (start >= table->sectors)
		return PART_TABLE_NO_ENTRY;
	if (size > table->sectors - start)
		size = table->sectors - start;
	entry->start = start * table->sector;
	entry->size = size * table->sector;
	format_text(entry->uuid, sizeof(entry->uuid), "%08x-%02x", table->signature, table->number);
	return finish(table);
}

/* Wants the next link, `start` sectors from where the chain begins. */
static int follow(struct part_table *table, uint64_t start, uint64_t size)
{
	table->link = (struct part_extent){table->chain.start + start, size};
	if (table->link.start >= table->sectors)
		return PART_TABLE_NO_ENTRY;
	return want_sector(table, PART_TABLE_EBR, table->link.start, SECTOR_MIN);
}

/* Each extended partition is a chain of its own, and their partitions are counted on. */
static int next_chain(struct part_table *table)
{
	while (table->chain_count) {
		int error;

		table->chain = table->chains[0];
		table->chain_count--;
		memmove(table->chains, table->chains + 1,
			table->chain_count * sizeof(*table->chains));
		error = follow(table, 0, table->chain.size);
		if (error != PART_TABLE_NO_ENTRY)
			return error;
	}
	return PART_TABLE_NO_ENTRY;
}

/* Slots 3 and 4 of a link may hold rubbish: only what lies inside counts (msdos.c). */
static bool is_rubbish(const struct part_table *table, const struct slot *slot, unsigned int index)
{
	uint64_t end = table->link.start + slot->start + slot->size;

	return index >= 2 && (slot->start + slot->size > table->link.size ||
			      end > table->chain.start + table->chain.size);
}

/* One link: its partitions, and where the next one is. */
static int take_ebr(struct part_table *table, const struct view *sector)
{
	if (!view_is(sector, sector->offset + MBR_MAGIC, "\x55\xaa", 2))
		return next_chain(table);
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct slot slot = read_slot(sector, i);

		if (slot.size == 0 || is_extended(&slot) || is_rubbish(table, &slot, i))
			continue;
		if (table->next++ == table->number)
			return take_mbr_entry(table, table->link.start + slot.start, slot.size);
	}
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct slot slot = read_slot(sector, i);
		int error;

		if (!is_extended(&slot))
			continue;
		error = follow(table, slot.start, slot.size);
		return error == PART_TABLE_NO_ENTRY ? next_chain(table) : error;
	}
	return next_chain(table);
}

static int take_mbr_slots(struct part_table *table, const struct view *sector)
{
	table->signature = (uint32_t)view_le(sector, MBR_SIGNATURE, 4);
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct slot slot = read_slot(sector, i);

		if (slot.size && i + 1 == table->number)
			return take_mbr_entry(table, slot.start, slot.size);
		if (is_extended(&slot))
			table->chains[table->chain_count++] = (struct part_extent){slot.start,
										   slot.size};
	}
	return table->number > SLOTS ? next_chain(table) : PART_TABLE_NO_ENTRY;
}

static int want_backup(struct part_table *table)
{
	if (table->backup)
		return PART_TABLE_BROKEN;
	table->backup = true;
	return want_sector(table, PART_TABLE_HEADER, table->sectors - 1, table->sector);
}

static int want_entries(struct part_table *table, uint64_t offset)
{
	uint32_t left = table->total - table->done;

	if (++table->steps > PART_TABLE_STEPS)
		return PART_TABLE_BROKEN;
	table->step = PART_TABLE_ENTRIES;
	table->want = (struct window){offset, left < WINDOW_MAX ? left : WINDOW_MAX};
	return 0;
}

/* The header's own checksum counts as zeros. */
static bool is_whole(const struct view *header, uint32_t len)
{
	enum { CRC_AT = 16, BEHIND = CRC_AT + 4 };
	const uint8_t *bytes = view_at(header, header->offset, len);
	uint32_t crc;

	if (len < HEADER_MIN || !bytes)
		return false;
	crc = crc32_add(UINT32_MAX, bytes, CRC_AT);
	crc = crc32_add(crc, (const uint8_t[4]){0}, 4);
	crc = crc32_add(crc, bytes + BEHIND, len - BEHIND);
	return ~crc == view_le(header, header->offset + CRC_AT, 4);
}

/* `header` is one sector. What table 5-5 says of each field is beside it. */
static int take_header(struct part_table *table, const struct view *header)
{
	uint64_t at = header->offset;
	uint64_t entries = view_le(header, at + 72, 8), count = view_le(header, at + 80, 4);
	uint32_t size = (uint32_t)view_le(header, at + 84, 4);

	if (!view_is(header, at, "EFI PART", 8) ||
	    !is_whole(header, (uint32_t)view_le(header, at + 12, 4)) ||
	    view_le(header, at + 24, 8) != at / table->sector || /* MyLBA */
	    (size != 128 && size != 256 && size != 512) || count == 0 ||
	    count > ENTRIES_SIZE_MAX / size || entries >= table->sectors)
		return want_backup(table);
	table->entry_size = size;
	table->total = (uint32_t)count * size;
	table->done = 0;
	table->found = false;
	table->crc = UINT32_MAX;
	table->expected_crc = (uint32_t)view_le(header, at + 88, 4);
	return want_entries(table, entries * table->sector);
}

/* 5.3.3, table 5-7. An entry without a type is not used. */
static void take_entry(struct part_table *table, const struct view *view, uint64_t at)
{
	static const uint8_t unused[16];
	uint64_t first = view_le(view, at + 32, 8), last = view_le(view, at + 40, 8);
	struct part_entry *entry = &table->entry;

	if (view_is(view, at, unused, sizeof(unused)) || first > last || last >= table->sectors)
		return;
	*entry = (struct part_entry){
		.start = first * table->sector,
		.size = (last - first + 1) * table->sector,
	};
	view_uuid(view, at + 16, true, entry->uuid);
	view_utf16(view, at + 56, PART_TABLE_LABEL_UNITS, false, entry->label,
		   sizeof(entry->label));
	table->found = true;
}

/* Entry 0, which no table has, is in none: where it would be wraps. */
WRAPS static int take_entries(struct part_table *table, const uint8_t *buf, size_t len)
{
	const struct view view = {buf, len, table->done};
	uint64_t at = (uint64_t)(table->number - 1) * table->entry_size;

	if (len < table->want.len)
		return want_backup(table);
	table->crc = crc32_add(table->crc, buf, len);
	if (view_at(&view, at, table->entry_size))
		take_entry(table, &view, at);
	table->done += (uint32_t)len;
	if (table->done < table->total)
		return want_entries(table, table->want.offset + len);
	if (~table->crc != table->expected_crc)
		return want_backup(table);
	return table->found ? finish(table) : PART_TABLE_NO_ENTRY;
}

/* The first two sectors. An MBR has two values for what a slot begins with (5.2.1, table 5-2). */
static int take_mbr(struct part_table *table, const struct view *view)
{
	const struct view header = {
		.buf = view->buf + table->sector, .len = table->sector, .offset = table->sector};
	bool gpt = false, protective = false, other = false;

	if (view->len < table->want.len || !view_is(view, MBR_MAGIC, "\x55\xaa", 2))
		return PART_TABLE_NONE;
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct slot slot = read_slot(view, i);

		gpt |= slot.type == TYPE_GPT;
		protective |= slot.type == TYPE_GPT && slot.start == 1;
		other |= slot.status != 0 && slot.status != 0x80; /* a FAT's head, or a program */
	}
	if (protective)
		return take_header(table, &header);
	return gpt || other ? PART_TABLE_NONE : take_mbr_slots(table, view);
}

int part_table_take(struct part_table *table, const uint8_t *buf, size_t len)
{
	struct view view = {buf, len, table->want.offset};
	int error = PART_TABLE_NONE;

	if (len > table->want.len)
		view.len = len = table->want.len;
	switch (table->step) {
	case PART_TABLE_MBR:
		error = take_mbr(table, &view);
		break;
	case PART_TABLE_EBR:
		error = take_ebr(table, &view);
		break;
	case PART_TABLE_HEADER:
		error = take_header(table, &view);
		break;
	case PART_TABLE_ENTRIES:
		error = take_entries(table, buf, len);
		break;
	}
	if (error)
		table->want.len = 0;
	return error;
}

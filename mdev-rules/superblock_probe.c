/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order of the windows: heads until one is known, its label, the end. The end of a device
 * is looked at only where a file system was found: a disk's heads travel far for it.
 */
#include "mdev-rules/superblock_probe.h"

#include <string.h>

#include "lib/format.h"

enum {
	MD_SIZE = 4096,	      /* MD_SB_BYTES */
	MD0_RESERVED = 65536, /* MD_RESERVED_BYTES */
};

void superblock_probe_start(struct superblock_probe *probe, uint64_t size)
{
	*probe = (struct superblock_probe){.want = superblock_windows[0], .size = size};
}

/* Wants the next place near the end, if there is one. */
static void want_end(struct superblock_probe *probe)
{
	/* The last multiple of 4 kB with 8 kB behind it (drivers/md/md.c, super_1_load()); the last
	 * whole 64 kB that begin at a multiple of that (MD_NEW_SIZE_SECTORS). */
	const uint64_t ends[] = {
		(probe->size - 8192) & ~4095ULL,
		(probe->size & ~(MD0_RESERVED - 1ULL)) - MD0_RESERVED,
	};
	unsigned int end;

	probe->next = probe->next < SUPERBLOCK_WINDOWS ? SUPERBLOCK_WINDOWS : probe->next + 1;
	end = probe->next - SUPERBLOCK_WINDOWS;
	probe->want.len = 0;
	if (probe->size >= 2 * MD0_RESERVED && end < sizeof(ends) / sizeof(*ends))
		probe->want = (struct window){ends[end], MD_SIZE};
}

static void take_head(struct superblock_probe *probe, const uint8_t *buf, size_t len)
{
	struct superblock *sb = &probe->sb;

	if (superblock_parse(buf, len, probe->want.offset, sb) == 0) {
		if (sb->usage == SUPERBLOCK_RAID || sb->usage == SUPERBLOCK_CRYPTO) {
			probe->want.len = 0;
			return;
		}
		superblock_label_start(sb->type, buf, len, &probe->label);
		probe->want = probe->label.want;
		if (probe->want.len == 0)
			want_end(probe);
	} else if (len == 0 || ++probe->next == SUPERBLOCK_WINDOWS) {
		probe->want.len = 0;
	} else {
		probe->want = superblock_windows[probe->next];
	}
}

/* 16 bytes as four numbers, of which the first stands alone: set_uuid0 to set_uuid3 of 0.90. */
static void take_md0(const struct view *view, uint64_t at, struct superblock *sb)
{
	uint32_t id[4];

	for (unsigned int i = 0; i < 4; i++)
		id[i] = (uint32_t)view_le(view, at + (i == 0 ? 20 : 48 + 4 * i), 4);
	*sb = (struct superblock){.type = sb->type, .usage = SUPERBLOCK_RAID};
	format_text(sb->uuid, sizeof(sb->uuid), "%08x-%04x-%04x-%04x-%04x%08x", id[0], id[1] >> 16,
		    id[1] & 0xffff, id[2] >> 16, id[2] & 0xffff, id[3]);
}

static void take_end(struct superblock_probe *probe, const uint8_t *buf, size_t len)
{
	const struct window had = probe->want;
	const struct view view = {buf, len, had.offset};
	struct superblock raid;

	want_end(probe);
	if (!view_is(&view, had.offset, "\xfc\x4e\x2b\xa9", 4) || len < MD_SIZE)
		return;
	raid.type = "linux_raid_member";
	if (view_le(&view, had.offset + 4, 4) == 0)
		take_md0(&view, had.offset, &raid);
	/* Version 1 is the same everywhere, and as if it stood at the start of the device. */
	else if (superblock_parse(buf, len, 0, &raid) != 0)
		return;
	probe->sb = raid;
	probe->want.len = 0;
}

void superblock_probe_take(struct superblock_probe *probe, const uint8_t *buf, size_t len)
{
	if (probe->next >= SUPERBLOCK_WINDOWS) {
		take_end(probe, buf, len);
	} else if (!probe->sb.type) {
		take_head(probe, buf, len);
	} else {
		superblock_label_take(&probe->label, buf, len, &probe->sb);
		probe->want = probe->label.want;
		if (probe->want.len == 0)
			want_end(probe);
	}
}

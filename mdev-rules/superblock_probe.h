/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that is to be known of what is on a device, window by window: the heads by
 * superblock_parse(), then a label that stands elsewhere, then whether the file system is in truth
 * one half of a mirror, whose superblock is at the end (Linux MD 0.90 and 1.0,
 * uapi/linux/raid/md_p.h).
 *
 *   superblock_probe_start(&probe, size);
 *   while (probe.want.len)
 *           superblock_probe_take(&probe, buf, what was read of probe.want into buf);
 *
 * Of at most 262 windows none is longer than WINDOW_MAX; most devices need three, those that have
 * nothing on them as well. Pure.
 */
#ifndef MDEV_RULES_SUPERBLOCK_PROBE_H
#define MDEV_RULES_SUPERBLOCK_PROBE_H

#include "mdev-rules/superblock_label.h"

struct superblock_probe {
	struct window want;   /* what to read next; .len 0 at the end */
	struct superblock sb; /* once at the end; .type is NULL where nothing was recognised */

	/* The rest is its own. */
	unsigned int next; /* window of superblock_windows[], then of those at the end */
	uint64_t size;
	struct superblock_label label;
};

/* size: of the device, in bytes; 0 when it is not known, and its end is not looked at then. */
void superblock_probe_start(struct superblock_probe *probe, uint64_t size);

/* Takes the `len` bytes that could be read of probe->want, 0 where it can't be read. */
void superblock_probe_take(struct superblock_probe *probe, const uint8_t *buf, size_t len);

#endif

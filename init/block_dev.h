/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Block devices that people name, found as they appear: by the kernel's
 * uevents, not by sleeping.
 */
#ifndef INIT_BLOCK_DEV_H
#define INIT_BLOCK_DEV_H

#include <stdint.h>

#include "init/dev_spec.h"
#include "mdev-rules/superblock.h"

enum { BLOCK_DEV_PATH_SIZE = 256 };

struct block_dev {
	char path[BLOCK_DEV_PATH_SIZE]; /* below /dev */
	struct superblock superblock;	/* .type is NULL where nothing was recognised */
	/*
	 * To read it; -1 where that could not be. As long as it is open the kernel keeps what was
	 * read: the superblock, which a mount reads, too.
	 */
	int fd;
};

enum { BLOCK_DEV_FOREVER = -1 };

/*
 * Finds the device of `spec`, waiting for it up to timeout_ms (or
 * BLOCK_DEV_FOREVER). While it waits it says what for. 0; -ETIMEDOUT when it did not appear; other
 * -errno. After 0 the caller closes *out.
 */
int block_dev_find(const struct dev_spec *spec, int64_t timeout_ms, struct block_dev *out);

void block_dev_close(struct block_dev *dev);

/* Logs a line a block device with what it is: for people who see a boot fail. */
void block_dev_log_all(void);

/* `spec` as people write it, for a log line; out has BLOCK_DEV_PATH_SIZE bytes. */
const char *block_dev_spec_text(const struct dev_spec *spec, char *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * superblock_read FILE: prints what mdev-rules/superblock_probe.c says about an image,
 * as `blkid -o export` would, and DIRTY=0 or 1. Exits 1 when it knows nothing.
 *
 * superblock_read --prefixes FILE: reads every prefix of every window from a heap
 * block of its exact size, for ASan to watch; prints how many there were.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdev-rules/superblock_probe.h"

/* What is there of a window: its length, and the bytes in an exact heap block. */
static size_t read_window(FILE *file, const struct window *window, uint8_t *bytes)
{
	if (fseek(file, (long)window->offset, SEEK_SET) != 0)
		return 0;
	return fread(bytes, 1, window->len, file);
}

static void parse_exact(const uint8_t *bytes, size_t len, uint64_t offset)
{
	uint8_t *exact = malloc(len);
	struct superblock found;

	if (len > 0)
		memcpy(exact, bytes, len);
	superblock_parse(exact, len, offset, &found);
	free(exact);
}

static void take_exact(struct superblock_probe *probe, const uint8_t *bytes, size_t len)
{
	uint8_t *exact = malloc(len);

	if (len > 0)
		memcpy(exact, bytes, len);
	superblock_probe_take(probe, exact, len);
	free(exact);
}

static int print_all(FILE *file)
{
	struct superblock_probe probe;
	const struct superblock *sb = &probe.sb;

	fseek(file, 0, SEEK_END);
	superblock_probe_start(&probe, (uint64_t)ftell(file));
	while (probe.want.len) {
		uint8_t bytes[WINDOW_MAX];
		size_t len = read_window(file, &probe.want, bytes);

		take_exact(&probe, bytes, len);
	}
	if (!sb->type)
		return 1;
	printf("TYPE=%s\n", sb->type);
	if (sb->uuid[0])
		printf("UUID=%s\n", sb->uuid);
	if (sb->label[0])
		printf("LABEL=%s\n", sb->label);
	printf("DIRTY=%d\n", sb->dirty);
	return 0;
}

static int read_prefixes(FILE *file)
{
	unsigned int count = 0;

	for (int i = 0; i < SUPERBLOCK_WINDOWS; i++) {
		uint8_t bytes[WINDOW_MAX];
		size_t len = read_window(file, &superblock_windows[i], bytes);

		for (size_t prefix = 0; prefix <= len; prefix++, count++)
			parse_exact(bytes, prefix, superblock_windows[i].offset);
	}
	printf("%u\n", count);
	return 0;
}

int main(int argc, char **argv)
{
	int prefixes = argc == 3 && strcmp(argv[1], "--prefixes") == 0;
	FILE *file = argc == 2 + prefixes ? fopen(argv[1 + prefixes], "r") : NULL;
	int status;

	if (!file) {
		fprintf(stderr, "usage: superblock_read [--prefixes] FILE\n");
		return 2;
	}
	status = prefixes ? read_prefixes(file) : print_all(file);
	fclose(file);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * superblock_read FILE: prints what mdev-rules/superblock.c says about an image,
 * as `blkid -o export` would, and DIRTY=0 or 1. Exits 1 when it knows nothing.
 *
 * superblock_read --prefixes FILE: reads every prefix of every window from a heap
 * block of its exact size, for ASan to watch; prints how many there were.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdev-rules/superblock.h"

/* What is there of a window: its length, and the bytes in an exact heap block. */
static size_t read_window(FILE *file, const struct superblock_window *window, uint8_t *bytes)
{
	if (fseek(file, (long)window->offset, SEEK_SET) != 0)
		return 0;
	return fread(bytes, 1, window->len, file);
}

static int parse_exact(const uint8_t *bytes, size_t len, uint64_t offset, struct superblock *out)
{
	uint8_t *exact = malloc(len);
	int error;

	if (len > 0)
		memcpy(exact, bytes, len);
	error = superblock_parse(exact, len, offset, out);
	free(exact);
	return error;
}

static int print_first(FILE *file)
{
	for (int i = 0; i < SUPERBLOCK_WINDOWS; i++) {
		uint8_t bytes[SUPERBLOCK_WINDOW_MAX];
		size_t len = read_window(file, &superblock_windows[i], bytes);
		struct superblock found;

		if (parse_exact(bytes, len, superblock_windows[i].offset, &found) != 0)
			continue;
		printf("TYPE=%s\n", found.type);
		if (found.uuid[0])
			printf("UUID=%s\n", found.uuid);
		if (found.label[0])
			printf("LABEL=%s\n", found.label);
		printf("DIRTY=%d\n", found.dirty);
		return 0;
	}
	return 1;
}

static int read_prefixes(FILE *file)
{
	unsigned int count = 0;

	for (int i = 0; i < SUPERBLOCK_WINDOWS; i++) {
		uint8_t bytes[SUPERBLOCK_WINDOW_MAX];
		size_t len = read_window(file, &superblock_windows[i], bytes);

		for (size_t prefix = 0; prefix <= len; prefix++, count++)
			parse_exact(bytes, prefix, superblock_windows[i].offset,
				    &(struct superblock){0});
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
	status = prefixes ? read_prefixes(file) : print_first(file);
	fclose(file);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * part_table_read SECTOR_SIZE FILE: prints each partition of an image, as `partx -g -r -o
 * NR,START,SECTORS,NAME,UUID` would. Every window is read into a heap block of its exact size, for
 * ASan to watch.
 */
#include <stdio.h>
#include <stdlib.h>

#include "mdev-rules/part_table.h"

static int find(FILE *file, uint64_t size, uint32_t sector, unsigned int number,
		struct part_table *table)
{
	int error = part_table_start(number, sector, size, table);

	while (!error && table->want.len) {
		uint8_t *buf = malloc(table->want.len);
		size_t len = fseek(file, (long)table->want.offset, SEEK_SET) == 0
				     ? fread(buf, 1, table->want.len, file)
				     : 0;

		error = part_table_take(table, buf, len);
		free(buf);
	}
	return error;
}

/* As partx writes what is not plain ASCII. */
static void print_name(const char *name)
{
	for (; *name; name++) {
		if (*name <= ' ' || *name == '\\' || *name > '~')
			printf("\\x%02x", (unsigned char)*name);
		else
			putchar(*name);
	}
}

int main(int argc, char **argv)
{
	FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
	uint64_t size;

	if (!file) {
		fprintf(stderr, "usage: part_table_read SECTOR_SIZE FILE\n");
		return 2;
	}
	fseek(file, 0, SEEK_END);
	size = (uint64_t)ftell(file);
	for (unsigned int number = 1; number <= 256; number++) {
		const struct part_entry *entry;
		struct part_table table;
		int error = find(file, size, (uint32_t)atoi(argv[1]), number, &table);

		if (error == PART_TABLE_NO_ENTRY)
			continue;
		if (error) {
			printf("%s\n", part_table_strerror(error));
			break;
		}
		entry = &table.entry;
		printf("%u %llu %llu ", number, (unsigned long long)entry->start / 512,
		       (unsigned long long)entry->size / 512);
		print_name(entry->label);
		printf(" %s\n", entry->uuid);
	}
	fclose(file);
	return 0;
}

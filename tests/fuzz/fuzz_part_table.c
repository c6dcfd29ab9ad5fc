/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/part_table.h. An input is a disk: its first byte is the number of the partition, the
 * second one the size of its sectors and whether checksums are made right, so that what they
 * protect is reached too. Besides the promises of the header: what is found lies on the disk.
 */
#include "mdev-rules/part_table.h"
#include "tests/fuzz/fuzz.h"

enum { DISK = 1 << 20 };

static uint32_t crc_of(const uint8_t *bytes, size_t len)
{
	uint32_t crc = ~0U;

	for (size_t i = 0; i < len * 8; i++) {
		crc ^= bytes[i / 8] >> i % 8 & 1;
		crc = crc & 1 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
	}
	return ~crc;
}

/* Makes a header that claims four entries behind it a right one. */
static void make_right(uint8_t *disk, size_t size, uint32_t sector)
{
	uint8_t *header = disk + sector;
	uint32_t crc;

	if (size < 3 * (size_t)sector + 512)
		return;
	memcpy(header, "EFI PART\0\0\1\0\x5c\0\0", 16);
	memset(header + 24, 0, 8);
	header[24] = 1;
	memcpy(header + 72, "\2\0\0\0\0\0\0\0\4\0\0\0\x80\0\0", 16);
	crc = crc_of(disk + 2 * (size_t)sector, 512);
	memcpy(header + 88, &crc, 4);
	memset(header + 16, 0, 4);
	crc = crc_of(header, 92);
	memcpy(header + 16, &crc, 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part_table table;
	uint8_t *disk;
	uint32_t sector;
	unsigned int windows = 0;
	int error;

	if (size < 2)
		return 0;
	sector = 512U << data[1] % 4;
	disk = exact_bytes(data + 2, size - 2);
	size -= 2;
	if (data[1] & 4)
		make_right(disk, size, sector);
	error = part_table_start(data[0], sector, DISK, &table);
	for (; !error && table.want.len; windows++) {
		size_t at = table.want.offset < size ? (size_t)table.want.offset : size;
		size_t len = size - at < table.want.len ? size - at : table.want.len;
		uint8_t *buf = exact_bytes(disk + at, len);

		promise(table.want.len <= WINDOW_MAX && windows < PART_TABLE_STEPS);
		error = part_table_take(&table, buf, len);
		free(buf);
	}
	promise(error >= 0 && error <= PART_TABLE_NO_ENTRY);
	if (!error) {
		promise(table.entry.start < DISK && table.entry.size <= DISK - table.entry.start);
		promise(memchr(table.entry.uuid, '\0', sizeof(table.entry.uuid)));
		promise(memchr(table.entry.label, '\0', sizeof(table.entry.label)));
	}
	free(disk);
	return 0;
}

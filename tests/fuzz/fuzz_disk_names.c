/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/disk_names.h and disk_path.h. An input is texts, each ended by a newline: the disk,
 * its partition's number, the fields of the facts in their order, UUID and label of what is on it,
 * names and buses of four parents; what is left is both pages of Vital Product Data. Whatever a
 * disk says: its names stay in their folders, and have no byte that needs an escape.
 */
#include "mdev-rules/disk_names.h"
#include "tests/fuzz/fuzz.h"

enum { PARENTS = 4 };

/* Cuts the next text off the input; "" at its end. */
static char *take_text(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
	size_t len = end ? (size_t)(end - *data) : *size;
	char *text = exact_text(*data, len);

	*data += len + (end != NULL);
	*size -= len + (end != NULL);
	return text;
}

static bool is_plain(const char *text)
{
	for (; *text; text++) {
		bool plain = (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
			     (*text >= 'a' && *text <= 'z') || strchr("#+-.:=@_\\", *text);

		if (!plain && (uint8_t)*text < 0x80)
			return false;
	}
	return true;
}

static void check_names(const struct disk_names *names)
{
	static const char *const folders[] = {"by-uuid/",      "by-label/", "by-partuuid/",
					      "by-partlabel/", "by-id/",    "by-path/"};

	promise(names->count <= DISK_NAMES_MAX);
	for (unsigned int i = 0; i < names->count; i++) {
		const char *name = names->list[i], *base = NULL;

		promise(memchr(name, '\0', DISK_NAME_SIZE));
		for (size_t j = 0; j < sizeof(folders) / sizeof(*folders); j++) {
			if (strncmp(name, folders[j], strlen(folders[j])) == 0)
				base = name + strlen(folders[j]);
		}
		promise(base && *base && strcmp(base, ".") != 0 && strcmp(base, "..") != 0);
		promise(is_plain(base));
		for (unsigned int j = 0; j < i; j++)
			promise(strcmp(name, names->list[j]) != 0);
	}
}

static void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct superblock sb = {.type = "ext4"};
	struct part_entry entry = {.start = 0};
	struct disk_facts facts = {.superblock = &sb, .entry = &entry};
	const char **fields[] = {&facts.serial, &facts.model, &facts.vendor,	&facts.wwid,
				 &facts.nsid,	&facts.uuid,  &facts.usb_serial};
	char *texts[2 + sizeof(fields) / sizeof(*fields) + 2 + 2 * PARENTS];
	size_t count = 0;
	struct disk_names names;
	uint8_t *page;

	facts.disk = texts[count++] = take_text(&data, &size);
	facts.number = (unsigned int)atoi(texts[count++] = take_text(&data, &size));
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		*fields[i] = texts[count++] = take_text(&data, &size);
	copy(sb.uuid, sizeof(sb.uuid), texts[count++] = take_text(&data, &size));
	copy(sb.label, sizeof(sb.label), texts[count++] = take_text(&data, &size));
	copy(entry.uuid, sizeof(entry.uuid), sb.uuid);
	copy(entry.label, sizeof(entry.label), sb.label);
	for (size_t i = 0; i < PARENTS; i++) {
		facts.path.parents[i].name = texts[count++] = take_text(&data, &size);
		facts.path.parents[i].subsystem = texts[count++] = take_text(&data, &size);
	}
	facts.path.count = PARENTS;
	facts.path.nsid = facts.nsid;
	facts.path.ata_port = facts.uuid[0] ? facts.uuid : NULL;
	page = exact_bytes(data, size < DISK_VPD_MAX ? size : DISK_VPD_MAX);
	facts.vpd83 = facts.vpd89 = (struct disk_vpd){page,
						      size < DISK_VPD_MAX ? size : DISK_VPD_MAX};
	disk_names_make(&facts, &names);
	check_names(&names);
	free(page);
	while (count)
		free(texts[--count]);
	return 0;
}

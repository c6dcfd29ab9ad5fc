/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts to names: a function for each folder of /dev/disk. What the facts say is untrusted (a
 * label may hold anything), so that every name goes through one of two encodings and add().
 */
#include "mdev-rules/disk_names.h"

#include <stdarg.h>
#include <string.h>

#include "lib/format.h"
#include "lib/parse.h"
#include "lib/utf8.h"

enum { TEXT_SIZE = DISK_NAME_SIZE };

static bool given(const char *text)
{
	return text && *text;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* How many bytes stand as they are at the start of text; 0: the first one doesn't. */
static size_t plain_len(const char *text)
{
	size_t len = utf8_len(text);

	return len == 1 && !is_alnum(*text) && !strchr("#+-.:=@_", *text) ? 0 : len;
}

/* "\xHH" for what is not plain. False when size is too small. */
static bool encode(const char *text, char *out, size_t size)
{
	size_t at = 0;

	while (*text) {
		size_t len = plain_len(text);

		if (at + (len ? len : 4) >= size)
			return false;
		if (len)
			memcpy(out + at, text, len);
		else
			format_text(out + at, size - at, "\\x%02x", (unsigned char)*text);
		at += len ? len : 4;
		text += len ? len : 1;
	}
	out[at] = '\0';
	return true;
}

/* "_" for runs of white space, none at both ends, and for each other byte that is not plain. */
static void flatten(const char *text, char out[TEXT_SIZE])
{
	size_t at = 0;

	while (is_space(*text))
		text++;
	while (*text && at + UTF8_MAX < TEXT_SIZE) {
		size_t len = plain_len(text);

		if (is_space(*text)) {
			while (is_space(*text))
				text++;
			if (*text)
				out[at++] = '_';
			continue;
		}
		if (len)
			memcpy(out + at, text, len);
		else
			out[at] = '_';
		at += len ? len : 1;
		text += len ? len : 1;
	}
	out[at] = '\0';
}

static bool is_there(const struct disk_names *names, const char *name)
{
	for (unsigned int i = 0; i < names->count; i++) {
		if (strcmp(names->list[i], name) == 0)
			return true;
	}
	return false;
}

/* Adds FOLDER/NAME, whose name is ready, if it can be one. */
static void add(struct disk_names *names, const char *folder, const char *name)
{
	char *out;

	if (names->count >= DISK_NAMES_MAX || *name == '\0' || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0 || strchr(name, '/'))
		return;
	out = names->list[names->count];
	if (format_text(out, DISK_NAME_SIZE, "%s/%s", folder, name) < DISK_NAME_SIZE &&
	    !is_there(names, out))
		names->count++;
}

static void add_encoded(struct disk_names *names, const char *folder, const char *text)
{
	char name[TEXT_SIZE];

	if (encode(text, name, sizeof(name)))
		add(names, folder, name);
}

/*
 * Adds a name of the disk, with the number of the partition if it is for one. Parts that have been
 * flattened stay as they are, others become plain.
 */
static void add_of_disk(struct disk_names *names, const struct disk_facts *facts,
			const char *folder, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static void add_of_disk(struct disk_names *names, const struct disk_facts *facts,
			const char *folder, const char *format, ...)
{
	char text[TEXT_SIZE], name[TEXT_SIZE], part[16] = "";
	va_list args;
	size_t len;

	if (facts->number)
		format_text(part, sizeof(part), "-part%u", facts->number);
	va_start(args, format);
	len = format_args(text, sizeof(text), format, args);
	va_end(args);
	if (len + strlen(part) + UTF8_MAX >= sizeof(text))
		return;
	memcpy(text + len, part, strlen(part) + 1);
	flatten(text, name);
	add(names, folder, name);
}

static void add_content(struct disk_names *names, const struct disk_facts *facts)
{
	const struct superblock *sb = facts->superblock;
	const struct part_entry *entry = facts->entry;
	const char *rest;

	if (sb && sb->type && sb->usage != SUPERBLOCK_RAID) {
		add_encoded(names, "by-uuid", sb->uuid);
		add_encoded(names, "by-label", sb->label);
	}
	if (!facts->number || !entry)
		return;
	/* An MBR without a signature says nothing: every such disk has the same one. */
	if (!parse_prefix(entry->uuid, "00000000-", &rest) || strlen(rest) > 2)
		add_encoded(names, "by-partuuid", entry->uuid);
	add_encoded(names, "by-partlabel", entry->label);
}

/* One designator of page 83h: SPC-4, 7.8.6.1. */
struct designator {
	const uint8_t *bytes;
	size_t len;
	unsigned int type;
	bool text; /* else binary */
};

enum { DESIGNATOR_VENDOR, DESIGNATOR_T10, DESIGNATOR_EUI, DESIGNATOR_NAA };

/* The better one of a kind has the larger rank: NAA 6, then 5, then others; EUI-64; T10; vendor. */
static unsigned int rank_of(const struct designator *designator)
{
	unsigned int format = designator->len ? designator->bytes[0] >> 4 : 0;

	if (designator->type != DESIGNATOR_NAA)
		return designator->type + 1;
	return format == 6 ? 6 : format == 5 ? 5 : 4;
}

/* The designator of the disk itself that says most; .len 0: none. */
static struct designator find_designator(const struct disk_vpd *page)
{
	enum { HEADER = 4, OF_PORT_OR_TARGET = 0x30, ASCII = 2 };
	struct designator best = {0};

	for (size_t at = HEADER; page->len >= HEADER && at + HEADER <= page->len;) {
		const uint8_t *bytes = page->bytes + at;
		struct designator here = {
			.bytes = bytes + HEADER,
			.len = bytes[3],
			.type = bytes[1] & 15U,
			.text = (bytes[0] & 15) >= ASCII,
		};

		at += HEADER + here.len;
		if (at > page->len)
			break;
		if (here.len == 0 || here.type > DESIGNATOR_NAA || bytes[1] & OF_PORT_OR_TARGET)
			continue;
		if (best.len == 0 || rank_of(&here) > rank_of(&best))
			best = here;
	}
	return best;
}

/* Hex for binary, else as it is up to a NUL. False when out is too small. */
static bool write_designator(const struct designator *designator, char *out, size_t size)
{
	size_t len = designator->len;

	if (size <= 2 * len)
		return false;
	for (size_t i = 0; i < len && !designator->text; i++)
		format_text(out + 2 * i, 3, "%02x", designator->bytes[i]);
	if (designator->text) {
		memcpy(out, designator->bytes, len);
		out[len] = '\0';
	}
	return true;
}

/* A field of an INQUIRY, which blanks fill to its length: SPC-4, 6.6.2. */
static void pad(char *out, const char *text, size_t len)
{
	size_t text_len = text ? strnlen(text, len) : 0;

	memset(out, ' ', len);
	if (text_len)
		memcpy(out, text, text_len);
	out[len] = '\0';
}

static void add_scsi(struct disk_names *names, const struct disk_facts *facts, bool with_id)
{
	enum { VENDOR = 8, MODEL = 16, WWN_DIGITS = 16 };
	struct designator id = find_designator(&facts->vpd83);
	char text[600] = "", vendor[VENDOR + 1] = "", model[MODEL + 1] = "";

	if (id.len == 0 || !write_designator(&id, text, sizeof(text)))
		return;
	if (id.type == DESIGNATOR_VENDOR) {
		pad(vendor, facts->vendor, VENDOR);
		pad(model, facts->model, MODEL);
	}
	if (with_id)
		add_of_disk(names, facts, "by-id", "scsi-%u%s%s%s", id.type, vendor, model, text);
	if (id.type == DESIGNATOR_NAA && !id.text && id.len >= WWN_DIGITS / 2)
		add_of_disk(names, facts, "by-id", "wwn-0x%s", text);
}

/* ATA's strings have the bytes of each word swapped: ACS-3, 3.3.10. */
static void take_ata(const uint8_t *bytes, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (char)bytes[i ^ 1];
	out[len] = '\0';
}

static bool add_ata(struct disk_names *names, const struct disk_facts *facts)
{
	/* SAT-3, 12.4.2.1, and ACS-3, 7.12.7, table 45. */
	enum { IDENTIFY = 60, SERIAL = IDENTIFY + 20, MODEL = IDENTIFY + 54, END = IDENTIFY + 512 };
	char text[41], model[TEXT_SIZE], serial[TEXT_SIZE];

	if (!facts->vendor || strncmp(facts->vendor, "ATA", 3) != 0 || facts->vpd89.len < END)
		return false;
	take_ata(facts->vpd89.bytes + MODEL, 40, text);
	flatten(text, model);
	take_ata(facts->vpd89.bytes + SERIAL, 20, text);
	flatten(text, serial);
	if (*model)
		add_of_disk(names, facts, "by-id", "ata-%s%s%s", model, *serial ? "_" : "", serial);
	return *model;
}

static bool is_behind(const struct disk_path *path, const char *bus)
{
	for (unsigned int i = 0; i < path->count; i++) {
		if (strcmp(path->parents[i].subsystem, bus) == 0)
			return true;
	}
	return false;
}

/* "TARGET:UNIT" of "HOST:CHANNEL:TARGET:UNIT", the SCSI disk that it is for the kernel. */
static const char *find_unit(const struct disk_path *path)
{
	for (unsigned int i = 0; i < path->count; i++) {
		const char *colon = strchr(path->parents[i].name, ':');

		if (strcmp(path->parents[i].subsystem, "scsi") == 0 && colon)
			colon = strchr(colon + 1, ':');
		if (strcmp(path->parents[i].subsystem, "scsi") == 0 && colon)
			return colon + 1;
	}
	return "0:0";
}

/* USB's serial number counts where it is printable ASCII without a comma. */
static bool is_usb_serial(const char *serial)
{
	for (const char *at = serial; at && *at; at++) {
		if (*at < ' ' || *at > '~' || *at == ',')
			return false;
	}
	return given(serial);
}

static void add_usb(struct disk_names *names, const struct disk_facts *facts)
{
	char vendor[TEXT_SIZE], model[TEXT_SIZE], serial[TEXT_SIZE] = "";

	flatten(given(facts->vendor) ? facts->vendor : "", vendor);
	flatten(given(facts->model) ? facts->model : "", model);
	if (is_usb_serial(facts->usb_serial))
		flatten(facts->usb_serial, serial);
	add_of_disk(names, facts, "by-id", "usb-%s_%s%s%s-%s", vendor, model, *serial ? "_" : "",
		    serial, find_unit(&facts->path));
}

static void add_nvme(struct disk_names *names, const struct disk_facts *facts)
{
	char wwid[TEXT_SIZE], model[TEXT_SIZE], serial[TEXT_SIZE];

	if (given(facts->wwid)) {
		flatten(facts->wwid, wwid);
		add_of_disk(names, facts, "by-id", "nvme-%s", wwid);
	}
	if (!given(facts->model) || !given(facts->serial))
		return;
	flatten(facts->model, model);
	flatten(facts->serial, serial);
	add_of_disk(names, facts, "by-id", "nvme-%s_%s", model, serial);
	if (given(facts->nsid))
		add_of_disk(names, facts, "by-id", "nvme-%s_%s_%s", model, serial, facts->nsid);
}

static void add_id(struct disk_names *names, const struct disk_facts *facts)
{
	char first[TEXT_SIZE], second[TEXT_SIZE];
	const char *rest;

	if (parse_prefix(facts->disk, "nvme", &rest)) {
		add_nvme(names, facts);
	} else if (parse_prefix(facts->disk, "vd", &rest) && given(facts->serial)) {
		flatten(facts->serial, first);
		add_of_disk(names, facts, "by-id", "virtio-%s", first);
	} else if (parse_prefix(facts->disk, "mmcblk", &rest) && given(facts->model) &&
		   given(facts->serial)) {
		flatten(facts->model, first);
		flatten(facts->serial, second);
		add_of_disk(names, facts, "by-id", "mmc-%s_%s", first, second);
	} else if (parse_prefix(facts->disk, "pmem", &rest) && given(facts->uuid)) {
		flatten(facts->uuid, first);
		add_of_disk(names, facts, "by-id", "pmem-%s", first);
	} else if (parse_prefix(facts->disk, "sd", &rest) ||
		   parse_prefix(facts->disk, "sr", &rest)) {
		bool usb = is_behind(&facts->path, "usb"), ata = !usb && add_ata(names, facts);

		if (usb)
			add_usb(names, facts);
		add_scsi(names, facts, !usb && !ata);
	}
}

static void add_path(struct disk_names *names, const struct disk_facts *facts)
{
	char path[DISK_PATH_SIZE], compat[DISK_PATH_SIZE];
	const char *rest;

	if (!disk_path_make(&facts->path, path, compat))
		return;
	add_of_disk(names, facts, "by-path", "%s", path);
	if (*compat)
		add_of_disk(names, facts, "by-path", "%s", compat);
	else if (parse_prefix(facts->disk, "vd", &rest) && parse_prefix(path, "pci-", &rest))
		add_of_disk(names, facts, "by-path", "virtio-%s", path);
}

bool disk_names_has(const char *name)
{
	static const char without[][8] = {"fd", "ram", "zram", "mtd"};
	const char *rest;

	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++) {
		if (parse_prefix(name, without[i], &rest))
			return false;
	}
	return !(parse_prefix(name, "mmcblk", &rest) &&
		 (strstr(rest, "boot") || strstr(rest, "rpmb")));
}

void disk_names_make(const struct disk_facts *facts, struct disk_names *out)
{
	out->count = 0;
	if (!disk_names_has(facts->disk))
		return;
	add_content(out, facts);
	add_id(out, facts);
	add_path(out, facts);
}

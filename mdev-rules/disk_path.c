/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The walk from the disk up: each bus puts its part before what is there so far, and may
 * skip further parents of its own kind.
 */
#include "mdev-rules/disk_path.h"

#include <stdint.h>
#include <string.h>

#include "lib/format.h"
#include "lib/parse.h"

struct walk {
	const struct disk_path *path;
	unsigned int at; /* of path->parents */
	char *out, *compat;
	bool transport, parent; /* a bus that tells disks apart was met; one that has an address */
	bool failed;
};

static void put_before(struct walk *walk, char *out, const char *part)
{
	char whole[DISK_PATH_SIZE];

	if (format_text(whole, sizeof(whole), "%s%s%s", part, *out ? "-" : "", out) >=
	    sizeof(whole))
		walk->failed = true;
	else
		memcpy(out, whole, sizeof(whole));
}

static void put(struct walk *walk, const char *kind, const char *name)
{
	char part[DISK_PATH_SIZE];

	if (format_text(part, sizeof(part), "%s-%s", kind, name) >= sizeof(part))
		walk->failed = true;
	put_before(walk, walk->out, part);
	if (*walk->compat)
		put_before(walk, walk->compat, part);
}

/* Stands on the last of the parents that are on the same bus as this one. */
static void skip_bus(struct walk *walk)
{
	const struct disk_path *path = walk->path;
	const char *bus = path->parents[walk->at].subsystem;

	while (walk->at + 1 < path->count &&
	       strcmp(path->parents[walk->at + 1].subsystem, bus) == 0)
		walk->at++;
}

/* "2:0:1:0": host, channel, target, unit. */
static bool parse_address(const char *name, uint32_t out[4])
{
	char text[64];
	char *at = text, *end;

	if (parse_copy(name, text, sizeof(text)))
		return false;
	for (int i = 0; i < 4; i++, at = end + 1) {
		end = strchrnul(at, ':');
		if ((*end == ':') != (i < 3))
			return false;
		*end = '\0';
		if (parse_u32(at, UINT32_MAX, &out[i]))
			return false;
	}
	return true;
}

/* The parent that is the host, "hostN", and has the disk's transport around it. NULL: another one.
 */
static const struct disk_parent *find_host(struct walk *walk)
{
	static const char unknown[][12] = {"rport-", "end_device-", "session"};
	const struct disk_path *path = walk->path;
	const char *rest;

	for (unsigned int i = walk->at; i < path->count; i++) {
		const char *name = path->parents[i].name;

		for (size_t j = 0; j < sizeof(unknown) / sizeof(*unknown); j++) {
			if (parse_prefix(name, unknown[j], &rest))
				return NULL;
		}
		if (parse_prefix(name, "host", &rest)) {
			walk->at = i;
			return &path->parents[i];
		}
	}
	return NULL;
}

/* drivers/hv: the parent of the host is named by its GUID, the parts of which are not parted here.
 */
static void put_vmbus(struct walk *walk, const char *guid, uint32_t lun)
{
	char text[DISK_PATH_SIZE];
	size_t len = 0;

	for (; *guid && len < 32; guid++) {
		if (*guid != '-')
			text[len++] = *guid;
	}
	format_text(text + len, sizeof(text) - len, "-lun-%u", lun);
	put(walk, "vmbus", text);
}

static bool take_scsi(struct walk *walk)
{
	const struct disk_path *path = walk->path;
	const struct disk_parent *host, *above;
	char text[64];
	uint32_t address[4];

	if (!parse_address(path->parents[walk->at].name, address))
		return true; /* a target */
	host = find_host(walk);
	if (!host)
		return false;
	above = walk->at + 1 < path->count ? host + 1 : NULL;
	walk->transport = true;
	if (path->ata_port) {
		/* Behind a port multiplier the channel tells disks apart, else the target. */
		format_text(text, sizeof(text), "%s.%u%s", path->ata_port,
			    address[1] ? address[1] : address[2], address[1] ? ".0" : "");
		put(walk, "ata", text);
		format_text(text, sizeof(text), "ata-%s", path->ata_port);
		put_before(walk, walk->compat, text);
	} else if (above && strcmp(above->subsystem, "vmbus") == 0) {
		put_vmbus(walk, above->name, address[3]);
	} else {
		format_text(text, sizeof(text), "%u:%u:%u:%u", address[0] - path->first_host,
			    address[1], address[2], address[3]);
		put(walk, "scsi", text);
	}
	return true;
}

/* "2-1.4:1.0" is the interface 1.0 of what is plugged into port 4 of the hub at port 1. */
static void take_usb(struct walk *walk)
{
	const char *ports = strchr(walk->path->parents[walk->at].name, '-');
	char text[64];

	if (!ports)
		return;
	format_text(text, sizeof(text), "0:%s", ports + 1);
	put(walk, "usb", text);
	walk->transport = true;
	skip_bus(walk);
}

/* False when the disk is reached in a way that has no name here. */
static bool take_parent(struct walk *walk)
{
	static const struct {
		char bus[10];
		bool transport;
	} named[] = {{"pci", false},	 {"acpi", false}, {"xen", false},
		     {"platform", true}, {"ccw", true},	  {"scm", true}};
	const struct disk_parent *parent = &walk->path->parents[walk->at];

	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		if (strcmp(parent->subsystem, named[i].bus) != 0)
			continue;
		put(walk, named[i].bus, parent->name);
		walk->parent = true;
		walk->transport |= named[i].transport;
		skip_bus(walk);
		return true;
	}
	if (strcmp(parent->subsystem, "scsi") == 0)
		return take_scsi(walk);
	if (strcmp(parent->subsystem, "usb") == 0) {
		take_usb(walk);
	} else if (strcmp(parent->subsystem, "virtio") == 0) {
		walk->transport = true;
		skip_bus(walk);
	} else if (strcmp(parent->subsystem, "nvme") == 0 && walk->path->nsid) {
		put(walk, "nvme", walk->path->nsid);
		walk->transport = walk->parent = true;
		skip_bus(walk);
	}
	return true;
}

bool disk_path_make(const struct disk_path *path, char out[DISK_PATH_SIZE],
		    char compat[DISK_PATH_SIZE])
{
	struct walk walk = {.path = path, .out = out, .compat = compat};
	bool known = true;

	*out = *compat = '\0';
	for (; known && walk.at < path->count; walk.at++)
		known = take_parent(&walk);
	if (known && *out && walk.parent && walk.transport && !walk.failed)
		return true;
	*out = *compat = '\0';
	return false;
}

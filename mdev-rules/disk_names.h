/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of a block device below /dev/disk, from what is on it, its entry in the partition table
 * and what /sys says of it; the same as udev's persistent-storage rules give:
 *
 *   by-uuid/UUID          of a file system, swap or LUKS; not of members of a RAID
 *   by-label/LABEL        the same
 *   by-partuuid/UUID      GPT and MBR; by-partlabel/LABEL of GPT
 *   by-id/virtio-SERIAL   nvme-WWID nvme-MODEL_SERIAL nvme-MODEL_SERIAL_NSID mmc-NAME_SERIAL
 *                         pmem-UUID ata-MODEL_SERIAL scsi-ID wwn-0xNUMBER
 * usb-VENDOR_MODEL_SERIAL-0:LUN by-path/pci-0000:00:04.0 and so on, see disk_path.h
 *
 * Names in by-id and by-path end in "-partN" for a partition, and say whose. Escapes: in labels and
 * UUIDs each byte but [A-Za-z0-9#+-.:=@_] and UTF-8 is "\xHH"; in by-id runs of white space are
 * "_", and so is any other of these bytes. Left out: names that are too long, "." and "..", the "no
 * signature" of an MBR, and all of floppies, RAM disks, MTDs and the boot partitions of eMMC. Pure.
 */
#ifndef MDEV_RULES_DISK_NAMES_H
#define MDEV_RULES_DISK_NAMES_H

#include "mdev-rules/disk_path.h"
#include "mdev-rules/part_table.h"
#include "mdev-rules/superblock.h"

enum {
	DISK_NAMES_MAX = 12,
	DISK_NAME_SIZE = 256,
	DISK_VPD_MAX = 1024, /* bytes of a page of Vital Product Data that are looked at */
};

/* A page of a SCSI disk's Vital Product Data, as in /sys; len 0 where there is none. */
struct disk_vpd {
	const uint8_t *bytes;
	size_t len;
};

/* Strings are NULL or "" where a device has no such thing. */
struct disk_facts {
	const char *disk; /* the whole disk's name, as in /sys/class/block: "sda", "cciss!c0d0" */
	unsigned int number;		     /* of the partition; 0: the whole disk */
	const struct superblock *superblock; /* NULL or .type NULL: nothing known */
	const struct part_entry *entry;	     /* NULL: none */
	/* Of the whole disk, for its partitions too. */
	const char *serial, *model, *vendor; /* ATA, MMC: model is the name */
	const char *wwid, *nsid, *uuid;	     /* NVMe; pmem */
	const char *usb_serial;		     /* of the USB device that the disk is behind */
	struct disk_vpd vpd83, vpd89;	     /* SPC-4, 7.8.6: who it is; SAT-3, 12.4.2: ATA */
	struct disk_path path;
};

struct disk_names {
	unsigned int count;
	char list[DISK_NAMES_MAX][DISK_NAME_SIZE]; /* relative to /dev/disk, each once */
};

void disk_names_make(const struct disk_facts *facts, struct disk_names *out);

/* True when devices of this name, as in /sys/class/block, have names below /dev/disk at all. */
bool disk_names_has(const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a disk is plugged in, as udev's path_id says it: from the disk's folder in /sys up, the
 * parts that each bus has a name for, the outermost first.
 *
 *   pci-ADDRESS  platform-NAME  acpi-NAME    the nearest one of its kind
 *   ata-PORT.DEVICE (and, as it was, ata-PORT)  scsi-HOST:BUS:TARGET:LUN  usb-0:PORTS:INTERFACE
 *   nvme-NAMESPACE  vmbus-GUID-lun-N; virtio says nothing
 *
 * HOST counts from the first one of the same controller. Of Fibre Channel, SAS and iSCSI, whose
 * names need more than the path, and of what hangs on no known bus there is no name. Pure.
 */
#ifndef MDEV_RULES_DISK_PATH_H
#define MDEV_RULES_DISK_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum {
	DISK_PATH_PARENTS = 24,
	DISK_PATH_SIZE = 192,
};

/* One folder of /sys/devices with its bus; both as the kernel names them. */
struct disk_parent {
	const char *name, *subsystem;
};

/* What leads to a disk, the nearest parent first. */
struct disk_path {
	unsigned int count;
	struct disk_parent parents[DISK_PATH_PARENTS];
	unsigned int first_host; /* the least number of the hosts beside the one of a SCSI disk */
	const char *ata_port;	 /* port_no of the ata_port, NULL where there is none */
	const char *nsid;	 /* of NVMe */
};

/*
 * Writes the path to out, and to compat the older form for ATA disks, "" for others. False, and
 * both are "", when there is none, or it is too long.
 */
bool disk_path_make(const struct disk_path *path, char out[DISK_PATH_SIZE],
		    char compat[DISK_PATH_SIZE]);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's word about a device, from a netlink datagram
 * (lib/kobject_uevent.c) or a /sys/.../uevent file:
 *
 *   datagram = action "@" devpath NUL *( key "=" value NUL )
 *   file     = *( key "=" value LF )
 *
 * Refused: a datagram without '@' in its head, without ACTION, DEVPATH and
 * SUBSYSTEM, not ended by NUL (it was cut), or one of udevd's ("libudev").
 * Unknown keys are passed over; of a repeated key the last counts. Pure.
 */
#ifndef MDEV_RULES_UEVENT_H
#define MDEV_RULES_UEVENT_H

#include <stddef.h>
#include <stdint.h>

enum uevent_action {
	UEVENT_ADD,
	UEVENT_REMOVE,
	UEVENT_CHANGE,
	UEVENT_MOVE,
	UEVENT_ONLINE,
	UEVENT_OFFLINE,
	UEVENT_BIND,
	UEVENT_UNBIND,
};

/* Strings point into the buffer that was parsed; NULL where the key is not there. */
struct uevent {
	enum uevent_action action; /* of a file: UEVENT_ADD */
	const char *devpath;	   /* below /sys, starts with '/'; NULL from a file */
	const char *subsystem;	   /* NULL from a file */
	const char *devname;	   /* below /dev, without "/dev/" */
	const char *devtype;	   /* disk, partition ... */
	uint32_t devmode;	   /* DEVMODE, octal in the text; 0600 where not given */
	int64_t major, minor;	   /* -1 where not given */
};

enum uevent_error {
	UEVENT_NO_HEAD = 1, /* not action@devpath */
	UEVENT_NOT_ENDED,   /* no NUL at the end */
	UEVENT_UDEV,	    /* from udevd, not from the kernel */
	UEVENT_INCOMPLETE,  /* ACTION, DEVPATH or SUBSYSTEM missing, or unknown action */
	UEVENT_BAD_NUMBER,  /* MAJOR, MINOR or DEVMODE is none */
};

/* Reads a datagram of len bytes. 0, or > 0: enum uevent_error; *out untouched on error. */
int uevent_parse(const char *buf, size_t len, struct uevent *out);

/* Reads a /sys uevent file, cut up in place. 0, or UEVENT_BAD_NUMBER; *out untouched on error. */
int uevent_parse_file(char *text, struct uevent *out);

const char *uevent_strerror(int error);

#endif

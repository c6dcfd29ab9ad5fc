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
 * Keys without a place in struct uevent are found by uevent_value(); of a repeated key the
 * last counts. Pure.
 */
#ifndef MDEV_RULES_UEVENT_H
#define MDEV_RULES_UEVENT_H

#include <stdbool.h>
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
	const char *pairs;	   /* all of the text's key=value, each ended by NUL */
	size_t pairs_len;	   /* with the last NUL */
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

/*
 * Reads a /sys uevent file, cut up in place. 0, or UEVENT_BAD_NUMBER; *out untouched on error.
 * The file's own place says who the device is: the caller sets devpath and subsystem afterwards.
 */
int uevent_parse_file(char *text, struct uevent *out);

/*
 * Reads the same from a file that a person wrote, whose ACTION (without one: add), DEVPATH and
 * SUBSYSTEM count. 0, UEVENT_BAD_NUMBER, or UEVENT_INCOMPLETE for an action that is none or a
 * path without '/' at its start; *out untouched on error.
 */
int uevent_parse_lines(char *text, struct uevent *out);

/*
 * A key's value, its last one, or NULL. ACTION, DEVPATH, SUBSYSTEM and DEVNAME are those of the
 * struct, whatever the text says.
 */
const char *uevent_value(const struct uevent *event, const char *key);

/* A block device, by its subsystem, or where that is not known by a folder "block" in its path. */
bool uevent_is_block(const struct uevent *event);

const char *uevent_strerror(int error);

#endif

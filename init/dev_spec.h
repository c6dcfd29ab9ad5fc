/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How people name a block device in root= and in fstab (block/early-lookup.c, and mount(8)):
 *
 *   spec      = "/dev/" NAME / "UUID=" uuid / "LABEL=" text / partition / link
 *             / MAJOR ":" MINOR / hex (as 801 or 0x801, root= only)
 *   partition = "PARTUUID=" uuid [ "/PARTNROFF=" ["-"] digits ] / "PARTLABEL=" text
 *   uuid      = 1*( HEXDIG / "-" ), which all file systems and tables have
 *   link      = "/dev/disk/by-" ( uuid / label / partuuid / partlabel / id / path ) "/" NAME
 *
 * A link is looked up by what it says, whether it is there or not. Unlike the kernel's, a
 * PARTUUID that is but the begin of one is no match.
 *
 * Refused on purpose, each with its reason: network roots (/dev/nfs, /dev/cifs, nfs:..., //...),
 * an empty value, a name that is not below /dev, another word than PARTNROFF= behind a UUID. Pure.
 */
#ifndef INIT_DEV_SPEC_H
#define INIT_DEV_SPEC_H

#include <stddef.h>
#include <stdint.h>

enum dev_spec_kind {
	DEV_SPEC_PATH,	    /* text: /dev/NAME */
	DEV_SPEC_UUID,	    /* text: the UUID, compared without case */
	DEV_SPEC_LABEL,	    /* text: the label, byte for byte */
	DEV_SPEC_PARTUUID,  /* text: the UUID, and text_len; compared without case */
	DEV_SPEC_PARTLABEL, /* text: the label, byte for byte */
	DEV_SPEC_LINK,	    /* text: below /dev/disk/, "by-id/..." */
	DEV_SPEC_NUMBER,    /* major, minor */
};

struct dev_spec {
	enum dev_spec_kind kind;
	const char *text; /* into the caller's string; NULL for DEV_SPEC_NUMBER */
	size_t text_len;  /* of a PARTUUID it ends before "/PARTNROFF=", else with the string */
	int32_t offset;	  /* PARTNROFF: numbers of partitions to go on from there */
	uint32_t major, minor;
};

enum dev_spec_error {
	DEV_SPEC_EMPTY = 1,
	DEV_SPEC_BAD_UUID,
	DEV_SPEC_BAD_OFFSET, /* not /PARTNROFF=NUMBER behind a PARTUUID */
	DEV_SPEC_NETWORK,
	DEV_SPEC_NOT_IN_DEV,
	DEV_SPEC_BAD_NUMBER, /* MAJOR:MINOR or hex out of range, or no number */
};

/*
 * Reads root='s value. The kernel's old hex form packs the number as
 * new_decode_dev() (include/linux/kdev_t.h): major bits 8-19, minor the low
 * byte and bits 20 on. 0, or > 0: enum dev_spec_error; *out untouched on error.
 */
int dev_spec_parse(const char *text, struct dev_spec *out);
const char *dev_spec_strerror(int error);

#endif

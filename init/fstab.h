/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /etc/fstab, a line at a time (fstab(5)):
 *
 *   line = *blank [ "#" comment | spec file type [ options [ freq [ passno ] ] ] ] *blank
 *
 * Fields are parted by blanks and tabs; \040 \011 \012 \043 \134 (any three octal
 * digits but \000) are decoded; a carriage return before the newline counts as a blank; the last
 * line needs no newline. Missing options are "defaults", missing numbers 0.
 * Refused, with the reason: fewer than three fields, more than six, a number
 * field that is none, a mount point that is neither absolute nor `none`/`swap`
 * for swap, a bad escape, a NUL byte's escape. Pure: the text is cut up in place.
 */
#ifndef INIT_FSTAB_H
#define INIT_FSTAB_H

#include <stdbool.h>
#include <stdint.h>

/* Strings point into the text given to fstab_next(). */
struct fstab_entry {
	char *spec;    /* device, UUID=, LABEL=, or a word for what has none */
	char *file;    /* mount point, absolute; "none" or "swap" for swap */
	char *type;    /* file system; "auto", "swap", "none" for binds */
	char *options; /* never NULL; "defaults" where the field is missing */
	uint32_t freq, passno;
	unsigned int line; /* 1 is the first */
};

enum fstab_error {
	FSTAB_FEW_FIELDS = 1,
	FSTAB_MANY_FIELDS,
	FSTAB_BAD_NUMBER,
	FSTAB_NOT_ABSOLUTE,
	FSTAB_BAD_ESCAPE,
};

/* Where the reader stands. Start: { .next = text, .line = 0 }. */
struct fstab_cursor {
	char *next;	   /* NULL at the end */
	unsigned int line; /* of the line read last */
};

/*
 * Reads on to the next entry. 1: *out is filled; 0: the end;
 * a refused line returns 2 with its reason in *error, the cursor behind it (its number in
 * cursor->line) and *out untouched, so that the caller reports it and goes on.
 */
int fstab_next(struct fstab_cursor *cursor, struct fstab_entry *out, int *error);
const char *fstab_strerror(int error);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is wanted of modules: files of /etc/modprobe.d and modules.softdep (modprobe.d(5)), a line
 * at a time, and the kernel command line.
 *
 *   line    = *blank [ "#" comment / command ]     a "\" before the newline joins two lines
 *   command = "alias" pattern module / "blacklist" module / "options" module text
 *           / "softdep" module *( "pre:" / "post:" / module )
 *           / ( "install" / "remove" ) module text / "weakdep" text
 *   word    = module "." parameter [ "=" value ]
 *           / ( "modprobe.blacklist" / "module_blacklist" ) "=" module *( "," module )
 *
 * Words of the command line are read as lib/words.h says, up to "--". What follows the last field
 * of an alias or a blacklist is passed over, and so is weakdep, which is for those who make images.
 * install and remove come out for the caller to name, not to run. Refused: an unknown command, one
 * with too few fields. Pure: the text is cut up in place.
 */
#ifndef MDEV_RULES_MODPROBE_CONF_H
#define MDEV_RULES_MODPROBE_CONF_H

#include "mdev-rules/slice.h"

enum modprobe_kind {
	MODPROBE_ALIAS,	    /* name is a pattern, text a module */
	MODPROBE_BLACKLIST, /* not to be loaded for a device's sake */
	MODPROBE_OPTIONS,   /* text is parameters; or with value.at one of them, not quoted */
	MODPROBE_SOFTDEP,   /* text is for modprobe_softdep_next() */
	MODPROBE_INSTALL,
	MODPROBE_REMOVE,
};

struct modprobe_rule {
	enum modprobe_kind kind;
	struct slice name, text, value;
	unsigned int line; /* 1 is the first of the file; 0: from the command line */
};

/* Words before the first "pre:" or "post:" are on neither side, and passed over. */
enum modprobe_side { MODPROBE_NEITHER, MODPROBE_PRE, MODPROBE_POST };

enum modprobe_error {
	MODPROBE_UNKNOWN = 1,
	MODPROBE_FEW_FIELDS,
	MODPROBE_LONG_OPTIONS, /* from modprobe_options() */
};

/* Where the reader stands. Start: { .next = text }. */
struct modprobe_cursor {
	char *next;	   /* NULL at the end */
	unsigned int line; /* of the first line of what was read last */
	unsigned int joined;
	char *list; /* of the command line: what is left of a blacklist */
};

/*
 * Reads on to the next rule. 1: *out is filled; 0: the end; 2: a refused line, its reason in
 * *error, its number in cursor->line, the cursor behind it and *out untouched.
 */
int modprobe_conf_next(struct modprobe_cursor *cursor, struct modprobe_rule *out, int *error);

/* The same for a kernel command line, where nothing is refused: 1 or 0. */
int modprobe_cmdline_next(struct modprobe_cursor *cursor, struct modprobe_rule *out);

const char *modprobe_strerror(int error);

/*
 * Cuts the next module off a softdep's text; *side, MODPROBE_NEITHER at the start, says on which
 * side of the module that has the softdep it is to be loaded. False, *module untouched, at the end.
 */
bool modprobe_softdep_next(struct slice *text, enum modprobe_side *side, struct slice *module);

/* True when one of the rules is a blacklist with this module. */
bool modprobe_blacklisted(const struct modprobe_rule rules[], size_t count, struct slice module);

/*
 * Writes all parameters of a module as the kernel reads them, ended by a NUL, those of later
 * rules last, so that they win. 0, or MODPROBE_LONG_OPTIONS and out untouched: up to four bytes
 * a rule more than the text itself are counted.
 */
int modprobe_options(const struct modprobe_rule rules[], size_t count, struct slice module,
		     char *out, size_t size);

#endif

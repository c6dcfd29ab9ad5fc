/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device rules in the grammar of busybox mdev's /etc/mdev.conf (docs/mdev.txt and the usage text
 * of busybox 1.35 and 1.37):
 *
 *   file    = *( line LF )          a backslash before LF joins two lines
 *   line    = *blank [ comment | rule ]
 *   rule    = [ "-" ] *( key "=" regex ";" ) subject  owner  mode  [ place ]  [ command | comment ]
 *   subject = regex                              the whole device name
 *           | "$" key "=" regex                  the whole value of the event's key
 *           | "@" major "," minor [ "-" minor ]  the device number
 *   owner   = user [ ":" group ]                 names or numbers
 *   mode    = octal, 0 to 7777
 *   place   = ">" path | "=" path | "!"          moved and linked, moved, no node
 *   command = ( "@" | "$" | "*" ) text           when added, when removed, always
 *   comment = "#" text                           of a rule: only where no place stands before it
 *
 * Fields are parted by blanks and tabs; a carriage return before LF counts as a blank. "-": go
 * on with the next rules after this one. A key's regex before ";" may match any part of the value.
 * In a path %0 is what the subject's regex matched, %1 to %9 its groups; a path that ends in "/"
 * is the folder of the device's own name; a leading "/dev/" is taken off. See rules_match.h for
 * what a rule does.
 *
 * Refused, with line, column and reason, and passed over: see enum rules_error. Differences from
 * mdev are in README.md. Pure.
 */
#ifndef MDEV_RULES_RULES_H
#define MDEV_RULES_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdev-rules/names.h"
#include "mdev-rules/pattern.h"

enum {
	RULES_MAX = 512,
	RULES_CONDITIONS_MAX = 256, /* key=regex; of all rules together */
	RULES_KEYS_MAX = 16,
	RULES_WORD = 64, /* rules in a word of by_first */
};

enum rule_subject {
	RULE_NAME,   /* pattern against the device name */
	RULE_VALUE,  /* pattern against the value of key */
	RULE_NUMBER, /* major, and minor_first to minor_last */
};

enum rule_place {
	RULE_PLACE_NAME, /* /dev/NAME */
	RULE_PLACE_MOVE, /* "=": path instead of it */
	RULE_PLACE_LINK, /* ">": path, and a link at NAME */
	RULE_PLACE_NONE, /* "!": neither made nor removed */
};

enum rule_when {
	RULE_NEVER, /* no command */
	RULE_ON_ADD,
	RULE_ON_REMOVE,
	RULE_ALWAYS,
};

/* key=regex; */
struct rule_condition {
	const char *key;
	struct pattern pattern;
};

/* Strings point into the text given to rules_next(). */
struct rule {
	struct pattern pattern; /* of RULE_NUMBER: only .first, all ones */
	const char *key;	/* RULE_VALUE */
	const char *path;	/* RULE_PLACE_MOVE and _LINK: below /dev, not expanded */
	const char *command;	/* NULL for RULE_NEVER */
	uint32_t uid, gid;
	uint32_t major, minor_first, minor_last;
	uint16_t mode;
	uint16_t conditions; /* index of the first in the set */
	uint8_t condition_count;
	enum rule_subject subject;
	enum rule_place place;
	enum rule_when when;
	bool go_on;	   /* "-" */
	bool wants_groups; /* %1 to %9 stand in the path */
	unsigned int line; /* 1 is the first */
};

/* Start: all zero, at the least both counts. */
struct rule_set {
	size_t count, condition_count;
	struct pattern_cache *cache; /* the caller's, or NULL (pattern.h) */
	/* For each bit of pattern.first the rules that have it, the first RULES_WORD in the first
	 * row. */
	uint64_t by_first[RULES_MAX / RULES_WORD][64];
	struct rule rules[RULES_MAX];
	struct rule_condition conditions[RULES_CONDITIONS_MAX];
};

enum rules_error {
	RULES_FEW_FIELDS = 1, /* not even subject, owner and mode */
	RULES_EMPTY_SUBJECT,  /* "-" or conditions, and nothing behind them */
	RULES_BAD_REGEX,
	RULES_BACK_REFERENCE,
	RULES_REGEX_TOO_BIG,
	RULES_NO_KEY,	  /* "$" without key or "=" */
	RULES_BAD_NUMBER, /* "@" without major,minor or with a range that goes down */
	RULES_NO_USER,
	RULES_NO_GROUP,
	RULES_BAD_MODE,	   /* not octal, or above 7777 */
	RULES_BAD_PLACE,   /* ">" or "=" without a path, "!" with something behind it */
	RULES_LEADS_OUT,   /* a path that is absolute, or has ".." in it */
	RULES_BAD_COMMAND, /* what stands behind the mode is neither place, command nor comment */
	RULES_TOO_MANY,	   /* above RULES_MAX or RULES_CONDITIONS_MAX */
};

/* Where the reader stands. Start: { .next = text }. */
struct rules_reader {
	char *next;	     /* NULL at the end */
	unsigned int line;   /* of the rule read last: its first line, 1 is the first */
	unsigned int column; /* where a refused one went wrong, 1 is the first; of joined lines */
	unsigned int read;   /* lines behind us */
	const char *refused; /* what stands there, to the end of its field */
};

/*
 * Reads on to the next rule and adds it to the set; the text is cut up in place. 1: added; 0: the
 * end; 2: refused, the reason in *error, the set as it was, and the reader behind the rule, so that
 * the caller reports it and goes on.
 */
int rules_next(struct rules_reader *reader, const struct names *names, struct rule_set *set,
	       int *error);
const char *rules_strerror(int error);

/* What the rules look at, so that nobody reads what no rule asks for. */
struct rules_need {
	bool number;  /* major and minor */
	bool file;    /* keys besides ACTION, DEVPATH, DEVNAME and SUBSYSTEM: the uevent file */
	bool command; /* a command runs when a device is added, with the event's keys around it */
	size_t key_count;		  /* keys that differ, in the order of the rules */
	const char *keys[RULES_KEYS_MAX]; /* no more than fit; `file` knows of all */
};

void rules_need(const struct rule_set *set, struct rules_need *out);

#endif

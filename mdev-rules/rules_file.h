/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules from their file, with the box's own users and groups.
 */
#ifndef MDEV_RULES_RULES_FILE_H
#define MDEV_RULES_RULES_FILE_H

#include "mdev-rules/pattern_program.h"
#include "mdev-rules/rules.h"

#define RULES_FILE "/etc/mdev.conf"

enum { RULES_FILE_SIZE = 65536 + 1 };

/* Must stay where it is: the rules point into the text. */
struct rules_file {
	struct rule_set set;
	struct pattern_cache cache; /* of the set */
	struct rules_need need;
	bool moves;    /* a rule puts a node elsewhere */
	bool commands; /* a rule has a command */
	char text[RULES_FILE_SIZE];
};

/*
 * Reads the rules of `path`, with names from /etc/passwd and /etc/group. A refused rule is a line
 * in the log, and passed over. 0, also where there is no such file, which is no rules; -E2BIG or
 * other -errno where it can't be read, after a line.
 */
int rules_file_read(const char *path, struct rules_file *out);

/* Texts of the box's users and groups, which stay; "" for what can't be read, after a line. */
void rules_file_names(struct names *out);

/* What an error of a file of at most RULES_FILE_SIZE - 1 bytes is. */
const char *rules_file_strerror(int error);

#endif

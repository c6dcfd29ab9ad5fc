/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that is wanted of modules, from where it stands: *.conf in /etc/modprobe.d, /run/modprobe.d
 * and /lib/modprobe.d, in the order of their names, one in an earlier folder in place of one with
 * the same name in a later one (modprobe.d(5)), then the kernel command line.
 *
 * A line that is refused, and an install or remove, which would start a process, is one line in
 * the log; the others count. What does not fit is said and left out.
 */
#ifndef MDEV_RULES_MODPROBE_READ_H
#define MDEV_RULES_MODPROBE_READ_H

#include "mdev-rules/modprobe_conf.h"

enum {
	MODPROBE_RULES_MAX = 512,
	MODPROBE_TEXT_MAX = 32768, /* of all files together */
	MODPROBE_FILES_MAX = 64,
};

struct modprobe_rules {
	struct modprobe_rule rules[MODPROBE_RULES_MAX]; /* point into text */
	size_t count;
	char text[MODPROBE_TEXT_MAX];
	size_t text_len;
	bool full; /* and that was said */
};

/*
 * Reads the files of the folders below `root` ("" for /). `cmdline`, or NULL, is cut up and must
 * outlive the rules.
 */
void modprobe_read(const char *root, char *cmdline, struct modprobe_rules *out);

/* Adds those of one more file; one that is not there is none. */
void modprobe_read_file(const char *path, struct modprobe_rules *rules);

#endif

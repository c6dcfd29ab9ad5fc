/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules.dep and modules.builtin, as depmod(8) and the kernel's build write them
 * (modules.dep(5), Documentation/kbuild/kbuild.rst):
 *
 *   dep     = *( file ":" *( blank file ) LF )     what a module needs, the last of it first
 *   builtin = *( file LF )
 *   file    = *( folder "/" ) name ".ko" [ ".gz" / ".xz" / ".zst" ]
 *
 * A module's name is its file's, up to the first dot. Lines without a colon are passed over; of two
 * for one module the first counts. Refused: more lines than the caller's table holds. Pure.
 */
#ifndef MDEV_RULES_MODULES_DEP_H
#define MDEV_RULES_MODULES_DEP_H

#include "mdev-rules/slice.h"

/* Names to lines, so that the text is read once. */
struct modules_dep {
	struct slice text;
	const uint32_t *slots; /* the caller's; 1 + where a line starts, or 0 */
	uint32_t slot_count;   /* a power of two */
};

struct modules_dep_entry {
	struct slice file;  /* relative to the folder of modules.dep, or absolute */
	struct slice needs; /* for modules_dep_need() */
};

enum modules_dep_error {
	MODULES_DEP_MANY = 1, /* more lines than half of the slots, or 4 GB */
};

const char *modules_dep_strerror(int error);

/*
 * Makes an index of the text in as few of the `size` slots as are needed, twice its lines. 0, or
 * MODULES_DEP_MANY, *out is untouched then. Text and slots must outlive *out.
 */
int modules_dep_index(struct slice text, uint32_t slots[], size_t size, struct modules_dep *out);

/* The line of a module. False, and *out untouched, where there is none. */
bool modules_dep_find(const struct modules_dep *dep, struct slice name,
		      struct modules_dep_entry *out);

/* Cuts off the file that must be loaded next before the module. False at the end. */
bool modules_dep_need(struct slice *needs, struct slice *file);

/* The module's name in a path. */
struct slice modules_dep_name(struct slice file);

/* True when modules.builtin, whose text is given, names the module. */
bool modules_dep_builtin(struct slice text, struct slice name);

#endif

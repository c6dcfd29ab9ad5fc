/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Modules for the devices of this machine, from /lib/modules/VERSION (modules.alias, .dep,
 * .softdep, .builtin of depmod(8)), without modprobe. What is wanted is gathered, looked up in one
 * pass, and loaded in the background with what it needs:
 *
 *   modules_open    once
 *   modules_want    for each modalias of a uevent; modules_want_all for those of /sys
 *   modules_start   then
 *   modules_step    when modules.load.event is readable
 *   modules_busy    until false: nothing is being loaded, and nothing waits
 *
 * As for modprobe(8), an alias of /etc/modprobe.d goes before those of modules.alias, and a
 * blacklist holds for what an alias names, not for what another module needs.
 */
#ifndef MDEV_RULES_MODULES_H
#define MDEV_RULES_MODULES_H

#include "mdev-rules/modprobe_read.h"
#include "mdev-rules/module_load.h"

enum {
	MODULES_WANTED_MAX = 512,    /* different ones, for one modules_start() */
	MODULES_WANTED_TEXT = 32768, /* all of them; a processor's alone has 2,000 bytes */
	MODULES_SLOTS = 16384,	     /* modules.dep of 8,000 lines; Debian's has 4,300 */
};

/* About 250 kB, of which only what is used is ever touched. Must stay where it is. */
struct modules {
	int dir;			       /* /lib/modules/VERSION */
	struct slice alias, dep_text, builtin; /* mapped */
	struct modules_dep dep;
	struct modprobe_rules conf;
	struct modules_plan plan;
	struct module_load load;
	struct slice wanted[MODULES_WANTED_MAX];
	uint16_t wanted_slots[2 * MODULES_WANTED_MAX]; /* 1 + index of wanted, by name */
	size_t wanted_count, asked_count, wanted_len;  /* those asked for stand first */
	char wanted_text[MODULES_WANTED_TEXT];
	uint32_t dep_slots[MODULES_SLOTS];
};

/*
 * Opens the modules of a kernel below `root` ("" for /); `version` NULL is the running one.
 * `cmdline` as in modprobe_read(). 0, and the caller calls modules_close(); -ENOENT where there are
 * none, other -errno, which are logged.
 */
int modules_open(const char *root, const char *version, char *cmdline, struct modules *out);

/*
 * Notes a modalias, or a module's name, that something is to be loaded for. 1: a new one; 0: it was
 * asked for lately; -ENOSPC: modules_start() first, or too long for ever.
 */
int modules_want(struct modules *modules, const char *alias);

/*
 * Notes the modalias of every device below `sys`, a descriptor of /sys; where they are too many for
 * one lookup, modules_start() is called in between. 0, or -errno where there is no /sys.
 */
int modules_want_all(struct modules *modules, int sys);

/* Looks up what was wanted, and starts to load it. Does not wait. */
void modules_start(struct modules *modules);

/* Takes in what is loaded, and starts what waited for it. */
void modules_step(struct modules *modules);

/* True while something is being loaded, or wanted and not looked up. */
bool modules_busy(const struct modules *modules);

/* Before a long sleep: lets go of memory that holds nothing, or what a file has. */
void modules_rest(struct modules *modules);

/* Waits for what is being loaded, starts nothing more. */
void modules_close(struct modules *modules);

#endif

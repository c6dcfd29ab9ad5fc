/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/cmdline to a plan for the boot.
 *
 *   line = words ( lib/words.h ) [ "--" args ]
 *
 * Of a repeated parameter the last wins, but ip= and nameserver= add up (their values:
 * netcfg/net_plan.h). Words are compared whole: `nutshell` is not `shell`. What stands after "--"
 * belongs to the final init, and so do bare words that nobody knows. Pure: no system call, no heap,
 * no log.
 */
#ifndef INIT_CMDLINE_H
#define INIT_CMDLINE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "init/dev_spec.h"
#include "netcfg/netcfg.h"

enum {
	/* x86's COMMAND_LINE_SIZE is 2048; other machines go up to 4096 (arch/.../setup.h). */
	CMDLINE_MAX = 4096,
	CMDLINE_BAD_MAX = 16, /* bad values kept one by one; more are only counted */
	REPORT_PORT = 514,    /* RFC 5426, section 3.3 */
};

enum boot_mode {
	BOOT_SHELL,  /* `shell`: a shell on the console */
	BOOT_RAMBOX, /* `rambox`: stay in RAM, exec init= there */
	BOOT_ROOT,   /* `root=`: switch to another root */
};

enum rescue_action { RESCUE_SHELL, RESCUE_REBOOT, RESCUE_POWEROFF, RESCUE_HALT };

enum {
	KEEP_NET = 1, /* rambox.keep=: which keepers outlive the hand-over */
	KEEP_DEV = 2,
};

/* A word whose value was refused. Both strings are the parser's, never NULL. */
struct cmdline_bad {
	const char *name; /* the parameter's name, into the caller's buffer */
	const char *value;
	const char *why;
};

/*
 * All strings point into the buffer given to cmdline_parse() (or are NULL where
 * the parameter is not given); seconds are as on the command line.
 */
struct boot_config {
	enum boot_mode mode;
	bool mode_given;	/* `shell`, `rambox` or `root=` was there */
	bool root_ignored;	/* `root=` given, but `shell` or `rambox` beats it */
	const char *init;	/* init=, absolute */
	struct dev_spec root;	/* valid where mode is BOOT_ROOT and !unsafe */
	const char *root_text;	/* root= as written */
	const char *rootfstype; /* one type, or several parted by commas */
	const char *rootflags;
	bool root_rw;	      /* `rw`; neither `ro` nor `rw` is `ro` */
	bool rootwait;	      /* wait for the device as long as it takes ... */
	bool rootwait_timed;  /* ... or */
	uint32_t rootwait_s;  /* so many seconds */
	uint32_t rootdelay_s; /* a pause before the device is looked for */
	const char *hostname; /* hostname= */
	bool panic_given;
	int32_t panic_s;	   /* panic=: > 0 after so many s, < 0 at once, 0 never */
	enum rescue_action rescue; /* RESCUE_SHELL by default, RESCUE_REBOOT for a bad one */
	bool rescue_timed;
	uint32_t rescue_s;	       /* `shell:S`, `reboot:S` */
	unsigned int keep;	       /* KEEP_ bits; by mode where not given */
	uint32_t watchdog_s;	       /* rambox.watchdog=, 0: none */
	struct in_addr report_address; /* rambox.report=, where a failure is told */
	uint16_t report_port;	       /* 0: nowhere */
	bool quiet, debug;
	struct net_plan net;	/* settled; its host names count where hostname= is not given */
	bool devkmsg_given;	/* printk.devkmsg= is the command line's, leave it alone */
	unsigned int init_args; /* words after "--", up to another one: there the kernel stops */
	bool unsafe;		/* a bad value without a safe default: root=, init= */
	unsigned int bad_count; /* all of them; the first CMDLINE_BAD_MAX are in bad[] */
	struct cmdline_bad bad[CMDLINE_BAD_MAX];
};

enum cmdline_error {
	CMDLINE_TOO_LONG = 1, /* more than CMDLINE_MAX - 1 bytes */
};

/*
 * Takes the line in `text` (NUL-terminated; a trailing newline is dropped) apart
 * in place and fills *out, whose strings point into text: text must outlive it.
 * 0, or > 0: enum cmdline_error, and *out untouched. Bad values are no error of
 * the call: they are counted and listed in *out.
 */
int cmdline_parse(char *text, struct boot_config *out);
const char *cmdline_strerror(int error);

/*
 * How long the boot waits for the network: rambox.netwait=, else 0 with `shell`, else
 * NET_WAIT_DEFAULT_S where the plan asks for a network, else 0.
 */
uint32_t cmdline_netwait_s(const struct boot_config *config);

/*
 * True when the bare word (value_given false) or the key of `key=value` is one
 * of ours, so that it is not handed to the final init.
 */
bool cmdline_is_ours(const char *name, bool value_given);

#endif

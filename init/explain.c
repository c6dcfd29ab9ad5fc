/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A boot_config in words, in the order in which the boot acts on it. What
 * stands in the image (fstab, the init that will be found) can't be known here.
 */
#include "init/explain.h"

#include "lib/file.h"

static void print_mounts(int fd, const struct boot_config *config)
{
	file_print(fd, "mount   /dev, /proc, /sys, /run, bring up lo\n");
	if (config->hostname)
		file_print(fd, "name    the host '%s'\n", config->hostname);
	else
		file_print(fd, "name    the host as /etc/hostname says\n");
	if (config->network)
		file_print(fd, "network '%s=' is not acted on by this version\n", config->network);
	file_print(fd, "mount   what /etc/fstab of the ramdisk says\n");
}

static void print_program(int fd, const struct boot_config *config, const char *where)
{
	if (config->init)
		file_print(fd, "exec    '%s' %s\n", config->init, where);
	else
		file_print(fd, "exec    the first of /sbin/init, /etc/init, /bin/init %s\n", where);
	if (config->init_args)
		file_print(fd, "        with %u argument%s from behind '--'\n", config->init_args,
			   config->init_args == 1 ? "" : "s");
}

static void print_root(int fd, const struct boot_config *config)
{
	if (config->rootdelay_s)
		file_print(fd, "wait    %u s (rootdelay=)\n", config->rootdelay_s);
	if (!config->rootwait)
		file_print(fd, "find    '%s', for at most 10 s\n", config->root_text);
	else if (config->rootwait_timed)
		file_print(fd, "find    '%s', for at most %u s\n", config->root_text,
			   config->rootwait_s);
	else
		file_print(fd, "find    '%s', however long it takes\n", config->root_text);
	file_print(fd, "mount   it %s%s%s, type %s\n", config->root_rw ? "read-write" : "read-only",
		   config->rootflags ? ", options " : "",
		   config->rootflags ? config->rootflags : "",
		   config->rootfstype ? config->rootfstype : "as found on it");
	file_print(fd, "switch  to it, and free the ramdisk\n");
	print_program(fd, config, "there");
}

static void print_mode(int fd, const struct boot_config *config)
{
	if (config->unsafe) {
		file_print(fd, "stop    a bad value has no safe default: the boot fails here\n");
		return;
	}
	switch (config->mode) {
	case BOOT_SHELL:
		file_print(fd, "shell   a login shell on the console%s\n",
			   config->root_ignored ? "; root= is ignored" : "");
		break;
	case BOOT_RAMBOX:
		if (!config->mode_given)
			file_print(fd, "rambox  neither `shell`, `rambox` nor root= is given\n");
		else if (config->root_ignored)
			file_print(fd, "rambox  root= is ignored\n");
		print_program(fd, config, "in RAM");
		break;
	case BOOT_ROOT:
		print_root(fd, config);
		break;
	}
}

static void print_rescue(int fd, const struct boot_config *config)
{
	static const char actions[][12] = {"a shell", "a reboot", "power-off", "a halt"};

	file_print(fd, "failing %s", actions[config->rescue]);
	if (config->rescue == RESCUE_SHELL && config->rescue_timed)
		file_print(fd, ", or a reboot when no key is pressed for %u s", config->rescue_s);
	else if (config->rescue == RESCUE_REBOOT && config->rescue_timed)
		file_print(fd, " after %u s", config->rescue_s);
	else if (config->rescue == RESCUE_REBOOT && config->panic_given && config->panic_s)
		file_print(fd, " after %d s (panic=)", config->panic_s < 0 ? 0 : config->panic_s);
	file_print(fd, "\n");
}

int explain_print(int fd, const struct boot_config *config)
{
	for (unsigned int i = 0; i < config->bad_count && i < CMDLINE_BAD_MAX; i++)
		file_print(fd, "bad     %s='%s': %s\n", config->bad[i].name, config->bad[i].value,
			   config->bad[i].why);
	if (config->bad_count > CMDLINE_BAD_MAX)
		file_print(fd, "bad     and %u more\n", config->bad_count - CMDLINE_BAD_MAX);
	print_mounts(fd, config);
	print_mode(fd, config);
	print_rescue(fd, config);
	return config->bad_count ? 1 : 0;
}

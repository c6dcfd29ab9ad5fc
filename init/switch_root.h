/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the ramdisk to another root: find its device, mount it, make sure that
 * its init can be run, and only then move over and free the ramdisk.
 */
#ifndef INIT_SWITCH_ROOT_H
#define INIT_SWITCH_ROOT_H

#include "init/cmdline.h"

/*
 * Mounts config->root on /newroot and finds its init, which goes to *program
 * (static, or config's). When anything is missing, nothing stays mounted and no
 * byte was written to the device, not even by the replay of a journal (but for an init that only
 * the replay takes away). 0, or
 * -errno after the reason was logged.
 */
int switch_root_prepare(const struct boot_config *config, const char **program);

/*
 * Moves /dev, /proc, /sys and /run over, makes /newroot the root and frees the
 * ramdisk's memory (ramdisk.h). 0, with troubles that leave the new root usable logged; -errno when
 * it can't be entered.
 */
int switch_root_enter(void);

#endif

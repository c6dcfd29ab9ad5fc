/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * It is petted by what the boot does, never by a timer or a signal: what hangs, pets nothing. A
 * wait that was asked for (rootwait=, the rescue shell) is no hang: who waits does it in turns, and
 * pets in between.
 */
#include "init/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/log.h"

static int watchdog_fd = -1;
static int64_t turn_ms; /* half of the limit */

int watchdog_start(uint32_t limit_s)
{
	int set_s = (int)limit_s;

	if (watchdog_fd >= 0)
		return 0;
	watchdog_fd = file_open("/dev/watchdog", O_WRONLY);
	if (watchdog_fd < 0)
		return -errno;
	if (ioctl(watchdog_fd, WDIOC_SETTIMEOUT, &set_s) < 0) {
		log_warning("cannot set the watchdog to %u s: %s", limit_s, strerror(errno));
		if (ioctl(watchdog_fd, WDIOC_GETTIMEOUT, &set_s) < 0 || set_s < 1)
			set_s = 1;
	}
	if ((uint32_t)set_s != limit_s)
		log_warning("the watchdog has a limit of %d s", set_s);
	turn_ms = (int64_t)set_s * 1000 / 2;
	return 0;
}

void watchdog_pet(void)
{
	if (watchdog_fd >= 0)
		(void)ioctl(watchdog_fd, WDIOC_KEEPALIVE, 0);
}

int64_t watchdog_turn_ms(int64_t wait_ms)
{
	return watchdog_fd >= 0 && (wait_ms < 0 || wait_ms > turn_ms) ? turn_ms : wait_ms;
}

void watchdog_leave(void)
{
	struct watchdog_info info = {0};

	if (watchdog_fd < 0)
		return;
	/* Without the magic close any close is meant to stop it. */
	if (ioctl(watchdog_fd, WDIOC_GETSUPPORT, &info) == 0 && !(info.options & WDIOF_MAGICCLOSE))
		log_warning("the watchdog '%.32s' stops now: its driver knows no other way",
			    (const char *)info.identity);
	watchdog_pet();
}

void watchdog_close(void)
{
	if (watchdog_fd >= 0)
		close(watchdog_fd);
}

void watchdog_stop(void)
{
	if (watchdog_fd >= 0 && write(watchdog_fd, "V", 1) == 1) /* the magic close */
		close(watchdog_fd);
	watchdog_fd = -1;
}

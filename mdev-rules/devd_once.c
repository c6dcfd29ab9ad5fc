/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules without a devd, in the caller's own process: before another root, where nobody would
 * stay to keep links and late devices right, it takes a process only to load modules or to run
 * commands.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "mdev-rules/devd.h"
#include "mdev-rules/device.h"
#include "mdev-rules/uevent_sock.h"

static struct rules_file rules; /* of devd_once() */
static uint32_t seen;		/* the last event before all devices were looked at */

static bool has_modules(void)
{
	char path[sizeof("/lib/modules/") + sizeof(((struct utsname *)0)->release)];
	struct utsname kernel;

	if (uname(&kernel) < 0)
		return false;
	format_text(path, sizeof(path), "/lib/modules/%s", kernel.release);
	return access(path, F_OK) == 0;
}

static int apply(void)
{
	CLEANUP_FD int sys_fd = file_open("/sys", O_RDONLY | O_DIRECTORY), dev_fd = -1;
	struct device_context context = {.sys_fd = sys_fd, .has_nodes = true, .rules = &rules};
	int error = sys_fd < 0 ? -errno : 0;
	uint32_t last = uevent_sock_last(sys_fd);

	if (last && last == seen)
		return 0;
	seen = last;
	dev_fd = file_open("/dev", O_RDONLY | O_DIRECTORY);
	if (!error && dev_fd < 0)
		error = -errno;
	context.dev_fd = dev_fd;
	error = error ? error : device_apply_all(&context);
	if (error)
		log_err("cannot look at all devices: %s", strerror(-error));
	return error;
}

int devd_once(void)
{
	int error;

	if (has_modules())
		return DEVD_NEEDED;
	error = rules_file_read(RULES_FILE, &rules);
	if (rules.commands)
		return DEVD_NEEDED;
	return error ? error : devd_once_more();
}

int devd_once_more(void)
{
	return rules.set.count == 0 || rules.commands ? 0 : apply();
}

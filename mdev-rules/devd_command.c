/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands: devd(8). `run` and `coldplug` work on the machine they are called on; `test` reads
 * two files and touches nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "mdev-rules/devd.h"
#include "mdev-rules/devd_run.h"
#include "mdev-rules/rules_file.h"
#include "mdev-rules/rules_print.h"

enum { MOUNTS_SIZE = 65536, USAGE = 2 };

static const char usage[] =
	"usage: devd run [RULES]             applies the rules to what comes and goes\n"
	"       devd coldplug [RULES]        applies them once to all that is there\n"
	"       devd test RULES UEVENT       what they would do with an event: key=value lines\n"
	"RULES is " RULES_FILE " where none is given. See devd(8).\n";

static int print_usage(int fd, int status)
{
	file_print(fd, "%s", usage);
	return status;
}

static int fail(const char *path, int error)
{
	file_print(STDERR_FILENO, "devd: cannot read '%s': %s\n", path, rules_file_strerror(error));
	return 1;
}

/* Who makes nodes here: the kernel, where a devtmpfs is mounted. */
static bool is_devtmpfs(void)
{
	static char text[MOUNTS_SIZE];

	return file_read(AT_FDCWD, "/proc/self/mounts", text, sizeof(text)) > 0 &&
	       strstr(text, " /dev devtmpfs ");
}

static int run(const char *path, bool once)
{
	const struct devd_setup setup = {
		.has_nodes = is_devtmpfs(),
		.once = once,
		.rules = path ? path : RULES_FILE,
		.ready_fd = -1,
	};

	if (access(setup.rules, R_OK) < 0 && path)
		return fail(path, -errno);
	return devd_run(&setup);
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Of /sys/.../uevent the folder says who the device is. Adds that; goes there to find it. */
static void add_place(const char *path, char *event, size_t len)
{
	char folder[PATH_MAX], subsystem[PATH_MAX];
	const char *devpath, *base = base_of(path);
	ssize_t link_len;

	if (strcmp(base, "uevent") != 0)
		return;
	format_text(folder, sizeof(folder), "%.*s.", (int)(base - path), path);
	/* getcwd(3) would bring malloc(3) with it, for who gives it no buffer. */
	if (chdir(folder) < 0 || syscall(SYS_getcwd, folder, sizeof(folder)) < 0)
		return;
	link_len = readlink("subsystem", subsystem, sizeof(subsystem) - 1);
	devpath = strstr(folder, "/devices/");
	if (link_len <= 0 || !devpath)
		return;
	subsystem[link_len] = '\0';
	format_text(event + len, RULES_FILE_SIZE - len, "DEVPATH=%s\nSUBSYSTEM=%s\n", devpath,
		    base_of(subsystem));
}

static int test(const char *path, const char *event_path)
{
	static struct rules_file rules;
	static char event[RULES_FILE_SIZE];
	struct names names;
	ssize_t len = file_read(AT_FDCWD, path, rules.text, sizeof(rules.text));

	if (len < 0)
		return fail(path, (int)len);
	len = file_read(AT_FDCWD, event_path, event, sizeof(event));
	if (len < 0)
		return fail(event_path, (int)len);
	add_place(event_path, event, (size_t)len);
	rules_file_names(&names);
	return rules_print(STDOUT_FILENO, (struct rules_print_text){path, rules.text},
			   (struct rules_print_text){event_path, event}, &names, &rules.set);
}

bool devd_is_name(const char *name)
{
	return strcmp(base_of(name), "devd") == 0;
}

int devd_main(int argc, char **argv)
{
	/* `init devd run` is `devd run`. */
	int first = devd_is_name(argv[0]) ? 1 : 2, count = argc - first;
	const char *command = "", *file = NULL;

	if (count > 0) {
		command = argv[first];
		file = argv[first + 1];
	}
	log_set_name("devd");
	if (count == 1 && strcmp(command, "--help") == 0)
		return print_usage(STDOUT_FILENO, 0);
	if ((count == 1 || count == 2) && strcmp(command, "run") == 0)
		return run(file, false);
	if ((count == 1 || count == 2) && strcmp(command, "coldplug") == 0)
		return run(file, true);
	if (count == 3 && strcmp(command, "test") == 0)
		return test(file, argv[first + 2]);
	return print_usage(STDERR_FILENO, USAGE);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /init, PID 1 of the ramdisk: a table of steps from a bare kernel to the
 * final init. A step that fails and matters ends in the rescue policy; one that does not is
 * logged and passed. PID 1 never dies: whatever happens, it execs, stays, or
 * goes down through power.c.
 *
 * Run by hand it answers --version, --help, explain and timeline, and touches nothing; netcfg and
 * devd are programs of their own by the first word.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/bars.h"
#include "init/block_dev.h"
#include "init/cmdline.h"
#include "init/console.h"
#include "init/explain.h"
#include "init/hosts.h"
#include "init/init_args.h"
#include "init/mounts.h"
#include "init/program.h"
#include "init/rescue.h"
#include "init/switch_root.h"
#include "init/timeline.h"
#include "init/watchdog.h"
#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/version.h"
#include "mdev-rules/devd.h"
#include "netcfg/netcfg.h"

#define FIRST_ENTRY "/.initramfs-first" /* the archive's: it announces the other one, */
#define LAST_ENTRY "/.initramfs-last"	/* which is there when nothing was cut off */

enum {
	QUIET_S = 2,   /* then it is said what is waited for */
	SETTLE_S = 40, /* more than a rule's command may take: RUNNER_LIMIT_S */
};

/* What the steps hand on. */
struct boot {
	char **argv;
	bool dev_is_tmpfs; /* beside argv: QEMU 7.2's TCG loses a setcc to a page not yet there */
	struct boot_config config;
	const char *program; /* the final init */
	struct netcfg net;   /* the keeper, where ip= or BOOTIF= asks for a network */
	struct netcfg_result net_result;
	struct devd devd; /* .pid 0: none */
	char cmdline[CMDLINE_MAX];
};

/* /dev first: the console and the log are in it. */
static int step_dev(struct boot *boot)
{
	int devtmpfs, error = mounts_dev(&devtmpfs);

	boot->dev_is_tmpfs = error > 0;
	console_open_stdio();
	(void)log_open("init");
	if (devtmpfs && devtmpfs != -ENODEV)
		log_err("cannot mount 'devtmpfs' on '/dev', nodes are made once: %s",
			strerror(-devtmpfs));
	if (error < 0)
		log_err("cannot mount '/dev': %s", strerror(-error));
	return error < 0 ? error : 0;
}

static int step_kernel(struct boot *boot)
{
	return mounts_kernel(boot->dev_is_tmpfs);
}

static void report_bad(const struct boot_config *config)
{
	for (unsigned int i = 0; i < config->bad_count && i < CMDLINE_BAD_MAX; i++)
		log_err("refused %s='%s' on the command line: %s", config->bad[i].name,
			config->bad[i].value, config->bad[i].why);
	if (config->bad_count > CMDLINE_BAD_MAX)
		log_err("refused %u more values on the command line",
			config->bad_count - CMDLINE_BAD_MAX);
}

static int start_watchdog(const struct boot *boot)
{
	return boot->config.watchdog_s ? watchdog_start(boot->config.watchdog_s) : 0;
}

static int step_cmdline(struct boot *boot)
{
	ssize_t len = file_read(AT_FDCWD, "/proc/cmdline", boot->cmdline, sizeof(boot->cmdline));
	int error = len < 0 ? (int)len : cmdline_parse(boot->cmdline, &boot->config);

	if (len < 0 && len != -E2BIG)
		log_err("cannot read '/proc/cmdline': %s", strerror(-error));
	else if (error)
		log_err("refused the command line: %s", cmdline_strerror(CMDLINE_TOO_LONG));
	if (error) {
		/* Nobody can have asked for a shell. */
		boot->config.rescue = RESCUE_REBOOT;
		return -EINVAL;
	}
	/* By default the kernel drops all but 10 of our lines in 5 s. */
	if (!boot->config.devkmsg_given)
		(void)file_write("/proc/sys/kernel/printk_devkmsg", "on\n");
	log_set_debug(boot->config.debug);
	report_bad(&boot->config);
	(void)start_watchdog(boot);
	if (!boot->config.mode_given)
		log_notice("neither 'shell', 'rambox' nor 'root=' on the command line: rambox");
	return boot->config.unsafe ? -EINVAL : 0;
}

static int step_ramdisk(struct boot *boot)
{
	struct stat st;

	(void)boot;
	if (lstat(FIRST_ENTRY, &st) < 0 || lstat(LAST_ENTRY, &st) == 0)
		return 0;
	log_err("the ramdisk was cut short: its last entry is missing; more memory is needed, or "
		"rootfs is limited to half of it");
	return -ENOSPC;
}

/* The name that the command line gives: hostname= as it stands, or an ip='s. NULL: none. */
static const char *given_hostname(const struct boot_config *config)
{
	return config->hostname ? config->hostname : net_plan_hostname(&config->net);
}

/*
 * The keeper is there before anything that takes time: the NICs negotiate while the boot goes
 * on. Who waits for it is step_netwait().
 */
static int step_network(struct boot *boot)
{
	const char *name = given_hostname(&boot->config);
	int error;

	if (!net_plan_asks(&boot->config.net))
		return 0;
	error = netcfg_start(&boot->config.net, name ? name : "", boot->argv, &boot->net);
	if (error)
		log_err("cannot start the keeper of the network: %s", strerror(-error));
	return error;
}

/*
 * In RAM devd stays for what is plugged in later; before another root it is there only for what
 * needs a process.
 */
static int step_devices(struct boot *boot)
{
	bool is_once = boot->config.mode == BOOT_ROOT && !boot->dev_is_tmpfs;
	int error = is_once ? devd_once() : DEVD_NEEDED;

	if (error != DEVD_NEEDED)
		return error;
	error = devd_start(!boot->dev_is_tmpfs, boot->argv, &boot->devd);
	if (error)
		log_err("cannot start devd, devices stay as the kernel made them: %s",
			strerror(-error));
	return error;
}

/* Its driver may have been a module. */
static int start_watchdog_late(const struct boot *boot)
{
	int error = start_watchdog(boot);

	if (error)
		log_err("cannot open '/dev/watchdog': %s; nothing resets a boot that hangs",
			strerror(-error));
	return error;
}

static int wait_settled(struct boot *boot, uint32_t timeout_ms)
{
	return devd_settle(&boot->devd, timeout_ms);
}

/* Waits by one of the functions that take a limit, in turns between which the watchdog is petted.
 */
static int in_turns(int (*wait)(struct boot *boot, uint32_t timeout_ms), struct boot *boot,
		    uint32_t limit_s)
{
	int64_t left_ms = (int64_t)limit_s * 1000;
	int error;

	do {
		int64_t turn_ms = watchdog_turn_ms(left_ms);

		error = wait(boot, (uint32_t)turn_ms);
		watchdog_pet();
		left_ms -= turn_ms;
	} while (error == -ETIMEDOUT && left_ms > 0);
	return error;
}

/* What fstab names may need a module, a link or an owner. */
static int step_settle(struct boot *boot)
{
	int error = boot->devd.pid ? in_turns(wait_settled, boot, QUIET_S) : 0;

	if (error == -ETIMEDOUT) {
		log_notice(
			"waiting for devd, at most %d s more: modules are loaded, disks are slow, "
			"or commands of rules run",
			SETTLE_S);
		error = in_turns(wait_settled, boot, SETTLE_S);
	}
	if (error == -ETIMEDOUT)
		log_warning("devd is still busy: a module, a disk or a rule's command hangs; the "
			    "boot goes on");
	else if (error)
		log_err("devd has ended, devices stay as they are; see above");
	return start_watchdog_late(boot) ? -ENODEV : error;
}

static int set_hostname(const char *name, size_t len)
{
	if (sethostname(name, len) == 0)
		return 0;
	log_err("cannot set the host name '%s': %s", name, strerror(errno));
	return -errno;
}

/* The box knows itself by that name, too; another root has an /etc/hosts of its own. */
static void set_hosts(const struct boot *boot, const char *name, const char *domain)
{
	int error = boot->config.mode == BOOT_ROOT ? 0 : hosts_set("/etc/hosts", name, domain);

	if (error)
		log_warning("cannot put '%s' into '/etc/hosts': %s", name, strerror(-error));
}

static int step_hostname(struct boot *boot)
{
	const char *name = given_hostname(&boot->config);
	char text[128];
	ssize_t len = name ? 0 : file_read(AT_FDCWD, "/etc/hostname", text, sizeof(text));

	if (name) {
		set_hosts(boot, name, "");
		return set_hostname(name,
				    boot->config.hostname ? strlen(name) : strcspn(name, "."));
	}
	if (len < 0 && len != -ENOENT)
		log_err("cannot read '/etc/hostname': %s", strerror((int)-len));
	if (len <= 0)
		return 0;
	text[strcspn(text, " \t\r\n")] = '\0'; /* the first word, as hostname -F */
	return text[0] ? set_hostname(text, strlen(text)) : 0;
}

static int step_loopback(struct boot *boot)
{
	int error = netcfg_loopback_up();

	(void)boot;
	if (error == -EAFNOSUPPORT || error == -EPROTONOSUPPORT || error == -ENOSYS)
		return 0; /* a kernel without a network has no lo to bring up */
	if (error)
		log_err("cannot bring up 'lo': %s", strerror(-error));
	return error;
}

static int step_fstab(struct boot *boot)
{
	(void)boot;
	return mounts_fstab(MOUNTS_LOCAL, NULL);
}

static int wait_network(struct boot *boot, uint32_t timeout_ms)
{
	return netcfg_wait(&boot->net, timeout_ms, &boot->net_result);
}

static int take_network(struct boot *boot)
{
	uint32_t wait_s = cmdline_netwait_s(&boot->config);
	const char *given = given_hostname(&boot->config);
	const struct netcfg_result *result = &boot->net_result;
	int error = in_turns(wait_network, boot, wait_s);

	if (error == -ETIMEDOUT && wait_s)
		log_warning("the network is not up after %u s: the boot goes on, and netcfg tries "
			    "on in the background",
			    wait_s);
	if (error == -ECHILD)
		log_err("the network is not up: its keeper has ended, see above");
	if (error)
		return error;
	if (!given && result->hostname[0])
		(void)set_hostname(result->hostname, strlen(result->hostname));
	if (given || result->hostname[0])
		set_hosts(boot, given ? given : result->hostname, result->domain);
	return 0;
}

/* The last step, as late as can be: what needs no network is done meanwhile. */
static int step_netwait(struct boot *boot)
{
	const char *why_not = "no ip= asks for a network";
	int error = 0;

	if (boot->net.pid) {
		error = take_network(boot);
		why_not = error ? "the network is not up yet" : NULL;
	}
	(void)mounts_fstab(MOUNTS_NETWORK, why_not);
	return error;
}

/* RAM: the program must be there before anything else is given up. */
static int step_find_init(struct boot *boot)
{
	CLEANUP_FD int root_fd = file_open("/", O_RDONLY | O_DIRECTORY);

	boot->program = program_find(root_fd, boot->config.init);
	return boot->program ? 0 : -ENOENT;
}

static int wait_delay(struct boot *boot, uint32_t timeout_ms)
{
	(void)boot;
	(void)poll(NULL, 0, (int)timeout_ms);
	return -ETIMEDOUT;
}

static int step_root(struct boot *boot)
{
	int error;

	if (boot->config.rootdelay_s) {
		log_notice("rootdelay: %u s", boot->config.rootdelay_s);
		(void)in_turns(wait_delay, boot, boot->config.rootdelay_s);
	}
	error = switch_root_prepare(&boot->config, &boot->program);
	if (error)
		block_dev_log_all();
	else
		(void)devd_once_more(); /* a disk that came late, the root's own most of all */
	return error;
}

enum { IN_SHELL = 1 << BOOT_SHELL, IN_RAMBOX = 1 << BOOT_RAMBOX, IN_ROOT = 1 << BOOT_ROOT };
enum { IN_ALL = IN_SHELL | IN_RAMBOX | IN_ROOT };

/* In this order: each one needs what stands above it. */
static const struct step {
	char name[12];
	int (*run)(struct boot *boot);
	unsigned int modes; /* the boot modes that have it; before the command line is read: all */
	bool must;	    /* a failure ends the boot */
} steps[] = {
	{"dev", step_dev, IN_ALL, false},	 /* without it there may be a console still */
	{"kernel", step_kernel, IN_ALL, false},	 /* the command line tells whether /proc is there */
	{"cmdline", step_cmdline, IN_ALL, true}, /* else nobody knows what is wanted */
	{"network", step_network, IN_ALL, false}, /* a link takes seconds to come up */
	{"ramdisk", step_ramdisk, IN_ALL, true},  /* half a box must not look like one */
	{"devices", step_devices, IN_ALL, false}, /* works while the next two do */
	{"hostname", step_hostname, IN_ALL, false},
	{"loopback", step_loopback, IN_ALL, false},
	{"settle", step_settle, IN_ALL, false},
	{"fstab", step_fstab, IN_ALL, false}, /* one bad line must not cost the box */
	{"init", step_find_init, IN_RAMBOX, true},
	{"root", step_root, IN_ROOT, true},
	{"netwait", step_netwait, IN_ALL, false}, /* a box without a network is still a box */
};

static void write_timeline(void)
{
	int error = timeline_write();

	if (error)
		log_warning("cannot write '/run/init/timeline': %s", strerror(-error));
}

static void run_steps(struct boot *boot)
{
	uint64_t start_us = clock_now_us();

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		const struct step *step = &steps[i];
		uint64_t end_us;
		int error;

		if (!(step->modes & 1U << boot->config.mode))
			continue;
		error = step->run(boot);
		watchdog_pet();
		end_us = clock_now_us();
		timeline_add(step->name, start_us, end_us, error ? "failed" : "ok");
		start_us = end_us;
		log_debug("step '%s': %s", step->name, error ? "failed" : "ok");
		if (error && step->must) {
			write_timeline();
			rescue_fail(&boot->config, &boot->net, step->name);
		}
	}
}

static int wait_ended(struct boot *boot, uint32_t timeout_ms)
{
	return devd_end(&boot->devd, timeout_ms);
}

/* Modules that are being loaded may need files of the old root: firmware. */
static void end_devd(struct boot *boot)
{
	if (boot->devd.pid && in_turns(wait_ended, boot, QUIET_S)) {
		log_notice("waiting for devd to end, at most %d s more: a module is loaded",
			   SETTLE_S);
		if (in_turns(wait_ended, boot, SETTLE_S)) {
			log_warning("devd does not end: a module hangs; the boot goes on without "
				    "it");
			/* One that hangs in the kernel goes as soon as it comes back from there. */
			(void)kill(boot->devd.pid, SIGKILL);
		}
	}
	boot->devd.pid = 0;
}

static void enter_root(struct boot *boot)
{
	uint64_t start_us = clock_now_us();
	int error;

	end_devd(boot);
	error = switch_root_enter();
	timeline_add("switch_root", start_us, clock_now_us(), error < 0 ? "failed" : "ok");
	write_timeline();
	if (error < 0)
		rescue_fail(&boot->config, &boot->net, "switch_root");
}

/* rambox.keep=: a keeper that is not to outlive the hand-over leaves the address behind. */
static void end_keepers(struct boot *boot)
{
	if (!(boot->config.keep & KEEP_DEV))
		end_devd(boot);
	if (boot->net.pid && !(boot->config.keep & KEEP_NET))
		(void)kill(boot->net.pid, SIGTERM);
}

static _Noreturn void become_init(struct boot *boot)
{
	uint64_t failed_us;

	end_keepers(boot);
	init_args_filter(boot->argv, boot->program, boot->config.init_args);
	init_args_filter_env(environ);
	watchdog_leave();
	execve(boot->program, boot->argv, environ);
	log_err("cannot run '%s': %s", boot->program, strerror(errno));
	failed_us = clock_now_us(); /* it began then, too: a look before costs every boot */
	timeline_add("exec", failed_us, failed_us, "failed");
	write_timeline();
	rescue_fail(&boot->config, &boot->net, "exec");
}

static _Noreturn void boot_box(char **argv)
{
	static struct boot boot;

	boot.argv = argv;
	boot.net.fd = -1;
	boot.config.mode = BOOT_SHELL; /* until the command line is read, which all modes do */
	umask(022);
	run_steps(&boot);
	write_timeline();
	if (boot.config.mode == BOOT_SHELL)
		rescue_shell(&boot.config, &boot.net);
	log_info("exec '%s'", boot.program);
	/* The point of no return: from here on the old root is taken apart. */
	if (boot.config.mode == BOOT_ROOT)
		enter_root(&boot);
	become_init(&boot);
}

static const char usage[] =
	"usage: init explain 'CMDLINE'   what a box would do with this kernel command line\n"
	"       init timeline [FILE]    how long each step of the boot took\n"
	"       init netcfg ...         the network: init netcfg --help\n"
	"       init devd ...           devices: init devd --help\n"
	"       init --version | --help\n"
	"As PID 1 it boots the box: see init(8) and rambox(7).\n";

static int explain(const char *text)
{
	static char buf[CMDLINE_MAX];
	static struct boot_config config;
	int error = CMDLINE_TOO_LONG;

	if (strlen(text) < sizeof(buf))
		/* NOLINTNEXTLINE(*insecureAPI.strcpy): it fits */
		error = cmdline_parse(strcpy(buf, text), &config);
	if (!error)
		return explain_print(STDOUT_FILENO, &config);
	file_print(STDERR_FILENO, "init: refused the command line: %s\n", cmdline_strerror(error));
	return 1;
}

static int show_timeline(const char *path)
{
	static char text[TIMELINE_MAX];
	ssize_t len = file_read(AT_FDCWD, path, text, sizeof(text));
	const char *cursor = text;
	char row[BARS_ROW_SIZE];
	struct bars_scale scale;
	struct bars_step step;
	unsigned int line;
	int error;

	if (len < 0) {
		file_print(STDERR_FILENO, "init: cannot read '%s': %s\n", path,
			   len == -E2BIG ? "larger than 8 kB" : strerror((int)-len));
		return 1;
	}
	error = bars_measure(text, (size_t)len, &scale, &line);
	if (error) {
		file_print(STDERR_FILENO, "init: refused '%s' line %u: %s\n", path, line,
			   bars_strerror(error));
		return 1;
	}
	bars_head(&scale, row);
	error = file_print(STDOUT_FILENO, "%s", row);
	while (!error && bars_parse(&cursor, &step) == 0) {
		bars_row(&scale, &step, row);
		error = file_print(STDOUT_FILENO, "%s", row);
	}
	bars_total(&scale, row);
	return error || file_print(STDOUT_FILENO, "%s", row) < 0;
}

int main(int argc, char **argv)
{
	if (argc > 0 && netcfg_is_name(argv[0])) /* also as the first process of a container */
		return netcfg_main(argc, argv);
	if (argc > 0 && devd_is_name(argv[0]))
		return devd_main(argc, argv);
	if (getpid() == 1)
		boot_box(argv);
	if (argc > 1 && strcmp(argv[1], "netcfg") == 0)
		return netcfg_main(argc, argv);
	if (argc > 1 && strcmp(argv[1], "devd") == 0)
		return devd_main(argc, argv);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return file_print(STDOUT_FILENO, "rambox %s\n", RAMBOX_VERSION) < 0;
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return file_print(STDOUT_FILENO, "%s", usage) < 0;
	if (argc == 3 && strcmp(argv[1], "explain") == 0)
		return explain(argv[2]);
	if ((argc == 2 || argc == 3) && strcmp(argv[1], "timeline") == 0)
		return show_timeline(argc == 3 ? argv[2] : TIMELINE_PATH);
	file_print(STDERR_FILENO, "%s", usage);
	return 2;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands: netcfg(8) and, by its name, the guide's renew_ip. `run` and `up` are a keeper; the
 * others only read what a keeper has written into its folder (netcfg/kept.h), and signal it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/parse.h"
#include "lib/words.h"
#include "netcfg/keeper.h"
#include "netcfg/kept.h"
#include "netcfg/run_dir.h"

enum {
	EXIT_USAGE = 2,
	CMDLINE_SIZE = 4096,
	PARAM_SIZE = 512,
	UP_WAIT_S = 15,
	ANSWER_WAIT_S = 10, /* of a renewal: the keeper asks at once, and again for 4 s */
	WAIT_MAX_S = 1000000,
	ASKED_MAX = 2 * KEEPER_LINK_MAX,
};

static const char usage[] =
	"usage: netcfg run [--run DIR] [PARAM...]        configure and keep, in the foreground\n"
	"       netcfg up [-w SECONDS] [--run DIR] [PARAM...]   the same in the background\n"
	"       netcfg status [--run DIR] [IF]           show what is configured\n"
	"       netcfg wait [-w SECONDS] [--run DIR] [IF]   wait until something is\n"
	"       netcfg renew|release [-w SECONDS] [--run DIR] [IF]   a lease\n"
	"       renew_ip                                 renew, or else get a lease and keep it\n"
	"PARAM as on the kernel command line: ip=eth0:dhcp. Without any, those of /proc/cmdline.\n";

/* The interfaces whose keepers were told to renew or to release. */
struct asked {
	unsigned int count;
	struct {
		pid_t pid;
		char ifname[NET_IFNAME_SIZE];
	} list[ASKED_MAX];
};

/* What the words of a call say. */
struct call {
	const char *command, *run_dir;
	bool wait_given;
	uint32_t wait_s;
	uint32_t start_s;   /* of CLOCK_BOOTTIME */
	const char *ifname; /* NULL: all */
	char **params;
	int param_count;
	char **argv;
	struct asked *asked;
};

static int fail(const char *what, const char *on, const char *why)
{
	file_print(STDERR_FILENO, "netcfg: cannot %s '%s': %s\n", what, on, why);
	return 1;
}

/* Calls fn for each file IF.ending that the call is about; see kept_each(). */
static int for_each(struct call *call, const char *ending, kept_fn *fn)
{
	return kept_each(call->run_dir, ending, call->ifname, fn, call);
}

static int print_status(void *context, int dir_fd, const char *ifname)
{
	char method[KEPT_VALUE_SIZE], state[KEPT_VALUE_SIZE] = "", address[KEPT_VALUE_SIZE],
				      prefix[KEPT_VALUE_SIZE], expires[KEPT_VALUE_SIZE],
				      server[KEPT_VALUE_SIZE];
	uint64_t now_s = clock_now_ms() / 1000;
	uint32_t end_s;

	(void)context;
	if (!kept_value(dir_fd, ifname, "ADDRESS", address) ||
	    !kept_value(dir_fd, ifname, "PREFIX", prefix) ||
	    !kept_value(dir_fd, ifname, "METHOD", method))
		return 0; /* it went away just now */
	file_print(STDOUT_FILENO, "%s: %s/%s, %s", ifname, address, prefix, method);
	if (strcmp(method, "dhcp") == 0 && kept_by(dir_fd, ifname) == 0)
		file_print(STDOUT_FILENO, ", no keeper"); /* STATE is what the last one wrote */
	else if (kept_value(dir_fd, ifname, "STATE", state))
		file_print(STDOUT_FILENO, ", %s", state);
	if (kept_value(dir_fd, ifname, "SERVER", server))
		file_print(STDOUT_FILENO, ", server %s", server);
	if (kept_value(dir_fd, ifname, "EXPIRES", expires) &&
	    parse_u32(expires, UINT32_MAX, &end_s) == 0)
		file_print(STDOUT_FILENO, ", %u s left",
			   end_s > now_s ? (unsigned int)(end_s - now_s) : 0);
	file_print(STDOUT_FILENO, "\n");
	return 1;
}

static int call_status(struct call *call)
{
	if (for_each(call, "lease", print_status) > 0)
		return 0;
	return fail("show", call->ifname ? call->ifname : call->run_dir, "nothing is configured");
}

/* It has an address, be it one that is just being renewed. */
static int count_configured(void *context, int dir_fd, const char *ifname)
{
	char address[KEPT_VALUE_SIZE];

	(void)context;
	return kept_value(dir_fd, ifname, "ADDRESS", address);
}

static int count_bound(void *context, int dir_fd, const char *ifname)
{
	char state[KEPT_VALUE_SIZE];

	if (!count_configured(context, dir_fd, ifname))
		return 0;
	return !kept_value(dir_fd, ifname, "STATE", state) || strcmp(state, "bound") == 0;
}

/*
 * Bound by an answer that came after the call: the lease, which begins when it is asked for, has
 * begun since then. A renewal that nobody answers ends in `bound`, too.
 */
static int count_renewed(void *context, int dir_fd, const char *ifname)
{
	const struct call *call = context;
	char text[KEPT_VALUE_SIZE];
	uint32_t starts_s;

	return count_bound(context, dir_fd, ifname) && kept_value(dir_fd, ifname, "STARTS", text) &&
	       parse_u32(text, UINT32_MAX, &starts_s) == 0 && starts_s >= call->start_s;
}

static int call_wait(struct call *call)
{
	CLEANUP_FD int fd = kept_watch(call->run_dir);
	uint32_t limit_s = call->wait_given ? call->wait_s : WAIT_MAX_S;
	uint64_t end_ms = clock_now_ms() + (uint64_t)limit_s * 1000;

	if (fd < 0)
		return fail("watch", call->run_dir, strerror(-fd));
	while (for_each(call, "lease", count_configured) <= 0) {
		if (!kept_next_change(fd, end_ms))
			return fail("wait for", call->ifname ? call->ifname : "the network",
				    "the time is over");
	}
	return 0;
}

static int count_keeper(void *context, int dir_fd, const char *ifname)
{
	(void)context;
	return kept_by(dir_fd, ifname) > 0;
}

static bool is_release(const struct call *call)
{
	return strcmp(call->command, "release") == 0;
}

static bool was_told(const struct asked *asked, pid_t pid)
{
	for (unsigned int i = 0; i < asked->count; i++) {
		if (asked->list[i].pid == pid)
			return true;
	}
	return false;
}

/* One signal for each keeper: a second is lost while it has not read the first. */
static int ask_keeper(void *context, int dir_fd, const char *ifname)
{
	const struct call *call = context;
	struct asked *asked = call->asked;
	const union sigval value = {.sival_int = call->ifname ? (int)if_nametoindex(ifname) : 0};
	pid_t pid = kept_by(dir_fd, ifname);

	if (pid == 0 || (call->ifname && value.sival_int == 0))
		return 0;
	if (asked->count == ASKED_MAX)
		return fail(call->command, ifname, "more interfaces than can be waited for");
	if (!was_told(asked, pid) &&
	    sigqueue(pid, is_release(call) ? SIGUSR2 : SIGUSR1, value) < 0) {
		(void)fail("signal the keeper of", ifname, strerror(errno));
		return 0;
	}
	asked->list[asked->count].pid = pid;
	memcpy(asked->list[asked->count].ifname, ifname, strlen(ifname) + 1);
	asked->count++;
	return 1;
}

static bool is_done(struct call *call, int dir_fd, const char *ifname)
{
	return is_release(call) ? !count_configured(call, dir_fd, ifname)
				: count_renewed(call, dir_fd, ifname);
}

static bool is_awaited(struct call *call, int dir_fd)
{
	for (unsigned int i = 0; i < call->asked->count; i++) {
		const char *ifname = call->asked->list[i].ifname;

		if (!is_done(call, dir_fd, ifname) && kept_by(dir_fd, ifname))
			return true;
	}
	return false;
}

/* Names those that have not done it. A NIC that another one has beaten was to do nothing. */
static int judge(struct call *call, int dir_fd)
{
	const char *silent = is_release(call) ? "the keeper does not answer"
					      : "no server has answered; the keeper asks again "
						"when it is time";
	int failed = 0, done = 0;

	for (unsigned int i = 0; i < call->asked->count; i++) {
		const char *ifname = call->asked->list[i].ifname;

		if (is_done(call, dir_fd, ifname))
			done++;
		else if (kept_by(dir_fd, ifname))
			failed += fail(call->command, ifname, silent);
		else if (count_configured(call, dir_fd, ifname) || call->asked->count == 1)
			failed += fail(call->command, ifname, "its keeper has gone");
	}
	return failed || !done;
}

/* A lease that began in this very second could not be told from one that is renewed in it. */
static uint32_t next_second(struct call *call)
{
	uint64_t now_ms = clock_now_ms();
	struct call now = *call;

	now.start_s = (uint32_t)(now_ms / 1000);
	if (for_each(&now, "lease", count_renewed) > 0) {
		(void)poll(NULL, 0, 1000 - (int)(now_ms % 1000));
		now.start_s++;
	}
	return now.start_s;
}

static int call_renew(struct call *given)
{
	static struct asked asked;
	struct call call = *given;
	CLEANUP_FD int fd = kept_watch(call.run_dir);
	CLEANUP_FD int dir_fd = file_open(call.run_dir, O_RDONLY | O_DIRECTORY);
	uint32_t limit_s = call.wait_given ? call.wait_s : ANSWER_WAIT_S;
	uint64_t end_ms;

	if (fd < 0 || dir_fd < 0)
		return fail("watch", call.run_dir, strerror(fd < 0 ? -fd : errno));
	call.asked = &asked;
	call.start_s = is_release(&call) ? 0 : next_second(&call);
	end_ms = clock_now_ms() + (uint64_t)limit_s * 1000;
	if (for_each(&call, "pid", ask_keeper) <= 0)
		return fail(call.command, call.ifname ? call.ifname : call.run_dir,
			    "no keeper runs for it; `netcfg up` starts one");
	while (is_awaited(&call, dir_fd) && kept_next_change(fd, end_ms))
		;
	if (judge(&call, dir_fd))
		return 1;
	return is_release(&call) ? 0 : call_status(&call);
}

/* One parameter, as on the kernel command line. 0, or 1 after a line. */
static int take_param(struct net_plan *plan, const char *name, const char *value)
{
	int error;

	if (words_name_eq(name, "rambox.debug")) {
		log_set_debug(true);
		return 0;
	}
	if (!value || !net_plan_is_param(name))
		return fail("use", name, "no parameter of the network; see netcfg(8)");
	error = net_plan_take(plan, name, value);
	if (!error)
		return 0;
	file_print(STDERR_FILENO, "netcfg: refused %s='%s': %s\n", name, value,
		   net_plan_strerror(error));
	return 1;
}

static int plan_from_params(struct call *call, struct net_plan *plan)
{
	for (int i = 0; i < call->param_count; i++) {
		char text[PARAM_SIZE], *cursor = text, *name, *value;

		if (parse_copy(call->params[i], text, sizeof(text)) ||
		    !words_next(&cursor, &name, &value))
			return fail("use", call->params[i], "too long, or empty");
		if (take_param(plan, name, value))
			return 1;
	}
	return 0;
}

static int plan_from_cmdline(struct net_plan *plan)
{
	static char text[CMDLINE_SIZE];
	ssize_t len = file_read(AT_FDCWD, "/proc/cmdline", text, sizeof(text));
	char *cursor = text, *name, *value;

	if (len < 0)
		return fail("read", "/proc/cmdline", strerror((int)-len));
	while (words_next(&cursor, &name, &value) && (value || strcmp(name, "--") != 0)) {
		if (value && net_plan_is_param(name))
			(void)take_param(plan, name, value); /* said, and passed, as at boot */
	}
	return 0;
}

static int make_plan(struct call *call, struct net_plan *plan)
{
	int error = call->param_count ? plan_from_params(call, plan) : plan_from_cmdline(plan);

	if (error)
		return 1;
	net_plan_settle(plan);
	if (net_plan_asks(plan))
		return 0;
	file_print(STDERR_FILENO,
		   "netcfg: nothing to configure: %s for a network; give ip=dhcp, for instance\n",
		   call->param_count ? "no parameter asks" : "/proc/cmdline does not ask");
	return 1;
}

static int call_run(struct call *call)
{
	static struct net_plan plan;
	struct keeper_start start = {.plan = &plan, .hostname = "", .ready_fd = -1};

	(void)prctl(PR_SET_NAME, "netcfg"); /* kept_by() looks at it; `/init netcfg` is "init" */
	if (make_plan(call, &plan))
		return 1;
	start.run_fd = run_dir_open(call->run_dir);
	return keeper_run(&start);
}

static int bring_up(struct call *call, const struct net_plan *plan)
{
	uint32_t wait_s = call->wait_given	? call->wait_s
			  : plan->netwait_given ? plan->netwait_s
						: UP_WAIT_S;
	struct netcfg_result result;
	struct netcfg net;
	int error;

	(void)log_open("netcfg");
	error = netcfg_start_in(plan, call->argv, call->run_dir, &net);
	if (!error)
		error = netcfg_wait(&net, wait_s * 1000, &result);
	if (!error)
		return 0;
	if (error == -ETIMEDOUT)
		return fail("configure", "the network",
			    "not in this time; the keeper tries on, see dmesg");
	return fail("configure", "the network", error == -ECHILD ? "see dmesg" : strerror(-error));
}

/* The interface that the plan is about, where it is about one by name; NULL: any. */
static const char *only_ifname(const struct net_plan *plan)
{
	const char *ifname = plan->requests[0].ifname;

	return plan->request_count == 1 && *ifname ? ifname : NULL;
}

/* A second keeper would only be in the first one's way: where one runs, it is waited for. */
static int call_up(struct call *call)
{
	static struct net_plan plan;
	struct call existing = *call;

	if (make_plan(call, &plan))
		return 1;
	existing.ifname = only_ifname(&plan);
	if (for_each(&existing, "pid", count_keeper) <= 0)
		return bring_up(call, &plan);
	file_print(STDERR_FILENO,
		   "netcfg: a keeper runs already; `netcfg renew` asks it to go on\n");
	existing.wait_given = true;
	existing.wait_s = call->wait_given ? call->wait_s : UP_WAIT_S;
	return call_wait(&existing);
}

static void find_first(void *context, const struct rtnl_event *event)
{
	struct net_request *request = context;

	if (event->type == RTNL_LINK && event->link.is_ethernet && event->link.is_physical &&
	    !request->ifname[0])
		memcpy(request->ifname, event->link.name, sizeof(request->ifname));
}

/* The guide's script: a lease for the first NIC, now, and kept from now on. */
static int renew_ip(char **argv)
{
	static struct net_plan plan = {.request_count = 1};
	struct call call = {.command = "renew", .run_dir = NETCFG_RUN_DIR, .argv = argv};
	CLEANUP_FD int fd = rtnl_open(0, NULL);

	if (for_each(&call, "pid", count_keeper) > 0)
		return call_renew(&call); /* also where it fails: the keeper tries on */
	if (fd < 0 || rtnl_dump(fd, RTM_GETLINK, find_first, &plan.requests[0]) < 0 ||
	    !plan.requests[0].ifname[0])
		return fail("find", "an Ethernet NIC", "there is none");
	if (bring_up(&call, &plan))
		return 1;
	return call_status(&call);
}

static const struct command {
	char name[8];
	bool takes_params, takes_wait;
	int (*run)(struct call *call);
} commands[] = {
	{"run", true, false, call_run},	       {"up", true, true, call_up},
	{"status", false, false, call_status}, {"wait", false, true, call_wait},
	{"renew", false, true, call_renew},    {"release", false, true, call_renew},
};

/* The options and words behind the command. False: they can't be used. */
static bool read_words(const struct command *command, int argc, char **argv, struct call *call)
{
	int at = 2;

	for (; at < argc && argv[at][0] == '-'; at += 2) {
		if (at + 1 == argc)
			return false;
		if (strcmp(argv[at], "--run") == 0)
			call->run_dir = argv[at + 1];
		else if (command->takes_wait && strcmp(argv[at], "-w") == 0 &&
			 parse_u32(argv[at + 1], WAIT_MAX_S, &call->wait_s) == 0)
			call->wait_given = true;
		else
			return false;
	}
	call->params = argv + at;
	call->param_count = argc - at;
	if (command->takes_params)
		return true;
	call->ifname = argv[at];
	return argc - at <= 1;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool netcfg_is_name(const char *name)
{
	const char *base = base_of(name);

	return strcmp(base, "netcfg") == 0 || strcmp(base, "renew_ip") == 0;
}

int netcfg_main(int argc, char **argv)
{
	struct call call = {.run_dir = NETCFG_RUN_DIR, .argv = argv};
	bool is_renew_ip;

	/* `/init netcfg up`: the title is to stand where main()'s words begin, at "/init". */
	if (argc > 1 && !netcfg_is_name(argv[0]) && strcmp(argv[1], "netcfg") == 0) {
		argc--;
		argv++;
	}
	is_renew_ip = strcmp(base_of(argv[0]), "renew_ip") == 0;
	log_set_name("netcfg");
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return file_print(STDOUT_FILENO, "%s", usage) < 0;
	if (is_renew_ip && argc == 1)
		return renew_ip(call.argv);
	for (size_t i = 0; !is_renew_ip && argc > 1 && i < sizeof(commands) / sizeof(*commands);
	     i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		call.command = commands[i].name;
		if (!read_words(&commands[i], argc, argv, &call))
			break;
		return commands[i].run(&call);
	}
	file_print(STDERR_FILENO, "%s", usage);
	return EXIT_USAGE;
}

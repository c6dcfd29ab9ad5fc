/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel command line to a boot_config. Each parameter is a row of a table
 * with its reader; a reader returns NULL or why it refuses the value. The network's
 * have their readers in netcfg. The decisions that need the whole line (which mode
 * wins, what root= says) come last.
 */
#include "init/cmdline.h"

#include <string.h>

#include "lib/parse.h"
#include "lib/words.h"

enum {
	SECONDS_MAX = 1000000, /* eleven days; more is a typing error */
	HOSTNAME_MAX = 64,     /* __NEW_UTS_LEN, include/uapi/linux/utsname.h */
	WATCHDOG_MAX_S = 65535,
};

/* What the readers fill; mode flags are settled at the end. */
struct state {
	struct boot_config *config;
	bool shell, rambox, keep_given;
	bool init_bad; /* of the last init= */
};

typedef const char *reader(struct state *state, const char *value);

static const char *read_shell(struct state *state, const char *value)
{
	(void)value;
	state->shell = true;
	return NULL;
}

static const char *read_rambox(struct state *state, const char *value)
{
	(void)value;
	state->rambox = true;
	return NULL;
}

static const char *read_ro(struct state *state, const char *value)
{
	(void)value;
	state->config->root_rw = false;
	return NULL;
}

static const char *read_rw(struct state *state, const char *value)
{
	(void)value;
	state->config->root_rw = true;
	return NULL;
}

static const char *read_quiet(struct state *state, const char *value)
{
	(void)value;
	state->config->quiet = true;
	return NULL;
}

static const char *read_debug(struct state *state, const char *value)
{
	(void)value;
	state->config->debug = true;
	return NULL;
}

static const char *read_devkmsg(struct state *state, const char *value)
{
	(void)value;
	state->config->devkmsg_given = true;
	return NULL;
}

static const char *read_init(struct state *state, const char *value)
{
	state->init_bad = value[0] != '/' || value[1] == '\0';
	if (state->init_bad)
		return "not the absolute path of a program";
	state->config->init = value;
	return NULL;
}

static const char *read_root(struct state *state, const char *value)
{
	state->config->root_text = value; /* read when it is known whether it counts */
	return NULL;
}

static const char *read_rootfstype(struct state *state, const char *value)
{
	if (*value == '\0')
		return parse_strerror(PARSE_EMPTY);
	state->config->rootfstype = value;
	return NULL;
}

static const char *read_rootflags(struct state *state, const char *value)
{
	state->config->rootflags = value;
	return NULL;
}

static const char *read_seconds(const char *value, uint32_t *out)
{
	int error = parse_u32(value, SECONDS_MAX, out);

	return error ? parse_strerror(error) : NULL;
}

static const char *read_rootwait(struct state *state, const char *value)
{
	const char *why;

	state->config->rootwait = true;
	state->config->rootwait_timed = false;
	state->config->rootwait_s = 0;
	why = value ? read_seconds(value, &state->config->rootwait_s) : NULL;
	state->config->rootwait_timed = value && !why; /* a bad one is none, as for the kernel */
	return why;
}

static const char *read_rootdelay(struct state *state, const char *value)
{
	return read_seconds(value, &state->config->rootdelay_s);
}

/* RFC 1123, section 2.1: letters, digits, hyphens and dots, and the kernel's own limit. */
static const char *read_hostname(struct state *state, const char *value)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
	size_t len = strlen(value);

	if (len == 0)
		return parse_strerror(PARSE_EMPTY);
	if (len > HOSTNAME_MAX)
		return "longer than 64 characters";
	if (value[0] == '-' || value[0] == '.' || strspn(value, allowed) != len)
		return "not a host name";
	state->config->hostname = value;
	return NULL;
}

static const char *read_panic(struct state *state, const char *value)
{
	int error = parse_s32(value, SECONDS_MAX, &state->config->panic_s);

	if (error)
		return parse_strerror(error);
	state->config->panic_given = true;
	return NULL;
}

static const char *read_rescue(struct state *state, const char *value)
{
	static const struct {
		char word[12];
		enum rescue_action action;
		bool may_be_timed;
	} actions[] = {
		{"shell", RESCUE_SHELL, true},
		{"reboot", RESCUE_REBOOT, true},
		{"poweroff", RESCUE_POWEROFF, false},
		{"halt", RESCUE_HALT, false},
	};
	const char *rest = NULL;
	size_t i = 0;
	uint32_t seconds = 0;

	/* Who mistypes the policy must not get an open shell for it. */
	state->config->rescue = RESCUE_REBOOT;
	state->config->rescue_timed = false;
	while (i < 4 && !(parse_prefix(value, actions[i].word, &rest) &&
			  (*rest == '\0' || (*rest == ':' && actions[i].may_be_timed))))
		i++;
	if (i == 4)
		return "not one of shell[:S], reboot[:S], poweroff, halt";
	if (*rest == ':' && parse_u32(rest + 1, SECONDS_MAX, &seconds))
		return "the seconds after ':' are no number";
	state->config->rescue = actions[i].action;
	state->config->rescue_timed = *rest == ':';
	state->config->rescue_s = seconds;
	return NULL;
}

static const char *read_keep(struct state *state, const char *value)
{
	unsigned int keep;

	if (strcmp(value, "none") == 0)
		keep = 0;
	else if (strcmp(value, "net") == 0)
		keep = KEEP_NET;
	else if (strcmp(value, "dev") == 0)
		keep = KEEP_DEV;
	else if (strcmp(value, "net,dev") == 0 || strcmp(value, "dev,net") == 0)
		keep = KEEP_NET | KEEP_DEV;
	else
		return "not one of net, dev, net,dev, none";
	state->config->keep = keep;
	state->keep_given = true;
	return NULL;
}

static const char *read_watchdog(struct state *state, const char *value)
{
	int error = parse_u32(value, WATCHDOG_MAX_S, &state->config->watchdog_s);

	return error ? parse_strerror(error) : NULL;
}

/* A name would need a resolver, which a box that has failed may not have. */
static const char *read_report(struct state *state, const char *value)
{
	char text[sizeof("255.255.255.255")];
	uint32_t port = REPORT_PORT;
	struct in_addr address;
	const char *host;
	size_t len;

	if (!parse_prefix(value, "udp://", &host))
		return "not udp://ADDRESS[:PORT]";
	len = strcspn(host, ":");
	if (len >= sizeof(text))
		return "not an IPv4 address behind udp://";
	memcpy(text, host, len);
	text[len] = '\0';
	if (parse_ipv4(text, &address) || address.s_addr == INADDR_ANY)
		return "not an IPv4 address behind udp://";
	if (host[len] && (parse_u32(host + len + 1, UINT16_MAX, &port) || port == 0))
		return "the port is not 1 to 65535";
	state->config->report_address = address;
	state->config->report_port = (uint16_t)port;
	return NULL;
}

enum takes { TAKES_NOTHING, TAKES_VALUE, TAKES_BOTH };

static const struct param {
	char name[16]; /* in place: a pointer would need a relocation at every start */
	enum takes takes;
	reader *read;
} params[] = {
	{"shell", TAKES_NOTHING, read_shell},
	{"rambox", TAKES_NOTHING, read_rambox},
	{"init", TAKES_VALUE, read_init},
	{"root", TAKES_VALUE, read_root},
	{"rootfstype", TAKES_VALUE, read_rootfstype},
	{"rootflags", TAKES_VALUE, read_rootflags},
	{"ro", TAKES_NOTHING, read_ro},
	{"rw", TAKES_NOTHING, read_rw},
	{"rootwait", TAKES_BOTH, read_rootwait},
	{"rootdelay", TAKES_VALUE, read_rootdelay},
	{"hostname", TAKES_VALUE, read_hostname},
	{"panic", TAKES_VALUE, read_panic},
	{"quiet", TAKES_NOTHING, read_quiet},
	{"printk.devkmsg", TAKES_VALUE, read_devkmsg},
	{"rambox.debug", TAKES_NOTHING, read_debug},
	{"rambox.rescue", TAKES_VALUE, read_rescue},
	{"rambox.keep", TAKES_VALUE, read_keep},
	{"rambox.watchdog", TAKES_VALUE, read_watchdog},
	{"rambox.report", TAKES_VALUE, read_report},
};

static const struct param *param_find(const char *name, bool value_given)
{
	for (size_t i = 0; i < sizeof(params) / sizeof(*params); i++) {
		enum takes takes = params[i].takes;

		if (words_name_eq(name, params[i].name) &&
		    (takes == TAKES_BOTH || (takes == TAKES_VALUE) == value_given))
			return &params[i];
	}
	return NULL;
}

bool cmdline_is_ours(const char *name, bool value_given)
{
	const char *rest;

	return parse_prefix(name, "rambox.", &rest) || param_find(name, value_given) ||
	       (value_given && net_plan_is_param(name));
}

static void add_bad(struct boot_config *config, const char *name, const char *value,
		    const char *why)
{
	if (config->bad_count < CMDLINE_BAD_MAX)
		config->bad[config->bad_count] =
			(struct cmdline_bad){.name = name, .value = value, .why = why};
	config->bad_count++;
}

static const char *read_network(struct net_plan *plan, const char *name, const char *value)
{
	int error = net_plan_take(plan, name, value);

	return error ? net_plan_strerror(error) : NULL;
}

static void take_word(struct state *state, const char *name, const char *value)
{
	const struct param *param = param_find(name, value);
	const char *why = NULL, *rest;

	if (param)
		why = param->read(state, value);
	else if (value && net_plan_is_param(name))
		why = read_network(&state->config->net, name, value);
	else if (parse_prefix(name, "rambox.", &rest))
		why = value ? "no such parameter" : "no such word, or its value is missing";
	if (why)
		add_bad(state->config, name, value ? value : "", why);
}

static void settle_mode(struct state *state)
{
	struct boot_config *config = state->config;
	int error = 0;

	config->mode_given = state->shell || state->rambox || config->root_text;
	config->mode = state->shell	   ? BOOT_SHELL
		       : state->rambox	   ? BOOT_RAMBOX
		       : config->root_text ? BOOT_ROOT
					   : BOOT_RAMBOX;
	config->root_ignored = config->root_text && config->mode != BOOT_ROOT;
	if (config->root_text)
		error = dev_spec_parse(config->root_text, &config->root);
	if (error)
		add_bad(config, "root", config->root_text, dev_spec_strerror(error));
	/* `shell` needs neither, RAM only the one. */
	config->unsafe = (state->init_bad && config->mode != BOOT_SHELL) ||
			 (error && config->mode == BOOT_ROOT);
	if (!state->keep_given)
		config->keep = config->mode == BOOT_ROOT ? KEEP_NET : KEEP_NET | KEEP_DEV;
}

static unsigned int count_words(char *cursor)
{
	unsigned int count = 0;
	char *name, *value;

	while (words_next(&cursor, &name, &value) && (value || strcmp(name, "--") != 0))
		count++;
	return count;
}

int cmdline_parse(char *text, struct boot_config *out)
{
	struct boot_config config = {.rescue = RESCUE_SHELL};
	struct state state = {.config = &config};
	char *name, *value;

	if (strnlen(text, CMDLINE_MAX) == CMDLINE_MAX)
		return CMDLINE_TOO_LONG;
	while (words_next(&text, &name, &value)) {
		if (!value && strcmp(name, "--") == 0) {
			config.init_args = count_words(text);
			break;
		}
		take_word(&state, name, value);
	}
	settle_mode(&state);
	net_plan_settle(&config.net);
	*out = config;
	return 0;
}

uint32_t cmdline_netwait_s(const struct boot_config *config)
{
	if (config->net.netwait_given)
		return config->net.netwait_s;
	return config->mode != BOOT_SHELL && net_plan_asks(&config->net) ? NET_WAIT_DEFAULT_S : 0;
}

const char *cmdline_strerror(int error)
{
	switch ((enum cmdline_error)error) {
	case CMDLINE_TOO_LONG:
		return "longer than 4095 bytes";
	}
	return "unknown error";
}

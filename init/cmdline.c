/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel command line to a boot_config. Each parameter is a row of a table
 * with its reader; a reader returns NULL or why it refuses the value. The
 * decisions that need the whole line (which mode wins, what root= says) come last.
 */
#include "init/cmdline.h"

#include <string.h>

#include "lib/parse.h"

enum {
	SECONDS_MAX = 1000000, /* eleven days; more is a typing error */
	HOSTNAME_MAX = 64,     /* __NEW_UTS_LEN, include/uapi/linux/utsname.h */
};

/* What the readers fill; mode flags are settled at the end. */
struct state {
	struct boot_config *config;
	bool shell, rambox, keep_given;
	bool init_bad; /* of the last init= */
};

typedef const char *reader(struct state *state, const char *value);

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes a quote off the end of the string, where there is one. */
static void drop_end_quote(char *start, char *end)
{
	if (end > start && end[-1] == '"')
		end[-1] = '\0';
}

bool cmdline_next(char **cursor, char **name, char **value)
{
	char *at = *cursor, *equals = NULL;
	bool quoted = false, whole_quoted;

	while (is_space(*at))
		at++;
	if (*at == '\0')
		return false;
	whole_quoted = *at == '"';
	if (whole_quoted) {
		at++;
		quoted = true;
	}
	*name = at;
	for (; *at && (quoted || !is_space(*at)); at++) {
		/* A word that starts with '=' has no name: it is a bare word. */
		if (*at == '=' && !equals && at > *name)
			equals = at;
		if (*at == '"')
			quoted = !quoted;
	}
	*cursor = *at ? at + 1 : at;
	*at = '\0';
	*value = NULL;
	if (equals) {
		*equals = '\0';
		*value = equals + 1;
		if (**value == '"') {
			(*value)++;
			drop_end_quote(*value, at);
		}
	}
	if (whole_quoted)
		drop_end_quote(*value ? *value : *name, at);
	return true;
}

bool cmdline_name_eq(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	}
	return *a == *b;
}

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
};

/* The network's, which the boot does not act on yet. */
static const char network_params[][12] = {"ip", "nameserver", "BOOTIF"};

static const struct param *param_find(const char *name, bool value_given)
{
	for (size_t i = 0; i < sizeof(params) / sizeof(*params); i++) {
		enum takes takes = params[i].takes;

		if (cmdline_name_eq(name, params[i].name) &&
		    (takes == TAKES_BOTH || (takes == TAKES_VALUE) == value_given))
			return &params[i];
	}
	return NULL;
}

static bool is_network(const char *name, bool value_given)
{
	for (size_t i = 0; i < sizeof(network_params) / sizeof(*network_params); i++) {
		if (value_given && cmdline_name_eq(name, network_params[i]))
			return true;
	}
	return false;
}

bool cmdline_is_ours(const char *name, bool value_given)
{
	const char *rest;

	return parse_prefix(name, "rambox.", &rest) || is_network(name, value_given) ||
	       param_find(name, value_given);
}

static void add_bad(struct boot_config *config, const char *name, const char *value,
		    const char *why)
{
	if (config->bad_count < CMDLINE_BAD_MAX)
		config->bad[config->bad_count] =
			(struct cmdline_bad){.name = name, .value = value, .why = why};
	config->bad_count++;
}

static void take_word(struct state *state, const char *name, const char *value)
{
	const struct param *param = param_find(name, value);
	const char *why = NULL, *rest;

	if (param)
		why = param->read(state, value);
	else if (is_network(name, value))
		state->config->network = name;
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

	while (cmdline_next(&cursor, &name, &value) && (value || strcmp(name, "--") != 0))
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
	while (cmdline_next(&text, &name, &value)) {
		if (!value && strcmp(name, "--") == 0) {
			config.init_args = count_words(text);
			break;
		}
		take_word(&state, name, value);
	}
	settle_mode(&state);
	*out = config;
	return 0;
}

const char *cmdline_strerror(int error)
{
	switch ((enum cmdline_error)error) {
	case CMDLINE_TOO_LONG:
		return "longer than 4095 bytes";
	}
	return "unknown error";
}

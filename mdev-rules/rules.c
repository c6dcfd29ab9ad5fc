/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev.conf by rules: in comes the file's text, cut up in place, out one rule of a set after the
 * other. A rule is read into the first free place of the set, and counted once it is whole. See
 * rules.h for the grammar and what is refused.
 */
#include "mdev-rules/rules.h"

#include <string.h>

#include "lib/parse.h"

enum { MODE_MAX = 07777 };

const char *rules_strerror(int error)
{
	switch ((enum rules_error)error) {
	case RULES_FEW_FIELDS:
		return "a rule needs a device, an owner and a mode";
	case RULES_EMPTY_SUBJECT:
		return "no device is named";
	case RULES_BAD_REGEX:
		return "not a regular expression";
	case RULES_BACK_REFERENCE:
		return "extended expressions have no back-references";
	case RULES_REGEX_TOO_BIG:
		return "the expression is too big";
	case RULES_NO_KEY:
		return "'$' takes KEY=regex";
	case RULES_BAD_NUMBER:
		return "'@' takes major,minor or major,first-last";
	case RULES_NO_USER:
		return "no such user";
	case RULES_NO_GROUP:
		return "no such group";
	case RULES_BAD_MODE:
		return "the mode is octal, 0 to 7777";
	case RULES_BAD_PLACE:
		return "'>' and '=' take a path, '!' takes nothing";
	case RULES_LEADS_OUT:
		return "the path leads out of /dev";
	case RULES_BAD_COMMAND:
		return "a command starts with '@', '$' or '*'";
	case RULES_TOO_MANY:
		return "too many rules";
	}
	return "unknown error";
}

/* A rule that is being read. */
struct draft {
	struct rule_set *set;
	const struct names *names;
	struct rule *rule;
	const char *where; /* what is being read, should it be refused */
};

/* ---- lines and fields ---- */

static bool is_empty(char c)
{
	return c == '\0' || c == '#';
}

/* The next line, joined with those behind a backslash. The reader is not at the end. */
static char *take_line(struct rules_reader *reader)
{
	char *line = reader->next, *end = line;

	reader->line = reader->read + 1;
	do {
		char *from = reader->next;
		size_t len = (size_t)(strchrnul(from, '\n') - from);

		reader->next = from[len] ? from + len + 1 : NULL;
		reader->read++;
		memmove(end, from, len);
		end += len;
	} while (end > line && end[-1] == '\\' && (end--, reader->next));
	*end = '\0';
	return line;
}

/* The next field, cut off at its end; NULL at the end of the line or before a comment. */
static char *take_field(char **at)
{
	char *field = parse_skip_blanks(*at), *end = field;

	*at = field;
	if (is_empty(*field))
		return NULL;
	while (*end && !parse_is_blank(*end))
		end++;
	*at = end + (*end != '\0');
	*end = '\0';
	return field;
}

/* ---- the fields ---- */

static int read_pattern(const char *text, bool whole, struct pattern *out)
{
	switch ((enum pattern_error)pattern_parse(text, whole, out)) {
	case PATTERN_BAD:
		return RULES_BAD_REGEX;
	case PATTERN_BACK_REFERENCE:
		return RULES_BACK_REFERENCE;
	case PATTERN_TOO_BIG:
		return RULES_REGEX_TOO_BIG;
	}
	return 0;
}

/* What the name of a variable is made of, in the environment and in a shell. */
static bool is_in_key(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The '=' of key=regex; at the start of text, or NULL for what is none. */
static char *find_condition(char *text)
{
	size_t len = 0;

	while (is_in_key(text[len]))
		len++;
	if (len == 0 || (*text >= '0' && *text <= '9') || text[len] != '=')
		return NULL;
	return strchr(text + len, ';') ? text + len : NULL;
}

/* Reads the conditions before the subject, to which *text is moved. */
static int read_conditions(struct draft *draft, char **text)
{
	struct rule *rule = draft->rule;
	char *equals;

	while ((equals = find_condition(*text))) {
		size_t at = rule->conditions + (size_t)rule->condition_count;
		char *end = strchrnul(equals, ';');
		int error;

		draft->where = *text;
		if (at >= RULES_CONDITIONS_MAX || rule->condition_count == UINT8_MAX)
			return RULES_TOO_MANY;
		*equals = *end = '\0';
		draft->set->conditions[at].key = *text;
		draft->where = equals + 1;
		error = read_pattern(equals + 1, false, &draft->set->conditions[at].pattern);
		if (error)
			return error;
		rule->condition_count++;
		*text = end + 1;
	}
	draft->where = *text;
	return 0;
}

/* "major,minor[-minor]", behind the '@'. */
static int read_number(char *text, struct rule *rule)
{
	char *minor = strchr(text, ','), *last;

	if (!minor)
		return RULES_BAD_NUMBER;
	*minor++ = '\0';
	last = strchr(minor, '-');
	if (last)
		*last++ = '\0';
	else
		last = minor;
	if (parse_u32(text, UINT32_MAX, &rule->major) ||
	    parse_u32(minor, UINT32_MAX, &rule->minor_first) ||
	    parse_u32(last, UINT32_MAX, &rule->minor_last) || rule->minor_first > rule->minor_last)
		return RULES_BAD_NUMBER;
	rule->subject = RULE_NUMBER;
	return 0;
}

/* "key=regex", behind the '$'. */
static int read_value(struct draft *draft, char *text)
{
	char *equals = strchr(text, '=');

	if (!equals || equals == text)
		return RULES_NO_KEY;
	*equals = '\0';
	draft->where = equals + 1;
	draft->rule->subject = RULE_VALUE;
	draft->rule->key = text;
	return read_pattern(equals + 1, true, &draft->rule->pattern);
}

static int read_subject(struct draft *draft, char *text)
{
	struct rule *rule = draft->rule;
	int error;

	rule->go_on = *text == '-';
	text += rule->go_on;
	error = read_conditions(draft, &text);
	if (error)
		return error;
	switch (*text) {
	case '\0':
		return RULES_EMPTY_SUBJECT;
	case '@':
		error = read_number(text + 1, rule);
		break;
	case '$':
		error = read_value(draft, text + 1);
		break;
	default:
		rule->subject = RULE_NAME;
		return read_pattern(text, true, &rule->pattern);
	}
	/* The bit is asked of the name, which has no say here. */
	rule->pattern.first = UINT64_MAX;
	return error;
}

static int read_owner(struct draft *draft, char *user)
{
	struct rule *rule = draft->rule;
	char *group = strchr(user, ':');

	draft->where = user;
	if (group)
		*group++ = '\0';
	if (names_user(draft->names, user, &rule->uid, group ? NULL : &rule->gid))
		return RULES_NO_USER;
	if (!group)
		return 0;
	draft->where = group;
	return names_group(draft->names, group, &rule->gid) ? RULES_NO_GROUP : 0;
}

static int read_mode(struct draft *draft, const char *text)
{
	uint32_t mode;

	draft->where = text;
	if (parse_octal(text, MODE_MAX, &mode))
		return RULES_BAD_MODE;
	draft->rule->mode = (uint16_t)mode;
	return 0;
}

static bool wants_groups(const char *path)
{
	for (; (path = strchr(path, '%')); path++) {
		if (path[1] >= '1' && path[1] <= '9')
			return true;
	}
	return false;
}

/* A place: its sign and what stands behind that, up to a blank. */
static int read_place(struct draft *draft, const char *text)
{
	struct rule *rule = draft->rule;
	const char *path = text + 1;

	draft->where = text;
	if (*text == '!') {
		rule->place = RULE_PLACE_NONE;
		return *path ? RULES_BAD_PLACE : 0;
	}
	rule->place = *text == '>' ? RULE_PLACE_LINK : RULE_PLACE_MOVE;
	(void)parse_prefix(path, "/dev/", &path);
	if (*path == '\0')
		return RULES_BAD_PLACE;
	if (*path == '/' || parse_leads_out(path))
		return RULES_LEADS_OUT;
	rule->path = path;
	rule->wants_groups = rule->subject != RULE_NUMBER && wants_groups(path);
	return 0;
}

/* A command to the end of the line, with its sign. */
static int read_command(struct draft *draft, char *text)
{
	struct rule *rule = draft->rule;
	size_t len = strlen(text);

	draft->where = text;
	switch (*text) {
	case '@':
		rule->when = RULE_ON_ADD;
		break;
	case '$':
		rule->when = RULE_ON_REMOVE;
		break;
	case '*':
		rule->when = RULE_ALWAYS;
		break;
	default:
		return RULES_BAD_COMMAND;
	}
	while (parse_is_blank(text[len - 1]))
		text[--len] = '\0';
	text = parse_skip_blanks(text + 1);
	if (*text)
		rule->command = text;
	else
		rule->when = RULE_NEVER;
	return 0;
}

/* What stands behind the mode. */
static int read_rest(struct draft *draft, char *text)
{
	int error;

	text = parse_skip_blanks(text);
	if (is_empty(*text))
		return 0;
	if (*text == '>' || *text == '=' || *text == '!') {
		char *place = take_field(&text);

		error = place ? read_place(draft, place) : RULES_BAD_PLACE;
		if (error)
			return error;
		text = parse_skip_blanks(text);
	}
	return *text ? read_command(draft, text) : 0;
}

static int read_rule(struct draft *draft, char *line)
{
	char *subject = take_field(&line), *owner = take_field(&line), *mode = take_field(&line);
	int error;

	draft->where = line;
	if (!subject || !owner || !mode)
		return RULES_FEW_FIELDS;
	draft->where = subject;
	if (draft->set->count == RULES_MAX)
		return RULES_TOO_MANY;
	*draft->rule = (struct rule){.conditions = (uint16_t)draft->set->condition_count};
	error = read_subject(draft, subject);
	if (!error)
		error = read_owner(draft, owner);
	if (!error)
		error = read_mode(draft, mode);
	return error ? error : read_rest(draft, line);
}

/* ---- the set ---- */

static void add_rule(struct rule_set *set)
{
	const struct rule *rule = &set->rules[set->count];
	uint64_t *row = set->by_first[set->count / RULES_WORD];
	uint64_t first = rule->pattern.first, bit = (uint64_t)1 << set->count % RULES_WORD;

	if (bit == 1)
		memset(row, 0, sizeof(set->by_first[0]));
	for (; first; first &= first - 1)
		row[__builtin_ctzll(first)] |= bit;
	set->condition_count += rule->condition_count;
	set->count++;
}

int rules_next(struct rules_reader *reader, const struct names *names, struct rule_set *set,
	       int *error)
{
	while (reader->next) {
		struct draft draft = {.set = set, .names = names};
		char *line = take_line(reader);
		int refused;

		if (is_empty(*parse_skip_blanks(line)))
			continue;
		draft.rule = &set->rules[set->count];
		refused = read_rule(&draft, line);
		if (refused) {
			reader->column = (unsigned int)(draft.where - line) + 1;
			reader->refused = draft.where;
			*error = refused;
			return 2;
		}
		draft.rule->line = reader->line;
		add_rule(set);
		return 1;
	}
	return 0;
}

/* Keys that struct uevent has without a uevent file. */
static bool is_known_key(const char *key)
{
	static const char known[][12] = {"ACTION", "DEVPATH", "DEVNAME", "SUBSYSTEM"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(key, known[i]) == 0)
			return true;
	}
	return false;
}

static void need_key(const char *key, struct rules_need *need)
{
	need->file |= !is_known_key(key);
	for (size_t i = 0; i < need->key_count; i++) {
		if (strcmp(need->keys[i], key) == 0)
			return;
	}
	if (need->key_count < RULES_KEYS_MAX)
		need->keys[need->key_count++] = key;
}

void rules_need(const struct rule_set *set, struct rules_need *out)
{
	*out = (struct rules_need){0};
	for (size_t i = 0; i < set->count; i++) {
		const struct rule *rule = &set->rules[i];

		for (size_t c = 0; c < rule->condition_count; c++)
			need_key(set->conditions[rule->conditions + c].key, out);
		if (rule->subject == RULE_VALUE)
			need_key(rule->key, out);
		out->number |= rule->subject == RULE_NUMBER;
		out->command |= rule->when == RULE_ON_ADD || rule->when == RULE_ALWAYS;
	}
}

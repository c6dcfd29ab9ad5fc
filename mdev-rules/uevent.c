/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Uevents: in come a datagram's or a file's bytes, out a struct uevent whose
 * strings point into them. Only the keys that the boot acts on have a place of their own.
 */
#include "mdev-rules/uevent.h"

#include <string.h>

#include "lib/parse.h"

enum {
	DEVMODE_DEFAULT = 0600, /* what devtmpfs gives a node without DEVMODE */
	DEVMODE_MAX = 07777,
};

const char *uevent_strerror(int error)
{
	switch ((enum uevent_error)error) {
	case UEVENT_NO_HEAD:
		return "does not start with action@devpath";
	case UEVENT_NOT_ENDED:
		return "cut short";
	case UEVENT_UDEV:
		return "from udevd, not from the kernel";
	case UEVENT_INCOMPLETE:
		return "without action, path or subsystem";
	case UEVENT_BAD_NUMBER:
		return "a device number or mode that is none";
	}
	return "unknown error";
}

/* In the order of enum uevent_action; lib/kobject_uevent.c, kobject_actions[]. */
static const char actions[][8] = {"add",    "remove",  "change", "move",
				  "online", "offline", "bind",	 "unbind"};

static bool parse_action(const char *word, enum uevent_action *out)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(word, actions[i]) == 0) {
			*out = (enum uevent_action)i;
			return true;
		}
	}
	return false;
}

static int parse_number(const char *text, int64_t *out)
{
	uint32_t value;

	if (parse_u32(text, UINT32_MAX, &value))
		return UEVENT_BAD_NUMBER;
	*out = value;
	return 0;
}

/* Takes one key=value; keys that nobody asks for are passed over. */
static int take_pair(const char *pair, struct uevent *event, bool *has_action)
{
	const char *value;

	if (parse_prefix(pair, "DEVPATH=", &value))
		event->devpath = value;
	else if (parse_prefix(pair, "SUBSYSTEM=", &value))
		event->subsystem = value;
	else if (parse_prefix(pair, "DEVNAME=", &value))
		event->devname = value;
	else if (parse_prefix(pair, "DEVTYPE=", &value))
		event->devtype = value;
	else if (parse_prefix(pair, "MAJOR=", &value))
		return parse_number(value, &event->major);
	else if (parse_prefix(pair, "MINOR=", &value))
		return parse_number(value, &event->minor);
	else if (parse_prefix(pair, "DEVMODE=", &value))
		return parse_octal(value, DEVMODE_MAX, &event->devmode) ? UEVENT_BAD_NUMBER : 0;
	else if (parse_prefix(pair, "ACTION=", &value))
		*has_action = parse_action(value, &event->action);
	return 0;
}

static const struct uevent uevent_empty = {
	.action = UEVENT_ADD,
	.devmode = DEVMODE_DEFAULT,
	.major = -1,
	.minor = -1,
};

int uevent_parse(const char *buf, size_t len, struct uevent *out)
{
	struct uevent event = uevent_empty;
	bool has_action = false;

	if (len == 0 || buf[len - 1] != '\0')
		return UEVENT_NOT_ENDED;
	if (strcmp(buf, "libudev") == 0)
		return UEVENT_UDEV;
	if (!strchr(buf, '@'))
		return UEVENT_NO_HEAD;
	event.pairs = buf + strlen(buf) + 1;
	event.pairs_len = len - (size_t)(event.pairs - buf);
	for (size_t at = len - event.pairs_len; at < len; at += strlen(buf + at) + 1) {
		int error = take_pair(buf + at, &event, &has_action);

		if (error)
			return error;
	}
	if (!has_action || !event.devpath || event.devpath[0] != '/' || !event.subsystem)
		return UEVENT_INCOMPLETE;
	*out = event;
	return 0;
}

/* Makes the lines pairs, in place, and takes each. */
static int take_lines(char *text, struct uevent *event, bool *has_action)
{
	char *start = text;

	while (*text) {
		char *end = text + strcspn(text, "\n");
		bool last = *end == '\0';
		int error;

		*end = '\0';
		error = take_pair(text, event, has_action);
		if (error)
			return error;
		event->pairs_len = (size_t)(end + 1 - start);
		text = last ? end : end + 1;
	}
	event->pairs = start;
	return 0;
}

int uevent_parse_file(char *text, struct uevent *out)
{
	struct uevent event = uevent_empty;
	bool has_action = false;
	int error = take_lines(text, &event, &has_action);

	if (error)
		return error;
	/* Who the device is says the file's own place, whatever stands in it. */
	event.action = UEVENT_ADD;
	event.devpath = event.subsystem = NULL;
	*out = event;
	return 0;
}

int uevent_parse_lines(char *text, struct uevent *out)
{
	struct uevent event = uevent_empty;
	bool action_good = true;
	int error = take_lines(text, &event, &action_good);

	if (error)
		return error;
	if (!action_good || (event.devpath && event.devpath[0] != '/'))
		return UEVENT_INCOMPLETE;
	*out = event;
	return 0;
}

/* The last value of a key among the pairs. */
static const char *find_pair(const struct uevent *event, const char *key)
{
	const char *found = NULL;
	size_t len = strlen(key);

	for (size_t at = 0; at < event->pairs_len; at += strlen(event->pairs + at) + 1) {
		const char *pair = event->pairs + at;

		if (strncmp(pair, key, len) == 0 && pair[len] == '=')
			found = pair + len + 1;
	}
	return found;
}

const char *uevent_value(const struct uevent *event, const char *key)
{
	if (strcmp(key, "SUBSYSTEM") == 0)
		return event->subsystem;
	if (strcmp(key, "ACTION") == 0)
		return actions[event->action];
	if (strcmp(key, "DEVPATH") == 0)
		return event->devpath;
	if (strcmp(key, "DEVNAME") == 0)
		return event->devname;
	return find_pair(event, key);
}

bool uevent_is_block(const struct uevent *event)
{
	if (event->subsystem)
		return strcmp(event->subsystem, "block") == 0;
	return event->devpath && strstr(event->devpath, "/block/");
}

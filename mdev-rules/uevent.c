/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Uevents: in come a datagram's or a file's bytes, out a struct uevent whose
 * strings point into them. Only the keys that the boot acts on are kept.
 */
#include "mdev-rules/uevent.h"

#include <stdbool.h>
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

static bool parse_action(const char *word, enum uevent_action *out)
{
	/* In the order of enum uevent_action; lib/kobject_uevent.c, kobject_actions[]. */
	static const char actions[][8] = {"add",    "remove",  "change", "move",
					  "online", "offline", "bind",	 "unbind"};

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
	for (size_t at = strlen(buf) + 1; at < len; at += strlen(buf + at) + 1) {
		int error = take_pair(buf + at, &event, &has_action);

		if (error)
			return error;
	}
	if (!has_action || !event.devpath || event.devpath[0] != '/' || !event.subsystem)
		return UEVENT_INCOMPLETE;
	*out = event;
	return 0;
}

int uevent_parse_file(char *text, struct uevent *out)
{
	struct uevent event = uevent_empty;
	bool has_action = false;

	while (*text) {
		char *end = text + strcspn(text, "\n");
		bool last = *end == '\0';
		int error;

		*end = '\0';
		error = take_pair(text, &event, &has_action);
		if (error)
			return error;
		text = last ? end : end + 1;
	}
	/* Who the device is says the file's own place, whatever stands in it. */
	event.action = UEVENT_ADD;
	event.devpath = event.subsystem = NULL;
	*out = event;
	return 0;
}

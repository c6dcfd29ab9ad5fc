/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/uevent.h: the input as a datagram, as a file of /sys, and as a person's lines.
 */
#include "mdev-rules/uevent.h"
#include "tests/fuzz/fuzz.h"

/* Every pair's key has a value among the pairs; the last of a key counts. */
static void check_values(const struct uevent *event, const char *block, size_t size)
{
	const char *end = event->pairs + event->pairs_len;

	promise(event->pairs_len <= size && event->pairs >= block && end <= block + size);
	promise(event->pairs_len == 0 || end[-1] == '\0');
	for (const char *pair = event->pairs; pair < end; pair += strlen(pair) + 1) {
		const char *equals = strchr(pair, '='), *value;
		char *key = exact_bytes(pair, strlen(pair) + 1);

		key[equals ? equals - pair : (ptrdiff_t)strlen(pair)] = '\0';
		value = uevent_value(event, key);
		if (equals && strcmp(key, "ACTION") != 0 && strcmp(key, "DEVPATH") != 0 &&
		    strcmp(key, "SUBSYSTEM") != 0) {
			promise(value >= equals + 1 && value < end);
			if (strcmp(key, "DEVNAME") == 0)
				promise(value == event->devname);
		}
		free(key);
	}
	promise(uevent_value(event, "ACTION"));
	promise(uevent_value(event, "DEVPATH") == event->devpath);
	promise(uevent_value(event, "SUBSYSTEM") == event->subsystem);
}

static void check_event(const struct uevent *event, const char *block, size_t size)
{
	promise(event->action <= UEVENT_UNBIND);
	promise(null_or_inside(event->devname, block, size));
	promise(null_or_inside(event->devtype, block, size));
	promise(event->major >= -1 && event->major <= UINT32_MAX);
	promise(event->minor >= -1 && event->minor <= UINT32_MAX);
	promise(event->devmode <= 07777);
	check_values(event, block, size);
}

static void check_datagram(const uint8_t *data, size_t size)
{
	char *buf = exact_bytes(data, size);
	struct uevent event;
	int error;

	fill_untouched(&event);
	error = uevent_parse(buf, size, &event);
	promise(error >= 0 && error <= UEVENT_BAD_NUMBER);
	promise(size == 0 || memcmp(buf, data, size) == 0);
	if (error) {
		promise_untouched(&event);
	} else {
		promise(memchr(buf, '@', size) && buf[size - 1] == '\0');
		promise(inside(event.devpath, buf, size));
		promise(inside(event.subsystem, buf, size));
		promise(event.pairs + event.pairs_len == buf + size);
		check_event(&event, buf, size);
	}
	free(buf);
}

static void check_file(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size);
	size_t len = strlen(text), pairs_len = len + (len && text[len - 1] != '\n');
	struct uevent event;
	int error;

	fill_untouched(&event);
	error = uevent_parse_file(text, &event);
	promise(error == 0 || error == UEVENT_BAD_NUMBER);
	if (error) {
		promise_untouched(&event);
	} else {
		promise(event.action == UEVENT_ADD && !event.devpath && !event.subsystem);
		promise(event.pairs_len == pairs_len);
		check_event(&event, text, len + 1);
	}
	free(text);
}

static void check_lines(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size);
	size_t len = strlen(text), pairs_len = len + (len && text[len - 1] != '\n');
	struct uevent event;
	int error;

	fill_untouched(&event);
	error = uevent_parse_lines(text, &event);
	promise(error == 0 || error == UEVENT_BAD_NUMBER || error == UEVENT_INCOMPLETE);
	if (error) {
		promise_untouched(&event);
	} else {
		promise(null_or_inside(event.devpath, text, len + 1));
		promise(!event.devpath || event.devpath[0] == '/');
		promise(null_or_inside(event.subsystem, text, len + 1));
		promise(event.pairs_len == pairs_len);
		check_event(&event, text, len + 1);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_datagram(data, size);
	check_file(data, size);
	check_lines(data, size);
	return 0;
}

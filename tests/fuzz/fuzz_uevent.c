/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/uevent.h: the input as a datagram, and as a file of /sys.
 */
#include "mdev-rules/uevent.h"
#include "tests/fuzz/fuzz.h"

static void check_event(const struct uevent *event, const char *block, size_t size)
{
	promise(event->action <= UEVENT_UNBIND);
	promise(null_or_inside(event->devname, block, size));
	promise(null_or_inside(event->devtype, block, size));
	promise(event->major >= -1 && event->major <= UINT32_MAX);
	promise(event->minor >= -1 && event->minor <= UINT32_MAX);
	promise(event->devmode <= 07777);
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
		check_event(&event, buf, size);
	}
	free(buf);
}

static void check_file(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size);
	size_t len = strlen(text);
	struct uevent event;
	int error;

	fill_untouched(&event);
	error = uevent_parse_file(text, &event);
	promise(error == 0 || error == UEVENT_BAD_NUMBER);
	if (error) {
		promise_untouched(&event);
	} else {
		promise(event.action == UEVENT_ADD && !event.devpath && !event.subsystem);
		check_event(&event, text, len + 1);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_datagram(data, size);
	check_file(data, size);
	return 0;
}

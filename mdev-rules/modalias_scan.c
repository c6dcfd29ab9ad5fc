/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/bus, a folder a bus, a link a device; a file is opened through the link.
 */
#include "mdev-rules/modalias_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "lib/format.h"

/* Where the files are read to, and who gets them. */
struct scan {
	int (*take)(void *arg, const char *modalias);
	void *arg;
	char text[MODALIAS_SIZE];
};

static int take_file(struct scan *scan, int dir, const char *path)
{
	/* A device may have none, or be gone. */
	if (file_read_line(dir, path, scan->text, sizeof(scan->text)) <= 0)
		return 0;
	return scan->take(scan->arg, scan->text);
}

/* The modalias of each entry of a folder. */
static int take_folder(struct scan *scan, int dir, const char *path)
{
	const struct dirent *entry;
	struct folder folder;
	int result = 0;

	if (folder_open(dir, path, 0, &folder))
		return 0;
	while (!result && (entry = folder_next(&folder))) {
		char file[NAME_MAX + sizeof("/modalias")];

		format_text(file, sizeof(file), "%s/modalias", entry->d_name);
		result = take_file(scan, folder.fd, file);
	}
	(void)folder_close(&folder);
	return result;
}

/* Hundreds of entries on a large machine, and none of them is for a driver. */
static bool is_own_part(const char *bus)
{
	static const char *const own[] = {"clockevents",  "clocksource", "cpu",	 "event_source",
					  "machinecheck", "memory",	 "node", "workqueue"};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		if (strcmp(bus, own[i]) == 0)
			return true;
	}
	return false;
}

static int take_buses(struct scan *scan, struct folder *buses)
{
	const struct dirent *entry;
	int result = 0;

	while (!result && (entry = folder_next(buses))) {
		char path[NAME_MAX + sizeof("/devices")];

		if (is_own_part(entry->d_name))
			continue;
		format_text(path, sizeof(path), "%s/devices", entry->d_name);
		result = take_folder(scan, buses->fd, path);
	}
	return result;
}

int modalias_scan(int sys, int (*take)(void *arg, const char *modalias), void *arg)
{
	static const char *const others[] = {"../class/dmi/id/modalias",
					     "../devices/system/cpu/modalias"};
	struct scan scan = {.take = take, .arg = arg};
	struct folder buses;
	int result = folder_open(sys, "bus", 0, &buses);

	if (result)
		return result;
	result = take_buses(&scan, &buses);
	if (!result)
		result = take_folder(&scan, buses.fd, "../class/input");
	for (size_t i = 0; !result && i < sizeof(others) / sizeof(*others); i++)
		result = take_file(&scan, buses.fd, others[i]);
	(void)folder_close(&buses);
	return result;
}

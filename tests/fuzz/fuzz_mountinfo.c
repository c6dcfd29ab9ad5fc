/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/mountinfo.h: any text as /proc/self/mountinfo.
 */
#include "init/mountinfo.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size), *cursor = text;
	size_t block = strlen(text) + 1;
	struct mountinfo_entry entry;
	unsigned int lines = 1;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	while (mountinfo_next(&cursor, &entry)) {
		promise(lines-- > 0);
		promise(inside(entry.mount_point, text, block));
		promise(inside(entry.type, text, block));
		promise(mountinfo_below(entry.mount_point, entry.mount_point));
	}
	free(text);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules.dep by name: open addressing, a slot holds where a line starts, and the name is
 * compared in the text itself. A small tree touches few slots.
 */
#include "mdev-rules/modules_dep.h"

#include <string.h>

const char *modules_dep_strerror(int error)
{
	switch ((enum modules_dep_error)error) {
	case MODULES_DEP_MANY:
		return "more modules than there is room for";
	}
	return "unknown error";
}

struct slice modules_dep_name(struct slice file)
{
	const char *slash = memrchr(file.at, '/', file.len);
	const char *dot;

	if (slash) {
		file.len -= (size_t)(slash + 1 - file.at);
		file.at = slash + 1;
	}
	dot = memchr(file.at, '.', file.len);
	if (dot)
		file.len = (size_t)(dot - file.at);
	return file;
}

/* A line to its two parts. */
static bool split(struct slice line, struct modules_dep_entry *out)
{
	const char *colon = memchr(line.at, ':', line.len);

	if (!colon)
		return false;
	out->file = (struct slice){line.at, (size_t)(colon - line.at)};
	out->needs = (struct slice){colon + 1, line.len - out->file.len - 1};
	return true;
}

/* The slot of a name: its line's, or the free one where it would be. */
static size_t slot_of(const struct modules_dep *dep, struct slice name,
		      struct modules_dep_entry *out)
{
	size_t slot = slice_name_hash(name) & (dep->slot_count - 1);

	for (; dep->slots[slot]; slot = (slot + 1) & (dep->slot_count - 1)) {
		size_t start = dep->slots[slot] - 1;
		struct slice text = {dep->text.at + start, dep->text.len - start}, line;

		if (slice_next_line(&text, &line) && split(line, out) &&
		    slice_name_eq(modules_dep_name(out->file), name))
			break;
	}
	return slot;
}

int modules_dep_index(struct slice text, uint32_t slots[], size_t size, struct modules_dep *out)
{
	struct modules_dep dep = {.text = text, .slots = slots, .slot_count = 2};
	struct slice rest = text, line;
	size_t lines = 0;

	if (text.len >= UINT32_MAX)
		return MODULES_DEP_MANY;
	while (slice_next_line(&rest, &line))
		lines++;
	while (dep.slot_count < 2 * lines)
		dep.slot_count *= 2;
	if (dep.slot_count > size)
		return MODULES_DEP_MANY;
	memset(slots, 0, dep.slot_count * sizeof(*slots));
	for (rest = text; slice_next_line(&rest, &line);) {
		struct modules_dep_entry entry, other;
		size_t slot;

		if (!split(line, &entry))
			continue;
		slot = slot_of(&dep, modules_dep_name(entry.file), &other);
		if (slots[slot] == 0)
			slots[slot] = (uint32_t)(line.at - text.at) + 1;
	}
	*out = dep;
	return 0;
}

bool modules_dep_find(const struct modules_dep *dep, struct slice name,
		      struct modules_dep_entry *out)
{
	struct modules_dep_entry entry;

	if (dep->slots[slot_of(dep, name, &entry)] == 0)
		return false;
	*out = entry;
	return true;
}

bool modules_dep_need(struct slice *needs, struct slice *file)
{
	return slice_last_word(needs, file);
}

bool modules_dep_builtin(struct slice text, struct slice name)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		if (slice_name_eq(modules_dep_name(line), name))
			return true;
	}
	return false;
}

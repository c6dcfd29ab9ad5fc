/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is wanted to a plan. The texts are mapped, since most of them is read once and kept by
 * nobody; between two lookups their pages are given back.
 */
#include "mdev-rules/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "mdev-rules/modalias_scan.h"
#include "mdev-rules/modules_alias.h"

enum { ASK_MAX = MODULES_WANTED_MAX + MODULES_PLAN_ALIASES };

/* Maps a file of the folder; one that is not there, or empty, is an empty text. 0, or -errno. */
static int map(int dir, const char *name, struct slice *out)
{
	CLEANUP_FD int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *text;

	*out = (struct slice){"", 0};
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size == 0)
		return 0;
	text = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return -errno;
	out->at = text;
	out->len = (size_t)st.st_size;
	return 0;
}

/* As munmap(2) and madvise(2) take it; both only read the address. */
static void *mapping(struct slice text)
{
	return (void *)(uintptr_t)text.at;
}

static void unmap(struct slice text)
{
	if (text.len)
		munmap(mapping(text), text.len);
}

static void give_back(struct slice text)
{
	if (text.len)
		madvise(mapping(text), text.len, MADV_DONTNEED);
}

static int open_texts(struct modules *modules)
{
	int error = map(modules->dir, "modules.dep", &modules->dep_text);

	if (!error)
		error = map(modules->dir, "modules.alias", &modules->alias);
	if (!error)
		error = map(modules->dir, "modules.builtin", &modules->builtin);
	if (!error && modules->dep_text.len == 0)
		error = -ENOENT;
	if (!error &&
	    modules_dep_index(modules->dep_text, modules->dep_slots, MODULES_SLOTS, &modules->dep))
		error = -EFBIG;
	if (!error)
		error = module_load_open(modules->dir, &modules->plan, &modules->load);
	return error;
}

int modules_open(const char *root, const char *version, char *cmdline, struct modules *out)
{
	char path[PATH_MAX];
	struct utsname name;
	int error;

	if (!version)
		version = uname(&name) < 0 ? "" : name.release;
	if (format_text(path, sizeof(path), "%s/lib/modules/%s", root, version) >= sizeof(path))
		return -ENAMETOOLONG;
	out->dir = file_open(path, O_RDONLY | O_DIRECTORY);
	if (out->dir < 0)
		return -errno;
	out->alias = out->dep_text = out->builtin = (struct slice){"", 0};
	error = open_texts(out);
	if (error) {
		if (error != -ENOENT)
			log_err("cannot use the modules of '%s': %s", path, strerror(-error));
		unmap(out->alias);
		unmap(out->dep_text);
		unmap(out->builtin);
		close(out->dir);
		return error;
	}
	modprobe_read(root, cmdline, &out->conf);
	if (format_text(path, sizeof(path), "%s/lib/modules/%s/modules.softdep", root, version) <
	    sizeof(path))
		modprobe_read_file(path, &out->conf);
	modules_plan_init(&out->plan, &out->dep, out->conf.rules, out->conf.count);
	memset(out->wanted_slots, 0, sizeof(out->wanted_slots));
	out->wanted_count = out->asked_count = out->wanted_len = 0;
	return 0;
}

/* The slot of an alias, or the free one where it would be. */
static uint16_t *slot_of(struct modules *modules, struct slice alias)
{
	enum { SLOTS = 2 * MODULES_WANTED_MAX };
	uint32_t slot = slice_name_hash(alias) % SLOTS;

	while (modules->wanted_slots[slot] &&
	       !slice_name_eq(modules->wanted[modules->wanted_slots[slot] - 1], alias))
		slot = (slot + 1) % SLOTS;
	return &modules->wanted_slots[slot];
}

int modules_want(struct modules *modules, const char *text)
{
	struct slice alias = slice_of(text);
	uint16_t *slot = slot_of(modules, alias);

	if (*slot)
		return 0;
	if (modules->wanted_count == MODULES_WANTED_MAX ||
	    alias.len > MODULES_WANTED_TEXT - modules->wanted_len) {
		if (modules->asked_count < modules->wanted_count || alias.len > MODULES_WANTED_TEXT)
			return -ENOSPC;
		/* To ask again for what was asked for costs a little, and changes nothing. */
		memset(modules->wanted_slots, 0, sizeof(modules->wanted_slots));
		modules->wanted_count = modules->asked_count = modules->wanted_len = 0;
		slot = slot_of(modules, alias);
	}
	memcpy(modules->wanted_text + modules->wanted_len, alias.at, alias.len);
	alias.at = modules->wanted_text + modules->wanted_len;
	modules->wanted_len += alias.len;
	modules->wanted[modules->wanted_count++] = alias;
	*slot = (uint16_t)modules->wanted_count;
	return 1;
}

static int want_or_start(void *arg, const char *alias)
{
	struct modules *modules = arg;

	if (modules_want(modules, alias) == -ENOSPC) {
		modules_start(modules);
		(void)modules_want(modules, alias);
	}
	return 0;
}

int modules_want_all(struct modules *modules, int sys)
{
	return modalias_scan(sys, want_or_start, modules);
}

/* What a lookup found: modules to be planned. */
struct found {
	struct slice modules[MODULES_PLAN_MAX];
	size_t count;
};

static bool is_in(struct slice name, const struct slice names[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_name_eq(names[i], name))
			return true;
	}
	return false;
}

/* Many lines of modules.alias in a row name the same module. */
static void add_found(struct found *found, struct slice module)
{
	if (is_in(module, found->modules, found->count))
		return;
	if (found->count == MODULES_PLAN_MAX)
		log_err("module '%.*s' is left out: more than there is room for", (int)module.len,
			module.at);
	else
		found->modules[found->count++] = module;
}

/* What needs no pass over modules.alias: aliases of the rules, and names of modules. */
static bool find_by_rules(const struct modules *modules, struct slice alias, struct found *found)
{
	struct modules_dep_entry entry;
	bool any = false;

	for (size_t i = 0; i < modules->conf.count; i++) {
		const struct modprobe_rule *rule = &modules->conf.rules[i];

		if (rule->kind == MODPROBE_ALIAS && modules_alias_match(rule->name, alias)) {
			add_found(found, rule->text);
			any = true;
		}
	}
	if (!any && !memchr(alias.at, ':', alias.len) &&
	    modules_dep_find(&modules->dep, alias, &entry)) {
		add_found(found, alias);
		any = true;
	}
	return any;
}

/* The pass. Of `ask`, the first `devices` are devices', the others names that softdeps use. */
static void find_by_alias(struct modules *modules, const struct slice ask[], size_t count,
			  size_t devices, struct found *found)
{
	struct slice text = modules->alias;
	struct modules_alias_query query;
	struct modules_alias_found line;

	modules_alias_ask(ask, count, &query);
	while (modules_alias_next(&query, &text, &line)) {
		if (line.wanted < devices)
			add_found(found, line.module);
		for (size_t i = line.wanted < devices ? devices : line.wanted; i < count; i++) {
			if (modules_alias_match(line.pattern, ask[i]) &&
			    modules_plan_resolve(&modules->plan, ask[i], line.module))
				log_err("alias '%.*s' of '%.*s' is left out: more than there is "
					"room for",
					(int)ask[i].len, ask[i].at, (int)line.module.len,
					line.module.at);
		}
	}
}

static void plan_module(struct modules *modules, struct slice name)
{
	int error;

	if (modprobe_blacklisted(modules->conf.rules, modules->conf.count, name)) {
		log_debug("module '%.*s' is blacklisted", (int)name.len, name.at);
		return;
	}
	error = modules_plan_add(&modules->plan, name);
	if (error &&
	    !(error == MODULES_PLAN_UNKNOWN && modules_dep_builtin(modules->builtin, name)))
		log_err("cannot find module '%.*s': %s", (int)name.len, name.at,
			modules_plan_strerror(error));
}

/* Adds the names of softdeps that are aliases; once, as nothing is left for a second pass. */
static size_t ask_softdeps(const struct modules *modules, struct slice ask[], size_t size)
{
	struct modules_plan_cursor cursor = {0};
	struct slice word;
	size_t count = 0;

	if (modules->plan.node_count > 0)
		return 0;
	while (modules_plan_unresolved(&modules->plan, &cursor, &word)) {
		if (is_in(word, ask, count))
			continue;
		if (count < size)
			ask[count++] = word;
		else
			log_err("soft dependencies on '%.*s' are left out: there is no room",
				(int)word.len, word.at);
	}
	return count;
}

void modules_start(struct modules *modules)
{
	struct slice ask[ASK_MAX];
	struct found found = {.count = 0};
	size_t devices = 0, count;

	if (modules->asked_count == modules->wanted_count)
		return;
	for (size_t i = modules->asked_count; i < modules->wanted_count; i++) {
		if (!find_by_rules(modules, modules->wanted[i], &found))
			ask[devices++] = modules->wanted[i];
	}
	modules->asked_count = modules->wanted_count;
	count = devices + ask_softdeps(modules, ask + devices, ASK_MAX - devices);
	if (count > 0)
		find_by_alias(modules, ask, count, devices, &found);
	for (size_t i = 0; i < found.count; i++)
		plan_module(modules, found.modules[i]);
	module_load_start(&modules->load);
}

void modules_step(struct modules *modules)
{
	module_load_step(&modules->load);
}

void modules_rest(struct modules *modules)
{
	give_back(modules->alias);
	give_back(modules->builtin);
	/* Names and paths of the plan stand in it. */
	give_back(modules->dep_text);
	module_load_rest(&modules->load);
}

bool modules_busy(const struct modules *modules)
{
	return modules->asked_count < modules->wanted_count || module_load_busy(&modules->load);
}

void modules_close(struct modules *modules)
{
	module_load_close(&modules->load);
	unmap(modules->alias);
	unmap(modules->dep_text);
	unmap(modules->builtin);
	close(modules->dir);
}

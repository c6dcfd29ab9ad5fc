/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mount options to mount(2)'s flags and data: each known word is a row of a
 * table with the bits that it sets and those that it clears; what no row knows
 * stays, in its order, as the file system's data.
 */
#include "init/mount_opts.h"

#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "lib/parse.h"

enum {
	ATIME_BITS = MS_NOATIME | MS_RELATIME | MS_STRICTATIME,
	SWAP_PRIORITY_MAX = 32767, /* SWAP_FLAG_PRIO_MASK, swapon(2) */
};

/* Words stand inside of the tables: a pointer each would need a relocation at every start. */
static const struct {
	char word[16];
	uint32_t set, clear;
} flag_words[] = {
	{"ro", MS_RDONLY, 0},
	{"rw", 0, MS_RDONLY},
	{"suid", 0, MS_NOSUID},
	{"nosuid", MS_NOSUID, 0},
	{"dev", 0, MS_NODEV},
	{"nodev", MS_NODEV, 0},
	{"exec", 0, MS_NOEXEC},
	{"noexec", MS_NOEXEC, 0},
	{"sync", MS_SYNCHRONOUS, 0},
	{"async", 0, MS_SYNCHRONOUS},
	{"dirsync", MS_DIRSYNC, 0},
	{"remount", MS_REMOUNT, 0},
	{"mand", MS_MANDLOCK, 0},
	{"nomand", 0, MS_MANDLOCK},
	{"atime", 0, MS_NOATIME},
	{"noatime", MS_NOATIME, ATIME_BITS},
	{"diratime", 0, MS_NODIRATIME},
	{"nodiratime", MS_NODIRATIME, 0},
	{"relatime", MS_RELATIME, ATIME_BITS},
	{"norelatime", 0, MS_RELATIME},
	{"strictatime", MS_STRICTATIME, ATIME_BITS},
	{"nostrictatime", 0, MS_STRICTATIME},
	{"lazytime", MS_LAZYTIME, 0},
	{"nolazytime", 0, MS_LAZYTIME},
	{"bind", MS_BIND, 0},
	{"rbind", MS_BIND | MS_REC, 0},
	{"silent", MS_SILENT, 0},
	{"loud", 0, MS_SILENT},
	/* mount(8): these imply restrictions, which a later word may take back. */
	{"user", MS_NOEXEC | MS_NOSUID | MS_NODEV, 0},
	{"users", MS_NOEXEC | MS_NOSUID | MS_NODEV, 0},
	{"owner", MS_NOSUID | MS_NODEV, 0},
	{"group", MS_NOSUID | MS_NODEV, 0},
	{"defaults", 0, 0},
	{"nouser", 0, 0},
	{"nogroup", 0, 0},
	{"noowner", 0, 0},
};

static const struct {
	char word[16];
	uint32_t flags;
} propagation_words[] = {
	{"shared", MS_SHARED},	       {"rshared", MS_SHARED | MS_REC},
	{"slave", MS_SLAVE},	       {"rslave", MS_SLAVE | MS_REC},
	{"private", MS_PRIVATE},       {"rprivate", MS_PRIVATE | MS_REC},
	{"unbindable", MS_UNBINDABLE}, {"runbindable", MS_UNBINDABLE | MS_REC},
};

const char *mount_opts_strerror(int error)
{
	switch ((enum mount_opts_error)error) {
	case MOUNT_OPTS_BAD_PRIORITY:
		return "pri= takes a number from 0 to 32767";
	case MOUNT_OPTS_OPEN_QUOTE:
		return "a double quote is not closed";
	}
	return "unknown error";
}

/* Most differ in the first byte, which a call would cost more than to look at. */
static bool is_word(const char *text, const char *word)
{
	return *text == *word && strcmp(text, word) == 0;
}

static bool take_flag(const char *word, struct mount_opts *opts)
{
	for (size_t i = 0; i < sizeof(flag_words) / sizeof(*flag_words); i++) {
		if (!is_word(word, flag_words[i].word))
			continue;
		opts->flags &= ~(unsigned long)flag_words[i].clear;
		opts->flags |= flag_words[i].set;
		return true;
	}
	for (size_t i = 0; i < sizeof(propagation_words) / sizeof(*propagation_words); i++) {
		if (!is_word(word, propagation_words[i].word))
			continue;
		opts->propagation = propagation_words[i].flags;
		return true;
	}
	return false;
}

/* Words for user space; a refused one sets *error. True when the word was one of them. */
static bool take_user_word(const char *word, struct mount_opts *opts, int *error)
{
	const char *rest;
	uint32_t priority;

	if (strcmp(word, "noauto") == 0 || strcmp(word, "auto") == 0) {
		opts->noauto = *word == 'n';
	} else if (strcmp(word, "nofail") == 0) {
		opts->nofail = true;
	} else if (strcmp(word, "_netdev") == 0) {
		opts->netdev = true;
	} else if (parse_prefix(word, "pri=", &rest)) {
		if (parse_u32(rest, SWAP_PRIORITY_MAX, &priority))
			*error = MOUNT_OPTS_BAD_PRIORITY;
		else
			opts->swap_priority = (int32_t)priority;
	} else {
		return parse_prefix(word, "x-", &rest) || parse_prefix(word, "X-", &rest) ||
		       parse_prefix(word, "comment=", &rest);
	}
	return true;
}

/* The end of a word: the next comma outside of quotes, or NULL where a quote stays open. */
static char *word_end(char *at)
{
	bool quoted = false;

	for (; *at && (quoted || *at != ','); at++) {
		if (*at == '"')
			quoted = !quoted;
	}
	return quoted ? NULL : at;
}

int mount_opts_parse(char *options, struct mount_opts *out)
{
	struct mount_opts opts = {.swap_priority = -1, .data = options};
	char *data = options; /* what stays is moved down to here */
	char *word = options;
	int error = 0;

	while (*word) {
		char *end = word_end(word);
		char *next;
		size_t len;

		if (!end)
			return MOUNT_OPTS_OPEN_QUOTE;
		next = *end ? end + 1 : end;
		*end = '\0';
		len = strlen(word);
		if (len && !take_flag(word, &opts) && !take_user_word(word, &opts, &error)) {
			if (data != options)
				*data++ = ',';
			memmove(data, word, len);
			data += len;
		}
		word = next;
	}
	*data = '\0';
	if (error)
		return error;
	*out = opts;
	return 0;
}

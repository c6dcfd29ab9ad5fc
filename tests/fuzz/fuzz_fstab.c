/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/fstab.h, and init/mount_opts.h with the options found. Besides the promises
 * of the headers: an entry written out again with every byte escaped reads the same,
 * and what is left of the options for the file system holds no word of ours.
 */
#include "init/fstab.h"
#include "init/mount_opts.h"
#include "tests/fuzz/fuzz.h"

static size_t escape(char *out, const char *field)
{
	size_t len = 0;

	for (; *field; field++)
		len += (size_t)sprintf(out + len, "\\%03o", (unsigned char)*field);
	out[len++] = ' ';
	return len;
}

static void check_again(const struct fstab_entry *entry)
{
	size_t chars = strlen(entry->spec) + strlen(entry->file) + strlen(entry->type) +
		       strlen(entry->options);
	char *text = malloc(chars * 4 + 64);
	struct fstab_cursor cursor = {.next = text};
	struct fstab_entry again;
	size_t len = 0;
	int error = 0;

	len += escape(text + len, entry->spec);
	len += escape(text + len, entry->file);
	len += escape(text + len, entry->type);
	len += escape(text + len, entry->options);
	sprintf(text + len, "%u %u", entry->freq, entry->passno);
	promise(fstab_next(&cursor, &again, &error) == 1);
	promise(strcmp(again.spec, entry->spec) == 0 && strcmp(again.file, entry->file) == 0);
	promise(strcmp(again.type, entry->type) == 0);
	promise(strcmp(again.options, entry->options) == 0);
	promise(again.freq == entry->freq && again.passno == entry->passno && again.line == 1);
	promise(fstab_next(&cursor, &again, &error) == 0);
	free(text);
}

static void check_options(const char *options)
{
	char *text = exact_text(options, strlen(options)), *rest;
	size_t size = strlen(options) + 1;
	struct mount_opts opts, again;

	fill_untouched(&opts);
	if (mount_opts_parse(text, &opts) != 0) {
		promise_untouched(&opts);
		free(text);
		return;
	}
	promise(inside(opts.data, text, size));
	promise(opts.swap_priority >= -1 && opts.swap_priority <= 32767);
	rest = exact_text(opts.data, strlen(opts.data));
	promise(mount_opts_parse(rest, &again) == 0);
	promise(strcmp(again.data, opts.data) == 0);
	promise(again.flags == 0 && again.propagation == 0 && again.swap_priority == -1);
	promise(!again.noauto && !again.nofail && !again.netdev);
	free(rest);
	free(text);
}

static void check_entry(const struct fstab_entry *entry, const char *text, size_t size)
{
	promise(inside(entry->spec, text, size) && entry->spec[0]);
	promise(inside(entry->file, text, size) && entry->file[0]);
	promise(inside(entry->type, text, size) && entry->type[0]);
	promise(entry->options && entry->options[0]);
	promise(entry->file[0] == '/' || strcmp(entry->file, "none") == 0 ||
		strcmp(entry->file, "swap") == 0);
	check_again(entry);
	check_options(entry->options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size);
	size_t len = strlen(text);
	struct fstab_cursor cursor = {.next = text};
	unsigned int lines = 1, last_line = 0;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	for (;;) {
		struct fstab_entry entry;
		int error = 0, answer;

		fill_untouched(&entry);
		answer = fstab_next(&cursor, &entry, &error);
		promise(answer >= 0 && answer <= 2);
		if (answer == 0)
			break;
		promise(cursor.line > last_line && cursor.line <= lines);
		last_line = cursor.line;
		if (answer == 1) {
			promise(entry.line == cursor.line);
			check_entry(&entry, text, len + 1);
		} else {
			promise(error >= FSTAB_FEW_FIELDS && error <= FSTAB_BAD_ESCAPE);
			promise_untouched(&entry);
		}
	}
	free(text);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/cmdline.h. Besides the promises of the header: a line behind `shell ` boots
 * a shell whatever it says, and a line behind `-- ` changes nothing.
 */
#include "init/cmdline.h"
#include "lib/words.h"
#include "tests/fuzz/fuzz.h"

/* The words of the line, all of them or those up to a bare "--". */
static unsigned int count_words(const char *line, bool up_to_dashes)
{
	char *text = exact_text(line, strlen(line)), *cursor = text, *name, *value;
	unsigned int words = 0;

	while (words_next(&cursor, &name, &value)) {
		promise(inside(name, text, strlen(line) + 1));
		promise(null_or_inside(value, text, strlen(line) + 1));
		if (up_to_dashes && !value && strcmp(name, "--") == 0)
			break;
		words++;
	}
	free(text);
	return words;
}

static void check_strings(const struct boot_config *config, const char *text, size_t size)
{
	promise(null_or_inside(config->init, text, size));
	promise(!config->init || config->init[0] == '/');
	promise(null_or_inside(config->root_text, text, size));
	promise(null_or_inside(config->rootfstype, text, size));
	promise(null_or_inside(config->rootflags, text, size));
	promise(null_or_inside(config->hostname, text, size));
	if (config->mode == BOOT_ROOT && !config->unsafe && config->root.kind != DEV_SPEC_NUMBER)
		promise(inside(config->root.text, text, size));
}

static void check_config(const struct boot_config *config, unsigned int words)
{
	promise(config->mode <= BOOT_ROOT);
	promise(config->mode_given || config->mode == BOOT_RAMBOX);
	promise(!config->root_ignored || config->mode != BOOT_ROOT);
	promise(config->rescue <= RESCUE_HALT);
	promise((config->keep & ~(unsigned int)(KEEP_NET | KEEP_DEV)) == 0);
	promise(config->bad_count + config->init_args <= words);
	promise(!config->unsafe || config->bad_count > 0);
	promise(config->net.request_count <= NET_REQUEST_MAX);
	promise(config->net.netwait_given || cmdline_netwait_s(config) == 0 ||
		(config->mode != BOOT_SHELL && net_plan_asks(&config->net)));
	for (unsigned int i = 0; i < config->bad_count && i < CMDLINE_BAD_MAX; i++) {
		promise(config->bad[i].name && config->bad[i].name[0]);
		promise(config->bad[i].value);
		promise(config->bad[i].why && config->bad[i].why[0]);
	}
}

static void check_shell(const struct boot_config *config, unsigned int words)
{
	promise(config->mode == BOOT_SHELL);
	check_config(config, words + 1);
}

static void check_nothing(const struct boot_config *config, unsigned int words)
{
	promise(!config->mode_given && config->bad_count == 0 && !config->init);
	promise(config->net.request_count == 0 && cmdline_netwait_s(config) == 0);
	promise(config->init_args == words);
}

/* Parses prefix + line, and checks what came out while its strings are there. */
static void parse_behind(const char *prefix, const char *line, unsigned int words,
			 void (*check)(const struct boot_config *, unsigned int))
{
	size_t size = strlen(prefix) + strlen(line) + 1;
	char *text = malloc(size);
	struct boot_config config;
	int error;

	memcpy(text, prefix, strlen(prefix));
	strcpy(text + strlen(prefix), line);
	fill_untouched(&config);
	error = cmdline_parse(text, &config);
	if (error) {
		promise(error == CMDLINE_TOO_LONG && size > CMDLINE_MAX);
		promise_untouched(&config);
	} else {
		promise(size <= CMDLINE_MAX + 1); /* 1: a trailing newline */
		check_strings(&config, text, size);
		check(&config, words);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = exact_text(data, size);
	unsigned int words = count_words(line, false);

	parse_behind("", line, words, check_config);
	parse_behind("shell ", line, words, check_shell);
	parse_behind("-- ", line, count_words(line, true), check_nothing);
	free(line);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The final init's arguments and environment: what the kernel left over for
 * /init, without the words that were meant for /init itself.
 */
#include "init/init_args.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "init/cmdline.h"

enum { NAME_MAX_LEN = 64 }; /* longer than any of our names */

/* Asks cmdline about the name before the '=', or the whole word. */
static bool is_ours(const char *word)
{
	char name[NAME_MAX_LEN];
	size_t len = strcspn(word, "=");

	if (len >= sizeof(name))
		return false;
	memcpy(name, word, len);
	name[len] = '\0';
	return cmdline_is_ours(name, word[len] == '=');
}

int init_args_filter(char **argv, const char *path, unsigned int after_dashes)
{
	unsigned int argc = 0, kept = 1;

	while (argv[argc])
		argc++;
	if (argc == 0)
		return 0;
	argv[0] = (char *)(uintptr_t)path;
	for (unsigned int i = 1; i < argc; i++) {
		if (argc - i > after_dashes && is_ours(argv[i]))
			continue;
		argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	return (int)kept;
}

int init_args_filter_env(char **envp)
{
	int kept = 0;

	for (int i = 0; envp[i]; i++) {
		if (!is_ours(envp[i]))
			envp[kept++] = envp[i];
	}
	envp[kept] = NULL;
	return kept;
}

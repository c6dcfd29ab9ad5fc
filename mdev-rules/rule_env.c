/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A list of what is left out, for no list could name all that the kernel's drivers say of devices.
 */
#include "mdev-rules/rule_env.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/parse.h"

/* sh(1), bash(1), ld.so(8); by GCONV_PATH glibc loads code, too. */
static const char *const obeyed[] = {
	"PATH=",      "HOME=", "IFS=",	      "ENV=", "CDPATH=", "BASH",
	"SHELLOPTS=", "PS4=",  "GLOBIGNORE=", "LD_",  "GLIBC_",	 "GCONV_"};

static bool is_harmless(const char *pair)
{
	size_t len = strspn(pair, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	const char *rest;

	for (size_t i = 0; i < sizeof(obeyed) / sizeof(*obeyed); i++) {
		if (parse_prefix(pair, obeyed[i], &rest))
			return false;
	}
	return len > 0 && pair[len] == '=';
}

int rule_env_list(char *pairs, size_t len, char *out[RULE_ENV_MAX])
{
	static char path[] = "PATH=/sbin:/bin:/usr/sbin:/usr/bin", home[] = "HOME=/";
	size_t count = 0;

	out[count++] = path;
	out[count++] = home;
	for (size_t at = 0; at < len; at += strlen(pairs + at) + 1) {
		if (!is_harmless(pairs + at))
			continue;
		if (count == RULE_ENV_MAX - 1)
			return -E2BIG;
		out[count++] = pairs + at;
	}
	out[count] = NULL;
	return 0;
}

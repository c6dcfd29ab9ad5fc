/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/rule_env.h: the input as the pairs of an event. Behind our PATH and HOME stands each
 * pair whose key is the kernel's and nothing that a shell obeys, in their order, as it is, and no
 * other; as pairs the list gives itself again; and one that does not fit is refused.
 */
#include "mdev-rules/rule_env.h"

#include <errno.h>

#include "tests/fuzz/fuzz.h"

enum { OURS = 2, FIT = RULE_ENV_MAX - 1 }; /* PATH and HOME; the last is the NULL */

/* What the list begins with. */
static const char *const ours[OURS] = {"PATH=/sbin:/bin:/usr/sbin:/usr/bin", "HOME=/"};

static bool is_obeyed(const char *key)
{
	static const char *const names[] = {"PATH", "HOME",   "IFS",	   "ENV",
					    "PS4",  "CDPATH", "SHELLOPTS", "GLOBIGNORE"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(key, names[i]) == 0)
			return true;
	}
	return strncmp(key, "LD_", 3) == 0 || strncmp(key, "GLIBC_", 6) == 0 ||
	       strncmp(key, "GCONV_", 6) == 0 || strncmp(key, "BASH", 4) == 0;
}

/* By its key, up to the first '='. */
static bool is_wanted(const char *pair)
{
	const char *equals = strchr(pair, '=');
	char *key = exact_bytes(pair, strlen(pair) + 1);
	bool wanted = equals && equals > pair;

	key[equals ? equals - pair : 0] = '\0';
	for (const char *c = key; *c; c++)
		wanted &= (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '_';
	wanted = wanted && !is_obeyed(key);
	free(key);
	return wanted;
}

/* The list is that of the pairs. */
static void check_list(char *const *list, const char *pairs, size_t len)
{
	size_t count = OURS;

	for (size_t i = 0; i < OURS; i++)
		promise(strcmp(list[i], ours[i]) == 0);
	for (const char *pair = pairs; pair < pairs + len; pair += strlen(pair) + 1) {
		if (is_wanted(pair))
			promise(list[count++] == pair);
	}
	promise(!list[count]);
}

static size_t count_wanted(const char *pairs, size_t len)
{
	size_t count = 0;

	for (size_t at = 0; at < len; at += strlen(pairs + at) + 1)
		count += is_wanted(pairs + at);
	return count;
}

/* The list as pairs, PATH and HOME among them, gives the same texts. */
static void check_again(char *const *list)
{
	char **again = malloc(RULE_ENV_MAX * sizeof(*again)), *pairs;
	size_t size = 0, len = 0, i;

	for (i = 0; list[i]; i++)
		size += strlen(list[i]) + 1;
	pairs = malloc(size);
	for (i = 0; list[i]; len += strlen(list[i++]) + 1)
		strcpy(pairs + len, list[i]);
	promise(rule_env_list(pairs, size, again) == 0);
	for (i = 0; list[i]; i++)
		promise(again[i] && strcmp(again[i], list[i]) == 0);
	promise(!again[i]);
	free(again);
	free(pairs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = size + (size > 0 && data[size - 1] != '\0');
	char *pairs = malloc(len), *before;
	char **list = malloc(RULE_ENV_MAX * sizeof(*list));
	int error;

	if (len > 0) {
		memcpy(pairs, data, size);
		pairs[len - 1] = '\0';
	}
	before = exact_bytes(pairs, len);
	error = rule_env_list(pairs, len, list);
	promise(len == 0 || memcmp(pairs, before, len) == 0);
	promise(error == (count_wanted(pairs, len) > FIT - OURS ? -E2BIG : 0));
	if (!error) {
		check_list(list, pairs, len);
		check_again(list);
	}
	free(before);
	free(list);
	free(pairs);
	return 0;
}

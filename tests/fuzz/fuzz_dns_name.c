/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/dns_name.h: the same bytes as option 119, as a domain and as a host name. What comes out
 * is names, and nothing but names, which are valid on their own and read the same again.
 */
#include "netcfg/dns_name.h"
#include "tests/fuzz/fuzz.h"

enum { OUT_SIZE = 257, NAMES_MAX = 6 };

static bool is_clean(const char *text, const char *more)
{
	static const char good[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

	for (; *text; text++)
		if (!strchr(good, *text) && !strchr(more, *text))
			return false;
	return true;
}

/* The list as a server would write it, without compression. */
static size_t encode(const char *list, uint8_t *out)
{
	size_t len = 0, label_at = len++;

	for (;; list++) {
		if (*list && *list != '.' && *list != ' ') {
			out[len++] = (uint8_t)*list;
			continue;
		}
		out[label_at] = (uint8_t)(len - label_at - 1);
		if (*list != '.')
			out[len++] = 0;
		if (!*list)
			return len;
		label_at = len++;
	}
}

static void check_names(const char *list)
{
	unsigned int count = 0;

	for (const char *at = list; *at; count++) {
		size_t len = strcspn(at, " ");

		promise(dns_name_is_valid(at, len) && len <= 253 && at[len - 1] != '.');
		at += len;
		promise(!*at || at[1]);
		at += *at == ' ';
	}
	promise(count >= 1 && count <= NAMES_MAX);
}

static void check_search(const uint8_t *bytes, size_t size)
{
	char *out = malloc(OUT_SIZE), again[OUT_SIZE];
	uint8_t wire[2 * OUT_SIZE], *copy;
	size_t len;

	memset(out, UNTOUCHED, OUT_SIZE);
	if (!dns_name_search_list(bytes, size, out, OUT_SIZE)) {
		promise(is_untouched(out, OUT_SIZE));
		free(out);
		return;
	}
	promise(inside(out, out, OUT_SIZE) && is_clean(out, "_ "));
	check_names(out);
	len = encode(out, wire);
	copy = exact_bytes(wire, len);
	promise(dns_name_search_list(copy, len, again, OUT_SIZE) && strcmp(again, out) == 0);
	free(copy);
	free(out);
}

static void check_host(const char *text, size_t size)
{
	char out[64];
	bool valid = dns_name_is_valid(text, size);

	fill_untouched(&out);
	if (!dns_name_host(text, size, out, sizeof(out))) {
		promise_untouched(&out);
		return;
	}
	promise(valid && inside(out, out, sizeof(out)) && is_clean(out, "") && !strchr(out, '.'));
	promise(out[0] && out[0] != '-' && out[strlen(out) - 1] != '-');
	promise(strcmp(out, "localhost") != 0);
	promise(strlen(out) <= size && memcmp(out, text, strlen(out)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes = exact_bytes(data, size);

	check_search(bytes, size);
	check_host((const char *)bytes, size);
	free(bytes);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg/lease_file.h: the input is a key, a newline and a lease file's text. What is found is
 * found again in any room that it fits, and in no smaller one; written as a path of a lease, it
 * comes back as it is, and there is no line too many.
 */
#include "netcfg/lease_file.h"
#include "tests/fuzz/fuzz.h"

enum { ROOM = 16384 };

static unsigned int lines_of(const char *text)
{
	unsigned int count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* A text of the lease, whatever a server put into it. */
static void check_build(const char *value)
{
	struct dhcp_lease lease = {.config = {.prefix_len = 24}};
	const struct lease_file file = {"eth0", &lease.config, &lease, "bound", 1, 1, 2};
	char without[LEASE_FILE_SIZE], with[LEASE_FILE_SIZE], found[DHCP_PATH_SIZE];

	promise(lease_file_build(&file, without, sizeof(without)) == strlen(without));
	strncpy(lease.boot_file, value, sizeof(lease.boot_file) - 1);
	promise(lease_file_build(&file, with, sizeof(with)) == strlen(with));
	promise(lines_of(with) == lines_of(without) + (*value != '\0'));
	promise(strspn(with, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			     "._:/-%=\n") == strlen(with));
	promise(lease_file_find(with, "BOOT_FILE", found, sizeof(found)) == (*value != '\0'));
	promise(!*value || strcmp(found, lease.boot_file) == 0);
}

static void check_sizes(const char *text, const char *key, const char *value)
{
	size_t size = strlen(value) + 1;
	char *out = malloc(size);

	memset(out, UNTOUCHED, size);
	promise(!lease_file_find(text, key, out, size - 1));
	promise(is_untouched(out, size));
	promise(lease_file_find(text, key, out, size) && strcmp(out, value) == 0);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *all = exact_text(data, size);
	size_t key_len = strcspn(all, "\n");
	char *key = exact_text(all, key_len);
	char *text = exact_text(all + key_len, strlen(all) - key_len);
	char *out = malloc(ROOM);

	memset(out, UNTOUCHED, ROOM);
	if (lease_file_find(text, key, out, ROOM)) {
		promise(memchr(out, '\0', ROOM));
		promise(strlen(out) <= strlen(text));
		check_sizes(text, key, out);
		check_build(out);
	} else {
		promise(is_untouched(out, ROOM));
	}
	check_build(text);
	free(out);
	free(text);
	free(key);
	free(all);
	return 0;
}

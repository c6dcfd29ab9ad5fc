/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/hosts.h: any text as /etc/hosts, with a name and a domain before it. The new text has one
 * line for our own address, the last; done again it is the same.
 */
#include "init/hosts.h"
#include "tests/fuzz/fuzz.h"

enum { OUT_SIZE = 512 };

static unsigned int own_lines(const char *text)
{
	unsigned int count = strncmp(text, "127.0.1.1\t", 10) == 0;

	while ((text = strstr(text, "\n127.0.1.1\t"))) {
		count++;
		text++;
	}
	return count;
}

/* The input's text up to the next newline, which is where the next part begins. */
static char *next_part(char **text)
{
	char *part = *text, *end = strchr(part, '\n');

	*text = end ? end + 1 : part + strlen(part);
	if (end)
		*end = '\0';
	return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *input = exact_text(data, size), *text = input;
	char *out = malloc(OUT_SIZE), *again = malloc(OUT_SIZE);
	const char *name = next_part(&text), *domain = next_part(&text);
	int len = hosts_build(text, name, domain, out, OUT_SIZE);

	if (len >= 0) {
		promise(len > 0 && len < OUT_SIZE && strlen(out) == (size_t)len);
		promise(out[len - 1] == '\n');
		promise(own_lines(out) == 1);
		promise(hosts_build(out, name, domain, again, OUT_SIZE) == len);
		promise(strcmp(out, again) == 0);
	}
	free(again);
	free(out);
	free(input);
	return 0;
}

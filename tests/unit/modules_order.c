/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules_order ROOT VERSION: for each alias on standard input "= ALIAS", and a line for each file
 * that would be loaded for it, in order. Nothing is loaded. tests/image/modules holds it beside
 * modprobe(8).
 */
#include <stdio.h>
#include <string.h>

#include "mdev-rules/modules.h"

static void print_plan(const struct modules_plan *plan)
{
	for (uint16_t i = 0; i < plan->order_count; i++) {
		struct slice file = plan->nodes[plan->order[i]].file;

		printf("%.*s\n", (int)file.len, file.at);
	}
}

int main(int argc, char **argv)
{
	static struct modules modules;
	static char alias[8192];

	if (argc != 3)
		return 2;
	while (fgets(alias, sizeof(alias), stdin)) {
		alias[strcspn(alias, "\n")] = '\0';
		if (modules_open(argv[1], argv[2], NULL, &modules))
			return 1;
		modules.load.job_count = 0; /* planned, and not loaded */
		printf("= %s\n", alias);
		if (modules_want(&modules, alias) != 1)
			return 1;
		modules_start(&modules);
		print_plan(&modules.plan);
		modules_close(&modules);
	}
	return 0;
}

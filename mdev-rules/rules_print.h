/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `devd test RULES UEVENT`: what the rules would do with an event, said on any machine without
 * touching it. One line a refused rule, one for the event, one for each rule that matches:
 *
 *   FILE:LINE:COLUMN: refused 'what stands there': reason
 *   ACTION NAME, block|character MAJOR:MINOR
 *   FILE:LINE: what it does; what it does next; ...
 */
#ifndef MDEV_RULES_RULES_PRINT_H
#define MDEV_RULES_RULES_PRINT_H

#include "mdev-rules/names.h"
#include "mdev-rules/rules.h"

/* A file as it is called, and its text, which is cut up in place. */
struct rules_print_text {
	const char *file;
	char *text;
};

/*
 * Prints to the descriptor. `event` is what uevent_parse_lines() reads; the set is room for the
 * rules. 0, or 1 when a rule or the event is refused.
 */
int rules_print(int fd, struct rules_print_text rules, struct rules_print_text event,
		const struct names *names, struct rule_set *set);

#endif

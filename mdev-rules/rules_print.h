/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `devd test RULES UEVENT`: what the rules would do with an event, said on any machine without
 * touching it. One line a refused rule, one for the event, one for each rule that matches:
 *
 *   FILE:LINE:COLUMN: refused: reason
 *   ACTION NAME, block|character MAJOR:MINOR
 *   FILE:LINE: what it does; what it does next; ...
 */
#ifndef MDEV_RULES_RULES_PRINT_H
#define MDEV_RULES_RULES_PRINT_H

#include "mdev-rules/names.h"
#include "mdev-rules/rules.h"

/*
 * Prints to the descriptor. `file` is what the rules are called; `rules` is the text of them and
 * `event` that of an event (uevent_parse_lines()), both cut up in place; the set is room for the
 * rules. 0, or 1 when a rule or the event is refused.
 */
int rules_print(int fd, const char *file, char *rules, const struct names *names, char *event,
		struct rule_set *set);

#endif

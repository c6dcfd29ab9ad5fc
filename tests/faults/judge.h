/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has come of a try: a box, a failure policy that says why, or something that must not be.
 */
#ifndef FAULTS_JUDGE_H
#define FAULTS_JUDGE_H

#include "tests/faults/trace.h"

enum verdict { VERDICT_BOOTED, VERDICT_POLICY, VERDICT_WRONG };

/*
 * clean: the same boot without a fault; error: that of the fault, or 0. *why is set where it is
 * wrong, in words.
 */
enum verdict judge(const struct mode *mode, const struct outcome *clean,
		   const struct outcome *tried, int error, const char **why);

/* Whether a boot without a fault does what its mode asks for; else *why is set. */
bool judge_clean(const struct mode *mode, const struct outcome *clean, const char **why);

/* All that tells how it came to be, each line behind two blanks. */
void judge_print(const struct outcome *clean, const struct outcome *tried);

#endif

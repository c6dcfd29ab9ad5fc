/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What can be made to fail, and how: for each system call of /init, netcfg and devd some of the
 * errors that a machine may answer it with, CALL_ERRORS_MAX at most.
 */
#ifndef FAULTS_CALLS_H
#define FAULTS_CALLS_H

enum {
	CALLS_MAX = 512, /* more than any number in asm/unistd_64.h */
	CALL_ERRORS_MAX = 8,
};

struct call {
	unsigned int number;
	char name[20];
	int errors[CALL_ERRORS_MAX + 1]; /* 0 behind the last; none: it cannot fail */
};

/* NULL: not in the table, which then has to be extended. */
const struct call *call_find(unsigned long number);
const struct call *call_by_name(const char *name);

/* "ENOMEM"; NULL and 0 for what is in no row. */
const char *error_name(int error);
int error_by_name(const char *name);

#endif

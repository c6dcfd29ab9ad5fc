/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs from one machine to the next, so that no .c file asks: the
 * number of the ELF programs that this machine runs (elf.h), and the architecture
 * that seccomp(2) sees in a system call (linux/audit.h).
 */
#ifndef LIB_MACHINE_H
#define LIB_MACHINE_H

#include <elf.h>
#include <linux/audit.h>

#if defined(__x86_64__)
enum { MACHINE_ELF = EM_X86_64 };
#define MACHINE_AUDIT AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
enum { MACHINE_ELF = EM_AARCH64 };
#define MACHINE_AUDIT AUDIT_ARCH_AARCH64
#else
#error "a new machine: its ELF number belongs here"
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs from one machine to the next, so that no .c file asks: the
 * numbers of ELF programs that this machine runs (elf.h), of its own width and
 * of half of it.
 */
#ifndef LIB_MACHINE_H
#define LIB_MACHINE_H

#include <elf.h>

#if defined(__x86_64__)
enum { MACHINE_ELF = EM_X86_64, MACHINE_ELF_32 = EM_386 };
#elif defined(__aarch64__)
enum { MACHINE_ELF = EM_AARCH64, MACHINE_ELF_32 = EM_ARM };
#else
#error "a new machine: its ELF numbers belong here"
#endif

#endif

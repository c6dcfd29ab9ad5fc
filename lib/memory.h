/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that is used for a while, in a process that lives for years.
 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include <stddef.h>

/*
 * Gives the whole pages of a block that holds nothing any more back to the kernel. What was in them
 * reads as zeros, those of a file as the file; madvise(2), MADV_DONTNEED.
 */
void memory_give_back(void *block, size_t size);

#endif

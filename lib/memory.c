/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/memory.h"

#include <stdint.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096 };

void memory_give_back(void *block, size_t size)
{
	char *first = (char *)block + (-(uintptr_t)block & (PAGE_BYTES - 1));
	char *end = (char *)block + size;

	if (first < end)
		(void)madvise(first, (size_t)(end - first) & ~(size_t)(PAGE_BYTES - 1),
			      MADV_DONTNEED);
}

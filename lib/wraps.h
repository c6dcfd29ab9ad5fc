/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * WRAPS marks a function in which unsigned numbers wrap on purpose: hashes, checksums and random
 * numbers, differences of numbers that wrap, counters of `while (n--)`, which end below 0. In all
 * others clang's -fsanitize=integer takes it for a fault; gcc has no such check to be told.
 */
#ifndef LIB_WRAPS_H
#define LIB_WRAPS_H

#ifdef __clang__
#define WRAPS __attribute__((no_sanitize("unsigned-integer-overflow")))
#else
#define WRAPS
#endif

#endif

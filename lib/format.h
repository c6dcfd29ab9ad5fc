/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of printf(3) that log lines and paths need, without the floating point, wide
 * characters and stdio that musl's brings along: 13 kB of a 64 kB program.
 *
 *   directive = "%" [ "0" ] [ width ] [ "." ( precision / "*" ) ] [ "l" / "ll" ] conversion
 *   conversion = "d" / "u" / "x" / "X" / "s" / "c" / "%"
 *
 * Width pads numbers with zeros or blanks on the left, precision cuts strings; both are
 * decimal numbers, "*" is an int that is not negative. The compiler checks the arguments as
 * for printf; anything else in a format is copied as it stands. Pure.
 */
#ifndef LIB_FORMAT_H
#define LIB_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Writes at most size - 1 characters and a NUL (nothing for size 0). Returns the length
 * that the whole text has: size or more means that it was cut. NULL strings are "(null)".
 */
size_t format_args(char *out, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));
size_t format_text(char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif

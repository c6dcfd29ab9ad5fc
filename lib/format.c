/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small printf: in comes a format and its arguments, out goes text. What
 * is not in the header's grammar is not understood on purpose.
 */
#include "lib/format.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/wraps.h"

enum { DIGITS_MAX = 20 }; /* of 2^64 - 1 in decimal */

struct output {
	char *out;
	size_t size, len; /* len goes on counting when size is used up */
};

struct directive {
	bool zeros, is_long, star; /* star: the precision is an argument */
	size_t width, precision;
};

static void put(struct output *output, char c)
{
	if (output->len + 1 < output->size)
		output->out[output->len] = c;
	output->len++;
}

WRAPS static void put_string(struct output *output, const char *text, size_t precision)
{
	if (!text)
		text = "(null)";
	while (precision-- && *text)
		put(output, *text++);
}

static void put_number(struct output *output, const struct directive *directive, uint64_t value,
		       bool negative, unsigned int base, const char *digits)
{
	char text[DIGITS_MAX];
	size_t len = 0, width = directive->width;

	do
		text[len++] = digits[value % base];
	while (value /= base);
	if (negative && directive->zeros)
		put(output, '-');
	for (size_t used = len + negative; used < width; used++)
		put(output, directive->zeros ? '0' : ' ');
	if (negative && !directive->zeros)
		put(output, '-');
	while (len)
		put(output, text[--len]);
}

static size_t read_count(const char **format)
{
	size_t count = 0;

	for (; **format >= '0' && **format <= '9'; (*format)++)
		count = count * 10 + (size_t)(**format - '0');
	return count;
}

/* Reads what stands between '%' and the conversion. */
static struct directive read_directive(const char **format)
{
	struct directive directive = {.precision = SIZE_MAX};

	directive.zeros = **format == '0';
	directive.width = read_count(format);
	if (**format == '.') {
		(*format)++;
		directive.star = **format == '*';
		*format += directive.star;
		directive.precision = read_count(format);
	}
	for (; **format == 'l'; (*format)++)
		directive.is_long =
			true; /* long and long long are of one width on all our machines */
	return directive;
}

_Static_assert(sizeof(long) == sizeof(long long), "a 32-bit machine needs a second length");

WRAPS static void put_signed(struct output *output, const struct directive *directive,
			     int64_t value)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

	put_number(output, directive, size, value < 0, 10, "0123456789");
}

size_t format_args(char *out, size_t size, const char *format, va_list args)
{
	struct output output = {.out = out, .size = size};

	while (*format) {
		struct directive directive;
		uint64_t value;

		if (*format != '%') {
			put(&output, *format++);
			continue;
		}
		format++;
		directive = read_directive(&format);
		if (directive.star)
			directive.precision = (size_t)va_arg(args, int);
		switch (*format) {
		case 'd':
			put_signed(&output, &directive,
				   directive.is_long ? va_arg(args, long) : va_arg(args, int));
			break;
		case 'u':
		case 'x':
		case 'X':
			value = directive.is_long ? va_arg(args, unsigned long)
						  : va_arg(args, unsigned int);
			put_number(&output, &directive, value, false, *format == 'u' ? 10 : 16,
				   *format == 'X' ? "0123456789ABCDEF" : "0123456789abcdef");
			break;
		case 's':
			put_string(&output, va_arg(args, const char *), directive.precision);
			break;
		case 'c':
			put(&output, (char)va_arg(args, int));
			break;
		case '\0':
			continue; /* a format that ends inside of a directive */
		case '%':
		default:
			put(&output, *format);
		}
		format++;
	}
	if (size)
		out[output.len < size ? output.len : size - 1] = '\0';
	return output.len;
}

size_t format_text(char *out, size_t size, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = format_args(out, size, format, args);
	va_end(args);
	return len;
}

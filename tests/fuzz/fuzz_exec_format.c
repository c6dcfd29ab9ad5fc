/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/exec_format.h: any bytes as the head of a program.
 */
#include "init/exec_format.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *head;
	char interpreter[EXEC_FORMAT_PATH];
	int error;

	if (size > EXEC_FORMAT_HEAD)
		size = EXEC_FORMAT_HEAD;
	head = exact_bytes(data, size);
	fill_untouched(&interpreter);
	error = exec_format_parse(head, size, size, interpreter);
	promise(error >= 0 && error <= EXEC_FORMAT_LONG_PATH);
	if (error) {
		promise_untouched(&interpreter);
	} else {
		promise(memchr(interpreter, '\0', sizeof(interpreter)));
		promise(interpreter[0] == '\0' || interpreter[0] == '/');
		promise(size > 2 &&
			(memcmp(head, "#!", 2) == 0 || memcmp(head, "\177ELF", 4) == 0));
	}
	free(head);
	return 0;
}

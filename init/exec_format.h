/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Would the kernel run this file? From its first bytes (elf(5), execve(2)
 * "Interpreter scripts"): an ELF program for this machine, with the path of its
 * dynamic loader, or a script with the path of its interpreter. Asked before the
 * old root is given up, since a failed execve(2) afterwards has no way back. Pure.
 */
#ifndef INIT_EXEC_FORMAT_H
#define INIT_EXEC_FORMAT_H

#include <stddef.h>
#include <stdint.h>

enum {
	EXEC_FORMAT_HEAD = 4096, /* bytes of the file worth reading */
	EXEC_FORMAT_PATH = 256,	 /* BINPRM_BUF_SIZE, include/uapi/linux/binfmts.h: of a script's
				    first line, too */
};

enum exec_format_error {
	EXEC_FORMAT_UNKNOWN = 1, /* neither ELF nor "#!" */
	EXEC_FORMAT_CUT,	 /* a part of it would stand behind the end of the file */
	EXEC_FORMAT_MACHINE,	 /* an ELF for another machine, width or byte order */
	EXEC_FORMAT_NOT_PROGRAM, /* an ELF, but no ET_EXEC or ET_DYN */
	EXEC_FORMAT_LONG_PATH,	 /* the interpreter's path does not fit or is not absolute */
};

/*
 * Reads len bytes of the start of a file of `size` bytes. 0: the kernel would run it, and the path
 * of the interpreter it asks for, "" for none, stands in interpreter (EXEC_FORMAT_PATH bytes). > 0:
 * enum exec_format_error, interpreter untouched. An ELF program header beyond the bytes given is
 * not looked at (no interpreter is said then).
 */
int exec_format_parse(const uint8_t *head, size_t len, uint64_t size, char *interpreter);
const char *exec_format_strerror(int error);

#endif

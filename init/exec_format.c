/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first bytes of a program: ELF64 for this machine, or "#!" and an
 * interpreter. 32-bit programs are refused on purpose: whether the kernel runs them can't be
 * seen from here, and a failed execve(2) costs the box. binfmt_misc is not asked: it has no
 * handlers this early.
 */
#include "init/exec_format.h"

#include <elf.h>
#include <string.h>

#include "lib/machine.h"

const char *exec_format_strerror(int error)
{
	switch ((enum exec_format_error)error) {
	case EXEC_FORMAT_UNKNOWN:
		return "neither an ELF program nor a script with '#!'";
	case EXEC_FORMAT_CUT:
		return "cut short";
	case EXEC_FORMAT_MACHINE:
		return "a program for another machine";
	case EXEC_FORMAT_NOT_PROGRAM:
		return "an ELF file that is no program";
	case EXEC_FORMAT_LONG_PATH:
		return "its interpreter's path is not absolute, or too long";
	}
	return "unknown error";
}

static int copy_path(const char *path, size_t len, char *interpreter)
{
	if (len == 0 || len >= EXEC_FORMAT_PATH || path[0] != '/')
		return EXEC_FORMAT_LONG_PATH;
	memcpy(interpreter, path, len);
	interpreter[len] = '\0';
	return 0;
}

/*
 * execve(2): "#!", blanks, the path up to a blank or the end of the line or of the file. That end
 * has to be among the bytes that the kernel looks at (load_script(), fs/binfmt_script.c).
 */
static int parse_script(const char *head, size_t len, char *interpreter)
{
	size_t at = 2, end;

	while (at < len && (head[at] == ' ' || head[at] == '\t'))
		at++;
	for (end = at; end < len && !memchr(" \t\n", head[end], 4); end++)
		;
	if (end >= EXEC_FORMAT_PATH)
		return EXEC_FORMAT_LONG_PATH;
	return copy_path(head + at, end - at, interpreter);
}

static int check_header(const Elf64_Ehdr *elf)
{
	if (elf->e_machine != MACHINE_ELF)
		return EXEC_FORMAT_MACHINE;
	if (elf->e_type != ET_EXEC && elf->e_type != ET_DYN)
		return EXEC_FORMAT_NOT_PROGRAM;
	if (elf->e_phentsize != sizeof(Elf64_Phdr) || elf->e_phnum == 0)
		return EXEC_FORMAT_NOT_PROGRAM;
	return 0;
}

static int parse_elf(const uint8_t *head, size_t len, uint64_t size, char *interpreter)
{
	char path[EXEC_FORMAT_PATH] = "";
	Elf64_Ehdr elf;
	int error;

	if (len < sizeof(elf))
		return EXEC_FORMAT_CUT;
	memcpy(&elf, head, sizeof(elf));
	error = check_header(&elf);
	for (unsigned int i = 0; !error && i < elf.e_phnum; i++) {
		uint64_t at = elf.e_phoff + (uint64_t)i * sizeof(Elf64_Phdr);
		Elf64_Phdr part;

		if (at < elf.e_phoff || at > len || len - at < sizeof(part))
			break; /* beyond what was read */
		memcpy(&part, head + at, sizeof(part));
		if (part.p_type != PT_LOAD && part.p_type != PT_INTERP)
			continue;
		/* The kernel maps it all the same, and the first touch ends PID 1. */
		if (part.p_offset > size || size - part.p_offset < part.p_filesz)
			return EXEC_FORMAT_CUT;
		if (part.p_type == PT_LOAD || part.p_offset > len ||
		    len - part.p_offset < part.p_filesz)
			continue;
		/* load_elf_binary() wants its NUL inside of the header. */
		if (part.p_filesz == 0 || head[part.p_offset + part.p_filesz - 1] != '\0')
			return EXEC_FORMAT_LONG_PATH;
		error = copy_path((const char *)head + part.p_offset,
				  strnlen((const char *)head + part.p_offset, part.p_filesz), path);
	}
	if (!error)
		/* NOLINTNEXTLINE(*insecureAPI.strcpy): both have EXEC_FORMAT_PATH */
		strcpy(interpreter, path);
	return error;
}

int exec_format_parse(const uint8_t *head, size_t len, uint64_t size, char *interpreter)
{
	const uint16_t one = 1;
	uint8_t little;

	memcpy(&little, &one, 1);
	if (len >= 2 && memcmp(head, "#!", 2) == 0)
		return parse_script((const char *)head, len, interpreter);
	if (len < 4 || memcmp(head, ELFMAG, SELFMAG) != 0)
		return EXEC_FORMAT_UNKNOWN;
	if (len < EI_NIDENT)
		return EXEC_FORMAT_CUT;
	if (head[EI_DATA] != (little ? ELFDATA2LSB : ELFDATA2MSB))
		return EXEC_FORMAT_MACHINE;
	if (head[EI_CLASS] != ELFCLASS64)
		return EXEC_FORMAT_MACHINE;
	return parse_elf(head, len, size, interpreter);
}

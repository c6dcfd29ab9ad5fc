/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first bytes of a program: ELF64 and ELF32 for this machine (with
 * x86_64 also i386, which the kernel may run too), or "#!" and an interpreter.
 * binfmt_misc is not asked: it has no handlers this early.
 */
#include "init/exec_format.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

#include "lib/machine.h"

const char *exec_format_strerror(int error)
{
	switch ((enum exec_format_error)error) {
	case EXEC_FORMAT_UNKNOWN:
		return "neither an ELF program nor a script with '#!'";
	case EXEC_FORMAT_CUT:
		return "cut short inside its headers";
	case EXEC_FORMAT_MACHINE:
		return "a program for another machine";
	case EXEC_FORMAT_NOT_PROGRAM:
		return "an ELF file that is no program";
	case EXEC_FORMAT_LONG_PATH:
		return "its interpreter has no absolute path of at most 255 bytes";
	}
	return "unknown error";
}

/* What both ELF classes say of themselves, in one width. */
struct elf {
	uint16_t type, machine;
	uint64_t ph_offset;
	uint16_t ph_size, ph_count;
};

static int copy_path(const char *path, size_t len, char *interpreter)
{
	if (len == 0 || len >= EXEC_FORMAT_PATH || path[0] != '/')
		return EXEC_FORMAT_LONG_PATH;
	memcpy(interpreter, path, len);
	interpreter[len] = '\0';
	return 0;
}

/* execve(2): "#!", blanks, the path up to a blank or the end of the line. */
static int parse_script(const char *head, size_t len, char *interpreter)
{
	size_t at = 2, end;

	while (at < len && (head[at] == ' ' || head[at] == '\t'))
		at++;
	for (end = at; end < len && !memchr(" \t\n", head[end], 4); end++)
		;
	return copy_path(head + at, end - at, interpreter);
}

static int parse_header(const uint8_t *head, size_t len, bool wide, struct elf *elf)
{
	Elf64_Ehdr e64;
	Elf32_Ehdr e32;

	if (len < (wide ? sizeof(e64) : sizeof(e32)))
		return EXEC_FORMAT_CUT;
	memcpy(&e64, head, wide ? sizeof(e64) : 0);
	memcpy(&e32, head, wide ? 0 : sizeof(e32));
	if (wide)
		*elf = (struct elf){e64.e_type, e64.e_machine, e64.e_phoff, e64.e_phentsize,
				    e64.e_phnum};
	else
		*elf = (struct elf){e32.e_type, e32.e_machine, e32.e_phoff, e32.e_phentsize,
				    e32.e_phnum};
	if (elf->machine != (wide ? MACHINE_ELF : MACHINE_ELF_32))
		return EXEC_FORMAT_MACHINE;
	if (elf->type != ET_EXEC && elf->type != ET_DYN)
		return EXEC_FORMAT_NOT_PROGRAM;
	if (elf->ph_size != (wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)) || !elf->ph_count)
		return EXEC_FORMAT_NOT_PROGRAM;
	return 0;
}

static int parse_elf(const uint8_t *head, size_t len, char *interpreter)
{
	bool wide = head[EI_CLASS] == ELFCLASS64;
	struct elf elf = {0};
	int error = parse_header(head, len, wide, &elf);

	if (error)
		return error;
	for (unsigned int i = 0; i < elf.ph_count; i++) {
		uint64_t at = elf.ph_offset + (uint64_t)i * elf.ph_size;
		uint64_t offset, size;
		Elf64_Phdr p64;
		Elf32_Phdr p32;

		if (at < elf.ph_offset || at > len || len - at < elf.ph_size)
			break; /* beyond what was read */
		memcpy(&p64, head + at, wide ? sizeof(p64) : 0);
		memcpy(&p32, head + at, wide ? 0 : sizeof(p32));
		if ((wide ? p64.p_type : p32.p_type) != PT_INTERP)
			continue;
		offset = wide ? p64.p_offset : p32.p_offset;
		size = wide ? p64.p_filesz : p32.p_filesz;
		if (offset > len || len - offset < size)
			break;
		/* load_elf_binary() wants its NUL inside of the header. */
		if (size == 0 || head[offset + size - 1] != '\0')
			return EXEC_FORMAT_LONG_PATH;
		return copy_path((const char *)head + offset,
				 strnlen((const char *)head + offset, size), interpreter);
	}
	*interpreter = '\0';
	return 0;
}

int exec_format_parse(const uint8_t *head, size_t len, char *interpreter)
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
	if (head[EI_CLASS] != ELFCLASS64 && head[EI_CLASS] != ELFCLASS32)
		return EXEC_FORMAT_MACHINE;
	return parse_elf(head, len, interpreter);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/exec_format.h: would the kernel run this file? Asked of this program's own
 * head, of ELF files made here field by field, and of scripts.
 */
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <unistd.h>

#include "init/exec_format.h"
#include "tests/unit/unit.h"

enum { INTERP_AT = 512 }; /* where elf_with() puts the path */

/* An ELF program of this machine with one PT_LOAD and, if given, a PT_INTERP. */
struct elf_file {
	union {
		uint8_t bytes[EXEC_FORMAT_HEAD];
		ElfW(Ehdr) header;
	};
	ElfW(Phdr) * segments;
};

static ElfW(Ehdr) own_header(void)
{
	ElfW(Ehdr) header;
	FILE *self = fopen("/proc/self/exe", "r");

	assert_non_null(self);
	assert_int_equal(fread(&header, sizeof(header), 1, self), 1);
	fclose(self);
	return header;
}

static struct elf_file *elf_with(const char *interpreter)
{
	struct elf_file *file = calloc(1, sizeof(*file));

	assert_non_null(file);
	file->header = own_header();
	file->header.e_type = ET_EXEC;
	file->header.e_phoff = sizeof(file->header);
	file->header.e_phnum = 2;
	file->header.e_phentsize = sizeof(ElfW(Phdr));
	file->segments = (ElfW(Phdr) *)(file->bytes + sizeof(file->header));
	file->segments[0].p_type = PT_LOAD;
	file->segments[1].p_type = PT_NULL;
	if (interpreter) {
		file->segments[1].p_type = PT_INTERP;
		file->segments[1].p_offset = INTERP_AT;
		file->segments[1].p_filesz = strlen(interpreter) + 1;
		strcpy((char *)file->bytes + INTERP_AT, interpreter);
	}
	return file;
}

static void check_bytes(const char *name, const void *bytes, size_t len, int error,
			const char *interpreter)
{
	uint8_t *head = heap_bytes(bytes, len);
	char out[EXEC_FORMAT_PATH];

	fill_untouched(&out);
	expect_int(name, exec_format_parse(head, len, len, out), error);
	if (error)
		expect_untouched(name, &out);
	else
		expect_text(name, out, interpreter);
	free(head);
}

static void check_text(const char *text, int error, const char *interpreter)
{
	check_bytes(text, text, strlen(text), error, interpreter);
}

static void check_elf(const char *name, struct elf_file *file, int error, const char *interpreter)
{
	check_bytes(name, file->bytes, sizeof(file->bytes), error, interpreter);
	free(file);
}

TEST(program_of_this_machine_would_run)
{
	uint8_t head[EXEC_FORMAT_HEAD];
	char interpreter[EXEC_FORMAT_PATH];
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, head, sizeof(head));

	close(fd);
	assert_in_range(len, 64, sizeof(head));
	assert_int_equal(exec_format_parse(head, (size_t)len, UINT64_MAX, interpreter), 0);
	assert_int_equal(interpreter[0], '/');
	assert_non_null(strstr(interpreter, "ld"));
}

TEST(static_program_asks_for_no_interpreter)
{
	struct elf_file *file = elf_with(NULL);

	check_elf("ET_EXEC", file, 0, "");
	file = elf_with(NULL);
	file->header.e_type = ET_DYN;
	check_elf("ET_DYN", file, 0, "");
}

TEST(dynamic_program_tells_its_loader)
{
	check_elf("musl", elf_with("/lib/ld-musl-x86_64.so.1"), 0, "/lib/ld-musl-x86_64.so.1");
}

TEST(program_of_another_machine_is_refused)
{
	struct elf_file *file = elf_with(NULL);

	file->header.e_machine = EM_S390;
	check_elf("machine", file, EXEC_FORMAT_MACHINE, NULL);
	file = elf_with(NULL);
	file->header.e_ident[EI_DATA] ^= ELFDATA2LSB ^ ELFDATA2MSB;
	check_elf("byte order", file, EXEC_FORMAT_MACHINE, NULL);
	file = elf_with(NULL);
	file->header.e_machine = EM_PPC;
	file->header.e_ident[EI_CLASS] = ELFCLASS32;
	check_elf("other width", file, EXEC_FORMAT_MACHINE, NULL);
}

TEST(narrow_program_is_refused_since_not_every_kernel_runs_it)
{
	struct elf_file *file = elf_with(NULL);

	file->header.e_machine = EM_386;
	file->header.e_ident[EI_CLASS] = ELFCLASS32;
	check_elf("i386", file, EXEC_FORMAT_MACHINE, NULL);
}

TEST(program_whose_end_is_missing_is_refused)
{
	struct elf_file *file = elf_with(NULL);

	file->segments[0].p_offset = 1;
	file->segments[0].p_filesz = sizeof(file->bytes);
	check_elf("one byte short", file, EXEC_FORMAT_CUT, NULL);
	file = elf_with(NULL);
	file->segments[0].p_offset = 1;
	file->segments[0].p_filesz = sizeof(file->bytes) - 1;
	check_elf("whole", file, 0, "");
}

TEST(elf_that_is_no_program_is_refused)
{
	static const uint16_t types[] = {ET_NONE, ET_REL, ET_CORE, 0xffff};

	for (size_t i = 0; i < COUNT(types); i++) {
		struct elf_file *file = elf_with(NULL);

		file->header.e_type = types[i];
		check_elf("type", file, EXEC_FORMAT_NOT_PROGRAM, NULL);
	}
}

TEST(elf_cut_inside_its_header_is_refused)
{
	struct elf_file *file = elf_with(NULL);

	check_bytes("5 bytes", file->bytes, 5, EXEC_FORMAT_CUT, NULL);
	check_bytes("header less one", file->bytes, sizeof(file->header) - 1, EXEC_FORMAT_CUT,
		    NULL);
	free(file);
}

TEST(interpreter_that_is_not_absolute_is_refused)
{
	check_elf("relative", elf_with("ld.so"), EXEC_FORMAT_LONG_PATH, NULL);
	check_elf("empty", elf_with(""), EXEC_FORMAT_LONG_PATH, NULL);
}

TEST(interpreter_that_does_not_fit_is_refused)
{
	char *path = heap_repeat('x', EXEC_FORMAT_PATH);

	path[0] = '/';
	check_elf("256", elf_with(path), EXEC_FORMAT_LONG_PATH, NULL);
	path[EXEC_FORMAT_PATH - 1] = '\0';
	check_elf("255", elf_with(path), 0, path);
	free(path);
}

TEST(interpreter_without_its_end_is_refused)
{
	struct elf_file *file = elf_with("/lib/ld.so");

	file->segments[1].p_filesz--;
	check_elf("no NUL", file, EXEC_FORMAT_LONG_PATH, NULL);
}

TEST(wild_offsets_read_nothing_outside)
{
	static const uint64_t wild[] = {
		EXEC_FORMAT_HEAD - 1, EXEC_FORMAT_HEAD, EXEC_FORMAT_HEAD + 1, UINT32_MAX,
		UINT64_MAX,	      UINT64_MAX - 1,	UINT64_MAX - 55,      1ULL << 63};

	for (size_t i = 0; i < COUNT(wild); i++) {
		char interpreter[EXEC_FORMAT_PATH];
		struct elf_file *file = elf_with("/lib/ld.so");
		uint8_t *head;

		file->header.e_phoff = (ElfW(Off))wild[i];
		head = heap_bytes(file->bytes, sizeof(file->bytes));
		exec_format_parse(head, sizeof(file->bytes), UINT64_MAX, interpreter);
		free(head);
		file->header.e_phoff = sizeof(file->header);
		file->header.e_phnum = 0xffff;
		file->segments[1].p_offset = (ElfW(Off))wild[i];
		head = heap_bytes(file->bytes, sizeof(file->bytes));
		exec_format_parse(head, sizeof(file->bytes), UINT64_MAX, interpreter);
		free(head);
		file->segments[1].p_offset = INTERP_AT;
		file->segments[1].p_filesz = (ElfW(Xword))wild[i];
		head = heap_bytes(file->bytes, sizeof(file->bytes));
		assert_int_not_equal(
			exec_format_parse(head, sizeof(file->bytes), UINT64_MAX, interpreter), -1);
		free(head);
		free(file);
	}
}

TEST(program_header_beyond_the_head_says_no_interpreter)
{
	struct elf_file *file = elf_with("/lib/ld.so");

	file->header.e_phoff = EXEC_FORMAT_HEAD;
	check_elf("beyond", file, 0, "");
}

TEST(every_prefix_of_a_program_is_read_inside_its_bounds)
{
	struct elf_file *file = elf_with("/lib/ld.so");

	for (size_t len = 0; len < INTERP_AT + 64; len++) {
		char interpreter[EXEC_FORMAT_PATH];
		uint8_t *head = heap_bytes(file->bytes, len);

		fill_untouched(&interpreter);
		if (exec_format_parse(head, len, len, interpreter) != 0)
			expect_untouched("prefix", &interpreter);
		free(head);
	}
	free(file);
}

TEST(script_tells_its_interpreter)
{
	check_text("#!/bin/sh\n", 0, "/bin/sh");
	check_text("#!/bin/sh", 0, "/bin/sh");
	check_text("#! /bin/sh\necho\n", 0, "/bin/sh");
	check_text("#!\t /bin/sh\n", 0, "/bin/sh");
	check_text("#!/bin/sh -e\n", 0, "/bin/sh");
	check_text("#!/bin/sh\t-e\n", 0, "/bin/sh");
	check_text("#!/usr/bin/env python3\n", 0, "/usr/bin/env");
	check_text("#!/bin/sh   \n", 0, "/bin/sh");
}

TEST(script_with_long_arguments_would_run)
{
	char text[1024] = "#!/bin/sh ";

	memset(text + strlen(text), 'x', 600);
	check_text(text, 0, "/bin/sh");
}

TEST(script_with_a_relative_interpreter_is_refused)
{
	check_text("#!bin/sh\n", EXEC_FORMAT_LONG_PATH, NULL);
	check_text("#! sh\n", EXEC_FORMAT_LONG_PATH, NULL);
}

TEST(script_without_interpreter_is_refused)
{
	static const char *const rows[] = {"#!", "#!\n", "#! \n", "#!   ", "#!\n/bin/sh\n"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]), out[EXEC_FORMAT_PATH];

		fill_untouched(&out);
		expect_true(rows[i], exec_format_parse((uint8_t *)text, strlen(rows[i]),
						       strlen(rows[i]), out) > 0);
		expect_untouched(rows[i], &out);
		free(text);
	}
}

TEST(script_with_a_path_that_does_not_fit_is_refused)
{
	char text[1024] = "#!/";

	memset(text + 3, 'x', 600);
	check_text(text, EXEC_FORMAT_LONG_PATH, NULL);
	strcpy(text + 300, "\n");
	check_text(text, EXEC_FORMAT_LONG_PATH, NULL);
	strcpy(text + 240, "\n");
	text[240] = '\0';
	check_text(text, 0, text + 2);
}

/* Of 256 bytes that the kernel looks at, one has to be behind the path; a file that ends counts. */
TEST(script_whose_path_ends_where_the_kernel_does_not_look_is_refused)
{
	static const struct {
		unsigned int blanks, path;
		const char *rest;
		bool runs;
	} rows[] = {
		{0, 253, "\n", true},	     {0, 253, " -e\n", true}, {0, 253, "", true},
		{0, 254, "\n", false},	     {0, 254, "", false},     {1, 253, "\n", false},
		{200, 53, "\n", true},	     {200, 54, "\n", false},  {250, 3, "\n", true},
		{300, 7, "\necho\n", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024] = "#!", path[EXEC_FORMAT_PATH] = "/";

		memset(path + 1, 'x', rows[i].path - 1);
		memset(text + 2, ' ', rows[i].blanks);
		strcat(strcat(text, path), rows[i].rest);
		check_text(text, rows[i].runs ? 0 : EXEC_FORMAT_LONG_PATH,
			   rows[i].runs ? path : NULL);
	}
}

TEST(anything_else_is_unknown)
{
	check_text("", EXEC_FORMAT_UNKNOWN, NULL);
	check_text("#", EXEC_FORMAT_UNKNOWN, NULL);
	check_text("# !/bin/sh\n", EXEC_FORMAT_UNKNOWN, NULL);
	check_text(" #!/bin/sh\n", EXEC_FORMAT_UNKNOWN, NULL);
	check_text("echo hello\n", EXEC_FORMAT_UNKNOWN, NULL);
	check_text("\x1f\x8b\x08", EXEC_FORMAT_UNKNOWN, NULL);
	check_text("\x7f"
		   "ELG\2\1\1",
		   EXEC_FORMAT_UNKNOWN, NULL);
	check_bytes("zeros", (uint8_t[64]){0}, 64, EXEC_FORMAT_UNKNOWN, NULL);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(exec_format_strerror, EXEC_FORMAT_LONG_PATH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(program_of_this_machine_would_run),
		cmocka_unit_test(static_program_asks_for_no_interpreter),
		cmocka_unit_test(dynamic_program_tells_its_loader),
		cmocka_unit_test(program_of_another_machine_is_refused),
		cmocka_unit_test(narrow_program_is_refused_since_not_every_kernel_runs_it),
		cmocka_unit_test(program_whose_end_is_missing_is_refused),
		cmocka_unit_test(elf_that_is_no_program_is_refused),
		cmocka_unit_test(elf_cut_inside_its_header_is_refused),
		cmocka_unit_test(interpreter_that_is_not_absolute_is_refused),
		cmocka_unit_test(interpreter_that_does_not_fit_is_refused),
		cmocka_unit_test(interpreter_without_its_end_is_refused),
		cmocka_unit_test(wild_offsets_read_nothing_outside),
		cmocka_unit_test(program_header_beyond_the_head_says_no_interpreter),
		cmocka_unit_test(every_prefix_of_a_program_is_read_inside_its_bounds),
		cmocka_unit_test(script_tells_its_interpreter),
		cmocka_unit_test(script_with_long_arguments_would_run),
		cmocka_unit_test(script_with_a_relative_interpreter_is_refused),
		cmocka_unit_test(script_without_interpreter_is_refused),
		cmocka_unit_test(script_with_a_path_that_does_not_fit_is_refused),
		cmocka_unit_test(script_whose_path_ends_where_the_kernel_does_not_look_is_refused),
		cmocka_unit_test(anything_else_is_unknown),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

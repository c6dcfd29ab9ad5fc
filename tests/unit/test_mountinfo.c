/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/mountinfo.h: what is mounted where, from /proc/self/mountinfo.
 */
#include "init/mountinfo.h"
#include "tests/unit/unit.h"

struct row {
	const char *mount_point, *type;
};

static void check(const char *content, const struct row *rows, size_t count)
{
	char *text = heap_text(content), *cursor = text;
	struct mountinfo_entry entry;

	for (size_t i = 0; i < count; i++) {
		expect_true(content, mountinfo_next(&cursor, &entry));
		expect_text(content, entry.mount_point, rows[i].mount_point);
		expect_text(content, entry.type, rows[i].type);
	}
	expect_true(content, !mountinfo_next(&cursor, &entry));
	expect_true(content, !mountinfo_next(&cursor, &entry));
	free(text);
}

TEST(lines_are_read_with_any_number_of_optional_fields)
{
	static const struct row rows[] = {{"/", "rootfs"}, {"/proc", "proc"}, {"/dev", "devtmpfs"}};

	check("1 1 0:2 / / rw - rootfs rootfs rw\n"
	      "20 1 0:19 / /proc rw,nosuid shared:5 - proc proc rw\n"
	      "21 1 0:6 / /dev rw,nosuid shared:2 master:1 - devtmpfs udev rw,size=1k\n",
	      rows, COUNT(rows));
}

TEST(last_line_without_newline_is_read)
{
	check("1 1 0:2 / / rw - rootfs rootfs rw", &(struct row){"/", "rootfs"}, 1);
}

TEST(escapes_of_the_kernel_are_decoded)
{
	check("1 1 0:2 / /mnt/a\\040b\\011c\\134d\\012 rw - ext4 /dev/sda rw\n",
	      &(struct row){"/mnt/a b\tc\\d\n", "ext4"}, 1);
}

TEST(lines_of_another_form_are_passed_over)
{
	check("", NULL, 0);
	check("\n\n", NULL, 0);
	check("1 1 0:2 / /a rw\n1 1 0:2 /\n1 1 0:2 / /b rw - tmpfs t rw\nx\n",
	      &(struct row){"/b", "tmpfs"}, 1);
}

TEST(only_whole_path_components_are_below_a_folder)
{
	static const struct {
		const char *path, *folder;
		bool below;
	} rows[] = {
		{"/dev", "/dev", true},	      {"/dev/pts", "/dev", true},
		{"/devices", "/dev", false},  {"/de", "/dev", false},
		{"/a/dev", "/dev", false},    {"/dev", "/dev/pts", false},
		{"/run/a/b", "/run/a", true}, {"/", "/dev", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_int(rows[i].path, mountinfo_below(rows[i].path, rows[i].folder),
			   rows[i].below);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_with_any_number_of_optional_fields),
		cmocka_unit_test(last_line_without_newline_is_read),
		cmocka_unit_test(escapes_of_the_kernel_are_decoded),
		cmocka_unit_test(lines_of_another_form_are_passed_over),
		cmocka_unit_test(only_whole_path_components_are_below_a_folder),
	};

	return RUN_TESTS(tests);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* mdev-rules/modules_dep.h: each module is found by its name, with what it needs in order. */
#include <stdio.h>

#include "mdev-rules/modules_dep.h"
#include "tests/unit/unit.h"

enum { SLOTS = 64 };

static const char tree[] =
	"kernel/drivers/net/virtio_net.ko.xz: kernel/drivers/net/net_failover.ko.xz "
	"kernel/net/core/failover.ko.xz kernel/drivers/virtio/virtio.ko.xz\n"
	"kernel/net/core/failover.ko.xz:\n"
	"a line without one\n"
	"\n"
	"kernel/arch/x86/crypto/crc32c-intel.ko:\n"
	"/elsewhere/extra.ko.zst: kernel/x.ko\n"
	"top.ko: \n"
	"updates/top.ko: kernel/second.ko\n"
	"last.ko: top.ko";

/* "FILE: NEEDS in the order of loading", or NULL for none. */
static void check_find(const struct modules_dep *dep, const char *name, const char *expected)
{
	struct modules_dep_entry entry;
	struct slice file;
	char out[400];
	size_t len;

	fill_untouched(&entry);
	if (!modules_dep_find(dep, slice_of(name), &entry)) {
		expect_untouched(name, &entry);
		expect_text(name, NULL, expected);
		return;
	}
	len = (size_t)sprintf(out, "%.*s:", (int)entry.file.len, entry.file.at);
	while (modules_dep_need(&entry.needs, &file))
		len += (size_t)sprintf(out + len, " %.*s", (int)file.len, file.at);
	expect_text(name, out, expected);
}

TEST(modules_are_found_by_name)
{
	char *text = heap_bytes(tree, strlen(tree));
	uint32_t *slots = malloc(SLOTS * sizeof(*slots));
	struct modules_dep dep;

	assert_non_null(slots);
	assert_int_equal(modules_dep_index((struct slice){text, strlen(tree)}, slots, SLOTS, &dep),
			 0);
	check_find(&dep, "virtio-net",
		   "kernel/drivers/net/virtio_net.ko.xz: kernel/drivers/virtio/virtio.ko.xz "
		   "kernel/net/core/failover.ko.xz kernel/drivers/net/net_failover.ko.xz");
	check_find(&dep, "failover", "kernel/net/core/failover.ko.xz:");
	check_find(&dep, "crc32c_intel", "kernel/arch/x86/crypto/crc32c-intel.ko:");
	check_find(&dep, "extra", "/elsewhere/extra.ko.zst: kernel/x.ko");
	check_find(&dep, "top", "top.ko:");
	check_find(&dep, "last", "last.ko: top.ko");
	check_find(&dep, "virtio", NULL);
	check_find(&dep, "", NULL);
	free(slots);
	free(text);
}

TEST(empty_text_has_no_modules)
{
	uint32_t slots[2] = {7, 7};
	struct modules_dep dep;

	assert_int_equal(modules_dep_index(slice_of(""), slots, COUNT(slots), &dep), 0);
	check_find(&dep, "a", NULL);
	assert_int_equal(modules_dep_index(slice_of("\n"), slots, COUNT(slots), &dep), 0);
	check_find(&dep, "a", NULL);
}

TEST(as_many_lines_as_half_the_slots_are_held)
{
	char *text = calloc(1, 33 * 8), name[16];
	uint32_t *slots = malloc(SLOTS * sizeof(*slots));
	struct modules_dep dep;

	assert_true(text && slots);
	for (int i = 0; i < 32; i++)
		sprintf(text + strlen(text), "m%d.ko:\n", i);
	assert_int_equal(modules_dep_index(slice_of(text), slots, SLOTS, &dep), 0);
	for (int i = 0; i < 32; i++) {
		struct modules_dep_entry entry;

		sprintf(name, "m%d", i);
		expect_true(name, modules_dep_find(&dep, slice_of(name), &entry));
		expect_true(name, slice_name_eq(modules_dep_name(entry.file), slice_of(name)));
	}
	strcat(text, "n.ko:\n");
	fill_untouched(&dep);
	assert_int_equal(modules_dep_index(slice_of(text), slots, SLOTS, &dep), MODULES_DEP_MANY);
	expect_untouched("one more", &dep);
	free(slots);
	free(text);
}

TEST(name_is_the_file_up_to_its_first_dot)
{
	static const char *const rows[][2] = {
		{"kernel/fs/ext4/ext4.ko", "ext4"},
		{"ext4.ko.xz", "ext4"},
		{"/a.b/c.ko", "c"},
		{"a", "a"},
		{"a/", ""},
		{"", ""},
		{".ko", ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i][0]);
		char *block = heap_bytes(rows[i][0], len);
		struct slice name = modules_dep_name((struct slice){block, len});

		expect_true(rows[i][0], slice_is(name, rows[i][1]));
		free(block);
	}
}

TEST(builtin_modules_are_known)
{
	struct slice text = slice_of("kernel/fs/ext4/ext4.ko\nkernel/lib/crc-x.ko\n");

	assert_true(modules_dep_builtin(text, slice_of("ext4")));
	assert_true(modules_dep_builtin(text, slice_of("crc_x")));
	assert_false(modules_dep_builtin(text, slice_of("ext")));
	assert_false(modules_dep_builtin(slice_of(""), slice_of("ext4")));
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(modules_dep_strerror, MODULES_DEP_MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_are_found_by_name),
		cmocka_unit_test(empty_text_has_no_modules),
		cmocka_unit_test(as_many_lines_as_half_the_slots_are_held),
		cmocka_unit_test(name_is_the_file_up_to_its_first_dot),
		cmocka_unit_test(builtin_modules_are_known),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

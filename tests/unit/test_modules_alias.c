/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modules_alias.h: patterns match as fnmatch(3) does, no line that matches is lost to
 * the filter, and lines that are none are passed over.
 */
#include <fnmatch.h>
#include <stdio.h>

#include "mdev-rules/modules_alias.h"
#include "tests/unit/unit.h"

static bool match(const char *pattern, const char *alias)
{
	char *a = heap_bytes(pattern, strlen(pattern)), *b = heap_bytes(alias, strlen(alias));
	bool is = modules_alias_match((struct slice){a, strlen(pattern)},
				      (struct slice){b, strlen(alias)});

	free(a);
	free(b);
	return is;
}

static const char nic[] = "pci:v00008086d00001539sv00001028sd00000001bc02sc00i00";

struct row {
	const char *pattern, *alias;
	bool matches;
};

static const struct row rows[] = {
	{"", "", true},
	{"", "a", false},
	{"a", "", false},
	{"abc", "abc", true},
	{"abc", "abcd", false},
	{"abcd", "abc", false},
	{"*", "", true},
	{"*", "anything/at:all", true},
	{"a*", "a", true},
	{"*a", "bab", false},
	{"*a", "baba", true},
	{"a*b*c", "a1b2b3c", true},
	{"a*b*c", "a1b2b3", false},
	{"**a**", "xax", true},
	{"?", "", false},
	{"?", "x", true},
	{"a?c", "abc", true},
	{"a?c", "ac", false},
	{"[abc]x", "bx", true},
	{"[abc]x", "dx", false},
	{"[a-c]", "b", true},
	{"[a-c]", "d", false},
	{"[0-9A-F]", "B", true},
	{"[0-9A-F]", "G", false},
	{"[!a-c]", "b", false},
	{"[!a-c]", "d", true},
	{"[^a-c]", "d", true},
	{"[]a]", "]", true},
	{"[]a]", "a", true},
	{"[!]a]", "]", false},
	{"[!]a]", "b", true},
	{"[a]", "", false},
	{"[a-]", "a", true},
	{"[a", "[a", true},
	{"[a", "a", false},
	{"a\\*c", "a*c", true},
	{"a\\*c", "abc", false},
	{"\\[a]", "[a]", true},
	{"pci:v00008086d00001539sv*sd*bc*sc*i*", nic, true},
	{"pci:v*d*sv*sd*bc02sc00i*", nic, true},
	{"pci:v00008086d0000153[AB]sv*sd*bc*sc*i*", nic, false},
	{"pci:v00008086d0000153[89]sv*sd*bc*sc*i*", nic, true},
	{"acpi*:PNP0501:*", "acpi:PNP0501:", true},
	{"acpi*:PNP0501:*", "acpi:PNP0500:PNP0501:", true},
	{"acpi*:PNP0501:*", "acpi:PNP0500:", false},
	{"cpu:type:x86,ven*fam*mod*:feature:*0099*",
	 "cpu:type:x86,ven0000fam0006mod003A:feature:,0001,0099,00C0", true},
};

TEST(patterns_match_as_with_fnmatch)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_int(rows[i].pattern, match(rows[i].pattern, rows[i].alias), rows[i].matches);
		expect_int(rows[i].pattern, fnmatch(rows[i].pattern, rows[i].alias, 0) == 0,
			   rows[i].matches);
	}
}

TEST(dash_and_underscore_are_the_same_but_in_brackets)
{
	assert_true(match("platform:i2c-tiny", "platform:i2c_tiny"));
	assert_true(match("platform:i2c_tiny", "platform:i2c-tiny"));
	assert_true(match("fs-ext4", "fs_ext4"));
	assert_true(match("a[_]b", "a-b"));
	assert_true(match("a[,-.]b", "a,b"));
	assert_false(match("a[a-z]b", "a-b"));
}

TEST(many_stars_end_soon)
{
	char *pattern = heap_repeat('*', 200), *alias = heap_repeat('a', 4000);

	for (size_t i = 1; i < 200; i += 2)
		pattern[i] = 'a';
	pattern[199] = 'b';
	assert_false(match(pattern, alias));
	free(pattern);
	free(alias);
}

/* All that is found for aliases (up to a NULL) as "wanted=module ". */
static void check_text(const char *content, const char *const aliases[], const char *expected)
{
	size_t len = strlen(content), count = 0;
	char *block = heap_bytes(content, len), *out = calloc(1, 1000);
	struct modules_alias_query *query = malloc(sizeof(*query));
	struct modules_alias_found found;
	struct slice text = {block, len}, wanted[8];

	assert_true(out && query);
	for (; aliases[count]; count++)
		wanted[count] = slice_of(aliases[count]);
	modules_alias_ask(wanted, count, query);
	while (modules_alias_next(query, &text, &found))
		sprintf(out + strlen(out), "%zu=%.*s ", found.wanted, (int)found.module.len,
			found.module.at);
	expect_text(content, out, expected);
	fill_untouched(&found);
	assert_false(modules_alias_next(query, &text, &found));
	expect_untouched(content, &found);
	free(query);
	free(out);
	free(block);
}

static const char *const machine[] = {nic, "usb:v0627p0001d0000dc00", "platform:i8042",
				      "virtio:d00000001v00001AF4", NULL};

TEST(every_line_that_matches_is_found)
{
	check_text("# Aliases extracted from modules themselves.\n"
		   "alias pci:v00008086d00001539sv*sd*bc*sc*i* igb\n"
		   "alias pci:v000010ECd00008168sv*sd*bc*sc*i* r8169\n"
		   "alias usb:v*p*d*dc00 usbx\n"
		   "alias usb:v0627p0002d* usby\n"
		   "alias platform:i8042 i8042\n"
		   "alias platform:i804 i804\n"
		   "alias platform:i80422 i80422\n"
		   "alias virtio:d00000001v* virtio_net\n"
		   "alias virtio:d00000002v* virtio_blk",
		   machine, "0=igb 1=usbx 2=i8042 3=virtio_net ");
}

TEST(no_plain_beginning_loses_a_line)
{
	/* Patterns with 0 to 24 and more plain bytes before the first star. */
	for (size_t plain = 0; plain <= strlen(nic); plain++) {
		char content[200];

		sprintf(content, "alias %.*s* m\n", (int)plain, nic);
		check_text(content, machine, "0=m ");
		sprintf(content, "alias %.*s?* m\n", (int)plain, nic);
		check_text(content, machine, plain < strlen(nic) ? "0=m " : "");
		sprintf(content, "alias %.*s[!x]* m\n", (int)plain, nic);
		check_text(content, machine, plain < strlen(nic) ? "0=m " : "");
	}
}

TEST(a_line_for_two_devices_comes_once)
{
	static const char *const two[] = {"pci:vAd1", "pci:vAd2", NULL};

	check_text("alias pci:vAd* m\n", two, "0=m ");
	check_text("alias pci:vAd2* m\n", two, "1=m ");
}

TEST(lines_that_are_none_are_passed_over)
{
	check_text("alias\nalias platform:i8042\nalias  platform:i8042 \nalia platform:i8042 m\n"
		   "aliasplatform:i8042 m\n#alias platform:i8042 m\n\n \nsymbol:x m\n",
		   machine, "");
	check_text("", machine, "");
	check_text("alias ", machine, "");
}

TEST(blanks_in_any_number_part_the_fields)
{
	check_text("  alias\t platform:i8042 \t m \r\nalias platform:i8042\tn", machine,
		   "2=m 2=n ");
}

TEST(dashes_do_not_hide_a_line_from_the_filter)
{
	static const char *const names[] = {"fs-ext4", "snd_seq-dummy", NULL};

	check_text("alias fs_ext4 ext4\nalias fs-ext4 ext4b\nalias snd-seq_dummy s\n", names,
		   "0=ext4 0=ext4b 1=s ");
}

TEST(nothing_wanted_finds_nothing)
{
	static const char *const none[] = {NULL};

	check_text("alias a b\nalias * c\n", none, "");
}

TEST(bytes_beyond_ascii_are_bytes)
{
	static const char *const odd[] = {"p:\xc3\xbc\xff", NULL};

	check_text("alias p:\xc3\xbc* m\nalias p:\xc3? n\nalias p:\xc3?\xff o\n", odd, "0=m 0=o ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_as_with_fnmatch),
		cmocka_unit_test(dash_and_underscore_are_the_same_but_in_brackets),
		cmocka_unit_test(many_stars_end_soon),
		cmocka_unit_test(every_line_that_matches_is_found),
		cmocka_unit_test(no_plain_beginning_loses_a_line),
		cmocka_unit_test(a_line_for_two_devices_comes_once),
		cmocka_unit_test(lines_that_are_none_are_passed_over),
		cmocka_unit_test(blanks_in_any_number_part_the_fields),
		cmocka_unit_test(dashes_do_not_hide_a_line_from_the_filter),
		cmocka_unit_test(nothing_wanted_finds_nothing),
		cmocka_unit_test(bytes_beyond_ascii_are_bytes),
	};

	return RUN_TESTS(tests);
}

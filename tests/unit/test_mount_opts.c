/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/mount_opts.h: options of fstab and rootflags= to mount(2)'s flags and data.
 */
#include <sys/mount.h>

#include "init/mount_opts.h"
#include "tests/unit/unit.h"

#ifndef MS_LAZYTIME
#define MS_LAZYTIME (1UL << 25) /* include/uapi/linux/mount.h */
#endif

static void parse(const char *options, struct mount_opts *out, char **text)
{
	*text = heap_text(options);
	expect_int(options, mount_opts_parse(*text, out), 0);
	expect_true(options, out->data >= *text && out->data <= *text + strlen(options));
}

static void check_flags(const char *options, unsigned long flags, const char *data)
{
	struct mount_opts opts;
	char *text;

	parse(options, &opts, &text);
	expect_int(options, opts.flags, flags);
	expect_int(options, opts.propagation, 0);
	expect_text(options, opts.data, data);
	free(text);
}

static void check_propagation(const char *options, unsigned long propagation)
{
	struct mount_opts opts;
	char *text;

	parse(options, &opts, &text);
	expect_int(options, opts.flags, 0);
	expect_int(options, opts.propagation, propagation);
	expect_text(options, opts.data, "");
	free(text);
}

static void check_refused(const char *options, int error)
{
	char *text = heap_text(options);
	struct mount_opts opts;

	fill_untouched(&opts);
	expect_int(options, mount_opts_parse(text, &opts), error);
	expect_untouched(options, &opts);
	free(text);
}

TEST(defaults_and_empty_words_vanish)
{
	check_flags("", 0, "");
	check_flags("defaults", 0, "");
	check_flags(",", 0, "");
	check_flags(",,defaults,,", 0, "");
	check_flags("defaults,ro,defaults", MS_RDONLY, "");
}

TEST(defaults_does_not_undo_what_stood_before)
{
	check_flags("nosuid,size=1m,defaults", MS_NOSUID, "size=1m");
}

TEST(each_flag_word_sets_its_flag)
{
	static const struct {
		const char *word;
		unsigned long flag;
	} rows[] = {
		{"ro", MS_RDONLY},	   {"nosuid", MS_NOSUID},
		{"nodev", MS_NODEV},	   {"noexec", MS_NOEXEC},
		{"sync", MS_SYNCHRONOUS},  {"dirsync", MS_DIRSYNC},
		{"noatime", MS_NOATIME},   {"nodiratime", MS_NODIRATIME},
		{"relatime", MS_RELATIME}, {"strictatime", MS_STRICTATIME},
		{"lazytime", MS_LAZYTIME}, {"silent", MS_SILENT},
		{"mand", MS_MANDLOCK},	   {"remount", MS_REMOUNT},
		{"bind", MS_BIND},	   {"rbind", MS_BIND | MS_REC},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_flags(rows[i].word, rows[i].flag, "");
}

TEST(flag_words_add_up)
{
	check_flags("ro,nosuid,nodev,noexec", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	check_flags("remount,bind,ro", MS_REMOUNT | MS_BIND | MS_RDONLY, "");
}

TEST(last_of_opposed_words_wins)
{
	static const struct {
		const char *options;
		unsigned long flags;
	} rows[] = {
		{"ro,rw", 0},
		{"rw,ro", MS_RDONLY},
		{"ro,rw,ro", MS_RDONLY},
		{"nosuid,suid", 0},
		{"suid,nosuid", MS_NOSUID},
		{"nodev,dev", 0},
		{"dev,nodev", MS_NODEV},
		{"noexec,exec", 0},
		{"exec,noexec", MS_NOEXEC},
		{"sync,async", 0},
		{"async,sync", MS_SYNCHRONOUS},
		{"noatime,atime", 0},
		{"atime,noatime", MS_NOATIME},
		{"nodiratime,diratime", 0},
		{"relatime,norelatime", 0},
		{"strictatime,nostrictatime", 0},
		{"lazytime,nolazytime", 0},
		{"silent,loud", 0},
		{"mand,nomand", 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_flags(rows[i].options, rows[i].flags, "");
}

TEST(words_are_compared_whole)
{
	check_flags("rox", 0, "rox");
	check_flags("xro", 0, "xro");
	check_flags("r", 0, "r");
	check_flags("RO", 0, "RO");
	check_flags("nodevx", 0, "nodevx");
	check_flags("default", 0, "default");
	check_flags("errors=remount-ro", 0, "errors=remount-ro");
}

TEST(options_of_the_file_system_are_left_in_their_order)
{
	check_flags("size=10m,mode=1777", 0, "size=10m,mode=1777");
	check_flags("nosuid,size=10m,noexec,mode=1777,nodev", MS_NOSUID | MS_NOEXEC | MS_NODEV,
		    "size=10m,mode=1777");
	check_flags("gid=5,mode=0620,ro", MS_RDONLY, "gid=5,mode=0620");
	check_flags("a,b,c,ro", MS_RDONLY, "a,b,c");
	check_flags("ro,a,,b", MS_RDONLY, "a,b");
	check_flags("subvol=@,compress=zstd:3", 0, "subvol=@,compress=zstd:3");
}

TEST(comma_inside_quotes_parts_nothing)
{
	check_flags("context=\"a,ro,b\"", 0, "context=\"a,ro,b\"");
	check_flags("nodev,context=\"s0:c1,c2\",ro", MS_NODEV | MS_RDONLY, "context=\"s0:c1,c2\"");
}

TEST(open_quote_is_refused)
{
	check_refused("\"", MOUNT_OPTS_OPEN_QUOTE);
	check_refused("context=\"a,ro", MOUNT_OPTS_OPEN_QUOTE);
	check_refused("ro,a=\"b\",c=\"", MOUNT_OPTS_OPEN_QUOTE);
}

TEST(words_for_user_space_do_not_reach_the_file_system)
{
	static const char *const rows[] = {
		"noauto",
		"auto",
		"nofail",
		"_netdev",
		"owner",
		"user",
		"users",
		"group",
		"nouser",
		"comment=some text",
		"pri=5",
		"x-mount.mkdir",
		"x-systemd.device-timeout=5",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mount_opts opts;
		char *text;

		parse(rows[i], &opts, &text);
		expect_text(rows[i], opts.data, "");
		free(text);
	}
	check_flags("size=1m,noauto,comment=x,mode=0755,x-y", 0, "size=1m,mode=0755");
}

TEST(words_about_when_to_mount_are_told_to_the_caller)
{
	static const struct {
		const char *options;
		bool noauto, nofail, netdev;
	} rows[] = {
		{"", false, false, false},
		{"noauto", true, false, false},
		{"nofail", false, true, false},
		{"_netdev", false, false, true},
		{"noauto,nofail,_netdev", true, true, true},
		{"noauto,auto", false, false, false},
		{"auto,noauto", true, false, false},
		{"noautox,nofailure,_netdevs", false, false, false},
		{"netdev", false, false, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mount_opts opts;
		char *text;

		parse(rows[i].options, &opts, &text);
		expect_int(rows[i].options, opts.noauto, rows[i].noauto);
		expect_int(rows[i].options, opts.nofail, rows[i].nofail);
		expect_int(rows[i].options, opts.netdev, rows[i].netdev);
		free(text);
	}
}

TEST(propagation_is_a_mount_call_of_its_own)
{
	check_propagation("shared", MS_SHARED);
	check_propagation("rshared", MS_SHARED | MS_REC);
	check_propagation("slave", MS_SLAVE);
	check_propagation("rslave", MS_SLAVE | MS_REC);
	check_propagation("private", MS_PRIVATE);
	check_propagation("rprivate", MS_PRIVATE | MS_REC);
	check_propagation("unbindable", MS_UNBINDABLE);
	check_propagation("runbindable", MS_UNBINDABLE | MS_REC);
}

TEST(last_propagation_wins)
{
	check_propagation("shared,private", MS_PRIVATE);
	check_propagation("rshared,slave", MS_SLAVE);
}

TEST(swap_priority_is_read)
{
	static const struct {
		const char *options;
		int32_t priority;
	} rows[] = {
		{"", -1},	    {"sw", -1},		  {"pri=0", 0},
		{"pri=5", 5},	    {"pri=32767", 32767}, {"sw,pri=7,nofail", 7},
		{"pri=1,pri=2", 2},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mount_opts opts;
		char *text;

		parse(rows[i].options, &opts, &text);
		expect_int(rows[i].options, opts.swap_priority, rows[i].priority);
		free(text);
	}
}

TEST(bad_swap_priority_is_refused)
{
	check_refused("pri=", MOUNT_OPTS_BAD_PRIORITY);
	check_refused("pri=x", MOUNT_OPTS_BAD_PRIORITY);
	check_refused("pri=-1", MOUNT_OPTS_BAD_PRIORITY);
	check_refused("pri=32768", MOUNT_OPTS_BAD_PRIORITY);
	check_refused("pri=4294967296", MOUNT_OPTS_BAD_PRIORITY);
	check_refused("ro,pri=5x,nodev", MOUNT_OPTS_BAD_PRIORITY);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(mount_opts_strerror, MOUNT_OPTS_OPEN_QUOTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_and_empty_words_vanish),
		cmocka_unit_test(defaults_does_not_undo_what_stood_before),
		cmocka_unit_test(each_flag_word_sets_its_flag),
		cmocka_unit_test(flag_words_add_up),
		cmocka_unit_test(last_of_opposed_words_wins),
		cmocka_unit_test(words_are_compared_whole),
		cmocka_unit_test(options_of_the_file_system_are_left_in_their_order),
		cmocka_unit_test(comma_inside_quotes_parts_nothing),
		cmocka_unit_test(open_quote_is_refused),
		cmocka_unit_test(words_for_user_space_do_not_reach_the_file_system),
		cmocka_unit_test(words_about_when_to_mount_are_told_to_the_caller),
		cmocka_unit_test(propagation_is_a_mount_call_of_its_own),
		cmocka_unit_test(last_propagation_wins),
		cmocka_unit_test(swap_priority_is_read),
		cmocka_unit_test(bad_swap_priority_is_refused),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

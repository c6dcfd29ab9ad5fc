/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/uevent.h: the kernel's datagrams and /sys's uevent files.
 */
#include "mdev-rules/uevent.h"
#include "tests/unit/unit.h"

/* A datagram as a string literal whose last NUL is the literal's own. */
#define DATAGRAM(literal) literal, sizeof(literal)

#define DISK "add@/devices/vda\0ACTION=add\0DEVPATH=/devices/vda\0SUBSYSTEM=block"

static void check_refused(const char *bytes, size_t len, int error)
{
	char *buf = heap_bytes(bytes, len);
	struct uevent event;

	fill_untouched(&event);
	expect_int(len ? bytes : "(empty)", uevent_parse(buf, len, &event), error);
	expect_untouched(bytes, &event);
	free(buf);
}

static char *parse(const char *bytes, size_t len, struct uevent *out)
{
	char *buf = heap_bytes(bytes, len);

	fill_untouched(out);
	expect_int(bytes, uevent_parse(buf, len, out), 0);
	return buf;
}

TEST(disk_that_appears_is_read)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0MAJOR=254\0MINOR=16\0DEVNAME=vdb\0DEVTYPE=disk\0"
					"DEVMODE=0660\0SEQNUM=77"),
			  &event);

	assert_int_equal(event.action, UEVENT_ADD);
	assert_string_equal(event.devpath, "/devices/vda");
	assert_string_equal(event.subsystem, "block");
	assert_string_equal(event.devname, "vdb");
	assert_string_equal(event.devtype, "disk");
	assert_int_equal(event.devmode, 0660);
	assert_int_equal(event.major, 254);
	assert_int_equal(event.minor, 16);
	free(buf);
}

TEST(keys_that_are_missing_get_their_defaults)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK), &event);

	assert_null(event.devname);
	assert_null(event.devtype);
	assert_int_equal(event.devmode, 0600);
	assert_int_equal(event.major, -1);
	assert_int_equal(event.minor, -1);
	free(buf);
}

TEST(number_zero_is_not_a_missing_number)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0MAJOR=0\0MINOR=0\0DEVMODE=0"), &event);

	assert_int_equal(event.major, 0);
	assert_int_equal(event.minor, 0);
	assert_int_equal(event.devmode, 0);
	free(buf);
}

TEST(each_action_of_the_kernel_is_known)
{
	static const char *const names[] = {
		[UEVENT_ADD] = "add",	[UEVENT_REMOVE] = "remove", [UEVENT_CHANGE] = "change",
		[UEVENT_MOVE] = "move", [UEVENT_ONLINE] = "online", [UEVENT_OFFLINE] = "offline",
		[UEVENT_BIND] = "bind", [UEVENT_UNBIND] = "unbind",
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		char bytes[128], *buf;
		struct uevent event;
		size_t len = 0;

		len += strlen(strcat(strcpy(bytes + len, names[i]), "@/x")) + 1;
		len += strlen(strcat(strcpy(bytes + len, "ACTION="), names[i])) + 1;
		len += strlen(strcpy(bytes + len, "DEVPATH=/x")) + 1;
		len += strlen(strcpy(bytes + len, "SUBSYSTEM=y")) + 1;
		buf = parse(bytes, len, &event);
		expect_int(names[i], event.action, i);
		free(buf);
	}
}

TEST(strings_point_into_the_buffer)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0DEVNAME=vda\0DEVTYPE=disk"), &event);
	char *end = buf + sizeof(DISK "\0DEVNAME=vda\0DEVTYPE=disk");

	assert_true(event.devpath > buf && event.devpath < end);
	assert_true(event.subsystem > buf && event.subsystem < end);
	assert_true(event.devname > buf && event.devname < end);
	assert_true(event.devtype > buf && event.devtype < end);
	free(buf);
}

TEST(last_of_a_repeated_key_counts)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0DEVNAME=a\0DEVNAME=b\0MAJOR=1\0MAJOR=2"), &event);

	assert_string_equal(event.devname, "b");
	assert_int_equal(event.major, 2);
	free(buf);
}

TEST(unknown_keys_are_passed_over)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0XDEVNAME=a\0DEVNAMEX=b\0devname=c\0word\0=\0\0"
					"PARTN=1\0DEVNAME=d"),
			  &event);

	assert_string_equal(event.devname, "d");
	free(buf);
}

TEST(value_may_hold_equals_signs_and_at_signs)
{
	struct uevent event;
	char *buf = parse(DATAGRAM("add@/a@b\0ACTION=add\0DEVPATH=/a@b=c\0SUBSYSTEM=s=t"), &event);

	assert_string_equal(event.devpath, "/a@b=c");
	assert_string_equal(event.subsystem, "s=t");
	free(buf);
}

TEST(datagram_without_its_head_is_refused)
{
	check_refused(DATAGRAM("ACTION=add\0DEVPATH=/x\0SUBSYSTEM=y"), UEVENT_NO_HEAD);
	check_refused(DATAGRAM("add\0ACTION=add\0DEVPATH=/x@y\0SUBSYSTEM=y"), UEVENT_NO_HEAD);
	check_refused(DATAGRAM("\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=y@"), UEVENT_NO_HEAD);
}

TEST(datagram_of_nothing_is_refused)
{
	char *buf = heap_bytes("", 0);
	struct uevent event;

	fill_untouched(&event);
	assert_true(uevent_parse(buf, 0, &event) > 0);
	expect_untouched("empty", &event);
	free(buf);
	check_refused("", 1, UEVENT_NO_HEAD);
}

TEST(datagram_that_was_cut_is_refused)
{
	check_refused(DISK, sizeof(DISK) - 1, UEVENT_NOT_ENDED);
	check_refused(DISK "\0DEVNAME=vda1", sizeof(DISK "\0DEVNAME=vda1") - 1, UEVENT_NOT_ENDED);
}

TEST(datagram_of_udevd_is_refused)
{
	check_refused(DATAGRAM("libudev\0\xfe\xed\xca\xfe\0@/x\0ACTION=add\0DEVPATH=/x\0"
			       "SUBSYSTEM=y"),
		      UEVENT_UDEV);
}

TEST(datagram_without_a_needed_key_is_refused)
{
	check_refused(DATAGRAM("add@/x\0DEVPATH=/x\0SUBSYSTEM=y"), UEVENT_INCOMPLETE);
	check_refused(DATAGRAM("add@/x\0ACTION=add\0SUBSYSTEM=y"), UEVENT_INCOMPLETE);
	check_refused(DATAGRAM("add@/x\0ACTION=add\0DEVPATH=/x"), UEVENT_INCOMPLETE);
	check_refused(DATAGRAM("add@/x"), UEVENT_INCOMPLETE);
}

TEST(unknown_action_is_refused)
{
	check_refused(DATAGRAM("dance@/x\0ACTION=dance\0DEVPATH=/x\0SUBSYSTEM=y"),
		      UEVENT_INCOMPLETE);
	check_refused(DATAGRAM("add@/x\0ACTION=adds\0DEVPATH=/x\0SUBSYSTEM=y"), UEVENT_INCOMPLETE);
	check_refused(DATAGRAM("add@/x\0ACTION=\0DEVPATH=/x\0SUBSYSTEM=y"), UEVENT_INCOMPLETE);
}

TEST(bad_numbers_are_refused)
{
	check_refused(DATAGRAM(DISK "\0MAJOR=x"), UEVENT_BAD_NUMBER);
	check_refused(DATAGRAM(DISK "\0MAJOR="), UEVENT_BAD_NUMBER);
	check_refused(DATAGRAM(DISK "\0MINOR=-1"), UEVENT_BAD_NUMBER);
	check_refused(DATAGRAM(DISK "\0MINOR=99999999999"), UEVENT_BAD_NUMBER);
	check_refused(DATAGRAM(DISK "\0DEVMODE=0689"), UEVENT_BAD_NUMBER);
	check_refused(DATAGRAM(DISK "\0DEVMODE=rw"), UEVENT_BAD_NUMBER);
}

TEST(every_prefix_of_a_datagram_is_read_inside_its_bounds)
{
	static const char bytes[] = DISK "\0MAJOR=254\0MINOR=16\0DEVNAME=vdb\0DEVMODE=0660";

	for (size_t len = 0; len <= sizeof(bytes); len++) {
		char *buf = heap_bytes(bytes, len);
		struct uevent event;

		fill_untouched(&event);
		if (uevent_parse(buf, len, &event) != 0)
			expect_untouched("prefix", &event);
		else
			expect_int("prefix", buf[len - 1], '\0');
		free(buf);
	}
}

TEST(file_of_sys_is_read)
{
	static const char *const rows[] = {
		"MAJOR=8\nMINOR=1\nDEVNAME=bus/usb/1/2\nDEVTYPE=partition\nDEVMODE=0644\n",
		"MAJOR=8\nMINOR=1\nDEVNAME=bus/usb/1/2\nDEVTYPE=partition\nDEVMODE=0644",
		"X=y\nMAJOR=8\nMINOR=1\n\nDEVNAME=bus/usb/1/2\nDEVTYPE=partition\nDEVMODE=644\n",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);
		struct uevent event;

		fill_untouched(&event);
		expect_int(rows[i], uevent_parse_file(text, &event), 0);
		expect_int(rows[i], event.action, UEVENT_ADD);
		expect_text(rows[i], event.devpath, NULL);
		expect_text(rows[i], event.subsystem, NULL);
		expect_text(rows[i], event.devname, "bus/usb/1/2");
		expect_text(rows[i], event.devtype, "partition");
		expect_int(rows[i], event.devmode, 0644);
		expect_int(rows[i], event.major, 8);
		expect_int(rows[i], event.minor, 1);
		free(text);
	}
}

TEST(empty_file_of_sys_has_only_defaults)
{
	char *text = heap_text("");
	struct uevent event;

	fill_untouched(&event);
	assert_int_equal(uevent_parse_file(text, &event), 0);
	assert_null(event.devname);
	assert_int_equal(event.major, -1);
	assert_int_equal(event.devmode, 0600);
	free(text);
}

TEST(file_of_sys_has_no_head_and_no_subsystem)
{
	char *text = heap_text("ACTION=remove\nDEVPATH=/x\nSUBSYSTEM=y\nDEVNAME=z\n");
	struct uevent event;

	assert_int_equal(uevent_parse_file(text, &event), 0);
	assert_int_equal(event.action, UEVENT_ADD);
	assert_null(event.devpath);
	assert_null(event.subsystem);
	assert_string_equal(event.devname, "z");
	free(text);
}

TEST(bad_number_in_a_file_of_sys_is_refused)
{
	static const char *const rows[] = {"MAJOR=x\n", "MINOR=\n", "DEVMODE=9", "MAJOR=1 \n"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);
		struct uevent event;

		fill_untouched(&event);
		expect_int(rows[i], uevent_parse_file(text, &event), UEVENT_BAD_NUMBER);
		expect_untouched(rows[i], &event);
		free(text);
	}
}

static void check_value(const struct uevent *event, const char *key, const char *value)
{
	char *copy = heap_text(key);

	expect_text(key, uevent_value(event, copy), value);
	free(copy);
}

TEST(value_of_any_key_is_found)
{
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0MAJOR=254\0DEVNAME=vdb\0PARTN=\0A=1\0AB=2\0a=3\0A=4\0"
					"MODALIAS=x=y"),
			  &event);

	check_value(&event, "MAJOR", "254");
	check_value(&event, "PARTN", "");
	check_value(&event, "A", "4");
	check_value(&event, "AB", "2");
	check_value(&event, "a", "3");
	check_value(&event, "MODALIAS", "x=y");
	check_value(&event, "SUBSYSTEM", "block");
	check_value(&event, "DEVNAME", "vdb");
	check_value(&event, "DEVPATH", "/devices/vda");
	check_value(&event, "ACTION", "add");
	free(buf);
}

TEST(key_that_is_not_there_has_no_value)
{
	static const char *const keys[] = {"DEVNAME",	       "B",   "MAJ", "MAJORS",
					   "add@/devices/vda", "254", ""};
	struct uevent event;
	char *buf = parse(DATAGRAM(DISK "\0MAJOR=254\0MODALIAS=x=y\0word"), &event);

	for (size_t i = 0; i < COUNT(keys); i++)
		check_value(&event, keys[i], NULL);
	check_value(&event, "word", NULL);
	free(buf);
}

TEST(action_of_every_kind_has_its_word)
{
	static const char *const words[] = {"add",    "remove",	 "change", "move",
					    "online", "offline", "bind",   "unbind"};

	for (size_t i = 0; i < COUNT(words); i++) {
		const struct uevent event = {.action = (enum uevent_action)i};

		expect_text(words[i], uevent_value(&event, "ACTION"), words[i]);
	}
}

TEST(keys_of_a_file_are_found_and_its_place_is_the_callers)
{
	static const char *const rows[] = {
		"MAJOR=8\nSUBSYSTEM=no\n\nACTION=remove\nDEVPATH=no\nDEVNAME=sda\nX=1",
		"MAJOR=8\nSUBSYSTEM=no\n\nACTION=remove\nDEVPATH=no\nDEVNAME=sda\nX=1\n",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i]);
		struct uevent event;

		assert_int_equal(uevent_parse_file(text, &event), 0);
		check_value(&event, "X", "1");
		check_value(&event, "MAJOR", "8");
		check_value(&event, "DEVNAME", "sda");
		check_value(&event, "ACTION", "add");
		check_value(&event, "SUBSYSTEM", NULL);
		check_value(&event, "DEVPATH", NULL);
		event.subsystem = "block";
		event.devpath = "/devices/sda";
		event.devname = "sdb";
		check_value(&event, "SUBSYSTEM", "block");
		check_value(&event, "DEVPATH", "/devices/sda");
		check_value(&event, "DEVNAME", "sdb");
		free(text);
	}
}

TEST(event_without_pairs_has_no_values)
{
	const struct uevent event = {.action = UEVENT_ADD};
	char *text = heap_text("");
	struct uevent empty;

	check_value(&event, "X", NULL);
	assert_int_equal(uevent_parse_file(text, &empty), 0);
	check_value(&empty, "X", NULL);
	assert_int_equal(empty.pairs_len, 0);
	free(text);
}

TEST(lines_of_a_person_say_who_the_device_is)
{
	char *text = heap_text("ACTION=remove\nDEVPATH=/x/y\nSUBSYSTEM=net\nIFINDEX=3");
	struct uevent event;

	assert_int_equal(uevent_parse_lines(text, &event), 0);
	assert_int_equal(event.action, UEVENT_REMOVE);
	assert_string_equal(event.devpath, "/x/y");
	assert_string_equal(event.subsystem, "net");
	check_value(&event, "IFINDEX", "3");
	free(text);
	text = heap_text("DEVNAME=sda\n");
	assert_int_equal(uevent_parse_lines(text, &event), 0);
	assert_int_equal(event.action, UEVENT_ADD);
	assert_null(event.devpath);
	free(text);
}

TEST(lines_of_a_person_that_are_wrong_are_refused)
{
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		{"ACTION=dance\n", UEVENT_INCOMPLETE}, {"ACTION=\n", UEVENT_INCOMPLETE},
		{"DEVPATH=x\n", UEVENT_INCOMPLETE},    {"DEVPATH=\n", UEVENT_INCOMPLETE},
		{"MAJOR=x\n", UEVENT_BAD_NUMBER},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = heap_text(rows[i].text);
		struct uevent event;

		fill_untouched(&event);
		expect_int(rows[i].text, uevent_parse_lines(text, &event), rows[i].error);
		expect_untouched(rows[i].text, &event);
		free(text);
	}
}

TEST(block_devices_are_known_by_subsystem_or_path)
{
	static const struct {
		const char *subsystem, *devpath;
		bool block;
	} rows[] = {
		{"block", "/devices/x", true},	      {"tty", "/devices/block/x", false},
		{"blocks", "/devices/x", false},      {NULL, "/devices/y/block/sda", true},
		{NULL, "/devices/blocks/sda", false}, {NULL, NULL, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct uevent event = {.subsystem = rows[i].subsystem,
					     .devpath = rows[i].devpath};

		expect_int(rows[i].devpath ? rows[i].devpath : "none", uevent_is_block(&event),
			   rows[i].block);
	}
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(uevent_strerror, UEVENT_BAD_NUMBER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disk_that_appears_is_read),
		cmocka_unit_test(keys_that_are_missing_get_their_defaults),
		cmocka_unit_test(number_zero_is_not_a_missing_number),
		cmocka_unit_test(each_action_of_the_kernel_is_known),
		cmocka_unit_test(strings_point_into_the_buffer),
		cmocka_unit_test(last_of_a_repeated_key_counts),
		cmocka_unit_test(unknown_keys_are_passed_over),
		cmocka_unit_test(value_may_hold_equals_signs_and_at_signs),
		cmocka_unit_test(datagram_without_its_head_is_refused),
		cmocka_unit_test(datagram_of_nothing_is_refused),
		cmocka_unit_test(datagram_that_was_cut_is_refused),
		cmocka_unit_test(datagram_of_udevd_is_refused),
		cmocka_unit_test(datagram_without_a_needed_key_is_refused),
		cmocka_unit_test(unknown_action_is_refused),
		cmocka_unit_test(bad_numbers_are_refused),
		cmocka_unit_test(every_prefix_of_a_datagram_is_read_inside_its_bounds),
		cmocka_unit_test(file_of_sys_is_read),
		cmocka_unit_test(empty_file_of_sys_has_only_defaults),
		cmocka_unit_test(file_of_sys_has_no_head_and_no_subsystem),
		cmocka_unit_test(bad_number_in_a_file_of_sys_is_refused),
		cmocka_unit_test(value_of_any_key_is_found),
		cmocka_unit_test(key_that_is_not_there_has_no_value),
		cmocka_unit_test(action_of_every_kind_has_its_word),
		cmocka_unit_test(keys_of_a_file_are_found_and_its_place_is_the_callers),
		cmocka_unit_test(event_without_pairs_has_no_values),
		cmocka_unit_test(lines_of_a_person_say_who_the_device_is),
		cmocka_unit_test(lines_of_a_person_that_are_wrong_are_refused),
		cmocka_unit_test(block_devices_are_known_by_subsystem_or_path),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}

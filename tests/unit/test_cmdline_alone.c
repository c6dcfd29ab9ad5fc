/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a box that nobody is beside has in init/cmdline.h: the watchdog, and where a failure is
 * told.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "init/cmdline.h"
#include "tests/unit/unit.h"

/* Its numbers; its strings are gone. */
static struct boot_config parse(const char *line)
{
	char *text = heap_text(line);
	struct boot_config config;

	expect_int(line, cmdline_parse(text, &config), 0);
	free(text);
	return config;
}

/* The value is taken. */
#define CHECK_INT(LINE, MEMBER, VALUE)                                                             \
	do {                                                                                       \
		struct boot_config config_ = parse(LINE);                                          \
		expect_int(LINE, config_.bad_count, 0);                                            \
		expect_int(LINE, config_.MEMBER, VALUE);                                           \
	} while (0)

TEST(watchdog_has_a_limit_in_seconds)
{
	static const char *const rows[] = {"", "-1", "x", "1s", "65536", "1.5"};

	CHECK_INT("rambox", watchdog_s, 0);
	CHECK_INT("rambox.watchdog=30", watchdog_s, 30);
	CHECK_INT("rambox.watchdog=65535", watchdog_s, 65535);
	CHECK_INT("rambox.watchdog=30 rambox.watchdog=0", watchdog_s, 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[64];

		snprintf(line, sizeof(line), "rambox.watchdog=%s", rows[i]);
		expect_int(line, parse(line).bad_count, 1);
		expect_int(line, parse(line).watchdog_s, 0);
	}
}

TEST(report_goes_to_an_address_and_port)
{
	CHECK_INT("rambox", report_port, 0);
	CHECK_INT("rambox.report=udp://10.0.2.2", report_port, 514);
	CHECK_INT("rambox.report=udp://10.0.2.2", report_address.s_addr, htonl(0x0a000202));
	CHECK_INT("rambox.report=udp://10.0.2.2:1", report_port, 1);
	CHECK_INT("rambox.report=udp://255.255.255.255:65535", report_port, 65535);
	CHECK_INT("rambox.report=udp://10.0.2.2 rambox.report=udp://10.0.2.3",
		  report_address.s_addr, htonl(0x0a000203));
}

TEST(bad_address_for_the_report_is_refused)
{
	static const char *const rows[] = {
		"",
		"10.0.2.2",
		"udp:10.0.2.2",
		"tcp://10.0.2.2",
		"udp://",
		"udp://:514",
		"udp://0.0.0.0",
		"udp://10.0.2",
		"udp://10.0.2.256",
		"udp://log.example",
		"udp://[::1]",
		"udp://10.0.2.2/",
		"udp://10.0.2.2:",
		"udp://10.0.2.2:0",
		"udp://10.0.2.2:65536",
		"udp://10.0.2.2:514x",
		"udp://10.0.2.2:514:1",
		"udp://010.000.002.00000002",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[64];

		snprintf(line, sizeof(line), "rambox.report=%s", rows[i]);
		expect_int(line, parse(line).bad_count, 1);
		expect_int(line, parse(line).report_port, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(watchdog_has_a_limit_in_seconds),
		cmocka_unit_test(report_goes_to_an_address_and_port),
		cmocka_unit_test(bad_address_for_the_report_is_refused),
	};

	return RUN_TESTS(tests);
}

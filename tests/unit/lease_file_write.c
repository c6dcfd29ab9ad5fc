/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lease_file_write FOLDER: writes lease files with all that a hostile server could put into its
 * texts, for the shells of tests/unit/lease-file to source: FOLDER/1, FOLDER/2 ...
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "netcfg/lease_file.h"

static const char *const hostile[] = {
	"/srv/root",
	"$(touch ran)",
	"`touch ran`",
	"; touch ran",
	"\ntouch ran\n",
	"& touch ran &",
	"x\nADDRESS=6.6.6.6",
	"' ; touch ran ; '",
	"\" ; touch ran ; \"",
	"\\",
	"${PATH}$PATH$$",
	"() { :; }; touch ran",
	"* ? [a-z] {a,b} ~ ~root",
	"#!/bin/sh",
	"a=b c=d",
	"-rf --help",
	"../../etc/passwd",
	"100%20%",
	"\x1b]0;title\x07\x1b[2J",
	"gr\xc3\xbcn \xff\xfe",
	"!! !$ ^a^b",
	"<in >ran 2>ran |touch ran",
};

enum { HOSTILE_COUNT = sizeof(hostile) / sizeof(*hostile) };

static int write_file(const char *folder, unsigned int number, const char *text)
{
	struct dhcp_lease lease = {.config = {.address.s_addr = htonl(0x0a000005),
					      .prefix_len = 24,
					      .dhcp = true,
					      .valid_s = 3600},
				   .t1_s = 1800,
				   .t2_s = 3150};
	const struct lease_file file = {"eth0", &lease.config, &lease, "bound", 1, 1, 3601};
	char out[LEASE_FILE_SIZE], path[4096];
	FILE *stream;

	snprintf(lease.config.hostname, sizeof(lease.config.hostname), "%s", text);
	snprintf(lease.config.search, sizeof(lease.config.search), "%s", text);
	snprintf(lease.root_path, sizeof(lease.root_path), "%s", text);
	snprintf(lease.boot_file, sizeof(lease.boot_file), "%s", text);
	snprintf(lease.tftp_server, sizeof(lease.tftp_server), "%s", text);
	snprintf(path, sizeof(path), "%s/%u", folder, number);
	stream = fopen(path, "w");
	return !lease_file_build(&file, out, sizeof(out)) || !stream || fputs(out, stream) < 0 ||
	       fclose(stream);
}

int main(int argc, char **argv)
{
	unsigned int number = 0;

	if (argc != 2)
		return 2;
	while (number < HOSTILE_COUNT) {
		number++;
		if (write_file(argv[1], number, hostile[number - 1]))
			return 1;
	}
	for (int byte = 1; byte <= UINT8_MAX; byte++) {
		const char text[] = {(char)byte, 'x', (char)byte, '\0'};

		if (write_file(argv[1], ++number, text))
			return 1;
	}
	return 0;
}

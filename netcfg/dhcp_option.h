/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options of a DHCP message: RFC 2132, in the options field and, where option 52 in it says
 * so, in `file` and then `sname` (RFC 2131, section 4.1). An option that appears again goes on
 * where it stopped (RFC 3396), all of them into one arena of fixed size. A missing END is
 * tolerated; option 52 inside of file or sname, or with a value other than 1 to 3, is ignored; an
 * option that runs past the end of its area spoils the message, since what follows may be lost.
 * Pure.
 */
#ifndef NETCFG_DHCP_OPTION_H
#define NETCFG_DHCP_OPTION_H

#include <stddef.h>
#include <stdint.h>

#include "netcfg/dhcp_reason.h"

enum {
	DHCP_OPTION_ARENA = 2048, /* bytes of all values together */
};

/* Codes: RFC 2132, and where they are named. */
enum dhcp_option_code {
	DHCP_OPTION_PAD = 0,
	DHCP_OPTION_NETMASK = 1,
	DHCP_OPTION_ROUTER = 3,
	DHCP_OPTION_DNS = 6,
	DHCP_OPTION_HOSTNAME = 12,
	DHCP_OPTION_DOMAIN = 15,
	DHCP_OPTION_ROOT_PATH = 17,
	DHCP_OPTION_MTU = 26,
	DHCP_OPTION_NTP = 42,
	DHCP_OPTION_REQUESTED = 50,
	DHCP_OPTION_LEASE_TIME = 51,
	DHCP_OPTION_OVERLOAD = 52,
	DHCP_OPTION_TYPE = 53,
	DHCP_OPTION_SERVER_ID = 54,
	DHCP_OPTION_PARAMETERS = 55,
	DHCP_OPTION_MESSAGE = 56,
	DHCP_OPTION_MAX_SIZE = 57,
	DHCP_OPTION_T1 = 58,
	DHCP_OPTION_T2 = 59,
	DHCP_OPTION_CLASS = 60,
	DHCP_OPTION_CLIENT_ID = 61,
	DHCP_OPTION_TFTP_SERVER = 66,
	DHCP_OPTION_BOOT_FILE = 67,
	DHCP_OPTION_RAPID_COMMIT = 80, /* RFC 4039 */
	DHCP_OPTION_SEARCH = 119,      /* RFC 3397 */
	DHCP_OPTION_ROUTES = 121,      /* RFC 3442 */
	DHCP_OPTION_MS_ROUTES = 249,   /* the same, before it had a number */
	DHCP_OPTION_END = 255,
};

enum { DHCP_OVERLOAD_FILE = 1, DHCP_OVERLOAD_SNAME = 2 }; /* RFC 2132, section 9.3 */

struct dhcp_options {
	uint16_t count[256];  /* how often a code was there: 0 is absent */
	uint16_t offset[256]; /* into bytes[] */
	uint16_t len[256];    /* all its parts together */
	uint8_t bytes[DHCP_OPTION_ARENA];
};

/*
 * message, len: the whole BOOTP message, at least 240 bytes with the magic already checked.
 * 0; or DHCP_REASON_OPTION_CUT, DHCP_REASON_OPTIONS_LONG, and *out is of no use.
 */
int dhcp_options_parse(const uint8_t *message, size_t len, struct dhcp_options *out);

/*
 * The value of an option and its length; NULL, and *len untouched, when it is absent. One without
 * a value is absent, too (some servers send an empty host name), but for 80, which has none. Not
 * terminated.
 */
const uint8_t *dhcp_options_find(const struct dhcp_options *options, uint8_t code, size_t *len);

/* What option 52 says: the bits of the fields that hold options; 0 where it is absent or bad. */
unsigned int dhcp_options_overload(const struct dhcp_options *options);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names: what may stand in resolv.conf and in sethostname(2). Letters, digits, hyphens (not at an
 * end of a label) and, in domains, underscores; labels of 1 to 63, names of at most 253 characters
 * (RFC 1035, section 2.3.4; RFC 1123, section 2.1). Pure.
 */
#ifndef NETCFG_DNS_NAME_H
#define NETCFG_DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True for a domain name; one dot at its end is allowed. */
bool dns_name_is_valid(const char *text, size_t len);

/*
 * A host name from outside (option 12): its first label goes to out.
 * Refused (false, out untouched): what is no name, has an underscore or begins or ends with a
 * hyphen in that label, is `localhost`, or is nothing but digits and dots. out_size at least 64.
 */
bool dns_name_host(const char *text, size_t len, char *out, size_t out_size);

/*
 * Option 119 after RFC 3396: names in DNS wire form, with compression, to a list parted by blanks.
 * Pointers must point strictly backward of where they stand. At most 6 names and out_size - 1
 * bytes: further names are left off. False, and out untouched, for anything malformed.
 */
bool dns_name_search_list(const uint8_t *bytes, size_t len, char *out, size_t out_size);

#endif

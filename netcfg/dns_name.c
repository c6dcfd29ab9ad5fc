/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names as text and in wire form (RFC 1035, section 4.1.4), to names that may stand in a file.
 * Refused on purpose: every byte that is no letter, digit, hyphen or underscore, so that a name
 * can't end a line or reach a shell; in wire form the root, the label types that are no length
 * and no pointer, and a pointer to somewhere else than before what was read by then: each one
 * leads further back than the last, so that there is an end.
 */
#include "netcfg/dns_name.h"

#include <string.h>
#include <strings.h>

enum {
	LABEL_MAX = 63, /* RFC 1035, section 2.3.4 */
	NAME_MAX = 253, /* 255 bytes of wire form, as text */
	POINTER = 0xc0, /* section 4.1.4: the two highest bits, the rest is an offset */
	JUMP_MAX = 16,	/* pointers in one name: servers make one or two, and each costs time */
	SEARCH_MAX = 6, /* resolv.conf(5): glibc before 2.26 takes no more */
};

static bool is_label(const char *text, size_t len)
{
	if (len < 1 || len > LABEL_MAX || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '-' && c != '_')
			return false;
	}
	return true;
}

/* The length of the label that text begins with. */
static size_t label_len(const char *text, size_t len)
{
	const char *dot = memchr(text, '.', len);

	return dot ? (size_t)(dot - text) : len;
}

bool dns_name_is_valid(const char *text, size_t len)
{
	if (len && text[len - 1] == '.')
		len--;
	if (len > NAME_MAX)
		return false;
	for (;;) {
		size_t label = label_len(text, len);

		if (!is_label(text, label))
			return false;
		if (label == len)
			return true;
		text += label + 1;
		len -= label + 1;
	}
}

static bool is_numeric(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '.' && (text[i] < '0' || text[i] > '9'))
			return false;
	}
	return true;
}

bool dns_name_host(const char *text, size_t len, char *out, size_t out_size)
{
	static const char localhost[] = "localhost";
	size_t label = label_len(text, len);

	if (!dns_name_is_valid(text, len) || is_numeric(text, len) || label >= out_size ||
	    memchr(text, '_', label))
		return false;
	if (label == sizeof(localhost) - 1 && strncasecmp(text, localhost, label) == 0)
		return false;
	memcpy(out, text, label);
	out[label] = '\0';
	return true;
}

/* Reads the name at `at`. Returns where the next one is; 0 for a malformed one. */
static size_t read_name(const uint8_t *bytes, size_t len, size_t at, char name[NAME_MAX + 1])
{
	size_t barrier = at; /* pointers must lead to before this */
	size_t next = 0, used = 0, jumps = 0;

	while (at < len) {
		size_t head = bytes[at++];

		if (head == 0) {
			name[used] = '\0';
			return !used ? 0 : next ? next : at;
		}
		if (head >= POINTER) {
			if (at == len)
				return 0;
			head = (head & ~(size_t)POINTER) << 8 | bytes[at++];
			if (head >= barrier || ++jumps > JUMP_MAX)
				return 0;
			if (!next)
				next = at;
			at = barrier = head;
			continue;
		}
		if (head > len - at || !is_label((const char *)bytes + at, head) ||
		    used + (used > 0) + head > NAME_MAX)
			return 0;
		if (used)
			name[used++] = '.';
		memcpy(name + used, bytes + at, head);
		used += head;
		at += head;
	}
	return 0;
}

bool dns_name_search_list(const uint8_t *bytes, size_t len, char *out, size_t out_size)
{
	char name[NAME_MAX + 1];
	size_t at = 0, used = 0;

	/* All of it is looked at before any of it is written. */
	do {
		at = read_name(bytes, len, at, name);
		if (!at)
			return false;
	} while (at < len);
	out[0] = '\0';
	at = 0;
	for (unsigned int count = 0; at < len && count < SEARCH_MAX; count++) {
		size_t name_len;

		at = read_name(bytes, len, at, name);
		name_len = strlen(name);
		if (used + (used > 0) + name_len >= out_size)
			break;
		if (used)
			out[used++] = ' ';
		memcpy(out + used, name, name_len + 1);
		used += name_len;
	}
	return true;
}

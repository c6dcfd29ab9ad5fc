/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text of resolv.conf(5): in come the command line's servers and what the interfaces are
 * configured with, out go a line for each server and one with the names to search. Servers past
 * the third are left out, and names past 256 characters, since resolvers stop reading there; so
 * what is preferred stands first. Numbers and checked names go in: no line can be slipped in.
 */
#include "netcfg/resolv.h"

#include <string.h>

#include "lib/format.h"
#include "netcfg/ipv4.h"

enum {
	SERVER_LINE_LEN = sizeof("nameserver ") - 1 + IPV4_TEXT_SIZE, /* with its newline */
	SEARCH_LEN = sizeof("search") - 1,
};

_Static_assert(NET_DNS_MAX *SERVER_LINE_LEN + SEARCH_LEN + NET_SEARCH_SIZE + 1 < RESOLV_SIZE,
	       "resolv.conf has room for all that there may be");

struct servers {
	unsigned int count;
	struct in_addr list[NET_DNS_MAX];
};

static void add_servers(struct servers *servers, const struct in_addr *list, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		unsigned int at = 0;

		while (at < servers->count && servers->list[at].s_addr != list[i].s_addr)
			at++;
		if (at < NET_DNS_MAX && at == servers->count)
			servers->list[servers->count++] = list[i];
	}
}

/* True when the name is one of those in `names`, each of which has a blank before it. */
static bool has_name(const char *names, size_t names_len, const char *name, size_t len)
{
	for (const char *at = names; at < names + names_len;) {
		const char *next = memchr(at + 1, ' ', (size_t)(names + names_len - at - 1));
		const char *end = next ? next : names + names_len;

		if ((size_t)(end - at) == len + 1 && memcmp(at + 1, name, len) == 0)
			return true;
		at = end;
	}
	return false;
}

/* Adds the names of a list to `names`, blank and name. Returns the length that it then has. */
static size_t add_names(char *names, size_t names_len, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, " ");

		if (len && names_len + 1 + len <= NET_SEARCH_SIZE &&
		    !has_name(names, names_len, list, len)) {
			names[names_len] = ' ';
			memcpy(names + names_len + 1, list, len);
			names_len += 1 + len;
		}
		list += len + (list[len] == ' ');
	}
	return names_len;
}

size_t resolv_build(const struct net_plan *plan, const struct net_config *const *configs,
		    unsigned int count, char out[RESOLV_SIZE])
{
	struct servers servers = {0};
	size_t len = 0, names_len = 0;

	add_servers(&servers, plan->dns, plan->dns_count);
	for (unsigned int i = 0; i < count; i++)
		add_servers(&servers, configs[i]->dns, configs[i]->dns_count);
	for (unsigned int i = 0; i < servers.count; i++) {
		char text[IPV4_TEXT_SIZE];

		ipv4_format(servers.list[i], text);
		len += format_text(out + len, RESOLV_SIZE - len, "nameserver %s\n", text);
	}
	for (unsigned int i = 0; i < count; i++)
		names_len = add_names(out + len + SEARCH_LEN, names_len, configs[i]->search);
	if (names_len) {
		memcpy(out + len, "search", SEARCH_LEN);
		len += SEARCH_LEN + names_len;
		out[len++] = '\n';
	}
	out[len] = '\0';
	return len;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text of a lease file: in comes what an interface is configured with, out go KEY=value lines,
 * and back. A server's text becomes data whatever is in it: what a shell or a reader of lines
 * could take for anything else leaves as %XX. Reading refuses a % that is none of these, and %00.
 */
#include "netcfg/lease_file.h"

#include <stdbool.h>
#include <string.h>

#include "lib/format.h"
#include "lib/parse.h"
#include "lib/wraps.h"
#include "netcfg/ipv4.h"

enum { NUMBER_SIZE = 21 }; /* 2^64 - 1 in decimal, and the NUL */

struct output {
	char *out;
	size_t size, len; /* len goes on counting when size is used up */
};

static void put(struct output *output, char c)
{
	if (output->len + 1 < output->size)
		output->out[output->len] = c;
	output->len++;
}

static void put_text(struct output *output, const char *text)
{
	while (*text)
		put(output, *text++);
}

static bool is_safe(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '-' && c <= ':') ||
	       c == '_';
}

/* Puts a line, unless there is no value; its key has a number where there may be several. */
WRAPS static void put_value(struct output *output, const char *key, unsigned int number,
			    const char *value, size_t len)
{
	char text[NUMBER_SIZE] = "";

	if (!len)
		return;
	if (number)
		format_text(text, sizeof(text), "%u", number);
	put_text(output, key);
	put_text(output, text);
	put(output, '=');
	for (; len--; value++) {
		if (is_safe(*value)) {
			put(output, *value);
			continue;
		}
		format_text(text, sizeof(text), "%%%02X", (unsigned int)(unsigned char)*value);
		put_text(output, text);
	}
	put(output, '\n');
}

static void put_string(struct output *output, const char *key, const char *value)
{
	put_value(output, key, 0, value, strlen(value));
}

static void put_number(struct output *output, const char *key, uint64_t value)
{
	char text[NUMBER_SIZE];
	size_t len = format_text(text, sizeof(text), "%llu", (unsigned long long)value);

	put_value(output, key, 0, text, len);
}

/* A time that may be without an end. */
static void put_seconds(struct output *output, const char *key, uint64_t value, uint64_t forever)
{
	if (value == forever)
		put_string(output, key, "infinite");
	else
		put_number(output, key, value);
}

static void put_address(struct output *output, const char *key, unsigned int number,
			struct in_addr address)
{
	char text[IPV4_TEXT_SIZE];

	if (!address.s_addr)
		return;
	ipv4_format(address, text);
	put_value(output, key, number, text, strlen(text));
}

static void put_routes(struct output *output, const struct net_config *config)
{
	char to[IPV4_TEXT_SIZE], by[IPV4_TEXT_SIZE];
	char text[2 * IPV4_TEXT_SIZE + sizeof("/32:")];

	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route *route = &config->routes[i];

		if (route->prefix_len == 0 && route->gateway.s_addr) {
			put_address(output, "ROUTER", 0, route->gateway);
			break;
		}
	}
	for (unsigned int i = 0; i < config->route_count; i++) {
		const struct net_route *route = &config->routes[i];
		bool direct = !route->gateway.s_addr;
		size_t len;

		ipv4_format(route->destination, to);
		ipv4_format(route->gateway, by);
		len = format_text(text, sizeof(text), "%s/%u%s%s", to, route->prefix_len,
				  direct ? "" : ":", direct ? "" : by);
		put_value(output, "ROUTE", i + 1, text, len);
	}
}

static void put_names(struct output *output, const char *names)
{
	unsigned int number = 0;

	while (*names) {
		size_t len = strcspn(names, " ");

		if (len)
			put_value(output, "SEARCH", ++number, names, len);
		names += len + (names[len] == ' ');
	}
}

static void put_config(struct output *output, const struct net_config *config)
{
	put_address(output, "ADDRESS", 0, config->address);
	put_number(output, "PREFIX", config->prefix_len);
	put_address(output, "NETMASK", 0, ipv4_mask(config->prefix_len));
	put_routes(output, config);
	if (config->mtu)
		put_number(output, "MTU", config->mtu);
	for (unsigned int i = 0; i < config->dns_count; i++)
		put_address(output, "DNS", i + 1, config->dns[i]);
	for (unsigned int i = 0; i < config->ntp_count; i++)
		put_address(output, "NTP", i + 1, config->ntp[i]);
	put_names(output, config->search);
	put_string(output, "HOSTNAME", config->hostname);
}

static void put_lease(struct output *output, const struct lease_file *file)
{
	const struct dhcp_lease *lease = file->lease;

	put_address(output, "SERVER", 0, lease->server_id);
	put_seconds(output, "LEASE", file->config->valid_s, NET_FOREVER);
	put_seconds(output, "T1", lease->t1_s, NET_FOREVER);
	put_seconds(output, "T2", lease->t2_s, NET_FOREVER);
	put_number(output, "BOUND", file->bound_s);
	put_number(output, "STARTS", file->starts_s);
	put_seconds(output, "EXPIRES", file->expires_s, UINT64_MAX);
	put_address(output, "NEXT_SERVER", 0, lease->next_server);
	put_string(output, "TFTP_SERVER", lease->tftp_server);
	put_string(output, "BOOT_FILE", lease->boot_file);
	put_string(output, "ROOT_PATH", lease->root_path);
}

size_t lease_file_build(const struct lease_file *file, char *out, size_t size)
{
	struct output output = {.out = out, .size = size};

	put_string(&output, "INTERFACE", file->ifname);
	put_string(&output, "METHOD", file->lease ? "dhcp" : "static");
	if (file->state)
		put_string(&output, "STATE", file->state);
	put_config(&output, file->config);
	if (file->lease)
		put_lease(&output, file);
	if (output.len >= size)
		return 0;
	out[output.len] = '\0';
	return output.len;
}

/* Behind the = of the key's line, or NULL. */
static const char *find_value(const char *text, const char *key)
{
	const char *rest;

	while (!parse_prefix(text, key, &rest) || *rest != '=') {
		text = strchr(text, '\n');
		if (!text)
			return NULL;
		text++;
	}
	return rest + 1;
}

/* Decodes the byte at *at, and moves on. 0 for the end of the line, -1 for a bad escape. */
static int next_byte(const char **at)
{
	const char *text = *at;
	uint32_t byte;

	if (*text == '\n' || *text == '\0')
		return 0;
	*at += 1;
	if (*text != '%')
		return (unsigned char)*text;
	if (!text[1] || !text[2] ||
	    parse_hex((const char[]){text[1], text[2], '\0'}, UINT8_MAX, &byte) || !byte)
		return -1;
	*at += 2;
	return (int)byte;
}

bool lease_file_find(const char *text, const char *key, char *out, size_t size)
{
	const char *value = find_value(text, key), *at = value;
	size_t len = 0;
	int byte;

	if (!value)
		return false;
	while ((byte = next_byte(&at)) > 0)
		len++;
	if (byte < 0 || len >= size)
		return false;
	for (at = value; (byte = next_byte(&at)) > 0;)
		*out++ = (char)byte;
	*out = '\0';
	return true;
}

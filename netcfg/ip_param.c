/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One ip= to a request: in comes text, out the fields that have a value. The kernel's own reader
 * (net/ipv4/ipconfig.c) takes anything for an address and forgets what it does not know; here a
 * malformed field refuses the value, and says which. On purpose refused are rarp, an eleventh
 * field, and `off` beside no address, which would configure nothing on a device that is named.
 */
#include "netcfg/ip_param.h"

#include <arpa/inet.h>
#include <string.h>

#include "lib/parse.h"
#include "netcfg/ipv4.h"

enum field {
	FIELD_CLIENT,
	FIELD_SERVER,
	FIELD_GATEWAY,
	FIELD_NETMASK,
	FIELD_HOSTNAME,
	FIELD_DEVICE,
	FIELD_AUTOCONF,
	FIELD_DNS0,
	FIELD_DNS1,
	FIELD_NTP,
	FIELD_COUNT,
};

enum {
	FIELD_SIZE = 80, /* more than the longest, a client identifier with "dhcp,255," */
	LABEL_MAX = 63,	 /* RFC 1035, section 2.3.4 */
	PXE_FIELDS = 4,	 /* client:server:gateway:netmask */
};

enum autoconf { AUTOCONF_ABSENT, AUTOCONF_OFF, AUTOCONF_ON };

/* What the fields are read into; the caller's outputs follow when all of them are good. */
struct reading {
	struct net_request request;
	struct net_dhcp_options options;
	enum autoconf autoconf;
};

bool ip_param_address(const char *text, bool local, struct in_addr *out)
{
	struct in_addr address;
	uint32_t net;

	if (parse_ipv4(text, &address))
		return false;
	net = ntohl(address.s_addr) >> 24;
	if (address.s_addr && (net == 0 || net >= 224 || (net == 127 && !local)))
		return false;
	*out = address;
	return true;
}

static bool read_netmask(const char *text, uint8_t *out)
{
	struct in_addr mask;
	uint32_t bits;
	int prefix;

	if (strlen(text) <= 2 && parse_u32(text, 32, &bits) == 0 && bits > 0) {
		*out = (uint8_t)bits;
		return true;
	}
	if (parse_ipv4(text, &mask))
		return false;
	prefix = ipv4_mask_prefix(mask);
	if (prefix < 0)
		return false;
	*out = (uint8_t)prefix;
	return true;
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

/* Labels and dots between them; no label is empty, too long, or has a hyphen at its ends. */
static bool is_hostname(const char *text)
{
	for (;;) {
		size_t len = 0;

		while (is_name_byte(text[len]))
			len++;
		if (len == 0 || len > LABEL_MAX || text[0] == '-' || text[len - 1] == '-')
			return false;
		if (text[len] != '.')
			return text[len] == '\0';
		text += len + 1;
	}
}

/* The kernel's own rule, dev_valid_name() in net/core/dev.c; ':' can't reach here. */
static bool is_device(const char *text)
{
	return strcmp(text, ".") != 0 && strcmp(text, "..") != 0 &&
	       text[strcspn(text, "/ \t\n\v\f\r")] == '\0';
}

/* "type,id": the type's byte and the text stand in option 61 as they are. */
static int read_client_id(const char *text, struct net_dhcp_options *options)
{
	const char *id = strchr(text, ',');
	char digits[4];
	uint32_t type;
	size_t len;

	if (!id || (size_t)(id - text) >= sizeof(digits))
		return NET_PLAN_CLIENT_ID;
	memcpy(digits, text, (size_t)(id - text));
	digits[id - text] = '\0';
	len = strlen(++id);
	if (len == 0 || len >= NET_CLIENT_ID_MAX || parse_u32(digits, UINT8_MAX, &type))
		return NET_PLAN_CLIENT_ID;
	options->client_id_given = true;
	options->client_id_len = (uint8_t)(len + 1);
	options->client_id[0] = (uint8_t)type;
	memcpy(&options->client_id[1], id, len);
	return 0;
}

static int read_autoconf(const char *text, struct reading *reading)
{
	static const char words[][6] = {"off", "none", "on", "any", "dhcp", "both", "bootp"};
	const char *rest;

	if (strcmp(text, "rarp") == 0)
		return NET_PLAN_RARP;
	if (parse_prefix(text, "dhcp,", &rest)) {
		reading->autoconf = AUTOCONF_ON;
		return read_client_id(rest, &reading->options);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(text, words[i]) == 0) {
			reading->autoconf = i < 2 ? AUTOCONF_OFF : AUTOCONF_ON;
			return 0;
		}
	}
	return NET_PLAN_AUTOCONF;
}

/* One field that is not empty. */
static int read_field(enum field field, const char *text, struct reading *reading)
{
	struct net_request *request = &reading->request;

	switch (field) {
	case FIELD_CLIENT:
		return ip_param_address(text, false, &request->address) ? 0 : NET_PLAN_CLIENT;
	case FIELD_SERVER:
		return ip_param_address(text, false, &request->server) ? 0 : NET_PLAN_SERVER;
	case FIELD_GATEWAY:
		return ip_param_address(text, false, &request->gateway) ? 0 : NET_PLAN_GATEWAY;
	case FIELD_NETMASK:
		return read_netmask(text, &request->prefix_len) ? 0 : NET_PLAN_NETMASK;
	case FIELD_HOSTNAME:
		if (!is_hostname(text) ||
		    parse_copy(text, request->hostname, sizeof(request->hostname)))
			return NET_PLAN_HOSTNAME;
		return 0;
	case FIELD_DEVICE:
		if (!is_device(text) || parse_copy(text, request->ifname, sizeof(request->ifname)))
			return NET_PLAN_DEVICE;
		return 0;
	case FIELD_AUTOCONF:
		return read_autoconf(text, reading);
	case FIELD_DNS0:
		return ip_param_address(text, true, &request->dns[0]) ? 0 : NET_PLAN_DNS0;
	case FIELD_DNS1:
		return ip_param_address(text, true, &request->dns[1]) ? 0 : NET_PLAN_DNS1;
	case FIELD_NTP:
		return ip_param_address(text, true, &request->ntp) ? 0 : NET_PLAN_NTP;
	case FIELD_COUNT:
		break;
	}
	return NET_PLAN_TOO_MANY_FIELDS;
}

/* What does not fit is refused by the field's reader, too: a field of this size never is good. */
static int read_part(enum field field, const char *text, size_t len, struct reading *reading)
{
	char copy[FIELD_SIZE];

	if (len == 0 && field < FIELD_COUNT)
		return 0;
	if (len >= sizeof(copy))
		len = sizeof(copy) - 1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return read_field(field, copy, reading);
}

/* The ten fields, or fewer. */
static int read_fields(const char *value, struct reading *reading)
{
	unsigned int field = 0;

	for (;;) {
		size_t len = strcspn(value, ":");
		int error = read_part((enum field)field, value, len, reading);

		if (error)
			return error;
		if (value[len] == '\0')
			break;
		value += len + 1;
		if (field < FIELD_COUNT)
			field++;
	}
	reading->request.four_fields = field + 1 == PXE_FIELDS;
	return 0;
}

/* Made of digits and dots, be it a good address or not. */
static bool is_like_address(const char *text)
{
	size_t len = strcspn(text, ":");

	return strspn(text, "0123456789.") == len;
}

static int read_value(const char *value, struct reading *reading)
{
	const char *colon = strchr(value, ':'), *rest;
	int error;

	/* A client identifier may be a MAC, with its colons. */
	if (parse_prefix(value, "dhcp,", &rest))
		return read_part(FIELD_AUTOCONF, value, strlen(value), reading);
	if (is_like_address(value) || (colon && strchr(colon + 1, ':')))
		return read_fields(value, reading);
	if (!colon)
		return read_part(FIELD_AUTOCONF, value, strlen(value), reading);
	error = read_part(FIELD_DEVICE, value, (size_t)(colon - value), reading);
	return error ? error : read_field(FIELD_AUTOCONF, colon + 1, reading);
}

static int settle(struct reading *reading, bool has_fields)
{
	struct net_request *request = &reading->request;

	if (request->address.s_addr && request->prefix_len == 0)
		request->prefix_len = ipv4_class_prefix(request->address);
	request->method = NET_METHOD_DHCP;
	if (reading->autoconf == AUTOCONF_OFF && !request->address.s_addr) {
		request->method = NET_METHOD_OFF;
		return has_fields ? NET_PLAN_NO_ADDRESS : 0;
	}
	if (reading->autoconf == AUTOCONF_ON || !request->address.s_addr)
		return 0;
	request->method = NET_METHOD_STATIC;
	return ipv4_is_edge(request->address, request->prefix_len) ? NET_PLAN_CLIENT : 0;
}

int ip_param_parse(const char *value, struct net_request *request, struct net_dhcp_options *options)
{
	struct reading reading = {.options = *options};
	const char *colon = strchr(value, ':');
	int error;

	if (*value == '\0')
		return NET_PLAN_EMPTY;
	error = read_value(value, &reading);
	if (!error)
		error = settle(&reading, colon && strchr(colon + 1, ':'));
	if (error)
		return error;
	*request = reading.request;
	*options = reading.options;
	return 0;
}

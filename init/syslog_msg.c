/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log as datagrams of RFC 5424. */
#include "init/syslog_msg.h"

#include <stdbool.h>
#include <string.h>

#include "lib/format.h"
#include "lib/wraps.h"

enum {
	PRIORITY_MAX = 191, /* section 6.2.1 */
	FACILITY_SHIFT = 3,
	FIELD_SIZE = 256, /* HOSTNAME has at most 255 characters */
};

/* Takes decimal digits from the front of a text of *len bytes; at most 9: ten may wrap. */
WRAPS static bool take_number(const char **text, size_t *len, uint32_t *out)
{
	size_t count = 0;
	uint32_t value = 0;

	while (count < *len && count < 10 && (*text)[count] >= '0' && (*text)[count] <= '9')
		value = value * 10 + (uint32_t)((*text)[count++] - '0');
	if (count == 0 || count == 10)
		return false;
	*text += count;
	*len -= count;
	*out = value;
	return true;
}

static bool take_char(const char **text, size_t *len, char c)
{
	if (*len == 0 || **text != c)
		return false;
	++*text;
	--*len;
	return true;
}

/*
 * "[    1.234567] " with CONFIG_PRINTK_TIME; what is no such thing is text. sysUpTime (RFC 5424,
 * section 7.3.3) begins anew after 497 days.
 */
WRAPS static void take_time(const char **text, size_t *len, uint32_t *uptime_cs)
{
	const char *at = *text;
	size_t left = *len;
	uint32_t seconds, fraction;

	if (!take_char(&at, &left, '['))
		return;
	while (take_char(&at, &left, ' '))
		;
	if (!take_number(&at, &left, &seconds) || !take_char(&at, &left, '.') ||
	    !take_number(&at, &left, &fraction) || !take_char(&at, &left, ']') ||
	    !take_char(&at, &left, ' '))
		return;
	*uptime_cs = seconds * 100 + fraction / 10000 % 100;
	*text = at;
	*len = left;
}

/* The first word of "init: text" is the APP-NAME, but not of what the kernel says itself. */
static void take_app(struct syslog_msg *msg)
{
	const char *colon = memchr(msg->text, ':', msg->text_len);
	size_t len = colon ? (size_t)(colon - msg->text) : 0;

	memcpy(msg->app, "-", 2);
	if (msg->priority >> FACILITY_SHIFT == 0) {
		memcpy(msg->app, "kernel", 7);
		return;
	}
	if (len == 0 || len >= SYSLOG_APP_SIZE || len + 2 > msg->text_len || colon[1] != ' ')
		return;
	for (size_t i = 0; i < len; i++) {
		if (msg->text[i] <= ' ' || msg->text[i] > '~')
			return;
	}
	memcpy(msg->app, msg->text, len);
	msg->app[len] = '\0';
	msg->text += len + 2;
	msg->text_len -= len + 2;
}

int syslog_msg_parse(const char *line, size_t len, struct syslog_msg *out)
{
	struct syslog_msg msg = {0};

	if (!take_char(&line, &len, '<') || !take_number(&line, &len, &msg.priority) ||
	    !take_char(&line, &len, '>') || msg.priority > PRIORITY_MAX)
		return SYSLOG_MSG_NO_PRIORITY;
	take_time(&line, &len, &msg.uptime_cs);
	msg.text = line;
	msg.text_len = len;
	take_app(&msg);
	*out = msg;
	return 0;
}

/* PRINTUSASCII of section 6. */
static void copy_field(const char *text, char out[FIELD_SIZE])
{
	size_t len = strnlen(text, FIELD_SIZE - 1);

	for (size_t i = 0; i < len; i++)
		out[i] = text[i] > ' ' && text[i] <= '~' ? text[i] : '?';
	memcpy(out + len, "", 1);
}

size_t syslog_msg_build(const struct syslog_msg *msg, const char *hostname, const char *msgid,
			unsigned int sequence, char out[SYSLOG_MSG_SIZE])
{
	char host[FIELD_SIZE], id[FIELD_SIZE];
	size_t len;

	copy_field(*hostname ? hostname : "-", host);
	copy_field(*msgid ? msgid : "-", id);
	len = format_text(out, SYSLOG_MSG_SIZE,
			  "<%u>1 - %s %s - %.32s [meta sequenceId=\"%u\" sysUpTime=\"%u\"] %.*s",
			  msg->priority, host, msg->app, id, sequence, msg->uptime_cs,
			  (int)(msg->text_len < SYSLOG_MSG_SIZE ? msg->text_len : SYSLOG_MSG_SIZE),
			  msg->text);
	return len < SYSLOG_MSG_SIZE ? len : SYSLOG_MSG_SIZE - 1;
}

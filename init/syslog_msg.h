/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of the kernel's log, as syslog(2) gives them, to messages of RFC 5424. Pure.
 *
 *   line    = "<" number ">" [ "[" blanks seconds "." microseconds "] " ] text
 *   message = "<" number ">1 - " HOSTNAME " " APP-NAME " - " MSGID
 *             ' [meta sequenceId="' number '" sysUpTime="' number '"] ' text
 *
 * There is no TIMESTAMP: a box that has failed does not know the time of day. sysUpTime (RFC 5424,
 * section 7.3.3) is in hundredths of a second since the kernel started.
 */
#ifndef INIT_SYSLOG_MSG_H
#define INIT_SYSLOG_MSG_H

#include <stddef.h>
#include <stdint.h>

enum {
	SYSLOG_MSG_SIZE = 1232, /* in a datagram that is never cut: RFC 5426, section 3.2 */
	SYSLOG_APP_SIZE = 49,	/* APP-NAME has at most 48 characters: section 6 */
};

struct syslog_msg {
	uint32_t priority; /* facility * 8 + severity, 0 to 191 */
	uint32_t uptime_cs;
	char app[SYSLOG_APP_SIZE]; /* who has written it: "kernel", or the word before ": " */
	const char *text;	   /* into the line */
	size_t text_len;
};

enum syslog_msg_error {
	SYSLOG_MSG_NO_PRIORITY = 1, /* it does not begin with <0> to <191> */
};

/* A line of len bytes, without its newline, to *out. 0, or enum syslog_msg_error. */
int syslog_msg_parse(const char *line, size_t len, struct syslog_msg *out);

/*
 * Builds the message, cut where it is too long. hostname and msgid ("-" for none) are printable and
 * without blanks, else '?' stands in their place. Its length, below SYSLOG_MSG_SIZE.
 */
size_t syslog_msg_build(const struct syslog_msg *msg, const char *hostname, const char *msgid,
			unsigned int sequence, char out[SYSLOG_MSG_SIZE]);

#endif

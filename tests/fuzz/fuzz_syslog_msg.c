/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/syslog_msg.h: any bytes as a line of the log. What is sent has one header and fits.
 */
#include "init/syslog_msg.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = exact_bytes(data, size), out[SYSLOG_MSG_SIZE];
	struct syslog_msg msg;
	size_t len;

	fill_untouched(&msg);
	if (syslog_msg_parse(line, size, &msg)) {
		promise_untouched(&msg);
		free(line);
		return 0;
	}
	promise(msg.priority <= 191);
	promise(strlen(msg.app) > 0 && strlen(msg.app) < SYSLOG_APP_SIZE);
	promise(msg.text >= line && msg.text + msg.text_len == line + size);
	len = syslog_msg_build(&msg, msg.app, msg.app, msg.uptime_cs, out);
	promise(len == strnlen(out, sizeof(out)) && len < sizeof(out));
	promise(out[0] == '<' && strstr(out, ">1 - ") && strstr(out, " [meta sequenceId=\""));
	free(line);
	return 0;
}

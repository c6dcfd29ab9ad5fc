/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A failed boot tells somebody else, before its policy acts: rambox.report=.
 */
#ifndef INIT_REPORT_H
#define INIT_REPORT_H

#include "init/cmdline.h"
#include "netcfg/netcfg.h"

/*
 * Sends the failed step and the end of the log to rambox.report=, if it is given: RFC 5424
 * messages, a UDP datagram each. For the network of `net` (.pid 0: no keeper, the kernel may have
 * set it up) and for the datagrams to leave it waits five seconds at most. What came of it is
 * logged. It receives nothing.
 */
void report_failure(const struct boot_config *config, struct netcfg *net, const char *step);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What makes a forked child a process that stays behind its starter, over the exec of the final
 * init and over a switch of the root.
 */
#ifndef LIB_DAEMON_H
#define LIB_DAEMON_H

#include <poll.h>
#include <stdbool.h>

/*
 * A session of its own, /dev/null in the place of the standard descriptors, and of the caller's
 * others none but *keep_fd (-1: none), which may get another number and is close-on-exec. The log
 * is opened anew, as `name`.
 */
void daemon_leave_caller(int *keep_fd, const char *name);

/*
 * The name that ps(1) shows and systemd reads: title, which begins with '@', over main()'s argv and
 * the environment, of which nothing can be read after that; a title that is longer than both is not
 * set. The process is called the same without '@', and killed for memory last of all.
 */
void daemon_set_title(char **argv, const char *title);

/*
 * poll(2) without a limit, for a long sleep: the pages of the program's file that were only needed
 * on the way here are let go of, and mapped from it again where they are needed again; so is the
 * stack below the caller. As poll(2).
 */
int daemon_sleep(struct pollfd fds[], nfds_t count);

/*
 * For the result of each poll(2) that a loop waits with: true, after a line in the log, when 16 in
 * a row have failed, so that the loop ends and does not turn round for ever. For want of memory one
 * fails now and then; a signal's EINTR is no failure. One loop a process.
 */
bool daemon_gives_up(int result);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where people sit: the console that the kernel names last is the one for
 * the shell, the others are told so.
 */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

struct console {
	char path[64];	  /* /dev/ttyS0, /dev/tty1, ...; /dev/console where none is named */
	const char *term; /* a fitting TERM, static */
};

/*
 * Opens descriptors 0, 1 and 2 on /dev/console. The kernel opened them on the
 * ramdisk's node, if that has one: it would be a deleted file after a switch of the
 * root. Without a console they stay as they are, or become /dev/null. Needs /dev.
 */
void console_open_stdio(void);

/* Finds the console for the shell, from /sys/class/tty. */
void console_find(struct console *out);

/* Writes the text to the console ... */
void console_say(const struct console *console, const char *text);

/* ... or to all the others that the kernel writes to. */
void console_say_elsewhere(const struct console *console, const char *text);

/*
 * For a child: starts a session with the console as its controlling terminal and
 * descriptors 0, 1, 2 on it, in the state that a getty(8) leaves it. 0, or -errno.
 */
int console_attach(const struct console *console);

#endif

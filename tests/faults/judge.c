/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * By two texts, the log and the facts of the final program, a line each (trace.h), beside those of
 * a boot without a fault. Lines of the log begin with their level.
 */
#include "tests/faults/judge.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static const struct mode *mode;
static const struct outcome *clean, *tried;

typedef bool line_fn(const char *line, size_t len);

/* Calls fn for each line of a text until one call is true. */
static bool any_line(const char *text, line_fn *fn)
{
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (fn(text, len))
			return true;
	}
	return false;
}

static bool has_line(const char *text, const char *line, size_t len)
{
	for (size_t here; *text; text += here + (text[here] == '\n')) {
		here = strcspn(text, "\n");
		if (here == len && memcmp(text, line, len) == 0)
			return true;
	}
	return false;
}

static bool has(const char *line, size_t len, const char *part)
{
	return memmem(line, len, part, strlen(part));
}

static bool is_policy(const char *line, size_t len)
{
	return has(line, len, "the boot has failed at") || has(line, len, "no usable shell");
}

static bool is_cause(const char *line, size_t len)
{
	return *line <= '4' && !has(line, len, "the boot has failed at") &&
	       !has(line, len, "policy ");
}

static bool is_new_cause(const char *line, size_t len)
{
	return is_cause(line, len) && !has_line(clean->log, line, len);
}

/* The first argument of a shell: "-sh", or its path. */
static bool is_shell(const char *line, size_t len)
{
	return has(line, len, "argument ") && len > 2 && memcmp(line + len - 2, "sh", 2) == 0;
}

static bool is_address(const char *line, size_t len)
{
	return has(line, len, "address eth0 10.");
}

static bool is_ran(const char *line, size_t len)
{
	return has(line, len, "node " RAN_FILE " ");
}

static bool is_news(const char *line, size_t len)
{
	return *line <= '5' && !has_line(clean->log, line, len);
}

static bool is_more(const char *line, size_t len)
{
	return !has_line(clean->facts, line, len);
}

static bool is_less(const char *line, size_t len)
{
	return !has_line(tried->facts, line, len);
}

static enum verdict wrong(const char *words, const char **why)
{
	*why = words;
	return VERDICT_WRONG;
}

static bool ends_as_without(void)
{
	return tried->ending == clean->ending && tried->status == clean->status;
}

/* Whoever cannot read the command line knows of no policy but the last resort's. */
static int way_down(void)
{
	return strstr(tried->log, "the boot has failed at 'cmdline'") ? SIGHUP : mode->down;
}

static enum verdict judge_policy(const char **why)
{
	if (!any_line(tried->log, is_policy))
		return wrong("went down without a word", why);
	/* Of a boot that fails in any case its own failure is the cause. */
	if (!any_line(tried->log, mode->fails && ends_as_without() ? is_cause : is_new_cause))
		return wrong("is in its policy, and nothing says why", why);
	if (tried->ending == ENDING_STAYS && !strstr(tried->log, "the machine stays on"))
		return wrong("waits for ever without a word", why);
	if (tried->ending == ENDING_REBOOT && WTERMSIG(tried->status) != way_down())
		return wrong("goes down in another way than its policy's", why);
	if (tried->ending == ENDING_FINAL && !any_line(tried->facts, is_shell))
		return wrong("boots, and says that it has failed", why);
	return VERDICT_POLICY;
}

/*
 * What such an error says of the machine is believed: that there is no such file, device, network,
 * call. A box without it is whole.
 */
static bool is_believed(int error)
{
	static const int all[] = {ENOENT, EEXIST, ENODEV, ENXIO, ENOTTY, EAFNOSUPPORT, ENOSYS};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i] == error)
			return true;
	return false;
}

enum verdict judge(const struct mode *which, const struct outcome *without,
		   const struct outcome *with, int error, const char **why)
{
	mode = which;
	clean = without;
	tried = with;
	if (!mode->gives_shell && any_line(tried->facts, is_shell))
		return wrong("gives a shell that nobody asked for", why);
	if (tried->ending == ENDING_DEATH)
		return wrong("PID 1 has ended", why);
	if (tried->ending == ENDING_HANG)
		return wrong("hangs", why);
	if (tried->ending != ENDING_FINAL || any_line(tried->log, is_policy))
		return judge_policy(why);
	if ((any_line(tried->facts, is_more) || any_line(clean->facts, is_less)) &&
	    !any_line(tried->log, is_news) && !is_believed(error))
		return wrong("is half a box, without a word", why);
	return VERDICT_BOOTED;
}

bool judge_clean(const struct mode *which, const struct outcome *without, const char **why)
{
	bool is_up = judge(which, without, without, 0, why) == VERDICT_BOOTED;

	if (**why)
		return false;
	if (is_up == which->fails)
		*why = is_up ? "boots, and should fail" : "fails without a fault";
	else if (is_up && which->has_net && !any_line(without->facts, is_address))
		*why = "has no address";
	else if (is_up && which->has_rules && !any_line(without->facts, is_ran))
		*why = "has not run its rule's command";
	return !**why;
}

static bool print_line(const char *line, size_t len)
{
	printf("  %.*s\n", (int)len, line);
	return false;
}

static bool print_more(const char *line, size_t len)
{
	if (is_more(line, len))
		printf("  it has: %.*s\n", (int)len, line);
	return false;
}

static bool print_less(const char *line, size_t len)
{
	if (is_less(line, len))
		printf("  it lacks: %.*s\n", (int)len, line);
	return false;
}

void judge_print(const struct outcome *without, const struct outcome *with)
{
	clean = without;
	tried = with;
	(void)any_line(tried->log, print_line);
	if (tried->ending == ENDING_FINAL) {
		(void)any_line(tried->facts, print_more);
		(void)any_line(clean->facts, print_less);
	}
	if (tried->ending == ENDING_DEATH && WIFSIGNALED(tried->status))
		printf("  PID 1: signal %d\n", WTERMSIG(tried->status));
	else if (tried->ending == ENDING_DEATH)
		printf("  PID 1: status %d\n", WEXITSTATUS(tried->status));
	for (unsigned int i = 0; i < tried->count && tried->ending == ENDING_HANG; i++) {
		const struct traced *one = &tried->all[i];
		const struct call *last = one->last < 0 ? NULL : call_find((unsigned int)one->last);

		printf("  process %s, %s%s: last in %s\n", one->way, one->name,
		       one->pid ? "" : ", gone", last ? last->name : "no call");
	}
}

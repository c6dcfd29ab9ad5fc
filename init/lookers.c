/* SPDX-License-Identifier: GPL-2.0-only */
/* What a child is at stands in memory that is shared with it; its end is that of a pipe. */
#include "init/lookers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init/watchdog.h"
#include "lib/clock.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "lib/parse.h"

enum { SILENT_US = 2000000 };

/* Written by the child, read by PID 1. */
struct note {
	unsigned int count; /* of devices so far */
	bool found;
	char name[NAME_MAX + 1];
};

struct looker {
	struct note *note; /* shared with it */
	pid_t pid;	   /* 0: none */
	int fd;		   /* of the pipe, nothing is ever written to it */
	bool is_all, is_late;
	unsigned int count; /* the note's, when it was last seen to change: */
	uint64_t since_us;
};

static struct looker lookers[LOOKERS_MAX];
static struct note *notes; /* one each */
static lookers_look *look;
static const void *look_arg;
static bool is_again; /* all must be looked at anew, when there is room */

static bool look_at(struct note *note, const char *name)
{
	(void)parse_copy(name, note->name, sizeof(note->name));
	__atomic_add_fetch(&note->count, 1, __ATOMIC_RELEASE);
	note->found = look(look_arg, name);
	return note->found;
}

/* All devices, or those behind one; false where that one is not there any more. */
static bool look_behind(struct note *note, const char *behind)
{
	const struct dirent *entry;
	struct folder folder;

	if (folder_open(AT_FDCWD, "/sys/class/block", 0, &folder) < 0)
		return true;
	while ((entry = folder_next(&folder))) {
		if (behind)
			behind = strcmp(entry->d_name, behind) == 0 ? NULL : behind;
		else if (look_at(note, entry->d_name))
			break;
	}
	folder_close(&folder);
	return !behind;
}

static _Noreturn void be_looker(struct note *note, const char *only, const char *behind)
{
	watchdog_close();
	if (only)
		(void)look_at(note, only);
	else if (!look_behind(note, behind))
		(void)look_behind(note, NULL);
	_exit(0);
}

static struct looker *free_looker(void)
{
	for (unsigned int i = 0; i < LOOKERS_MAX; i++) {
		if (lookers[i].pid == 0)
			return &lookers[i];
	}
	return NULL;
}

static bool get_notes(void)
{
	void *memory;

	if (notes)
		return true;
	memory = mmap(NULL, sizeof(struct note) * LOOKERS_MAX, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	notes = memory;
	return true;
}

static int start(const char *only, const char *behind)
{
	struct looker *looker = free_looker();
	int fds[2];

	if (!looker)
		return -EBUSY;
	if (!get_notes() || pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	*looker = (struct looker){.note = &notes[looker - lookers],
				  .fd = fds[0],
				  .is_all = !only,
				  .since_us = clock_now_us()};
	*looker->note = (struct note){0};
	looker->pid = _Fork();
	if (looker->pid == 0)
		be_looker(looker->note, only, behind);
	close(fds[1]);
	if (looker->pid > 0)
		return 0;
	close(fds[0]);
	looker->pid = 0;
	return -EAGAIN;
}

static void start_or_say(const char *only, const char *behind)
{
	int error = start(only, behind);

	if (error == -EBUSY)
		is_again = true;
	else if (error)
		log_err("cannot start to look at the disks: %s", strerror(-error));
}

void lookers_start(lookers_look *how, const void *arg, const char *only)
{
	look = how;
	look_arg = arg;
	start_or_say(only, NULL);
}

nfds_t lookers_fds(struct pollfd fds[LOOKERS_MAX])
{
	nfds_t count = 0;

	for (unsigned int i = 0; i < LOOKERS_MAX; i++) {
		if (lookers[i].pid)
			fds[count++] = (struct pollfd){.fd = lookers[i].fd, .events = POLLIN};
	}
	return count;
}

static bool has_ended(const struct looker *looker)
{
	struct pollfd pollfd = {.fd = looker->fd, .events = POLLIN};

	return poll(&pollfd, 1, 0) != 0;
}

static void forget(struct looker *looker)
{
	(void)waitpid(looker->pid, NULL, 0); /* it has closed the pipe: by its end */
	close(looker->fd);
	looker->pid = 0;
}

/* One that has found nothing and goes on: is it held by a disk? */
static void watch(struct looker *looker)
{
	const struct note *note = looker->note;
	unsigned int count = __atomic_load_n(&note->count, __ATOMIC_ACQUIRE);
	uint64_t now_us = clock_now_us();
	char name[NAME_MAX + 1];

	if (count != looker->count) {
		looker->count = count;
		looker->since_us = now_us;
		looker->is_late = false;
	}
	if (looker->is_late || now_us - looker->since_us < SILENT_US)
		return;
	looker->is_late = true;
	memcpy(name, note->name, NAME_MAX);
	name[NAME_MAX] = '\0';
	log_warning("the disk '%s' does not answer yet; the others are looked at", name);
	if (looker->is_all && count)
		start_or_say(NULL, name);
	looker->is_all = false; /* what is behind is the next one's */
}

bool lookers_found(char name[NAME_MAX + 1])
{
	for (unsigned int i = 0; i < LOOKERS_MAX; i++) {
		struct looker *looker = &lookers[i];

		if (looker->pid == 0)
			continue;
		if (!has_ended(looker)) {
			watch(looker);
			continue;
		}
		forget(looker);
		if (looker->note->found) {
			memcpy(name, looker->note->name, NAME_MAX + 1);
			return true;
		}
		if (is_again) {
			is_again = false;
			start_or_say(NULL, NULL);
		}
	}
	return false;
}

bool lookers_busy(void)
{
	for (unsigned int i = 0; i < LOOKERS_MAX; i++) {
		if (lookers[i].pid && !lookers[i].is_late)
			return true;
	}
	return false;
}

void lookers_end(void)
{
	for (unsigned int i = 0; i < LOOKERS_MAX; i++) {
		if (lookers[i].pid == 0)
			continue;
		(void)kill(lookers[i].pid, SIGKILL);
		(void)waitpid(lookers[i].pid, NULL, WNOHANG);
		close(lookers[i].fd);
		lookers[i].pid = 0;
	}
	is_again = false;
}

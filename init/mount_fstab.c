/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /etc/fstab, applied: in come its lines, out go mount(2) and swapon(2) calls. What
 * is mounted already, and the root, is remounted with the line's options;
 * nothing is ever stacked. A line that fails does not stop the others.
 */
#include "init/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/swap.h>
#include <unistd.h>

#include "init/block_dev.h"
#include "init/fstab.h"
#include "init/mount_link.h"
#include "init/mount_opts.h"
#include "init/mount_point.h"
#include "init/watchdog.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/log.h"
#include "lib/parse.h"

enum {
	FSTAB_SIZE = 256 * 1024,
	DEVICE_WAIT_MS = 10000, /* for a disk that is still on its way; not with `nofail` */
};

static char text[FSTAB_SIZE];
static bool has_netdev;	 /* the first pass has left lines to the second */
static bool has_foreign; /* something is mounted that others may have filled */

/* One line on its way from text to mount(2). */
struct job {
	const struct fstab_entry *entry;
	struct mount_opts opts;
	struct block_dev dev; /* valid where entry's spec names a device */
	const char *source, *type;
	bool remount; /* something is mounted there already, or it is the root */
};

/* Logs the failure, more softly for a line that may fail. Always 1. */
static int fail(const struct job *job, const char *what, const char *why)
{
	enum log_level level = job->opts.nofail ? LOG_LEVEL_INFO : LOG_LEVEL_ERR;

	log_line(level, "cannot %s '%s' on '%s' (/etc/fstab line %u): %s", what, job->entry->spec,
		 job->entry->file, job->entry->line, why);
	return 1;
}

static bool names_device(const char *spec)
{
	const char *rest;

	return parse_prefix(spec, "/dev/", &rest) || parse_prefix(spec, "UUID=", &rest) ||
	       parse_prefix(spec, "LABEL=", &rest) || parse_prefix(spec, "PARTUUID=", &rest) ||
	       parse_prefix(spec, "PARTLABEL=", &rest);
}

/* Finds the device and its type, where the line is about a device. 0, or 1 after a log line. */
static int resolve(struct job *job)
{
	const struct fstab_entry *entry = job->entry;
	struct dev_spec spec;
	int error;

	job->source = entry->spec;
	job->type = entry->type;
	if (job->remount || job->opts.flags & MS_BIND || !names_device(entry->spec))
		return 0;
	error = dev_spec_parse(entry->spec, &spec);
	if (error)
		return fail(job, "find", dev_spec_strerror(error));
	error = block_dev_find(&spec, job->opts.nofail ? 0 : DEVICE_WAIT_MS, &job->dev);
	if (error == -ENOTBLK) /* a file or a character device is named: mount(2) will tell */
		return 0;
	if (error == -ETIMEDOUT || error == -ENODEV || error == -ENOENT)
		return fail(job, "find", "the device is not there");
	if (error)
		return fail(job, "find", strerror(-error));
	block_dev_close(&job->dev);
	job->source = job->dev.path;
	if (strcmp(entry->type, "auto") == 0)
		job->type = job->dev.superblock.type;
	if (!job->type)
		return fail(job, "mount", "no known file system on it, give its type");
	return 0;
}

static int mount_new(const struct job *job)
{
	unsigned long flags = job->opts.flags;
	const char *file = job->entry->file;

	if (mount(job->source, file, job->type, flags, job->opts.data) < 0) {
		/* As mount(8): a write-protected device is mounted read-only. */
		if ((errno != EACCES && errno != EROFS) || flags & MS_RDONLY)
			return -errno;
		flags |= MS_RDONLY;
		if (mount(job->source, file, job->type, flags, job->opts.data) < 0)
			return -errno;
		log_notice("'%s' is write-protected, '%s' is read-only", job->source, file);
	}
	/* mount(2): a bind takes no other flags until it is remounted. */
	if (flags & MS_BIND && flags & ~(unsigned long)(MS_BIND | MS_REC) &&
	    mount(NULL, file, NULL, MS_REMOUNT | (flags & ~(unsigned long)MS_REC), NULL) < 0)
		return -errno;
	return 0;
}

static int mount_one(struct job *job)
{
	const char *file = job->entry->file;
	int error = job->remount ? 0 : file_make_dirs(file);

	/* A bind of a file has a file as its mount point. */
	if (error && !(error == -ENOTDIR && job->opts.flags & MS_BIND))
		return fail(job, "make the folder for", strerror(-error));
	error = job->remount ? mounts_remount(file, job->opts.flags, job->opts.data)
			     : mount_new(job);
	if (error)
		return fail(job, job->remount ? "remount" : "mount", strerror(-error));
	if (!job->remount)
		mounts_add(file, false);
	has_foreign |= !mounts_is_kernel_fs(job->type);
	log_debug("mounted '%s' on '%s'", job->source, file);
	if (job->opts.propagation && mount(NULL, file, NULL, job->opts.propagation, NULL) < 0)
		return fail(job, "set the propagation of", strerror(errno));
	return 0;
}

/* What is on a disk must not choose where in the box a mount lands. 0, or 1 after a log line. */
static int check_links(const struct job *job)
{
	char link[PATH_MAX], why[2 * PATH_MAX];
	int found;

	if (!has_foreign || job->entry->file[0] != '/')
		return 0;
	found = mount_link_foreign(job->entry->file, link);
	if (found < 0)
		return fail(job, "look at", strerror(-found));
	if (!found)
		return 0;
	format_text(why, sizeof(why),
		    "'%.128s' is a link outside of the ramdisk, not followed; make it a folder",
		    link);
	return fail(job, "mount", why);
}

static int swap_on(const struct job *job)
{
	int flags = 0;

	if (job->opts.swap_priority >= 0)
		flags = SWAP_FLAG_PREFER | (job->opts.swap_priority & SWAP_FLAG_PRIO_MASK);
	if (swapon(job->source, flags) < 0)
		return fail(job, "swap to", strerror(errno));
	return 0;
}

/* True where the line is for another pass. */
static bool is_for_later(const struct mount_opts *opts, enum mounts_pass pass)
{
	has_netdev |= opts->netdev;
	return opts->netdev != (pass == MOUNTS_NETWORK);
}

/* 0: done, left alone, or allowed to fail; 1: it failed. Logged in either case. */
static int apply(const struct fstab_entry *entry, enum mounts_pass pass, const char *why_not)
{
	struct job job = {.entry = entry};
	int mounted, error = mount_opts_parse(entry->options, &job.opts);

	if (error)
		return pass == MOUNTS_LOCAL && fail(&job, "mount", mount_opts_strerror(error));
	if (job.opts.noauto || is_for_later(&job.opts, pass))
		return 0;
	if (why_not) {
		log_notice("'%s' is not mounted (/etc/fstab line %u): _netdev, and %s", entry->file,
			   entry->line, why_not);
		return 0;
	}
	if (mounts_kernel_has(entry->file, job.opts.flags, job.opts.data) &&
	    !job.opts.propagation) {
		log_debug("'%s' is mounted so already", entry->file);
		return 0;
	}
	if (check_links(&job))
		return !job.opts.nofail;
	mounted = mount_point_is(entry->file);
	job.remount = strcmp(entry->file, "/") == 0 || job.opts.flags & MS_REMOUNT || mounted > 0;
	error = mounted < 0 ? fail(&job, "look at", strerror(-mounted)) : resolve(&job);
	if (!error)
		error = strcmp(entry->type, "swap") == 0 ? swap_on(&job) : mount_one(&job);
	return error && !job.opts.nofail;
}

int mounts_fstab(enum mounts_pass pass, const char *why_not)
{
	struct fstab_cursor cursor = {.next = text};
	struct fstab_entry entry;
	int bad = 0, refused, status;
	ssize_t len;

	if (pass == MOUNTS_NETWORK && !has_netdev)
		return 0;
	len = file_read(AT_FDCWD, "/etc/fstab", text, sizeof(text));
	if (len == -ENOENT)
		return 0;
	if (len < 0) {
		log_err("cannot read '/etc/fstab': %s", strerror((int)-len));
		return 1;
	}
	while ((status = fstab_next(&cursor, &entry, &refused))) {
		watchdog_pet();
		if (status == 1) {
			bad += apply(&entry, pass, why_not);
		} else if (pass == MOUNTS_LOCAL) {
			log_err("refused /etc/fstab line %u: %s", cursor.line,
				fstab_strerror(refused));
			bad++;
		}
	}
	return bad;
}

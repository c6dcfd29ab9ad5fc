/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One thread a module, which opens the file, gives it to the kernel and ends. Everything else (what
 * comes next, the log) is done by the one thread that calls this, so that nothing needs a
 * lock: a job is a thread's from its start until it says that it is done.
 */
#include "mdev-rules/module_load.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/log.h"
#include "lib/memory.h"
#include "mdev-rules/thread.h"

enum { UNPACK = 4 }; /* MODULE_INIT_COMPRESSED_FILE, linux/module.h since 5.17 */

static int insert(int fd, const char *options, int flags)
{
	return syscall(SYS_finit_module, fd, options, flags) < 0 ? -errno : 0;
}

/* Also true of a process that may not use all processors. */
static unsigned int processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	return (unsigned int)CPU_COUNT(&set);
}

int module_load_open(int dir, struct modules_plan *plan, struct module_load *out)
{
	int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (event < 0)
		return -errno;
	out->dir = dir;
	out->event = event;
	out->plan = plan;
	out->job_count = processors();
	if (out->job_count > MODULE_LOAD_JOBS)
		out->job_count = MODULE_LOAD_JOBS;
	out->busy_count = 0;
	out->first = 0;
	memset(out->states, MODULE_WAITS, sizeof(out->states));
	for (unsigned int i = 0; i < MODULE_LOAD_JOBS; i++)
		out->jobs[i].busy = false;
	out->insert = insert;
	return 0;
}

/* How the file is compressed: ".xz"; or NULL. */
static const char *compression(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && strcmp(dot, ".ko") != 0 ? dot : NULL;
}

static void load_file(struct module_job *job)
{
	const struct module_load *load = job->load;
	CLEANUP_FD int fd = openat(load->dir, job->path, O_RDONLY | O_CLOEXEC);

	job->open_error = fd < 0 ? -errno : 0;
	job->error = 0;
	if (fd >= 0)
		job->error = load->insert(fd, job->options, compression(job->path) ? UNPACK : 0);
}

static void *run_job(void *arg)
{
	struct module_job *job = arg;
	const uint64_t one = 1;
	int event = job->load->event;

	load_file(job);
	atomic_store(&job->done, true);
	/* The counter is far from full, so there is nothing that could fail. */
	(void)!write(event, &one, sizeof(one));
	return NULL;
}

static bool is_soft_or_loaded(const struct module_load *load, const struct module_wait *wait)
{
	return wait->soft || load->states[wait->node] == MODULE_LOADED;
}

/* MODULE_LOADS where it can be, MODULE_FAILED where what it needs has failed; else MODULE_WAITS. */
static enum module_state may_load(const struct module_load *load, const struct module_node *node,
				  struct slice *failed)
{
	const struct modules_plan *plan = load->plan;

	for (uint16_t i = node->wait; i < node->wait + node->wait_count; i++) {
		uint8_t state = load->states[plan->waits[i].node];

		if (state == MODULE_WAITS || state == MODULE_LOADS)
			return MODULE_WAITS;
		if (!is_soft_or_loaded(load, &plan->waits[i])) {
			*failed = plan->nodes[plan->waits[i].node].name;
			return MODULE_FAILED;
		}
	}
	return MODULE_LOADS;
}

/* "%.*s" of a name. */
static int print_len(struct slice slice)
{
	return slice.len > MODULE_LOAD_PATH ? MODULE_LOAD_PATH : (int)slice.len;
}

static bool fill_job(struct module_load *load, uint16_t node, struct module_job *job)
{
	const struct modules_plan *plan = load->plan;
	struct slice name = plan->nodes[node].name, file = plan->nodes[node].file;
	int error = modprobe_options(plan->rules, plan->rule_count, name, job->options,
				     sizeof(job->options));

	if (error) {
		log_err("cannot load module '%.*s': %s", print_len(name), name.at,
			modprobe_strerror(error));
		return false;
	}
	if (file.len >= sizeof(job->path)) {
		log_err("cannot load module '%.*s': its path is too long", print_len(name),
			name.at);
		return false;
	}
	memcpy(job->path, file.at, file.len);
	job->path[file.len] = '\0';
	job->load = load;
	job->node = node;
	atomic_store(&job->done, false);
	return true;
}

static struct module_job *free_job(struct module_load *load)
{
	for (unsigned int i = 0; i < load->job_count; i++) {
		if (!load->jobs[i].busy)
			return &load->jobs[i];
	}
	return NULL;
}

static void start_module(struct module_load *load, uint16_t node, struct module_job *job)
{
	if (!fill_job(load, node, job)) {
		load->states[node] = MODULE_FAILED;
		return;
	}
	load->states[node] = MODULE_LOADS;
	job->busy = true;
	load->busy_count++;
	job->has_thread = true;
	/* Without memory for a thread it takes as long as it takes. */
	if (thread_start(run_job, job, &job->thread)) {
		job->has_thread = false;
		(void)run_job(job);
	}
}

void module_load_start(struct module_load *load)
{
	const struct modules_plan *plan = load->plan;

	for (uint16_t i = load->first; i < plan->order_count; i++) {
		uint16_t node = plan->order[i];
		const struct module_node *module = &plan->nodes[node];
		struct module_job *job = free_job(load);
		struct slice failed;
		enum module_state state;

		if (!job)
			return;
		if (load->states[node] == MODULE_WAITS) {
			state = may_load(load, module, &failed);
			if (state == MODULE_LOADS) {
				start_module(load, node, job);
			} else if (state == MODULE_FAILED) {
				load->states[node] = MODULE_FAILED;
				log_err("module '%.*s' is not loaded: it needs '%.*s'",
					print_len(module->name), module->name.at, print_len(failed),
					failed.at);
			}
		}
		if (i == load->first && load->states[node] >= MODULE_LOADED)
			load->first++;
	}
}

/* What is to be done about an error of finit_module(2), or NULL where its own text says enough. */
static const char *cause(int error, bool unpack)
{
	if (unpack && error == -EOPNOTSUPP)
		return "this kernel does not unpack modules (CONFIG_MODULE_DECOMPRESS): store it "
		       "uncompressed";
	if (unpack && error == -EINVAL)
		return "a bad option, or this kernel does not unpack such files "
		       "(CONFIG_MODULE_DECOMPRESS): store it uncompressed";
	if (error == -ENOENT)
		return "it needs a symbol or a file that is missing, which the kernel has named";
	if (error == -ENOEXEC)
		return "it was built for another kernel";
	if (error == -EPERM)
		return "not allowed by module_blacklist=, lockdown or kernel.modules_disabled";
	return NULL;
}

static void tell(const struct module_job *job, struct slice name)
{
	const char *why;

	if (job->open_error) {
		log_err("cannot load module '%.*s': cannot open '%s': %s", print_len(name), name.at,
			job->path, strerror(-job->open_error));
	} else if (job->error == -ENODEV) {
		/* Most often a driver that was asked for by the processor's features. */
		log_info("module '%.*s' has nothing to drive here", print_len(name), name.at);
	} else if (job->error) {
		why = cause(job->error, compression(job->path));
		log_err("cannot load module '%.*s' from '%s': %s", print_len(name), name.at,
			job->path, why ? why : strerror(-job->error));
	} else {
		log_debug("module '%.*s' is loaded", print_len(name), name.at);
	}
}

static void take_in(struct module_load *load)
{
	for (unsigned int i = 0; i < load->job_count; i++) {
		struct module_job *job = &load->jobs[i];

		if (!job->busy || !atomic_load(&job->done))
			continue;
		/* Gone for good: as it ends it would bring the program's pages back (daemon.h). */
		if (job->has_thread)
			(void)pthread_join(job->thread, NULL);
		if (job->error == -EEXIST)
			job->error = 0;
		tell(job, load->plan->nodes[job->node].name);
		load->states[job->node] = job->open_error || job->error ? MODULE_FAILED
									: MODULE_LOADED;
		job->busy = false;
		load->busy_count--;
	}
}

/* Some have said that they are done; which, the jobs say. */
static void hear(struct module_load *load)
{
	uint64_t count;

	(void)!read(load->event, &count, sizeof(count));
	take_in(load);
}

void module_load_step(struct module_load *load)
{
	hear(load);
	module_load_start(load);
}

bool module_load_busy(const struct module_load *load)
{
	return load->busy_count > 0;
}

void module_load_rest(struct module_load *load)
{
	if (load->busy_count == 0)
		memory_give_back(load->jobs, sizeof(load->jobs));
}

void module_load_close(struct module_load *load)
{
	while (load->busy_count > 0) {
		(void)ppoll(&(struct pollfd){.fd = load->event, .events = POLLIN}, 1, NULL, NULL);
		hear(load);
	}
	close(load->event);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chroot(2), capset(2), prctl(2) and seccomp(2). The filter is the caller's list as a program of
 * the classic BPF; what x86 has besides its native calls is in no list.
 */
#include "lib/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/machine.h"

enum {
	AT_NR = offsetof(struct seccomp_data, nr),
	AT_ARCH = offsetof(struct seccomp_data, arch),
	AT_ARGS = offsetof(struct seccomp_data, args), /* each 64 bits, little-endian */
	HEAD_LEN = 4,
	TEST_LEN = 3, /* of an argument: load, mask, compare */
	/* The most that a row takes: a turn of the tree, its number, its tests, two answers. */
	ROW_LEN = 2 + SANDBOX_ARGS * TEST_LEN + 2,
	LEN_MAX = HEAD_LEN + SANDBOX_CALLS_MAX * ROW_LEN,
	REFUSE = SECCOMP_RET_ERRNO | EPERM,
};

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, (value))
/* Goes on where A is k, else leaves out as many instructions. */
#define UNLESS_SKIP(k, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), 0, (count))

struct program {
	struct sock_filter code[LEN_MAX];
	unsigned short len;
	bool is_far; /* a jump is longer than an instruction can say */
};

static void put(struct program *program, struct sock_filter instruction)
{
	program->code[program->len++] = instruction;
}

/* From the instruction at `from` to the next one. */
static uint8_t distance(struct program *program, unsigned int from)
{
	unsigned int distance = program->len - from - 1;

	program->is_far |= distance > UINT8_MAX;
	return (uint8_t)distance;
}

static uint8_t count_tests(const struct sandbox_call *call)
{
	uint8_t count = 0;

	for (int i = 0; i < SANDBOX_ARGS; i++)
		count += call->args[i].mask != 0;
	return count;
}

/* Passes where the arguments are as the row says; goes on behind it where they are not. */
static void put_arguments(struct program *program, const struct sandbox_call *call)
{
	uint8_t left = count_tests(call);

	for (int i = 0; i < SANDBOX_ARGS; i++) {
		if (!call->args[i].mask)
			continue;
		left--;
		put(program, (struct sock_filter)LOAD(AT_ARGS + 8U * call->args[i].index));
		put(program,
		    (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, call->args[i].mask));
		put(program,
		    (struct sock_filter)UNLESS_SKIP(call->args[i].value, left * TEST_LEN + 1));
	}
	put(program, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
}

/* All rows of one number, which is in A. */
static void put_number(struct program *program, const struct sandbox_call *const rows[],
		       unsigned int count)
{
	unsigned int jump = program->len;

	put(program, (struct sock_filter)UNLESS_SKIP(rows[0]->number, 0));
	for (unsigned int i = 0; i < count; i++)
		put_arguments(program, rows[i]);
	program->code[jump].jf = distance(program, jump);
	put(program, (struct sock_filter)RETURN(REFUSE));
}

/* Where the middle is; rows of one number stay together. 0: all are. */
static unsigned int find_half(const struct sandbox_call *const rows[], unsigned int count)
{
	unsigned int found = 0;

	for (unsigned int i = 1; i < count; i++) {
		if (rows[i]->number != rows[i - 1]->number && (found == 0 || i <= count / 2))
			found = i;
	}
	return found;
}

/*
 * Rows in the order of their numbers, as a tree: the kernel runs the filter for each number there
 * is when it takes it (kernel/seccomp.c, seccomp_cache_prepare()), which a list would make as dear
 * as ten thousands of system calls.
 */
static void put_rows(struct program *program, const struct sandbox_call *const rows[],
		     unsigned int count)
{
	unsigned int half = find_half(rows, count), jump;

	if (half == 0) {
		put_number(program, rows, count);
		return;
	}
	jump = program->len;
	put(program,
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, rows[half]->number, 0, 0));
	put_rows(program, rows, half);
	program->code[jump].jt = distance(program, jump);
	put_rows(program, rows + half, count - half);
}

static void sort(const struct sandbox *sandbox, const struct sandbox_call *rows[])
{
	for (unsigned int i = 0; i < sandbox->count; i++) {
		unsigned int at = i;

		for (; at > 0 && rows[at - 1]->number > sandbox->calls[i].number; at--)
			rows[at] = rows[at - 1];
		rows[at] = &sandbox->calls[i];
	}
}

static int filter_calls(const struct sandbox *sandbox)
{
	static struct program program;
	const struct sandbox_call *rows[SANDBOX_CALLS_MAX];
	struct sock_fprog loaded;

	if (sandbox->count == 0 || sandbox->count > SANDBOX_CALLS_MAX)
		return -E2BIG;
	sort(sandbox, rows);
	program.len = 0;
	put(&program, (struct sock_filter)LOAD(AT_ARCH));
	put(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE_AUDIT, 1, 0));
	put(&program, (struct sock_filter)RETURN(REFUSE));
	put(&program, (struct sock_filter)LOAD(AT_NR));
	put_rows(&program, rows, sandbox->count);
	if (program.is_far)
		return -E2BIG;
	loaded = (struct sock_fprog){.len = program.len, .filter = program.code};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &loaded) < 0 ? -errno : 0;
}

static int drop_capabilities(uint32_t kept)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{.effective = kept, .permitted = kept}};

	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

static void warn(const char *what, int error)
{
	if (error)
		log_warning("cannot %s: %s; this process runs without", what, strerror(-error));
}

void sandbox_enter(const struct sandbox *sandbox)
{
	int error = 0;

	if (fchdir(sandbox->root_fd) < 0 || chroot(".") < 0)
		error = -errno;
	warn("change the root to one folder", error);
	warn("drop capabilities", drop_capabilities(sandbox->capabilities));
	warn("refuse new privileges", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0);
	warn("filter system calls", filter_calls(sandbox));
}

/* linux/mount.h, which can't stand beside sys/mount.h. */
enum { TREE_CLONE = 1, TREE_CLOEXEC = O_CLOEXEC };

void sandbox_isolate(int fd)
{
	int tree = (int)syscall(SYS_open_tree, fd, "", TREE_CLONE | TREE_CLOEXEC | AT_EMPTY_PATH);

	if (tree < 0)
		return;
	(void)dup3(tree, fd, O_CLOEXEC);
	close(tree);
}

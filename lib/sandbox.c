/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chroot(2), capset(2), prctl(2) and seccomp(2). The filter is the caller's list as a program of
 * the classic BPF: a bit for each call that always passes, and the rows with conditions behind
 * them. When the kernel takes a filter it runs it once for every number there is, to remember which
 * ones pass (kernel/seccomp.c, seccomp_cache_prepare()), which would cost more than all the calls
 * that are made until the box is up. It gives up at the first instruction that looks at an
 * argument, so that one stands at the start. What x86 has besides its native calls is in no list.
 */
#include "lib/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/log.h"
#include "lib/machine.h"

enum {
	AT_NR = offsetof(struct seccomp_data, nr),
	AT_ARCH = offsetof(struct seccomp_data, arch),
	AT_ARGS = offsetof(struct seccomp_data, args), /* each 64 bits, little-endian */
	WORD_BITS = 32,
	WORDS = SANDBOX_NUMBERS / WORD_BITS,
	WORD_LEN = 3, /* is it this word? its bits, and away */
	TEST_LEN = 3, /* of an argument: load, mask, compare */
	/* The most that a row takes: its number, its tests, an answer. */
	ROW_LEN = 2 + SANDBOX_ARGS * TEST_LEN + 1,
	AROUND_LEN = 18, /* all that is there once */
	LEN_MAX = AROUND_LEN + WORDS * WORD_LEN + SANDBOX_CALLS_MAX * ROW_LEN,
	REFUSE = SECCOMP_RET_ERRNO | EPERM,
};

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define LOAD_NUMBER(k) BPF_STMT(BPF_LD | BPF_IMM, (k))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, (value))
/* Goes on where A is k, else leaves out as many instructions. */
#define UNLESS_SKIP(k, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), 0, (count))

struct program {
	struct sock_filter code[LEN_MAX];
	unsigned short len;
};

static void put(struct program *program, struct sock_filter instruction)
{
	program->code[program->len++] = instruction;
}

static void put_all(struct program *program, const struct sock_filter code[], size_t len)
{
	memcpy(program->code + program->len, code, len * sizeof(*code));
	program->len = (unsigned short)(program->len + len);
}

static uint8_t count_tests(const struct sandbox_call *call)
{
	uint8_t count = 0;

	for (int i = 0; i < SANDBOX_ARGS; i++)
		count += call->args[i].mask != 0;
	return count;
}

/*
 * The calls that always pass, a bit each; A has the number. X gets the bit that is looked for, A
 * then those of its word.
 */
static void put_bits(struct program *program, const uint32_t words[WORDS])
{
	const struct sock_filter head[] = {
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, WORD_BITS - 1),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		LOAD_NUMBER(1),
		BPF_STMT(BPF_ALU | BPF_LSH | BPF_X, 0),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		LOAD(AT_NR),
		BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, WORD_BITS),
	};
	const struct sock_filter tail[] = {
		LOAD_NUMBER(0), /* there is no such word */
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_X, 0, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
	};
	unsigned int left = 0;

	for (unsigned int i = 0; i < WORDS; i++)
		left += words[i] != 0;
	put_all(program, head, sizeof(head) / sizeof(*head));
	for (unsigned int i = 0; i < WORDS; i++) {
		if (!words[i])
			continue;
		left--;
		put(program, (struct sock_filter)UNLESS_SKIP(i, WORD_LEN - 1));
		put(program, (struct sock_filter)LOAD_NUMBER(words[i]));
		put(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, left * WORD_LEN + 1));
	}
	put_all(program, tail, sizeof(tail) / sizeof(*tail));
}

/* A call that passes where its arguments are as the row says. */
static void put_row(struct program *program, const struct sandbox_call *call)
{
	uint8_t left = count_tests(call);

	put(program, (struct sock_filter)LOAD(AT_NR));
	put(program, (struct sock_filter)UNLESS_SKIP(call->number, left * TEST_LEN + 1));
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

static void make_program(const struct sandbox *sandbox, struct program *out)
{
	const struct sock_filter head[] = {
		LOAD(AT_ARGS), /* where the kernel's remembering gives up */
		LOAD(AT_ARCH),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE_AUDIT, 1, 0),
		RETURN(REFUSE),
		LOAD(AT_NR),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, SANDBOX_NUMBERS, 0, 1),
		RETURN(REFUSE),
	};
	uint32_t words[WORDS] = {0};

	out->len = 0;
	for (unsigned int i = 0; i < sandbox->count; i++) {
		const struct sandbox_call *call = &sandbox->calls[i];

		if (count_tests(call) == 0)
			words[call->number / WORD_BITS] |= 1U << call->number % WORD_BITS;
	}
	put_all(out, head, sizeof(head) / sizeof(*head));
	put_bits(out, words);
	for (unsigned int i = 0; i < sandbox->count; i++) {
		if (count_tests(&sandbox->calls[i]))
			put_row(out, &sandbox->calls[i]);
	}
	put(out, (struct sock_filter)RETURN(REFUSE));
}

static int filter_calls(const struct sandbox *sandbox)
{
	static struct program program;
	struct sock_fprog loaded;

	if (sandbox->count > SANDBOX_CALLS_MAX)
		return -E2BIG;
	for (unsigned int i = 0; i < sandbox->count; i++) {
		if (sandbox->calls[i].number >= SANDBOX_NUMBERS)
			return -EINVAL;
	}
	make_program(sandbox, &program);
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

/* 0, or -errno; the descriptor is another one also where that could not be made read-only. */
static int isolate(int fd, bool read_only)
{
	const unsigned int flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH;
	struct mount_attr attr = {.attr_set = read_only ? MOUNT_ATTR_RDONLY : 0};
	CLEANUP_FD int tree = (int)syscall(SYS_open_tree, fd, "", flags);
	int error = 0;

	if (tree < 0)
		return -errno;
	if (read_only &&
	    syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
		error = -errno;
	return dup3(tree, fd, O_CLOEXEC) < 0 ? -errno : error;
}

void sandbox_isolate(int fd, bool read_only)
{
	static bool is_said;
	int error = isolate(fd, read_only);

	if (!is_said)
		warn("see a folder by a mount of its own, or read-only", error);
	is_said |= error != 0;
}

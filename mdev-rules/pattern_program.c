/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The compiler. What a piece has become stands at the end of the program: a repetition puts its
 * instructions around it and copies of it behind, a backward branch moves it before the pieces that
 * are there. The first error moves the reader to the end, where everything stops. See
 * pattern_program.h for the grammar and the maxima.
 */
#include "mdev-rules/pattern_program.h"

#include <string.h>

#include "mdev-rules/pattern_bracket.h"

struct compiler {
	struct program *program;
	const char *at, *end;
	unsigned int depth;
	int error;
};

static void fail(struct compiler *c, int error)
{
	if (!c->error)
		c->error = error;
	c->at = c->end;
}

static char peek(const struct compiler *c)
{
	return c->at < c->end ? *c->at : '\0';
}

bool program_is_repeat(char c)
{
	return c == '*' || c == '+' || c == '?' || c == '{';
}

/* ---- instructions ---- */

/* False where there is no room for that many more. */
static bool has_room(struct compiler *c, size_t count)
{
	if (c->error)
		return false;
	if (count <= (size_t)(PROGRAM_MAX - c->program->count))
		return true;
	fail(c, PATTERN_TOO_BIG);
	return false;
}

static void insert(struct compiler *c, size_t at, enum op_kind kind, char byte, ptrdiff_t to)
{
	struct program *program = c->program;

	if (!has_room(c, 1))
		return;
	memmove(&program->ops[at + 1], &program->ops[at],
		(program->count - at) * sizeof(*program->ops));
	program->ops[at] = (struct op){.kind = (uint8_t)kind, .byte = byte, .to = (int16_t)to};
	program->count++;
}

static void append(struct compiler *c, enum op_kind kind, char byte, ptrdiff_t to)
{
	if (has_room(c, 1))
		c->program->ops[c->program->count++] =
			(struct op){.kind = (uint8_t)kind, .byte = byte, .to = (int16_t)to};
}

static void append_copy(struct compiler *c, size_t from, size_t len)
{
	struct program *program = c->program;

	if (!has_room(c, len))
		return;
	memcpy(&program->ops[program->count], &program->ops[from], len * sizeof(*program->ops));
	program->count = (uint16_t)(program->count + len);
}

static void reverse(struct op *first, struct op *end)
{
	while (first < end) {
		struct op held = *first;

		*first++ = *--end;
		*end = held;
	}
}

/* [first, middle) and [middle, end) change places. */
static void swap(struct op *first, struct op *middle, struct op *end)
{
	if (first == middle)
		return;
	reverse(first, middle);
	reverse(middle, end);
	reverse(first, end);
}

/* ---- repetitions ---- */

/* Digits, at most REPEAT_MAX + 1; NULL without one. */
static const char *read_number(const char *text, unsigned int *out)
{
	const char *start = text;

	for (*out = 0; *text >= '0' && *text <= '9'; text++) {
		*out = *out * 10 + (unsigned int)(*text - '0');
		if (*out > REPEAT_MAX)
			*out = REPEAT_MAX + 1;
	}
	return text > start ? text : NULL;
}

/* "n}", "n,}" or "n,m}" */
static const char *read_bounds(const char *text, struct repeat *out)
{
	text = read_number(text, &out->least);
	if (!text)
		return NULL;
	out->most = out->least;
	if (*text == ',' && *++text == '}')
		out->most = REPEAT_ENDLESS;
	else if (text[-1] == ',')
		text = read_number(text, &out->most);
	return text && *text == '}' && out->least <= out->most ? text + 1 : NULL;
}

const char *program_read_repeat(const char *text, struct repeat *out)
{
	if (*text == '{')
		return read_bounds(text + 1, out);
	out->least = *text == '+';
	out->most = *text == '?' ? 1 : REPEAT_ENDLESS;
	return text + 1;
}

/* What the program has from `start` on, as often as that. */
static void repeat_from(struct compiler *c, size_t start, struct repeat repeat)
{
	size_t len = c->program->count - start;
	bool endless = repeat.most == REPEAT_ENDLESS;

	if (repeat.most == 0)
		c->program->count = (uint16_t)start;
	if (repeat.most == 0 || len == 0)
		return;
	if (repeat.least == 0)
		insert(c, start++, OP_SPLIT, 0, (ptrdiff_t)len + (endless ? 2 : 1));
	for (unsigned int i = 1; i < repeat.least && !c->error; i++)
		append_copy(c, start, len);
	if (endless) {
		append(c, OP_SPLIT, 0, -(ptrdiff_t)len);
		return;
	}
	for (unsigned int i = repeat.least ? repeat.least : 1; i < repeat.most && !c->error; i++) {
		append(c, OP_SPLIT, 0, (ptrdiff_t)len + 1);
		append_copy(c, start, len);
	}
}

/* ---- reading ---- */

static void compile_branches(struct compiler *c);

static void compile_group(struct compiler *c)
{
	c->at++;
	if (++c->depth > PROGRAM_DEPTH_MAX) {
		fail(c, PATTERN_TOO_BIG);
		return;
	}
	compile_branches(c);
	c->depth--;
	if (peek(c) == ')')
		c->at++;
	else
		fail(c, PATTERN_BAD);
}

static void compile_bracket(struct compiler *c)
{
	const char *end = bracket_end(c->at);

	if (!end) {
		fail(c, PATTERN_BAD);
		return;
	}
	append(c, OP_BRACKET, 0, c->at - c->program->text);
	if (!c->error)
		c->at = end;
}

/* Punctuation stands for itself behind a backslash, but for what GNU has made of it. */
static bool is_escapable(char c)
{
	return c && strchr("!\"#$%&()*+,-./:;=?@[\\]^_{|}~", c);
}

static void compile_escape(struct compiler *c)
{
	char byte = *++c->at;

	if (byte >= '1' && byte <= '9') {
		fail(c, PATTERN_BACK_REFERENCE);
		return;
	}
	if (!is_escapable(byte)) {
		fail(c, PATTERN_BAD);
		return;
	}
	c->at++;
	append(c, OP_BYTE, byte, 0);
}

/* False where nothing is to be repeated. */
static bool compile_atom(struct compiler *c)
{
	char byte = peek(c);

	switch (byte) {
	case '(':
		compile_group(c);
		return true;
	case '[':
		compile_bracket(c);
		return true;
	case '\\':
		compile_escape(c);
		return true;
	case '*':
	case '+':
	case '?':
	case '{':
		fail(c, PATTERN_BAD);
		return false;
	}
	c->at++;
	append(c,
	       byte == '.'   ? OP_ANY
	       : byte == '^' ? OP_START
	       : byte == '$' ? OP_END
			     : OP_BYTE,
	       byte, 0);
	return byte != '^' && byte != '$';
}

static void compile_piece(struct compiler *c)
{
	size_t start = c->program->count;

	if (!compile_atom(c))
		return;
	while (program_is_repeat(peek(c))) {
		struct repeat repeat;
		const char *next = program_read_repeat(c->at, &repeat);

		if (!next) {
			fail(c, PATTERN_BAD);
		} else if (repeat.least > REPEAT_MAX || repeat.most == REPEAT_MAX + 1) {
			fail(c, PATTERN_TOO_BIG);
		} else {
			c->at = next;
			repeat_from(c, start, repeat);
		}
	}
}

static void compile_branch(struct compiler *c)
{
	struct program *program = c->program;
	size_t start = program->count;

	while (peek(c) && peek(c) != '|' && peek(c) != ')') {
		size_t piece = program->count;

		compile_piece(c);
		if (program->backward && !c->error)
			swap(&program->ops[start], &program->ops[piece],
			     &program->ops[program->count]);
	}
}

/* Each but the last has a split before it and a jump behind: to the next one's, at last to the end.
 */
static void compile_branches(struct compiler *c)
{
	struct program *program = c->program;
	struct op *jump = NULL;

	for (;;) {
		size_t start = program->count;

		compile_branch(c);
		if (peek(c) == '|')
			insert(c, start, OP_SPLIT, 0, (ptrdiff_t)(program->count - start) + 2);
		if (jump)
			jump->to = (int16_t)(&program->ops[program->count] - jump);
		if (peek(c) != '|')
			return;
		jump = &program->ops[program->count];
		append(c, OP_JUMP, 0, 0);
		if (c->error)
			return;
		c->at++;
	}
}

int program_compile(const char *text, const char *end, bool backward, struct program *out)
{
	struct compiler compiler = {.program = out, .at = text, .end = end};

	out->text = text;
	out->backward = backward;
	out->count = 0;
	compile_branches(&compiler);
	if (compiler.at < end)
		fail(&compiler, PATTERN_BAD); /* a ")" that nothing opened */
	return compiler.error;
}

int program_repeat(struct program *program, struct repeat repeat)
{
	struct compiler compiler = {.program = program};

	repeat_from(&compiler, 0, repeat);
	return compiler.error;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "sink/colour.h"
#include "sink/frames.h"
#include "sink/hexdump.h"
#include "sink/result.h"
#include "sink/text_parts.h"

static void add_arg(struct text *x, struct buffer *to, const struct value *v)
{
	if (v->named || (x->lines.o->arg_names && v->name)) {
		buffer_adds(to, v->name);
		buffer_addc(to, '=');
	}
	value_print(to, v, &x->lines.o->style);
}

static void add_args(struct text *x, struct buffer *to, const struct call *c, uint32_t from, uint32_t end)
{
	for (uint32_t i = from; i < end; i++) {
		if (i > from)
			buffer_add(to, ", ", 2);
		add_arg(x, to, c->arg[i]);
	}
}

static void say_detached(struct text *x, struct line_task *t)
{
	text_message(x, t, "detached");
	t->told = true;
}

/* What the end of a value that goes on would be. */
static size_t braces(const struct value *half)
{
	const struct value *last = value_last(half);

	if (half->kind != VALUE_STRUCT)
		return 0;
	return 1 + (last && last->cut ? braces(last) : 0);
}

static void entry(struct text *x, struct line_task *t, const struct event *e, const struct call *c)
{
	struct buffer *to;
	size_t start;

	/* It is known already, and strace said so. */
	if (e->detached && x->lines.o->strace)
		say_detached(x, t);
	to = line_begin(&x->lines, t, e, true, &start);
	buffer_adds(to, c->name);
	buffer_addc(to, '(');
	add_args(x, to, c, 0, c->ready);
	t->shown = c->ready;
	if (c->arrow)
		buffer_add(to, " => ", 4);
	else if (c->ready && c->ready < c->nargs && !c->late_comma)
		buffer_add(to, ", ", 2);
	t->half = c->half;
	if (t->half) {
		add_arg(x, to, c->half);
		to->len -= braces(c->half);
	}
	line_leave(&x->lines, t, to->len - start);
}

/* Takes the call's line up again, or begins a new one. *start: where column 0 is, or would be. */
static struct buffer *resume(struct text *x, struct line_task *t, const struct event *e, const struct call *c,
			     size_t *start)
{
	struct buffer *to;

	if (line_resume(&x->lines, t)) {
		to = out_to(x->lines.out, t->tid);
		*start = to->len - t->column; /* may wrap: what it began with is written already */
		return to;
	}
	to = line_begin(&x->lines, t, e, true, start);
	buffer_add(to, "<... ", 5);
	buffer_adds(to, c->name);
	buffer_add(to, " resumed>", 9);
	return to;
}

/* ")", then blanks up to the column where results stand. */
static void close_args(struct text *x, struct buffer *to, size_t start)
{
	size_t column;

	buffer_add(to, ") ", 2);
	column = to->len - start;
	if (column < x->lines.o->column)
		buffer_add_pad(to, ' ', x->lines.o->column - column);
	buffer_add(to, "= ", 2);
}

static void add_result(struct text *x, struct buffer *to, const struct event *e, const struct call *c)
{
	bool colour = x->lines.colour && c->failed;

	colour_begin(colour, to, c->restart_code ? COLOUR_INTR : COLOUR_ERROR);
	result_print(to, e, c, &x->lines.o->style);
	colour_end(colour, to);
	if (c->note)
		buffer_addf(to, " (%s)", c->note);
}

/* What was not the kernel's doing, in strace's words. */
static void add_tampered(struct buffer *to, const struct event *e)
{
	bool args = e->tampered & TAMPERED_ARGS, result = e->tampered & TAMPERED_RESULT;

	if (args)
		buffer_adds(to, result ? " (INJECTED: args, retval)" : " (INJECTED: args)");
	else if (result)
		buffer_adds(to, " (INJECTED)");
	if (e->tampered & TAMPERED_DELAY)
		buffer_adds(to, " (DELAYED)");
}

/* Of the argument whose beginning the entry printed all that comes behind it. */
static void add_rest(struct text *x, struct buffer *to, const struct call *c)
{
	struct buffer half = BUFFER_INIT, whole = BUFFER_INIT;
	size_t n = 0;

	add_arg(x, &half, c->half);
	add_arg(x, &whole, c->arg[c->ready]);
	while (n + braces(c->half) < half.len && n < whole.len && half.data[n] == whole.data[n])
		n++;
	buffer_add(to, whole.data + n, whole.len - n);
	buffer_free(&half);
	buffer_free(&whole);
}

static void exit_of(struct text *x, struct line_task *t, const struct event *e, const struct call *c)
{
	const struct options *o = x->lines.o;
	size_t start;
	struct buffer *to = resume(x, t, e, c, &start);

	/* What the entry showed of this argument has become something else. */
	if (t->shown && t->shown <= c->nargs && c->arg[t->shown - 1]->then) {
		if (!c->arrow)
			buffer_add(to, " => ", 4);
		value_print(to, c->arg[t->shown - 1]->then, &o->style);
	}
	if (c->late_comma && t->shown && t->shown < c->nargs)
		buffer_add(to, ", ", 2);
	if (t->half && t->shown < c->nargs) {
		add_rest(x, to, c);
		t->shown++;
		if (t->shown < c->nargs)
			buffer_add(to, ", ", 2);
	}
	t->half = false;
	add_args(x, to, c, t->shown, c->nargs);
	close_args(x, to, start);
	add_result(x, to, e, c);
	if (e->tampered)
		add_tampered(to, e);
	if (o->durations) {
		uint64_t ns = e->time > e->entry_time ? e->time - e->entry_time : 0;

		buffer_addf(to, " <%llu", (unsigned long long)(ns / 1000000000));
		line_add_fraction(to, ns % 1000000000, o->duration_digits);
		buffer_addc(to, '>');
	}
	buffer_addc(to, '\n');
	if (c->dump)
		hexdump_print(to, c->dump);
	frames_print(to, &e->stack, o->strace);
}

static void unfinished(struct text *x, struct line_task *t, const struct event *e, const struct call *c)
{
	struct buffer *to;
	size_t start;

	if (e->detached) {
		/* strace's message goes between the call and its end; ours behind it. */
		if (x->lines.o->strace && !t->told)
			say_detached(x, t);
		if (t->open)
			line_end_open(&x->lines, t, " <detached ...>\n");
		return;
	}
	to = resume(x, t, e, c, &start);
	if (t->shown < c->nargs)
		buffer_adds(to, " <unfinished ...>");
	close_args(x, to, start);
	buffer_add(to, "?\n", 2);
	frames_print(to, &e->stack, x->lines.o->strace);
}

void text_call(struct text *x, struct line_task *t, const struct event *e, const struct call *c)
{
	switch (e->kind) {
	case EVENT_ENTRY:
		entry(x, t, e, c);
		break;
	case EVENT_EXIT:
		exit_of(x, t, e, c);
		break;
	default:
		unfinished(x, t, e, c);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/text.h"

#include <stdlib.h>

#include "base/die.h"
#include "sink/text_parts.h"

/* Of tables' lines strace prints these alone. */
static void message(struct text *x, struct line_task *t, const struct event *e)
{
	if (e->kind == EVENT_NEW || e->kind == EVENT_DETACHED || e->kind == EVENT_MODE)
		text_note(x, t, e);
	else if (e->kind == EVENT_EXITED || e->kind == EVENT_KILLED)
		lines_forget(&x->lines, t);
}

static void text_event(struct sink *s, const struct event *e, const struct call *c)
{
	struct text *x = (struct text *)s;
	struct line_task *t = lines_task_at(&x->lines, e);

	if (!s->needs_call)
		message(x, t, e);
	else if (c)
		text_call(x, t, e, c);
	else
		text_note(x, t, e);
	arena_reset(&x->arena);
	out_spill(x->lines.out);
}

static int text_flush(struct sink *s)
{
	return out_flush(((struct text *)s)->lines.out);
}

static int text_end(struct sink *s)
{
	struct text *x = (struct text *)s;
	int r = out_flush(x->lines.out);

	lines_free(&x->lines);
	arena_free(&x->arena);
	free(x);
	return r;
}

struct sink *text_open(const struct options *o, struct out *out)
{
	struct text *x = xcalloc(1, sizeof(*x));

	x->sink = (struct sink){
		.needs_call = o->summary == SUMMARY_NONE || o->summary_too,
		.event = text_event,
		.flush = text_flush,
		.end = text_end,
	};
	lines_init(&x->lines, o, out);
	x->explain.colour = x->lines.colour;
	return &x->sink;
}

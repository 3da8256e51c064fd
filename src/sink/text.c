/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/text.h"

#include <stdlib.h>

#include "base/die.h"
#include "sink/text_parts.h"

static void text_event(struct sink *s, const struct event *e, const struct call *c)
{
	struct text *x = (struct text *)s;
	struct line_task *t = lines_task_at(&x->lines, e);

	if (c)
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
		.needs_call = true,
		.event = text_event,
		.flush = text_flush,
		.end = text_end,
	};
	lines_init(&x->lines, o, out);
	x->explain.colour = x->lines.colour;
	return &x->sink;
}

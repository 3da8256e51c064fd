/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_LINE_H
#define SINK_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/map.h"
#include "event/event.h"
#include "command/options.h"
#include "sink/out.h"

/*
 * The text sink's lines: what stands in front of them, and which task has
 * begun one that its exit is to finish.
 */
struct line_task {
	int tid;
	bool open;            /* its line waits for the exit */
	uint32_t shown;       /* arguments that the entry printed */
	bool half;            /* and the beginning of the next */
	size_t column;        /* where the entry's part ended */
	uint32_t nr;          /* of its last call: -n */
	uint64_t ip;          /* at its last stop; 0: not known: -i */
	bool wide;            /* of 64-bit code */
	bool told;            /* that it is detached */
};

struct lines {
	const struct options *o;
	struct out *out;
	bool colour;
	struct map tasks;       /* tid -> struct line_task, owned */
	size_t unseen;          /* tasks that are traced, but have not been heard of */
	struct line_task *open; /* with one output for all: whose line stands open at its end */
	uint64_t last_time;     /* of the line before: -r */
	int64_t clock_second;   /* when clock_text was right: -t */
	char clock_text[16];
};

void lines_init(struct lines *x, const struct options *o, struct out *out);
void lines_free(struct lines *x);

/* The task of tid, made when it isn't there; and with what e says of it. */
struct line_task *lines_task(struct lines *x, int tid);
struct line_task *lines_task_at(struct lines *x, const struct event *e);

/* t is gone. */
void lines_forget(struct lines *x, struct line_task *t);

/* t goes on under another tid. */
void lines_rename(struct lines *x, struct line_task *t, int tid);

/*
 * Begins a line of t: ends what stands open there, then prints the prefix and,
 * in front of calls, the gate. *start: where columns are counted from.
 */
struct buffer *line_begin(struct lines *x, struct line_task *t, const struct event *e, bool call,
			  size_t *start);

/* ns of a second, with a point in front: 0, 3, 6 or 9 digits of it. */
void line_add_fraction(struct buffer *to, uint64_t ns, unsigned digits);

/* t's line stays open, at this column. */
void line_leave(struct lines *x, struct line_task *t, size_t column);

/* Is t's line open? Then it is the caller's to finish. */
bool line_resume(struct lines *x, struct line_task *t);

/* Ends the line that stands open where t's next one goes, if there is one. */
void line_end_open(struct lines *x, struct line_task *t, const char *ending);

#endif

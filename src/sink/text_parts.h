/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_TEXT_PARTS_H
#define SINK_TEXT_PARTS_H

#include "base/arena.h"
#include "decode/decode.h"
#include "sink/explain.h"
#include "sink/line.h"
#include "sink/sink.h"

/*
 * The text sink's halves, for text.c alone: calls, and everything else.
 */
struct text {
	struct sink sink;
	struct lines lines;
	struct arena arena; /* of one event */
	struct explain explain;
};

/* ENTRY, EXIT, UNFINISHED */
void text_call(struct text *x, struct line_task *t, const struct event *e, const struct call *c);

/* All other kinds. t may be gone afterwards. */
void text_note(struct text *x, struct line_task *t, const struct event *e);

/* SHIM, SHIM_GS, SHIM_COUNTS; what BAD_SYSENTER's one line leaves to be said. */
void text_shim(struct text *x, struct line_task *t, const struct event *e);

/* "strace: Process 5 attached", unless told to be quiet. */
void text_message(struct text *x, struct line_task *t, const char *what);

#endif

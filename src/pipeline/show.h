/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHOW_H
#define SHOW_H

#include "pipeline/pipeline_state.h"

/* From the pipeline to its sinks. A part of the pipeline. */

/* call: of ENTRY, EXIT and UNFINISHED, else NULL. */
void show_event(struct pipeline *p, const struct event *e, const struct call *call);

/* A call that prints nothing, to those who only count. */
void show_to_tables(struct pipeline *p, const struct event *e);

/* Those that pass, of n. */
void show_verdicts(struct pipeline *p, const struct event *verdict, unsigned n);

/* What has been told to its end of t's interrupted calls; at: the event that ended it. */
void show_stories(struct pipeline *p, struct thread *t, const struct event *at);

/* t's call as it was at its entry, with what the stop there had: it was not shown when it happened. */
void show_entry(struct pipeline *p, struct thread *t, uint64_t time, uint64_t ip, const char comm[16]);

/* Writes out what was shown so far; what can't be written is in p->end. */
void show_flush(struct pipeline *p);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdbool.h>

#include "pipeline/pipeline_state.h"

/*
 * What only the formats that draw want of a process: its vDSO and its stack.
 * A part of the pipeline, which asks only if p->needs_figure.
 */

/*
 * At the ENTRY *e of t, which still stands: the words at its stack pointer travel
 * in *e. When the sinks haven't been told of its vDSO yet: true, and *said is a
 * VDSO event, to be shown, and freed by event_free().
 */
bool figure_entry(struct pipeline *p, struct thread *t, struct event *e, struct event *said);

#endif

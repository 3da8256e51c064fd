/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BACKTRACE_H
#define BACKTRACE_H

#include "pipeline/pipeline_state.h"

/*
 * Call stacks into events, for those who asked (-k): a part of the pipeline.
 * Each is taken while the task stands, after what the call changed in the
 * address space is known.
 */

/* At the entry: only of a call that may not come back to the code that made it. */
void backtrace_entry(struct pipeline *p, struct thread *t, struct event *e);

/* At the exit; call is t's, with the result. */
void backtrace_exit(struct pipeline *p, struct thread *t, struct event *call);

/* At a signal. */
void backtrace_signal(struct pipeline *p, struct thread *t, struct event *e);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVES_H
#define LIVES_H

#include "pipeline/pipeline_state.h"

/*
 * The lives of tasks: how they begin, become another program, and end. A part
 * of the pipeline. Each takes an event of its kind, whose task it lets run on.
 */
void lives_new(struct pipeline *p, struct thread *t, struct event *e);
void lives_exec(struct pipeline *p, struct thread *t, struct event *e);
void lives_mode(struct pipeline *p, struct thread *t, struct event *e);

/* EXITED, KILLED, SUPERSEDED: t is no more afterwards. */
void lives_death(struct pipeline *p, struct thread *t, struct event *e);

/* We end before they do: every line that is open gets its end. */
void lives_detached(struct pipeline *p);

#endif

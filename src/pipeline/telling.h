/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TELLING_H
#define TELLING_H

#include "pipeline/pipeline_state.h"

/*
 * The stories of interrupted calls (stage/story.h), on their way to the sinks:
 * --explain. A part of the pipeline; without the option nothing of it runs.
 */

/*
 * Feeds the task's teller with an event and what the restart stage said of it,
 * and notes what handlers are set up with: a SIGNAL gets its sa_restart.
 * The task still stands, or is gone: names and code come from it.
 */
void telling_feed(struct pipeline *p, struct thread *t, struct event *e, const struct event *said, unsigned n,
		  bool handled);

/* The next story that has ended, as an event for the sinks. false: there is none. */
bool telling_next(struct pipeline *p, struct thread *t, const struct event *at, struct event *story);

#endif

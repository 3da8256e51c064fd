/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TAMPER_H
#define TAMPER_H

#include "pipeline/pipeline_state.h"

/*
 * -e inject= on its way to the source. A part of the pipeline.
 */

/* *e passes, its gate is known, its task stands: does to the call what the plan says; notes it in t and e. */
void tamper_entry(struct pipeline *p, struct thread *t, struct event *e);

/* The exit of a call that was struck: t->call is still the entry's event. */
void tamper_exit(struct pipeline *p, struct thread *t);

#endif

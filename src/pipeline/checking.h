/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKING_H
#define CHECKING_H

#include "pipeline/pipeline_state.h"
#include "stage/restart.h"

/*
 * --check-shims: gathers the facts for stage/shim, keeps what is known of each
 * site, and says it once. A part of the pipeline; without the option
 * p->checking is NULL: entries and exits are not to be brought here then, and
 * all else does nothing.
 *
 * What was found waits for checking_show(), once the task runs on.
 */
struct checking *checking_new(void);
void checking_free(struct checking *c);

/*
 * An entry that has its gate and its seq; the task still stands, t->call is
 * the call before. passed: the verdict that it came by the restart point, or NULL.
 */
void checking_entry(struct pipeline *p, struct thread *t, const struct event *e,
		    const struct restart_verdict *passed);

/* t->call has come back; a call that may restart (include/linux/errno.h, ERESTART...) stays in mind. */
void checking_exit(struct checking *c, struct thread *t);

/* A sysenter that made no call: gives *bad its explanation. */
void checking_bad(struct pipeline *p, struct thread *t, struct event *bad);

/* A new task, made by parent (NULL: not known); exec. */
void checking_begin(struct pipeline *p, struct thread *t, const struct thread *parent);
void checking_exec(struct pipeline *p, struct thread *t);

/*
 * A task goes, by *e, which is yet to be shown. The counts stand before the
 * last one's end: that may have the only file.
 */
void checking_end(struct pipeline *p, struct thread *t, const struct event *e);

/* Gives the sinks what was found. */
void checking_show(struct pipeline *p);

#endif

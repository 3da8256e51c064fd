/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VERDICT_H
#define VERDICT_H

#include "pipeline/pipeline_state.h"
#include "stage/restart.h"
#include "stage/vdso.h"

/*
 * What the restart stage found out, on its way to the sinks: as events, with a
 * proof where one was asked for. A part of the pipeline.
 */

/* Fills said[n] from v[n]: verdicts at the stop *at, whose task still stands. */
void verdict_events(struct pipeline *p, struct thread *t, const struct event *at,
		    const struct restart_verdict *v, unsigned n, struct event *said);

/* What does this restart_syscall resume? NULL: not known. */
const char *verdict_chain(const struct pipeline *p, const struct thread *t,
			  const struct restart_verdict *restart);

/* At each exit, which may lie on the way to a restart: asks the source to look, if the user wants proof. */
void verdict_watch(struct pipeline *p, struct thread *t, const struct vdso_layout *vdso);

/* At each signal: handled is 1, 0, or -errno. */
void verdict_watch_signal(struct pipeline *p, struct thread *t, const struct vdso_layout *vdso, int sig,
			  int handled);

/* At the first stop in a process image, when each of its entries is to be watched. */
void verdict_watch_image(struct pipeline *p, const struct vdso_layout *vdso);

#endif

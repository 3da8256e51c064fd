/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_ATTACH_OLD_H
#define LIVE_ATTACH_OLD_H

#include <stdbool.h>

struct stop;
struct task;

/*
 * Tracing without PTRACE_SEIZE, on kernels before 3.4 (live/kernel.h): stops by
 * SIGSTOP, told as the stops that SEIZE would have made. Facts: ptrace(2),
 * "Attaching and detaching", "Group-stop"; gates.md of the design.
 *
 * What can't be had: a SIGSTOP takes a SIGCONT back that is pending, as one that
 * the task blocks is: attaching and letting go can lose that. And a task in a
 * group-stop can't be let go on waiting for its SIGCONT, as PTRACE_LISTEN does:
 * it is kept in our stop, and looked at until a SIGCONT has come
 * (source/ptrace_delay.h).
 */

/* PTRACE_ATTACH; its stop comes through wait. 0 or -errno. t->halt knows. */
int attach_old_take(struct task *t) __attribute__((warn_unused_result));

/* In the place of PTRACE_INTERRUPT. */
void attach_old_interrupt(struct task *t);

/*
 * Makes of a task's stop what SEIZE would have shown: TRAP of a SIGSTOP of
 * ours, GROUP of a group-stop. false: it was sent on, another stop will tell.
 */
bool attach_old_stop(struct task *t, struct stop *s) __attribute__((warn_unused_result));

/* Of a task that stands: is a SIGSTOP of ours to come? It would stop it for good, should we let it go now. */
bool attach_old_due(const struct task *t);

/* Of a task kept in a group-stop: has a SIGCONT come? */
bool attach_old_continued(const struct task *t);

#endif

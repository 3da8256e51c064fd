/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_PTRACE_DELAY_H
#define SOURCE_PTRACE_DELAY_H

#include "source/ptrace_stops.h"

/*
 * Tasks that stand still for a while: they wait in the table of all tasks, the
 * others go on. A timer interrupts the wait for stops when one is due, by a
 * SIGALRM that the program has to catch without SA_RESTART. An inner part of
 * source/ptrace.h; nobody else includes this.
 */

/* t, STOPPED, is to run on as it would now, but ns later. */
void ptrace_delay_start(struct ptrace_source *p, struct task *t, uint64_t ns);

/* Lets those run on that are due. */
void ptrace_delay_run(struct ptrace_source *p);

/* t waits no more: something has ended its stop. */
void ptrace_delay_forget(struct ptrace_source *p, struct task *t);

#endif

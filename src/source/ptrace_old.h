/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_PTRACE_OLD_H
#define SOURCE_PTRACE_OLD_H

#include "source/ptrace_stops.h"

/*
 * What older kernels leave to us (live/kernel.h). An inner part of
 * source/ptrace.h; nobody else includes this.
 */

/* Without SEIZE: t's stop as SEIZE would tell it; false: another one will tell. */
bool ptrace_old_stop(struct ptrace_source *p, struct task *t, struct stop *s)
	__attribute__((warn_unused_result));

/* Without LISTEN: t stays STOPPED until somebody continues it. */
void ptrace_old_hold(struct ptrace_source *p, struct task *t);

/* Is t, which is held and due, to go on now? If not, it is due again. */
bool ptrace_old_released(struct ptrace_source *p, struct task *t, uint64_t now)
	__attribute__((warn_unused_result));

/* Without GET_SYSCALL_INFO: is what t stands at now the exec that replaced it, not its system call? */
bool ptrace_old_replaced(const struct ptrace_source *p, const struct task *t)
	__attribute__((warn_unused_result));

/* Before 3.0 an exec does not tell who called it: all other threads have gone, only he is left. */
int ptrace_old_caller(const struct ptrace_source *p, const struct task *leader);

#endif

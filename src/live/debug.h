/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_DEBUG_H
#define LIVE_DEBUG_H

#include <stdbool.h>

/*
 * -d: what ptrace can do here, and what wait tells, in strace's words, on standard error. Callers look at
 * debug_on first: it is false unless -d was given, and then nothing else is done.
 */
extern bool debug_on;

/* What our tasks are traced with: PTRACE_O_... */
void debug_options(long options);

/* Once, of the first task that stands: which requests does the kernel know? */
void debug_requests(int tid);

/* A status of wait4(). */
void debug_wait(int tid, int status);

/* A task is ours now, or no more; active: how many are. */
void debug_task(int tid, bool gone, unsigned active);

#endif

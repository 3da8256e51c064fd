/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_PTRACE_STOPS_H
#define SOURCE_PTRACE_STOPS_H

#include <stdbool.h>
#include <time.h>

#include "live/ahead.h"
#include "live/launch.h"
#include "live/stop.h"
#include "live/task.h"
#include "live/turns.h"
#include "source/ptrace.h"

/*
 * What a stop of a live task means: a wait status in, an event out. The inner
 * part of source/ptrace.h; nobody else includes this.
 */
struct ptrace_source {
	struct source source;
	struct ptrace_options options;
	struct map tasks;
	struct turns turns;
	struct launch launch;
	int launching;     /* the child whose execve has not come yet; 0: none */
	int now;           /* the task of the last event; 0: gone or none */
	struct event next; /* kind NONE, or what comes before any new stop */
	bool have_next;
	int rescan;        /* a process that may have threads unknown to us: attach_old.h */
	unsigned delayed;  /* tasks that are due later */
	struct ahead ahead;
	timer_t timer;
	bool have_timer;
};

/*
 * One wait status. 1: *e is an event, its task stands still until it is
 * resumed. 0: there is nothing to report, the task runs on. *s may become what
 * a newer kernel would have said.
 */
int ptrace_stops_event(struct ptrace_source *p, struct stop *s, struct event *e);

/* Resumes by this request; a task that was killed meanwhile is no error. */
void ptrace_stops_resume(struct task *t, int request, int sig);

/* Stays in its group-stop until it is continued. */
void ptrace_stops_listen(struct ptrace_source *p, struct task *t);

/* To its next stop, by a single step when one was asked for. */
void ptrace_stops_run_on(struct task *t, int sig);

/* The thread group of a task that we know only by its tid. */
int ptrace_stops_group(int tid);

#endif

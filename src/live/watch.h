/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_WATCH_H
#define LIVE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "live/passes.h"
#include "live/prove.h"
#include "source/source.h"

/*
 * How one task comes to its next entry: what is asked for (source.h, prove),
 * what is set up in the task for it, and what was seen. The task is one that
 * stands; nothing of this is left in it when it is let go. Nor when we are
 * killed, but for a tag's segment, which does nothing, and, where executions
 * can't be counted (passes), a trap that is then the task's own.
 */
struct watch {
	enum prove_how always; /* PROVE_ALL_TAG, PROVE_ALL_BREAK: each entry; else NOTHING */
	uint64_t at;           /* the restart point */
	struct tag tag;
	struct passes passes;  /* of the restart point: first choice, nothing of it is the task's */
	bool uncounted;        /* ... can't be had: */
	bool armed;            /* a breakpoint of the task's own stands at the restart point */
	bool ask_ignored, ignored; /* SIGTRAP: does the program ignore it? to be asked again */
	bool step;             /* resume by PTRACE_SINGLESTEP */
	bool handler;          /* ... which ends at a handler's first instruction */
	bool skip;             /* nothing is to be set up at this stop */
	bool in_call;          /* between entry and exit: nothing is set up there */
	uint64_t stepped;      /* where the step led; 0: nowhere yet */
};

/* source.h, prove: 0, or -errno. */
int watch_ask(int tid, struct watch *w, enum prove_how how, uint64_t at) __attribute__((warn_unused_result));

/* A child of the task w starts; w NULL: of one that we don't know. */
void watch_born(struct watch *child, const struct watch *w);

/* exec: the task has nothing of it any more. */
void watch_exec(struct watch *w);

/* Stopped for sig: is it a trap of ours? Then nobody else is to know, and what it showed is noted. */
bool watch_trapped(int tid, struct watch *w, int sig);

/*
 * At a signal stop that is none of ours: a handler must not come between what
 * was seen and the entry. A task that was stepped stands at its restart point
 * again (true: its registers have changed), and will be seen to execute it then.
 */
bool watch_signal(int tid, struct watch *w);

/* At an entry: what was seen of the way there, into e. */
void watch_entry(int tid, struct watch *w, uint32_t nr, struct event *e);

/* Before the task runs on: sets up what is wanted. Is it to be stepped? */
bool watch_run(int tid, struct watch *w) __attribute__((warn_unused_result));

/* Before it is let go, and of one that is no more. */
void watch_end(int tid, struct watch *w);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_TASK_H
#define LIVE_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "live/tamper.h"
#include "live/watch.h"
#include "stage/halt.h"
#include "stage/phase.h"

/*
 * The tasks (threads) that we trace, by tid. The table owns them.
 */
enum task_state {
	TASK_RUNNING,   /* or sleeping: not in our hands */
	TASK_STOPPED,   /* in a ptrace-stop */
	TASK_LISTENING, /* in a group-stop after PTRACE_LISTEN */
};

struct task {
	int tid;
	int pid;             /* thread group */
	int parent;          /* who made it; 0: not known, or attached */
	enum task_state state;
	int deliver;         /* STOPPED for a signal: it, should we detach now */
	bool fresh;          /* its first stop has not come yet */
	bool announced;      /* EVENT_NEW has been reported, or is not wanted */
	bool mode_known;     /* wide says how it entered the kernel last */
	bool wide;
	bool wide_call;      /* the exit to come belongs to a call that we don't decode */
	uint64_t wide_calls;
	struct watch watch;
	uint64_t exec_sp;    /* at the exec stop of a 32-bit image: its new stack; else 0 */
	bool filtered;       /* seccomp stops the calls that matter: it runs on by PTRACE_CONT */
	bool in_call;        /* its entry was reported, its exit is to stop */
	bool by_filter;      /* ... and the entry was a seccomp stop */
	bool ends;           /* killed when we let go */
	struct tamper_skip skip;
	struct phase phase;  /* inside a call? Where the kernel doesn't say it */
	struct halt halt;    /* SIGSTOPs of ours, where it has no better way to stop a task */
	bool held;           /* STOPPED: it would be LISTENING */
	int send;            /* a signal that resuming sends: only from a syscall stop */
	uint64_t delay;      /* ns to wait before it is resumed */
	uint64_t due;        /* waiting: until this time of CLOCK_MONOTONIC; else 0 */
	char comm[16];       /* its name, where that is wanted */
	bool gs_known;
	uint32_t gs_base;
	uint16_t gs;         /* the selector, where registers are wanted */
};

struct task *task_get(const struct map *tasks, int tid); /* NULL: not ours */
struct task *task_add(struct map *tasks, int tid, int pid);
void task_remove(struct map *tasks, int tid);

#endif

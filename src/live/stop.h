/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_STOP_H
#define LIVE_STOP_H

#include <stdbool.h>

struct rusage;

/*
 * What wait4() says of a task that was attached by PTRACE_SEIZE with
 * PTRACE_O_TRACESYSGOOD; of one attached otherwise live/attach_old.h
 * says more. Facts: ptrace(2), "Stopped states".
 */
enum stop_kind {
	STOP_SYSCALL, /* syscall entry or exit stop */
	STOP_SIGNAL,  /* signal-delivery stop of sig */
	STOP_GROUP,   /* group-stop by sig */
	STOP_TRAP,    /* PTRACE_EVENT_STOP that is no group-stop: interrupted, continued, new */
	STOP_FORK,    /* PTRACE_EVENT_FORK, VFORK: a process is born */
	STOP_CLONE,   /* PTRACE_EVENT_CLONE: a thread, or a process */
	STOP_EXEC,    /* PTRACE_EVENT_EXEC */
	STOP_SECCOMP, /* PTRACE_EVENT_SECCOMP: a call enters that a filter stops */
	STOP_OTHER,   /* an event that we did not ask for */
	STOP_EXITED,  /* no stop: gone, with status */
	STOP_KILLED,  /* no stop: gone, by sig */
};

struct stop {
	enum stop_kind kind;
	int tid;
	int sig;
	int status;
	bool core;
};

/*
 * Waits for any task. 1: *s is filled, *usage too unless NULL. -EINTR: a
 * signal for us came. -ECHILD: there is nothing to wait for.
 */
int stop_wait(struct stop *s, struct rusage *usage) __attribute__((warn_unused_result));

/* The same, but 0 at once where nobody has anything to say. */
int stop_poll(struct stop *s, struct rusage *usage) __attribute__((warn_unused_result));

/* Is there something to be waited for, of this task, which stood just now? Leaves it there. */
bool stop_waits(int tid);

/* stop_wait() for one task. */
int stop_wait_for(int tid, struct stop *s) __attribute__((warn_unused_result));

/* SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU */
bool stop_is_group_signal(int sig);

/* Gone for good: no ptrace request makes sense any more. */
bool stop_is_death(const struct stop *s);

#endif

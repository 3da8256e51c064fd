/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_HALT_H
#define STAGE_HALT_H

#include <stdbool.h>

/*
 * Whose SIGSTOP? Before PTRACE_SEIZE (Linux 3.4) a tracer stops a task by this
 * signal: PTRACE_ATTACH sends one, a child that the kernel attaches for us is
 * born with one, and for a PTRACE_INTERRUPT there is tgkill(). The task is not
 * to get these, and is to get all others.
 *
 * Who sent it stands in its siginfo: the kernel's own has no sender (SI_USER of
 * process 0, or SI_KERNEL), ours has us. All are to the
 * one task; a kill() to the process is a signal besides. Only another
 * tgkill(SIGSTOP) to the same task at the same time is the same signal to the
 * kernel, which keeps the first one alone: if that is theirs it is delivered.
 */
struct halt {
	bool attach; /* the kernel's is to come */
	bool asked;  /* ours is */
	int group;   /* it was stopped already, by this signal: told when the kernel's has come */
};

/* A SIGSTOP with this si_code and si_pid: is it for us alone? It is then no more to come. us: our pid. */
bool halt_ours(struct halt *h, int code, int sender, int us);

/*
 * The task has come as far as a call of its own, or got a SIGCONT, which takes
 * pending SIGSTOPs back: the kernel's is not to come any more.
 */
void halt_passed(struct halt *h);

#endif

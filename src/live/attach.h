/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_ATTACH_H
#define LIVE_ATTACH_H

#include <stdbool.h>

#include "base/map.h"

struct task;

/*
 * Taking hold of tasks, and letting go of them: PTRACE_SEIZE, so that the
 * task sees no signal that it would not have seen without us, or what there
 * was before it (live/attach_old.h).
 */

/*
 * Attaches to one task, which the table gets; with follow its children come
 * along. It will stop (STOP_TRAP) as soon as it can; without SEIZE it has
 * its options only when they are set at its first stop. 0 or -errno.
 */
int attach_task(struct map *tasks, int tid, int pid, bool follow) __attribute__((warn_unused_result));

/*
 * A child of ours, which waits (live/launch.h): 0, it stands with all options;
 * 1, it was killed, *end says how; -errno.
 */
struct stop;
int attach_child(struct task *t, bool follow, bool seccomp, bool kill, struct stop *end)
	__attribute__((warn_unused_result));

/* The options of a task that stands, and of its children. 0 or -errno. */
int attach_options(int tid, bool follow, bool seccomp, bool kill) __attribute__((warn_unused_result));

/* A child of a task of ours, which the kernel attached: into the table. */
struct task *attach_born(struct map *tasks, int tid, int pid);

/* It will stop (STOP_TRAP) as soon as it can. */
void attach_interrupt(struct task *t);

/* Attaches to all threads of pid that we don't have; how many, or -errno. */
int attach_threads(struct map *tasks, int pid, bool follow) __attribute__((warn_unused_result));

/* Lets a task that stands still go, with the signal that it was about to get. */
void attach_detach(struct map *tasks, struct task *t);

/* Why attaching to pid failed with err, and what would help: static text. */
const char *attach_why(int pid, int err);

/*
 * Lets every task of the table go as it is: running, sleeping in its call,
 * stopped, or with the signal that it was about to get; those whose stops
 * still wait for their turn, too. The table and the turns are empty afterwards.
 * Needs a timer of the caller's to interrupt waits.
 */
struct turns;
void attach_release_all(struct map *tasks, struct turns *turns);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_LAUNCH_H
#define LIVE_LAUNCH_H

#include <stdbool.h>

#include "base/buffer.h"

/*
 * Starts a program under us. The child waits until we have seized it, then
 * calls execve() by int $0x80, also in a 64-bit tracer: so the very first call
 * of the trace is one of the i386 table, with 32-bit pointers.
 */
struct launch_user {
	unsigned uid, gid;
	unsigned *groups; /* n_groups of them, gid among them */
	int n_groups;
};

/* Who is whose child: the program ours, or we its grandchild, with a process group or session of our own. */
enum launch_aside { LAUNCH_NOT_ASIDE, LAUNCH_ASIDE, LAUNCH_ASIDE_PGROUP, LAUNCH_ASIDE_SESSION };

struct launch {
	enum launch_aside aside;
	char *path;  /* what is executed; owned */
	int tid;     /* the program's; 0: none */
	const struct launch_user *user; /* whose program it is to be; NULL: ours */
	const struct sock_fprog *seccomp; /* installed before execve; NULL: none */
	int *installed; /* by the child: 1, or -errno; 0: not yet; its own page, NULL: no seccomp */
	bool ends;   /* when we end: for itself alone, its children live on */
	int go;      /* our end of the pipe that it waits at; -1: released */
};

/*
 * Finds name as execvp() would. 0 and *path (to be freed), or -errno: -ENOENT,
 * -EACCES (also for a folder).
 */
int launch_find(const char *name, char **path) __attribute__((warn_unused_result));

/*
 * Forks the child. l->path is set by the caller. 0 or -errno. With aside the caller goes on in another
 * process: what fork() does not hand on, such as timers, is gone.
 */
int launch_start(struct launch *l, char *const argv[], char *const envp[])
	__attribute__((warn_unused_result));

/* Before launch_go(): nothing is to be installed, which launch_installed() explains by err, a -errno. */
void launch_refuse_seccomp(struct launch *l, int err);

/* At its execve: is the seccomp program in place? 1, 0: none was wanted, -errno. */
int launch_installed(const struct launch *l) __attribute__((warn_unused_result));

/* Lets the child call execve(). */
void launch_go(struct launch *l);

/* It can't be traced: the child ends without having executed anything. */
void launch_abandon(struct launch *l);

/* Frees; the child, if any, goes on. */
void launch_end(struct launch *l);

/* The dispositions and mask that the child gets back before its execve: call before changing any. */
void launch_remember_signals(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_PTRACE_H
#define SOURCE_PTRACE_H

#include <stdbool.h>

#include "live/launch.h"
#include "source/source.h"

struct launch_user;

/*
 * Live processes as a source: started by us, or attached to.
 *
 * Calls that 64-bit code makes by the x86-64 table are counted, never
 * reported; its int $0x80 calls are reported. One tracer a program.
 */
struct transplant;
struct sock_fprog;

struct ptrace_options {
	bool follow;     /* children too */
	bool want_time;  /* fill event.time */
	bool want_stime; /* fill event.stime */
	const struct launch_user *user; /* whose program ours is to be; NULL: our own */
	uint32_t about;  /* what about() is to tell: enum about_wish */
	bool want_regs;  /* fill event.regs at each stop of 32-bit code */
	enum launch_aside aside; /* what we start is to be the process that we are now: live/launch.h */
	bool kill;       /* what we start does not outlive us */
	const struct sock_fprog *seccomp; /* for what we start (stage/seccomp.h); NULL: all calls stop */
	const struct transplant *transplant; /* what transplant() puts; the caller's; NULL: nothing */
};

struct source *source_ptrace(const struct ptrace_options *o);

/* Forks what is to be argv[0], found at path: launch_start(). 0 or -errno. */
int source_ptrace_fork(struct source *s, const char *path, char *const argv[], char *const envp[])
	__attribute__((warn_unused_result));

/* Starts it. Its tid, or -errno. The first event is the entry of its execve. */
int source_ptrace_launch(struct source *s) __attribute__((warn_unused_result));

/* Attaches to pid, with follow to all its threads. How many tasks, or -errno. */
int source_ptrace_attach(struct source *s, int pid) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_PASSES_H
#define LIVE_PASSES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Was an instruction executed? The kernel's own hardware breakpoint
 * (perf_event_open(2), PERF_TYPE_BREAKPOINT; Linux 2.6.33) counts how often a
 * thread comes to it, before it executes it. The thread does not stop and has
 * no signal, sees nothing in its registers, and the breakpoint is gone with the
 * descriptor: also when we are killed. A descriptor a thread is the price.
 */
struct passes {
	int fd_1;       /* the descriptor and 1; 0: none, so that zeroed is a good start */
	uint64_t at;
	uint64_t before; /* the count to compare with */
};

/*
 * From now on: does tid, which stands, execute the instruction at addr? 0;
 * -EMFILE: half of our descriptors are taken, the other half has other uses;
 * or -errno: not on this kernel, not by us (perf_event_paranoid), no free
 * debug register. Begun already, it goes on.
 */
int passes_begin(struct passes *p, int tid, uint64_t addr) __attribute__((warn_unused_result));

/* 1: it did since the last look, 0: it did not, or -errno. */
int passes_look(struct passes *p);

static inline bool passes_on(const struct passes *p)
{
	return p->fd_1;
}

void passes_end(struct passes *p);

#endif

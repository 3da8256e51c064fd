/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_PROVE_H
#define LIVE_PROVE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The SS tag: which instruction brought a task into the kernel?
 *
 * For a sysenter (or AMD's syscall) the kernel saves SS as USER_DS, whatever
 * it was; int $0x80 saves the real one (arch/x86/entry/entry_64_compat.S).
 * So the task gets a second flat stack segment, in a TLS slot that it does not
 * use, before it goes to where an int $0x80 is expected; at the entry stop SS
 * tells whether that was executed. An i386 kernel does the same with selectors
 * of its own (arch/x86/entry/entry_32.S).
 */
struct tag {
	bool on;   /* the next entry tells */
	bool slot; /* the segment stands in the slot */
};

/* At a stop that is no entry stop. 0; -EBUSY: the last slot or SS is the task's own; or -errno. */
int prove_tag(int tid, struct tag *tag) __attribute__((warn_unused_result));

/* 1: an int $0x80 was executed, 0: it was not, -errno. At an entry stop, with the tag on: off then. */
int prove_was_int80(int tid, struct tag *tag) __attribute__((warn_unused_result));

/* Gives the task its own SS back, and the slot. Before anything may save SS: a handler, our detaching. */
void prove_untag(int tid, struct tag *tag);

/*
 * A hardware breakpoint: the task stops by SIGTRAP, si_code TRAP_HWBKPT, before
 * it executes the instruction at addr (asm/debugreg.h; Intel SDM, volume 3,
 * "Debug registers"). It is one thread's own, no child has it, exec ends it.
 */
int prove_break(int tid, uint64_t addr) __attribute__((warn_unused_result));
void prove_unbreak(int tid);

/* Was the trap that the task stands at the breakpoint's? Before 2.6.30 its si_code does not say so. */
bool prove_broke(int tid);

/*
 * RF lets the instruction at the breakpoint execute: before 2.6.33 no kernel sets
 * it itself. A trap leaves it behind: saved with a handler's frame it would let the
 * instruction pass unseen when that comes back.
 */
void prove_rf(int tid, bool set);

/* The task goes on at addr. */
void prove_move(int tid, uint64_t addr);

#endif

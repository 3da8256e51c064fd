/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_PHASE_H
#define STAGE_PHASE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Entry or exit? A system call's two stops look alike; PTRACE_GET_SYSCALL_INFO
 * tells them apart, since Linux 5.3. Before, it is by turns, one task each -
 * and a turn can be lost: an exec, an attaching in the middle of a call, a
 * single step. So the registers have the last word:
 *
 * At each entry stop eax is -ENOSYS, from 2.6 on (the kernel puts it there
 * before it stops: arch/x86/kernel/entry_32.S, syscall_trace_entry;
 * arch/x86/ia32/ia32entry.S). Another eax is an exit's. An exit with -ENOSYS,
 * of a call that the kernel does not have, leaves all registers as they were at
 * its entry; where one of them is another, the exit was lost.
 *
 * 2.6.10 stops a single step over a call as if it were that call's exit, whose
 * entry made no stop; later kernels make no stop of either.
 */
struct phase_regs {
	bool wide;      /* entered by the x86-64 table */
	uint32_t nr;
	int32_t ax;
	uint64_t ip, sp;
	uint32_t arg[6];
};

/* Of one task. Zeroed: outside of calls, or not known. */
struct phase {
	bool inside;    /* between an entry stop and its exit stop */
	bool changed;   /* ... and the exit may have any registers */
	bool stepped;   /* on its way by a single step */
	struct phase_regs entry;
};

enum phase_side { PHASE_ENTRY, PHASE_EXIT };

/* Which one is this stop of a system call? */
enum phase_side phase_stop(struct phase *p, const struct phase_regs *now);

/* A stop that no call can be in: for a signal, or a group-stop. */
void phase_outside(struct phase *p);

/* The stop of PTRACE_EVENT_EXEC: whoever called it, what follows is the exit. */
void phase_exec(struct phase *p);

/* At an entry stop: registers were set by us. */
void phase_change(struct phase *p);

/* The task is resumed by a single step. */
void phase_step(struct phase *p);

/*
 * 2.6.10 of x86-64 shows, at the entry stop of a sysenter, the stack pointer in
 * the place of the sixth argument, and later ones what it points to. before:
 * the two bytes in front of ip. Does the argument stand at sp?
 */
bool phase_sixth_at_sp(const struct phase_regs *now, const uint8_t before[2]);

#endif

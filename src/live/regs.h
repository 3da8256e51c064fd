/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_REGS_H
#define LIVE_REGS_H

#include <stdbool.h>
#include <stdint.h>

#include "stage/phase.h"

/*
 * Registers of a stopped task. All functions return 0 or -errno; -ESRCH means
 * that the task was killed in the meantime: its death comes through wait.
 */
enum syscall_op { SYSCALL_NONE, SYSCALL_ENTRY, SYSCALL_EXIT };

/*
 * PTRACE_GET_SYSCALL_INFO (linux/ptrace.h), cut to what we use. Without it
 * (live/kernel.h) it is made of the registers, and phase tells entry from exit:
 * ask once at each syscall stop, and tell phase of other stops.
 */
struct syscall_info {
	enum syscall_op op;
	bool wide;        /* entered by the x86-64 table: syscall, x32 too */
	uint64_t ip, sp;
	uint32_t nr;      /* ENTRY */
	uint32_t arg[6];
	int32_t result;   /* EXIT: eax */
};

int regs_syscall(int tid, struct phase *phase, struct syscall_info *info) __attribute__((warn_unused_result));

struct regs {
	uint64_t ip, sp;
	int32_t ax, orig_ax;
	uint16_t cs, gs;
	bool wide;        /* CS is that of 64-bit code */
};

/* All of them; known stays false for 64-bit code. */
struct registers;
int regs_get_all(int tid, struct registers *all) __attribute__((warn_unused_result));

int regs_get(int tid, struct regs *regs) __attribute__((warn_unused_result));

/* Does the task run 64-bit code (CS)? 1, 0, -errno. */
int regs_wide(int tid) __attribute__((warn_unused_result));

/* The base of the segment that gs selects: a TLS slot of the GDT, else -EINVAL. */
int regs_gs_base(int tid, uint32_t *base) __attribute__((warn_unused_result));

#endif

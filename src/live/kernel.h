/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_KERNEL_H
#define LIVE_KERNEL_H

#include <stdbool.h>

/*
 * What this kernel has for a tracer, found out once; what is done where it has
 * not. The numbers are those of the first Linux that has it, but the kernel is
 * asked, not its version: distributions add to theirs.
 */
struct kernel {
	bool seize;        /* 3.4, PTRACE_SEIZE: else ATTACH and its SIGSTOP (live/attach_old.h) */
	bool exitkill;     /* 3.8, PTRACE_O_EXITKILL: else the program asks for it (live/launch.h) */
	bool regset;       /* 2.6.34, PTRACE_GETREGSET: else GETREGS */
	bool syscall_info; /* 5.3, PTRACE_GET_SYSCALL_INFO: else the registers (stage/phase.h) */
	bool sigmask;      /* 3.11, PTRACE_GETSIGMASK: else /proc/PID/status */
	bool vm_readv;     /* 3.2, process_vm_readv(): else /proc/PID/mem, else PTRACE_PEEKDATA */
	bool waitid_all;   /* 4.7, waitid() with __WALL: else a request that fails */
};

/* All true before it was asked. Nobody but kernel.c writes. */
extern struct kernel kernel;

/* Before the first task is traced; what can be known without one. Once: costs nothing later. */
void kernel_begin(void);

/* The rest, of the first task that stands in a ptrace-stop. Once, too. */
void kernel_look(int tid);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVENT_I386_H
#define EVENT_I386_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The few numbers of the i386 kernel interface that code goes by; all others
 * are in the tables. Not the host's __NR_*, which are another machine's.
 */

/* Calls: arch/x86/entry/syscalls/syscall_32.tbl. test_i386.c compares them with the tables. */
enum {
	NR_RESTART_SYSCALL = 0,
	NR_RESTART_SYSCALL_64 = 219, /* of 64-bit code; i386: madvise */
	NR_EXIT = 1,
	NR_FORK = 2,
	NR_EXECVE = 11,
	NR_SIGNAL = 48,
	NR_SIGACTION = 67,
	NR_OLD_MMAP = 90,
	NR_MUNMAP = 91,
	NR_SIGRETURN = 119,
	NR_CLONE = 120,
	NR_MODIFY_LDT = 123,
	NR_MREMAP = 163,
	NR_RT_SIGRETURN = 173,
	NR_RT_SIGACTION = 174,
	NR_SIGALTSTACK = 186,
	NR_VFORK = 190,
	NR_MMAP2 = 192,
	NR_SET_THREAD_AREA = 243,
	NR_GET_THREAD_AREA = 244,
	NR_EXIT_GROUP = 252,
	NR_EXECVEAT = 358,
	NR_CLONE3 = 435,
};

/* Results that no process sees, only its tracer: include/linux/errno.h. */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514, ERESTART_RESTARTBLOCK = 516 };

/* Both int $0x80 and jmp rel8 are this long: what the kernel takes off eip for a restart. */
enum { RESTART_BACK = 2 };

static inline bool i386_is_sigreturn(uint32_t nr)
{
	return nr == NR_SIGRETURN || nr == NR_RT_SIGRETURN;
}

static inline bool i386_is_execve(uint32_t nr)
{
	return nr == NR_EXECVE || nr == NR_EXECVEAT;
}

/* Does it set what a signal does? */
static inline bool i386_is_sigaction(uint32_t nr)
{
	return nr == NR_SIGNAL || nr == NR_SIGACTION || nr == NR_RT_SIGACTION;
}

/* 512 (ERESTARTSYS) of -512 in eax, and so on; 0: no restart code. */
static inline int i386_restart_code(int32_t ax)
{
	switch (ax) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		return -ax;
	}
	return 0;
}

#endif

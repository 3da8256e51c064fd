/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forge TIMES: enters the kernel at the vDSO's restart point although nothing
 * was interrupted, and between that as one should. Each time once by a call,
 * whose return address tells the place (in leap), and once by a jump that
 * leaves no such trace; then first thing in a child, and in a handler. Says
 * how often the right answer came.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vdso.h"

enum { SKIP = 77 };

static unsigned restart_point;

/* What __kernel_vsyscall pops behind the restart point. */
__asm__("enter_there:\n"
	"	push %ecx\n"
	"	push %edx\n"
	"	push %ebp\n"
	"	jmp *%esi\n");

__attribute__((noinline, noipa)) int leap(void)
{
	int result;

	__asm__ volatile("call enter_there" : "=a"(result) : "0"(SYS_getppid), "S"(restart_point) : "memory");
	return result;
}

__attribute__((noinline)) static int creep(void)
{
	int result;

	__asm__ volatile("call 1f\n"
			 "1:	addl $2f - 1b, (%%esp)\n"
			 "	jmp enter_there\n"
			 "	.skip 7, 0x90\n"
			 "2:"
			 : "=a"(result)
			 : "0"(SYS_getppid), "S"(restart_point)
			 : "memory", "cc");
	return result;
}

static volatile int in_handler;

static void handler(int sig)
{
	(void)sig;
	in_handler = leap();
}

int main(int argc, char **argv)
{
	struct own_vdso vdso = own_vdso();
	int times = argc > 1 ? atoi(argv[1]) : 1, right = 0, status;

	restart_point = (unsigned)vdso.kv + vdso.restart;
	if (!vdso.kv || !strcmp(vdso.gate, "vdso:int80") || !strcmp(vdso.insn, "syscall")) {
		fprintf(stderr, "no restart point of its own here\n");
		return SKIP;
	}
	for (int i = 0; i < times; i++) {
		right += leap() == getppid();
		right += syscall(SYS_getppid) == creep();
	}
	if (syscall(SYS_fork) == 0)
		_exit(leap() == 0);
	right += wait(&status) > 0 && status == 0;
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	right += in_handler == getppid();
	printf("%d\n", right);
	return 0;
}

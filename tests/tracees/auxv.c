/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * __kernel_vsyscall found in the auxiliary vector and called through a pointer
 * in memory and one in a register, as a libc without thread pointer does:
 * call *address, call *%edi. Exits with the number of calls that failed.
 */
#include <asm/unistd.h>
#include <elf.h>
#include <stdint.h>

__attribute__((used)) static uint32_t kernel_vsyscall;

static long by_memory(long nr, const char *path)
{
	long ret;

	__asm__ volatile("call *kernel_vsyscall" : "=a"(ret) : "0"(nr), "b"(path), "c"(0) : "memory", "cc");
	return ret;
}

static long by_register(long nr, const char *path)
{
	long ret;

	__asm__ volatile("call *%%edi"
			 : "=a"(ret)
			 : "0"(nr), "b"(path), "c"(0), "D"(kernel_vsyscall)
			 : "memory", "cc");
	return ret;
}

static long by_int80(long nr, const char *path)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "0"(nr), "b"(path), "c"(0) : "memory", "cc");
	return ret;
}

__attribute__((used, noreturn)) static void start(const uint32_t *stack)
{
	const uint32_t *at = stack + 1 + stack[0] + 1;
	int bad = 0;

	while (*at++)
		; /* the environment */
	for (; at[0] != AT_NULL; at += 2)
		if (at[0] == AT_SYSINFO)
			kernel_vsyscall = at[1];
	bad += by_int80(__NR_access, "int80") != -2;
	if (kernel_vsyscall) {
		bad += by_memory(__NR_access, "by memory") != -2;
		bad += by_register(__NR_access, "by register") != -2;
	}
	for (;;)
		by_int80(__NR_exit, (const char *)bad);
}

__asm__(".globl _start\n"
	"_start:\n"
	"	mov %esp, %eax\n"
	"	and $-16, %esp\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call start");

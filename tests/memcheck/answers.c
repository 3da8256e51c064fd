/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * To be preloaded into a tracer that runs in valgrind: memcheck does not know
 * that these requests of ptrace() fill memory, and would take the kernel's
 * answers for what was there before. Zeros are known to be something.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/ptrace.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>

enum { GET_THREAD_AREA = 25 }; /* of asm/ptrace-abi.h */

static void expect(long request, unsigned long size, void *data)
{
	if (request == PTRACE_GET_SYSCALL_INFO || request == PTRACE_GETSIGMASK)
		memset(data, 0, size);
	if (request == GET_THREAD_AREA)
		memset(data, 0, 16);
}

long ptrace(int request, ...);
long syscall(long number, ...);

long ptrace(int request, ...)
{
	static long (*next)(int, ...);
	unsigned long addr;
	void *data;
	va_list ap;
	int pid;

	va_start(ap, request);
	pid = va_arg(ap, int);
	addr = va_arg(ap, unsigned long);
	data = va_arg(ap, void *);
	va_end(ap);
	if (!next)
		next = (long (*)(int, ...))dlsym(RTLD_NEXT, "ptrace");
	expect(request, addr, data);
	return next(request, pid, addr, data);
}

long syscall(long number, ...)
{
	static long (*next)(long, ...);
	long arg[6];
	va_list ap;

	va_start(ap, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(ap, long);
	va_end(ap);
	if (!next)
		next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	if (number == SYS_ptrace)
		expect(arg[0], (unsigned long)arg[2], (void *)arg[3]);
	return next(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}

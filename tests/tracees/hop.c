/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hop [PROGRAM...]: a few calls by int $0x80, then exec of the next program of
 * the list, which is another hop: built for 32 bits and for 64, from one to
 * the other and back. Says what the trace must show (expect.h).
 */
#include <string.h>
#include <sys/mman.h>

#include "expect.h"
#ifndef __x86_64__
#include "vdso.h"
#endif

/* Numbers of the i386 table, which int $0x80 always means. */
enum { I386_ACCESS = 33, I386_GETPID = 20 };

#ifdef __x86_64__
#define GATE "int80@64"
#else
#define GATE "int80"
#endif

static long int80(long nr, long a, long b)
{
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "0"(nr), "b"(a), "c"(b)
			 : "memory", "cc"
#ifdef __x86_64__
			   ,
			   "r8", "r9", "r10", "r11"
#endif
	);
	return (int)ret;
}

int main(int argc, char **argv)
{
	/* A path that 32 bits can point to. */
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS
#ifdef __x86_64__
			     | MAP_32BIT
#endif
			 ,
			 -1, 0);

	if (low == MAP_FAILED)
		return 1;
	expect_tid = getpid();
	strcpy(low, "begin");
	int80(I386_ACCESS, (long)low, F_OK);
#ifdef __x86_64__
	getppid(); /* a 64-bit call: counted, not shown */
#else
	expect("%s getppid() = %d", own_vdso().gate, getppid());
#endif
	snprintf(low, 4096, "%d hops to go", argc - 1);
	expect(GATE " access(\"%s\", F_OK) = -1 ENOENT (No such file or directory)", low);
	int80(I386_ACCESS, (long)low, F_OK);
	expect(GATE " getpid() = %d", expect_tid);
	int80(I386_GETPID, 0, 0);
	strcpy(low, "end");
	int80(I386_ACCESS, (long)low, F_OK);
	expect_print();
	if (argc == 1)
		return 0;
	execv(argv[1], argv + 1);
	perror(argv[1]);
	return 1;
}

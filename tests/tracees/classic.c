/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process whose vDSO restarts as 2.6's did: it writes a jmp back to its
 * sysenter over the int $0x80 in front of its landing pad. Says "ready", waits
 * for a tracer, and has a sleep interrupted by a timer whose signal nobody
 * handles (an untraced process would not even notice).
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "vdso.h"

enum { PAGE = 4096, SKIP = 77 };

static int traced(void)
{
	char line[128];
	int tracer = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "TracerPid: %d", &tracer);
	if (f)
		fclose(f);
	return tracer;
}

int main(void)
{
	static const unsigned char sysenter_int80[] = { 0x0f, 0x34, 0xcd, 0x80 };
	static const unsigned char syscall_int80[] = { 0x0f, 0x05, 0xcd, 0x80 };
	static const unsigned char jmp[] = { 0xeb, 0xfa };
	const struct timespec second = { .tv_sec = 1 };
	const struct itimerspec soon = { .it_value.tv_nsec = 100000000 };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGWINCH };
	struct own_vdso vdso = own_vdso();
	unsigned char *code = (unsigned char *)vdso.kv;
	timer_t timer;

	/* push %ecx; push %edx; push %ebp; mov; sysenter; int $0x80 */
	if (!code || (memcmp(code + 5, sysenter_int80, 4) && memcmp(code + 5, syscall_int80, 4))) {
		fprintf(stderr, "no __kernel_vsyscall that could be made a classic one\n");
		return SKIP;
	}
	if (mprotect((void *)((unsigned long)code & -PAGE), 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC)) {
		fprintf(stderr, "the vDSO can't be made writable\n");
		return SKIP;
	}
	memcpy(code + 7, jmp, sizeof(jmp));
	fprintf(stderr, "ready\n");
	while (!traced())
		;
	raise(SIGWINCH); /* the tracer's first stop at the latest */
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) || timer_settime(timer, 0, &soon, NULL))
		return 1;
	return nanosleep(&second, NULL) != 0;
}

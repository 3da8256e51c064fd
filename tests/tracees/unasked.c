/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do calls cost that nobody asks for? Makes N calls through libc's gate and N by int $0x80, and
 * prints how often it stood still meanwhile: each stop of a traced process is a voluntary switch.
 *
 *	unasked N
 *	unasked wait    sleeps in a call, until it is killed
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "raw.h"

static long switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nvcsw;
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 0, before;

	if (argc > 1 && !strcmp(argv[1], "wait")) {
		syscall(SYS_chdir, ".");
		while (getppid() > 1)
			pause();
		return 0;
	}
	before = switches();
	for (long i = 0; i < n; i++) {
		fast(SYS_getppid, 0, 0, 0, 0, 0, 0);
		int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
	}
	printf("%ld\n", switches() - before);
	return 0;
}

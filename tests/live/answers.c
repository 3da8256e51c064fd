/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answers: makes the calls that its input names, "i386 NR ARG..." or "x86-64 NR
 * ARG...", one a line, and prints for each what the kernel says: an errno, or 0.
 * Arguments that are not given are -1. i386's calls go by int $0x80, for which
 * the kernel takes that table whoever does it; so a build of 32 bits knows i386
 * alone.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARGS = 6 };

static long narrow(long nr, const long *arg)
{
	long result;

#ifdef __x86_64__
	__asm__ volatile("push %%rbp\n\tmov %[six], %%rbp\n\tint $0x80\n\tpop %%rbp"
			 : "=a"(result)
			 : "0"(nr), "b"(arg[0]), "c"(arg[1]), "d"(arg[2]), "S"(arg[3]), "D"(arg[4]),
			   [six] "r"(arg[5])
			 : "memory", "cc", "r8", "r9", "r10", "r11");
	result = (int)result;
#else
	result = syscall(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	if (result < 0)
		result = -errno;
#endif
	return result;
}

static long wide(long nr, const long *arg)
{
	long result = syscall(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);

	return result < 0 ? -errno : result;
}

int main(void)
{
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		char *arch = strtok(line, " \n"), *word = strtok(NULL, " \n");
		long arg[ARGS], nr, result;

		if (!word)
			return 1;
		nr = strtol(word, NULL, 0);
		for (int i = 0; i < ARGS; i++) {
			word = strtok(NULL, " \n");
			arg[i] = word ? strtol(word, NULL, 0) : -1;
		}
		result = strcmp(arch, "i386") == 0 ? narrow(nr, arg) : wide(nr, arg);
		/* Errors only: what a call returns may be another number each time. */
		printf("%s %ld %s\n", arch, nr,
		       result < 0 && result > -4096 ? strerrorname_np((int)-result) : "0");
		fflush(stdout);
	}
	return 0;
}

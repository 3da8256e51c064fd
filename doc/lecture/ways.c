/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One call, made in two ways; and a signal handler, whose end is a call, too.
 * Steps 1 and 2 of the lecture.
 */
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static void handler(int sig)
{
	(void)sig;
}

static int by_int80(int nr)
{
	int result;

	__asm__ volatile("int $0x80" : "=a"(result) : "0"(nr) : "memory");
	return result;
}

int main(void)
{
	getppid();            /* libc knows the way */
	by_int80(SYS_getppid); /* we go ourselves */

	signal(SIGUSR1, handler);
	kill(getpid(), SIGUSR1);
	return 0;
}

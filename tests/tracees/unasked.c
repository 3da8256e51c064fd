/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do calls cost that nobody asks for? Makes N calls through libc's gate and N by int $0x80, and
 * prints how often it stood still meanwhile: each stop of a traced process is a voluntary switch.
 *
 *	unasked N
 *	unasked wait    chdir, then sleeps in a call until it is killed
 *	unasked read    a child's read, interrupted by a handler and restarted, then its chdir
 *	unasked sleep   a child's poll, interrupted and resumed by restart_syscall, then its chdir
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "asleep.h"
#include "raw.h"

static long switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nvcsw;
}

static void handler(int sig)
{
	(void)sig;
}

static int ends[2];

/* The child. */
static void interrupted(int sleep)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct pollfd p = { .fd = ends[0], .events = POLLIN };
	char byte;

	sigaction(SIGUSR1, &sa, NULL);
	if (sleep)
		fast(SYS_poll, (long)&p, 1, -1, 0, 0, 0);
	else
		fast(SYS_read, ends[0], (long)&byte, 1, 0, 0, 0);
	fast(SYS_chdir, (long)".", 0, 0, 0, 0, 0);
	exit(0);
}

/* Its parent, who sends the signal, and the data when it sleeps again: the exit status. */
static int interrupt(int sleep)
{
	long nr = sleep ? SYS_poll : SYS_read, sleeps;
	int child, status;

	if (pipe(ends))
		return 1;
	child = fork();
	if (!child)
		interrupted(sleep);
	wait_asleep(child, nr);
	sleeps = proc_sleeps(child);
	kill(child, sleep ? SIGCONT : SIGUSR1);
	if (!sleep || proc_traced(child))
		wait_asleep_again(child, sleep ? SYS_restart_syscall : nr, sleeps);
	if (write(ends[1], "", 1) != 1)
		return 1;
	return waitpid(child, &status, 0) != child || status;
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
	if (argc > 1 && (!strcmp(argv[1], "read") || !strcmp(argv[1], "sleep")))
		return interrupt(argv[1][0] == 's');
	before = switches();
	for (long i = 0; i < n; i++) {
		fast(SYS_getppid, 0, 0, 0, 0, 0, 0);
		int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
	}
	printf("%ld\n", switches() - before);
	return 0;
}

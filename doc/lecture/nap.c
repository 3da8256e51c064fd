/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeps for a while, and is disturbed: a tenth of a second later comes a
 * signal that nobody has a handler for. Step 4 of the lecture.
 *
 *	nap [SECONDS]
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long nap[2] = { 0, 300000000 }; /* seconds, nanoseconds */
	struct itimerspec soon = { .it_value.tv_nsec = 100000000 };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGWINCH };
	timer_t timer;

	if (argc > 1)
		nap[0] = atoi(argv[1]);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) || timer_settime(timer, 0, &soon, NULL))
		return 1;
	return syscall(SYS_nanosleep, nap, NULL) != 0;
}

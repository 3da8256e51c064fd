/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_QUEUE_H
#define TRACEES_QUEUE_H

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* The queue is shared by all of a user's processes: while others fill it there is no room. */
static inline void queue_signal(pid_t pid, int sig, int number)
{
	while (sigqueue(pid, sig, (union sigval){ .sival_int = number }) < 0) {
		if (errno != EAGAIN) {
			perror("sigqueue");
			exit(1);
		}
		sched_yield();
	}
}

#endif

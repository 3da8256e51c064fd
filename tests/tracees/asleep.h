/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_ASLEEP_H
#define TRACEES_ASLEEP_H

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * Where is a task? For a parent that sends signals to its child at the right
 * moment: /proc says, nobody guesses. All of it holds for an untraced child as
 * well as for a traced one. TIDs of threads are fine.
 */
static inline size_t proc_read(int tid, const char *name, char *to, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", tid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, to, size - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		perror(path);
		exit(1);
	}
	to[n] = '\0';
	return (size_t)n;
}

/* For the other way round, a child that looks at its parent: Yama wants to be asked. */
static inline void let_children_look(void)
{
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
}

/* The number behind KEY in /proc/TID/status. */
static inline long proc_status(int tid, const char *key)
{
	char text[4096], *at;

	proc_read(tid, "status", text, sizeof(text));
	at = strstr(text, key);
	if (!at) {
		fprintf(stderr, "no %s in /proc/%d/status\n", key, tid);
		exit(1);
	}
	return strtol(at + strlen(key), NULL, 10);
}

static inline int proc_state(int tid)
{
	char text[512], *at;

	proc_read(tid, "stat", text, sizeof(text));
	at = strrchr(text, ')');
	return at ? at[2] : 0;
}

/* The call that a blocked task is in; -1 when it runs. */
static inline long proc_call(int tid)
{
	char text[512];

	proc_read(tid, "syscall", text, sizeof(text));
	return text[0] >= '0' && text[0] <= '9' ? strtol(text, NULL, 10) : -1;
}

/* How often it has gone to sleep. */
static inline long proc_sleeps(int tid)
{
	return proc_status(tid, "\nvoluntary_ctxt_switches:");
}

static inline int proc_traced(int tid)
{
	return proc_status(tid, "\nTracerPid:") != 0;
}

static inline void look_again(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
}

/*
 * Waits until the task sleeps in the call with number nr. In this order: a
 * task in the entry stop shows the number, too, but is not asleep, and one
 * asleep in an earlier call has another number.
 */
static inline void wait_asleep(int tid, long nr)
{
	while (proc_call(tid) != nr || proc_state(tid) != 'S' || proc_call(tid) != nr)
		look_again();
}

/* The same, but asleep anew, after `sleeps` was read. */
static inline void wait_asleep_again(int tid, long nr, long sleeps)
{
	while (proc_sleeps(tid) == sleeps)
		look_again();
	wait_asleep(tid, nr);
}

/*
 * Waits until a child that slept in a call has stopped, after `sleeps` was read
 * and a signal that stops was sent; 0: it did something else. Since Linux 3.0
 * its parent is told whoever traces it. Before, a traced child's parent is not:
 * such a child sleeps at its call's exit, once for the signal, and the third
 * time stopped.
 */
static inline int wait_stopped(pid_t pid, long sleeps)
{
	int status;
	pid_t got;

	for (;;) {
		int may = proc_sleeps(pid) >= sleeps + 3 && proc_state(pid) == 'T';

		got = waitpid(pid, &status, WUNTRACED | WNOHANG);
		if (got)
			return got == pid && WIFSTOPPED(status);
		if (may)
			return 1;
		look_again();
	}
}

/* Stops a child that sleeps in a call. */
static inline void stop(pid_t pid)
{
	long sleeps = proc_sleeps(pid);

	kill(pid, SIGSTOP);
	if (!wait_stopped(pid, sleeps)) {
		fprintf(stderr, "%d did not stop\n", pid);
		exit(1);
	}
}

static inline void stop_and_continue(pid_t pid)
{
	stop(pid);
	kill(pid, SIGCONT);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stops and continues of a process of several threads, which its parent waits for:
 *
 *	stops ROUNDS THREADS    prints how many of each kind there were
 *	stops storm ROUNDS      many at once, unordered; the child goes on with its work
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int stopping[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };

enum { KINDS = sizeof(stopping) / sizeof(*stopping), TASKS_LEAST = 3 };

static struct shared {
	volatile int end;
	volatile unsigned there;
	volatile unsigned steps;
} *shared;

static void *work(void *arg)
{
	const struct timespec moment = { 0, 200000 };

	__atomic_add_fetch(&shared->there, 1, __ATOMIC_SEQ_CST);
	while (!shared->end) {
		syscall(SYS_getppid);
		/* It restarts where it was stopped. */
		if (nanosleep(&moment, NULL))
			_exit(2);
		__atomic_add_fetch(&shared->steps, 1, __ATOMIC_SEQ_CST);
	}
	return arg;
}

static void child(int threads)
{
	pthread_t thread;

	setpgid(0, 0);
	while (--threads > 0)
		if (pthread_create(&thread, NULL, work, NULL))
			_exit(1);
	work(NULL);
	_exit(0);
}

/* All of a round: the child stops by sig, stands still, and goes on. */
static void one_round(pid_t pid, int sig, unsigned counts[KINDS], unsigned *continued)
{
	unsigned steps;
	int status;

	kill(pid, sig);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		exit(3);
	for (int i = 0; i < KINDS; i++)
		counts[i] += WSTOPSIG(status) == stopping[i];
	steps = shared->steps;
	usleep(500);
	if (steps != shared->steps)
		exit(4);
	kill(pid, SIGCONT);
	if (waitpid(pid, &status, WCONTINUED) != pid || !WIFCONTINUED(status))
		exit(5);
	++*continued;
	for (steps = shared->steps; steps == shared->steps;)
		usleep(100);
}

static int in_order(pid_t pid, int rounds)
{
	unsigned counts[KINDS] = { 0 }, continued = 0;

	for (int i = 0; i < rounds; i++)
		one_round(pid, stopping[i % KINDS], counts, &continued);
	printf("stopped %u %u %u %u, continued %u\n", counts[0], counts[1], counts[2], counts[3], continued);
	return 0;
}

static int in_a_storm(pid_t pid, int rounds)
{
	unsigned state = 1, steps;

	for (int i = 0; i < rounds; i++) {
		state = state * 1664525 + 1013904223;
		kill(pid, state >> 31 ? SIGCONT : stopping[state >> 29 & 3]);
		if (state >> 24 & 1)
			sched_yield();
		else
			usleep(state >> 16 & 127);
	}
	kill(pid, SIGCONT);
	for (steps = shared->steps; shared->steps - steps < 100;)
		usleep(100);
	puts("goes on");
	return 0;
}

int main(int argc, char **argv)
{
	int threads, status, r;
	pid_t pid;

	if (argc != 3)
		return 1;
	threads = strcmp(argv[1], "storm") ? atoi(argv[2]) : 4;
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	alarm(120);
	pid = fork();
	if (pid == 0)
		child(threads);
	while (shared->there < (unsigned)threads)
		usleep(100);
	r = strcmp(argv[1], "storm") ? in_order(pid, atoi(argv[1])) : in_a_storm(pid, atoi(argv[2]));
	shared->end = 1;
	while (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		;
	return r ? r : WEXITSTATUS(status);
}

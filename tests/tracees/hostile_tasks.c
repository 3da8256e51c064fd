/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Crowds, and tasks that come and go as no program should:
 *
 *	hostile_tasks SCENARIO [N]
 *
 * Each says on standard output how many calls access("mark", ...) it made, and
 * which tasks there were, as "NAME NUMBER" lines: what a trace must count. It
 * says so by a file of its own where it is no more at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
#include <unistd.h>

#include "raw.h"

enum { STACK = 64 << 10, MARKS = 20 };

static const char *self;

static void said(const char *what, unsigned long n)
{
	printf("%s %lu\n", what, n);
}

/* Through either gate in turn. */
static void mark(unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		(i & 1 ? fast : int80)(SYS_access, (long)"mark", F_OK, 0, 0, 0, 0);
}

static void *marks(void *arg)
{
	mark((unsigned)(uintptr_t)arg);
	return NULL;
}

static pthread_t begin(void *(*what)(void *arg), void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	if (pthread_create(&thread, &attr, what, arg)) {
		perror("pthread_create");
		exit(1);
	}
	return thread;
}

/* All of them alive at one time. */
static pthread_barrier_t all;

static void *crowd_member(void *arg)
{
	pthread_barrier_wait(&all);
	return marks(arg);
}

static void crowd(unsigned n)
{
	pthread_t *thread = calloc(n, sizeof(*thread));
	unsigned i;

	pthread_barrier_init(&all, NULL, n);
	for (i = 0; i < n; i++)
		thread[i] = begin(crowd_member, (void *)(uintptr_t)MARKS);
	for (i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	said("marks", (unsigned long)n * MARKS);
	said("tasks", n + 1);
}

/* Processes that each make another one, and those of a loop, by all the calls that make one. */
static void fork_storm(unsigned n)
{
	volatile unsigned i, at_once = 0; /* vfork's child has them, too */

	for (i = 0; i < n; i++) {
		pid_t pid = i % 4 == 0	 ? vfork()
			    : i % 4 == 1 ? (pid_t)int80(SYS_fork, 0, 0, 0, 0, 0, 0)
					 : fork();

		if (pid < 0) {
			perror("fork");
			exit(1);
		}
		if (pid == 0) {
			int80(SYS_access, (long)"mark", F_OK, 0, 0, 0, 0);
			_exit(0);
		}
		if (++at_once == 50)
			while (at_once && wait(NULL) > 0)
				at_once--;
	}
	while (wait(NULL) > 0)
		;
	said("marks", n);
	said("tasks", n + 1);
}

/* Makes calls until the process is another: some take the tracer long. */
static void *busy(void *arg)
{
	static char long_name[4000];

	(void)arg;
	memset(long_name, '/', sizeof(long_name) - 1);
	for (;;) {
		fast(SYS_access, (long)long_name, F_OK, 0, 0, 0, 0);
		int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
		fast(SYS_getppid, 0, 0, 0, 0, 0, 0);
	}
	return NULL;
}

static char left[16];

static void *execer(void *arg)
{
	char *const argv[] = { (char *)self, (char *)arg, left, NULL }, *const envp[] = { NULL };

	int80(SYS_execve, (long)self, (long)argv, (long)envp, 0, 0, 0);
	_exit(1);
}

/* The leader is replaced, n times, while it and so many others make calls. */
static void replace(unsigned n, unsigned others, const char *name)
{
	if (n == 0) {
		mark(MARKS);
		return;
	}
	mark(1);
	snprintf(left, sizeof(left), "%u", n - 1);
	while (others--)
		begin(busy, NULL);
	begin(execer, (char *)name);
	busy(NULL);
}

static void execs(unsigned n)
{
	replace(n, 2, "execs");
}

/* Nobody else has to end before the exec is done: its stop comes at once. */
static void execs_of_two(unsigned n)
{
	replace(n, 0, "execs-of-two");
}

/* Children that hold their parent, and die in all ways. */
static void vforks(unsigned n)
{
	volatile unsigned i;
	int status;

	for (i = 0; i < n; i++) {
		pid_t pid = vfork();

		if (pid == 0) {
			int80(SYS_access, (long)"mark", F_OK, 0, 0, 0, 0);
			switch (i % 4) {
			case 0:
				_exit(1);
			case 1:
				kill(getpid(), SIGKILL);
				break;
			case 2:
				__builtin_trap();
			case 3:
				execl("/no/such/program", "none", NULL);
				_exit(2);
			}
		}
		if (waitpid(pid, &status, 0) != pid)
			exit(1);
	}
	said("marks", n);
	said("tasks", n + 1);
}

/* Threads that end while others are looked at; the last one by exit_group() in the middle of all. */
static void *short_life(void *arg)
{
	int80(SYS_access, (long)"mark", F_OK, 0, 0, 0, 0);
	int80(SYS_exit, 0, 0, 0, 0, 0, 0);
	return arg;
}

static void ends(unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		pthread_detach(begin(short_life, NULL));
	/* All have passed by: none is cut off by the end of the process. */
	while (syscall(SYS_access, "/proc/self/task", F_OK) == 0) {
		FILE *f = fopen("/proc/self/status", "r");
		char line[128];
		int threads = 0;

		while (fgets(line, sizeof(line), f) && sscanf(line, "Threads: %d", &threads) != 1)
			;
		fclose(f);
		if (threads == 1)
			break;
		usleep(1000);
	}
	said("marks", n);
	said("tasks", n + 1);
}

static void cut_off(unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			begin(busy, NULL);
			begin(busy, NULL);
			mark(i % 16);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	said("tasks", 3ul * n + 1);
}

/* Vectors of so many strings, and of so many buffers. */
/* Apart: no two of the strings are the same; else all are one. */
static void call_with_vectors(unsigned n, size_t apart)
{
	const char **word = calloc(n + 1, sizeof(*word));
	char *text = calloc(n + 1, apart + 1);
	size_t i;

	for (i = 0; i < n; i++)
		word[i] = apart ? strcpy(text + i * apart, "word") : "word";
	int80(SYS_execve, (long)"/no/such", (long)word, (long)word, 0, 0, 0);
	fast(SYS_writev, -1, (long)word, (long)n, 0, 0, 0);
	mark(2);
	said("marks", 2);
	said("tasks", 1);
}

static void vectors(unsigned n)
{
	call_with_vectors(n, 0);
}

static void vectors_apart(unsigned n)
{
	call_with_vectors(n, sizeof("word"));
}

static const struct {
	const char *name;
	void (*act)(unsigned n);
} scenarios[] = {
	{ "vectors", vectors }, { "vectors-apart", vectors_apart },
	{ "crowd", crowd },	{ "forks", fork_storm },
	{ "execs", execs },	{ "execs-of-two", execs_of_two },
	{ "vforks", vforks },	{ "ends", ends },
	{ "cut-off", cut_off },
};

int main(int argc, char **argv)
{
	unsigned n = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 10;
	unsigned i;

	self = argv[0];
	for (i = 0; argc > 1 && i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		if (strcmp(argv[1], scenarios[i].name) != 0)
			continue;
		scenarios[i].act(n);
		return fflush(stdout) != 0;
	}
	fprintf(stderr, "usage: %s SCENARIO [N]\n", argv[0]);
	return 1;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * toil THREADS: threads that sleep and wait in calls of all kinds, until
 * standard input ends. It has no handlers, so that no call may ever come back
 * early; each is looked at for whether it did what it is to do. Prints how
 * many steps were done, and how many went wrong.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16, SECOND_NS = 1000000000, PATIENCE = 600 };

static atomic_bool over;
static atomic_ulong steps, wrong;

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (int64_t)SECOND_NS + t.tv_nsec;
}

struct toiler {
	uint32_t state;
	int pipe[2];
	int word;
};

static uint32_t next(struct toiler *w)
{
	w->state = w->state * 1664525 + 1013904223;
	return w->state >> 8;
}

/* Calls that a tracer's coming interrupts; the kernel restarts them, by restart_syscall or as they are. */
static int sleeps(struct toiler *w, uint32_t kind)
{
	struct timespec time = { .tv_nsec = (long)(next(w) % 4000000) };
	struct pollfd p = { .fd = w->pipe[0], .events = POLLIN };
	int64_t start = now(), asked = time.tv_nsec;
	struct timeval tv = { .tv_usec = time.tv_nsec / 1000 };
	fd_set set;
	int good;

	switch (kind) {
	case 0:
		good = nanosleep(&time, NULL) == 0;
		break;
	case 1:
		start += time.tv_nsec;
		time.tv_sec = (time_t)(start / SECOND_NS);
		time.tv_nsec = (long)(start % SECOND_NS);
		good = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == 0;
		asked = 0;
		break;
	case 2:
		good = poll(&p, 1, (int)(asked / 1000000)) == 0;
		asked = asked / 1000000 * 1000000;
		break;
	case 3:
		good = syscall(SYS_futex, &w->word, FUTEX_WAIT, 0, &time, NULL, 0) == -1 &&
		       errno == ETIMEDOUT;
		break;
	default:
		FD_ZERO(&set);
		FD_SET(w->pipe[0], &set);
		good = select(w->pipe[0] + 1, &set, NULL, NULL, &tv) == 0;
		asked = asked / 1000 * 1000;
	}
	return good && now() - start >= asked;
}

/* A child that sleeps and writes; its father reads meanwhile. */
static int waits(struct toiler *w)
{
	const struct timespec moment = { .tv_nsec = (long)(next(w) % 2000000) };
	char byte = (char)next(w), got = 0;
	int status = 0, good;
	pid_t pid = fork();

	if (pid == 0) {
		good = nanosleep(&moment, NULL) == 0 && write(w->pipe[1], &byte, 1) == 1 &&
		       nanosleep(&moment, NULL) == 0;
		_exit(good ? 7 : 8);
	}
	good = read(w->pipe[0], &got, 1) == 1 && got == byte;
	good &= waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 7;
	return good;
}

/* More than the pipe holds. What is interrupted with a part of it done ends with that (pipe_write()). */
static void *feed(void *arg)
{
	static char bytes[200000];
	struct toiler *w = arg;
	ssize_t n, all = 0;

	while (all < (ssize_t)sizeof(bytes) &&
	       (n = write(w->pipe[1], bytes, sizeof(bytes) - (size_t)all)) > 0)
		all += n;
	return all == sizeof(bytes) ? NULL : arg;
}

static int is_fed(struct toiler *w)
{
	static __thread char bytes[200000];
	ssize_t n, all = 0;
	pthread_t thread;
	void *bad = w;

	if (pthread_create(&thread, NULL, feed, w))
		return 0;
	while (all < (ssize_t)sizeof(bytes) && (n = read(w->pipe[0], bytes, sizeof(bytes) - (size_t)all)) > 0)
		all += n;
	pthread_join(thread, &bad);
	return !bad && all == sizeof(bytes);
}

static void *toil(void *arg)
{
	struct toiler w = { .state = (uint32_t)(uintptr_t)arg };
	int spin, good;

	if (pipe(w.pipe))
		exit(1);
	while (!over) {
		uint32_t kind = next(&w) % 16;

		good = kind < 10    ? sleeps(&w, kind % 5)
		       : kind == 10 ? waits(&w)
		       : kind == 11 ? is_fed(&w)
				    : 1;
		for (spin = 0; kind > 11 && spin < 100; spin++)
			good &= syscall(SYS_getpid) == getpid() && access("/no/such", F_OK) == -1 &&
				errno == ENOENT;
		if (!good) {
			fprintf(stderr, "kind %u: %m\n", (unsigned)kind);
			wrong++;
		}
		steps++;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 4;
	pthread_t thread[MOST];
	char byte;

	if (threads < 1 || threads > MOST)
		return 1;
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* Yama */
	alarm(PATIENCE);
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, toil, (void *)(uintptr_t)(i + 1)))
			return 1;
	/* An end, and no error, is asleep and restarted just as well. */
	if (read(STDIN_FILENO, &byte, 1) != 0)
		wrong++;
	over = 1;
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	printf("%lu steps, %lu wrong\n", (unsigned long)steps, (unsigned long)wrong);
	return 0;
}

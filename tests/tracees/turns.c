/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads that are all equally busy.
 *
 * turns equal THREADS CALLS: each makes so many calls of getppid, all at once.
 * turns hop TIMES: a thread beside the leader executes the program anew, so
 * many times, while the others are in the middle of their calls.
 * turns signals COUNT: so many queued signals for each thread, and more until
 * its standard input ends; prints how many were sent, and how many handled.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST = 8, OTHERS = 3, BEFORE_HOP = 30, PATIENCE = 60 };

static pthread_barrier_t start;
static pthread_t thread[MOST];
static atomic_long handled;
static atomic_bool over;
static long count, sent;

static void *equal(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start);
	for (long i = 0; i < count; i++)
		syscall(SYS_getppid);
	return NULL;
}

static void *until_over(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start);
	while (!over)
		syscall(SYS_getppid);
	return NULL;
}

static void *hop(void *arg)
{
	char times[16];

	(void)arg;
	snprintf(times, sizeof(times), "%ld", count - 1);
	pthread_barrier_wait(&start);
	for (int i = 0; i < BEFORE_HOP; i++)
		syscall(SYS_getppid);
	execl("/proc/self/exe", "turns", "hop", times, NULL);
	_exit(1);
}

static void begin(int threads, void *(*work)(void *))
{
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, work, NULL))
			_exit(1);
}

static void end(int threads)
{
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
}

static void count_it(int sig)
{
	(void)sig;
	handled++;
}

static bool input_ended(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

static void send_all(void)
{
	struct sigaction sa = { .sa_handler = count_it, .sa_flags = SA_RESTART };
	const union sigval nothing = { 0 };

	sigaction(SIGRTMIN, &sa, NULL);
	pthread_barrier_wait(&start);
	for (long i = 0; i < count || !input_ended(); i++)
		for (int t = 0; t < OTHERS; t++, sent++)
			while (pthread_sigqueue(thread[t], SIGRTMIN, nothing) == EAGAIN)
				usleep(1000);
	alarm(PATIENCE); /* one is lost */
	while (handled < sent)
		usleep(1000);
}

int main(int argc, char **argv)
{
	int threads = OTHERS;

	if (argc < 3)
		return 1;
	count = atol(argv[argc - 1]);
	if (!strcmp(argv[1], "equal"))
		threads = atoi(argv[2]);
	if (threads < 1 || threads > MOST)
		return 1;
	if (!strcmp(argv[1], "equal")) {
		pthread_barrier_init(&start, NULL, (unsigned)threads);
		begin(threads, equal);
	} else if (!strcmp(argv[1], "hop") && count > 0) {
		pthread_barrier_init(&start, NULL, OTHERS + 2);
		begin(OTHERS, until_over);
		pthread_create(&thread[OTHERS], NULL, hop, NULL);
		until_over(NULL);
	} else if (!strcmp(argv[1], "hop")) {
		return puts("hopped") < 0;
	} else {
		pthread_barrier_init(&start, NULL, OTHERS + 1);
		begin(OTHERS, until_over);
		send_all();
		over = true;
		printf("%ld sent, %ld handled\n", sent, (long)handled);
	}
	end(threads);
	return 0;
}

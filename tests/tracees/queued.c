/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real-time signals with values, each accounted for:
 *
 *	queued THREADS SIGNALS [MILLISECONDS, of a timer; less than 1000; else 2]
 *
 * Each thread sends its part of SIGNALS to all threads in turn, by all of the
 * signals in turn, and some to the process. A value is a number in sequence for
 * its sender, receiver and signal, so that the handler sees what is lost,
 * doubled or out of order. Beside that every thread has a timer, whose
 * expirations and overruns must come to the time that went by. The calls that
 * all this interrupts must do their work nonetheless.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "queue.h"

enum { MOST = 16, KINDS = 4, PATIENCE = 300, INTERVAL_NS = 2000000, SECOND_NS = 1000000000 };

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define TO_ANYONE (SIGRTMIN + KINDS)
#define BY_TIMER (SIGRTMIN + KINDS + 1)

static struct one {
	pthread_t thread;
	int tid;
	unsigned sent_to[MOST][KINDS];
	unsigned seen_from[MOST][KINDS];
	volatile unsigned expired;
	unsigned timers_wrong;
} one[MOST];

static __thread struct one *me;
static int threads;
static unsigned share;
static long interval_ns = INTERVAL_NS;
static atomic_uint sent, handled, disordered, doubled, spoilt;
static atomic_uchar *anyone; /* how often each of those values came */
static pthread_barrier_t all_there, all_sent;

static int pack(int from, unsigned number)
{
	return (int)((unsigned)from << 24 | number);
}

static void on_queued(int sig, siginfo_t *info, void *context)
{
	unsigned value = (unsigned)info->si_value.sival_int, from = value >> 24;
	int saved = errno;

	(void)context;
	if (info->si_code != SI_QUEUE || from >= (unsigned)threads || info->si_pid != getpid())
		disordered++;
	else if ((value & 0xffffff) != me->seen_from[from][sig - SIGRTMIN]++)
		disordered++;
	handled++;
	errno = saved;
}

static void on_anyone(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	if (anyone[info->si_value.sival_int]++)
		doubled++;
	handled++;
}

static void on_timer(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	me->expired += 1 + (unsigned)info->si_overrun;
}

static void handle(int sig, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction sa = { .sa_sigaction = handler,
				.sa_flags = SA_SIGINFO | (sig & 1 ? SA_RESTART : 0) };

	sigaction(sig, &sa, NULL);
}

static void send_one(int from, int to, int kind)
{
	union sigval value = { .sival_int = pack(from, me->sent_to[to][kind]++) };
	int r;

	/* More than may be queued at once. */
	while ((r = pthread_sigqueue(one[to].thread, SIGRTMIN + kind, value)) == EAGAIN)
		sched_yield();
	if (r == ENOSYS) {
		fprintf(stderr, "no rt_tgsigqueueinfo() before Linux 2.6.31\n");
		exit(77);
	}
	sent++;
}

static void send_to_anyone(unsigned number)
{
	queue_signal(getpid(), TO_ANYONE, (int)number);
	sent++;
}

/* Calls that sleep, restart or do not, and must come out right all the same. */
static void work(int pipe[2], unsigned i)
{
	struct timespec left = { 0, 20000 };
	unsigned got = 0;
	ssize_t n;

	do
		n = write(pipe[1], &i, sizeof(i));
	while (n < 0 && errno == EINTR);
	do
		n = read(pipe[0], &got, sizeof(got));
	while (n < 0 && errno == EINTR);
	if (n != sizeof(got) || got != i)
		spoilt++;
	while (nanosleep(&left, &left) < 0)
		if (errno != EINTR)
			spoilt++;
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (int64_t)SECOND_NS + t.tv_nsec;
}

static void *live(void *arg)
{
	int self = (int)(intptr_t)arg, pipes[2];
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = BY_TIMER };
	const struct itimerspec every = { { 0, interval_ns }, { 0, interval_ns } };
	int64_t start, least, most;
	timer_t timer;

	me = &one[self];
	me->tid = (int)syscall(SYS_gettid);
	event.sigev_notify_thread_id = me->tid;
	pthread_barrier_wait(&all_there);
	if (pipe(pipes) || timer_create(CLOCK_MONOTONIC, &event, &timer))
		_exit(1);
	start = now();
	timer_settime(timer, 0, &every, NULL);
	least = now();
	for (unsigned i = 0; i < share; i++) {
		send_one(self, (int)((unsigned)self + i) % threads, (int)(i / (unsigned)threads) % KINDS);
		if (i % 8 == 0)
			send_to_anyone((unsigned)self * share + i);
		if (i % 16 == 0)
			work(pipes, i);
	}
	pthread_barrier_wait(&all_sent);
	/* By now one is lost, if this does not end. */
	while (handled < sent)
		usleep(1000);
	least = now() - least;
	timer_delete(timer);
	most = now() - start;
	/* One may be on its way. */
	me->timers_wrong = me->expired + 2 < least / interval_ns || me->expired > most / interval_ns + 1;
	pthread_barrier_wait(&all_sent);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned wrong = 0, lost = 0;
	unsigned long expired = 0;

	if (argc != 3 && argc != 4)
		return 1;
	if (argc == 4)
		interval_ns = atol(argv[3]) * 1000000;
	threads = atoi(argv[1]);
	if (threads < 1 || threads > MOST)
		return 1;
	share = (unsigned)atoi(argv[2]) / (unsigned)threads;
	anyone = calloc((size_t)threads * share + 1, sizeof(*anyone));
	for (int i = 0; i < KINDS; i++)
		handle(SIGRTMIN + i, on_queued);
	handle(TO_ANYONE, on_anyone);
	handle(BY_TIMER, on_timer);
	alarm(PATIENCE);
	pthread_barrier_init(&all_there, NULL, (unsigned)threads);
	pthread_barrier_init(&all_sent, NULL, (unsigned)threads);
	one[0].thread = pthread_self();
	for (int i = 1; i < threads; i++)
		if (pthread_create(&one[i].thread, NULL, live, (void *)(intptr_t)i))
			return 1;
	live(0);
	for (int i = 1; i < threads; i++)
		pthread_join(one[i].thread, NULL);
	for (int to = 0; to < threads; to++) {
		wrong += one[to].timers_wrong;
		expired += one[to].expired;
		for (int from = 0; from < threads; from++)
			for (int kind = 0; kind < KINDS; kind++)
				lost += one[from].sent_to[to][kind] != one[to].seen_from[from][kind];
	}
	printf("%u sent, %u handled, %u lost, %u out of order, %u doubled; %u timers wrong, %u calls "
	       "spoilt\n",
	       sent, handled, lost, disordered, doubled, wrong, spoilt);
	fprintf(stderr, "%lu expirations\n", expired);
	return 0;
}

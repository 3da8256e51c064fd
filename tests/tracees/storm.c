/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A storm of signals over calls of all kinds, through both gates:
 *
 *	storm [CALLS [SEED [THREADS]]]
 *
 * A child makes CALLS calls in each thread, in an order that only SEED
 * decides, while its parent sends signals at random moments: ignored ones,
 * with handlers of every kind, stops. What the calls did is the same however
 * they were interrupted: the program prints a checksum of it.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/syscall.h>

#include "asleep.h"
#include "raw.h"

enum { MAX_THREADS = 8 };

/* Shared: what the weather sees of the work. */
static struct progress {
	volatile int over; /* the work */
	int calm;          /* no more signals: a futex */
	unsigned calls;
} *progress;

static unsigned long calls = 10000;
static uint32_t seed = 1;
static unsigned threads = 1;
static uint32_t sums[MAX_THREADS];

static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static uint32_t mix(uint32_t sum, uint32_t value)
{
	return (sum ^ value) * 16777619u;
}

static raw_call *either(uint32_t *state)
{
	return next(state) & 1 ? fast : int80;
}

/* ---- The handlers: all leave errno and everything else alone ---- */

static void quiet(int sig)
{
	(void)sig;
}

/* Its own calls may be interrupted, too. */
static void busy(int sig)
{
	static const int32_t moment[2] = { 0, 20000 };

	int80(SYS_getppid, sig, 0, 0, 0, 0, 0);
	fast(SYS_nanosleep, (long)moment, 0, 0, 0, 0, 0);
	int80(SYS_nanosleep, (long)moment, 0, 0, 0, 0, 0);
	fast(SYS_getppid, sig, 0, 0, 0, 0, 0);
}

static void info(int sig, siginfo_t *si, void *context)
{
	(void)sig;
	(void)si;
	(void)context;
	fast(SYS_getppid, 0, 0, 0, 0, 0, 0);
}

static const struct {
	int sig;
	void (*handler)(int sig);
	int flags;
} handlers[] = {
	{ SIGUSR1, quiet, SA_RESTART },
	{ SIGUSR2, quiet, 0 },
	{ SIGHUP, busy, SA_RESTART },
	{ SIGTERM, busy, SA_ONSTACK },
	{ SIGURG, quiet, SA_RESTART | SA_ONSTACK },
	{ SIGIO, NULL, SA_RESTART | SA_SIGINFO },
	{ SIGPWR, NULL, SA_SIGINFO | SA_NODEFER },
	{ SIGWINCH, SIG_DFL, 0 }, /* ignored: interrupts only a traced process */
	{ SIGCONT, SIG_DFL, 0 },
};

enum { HANDLERS = sizeof(handlers) / sizeof(*handlers) };

static void handle_all(void)
{
	unsigned i;

	for (i = 0; i < HANDLERS; i++) {
		struct sigaction sa = { .sa_flags = handlers[i].flags };

		if (sa.sa_flags & SA_SIGINFO)
			sa.sa_sigaction = info;
		else
			sa.sa_handler = handlers[i].handler;
		sigaction(handlers[i].sig, &sa, NULL);
	}
}

/* ---- The work ---- */

static int interrupted(long ret)
{
	return ret == -EINTR;
}

/* A call that ends as it should, however often a signal ends it early. */
#define UNTIL_DONE(ret, call)                                                                                \
	do {                                                                                                 \
		ret = (call);                                                                                \
	} while (interrupted(ret))

struct worker {
	uint32_t state, sum;
	int pipe[2];
	int word;
};

/* Sleeps for a while in one of the calls that have a timeout; all of them time out. */
static long doze(struct worker *w, uint32_t kind)
{
	const int32_t moment[2] = { 0, (int32_t)(next(&w->state) % 150000) };
	struct pollfd p = { .fd = w->pipe[0], .events = POLLIN };
	raw_call *gate = either(&w->state);
	fd_set set;
	long ret;

	switch (kind) {
	case 0:
		UNTIL_DONE(ret, gate(SYS_nanosleep, (long)moment, 0, 0, 0, 0, 0));
		return ret;
	case 1:
		UNTIL_DONE(ret, gate(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)moment, 0, 0, 0));
		return ret;
	case 2:
		UNTIL_DONE(ret, gate(SYS_poll, (long)&p, 1, 1, 0, 0, 0));
		return ret;
	case 3:
		UNTIL_DONE(ret, gate(SYS_futex, (long)&w->word, FUTEX_WAIT, 0, (long)moment, 0, 0));
		return ret;
	default:
		/* select changes both. */
		do {
			struct timeval tv = { .tv_usec = 100 };

			FD_ZERO(&set);
			FD_SET(w->pipe[0], &set);
			ret = gate(SYS__newselect, w->pipe[0] + 1, (long)&set, 0, 0, (long)&tv, 0);
		} while (interrupted(ret));
		return ret;
	}
}

static void *feeder(void *arg)
{
	const int32_t moment[2] = { 0, 100000 };
	const int *to = arg;
	char c = 'x';
	long ret;

	fast(SYS_nanosleep, (long)moment, 0, 0, 0, 0, 0);
	UNTIL_DONE(ret, int80(SYS_write, to[1], (long)&c, 1, 0, 0, 0));
	return NULL;
}

/* A read that sleeps until a thread writes. */
static long wait_for_data(struct worker *w)
{
	raw_call *gate = either(&w->state);
	pthread_t thread;
	long ret;
	char c = 0;

	if (pthread_create(&thread, NULL, feeder, w->pipe))
		return -1;
	UNTIL_DONE(ret, gate(SYS_read, w->pipe[0], (long)&c, 1, 0, 0, 0));
	pthread_join(thread, NULL);
	return ret == 1 ? c : ret;
}

/* A child of the worker, and the wait for its end. */
static long wait_for_child(struct worker *w)
{
	const int32_t moment[2] = { 0, 100000 };
	raw_call *gate = either(&w->state);
	long pid, ret;
	int status = 0;

	UNTIL_DONE(pid, gate(SYS_fork, 0, 0, 0, 0, 0, 0));
	if (pid == 0) {
		int80(SYS_nanosleep, (long)moment, 0, 0, 0, 0, 0);
		int80(SYS_exit_group, 7, 0, 0, 0, 0, 0);
	}
	UNTIL_DONE(ret, gate(SYS_wait4, pid, (long)&status, 0, 0, 0, 0));
	return ret == pid ? status : ret;
}

static uint32_t one_call(struct worker *w)
{
	uint32_t kind = next(&w->state) % 256;
	raw_call *gate = either(&w->state);
	char c = (char)kind;
	long ret;

	if (kind < 40)
		return (uint32_t)doze(w, kind % 5);
	if (kind < 44)
		return (uint32_t)wait_for_data(w);
	if (kind < 46)
		return (uint32_t)wait_for_child(w);
	if (kind < 80) {
		UNTIL_DONE(ret, gate(SYS_write, w->pipe[1], (long)&c, 1, 0, 0, 0));
		c = 0;
		UNTIL_DONE(ret, either(&w->state)(SYS_read, w->pipe[0], (long)&c, 1, 0, 0, 0));
		return (unsigned char)c;
	}
	if (kind < 160)
		return (uint32_t)gate(SYS_access, (long)"/no/such", F_OK, 0, 0, 0, 0);
	return (uint32_t)gate(SYS_getppid, 0, 0, 0, 0, 0, 0) == 0;
}

static void *work(void *arg)
{
	unsigned n = (unsigned)(uintptr_t)arg;
	struct worker w = { .state = seed * 2654435761u + n + 1, .sum = 2166136261u };
	stack_t alternate = { .ss_size = 1 << 18 };
	unsigned long i;

	alternate.ss_sp = malloc(alternate.ss_size);
	sigaltstack(&alternate, NULL);
	if (pipe(w.pipe))
		exit(1);
	for (i = 0; i < calls; i++) {
		w.sum = mix(w.sum, one_call(&w));
		__atomic_add_fetch(&progress->calls, 1, __ATOMIC_RELAXED);
	}
	sums[n] = w.sum;
	return NULL;
}

static void child(void)
{
	pthread_t thread[MAX_THREADS];
	unsigned n;

	for (n = 1; n < threads; n++)
		pthread_create(&thread[n], NULL, work, (void *)(uintptr_t)n);
	work(0);
	for (n = 1; n < threads; n++)
		pthread_join(thread[n], NULL);
	progress->over = 1;
	/* A SIGSTOP must not come too late to stop it. */
	while (!__atomic_load_n(&progress->calm, __ATOMIC_SEQ_CST))
		syscall(SYS_futex, &progress->calm, FUTEX_WAIT, 0, NULL, NULL, 0);
	for (n = 1; n < threads; n++)
		sums[0] = mix(sums[0], sums[n]);
	printf("storm: %u threads of %lu calls, seed %u: %08x\n", threads, calls, (unsigned)seed,
	       (unsigned)sums[0]);
	fflush(stdout);
	_exit(0);
}

/* ---- The weather ---- */

/* Under a slow tracer signals could keep coming faster than they are handled: no call would ever end. */
static int too_much(unsigned long sent)
{
	return sent > 4ul * (__atomic_load_n(&progress->calls, __ATOMIC_RELAXED) + 16);
}

static unsigned long storm(pid_t pid)
{
	uint32_t state = seed + 77;
	unsigned long sent = 0;
	int status;

	while (!progress->over) {
		uint32_t kind = next(&state) % 64;

		nanosleep(&(struct timespec){ .tv_nsec = next(&state) % 800000 }, NULL);
		if (too_much(sent))
			continue;
		if (kind == 0) {
			kill(pid, SIGSTOP);
			if (waitpid(pid, &status, WUNTRACED) == pid && !WIFSTOPPED(status)) {
				fprintf(stderr, "storm: ended early, status 0x%x, after %lu signals\n",
					status, sent);
				exit(1);
			}
			kill(pid, SIGCONT);
		} else {
			kill(pid, handlers[kind % HANDLERS].sig);
		}
		sent++;
	}
	__atomic_store_n(&progress->calm, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &progress->calm, FUTEX_WAKE, 1, NULL, NULL, 0);
	return sent;
}

int main(int argc, char **argv)
{
	unsigned long sent;
	int status;
	pid_t pid;

	if (argc > 1)
		calls = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = (uint32_t)strtoul(argv[2], NULL, 10);
	if (argc > 3)
		threads = (unsigned)strtoul(argv[3], NULL, 10);
	if (!calls || !seed || !threads || threads > MAX_THREADS) {
		fprintf(stderr, "usage: storm [CALLS [SEED [THREADS (1 to %d)]]]\n", MAX_THREADS);
		return 1;
	}
	progress = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (progress == MAP_FAILED)
		return 1;
	prctl(PR_SET_TIMERSLACK, 1);
	handle_all();
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		child();
	}
	sent = storm(pid);
	if (waitpid(pid, &status, 0) != pid || status) {
		fprintf(stderr, "storm: status 0x%x after %lu signals\n", status, sent);
		return 1;
	}
	fprintf(stderr, "storm: %lu signals\n", sent);
	return 0;
}

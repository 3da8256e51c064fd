/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes calls from known places, and says of each how it came there by its
 * own account: "NAME: IP...", the return addresses from the caller of the
 * function that makes the call outwards. The call is access(NAME): by int $0x80
 * in that function itself where NAME begins with "int80", else by libc.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

#ifdef __clang__
#define APART __attribute__((noinline))
#else
#define APART __attribute__((noinline, noclone))
#endif

/* Keeps a call from becoming a jump. */
#define COME_BACK __asm__ volatile("" : : : "memory")

enum { DEPTH = 40, FRAMES = 200 };

struct frames {
	uintptr_t ip[FRAMES];
	unsigned count;
};

#ifdef NO_TABLES
/* The frame pointers, as far as this program's own functions have them: to main's return. */
static APART void collect(struct frames *f)
{
	extern int main(int argc, char **argv);
	uintptr_t *bp = __builtin_frame_address(0), self = (uintptr_t)main;

	f->ip[f->count++] = 0; /* this function's own */
	while (f->count < FRAMES) {
		uintptr_t ip = bp[1];

		f->ip[f->count++] = ip;
		bp = (uintptr_t *)bp[0];
		if (ip - self < 4096 || !bp)
			break;
	}
}
#else
static _Unwind_Reason_Code add(struct _Unwind_Context *c, void *arg)
{
	struct frames *f = arg;

	if (f->count < FRAMES)
		f->ip[f->count++] = _Unwind_GetIP(c);
	return _URC_NO_REASON;
}

static APART void collect(struct frames *f)
{
	_Unwind_Backtrace(add, f);
	if (f->count && !f->ip[f->count - 1])
		f->count--; /* no place, the end */
}
#endif

/* Behind collect's frame, this one's and that of the function that calls. */
static APART void say(const char *name)
{
	struct frames f = { .count = 0 };
	char line[FRAMES * 12 + 64];
	int n;

	collect(&f);
	n = snprintf(line, sizeof(line), "%s:", name);
	for (unsigned i = 3; i < f.count; i++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " %lu", (unsigned long)f.ip[i]);
	line[n++] = '\n';
	write(1, line, (size_t)n);
}

static inline __attribute__((always_inline)) void call_by_int80(const char *name)
{
	int result;

	__asm__ volatile("int $0x80" : "=a"(result) : "0"(33), "b"(name), "c"(0) : "memory");
}

/* ---- Plain ---- */

static APART void innermost(const char *name)
{
	say(name);
	access(name, F_OK);
	COME_BACK;
}

static APART void innermost_int80(const char *name)
{
	say(name);
	call_by_int80(name);
	COME_BACK;
}

static APART void middle(void (*inner)(const char *name), const char *name)
{
	volatile char room[100]; /* a frame of some size */

	room[0] = name[0];
	inner(name);
	COME_BACK;
	(void)room[0];
}

static APART void outer(void (*inner)(const char *name), const char *name)
{
	middle(inner, name);
	COME_BACK;
}

static APART int deep(int more)
{
	if (more) {
		int r = deep(more - 1);

		COME_BACK;
		return r + 1;
	}
	outer(innermost, "deep");
	return 0;
}

/* An address that depends on the size given: no fixed distance from sp to the return address. */
static APART void with_alloca(int n)
{
	volatile char *room = __builtin_alloca((size_t)n);

	room[0] = 1;
	outer(innermost, "alloca");
	COME_BACK;
	(void)room[0];
}

/* ---- Handlers, and threads: their callers are in libc, which keeps no frame pointers ---- */
#ifndef NO_TABLES

static void on_signal(int sig)
{
	outer(innermost, sig == SIGUSR1 ? "handler" : "second handler");
	COME_BACK;
	if (sig == SIGUSR1)
		raise(SIGUSR2);
	COME_BACK;
}

static void on_siginfo(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	outer(innermost_int80, "int80 in a siginfo handler");
	COME_BACK;
}

/* Interrupted where no call is: at any instruction. */
static APART void fault(void)
{
	__asm__ volatile("ud2");
	COME_BACK;
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	unsigned *ip = (unsigned *)((char *)context + 20 + 14 * 4); /* uc_mcontext.gregs[REG_EIP] */

	(void)sig;
	(void)info;
	outer(innermost, "fault");
	*ip += 2;
}

static APART void signals(void)
{
	static char alternate[65536];
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	struct sigaction plain = { .sa_handler = on_signal };
	struct sigaction info = { .sa_sigaction = on_siginfo, .sa_flags = SA_SIGINFO };
	struct sigaction bad = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaction(SIGUSR1, &plain, NULL);
	sigaction(SIGUSR2, &plain, NULL);
	raise(SIGUSR1);
	sigaction(SIGUSR1, &info, NULL);
	raise(SIGUSR1);
	sigaltstack(&stack, NULL);
	sigaction(SIGILL, &bad, NULL);
	fault();
	COME_BACK;
}

static void *worker(void *arg)
{
	outer(innermost, arg);
	COME_BACK;
	return NULL;
}

static APART void threads(void)
{
	pthread_t thread;

	for (int i = 0; i < 2; i++) {
		pthread_create(&thread, NULL, worker, i ? "thread 2" : "thread 1");
		pthread_join(thread, NULL);
	}
}

#endif

static APART void children(char *self)
{
	pid_t pid = fork();

	if (!pid) {
		outer(innermost, "fork");
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	pid = vfork();
	if (!pid) {
		execl("/nonexistent/first", "first", NULL);
		execl(self, self, "again", NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		outer(innermost, argv[1]);
		COME_BACK;
		return 0;
	}
	outer(innermost, "plain");
	outer(innermost_int80, "int80");
	deep(DEPTH);
	with_alloca(argc * 100);
#ifndef NO_TABLES
	signals();
	threads();
#endif
	children(argv[0]);
	return 0;
}

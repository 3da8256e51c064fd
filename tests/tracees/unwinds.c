/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What needs the vDSO's unwind data, one scenario a run:
 *
 *	unwinds cancel   a thread, cancelled in a read, runs its clean-up handlers
 *	unwinds handler  the functions on the stack of a handler that interrupted a read
 *	unwinds siginfo  the same; this one returns by the other stub
 *
 * Says what happened; under no tracer, or one that changes nothing, the same.
 */
#include <pthread.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unwind.h>

#include "asleep.h"
#include "vdso.h"

static int fd[2];

/* ---- Cancelled ---- */

static volatile int tid;

static void cleaned(void *arg)
{
	printf("cleaned up: %s\n", (const char *)arg);
}

static __attribute__((noinline)) int reads_and_tidies(void)
{
	char c;
	int got;

	pthread_cleanup_push(cleaned, "the inner one");
	got = (int)read(fd[0], &c, 1);
	pthread_cleanup_pop(0);
	return got;
}

static void *to_be_cancelled(void *arg)
{
	pthread_cleanup_push(cleaned, "the outer one");
	tid = (int)syscall(SYS_gettid);
	printf("read: %d\n", reads_and_tidies());
	pthread_cleanup_pop(0);
	return arg;
}

static int cancel(void)
{
	pthread_t thread;
	void *result;

	if (pthread_create(&thread, NULL, to_be_cancelled, NULL))
		return 1;
	while (!tid)
		look_again();
	wait_asleep(tid, SYS_read);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	puts(result == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
	return 0;
}

/* ---- Interrupted ---- */

static void print_name(void *start, uintptr_t ip);

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *arg)
{
	int exact = 0;
	uintptr_t ip = _Unwind_GetIPInfo(context, &exact);

	(void)arg;
	print_name(_Unwind_FindEnclosingFunction((void *)(ip - !exact)), ip);
	return _URC_NO_REASON;
}

static __attribute__((noinline)) void handler(int sig)
{
	(void)sig;
	_Unwind_Backtrace(frame, NULL);
	putchar('\n');
}

static __attribute__((noinline)) void siginfo(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	_Unwind_Backtrace(frame, NULL);
	putchar('\n');
}

static __attribute__((noinline)) int reads(void)
{
	char c = '?';
	int got = (int)read(fd[0], &c, 1);

	printf("read: %d, %c\n", got, c);
	return got != 1;
}

static __attribute__((noinline)) int interrupted(int flags)
{
	struct sigaction sa = { .sa_flags = SA_RESTART | flags };
	pid_t pid, me = getpid();
	int status = 1, failed;

	if (flags)
		sa.sa_sigaction = siginfo;
	else
		sa.sa_handler = handler;
	sigaction(SIGUSR1, &sa, NULL);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		long sleeps;

		wait_asleep(me, SYS_read);
		sleeps = proc_sleeps(me);
		kill(me, SIGUSR1);
		wait_asleep_again(me, SYS_read, sleeps);
		_exit(write(fd[1], "x", 1) != 1);
	}
	failed = reads();
	waitpid(pid, &status, 0);
	return failed || status;
}

/* A frame in the vDSO has a name of its own, whatever function is there. */
static void print_name(void *start, uintptr_t ip)
{
	static const struct {
		void *start;
		const char *name;
	} ours[] = {
		{ handler, "handler" },
		{ siginfo, "siginfo" },
		{ reads, "reads" },
		{ interrupted, "interrupted" },
	};
	uintptr_t kv = (uintptr_t)own_vdso().kv;
	unsigned i;

	if (kv && ip / 4096 == kv / 4096)
		printf("vdso ");
	for (i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (start == ours[i].start)
			printf("%s ", ours[i].name);
}

int main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	if (pipe(fd))
		return 1;
	let_children_look();
	if (!strcmp(what, "cancel"))
		return cancel();
	if (!strcmp(what, "handler"))
		return interrupted(0);
	if (!strcmp(what, "siginfo"))
		return interrupted(SA_SIGINFO);
	fprintf(stderr, "usage: %s cancel|handler|siginfo\n", argv[0]);
	return 1;
}

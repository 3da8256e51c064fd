/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call of each kind that can restart, interrupted in each way, through both
 * gates, one a run:
 *
 *	restarts CALL MODE GATE, restarts list
 *
 * A child sleeps in the call, its parent interrupts it, waits until it sleeps
 * again where it should, and lets the call end. Works under any tracer, and
 * under none.
 */
#include <linux/futex.h>
#include <poll.h>
#include <sys/select.h>

#include "scenario.h"

/* Kernel-internal: what a tracer sees. */
enum { RESTARTSYS = 512, RESTARTNOINTR = 513, RESTARTNOHAND = 514, RESTART_RESTARTBLOCK = 516 };

enum { NR_RESTART_SYSCALL = 0 };

/* A futex of both processes. */
static int *word;

/* ---- The calls; the kernel's own structs, 32 bits wide ---- */

static const int32_t hour[2] = { 3600, 0 };
static int32_t left[2];

static long do_read(void)
{
	static char data[8];

	return gate(SYS_read, pipe_a[0], (long)data, sizeof(data), 0, 0, 0);
}

static void finish_pipe(pid_t child)
{
	(void)child;
	write(pipe_a[1], "data", 4);
}

/* Somebody to wait for. */
static void before_wait4(void)
{
	pid_t pid = fork();

	if (pid) {
		shared->tid = pid;
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static long do_wait4(void)
{
	return gate(SYS_wait4, shared->tid, 0, 0, 0, 0, 0);
}

static void finish_wait4(pid_t child)
{
	(void)child;
	kill(shared->tid, SIGKILL);
}

static long do_futex(void)
{
	return gate(SYS_futex, (long)word, FUTEX_WAIT, 0, 0, 0, 0);
}

static long do_futex_timed(void)
{
	return gate(SYS_futex, (long)word, FUTEX_WAIT, 0, (long)hour, 0, 0);
}

static void finish_futex(pid_t child)
{
	(void)child;
	*word = 1;
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* The parent has the lock. */
static long do_futex_pi(void)
{
	return gate(SYS_futex, (long)word, FUTEX_LOCK_PI, 0, 0, 0, 0);
}

static void finish_futex_pi(pid_t child)
{
	(void)child;
	syscall(SYS_futex, word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
}

static long do_pause(void)
{
	return gate(SYS_pause, 0, 0, 0, 0, 0, 0);
}

static long do_sigsuspend(void)
{
	static const uint32_t mask[2];

	return gate(SYS_rt_sigsuspend, (long)mask, 8, 0, 0, 0, 0);
}

static long do_select(void)
{
	static fd_set set;

	FD_SET(pipe_a[0], &set);
	return gate(SYS__newselect, pipe_a[0] + 1, (long)&set, 0, 0, 0, 0);
}

static long do_poll(void)
{
	static struct pollfd p = { .events = POLLIN };

	p.fd = pipe_a[0];
	return gate(SYS_poll, (long)&p, 1, -1, 0, 0, 0);
}

static long do_nanosleep(void)
{
	return gate(SYS_nanosleep, (long)hour, (long)left, 0, 0, 0, 0);
}

static long do_clock_nanosleep(void)
{
	return gate(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)hour, (long)left, 0, 0);
}

/* What sleeps for ever ends by a signal with a handler. */
static void finish_usr2(pid_t child)
{
	kill(child, SIGUSR2);
}

static const struct call {
	const char *arg;
	const char *name;
	long nr;
	int code;
	long (*run)(void);
	void (*finish)(pid_t child);
} calls[] = {
	{ "read", "read", SYS_read, RESTARTSYS, do_read, finish_pipe },
	{ "wait4", "wait4", SYS_wait4, RESTARTSYS, do_wait4, finish_wait4 },
	{ "futex", "futex", SYS_futex, RESTARTSYS, do_futex, finish_futex },
	{ "futex-pi", "futex", SYS_futex, RESTARTNOINTR, do_futex_pi, finish_futex_pi },
	{ "pause", "pause", SYS_pause, RESTARTNOHAND, do_pause, finish_usr2 },
	{ "sigsuspend", "rt_sigsuspend", SYS_rt_sigsuspend, RESTARTNOHAND, do_sigsuspend, finish_usr2 },
	{ "select", "_newselect", SYS__newselect, RESTARTNOHAND, do_select, finish_pipe },
	{ "poll", "poll", SYS_poll, RESTART_RESTARTBLOCK, do_poll, finish_pipe },
	{ "nanosleep", "nanosleep", SYS_nanosleep, RESTART_RESTARTBLOCK, do_nanosleep, finish_usr2 },
	{ "clock_nanosleep", "clock_nanosleep", SYS_clock_nanosleep, RESTART_RESTARTBLOCK, do_clock_nanosleep,
	  finish_usr2 },
	{ "futex-timed", "futex", SYS_futex, RESTART_RESTARTBLOCK, do_futex_timed, finish_futex },
};

/* ---- The ways to interrupt ---- */

enum mode { MODE_IGNORED, MODE_STOP, MODE_RESTART, MODE_EINTR, MODES };

static const char *const modes[MODES] = {
	[MODE_IGNORED] = "ignored",    /* a signal that nobody handles: only a tracer makes it interrupt */
	[MODE_STOP] = "stop",          /* SIGSTOP and SIGCONT */
	[MODE_RESTART] = "sa_restart", /* a handler, SA_RESTART */
	[MODE_EINTR] = "eintr",        /* a handler without it */
};

/* ---- What the trace must show ---- */

static void expect_interrupted(const struct call *c, int restarted)
{
	const char *code;

	switch (c->code) {
	case RESTARTSYS:
		code = "ERESTARTSYS";
		break;
	case RESTARTNOINTR:
		code = "ERESTARTNOINTR";
		break;
	case RESTARTNOHAND:
		code = "ERESTARTNOHAND";
		break;
	default:
		code = "ERESTART_RESTARTBLOCK";
	}
	if (!restarted)
		expect("%s %s = ? %s", words.call, c->name, code);
	else if (c->code == RESTART_RESTARTBLOCK)
		expect("%s restart_syscall = ? %s", words.again, code);
	else
		expect("%s %s = ? %s", words.again, c->name, code);
}

/* A handler runs and the call is over: the code of some calls says so at once, others' sigreturn does. */
static void expect_eintr(const struct call *c, const char *sig)
{
	expect("--- %s", sig);
	if (c->code == RESTARTNOHAND || c->code == RESTART_RESTARTBLOCK)
		expect(">>> no restart of %s: handler of %s, EINTR", c->name, sig);
	expect("%s sigreturn = -1 EINTR", words.sigreturn);
	if (c->code == RESTARTSYS)
		expect(">>> no restart of %s: handler of %s without SA_RESTART, EINTR", c->name, sig);
}

/* What becomes of the call in the end. */
static void expect_finish(const struct call *c, int result, int restarted)
{
	if (c->finish == finish_usr2) {
		expect_interrupted(c, restarted);
		expect_eintr(c, "SIGUSR2");
	} else if (restarted && c->code == RESTART_RESTARTBLOCK) {
		expect("%s restart_syscall = %d", words.again, result);
	} else {
		expect("%s %s = %d", restarted ? words.again : words.call, c->name, result);
	}
}

/* ---- The scenario ---- */

/* The call's number while it runs for the second time. */
static long again_nr(const struct call *c)
{
	return c->code == RESTART_RESTARTBLOCK ? NR_RESTART_SYSCALL : c->nr;
}

/* Interrupts the call; 1: it restarts, 0: it is over, or nothing happened (MODE_IGNORED, untraced). */
static int interrupt(const struct call *c, enum mode mode, pid_t child)
{
	long sleeps;

	wait_asleep(child, c->nr);
	sleeps = proc_sleeps(child);
	switch (mode) {
	case MODE_IGNORED:
		kill(child, SIGWINCH);
		if (!proc_traced(child))
			return 0;
		expect_interrupted(c, 0);
		expect("--- SIGWINCH");
		break;
	case MODE_STOP:
		stop_and_continue(child);
		expect_interrupted(c, 0);
		expect("--- SIGSTOP");
		expect("--- stopped by SIGSTOP");
		expect("--- SIGCONT");
		break;
	default:
		kill(child, SIGUSR1);
		expect_interrupted(c, 0);
		if (c->code == RESTARTNOHAND || c->code == RESTART_RESTARTBLOCK ||
		    (mode == MODE_EINTR && c->code != RESTARTNOINTR)) {
			expect_eintr(c, "SIGUSR1");
			return 0;
		}
		expect("--- SIGUSR1");
		expect("%s sigreturn = %ld", words.sigreturn, c->nr);
		while (!shared->handled)
			look_again();
	}
	expect_restart(c->name);
	wait_asleep_again(child, again_nr(c), sleeps);
	return 1;
}

static int play_call(const struct call *c, enum mode mode)
{
	int over, result, status, restarted;
	pid_t child;

	if (c->run == do_futex_pi)
		*word = getpid();
	handle(SIGUSR1, count, mode == MODE_RESTART ? SA_RESTART : 0);
	handle(SIGUSR2, count, 0);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (c->run == do_wait4)
			before_wait4();
		expect_begin();
		result = (int)c->run();
		expect_end();
		_exit(result < 0 ? 100 : result < 100 ? result : 99);
	}
	expect_tid = child;
	restarted = interrupt(c, mode, child);
	over = mode >= MODE_RESTART && !restarted;
	if (!over)
		c->finish(child);
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return 1;
	result = c->run == do_wait4 ? shared->tid : WEXITSTATUS(status);
	if (!over)
		expect_finish(c, result, restarted);
	if (shared->tid > 0)
		kill(shared->tid, SIGKILL);
	if ((WEXITSTATUS(status) == 100) != (over || c->finish == finish_usr2)) {
		fprintf(stderr, "the call ended otherwise: exit status %d\n", WEXITSTATUS(status));
		return 1;
	}
	expect_print();
	return 0;
}

enum { CALLS = sizeof(calls) / sizeof(*calls) };

static void list(void)
{
	unsigned i;

	for (i = 0; i < CALLS * MODES * 2; i++)
		printf("%s %s %s\n", calls[i / MODES / 2].arg, modes[i / 2 % MODES], gate_args[i % 2]);
}

int main(int argc, char **argv)
{
	unsigned c, m, g;

	if (argc == 2 && !strcmp(argv[1], "list")) {
		list();
		return 0;
	}
	for (c = 0; argc == 4 && c < CALLS && strcmp(argv[1], calls[c].arg); c++)
		;
	for (m = 0; argc == 4 && m < MODES && strcmp(argv[2], modes[m]); m++)
		;
	for (g = 0; argc == 4 && g < 2 && strcmp(argv[3], gate_args[g]); g++)
		;
	if (argc != 4 || c == CALLS || m == MODES || g == 2) {
		fprintf(stderr, "usage: restarts CALL MODE GATE | restarts list\n");
		return 1;
	}
	set_up((int)g);
	word = (int *)(shared + 1);
	return play_call(&calls[c], (enum mode)m);
}

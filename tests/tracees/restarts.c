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
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>

#include "asleep.h"
#include "expect.h"
#include "raw.h"
#include "vdso.h"

/* Kernel-internal: what a tracer sees. */
enum { RESTARTSYS = 512, RESTARTNOINTR = 513, RESTARTNOHAND = 514, RESTART_RESTARTBLOCK = 516 };

enum { NR_RESTART_SYSCALL = 0 };

/* Both processes'. */
static struct shared {
	volatile int handled; /* signals that had a handler */
	volatile int grandchild;
	int word;             /* a futex */
} *shared;

static int fds[2];
static raw_call *gate;

/* ---- The calls; the kernel's own structs, 32 bits wide ---- */

static const int32_t hour[2] = { 3600, 0 };
static int32_t left[2];

static long do_read(void)
{
	static char data[8];

	return gate(SYS_read, fds[0], (long)data, sizeof(data), 0, 0, 0);
}

static void finish_pipe(pid_t child)
{
	(void)child;
	write(fds[1], "data", 4);
}

static void before_wait4(void)
{
	pid_t pid = fork();

	if (pid) {
		shared->grandchild = pid;
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static long do_wait4(void)
{
	return gate(SYS_wait4, shared->grandchild, 0, 0, 0, 0, 0);
}

static void finish_wait4(pid_t child)
{
	(void)child;
	kill(shared->grandchild, SIGKILL);
}

static long do_futex(void)
{
	return gate(SYS_futex, (long)&shared->word, FUTEX_WAIT, 0, 0, 0, 0);
}

static long do_futex_timed(void)
{
	return gate(SYS_futex, (long)&shared->word, FUTEX_WAIT, 0, (long)hour, 0, 0);
}

static void finish_futex(pid_t child)
{
	(void)child;
	shared->word = 1;
	syscall(SYS_futex, &shared->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* The parent has the lock. */
static long do_futex_pi(void)
{
	return gate(SYS_futex, (long)&shared->word, FUTEX_LOCK_PI, 0, 0, 0, 0);
}

static void finish_futex_pi(pid_t child)
{
	(void)child;
	syscall(SYS_futex, &shared->word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
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

	FD_SET(fds[0], &set);
	return gate(SYS__newselect, fds[0] + 1, (long)&set, 0, 0, 0, 0);
}

static long do_poll(void)
{
	static struct pollfd p = { .events = POLLIN };

	p.fd = fds[0];
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

static const char *const gates[] = { "fast", "int80" };

static void count(int sig)
{
	(void)sig;
	shared->handled++;
}

static void handle(int sig, int flags)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

/* ---- What the trace must show ---- */

static struct {
	const char *call;     /* the gate of the call itself */
	const char *again;    /* and of its restart */
	const char *sigreturn;
	char where[64];       /* the instruction that restarts it */
} words;

static void set_words(int through_int80)
{
	struct own_vdso v = own_vdso();

	words.sigreturn = v.kv ? "vdso:sigreturn" : "int80";
	words.call = words.again = "int80";
	snprintf(words.where, sizeof(words.where), "int $0x80 at restarts(int80+0x%x)", int80_offset);
	gate = int80;
	if (through_int80 || !v.kv)
		return;
	gate = fast;
	words.call = v.gate;
	words.again = v.again;
	snprintf(words.where, sizeof(words.where), "%s at __kernel_vsyscall+0x%x", v.insn, v.restart);
}

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

static void expect_restart(const struct call *c)
{
	expect(">>> restart of %s: %s (inferred)", c->name, words.where);
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

/* Interrupts the call; 1: it restarts, 0: it is over. */
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
	expect_restart(c);
	wait_asleep_again(child, again_nr(c), sleeps);
	return 1;
}

static int run(const struct call *c, enum mode mode)
{
	int over, result, status, restarted;
	sigset_t set;
	pid_t child;

	if (pipe(fds))
		return 1;
	if (c->run == do_futex_pi)
		shared->word = getpid();
	handle(SIGUSR1, mode == MODE_RESTART ? SA_RESTART : 0);
	handle(SIGUSR2, 0);
	/* A grandchild's end is of no interest. */
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);

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
	over = mode >= MODE_RESTART && !(mode == MODE_RESTART && c->code == RESTARTSYS) && c->code != RESTARTNOINTR;
	restarted = interrupt(c, mode, child);
	if (!over)
		c->finish(child);
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return 1;
	result = c->run == do_wait4 ? shared->grandchild : WEXITSTATUS(status);
	if (!over)
		expect_finish(c, result, restarted);
	if ((WEXITSTATUS(status) == 100) != (over || c->finish == finish_usr2)) {
		fprintf(stderr, "the call ended otherwise: exit status %d\n", WEXITSTATUS(status));
		return 1;
	}
	if (shared->grandchild > 0)
		kill(shared->grandchild, SIGKILL);
	expect_print();
	return 0;
}

enum { CALLS = sizeof(calls) / sizeof(*calls) };

static void list(void)
{
	unsigned i;

	for (i = 0; i < CALLS * MODES * 2; i++)
		printf("%s %s %s\n", calls[i / MODES / 2].arg, modes[i / 2 % MODES], gates[i % 2]);
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
	for (g = 0; argc == 4 && g < 2 && strcmp(argv[3], gates[g]); g++)
		;
	if (argc != 4 || c == CALLS || m == MODES || g == 2) {
		fprintf(stderr, "usage: restarts CALL MODE GATE | restarts list\n");
		return 1;
	}
	set_words(g == 1);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	return run(&calls[c], (enum mode)m);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_SCENARIO_H
#define TRACEES_SCENARIO_H

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "asleep.h"
#include "expect.h"
#include "raw.h"
#include "vdso.h"

/*
 * A program of scenarios, one a run, through one of the gates: a child plays
 * the scenario, its parent sends the signals and says what the trace must
 * show. Works under any tracer, and under none.
 */
struct scenario {
	const char *name;
	void (*child)(void);
	void (*parent)(pid_t child);
};

/* Both processes'. */
static struct {
	volatile int handled; /* handlers that have started */
	volatile int tid;     /* of another task of the scenario */
} * shared;

static int pipe_a[2], pipe_b[2];

/* ---- What the trace calls things ---- */

static struct {
	const char *call;  /* the gate of the call itself */
	const char *again; /* and of its restart */
	const char *libc;
	const char *sigreturn;
	char where[128]; /* the instruction that restarts it */
} words;

/* The gate of this run. */
static raw_call *gate;
static const char *gate_arg;

static const char *const gate_args[] = { "fast", "int80" };

static inline void set_gate(int through_int80)
{
	struct own_vdso v = own_vdso();

	gate_arg = gate_args[through_int80];
	gate = int80;
	words.call = words.again = "int80";
	words.libc = v.gate;
	words.sigreturn = v.kv ? "vdso:sigreturn" : "int80";
	snprintf(words.where, sizeof(words.where), "int $0x80 at %s(int80+0x%x)",
		 program_invocation_short_name, int80_offset);
	if (through_int80 || !v.kv)
		return;
	gate = fast;
	words.call = v.gate;
	words.again = v.again;
	snprintf(words.where, sizeof(words.where), "%s at __kernel_vsyscall+0x%x", v.insn, v.restart);
}

static inline void expect_restart(const char *name)
{
	expect(">>> restart of %s: %s (inferred)", name, words.where);
}

static inline void expect_read_interrupted(void)
{
	expect("%s read = ? ERESTARTSYS", words.call);
}

/* The read goes on, and gets its data. */
static inline void expect_read_restarts(void)
{
	expect_restart("read");
	expect("%s read = 4", words.again);
}

static inline void expect_sigreturn_to_read(void)
{
	expect("%s sigreturn = %d", words.sigreturn, SYS_read);
}

/* ---- The child's side ---- */

static char data[8];

static inline long read_a(void)
{
	return gate(SYS_read, pipe_a[0], (long)data, 4, 0, 0, 0);
}

static inline long read_b(void)
{
	return gate(SYS_read, pipe_b[0], (long)data, 4, 0, 0, 0);
}

static inline void begin_read_end(void)
{
	expect_begin();
	read_a();
	expect_end();
}

static inline void count(int sig)
{
	(void)sig;
	__atomic_fetch_add(&shared->handled, 1, __ATOMIC_SEQ_CST); /* of several processes */
}

static inline void handle(int sig, void (*handler)(int sig), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

/* ---- The parent's side ---- */

/* Waits until so many handlers have started and the task sleeps in the call. */
static inline void at(int tid, long nr, int handled)
{
	while (shared->handled != handled)
		look_again();
	wait_asleep(tid, nr);
}

static inline void feed(const int fd[2])
{
	write(fd[1], "data", 4);
}

/* ---- The program ---- */

static inline void set_up(int through_int80)
{
	sigset_t set;

	set_gate(through_int80);
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || pipe(pipe_a) || pipe(pipe_b)) {
		perror(program_invocation_short_name);
		exit(1);
	}
	/* The end of a child's child is of no interest. */
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static inline int play(const struct scenario *s, int through_int80)
{
	int status;
	pid_t child;

	set_up(through_int80);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		s->child();
		_exit(0);
	}
	expect_tid = child;
	s->parent(child);
	if (waitpid(child, &status, 0) != child || status) {
		fprintf(stderr, "%s %s: status 0x%x\n", s->name, gate_arg, status);
		return 1;
	}
	expect_print();
	return 0;
}

/* PROGRAM SCENARIO GATE, PROGRAM list; all ends with a scenario without a name. */
static inline int scenario_main(const struct scenario *all, int argc, char **argv)
{
	int list = argc == 2 && !strcmp(argv[1], "list");
	const struct scenario *s;
	int g;

	for (s = all; s->name; s++)
		for (g = 0; g < 2; g++) {
			if (list)
				printf("%s %s\n", s->name, gate_args[g]);
			else if (argc == 3 && !strcmp(argv[1], s->name) && !strcmp(argv[2], gate_args[g]))
				return play(s, g);
		}
	if (list)
		return 0;
	fprintf(stderr, "usage: %s SCENARIO GATE | %s list\n", argv[0], argv[0]);
	return 1;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "event/i386.h"
#include "stage/story.h"

/* Stops as real kernels show them, fed to the history and the teller as the pipeline does. */
enum { KV = 0x1000, L = KV + 16, SP = 0x90000, IN_HANDLER = SP - 0x400, READ = 3, PAUSE = 29, SENT = -38 };

static const struct vdso_layout classic = {
	.kind = VDSO_CLASSIC, .base = 0x1000, .size = 0x1000, .vsyscall = KV, .landing = L,
	.restart = L - 2, .restart_insn = RESTART_INSN_JMP, .gate = GATE_VDSO_SYSENTER,
};

static struct restart_history h;
static struct teller t;
static uint64_t seq, call_seq;
static uint32_t call_nr;

static int fresh(void **state)
{
	(void)state;
	h = (struct restart_history){ 0 };
	memset(&t, 0, sizeof(t));
	seq = 0;
	return 0;
}

static int done(void **state)
{
	(void)state;
	story_free(&t);
	return 0;
}

static void feed(struct event e, bool handled)
{
	struct restart_verdict v[RESTART_VERDICTS];
	struct event said[RESTART_VERDICTS];
	unsigned n = restart_feed(&h, &e, &classic, handled, v);

	for (unsigned i = 0; i < n; i++)
		said[i] = (struct event){
			.kind = v[i].kind, .of_seq = v[i].call.seq, .why = v[i].why, .sig = v[i].sig,
			.insn = v[i].insn, .proof = PROOF_WITNESSED,
		};
	e.regs = (struct registers){
		.known = true, .ip = (uint32_t)e.ip, .sp = (uint32_t)e.sp, .ax = (uint32_t)e.result
	};
	e.passes = true;
	story_feed(&t, &e, said, n, &h, handled);
}

static void enter(uint32_t nr, uint64_t sp)
{
	call_nr = nr;
	call_seq = ++seq;
	feed((struct event){ .kind = EVENT_ENTRY, .nr = nr, .ip = L, .sp = sp, .seq = seq, .result = SENT },
	     false);
}

static void leave_at(uint64_t ip, int32_t result, uint64_t sp)
{
	feed((struct event){ .kind = EVENT_EXIT,
			     .nr = call_nr,
			     .ip = ip,
			     .sp = sp,
			     .seq = call_seq,
			     .result = result },
	     false);
}

static void leave(int32_t result, uint64_t sp)
{
	leave_at(L, result, sp);
}

static void comes(int sig, bool handled, uint64_t ip, uint64_t sp)
{
	feed((struct event){ .kind = EVENT_SIGNAL, .sig = sig, .ip = ip, .sp = sp }, handled);
}

static void handler_ends(uint64_t ip, int32_t result)
{
	enter(NR_SIGRETURN, IN_HANDLER);
	leave_at(ip, result, SP);
}

/* The next story, and its stops in letters. */
static struct story *next(const char *stops)
{
	static const char letter[] = "exasghrAE"; /* by enum step_kind */
	struct story *s = story_take(&t);
	char got[STORY_STEPS + 1] = "";

	assert_non_null(s);
	for (unsigned i = 0; i < s->steps; i++)
		got[i] = letter[s->step[i].kind];
	assert_string_equal(got, stops);
	return s;
}

static void no_more(void)
{
	assert_null(story_take(&t));
	assert_null(t.open);
}

static void test_sa_restart(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR1, true, L, SP);
	enter(PAUSE, IN_HANDLER);
	leave(0, IN_HANDLER);
	handler_ends(L - 2, READ);
	assert_null(story_take(&t));
	enter(READ, SP);
	leave(4, SP);
	s = next("exshrAE");
	assert_int_equal(s->end, STORY_DONE);
	assert_int_equal(s->code, 512);
	assert_int_equal(s->seq, 1);
	assert_int_equal(s->ip, L);
	assert_int_equal(s->insn, RESTART_INSN_JMP);
	assert_int_equal(s->proof, PROOF_WITNESSED);
	assert_int_equal(s->sig, SIGUSR1);
	assert_true(s->step[2].handled);
	assert_int_equal(s->step[3].calls, 1);
	assert_int_equal(s->step[3].regs.ip, L);
	assert_int_equal(s->step[4].regs.ip, L - 2);
	assert_int_equal(s->step[4].regs.ax, READ);
	assert_int_equal(s->step[6].regs.ax, 4);
	free(s);
	no_more();
}

static void test_no_handler(void **state)
{
	struct story *s;

	(void)state;
	enter(162, SP);
	leave(-516, SP);
	comes(SIGSTOP, false, L, SP);
	feed((struct event){ .kind = EVENT_STOP, .sig = SIGSTOP, .ip = L, .sp = SP }, false);
	comes(SIGCONT, false, L, SP);
	enter(NR_RESTART_SYSCALL, SP);
	leave(0, SP);
	s = next("exsgsAE");
	assert_int_equal(s->end, STORY_DONE);
	assert_int_equal(s->nr, 162);
	assert_int_equal(s->step[5].nr, NR_RESTART_SYSCALL);
	assert_false(s->step[2].handled);
	free(s);
	no_more();
}

static void test_without_sa_restart(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR2, true, L, SP);
	handler_ends(L, -4);
	s = next("exshr");
	assert_int_equal(s->end, STORY_NO_RESTART);
	assert_int_equal(s->why, NO_RESTART_HANDLER);
	assert_false(s->again);
	free(s);
	no_more();
}

/* The history is done with it when the handler starts; the story is not. */
static void test_never_with_a_handler(void **state)
{
	struct story *s;

	(void)state;
	enter(PAUSE, SP);
	leave(-514, SP);
	comes(SIGUSR2, true, L, SP);
	assert_null(story_take(&t));
	handler_ends(L, -4);
	s = next("exshr");
	assert_int_equal(s->why, NO_RESTART_ALWAYS);
	assert_int_equal(s->sig, SIGUSR2);
	free(s);

	enter(PAUSE, SP);
	leave(-514, SP);
	comes(SIGUSR2, true, L, SP);
	enter(READ, SP + 64); /* the handler was left by a jump */
	s = next("exs");
	assert_int_equal(s->why, NO_RESTART_JUMPED_OUT);
	free(s);
	no_more();
}

static void test_jump(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR1, true, L, SP);
	enter(READ, SP);
	s = next("exs");
	assert_int_equal(s->end, STORY_NO_RESTART);
	assert_int_equal(s->why, NO_RESTART_JUMPED_OUT);
	free(s);
	leave(1, SP);
	no_more();
}

static void test_edited(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR1, true, L, SP);
	handler_ends(0x7777, 42);
	s = next("exshr");
	assert_int_equal(s->why, NO_RESTART_CHANGED);
	free(s);
	no_more();
}

/* The inner call's story ends first. */
static void test_nested(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR1, true, L, SP);
	enter(PAUSE, IN_HANDLER);
	leave(-513, IN_HANDLER);
	comes(SIGUSR2, true, L, IN_HANDLER);
	enter(NR_SIGRETURN, IN_HANDLER - 0x400);
	leave_at(L - 2, PAUSE, IN_HANDLER);
	enter(PAUSE, IN_HANDLER);
	leave(0, IN_HANDLER);
	s = next("exshrAE");
	assert_int_equal(s->nr, PAUSE);
	free(s);
	assert_null(story_take(&t));
	handler_ends(L - 2, READ);
	enter(READ, SP);
	leave(4, SP);
	s = next("exshrAE");
	assert_int_equal(s->nr, READ);
	assert_int_equal(s->sig, SIGUSR1);
	assert_int_equal(s->step[3].calls, 1);
	free(s);
	no_more();
}

/* The chain keeps the first call's number; each interruption is a story. */
static void test_chain(void **state)
{
	struct story *s;

	(void)state;
	enter(162, SP);
	for (unsigned round = 1; round <= 3; round++) {
		leave(-516, SP);
		if (round > 1) {
			s = next("exsAE");
			assert_int_equal(s->end, STORY_INTERRUPTED);
			assert_int_equal(s->round, round - 1);
			free(s);
		}
		comes(SIGWINCH, false, L, SP);
		enter(NR_RESTART_SYSCALL, SP);
	}
	leave(0, SP);
	s = next("exsAE");
	assert_int_equal(s->end, STORY_DONE);
	assert_int_equal(s->round, 3);
	assert_int_equal(s->nr, 162);
	assert_int_equal(s->seq, 1);
	free(s);
	no_more();
}

/* Two handlers one after the other: the second interrupts at the restart point. */
static void test_signal_at_the_restart_point(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR1, true, L, SP);
	handler_ends(L - 2, READ);
	comes(SIGUSR2, true, L - 2, SP);
	handler_ends(L - 2, READ);
	enter(READ, SP);
	leave(4, SP);
	s = next("exshrshrAE");
	assert_int_equal(s->end, STORY_DONE);
	free(s);
	no_more();
}

/* However many signals come: the beginning and the restart are kept. */
static void test_storm(void **state)
{
	struct story *s;
	unsigned i;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	for (i = 0; i < 1000; i++)
		comes(SIGWINCH, false, L, SP);
	enter(READ, SP);
	leave(4, SP);
	s = story_take(&t);
	assert_non_null(s);
	assert_int_equal(s->steps, STORY_STEPS);
	assert_int_equal(s->left_out, 1000 + 4 - STORY_STEPS);
	assert_int_equal(s->step[1].kind, STEP_EXIT);
	assert_int_equal(s->step[STORY_STEPS - 2].kind, STEP_AGAIN);
	assert_int_equal(s->step[STORY_STEPS - 1].kind, STEP_LAST);
	free(s);
	no_more();
}

/* Handlers that are interrupted and never return: no more are kept than the history keeps. */
static void test_many_handlers(void **state)
{
	struct story *s;
	unsigned open = 0, i;

	(void)state;
	for (i = 0; i < 3 * RESTART_FRAMES; i++) {
		enter(READ, SP - i * 0x400);
		leave(-512, SP - i * 0x400);
		comes(SIGUSR1, true, L, SP - i * 0x400);
	}
	for (s = t.open; s; s = s->next)
		open++;
	assert_int_equal(open, RESTART_FRAMES + 1);
}

static void test_cut(void **state)
{
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGINT, false, L, SP);
	feed((struct event){ .kind = EVENT_KILLED, .sig = SIGINT }, false);
	s = next("exs");
	assert_int_equal(s->end, STORY_CUT);
	assert_int_equal(s->cut, EVENT_KILLED);
	assert_int_equal(s->sig, SIGINT);
	free(s);
	no_more();
}

/* Attached to while asleep, to a task at its restart point, and where a handler runs already. */
static void test_attached(void **state)
{
	struct event e = { .kind = EVENT_NEW, .ip = L, .sp = SP, .orig_ax = READ, .ax = -512 };
	struct story *s;

	(void)state;
	restart_begin(&h, &e, &classic);
	feed(e, false);
	enter(READ, SP);
	leave(4, SP);
	s = next("aAE");
	assert_int_equal(s->code, 512);
	assert_int_equal(s->seq, 0);
	free(s);

	handler_ends(L - 2, READ);
	enter(READ, SP);
	leave(4, SP);
	s = next("hrAE");
	assert_int_equal(s->code, 0);
	free(s);
	no_more();
}

/* fork() in a handler: the child's handler returns, too. */
static void test_fork(void **state)
{
	struct teller child = { 0 };
	struct story *s;

	(void)state;
	enter(READ, SP);
	leave(-512, SP);
	comes(SIGUSR1, true, L, SP);
	story_copy(&child, &t);
	handler_ends(L - 2, READ);
	feed((struct event){ .kind = EVENT_EXITED }, false);
	s = next("exshr");
	free(s);
	assert_non_null(child.open);
	assert_int_equal(child.open->steps, 3);
	assert_null(child.open->next);
	story_free(&child);
	no_more();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sa_restart),
		TEST(test_no_handler),
		TEST(test_without_sa_restart),
		TEST(test_never_with_a_handler),
		TEST(test_jump),
		TEST(test_edited),
		TEST(test_nested),
		TEST(test_chain),
		TEST(test_signal_at_the_restart_point),
		TEST(test_storm),
		TEST(test_many_handlers),
		TEST(test_cut),
		TEST(test_attached),
		TEST(test_fork),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

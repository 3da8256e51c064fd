/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>

#include "event/i386.h"
#include "stage/phase.h"

enum { READ = 3, GETPID = 20, UNKNOWN = 9999, L = 0xf7f00010 };

static struct phase_regs regs(uint32_t nr, int32_t ax)
{
	return (struct phase_regs){
		.nr = nr, .ax = ax, .ip = L, .sp = 0xffff0000, .arg = { 1, 2, 3, 4, 5, 6 }
	};
}

static void entry(struct phase *p, uint32_t nr)
{
	struct phase_regs r = regs(nr, -ENOSYS);

	assert_int_equal(phase_stop(p, &r), PHASE_ENTRY);
}

static void leaves(struct phase *p, uint32_t nr, int32_t ax)
{
	struct phase_regs r = regs(nr, ax);

	assert_int_equal(phase_stop(p, &r), PHASE_EXIT);
}

static void by_turns(void **state)
{
	struct phase p = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		entry(&p, READ);
		leaves(&p, READ, i);
	}
	entry(&p, READ);
	leaves(&p, READ, -ERESTARTSYS);
	entry(&p, READ);
	leaves(&p, READ, -EAGAIN);
}

/* Its two stops are equal in everything. */
static void unknown_call(void **state)
{
	struct phase p = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		entry(&p, UNKNOWN);
		leaves(&p, UNKNOWN, -ENOSYS);
	}
}

/* Some kernels have another ebp at the exit. */
static void sixth_differs(void **state)
{
	struct phase p = { 0 };
	struct phase_regs r = regs(UNKNOWN, -ENOSYS);

	(void)state;
	entry(&p, UNKNOWN);
	r.arg[5] = 77;
	assert_int_equal(phase_stop(&p, &r), PHASE_EXIT);
}

/* Attached in the middle: the first stop is an exit, or it was restarted and is an entry. */
static void attached_inside(void **state)
{
	struct phase p = { 0 };

	(void)state;
	leaves(&p, READ, 4);
	entry(&p, READ);
	leaves(&p, READ, 4);
}

/* An exit was lost: a register tells, whichever it is. */
static void lost_exit(void **state)
{
	(void)state;
	for (int which = 0; which < 9; which++) {
		struct phase p = { 0 };
		struct phase_regs r = regs(UNKNOWN, -ENOSYS);

		entry(&p, UNKNOWN);
		if (which < 5)
			r.arg[which]++;
		else if (which == 5)
			r.nr = READ;
		else if (which == 6)
			r.ip += 2;
		else if (which == 7)
			r.sp -= 4;
		else
			r.wide = true;
		assert_int_equal(phase_stop(&p, &r), PHASE_ENTRY);
		/* In phase again. */
		r.ax = 0;
		assert_int_equal(phase_stop(&p, &r), PHASE_EXIT);
		entry(&p, READ);
	}
}

/* The same call again, its exit lost: one stop is mistaken, the next is not. */
static void lost_exit_of_the_same(void **state)
{
	struct phase p = { 0 };

	(void)state;
	entry(&p, READ);
	leaves(&p, READ, -ENOSYS); /* in truth the next entry */
	leaves(&p, READ, 5);
	entry(&p, READ);
	leaves(&p, READ, 5);
}

static void lost_entry(void **state)
{
	struct phase p = { 0 };

	(void)state;
	entry(&p, READ);
	leaves(&p, READ, 5);
	leaves(&p, GETPID, 1234);
	entry(&p, READ);
}

/* A signal is never delivered inside a call: whatever was thought, the next stop is an entry. */
static void signal_stop(void **state)
{
	struct phase p = { 0 };

	(void)state;
	entry(&p, READ);
	phase_outside(&p);
	entry(&p, READ);
	leaves(&p, READ, 5);
}

/* A thread execs: the leader lives on, in a call that he never made. */
static void exec_by_another(void **state)
{
	struct phase p = { 0 };

	(void)state;
	phase_exec(&p);
	leaves(&p, NR_EXECVE, 0);
	entry(&p, READ);
	leaves(&p, READ, 5);
	entry(&p, READ);
	phase_exec(&p);
	leaves(&p, NR_EXECVE, 0);
	entry(&p, READ);
}

/* sigreturn's exit shows what it brings: registers of a program that just got an ENOSYS, too. */
static void sigreturn(void **state)
{
	static const struct {
		uint32_t nr;
		bool wide;
	} calls[] = {
		{ NR_SIGRETURN, false }, { NR_RT_SIGRETURN, false }, { 15, true }, { 0x40000201, true }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		struct phase p = { 0 };
		struct phase_regs r = regs(calls[i].nr, -ENOSYS);

		r.wide = calls[i].wide;
		assert_int_equal(phase_stop(&p, &r), PHASE_ENTRY);
		r = regs(UINT32_MAX, -ENOSYS);
		r.ip -= 2;
		r.arg[0] = 99;
		assert_int_equal(phase_stop(&p, &r), PHASE_EXIT);
		entry(&p, READ);
	}
}

/* We made -1 of the number: that call gives -ENOSYS. */
static void changed_by_us(void **state)
{
	struct phase p = { 0 };

	(void)state;
	entry(&p, READ);
	phase_change(&p);
	leaves(&p, UINT32_MAX, -ENOSYS);
	entry(&p, READ);
	leaves(&p, READ, 5);
}

/* 2.6.10: no entry stop, and the exit may well be one with -ENOSYS. */
static void stepped(void **state)
{
	struct phase p = { 0 };

	(void)state;
	phase_step(&p);
	leaves(&p, READ, 5);
	phase_step(&p);
	leaves(&p, UNKNOWN, -ENOSYS);
	entry(&p, READ);
	leaves(&p, READ, 5);
	/* The step ended elsewhere. */
	phase_step(&p);
	phase_outside(&p);
	entry(&p, READ);
	/* Inside a call nothing is stepped over. */
	phase_step(&p);
	entry(&p, GETPID);
	leaves(&p, GETPID, 1);
}

static void sixth_argument(void **state)
{
	static const uint8_t int80[2] = { 0xcd, 0x80 }, jmp[2] = { 0xeb, 0xf3 };
	struct phase_regs r = regs(READ, -ENOSYS);

	(void)state;
	assert_false(phase_sixth_at_sp(&r, jmp));
	r.arg[5] = (uint32_t)r.sp;
	assert_true(phase_sixth_at_sp(&r, jmp));
	/* A program's own int $0x80 with that very value. */
	assert_false(phase_sixth_at_sp(&r, int80));
	r.wide = true;
	assert_false(phase_sixth_at_sp(&r, jmp));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_turns),
		cmocka_unit_test(unknown_call),
		cmocka_unit_test(sixth_differs),
		cmocka_unit_test(attached_inside),
		cmocka_unit_test(lost_exit),
		cmocka_unit_test(lost_exit_of_the_same),
		cmocka_unit_test(lost_entry),
		cmocka_unit_test(signal_stop),
		cmocka_unit_test(exec_by_another),
		cmocka_unit_test(sigreturn),
		cmocka_unit_test(changed_by_us),
		cmocka_unit_test(stepped),
		cmocka_unit_test(sixth_argument),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

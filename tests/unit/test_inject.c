/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "stage/inject.h"

enum { READ = 3, CHDIR = 12, GETPID = 20, SOCKETCALL = 102 };

static struct inject_plan plan;
static struct inject_counts counts;

static int forget(void **state)
{
	(void)state;
	inject_free(&plan);
	inject_forget(&counts);
	memset(&plan, 0, sizeof(plan));
	return 0;
}

static struct inject_rule *add(const char *expression)
{
	const char *why;

	if (inject_add(&plan, false, expression, &why) < 0)
		fail_msg("%s: %s", expression, why);
	return &plan.rule[plan.count - 1];
}

static const char *bad(const char *expression)
{
	const char *why = NULL;
	unsigned before = plan.count;

	assert_int_equal(inject_add(&plan, false, expression, &why), -EINVAL);
	assert_non_null(why);
	assert_int_equal(plan.count, before);
	return why;
}

static const struct inject_rule *strike(uint32_t nr, enum gate gate, bool restarted)
{
	return inject_strike(
		&plan, &counts,
		&(struct event){ .kind = EVENT_ENTRY, .nr = nr, .gate = gate, .restarted = restarted });
}

/* Which of the first calls are struck: "x" is one, "." is none. */
static void assert_turns(const char *expression, const char *turns)
{
	forget(NULL);
	add(expression);
	for (const char *turn = turns; *turn; turn++)
		if ((strike(READ, GATE_INT80, false) != NULL) != (*turn == 'x'))
			fail_msg("%s: call %d", expression, (int)(turn - turns) + 1);
}

static void what_is_done(void **state)
{
	struct inject_rule *r = add("read:error=EIO:signal=USR1:delay_enter=1.5ms:delay_exit=2s");

	(void)state;
	assert_int_equal(r->what, INJECT_ERROR | INJECT_SIGNAL | INJECT_DELAY_ENTER | INJECT_DELAY_EXIT);
	assert_int_equal(r->result, -EIO);
	assert_int_equal(r->sig, SIGUSR1);
	assert_true(r->delay_enter == 1500000 && r->delay_exit == 2000000000);
	assert_int_equal(r->call, UINT32_MAX);

	r = add("read:retval=0x10:syscall=getpid");
	assert_int_equal(r->result, 16);
	assert_int_equal(r->call, GETPID);

	r = add("read:retval=4294967295");
	assert_int_equal(r->result, -1);

	r = add("read:poke_enter=@arg2=00fF,@arg1=7f:poke_exit=@arg2=01");
	assert_int_equal(r->enter.count, 2);
	assert_int_equal(r->enter.poke[0].arg, 2);
	assert_memory_equal(r->bytes + r->enter.poke[0].at, "\x00\xff", 2);
	assert_memory_equal(r->bytes + r->enter.poke[1].at, "\x7f", 1);
	assert_memory_equal(r->bytes + r->exit.poke[0].at, "\x01", 1);
}

static void faults(void **state)
{
	const char *why;

	(void)state;
	assert_int_equal(inject_add(&plan, true, "read", &why), 0);
	assert_int_equal(plan.rule[0].result, -ENOSYS);
	assert_int_equal(inject_add(&plan, true, "read:error=EIO:when=2", &why), 0);
	assert_int_equal(plan.rule[1].result, -EIO);
	assert_int_equal(inject_add(&plan, true, "read:retval=1", &why), -EINVAL);
	assert_int_equal(inject_add(&plan, true, "read:signal=INT", &why), -EINVAL);
}

static void whose_turn(void **state)
{
	(void)state;
	assert_turns("read:error=EIO", "xxxx");
	assert_turns("read:error=EIO:when=2", ".x....");
	assert_turns("read:error=EIO:when=2+", ".xxxx");
	assert_turns("read:error=EIO:when=2+2", ".x.x.x");
	assert_turns("read:error=EIO:when=2..4", ".xxx..");
	assert_turns("read:error=EIO:when=2..4+", ".xxx..");
	assert_turns("read:error=EIO:when=1..6+3", "x..x...");
	assert_turns("read:error=EIO:when=1..2:when=3", "..x..");
}

static void by_gate(void **state)
{
	(void)state;
	add("read:error=EIO:gate=vdso:sysenter,vdso:syscall:when=2");
	assert_null(strike(READ, GATE_VDSO_SYSENTER, false));
	assert_null(strike(READ, GATE_INT80, false)); /* does not count */
	assert_non_null(strike(READ, GATE_VDSO_SYSCALL, false));

	/* Behind gate= comes more. */
	add("read:gate=shim:sysenter:error=EPERM");
	assert_int_equal(strike(READ, GATE_SHIM_SYSENTER, false)->result, -EPERM);
	add("read:gate=restart:error=ENOENT");
	assert_int_equal(strike(READ, GATE_VDSO_INT80, true)->result, -ENOENT);
	assert_null(strike(READ, GATE_VDSO_INT80, false));
	add("chdir:gate=!int80:error=EIO");
	assert_null(strike(CHDIR, GATE_INT80, false));
	assert_non_null(strike(CHDIR, GATE_INT80_64, false));
	assert_string_equal(bad("read:error=EIO:gate=vdso:error=EIO"), "unknown gate: vdso:error=EIO");
}

static void each_call_counts_for_itself(void **state)
{
	struct event e = { .kind = EVENT_ENTRY, .nr = SOCKETCALL, .arg = { 1 } };

	(void)state;
	add("%desc,%net:error=EIO:when=1");
	assert_non_null(strike(READ, GATE_INT80, false));
	assert_null(strike(READ, GATE_INT80, false));
	assert_non_null(inject_strike(&plan, &counts, &e));
	e.arg[0] = 2;
	assert_non_null(inject_strike(&plan, &counts, &e));
	assert_null(inject_strike(&plan, &counts, &e));
	assert_null(strike(9999, GATE_INT80, false));
}

static void the_last_rule_counts(void **state)
{
	(void)state;
	add("read:error=EIO");
	add("read,chdir:error=EPERM:when=2");
	assert_null(strike(READ, GATE_INT80, false));
	assert_int_equal(strike(READ, GATE_INT80, false)->result, -EPERM);
}

static void restarts(void **state)
{
	(void)state;
	assert_true(inject_is_restart(add("read:error=ERESTARTSYS")));
	assert_true(inject_is_restart(add("read:error=514")));
	assert_false(inject_is_restart(add("read:error=ERESTART_RESTARTBLOCK")));
	assert_false(inject_is_restart(add("read:error=EINTR")));
	assert_false(inject_is_restart(add("read:retval=-512")));
}

static void nonsense(void **state)
{
	static const char *const all[] = {
		"",
		":error=EIO",
		"!:error=EIO",
		"read",
		"read:",
		"read:when=1",
		"read:syscall=getpid",
		"read:error=",
		"read:error=EWHAT",
		"read:error=0",
		"read:error=4096",
		"read:error=-1",
		"read:error=EIO:retval=1",
		"read:retval=",
		"read:retval=1x",
		"read:retval=-2147483649",
		"read:retval=4294967296",
		"read:signal=0",
		"read:signal=65",
		"read:signal=WHAT",
		"read:signal=INT:signal=INT",
		"read:syscall=write:retval=1",
		"read:delay_enter=",
		"read:delay_enter=-1",
		"read:delay_enter=1h",
		"read:delay_enter=inf",
		"read:delay_exit=0x1",
		"read:poke_enter=",
		"read:poke_enter=@arg1",
		"read:poke_enter=@arg1=",
		"read:poke_enter=@arg1=0",
		"read:poke_enter=@arg1=0x",
		"read:poke_enter=@arg8=00",
		"read:poke_enter=@arg0=00",
		"read:poke_exit=@arg1=00,@arg1=00",
		"read:error=EIO:when=",
		"read:error=EIO:when=0",
		"read:error=EIO:when=65536",
		"read:error=EIO:when=2..1",
		"read:error=EIO:when=1+0",
		"read:error=EIO:when=1..65535",
		"read:error=EIO:when=1.2",
		"read:error=EIO:when=x",
		"read:error=EIO:gate=",
		"read:error=EIO:gate=what",
		"read:error=EIO:what=1",
		"nosuchcall:error=EIO",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		bad(all[i]);
	plan.strace = true;
	assert_string_equal(bad("chdir:error=x"), "invalid inject argument 'chdir:error=x'");
	assert_string_equal(bad("what:error=1"), "invalid system call 'what'");
	bad("chdir:error=EIO:gate=int80");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_is_done, forget),
		cmocka_unit_test_teardown(faults, forget),
		cmocka_unit_test_teardown(whose_turn, forget),
		cmocka_unit_test_teardown(by_gate, forget),
		cmocka_unit_test_teardown(each_call_counts_for_itself, forget),
		cmocka_unit_test_teardown(the_last_rule_counts, forget),
		cmocka_unit_test_teardown(restarts, forget),
		cmocka_unit_test_teardown(nonsense, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

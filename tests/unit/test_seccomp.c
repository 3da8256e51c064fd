/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <string.h>

#include "stage/seccomp.h"

enum {
	RESTART = 0,
	READ = 3,
	SIGRETURN = 119,
	MREMAP = 163,
	RT_SIGACTION = 174,
	SOCKETCALL = 102,
	MMAP2 = 192
};

static struct sock_filter program[SECCOMP_MAX];
static unsigned length;

/* What the kernel would make of a call: the instructions that a filter may have, and no more. */
static uint32_t run(uint32_t arch, uint32_t nr, const uint32_t arg[6])
{
	struct seccomp_data data = { .nr = (int)nr, .arch = arch };
	uint32_t a = 0;

	for (unsigned i = 0; i < 6; i++)
		data.args[i] = arg ? arg[i] : 0;
	for (unsigned pc = 0, steps = 0; pc < length; pc++, steps++) {
		const struct sock_filter *i = &program[pc];

		assert_true(steps < 64);
		switch (i->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(i->k % 4 == 0 && i->k + 4 <= sizeof(data));
			memcpy(&a, (const char *)&data + i->k, sizeof(a));
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			pc += a == i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			pc += a >= i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			pc += a & i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JA:
			pc += i->k;
			break;
		case BPF_RET | BPF_K:
			return i->k;
		default:
			fail_msg("instruction %u: code %#x", pc, i->code);
		}
	}
	fail_msg("the program ends without an answer");
	return 0;
}

static bool stops(uint32_t nr, const uint32_t arg[6])
{
	uint32_t answer = run(AUDIT_ARCH_I386, nr, arg);

	assert_int_equal(run(AUDIT_ARCH_X86_64, nr, arg), SECCOMP_RET_ALLOW);
	if (answer != SECCOMP_RET_ALLOW)
		assert_int_equal(answer, SECCOMP_RET_TRACE);
	return answer != SECCOMP_RET_ALLOW;
}

static struct seccomp_stops choose(const char *expression, bool explain)
{
	struct filter f = { 0 };
	struct seccomp_stops s;
	const char *why;

	if (filter_add(&f, expression, &why) < 0)
		fail_msg("%s: %s", expression, why);
	seccomp_choose(&s, &f, explain);
	if (s.on)
		length = seccomp_program(&s, program);
	return s;
}

static void every_number(void **state)
{
	static const char *const all[] = {
		"read",	  "none",   "!read", "%file",	  "%net",
		"!%desc", "all,!x", "/.",    "/[aeiou]$", "read,write,openat",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct filter f = { 0 };
		const char *why;
		struct seccomp_stops s;

		if (filter_add(&f, all[i], &why) < 0)
			continue;
		s = choose(all[i], false);
		assert_true(s.on);
		assert_in_range(length, 5, BPF_MAXINSNS);
		for (uint32_t nr = 0; nr < 2000; nr++) {
			struct event e = { .kind = EVENT_ENTRY, .nr = nr };

			if (filter_pass(&f, &e) && !stops(nr, NULL))
				fail_msg("%s: %u does not stop", all[i], nr);
			if (stops(nr, NULL) != seccomp_stops(&s, nr))
				fail_msg("%s: %u is not what was chosen", all[i], nr);
		}
		assert_int_equal(stops(0xffffffff, NULL), s.others);
		assert_int_equal(stops(0x40000000, NULL), s.others);
	}
}

static void what_is_always_seen(void **state)
{
	uint32_t exec[6] = { 0, 4096, 5 }, data[6] = { 0, 4096, 3, 0x22 }, fixed[6] = { 0, 1, 1, 3 },
		 moved[6] = { 0, 1, 1, 1 };

	(void)state;
	choose("none", false);
	assert_true(stops(RESTART, NULL) && stops(SIGRETURN, NULL));
	assert_true(stops(MMAP2, exec));
	assert_false(stops(MMAP2, data));
	assert_true(stops(MREMAP, fixed));
	assert_false(stops(MREMAP, moved));
	assert_false(stops(READ, NULL));
	assert_false(stops(RT_SIGACTION, NULL));
	choose("none", true);
	assert_true(stops(RT_SIGACTION, NULL));
	choose("mmap2", false);
	assert_true(stops(MMAP2, data));
}

static void calls_that_are_many(void **state)
{
	(void)state;
	choose("accept4", false);
	assert_true(stops(SOCKETCALL, NULL));
	choose("read", false);
	assert_false(stops(SOCKETCALL, NULL));
}

static void nothing_to_spare(void **state)
{
	struct filter f = { 0 };
	struct seccomp_stops s;

	(void)state;
	seccomp_choose(&s, &f, false);
	assert_false(s.on);
	assert_false(choose("all", false).on);
	assert_false(choose("!none", false).on);
	assert_true(choose("!read", false).on);
}

/* Each second number: as many comparisons as there can be. */
static void the_longest(void **state)
{
	struct seccomp_stops s = { .on = true };

	(void)state;
	memset(s.nr, 0x55, sizeof(s.nr));
	length = seccomp_program(&s, program);
	assert_in_range(length, FILTER_NRS, SECCOMP_MAX);
	assert_true(length <= BPF_MAXINSNS);
	for (uint32_t nr = 0; nr < 1024; nr++)
		if (nr != MMAP2 && nr != MREMAP)
			assert_int_equal(stops(nr, NULL), nr < FILTER_NRS && nr % 2 == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number),	    cmocka_unit_test(what_is_always_seen),
		cmocka_unit_test(calls_that_are_many), cmocka_unit_test(nothing_to_spare),
		cmocka_unit_test(the_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

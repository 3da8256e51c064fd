/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>

#include "stage/shim.h"

enum { ENTRY = 0x8049000, KV = 0xf7f265e0u, ECX = 1, EDX = 2, ESP = 4, EBP = 5, ESI = 6 };

/* Memory: the code at ENTRY, as long as it is, and nothing else. */
struct memory {
	const uint8_t *code;
	size_t n;
	unsigned reads;
};

static int read_memory(void *origin, uint64_t addr, void *to, uint32_t n)
{
	struct memory *m = origin;

	m->reads++;
	if (addr < ENTRY || addr >= ENTRY + m->n)
		return -EFAULT;
	if (n > ENTRY + m->n - addr)
		n = (uint32_t)(ENTRY + m->n - addr);
	memcpy(to, m->code + (addr - ENTRY), n);
	return (int)n;
}

static struct shimcode follow(const void *code, size_t n)
{
	struct memory m = { .code = code, .n = n };
	struct reader r = { .read = read_memory, .origin = &m };
	struct shimcode c;

	memset(&c, 0xff, sizeof(c));
	shimcode_read(&c, ENTRY, KV, &r);
	assert_true(m.reads < 100);
	return c;
}

#define FOLLOW(code) follow(code, sizeof(code) - 1)

static void is(struct shim_value v, enum shim_from from, uint8_t reg, int32_t n)
{
	assert_int_equal(v.from, from);
	if (from == FROM_REG)
		assert_int_equal(v.reg, reg);
	if (from == FROM_REG || from == FROM_NUMBER)
		assert_int_equal(v.n, n);
}

static void is_frame(const struct shimcode *c)
{
	is(c->word[0], FROM_REG, EBP, 0);
	is(c->word[1], FROM_REG, EDX, 0);
	is(c->word[2], FROM_REG, ECX, 0);
	is(c->word[3], FROM_RETURN, 0, 0);
}

/* The kernel's own code, in front of three ways in. */
static void frames(void **state)
{
	struct shimcode c = FOLLOW("\x51\x52\x55\x89\xe5\x0f\x34");

	(void)state;
	assert_int_equal(c.end, SHIMCODE_SYSENTER);
	assert_int_equal(c.at, ENTRY + 5);
	is(c.esp, FROM_REG, ESP, -12);
	is(c.ebp, FROM_REG, ESP, -12);
	is_frame(&c);
	c = FOLLOW("\x51\x52\x55\x89\xcd\x0f\x05");
	assert_int_equal(c.end, SHIMCODE_SYSCALL);
	is(c.ebp, FROM_REG, ECX, 0);
	is_frame(&c);
	c = FOLLOW("\x55\x89\xcd\xcd\x80\x5d\xc3");
	assert_int_equal(c.end, SHIMCODE_INT80);
	is(c.ebp, FROM_REG, ECX, 0);
	is(c.esp, FROM_REG, ESP, -4);
}

/* The same frame by other instructions: endbr32; sub; mov, mov, mov; lea; a jump over a byte; long nop. */
static void other_code(void **state)
{
	struct shimcode c = FOLLOW("\xf3\x0f\x1e\xfb\x83\xec\x0c\x89\x4c\x24\x08\x89\x54\x24\x04\x89\x2c\x24"
				   "\x8d\x2c\x24\xeb\x01\xcc\x0f\x1f\x40\x00\x0f\x34");

	(void)state;
	assert_int_equal(c.end, SHIMCODE_SYSENTER);
	is(c.ebp, FROM_REG, ESP, -12);
	is(c.esp, FROM_REG, ESP, -12);
	is_frame(&c);
	/* push; pop; xchg; inc; dec; add; 8b's mov; push imm8. */
	c = FOLLOW("\x56\x5f\x87\xca\x41\x49\x81\xc4\xf4\xff\xff\xff\x8b\xec\x6a\x07\x0f\x34");
	assert_int_equal(c.end, SHIMCODE_SYSENTER);
	is(c.ebp, FROM_REG, ESP, -12);
	is(c.esp, FROM_REG, ESP, -16);
	is(c.word[3], FROM_RETURN, 0, 0);
	is(c.word[2], FROM_REG, ESI, 0);
	is(c.word[1], FROM_UNKNOWN, 0, 0);
}

static void a_stack_of_its_own(void **state)
{
	/* mov %esp, 0x1000; mov $0x2000, %esp; push $0x99; push ecx, edx, ebp; mov; sysenter */
	struct shimcode c = FOLLOW("\x89\x25\x00\x10\x00\x00\xbc\x00\x20\x00\x00\x68\x99\x00\x00\x00"
				   "\x51\x52\x55\x89\xe5\x0f\x34");

	(void)state;
	assert_int_equal(c.end, SHIMCODE_SYSENTER);
	is(c.ebp, FROM_NUMBER, 0, 0x1ff0);
	is(c.word[0], FROM_REG, EBP, 0);
	is(c.word[1], FROM_REG, EDX, 0);
	is(c.word[3], FROM_NUMBER, 0, 0x99);
}

/* A store to who knows where may have been to the stack; gs: is elsewhere. */
static void stores(void **state)
{
	struct shimcode c = FOLLOW("\x51\x52\x55\x89\xe5\x89\x06\x0f\x34");

	(void)state;
	is(c.word[0], FROM_UNKNOWN, 0, 0);
	is(c.word[3], FROM_UNKNOWN, 0, 0);
	c = FOLLOW("\x51\x52\x55\x89\xe5\x65\x89\x06\x0f\x34");
	is_frame(&c);
}

static void lost(void **state)
{
	struct shimcode c;
	uint8_t forever[] = { 0xeb, 0xfe }, sled[4096];

	(void)state;
	c = FOLLOW("\x51\x52\x55\x74\x00\x89\xe5\x0f\x34"); /* a branch */
	assert_int_equal(c.end, SHIMCODE_LOST);
	assert_int_equal(c.at, ENTRY + 3);
	is(c.word[0], FROM_UNKNOWN, 0, 0);
	c = FOLLOW("\x51\x52\x55\x89\xe5"); /* ends before it gets there */
	assert_int_equal(c.end, SHIMCODE_LOST);
	c = FOLLOW("\x51\x68\x00"); /* in the middle of an instruction */
	assert_int_equal(c.end, SHIMCODE_LOST);
	c = follow(forever, sizeof(forever));
	assert_int_equal(c.end, SHIMCODE_LOST);
	memset(sled, 0x90, sizeof(sled));
	c = follow(sled, sizeof(sled));
	assert_int_equal(c.end, SHIMCODE_LOST);
	c = follow("", 0); /* nothing there */
	assert_int_equal(c.end, SHIMCODE_LOST);
	assert_int_equal(c.n, 0);
}

/* Any bytes at all: an end, no crash, no reading beyond what is there. */
static void any_bytes(void **state)
{
	uint32_t seed = 1;
	unsigned ends = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint8_t code[48];
		struct shimcode c;

		for (size_t k = 0; k < sizeof(code); k++) {
			seed = seed * 1664525u + 1013904223u;
			code[k] = (uint8_t)(seed >> 24);
		}
		c = follow(code, sizeof(code));
		ends += c.end != SHIMCODE_LOST;
	}
	assert_true(ends > 0);
}

static void on_to_the_vdso(void **state)
{
	uint8_t jmp[5] = { 0xe9 };
	uint32_t rel = KV - (ENTRY + 5);
	struct shimcode c;

	(void)state;
	memcpy(jmp + 1, &rel, sizeof(rel));
	c = follow(jmp, sizeof(jmp));
	assert_int_equal(c.end, SHIMCODE_VDSO);
}

/* ---- Judging ---- */

static struct shim_facts facts(enum shim_insn insn, const struct shimcode *code)
{
	return (struct shim_facts){
		.insn = insn, .code = code, .bp = 6, .dx = 3, .cx = 2, .words = 4,
		.word = { 6, 3, 2, 0x8048123 }, .return_at = 3, .called = true, .returns = true,
	};
}

static unsigned judge(const struct shim_facts *f, struct shim_report *r)
{
	memset(r, 0, sizeof(*r));
	return shim_judge(f, r);
}

static void right_by_code_and_by_stack(void **state)
{
	const struct shimcode sysenter = FOLLOW("\x51\x52\x55\x89\xe5\x0f\x34");
	const struct shimcode syscall = FOLLOW("\x51\x52\x55\x89\xcd\x0f\x05");
	struct shim_facts f = facts(SHIM_SYSENTER, &sysenter);
	struct shim_report r;

	(void)state;
	assert_int_equal(judge(&f, &r), 0);
	assert_int_equal(r.ebp, TOLD_BY_CODE);
	assert_int_equal(r.sixth, TOLD_BY_CODE);
	assert_true(shim_is_clear(&f, &r));
	f = facts(SHIM_SYSCALL, &syscall);
	assert_int_equal(judge(&f, &r), 0);
	assert_true(shim_is_clear(&f, &r));
	f.code = NULL;
	assert_int_equal(judge(&f, &r), 0);
	assert_int_equal(r.ebp, TOLD_BY_STACK);
	f = facts(SHIM_SYSENTER, NULL);
	assert_int_equal(judge(&f, &r), 0);
	assert_int_equal(r.ebp, TOLD_BY_STACK);
	assert_int_equal(r.sixth, TOLD_BY_STACK);
	assert_false(shim_is_clear(&f, &r));
	/* Code of another instruction than the one that was executed tells nothing. */
	f.code = &syscall;
	assert_int_equal(judge(&f, &r), 0);
	assert_int_equal(r.ebp, TOLD_BY_STACK);
	f.return_at = SHIM_NOWHERE;
	assert_int_equal(judge(&f, &r), 0);
	assert_int_equal(r.ebp, TOLD_NOT);
	assert_int_equal(r.sixth, TOLD_NOT);
}

static void each_fault(void **state)
{
	const struct shimcode off = FOLLOW("\x51\x52\x55\x89\xe5\x56\x57\x0f\x34");
	const struct shimcode order = FOLLOW("\x52\x51\x55\x89\xe5\x0f\x34");
	const struct shimcode sixth = FOLLOW("\x51\x52\x51\x89\xe5\x0f\x34");
	const struct shimcode int80 = FOLLOW("\x55\x89\xcd\xcd\x80\x5d\xc3");
	const struct shimcode amd = FOLLOW("\x51\x52\x55\x0f\x05");
	const struct shimcode own =
		FOLLOW("\xbc\x00\x20\x00\x00\x68\x99\x00\x00\x00\x51\x52\x55\x89\xe5\x0f\x34");
	struct shim_facts f = facts(SHIM_SYSENTER, &off);
	struct shim_report r;

	(void)state;
	assert_int_equal(judge(&f, &r), SHIM_EBP | SHIM_UNSAFE);
	assert_true(r.shifted);
	assert_int_equal(r.ebp_off, 8);
	/* The same when only the return address tells. */
	f = facts(SHIM_SYSENTER, NULL);
	f.return_at = 1;
	assert_int_equal(judge(&f, &r) & (SHIM_EBP | SHIM_UNSAFE), SHIM_EBP | SHIM_UNSAFE);
	assert_int_equal(r.ebp_off, 8);
	assert_int_equal(r.ebp, TOLD_BY_STACK);
	f = facts(SHIM_SYSENTER, &order);
	assert_int_equal(judge(&f, &r), SHIM_EDX | SHIM_ECX);
	f.code = NULL;
	f.word[1] = 2;
	f.word[2] = 3;
	assert_int_equal(judge(&f, &r), SHIM_EDX | SHIM_ECX);
	assert_int_equal(r.sixth, TOLD_NOT);
	f = facts(SHIM_SYSENTER, &sixth);
	assert_int_equal(judge(&f, &r), SHIM_SIXTH);
	f = facts(SHIM_INT80, &int80);
	f.words = 0;
	assert_int_equal(judge(&f, &r), SHIM_SIXTH);
	is(r.held[0], FROM_REG, ECX, 0);
	f = facts(SHIM_SYSCALL, &amd);
	assert_int_equal(judge(&f, &r), SHIM_EBP);
	f = facts(SHIM_SYSENTER, &own);
	f.return_at = SHIM_NOWHERE;
	assert_int_equal(judge(&f, &r), SHIM_UNSAFE);
	f = facts(SHIM_SYSENTER, NULL);
	f.returns = false;
	assert_int_equal(judge(&f, &r), SHIM_RETURN);
	f.words = 2;
	assert_int_equal(judge(&f, &r), SHIM_RETURN);
}

/* A shim may give the kernel another edx than it gives back. */
static void the_code_knows_better_than_the_registers(void **state)
{
	const struct shimcode c = FOLLOW("\x51\x52\x55\xba\x07\x00\x00\x00\x89\xe5\x0f\x34");
	struct shim_facts f = facts(SHIM_SYSENTER, &c);
	struct shim_report r;

	(void)state;
	f.dx = 7;
	assert_int_equal(judge(&f, &r), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames),
		cmocka_unit_test(other_code),
		cmocka_unit_test(a_stack_of_its_own),
		cmocka_unit_test(stores),
		cmocka_unit_test(lost),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(on_to_the_vdso),
		cmocka_unit_test(right_by_code_and_by_stack),
		cmocka_unit_test(each_fault),
		cmocka_unit_test(the_code_knows_better_than_the_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

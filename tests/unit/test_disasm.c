/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "vdso/disasm.h"

/* Instructions of ways into the kernel, as objdump writes them, and what a check wants to know of them. */
#define CODE(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { ADDR = 0x1000, EAX = 1 << 0, ECX = 1 << 1, EBX = 1 << 3, ESP = 1 << 4, EBP = 1 << 5 };

static const struct {
	unsigned n;
	uint8_t code[DISASM_INSN_MAX];
	const char *text;
	enum disasm_op op;
	unsigned changes;
} known[] = {
	{ CODE(0x51), "push %ecx", DISASM_PUSH, ESP },
	{ CODE(0x5d), "pop %ebp", DISASM_POP, ESP | EBP },
	{ CODE(0x89, 0xe5), "mov %esp,%ebp", DISASM_MOV, EBP },
	{ CODE(0x8b, 0xec), "mov %esp,%ebp", DISASM_MOV, EBP },
	{ CODE(0x8b, 0x44, 0x24, 0x04), "mov 4(%esp),%eax", DISASM_MOV, EAX },
	{ CODE(0xc7, 0x04, 0x24, 1, 0, 0, 0), "movl $1,(%esp)", DISASM_MOV, 0 },
	{ CODE(0x0f, 0xb6, 0xc1), "movzbl %cl,%eax", DISASM_OTHER, EAX },
	{ CODE(0xb1, 0x07), "mov $7,%cl", DISASM_MOV, ECX },
	{ CODE(0x87, 0xd9), "xchg %ebx,%ecx", DISASM_XCHG, ECX | EBX },
	{ CODE(0x8d, 0x64, 0x24, 0xfc), "lea -4(%esp),%esp", DISASM_LEA, ESP },
	{ CODE(0x83, 0xec, 0x0c), "sub $0xc,%esp", DISASM_SUB, ESP },
	{ CODE(0x83, 0xc4, 0x0c), "add $0xc,%esp", DISASM_ADD, ESP },
	{ CODE(0x0f, 0x34), "sysenter", DISASM_SYSENTER, 0 },
	{ CODE(0x0f, 0x05), "syscall", DISASM_SYSCALL, 0 },
	{ CODE(0xcd, 0x80), "int $0x80", DISASM_INT, 0 },
	{ CODE(0x3e, 0x3e, 0x3e, 0xcd, 0x80), "int $0x80", DISASM_INT, 0 },
	{ CODE(0xeb, 0xf3), "jmp 0xff5", DISASM_JMP, 0 },
	{ CODE(0x65, 0xff, 0x25, 0x10, 0, 0, 0), "jmp *%gs:0x10", DISASM_JMP, 0 },
	{ CODE(0x74, 0x02), "je 0x1004", DISASM_BRANCH, 0 },
	{ CODE(0xe8, 0xfb, 0, 0, 0), "call 0x1100", DISASM_CALL, ESP },
	{ CODE(0x65, 0xff, 0x15, 0x10, 0, 0, 0), "call *%gs:0x10", DISASM_CALL, ESP },
	{ CODE(0xff, 0xd0), "call *%eax", DISASM_CALL, ESP },
	{ CODE(0xc3), "ret", DISASM_RET, ESP },
	{ CODE(0x90), "nop", DISASM_NOP, 0 },
	{ CODE(0x0f, 0x1f, 0x40, 0x00), "nopl (%eax)", DISASM_NOP, 0 },
	{ CODE(0xf3, 0x0f, 0x1e, 0xfb), "endbr32", DISASM_NOP, 0 },
	{ CODE(0xcc), "int3", DISASM_ELSEWHERE, 0 },
	{ CODE(0xf4), "hlt", DISASM_ELSEWHERE, 0 },
	{ CODE(0x0f, 0x0b), "ud2", DISASM_ELSEWHERE, 0 },
	{ CODE(0xce), "into", DISASM_ELSEWHERE, 0 },
	{ CODE(0xcb), "lretl", DISASM_ELSEWHERE, ESP },
	{ CODE(0xcf), "iretl", DISASM_ELSEWHERE, ESP },
	{ CODE(0x0f, 0x31), "rdtsc", DISASM_OTHER, EAX | 1 << 2 },
};

static int needs_library(void **state)
{
	(void)state;
	if (!disasm_works()) {
		print_message("%s\n", disasm_library());
		exit(77);
	}
	return 0;
}

static void known_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		struct disasm_insn insn;

		if (disasm_insn(&insn, known[i].code, sizeof(known[i].code), ADDR, 32) != known[i].n)
			fail_msg("%s: %u bytes, not %u", known[i].text, insn.n, known[i].n);
		assert_string_equal(insn.text, known[i].text);
		if (insn.op != known[i].op)
			fail_msg("%s: is %d, not %d", known[i].text, insn.op, known[i].op);
		/* call and ret change the stack pointer whether it is told or not. */
		if ((insn.changes | (known[i].changes & ESP)) != known[i].changes)
			fail_msg("%s: changes %x, not %x", known[i].text, insn.changes, known[i].changes);
		/* Cut short by a byte it is nothing, or another. */
		assert_int_not_equal(disasm_insn(&insn, known[i].code, known[i].n - 1, ADDR, 32), known[i].n);
	}
}

static void operands(void **state)
{
	static const uint8_t store[] = { 0x89, 0x54, 0x24, 0xf8 };              /* mov %edx,-8(%esp) */
	static const uint8_t gs[] = { 0x65, 0x8b, 0x0d, 0x10, 0, 0, 0 };        /* mov %gs:0x10,%ecx */
	static const uint8_t index[] = { 0x8b, 0x44, 0xb1, 0x04 };              /* mov 4(%ecx,%esi,4),%eax */
	static const uint8_t immediate[] = { 0xb8, 0x77, 0, 0, 0 };             /* mov $119,%eax */
	struct disasm_insn i;

	(void)state;
	assert_int_equal(disasm_insn(&i, store, sizeof(store), ADDR, 32), 4);
	assert_int_equal(i.operand[0].kind, DISASM_MEM);
	assert_int_equal(i.operand[0].base, 4);
	assert_int_equal(i.operand[0].value, -8);
	assert_int_equal(i.operand[0].size, 4);
	assert_false(i.operand[0].index || i.operand[0].segment);
	assert_int_equal(i.operand[1].kind, DISASM_REG);
	assert_int_equal(i.operand[1].reg, 2);

	assert_int_equal(disasm_insn(&i, gs, sizeof(gs), ADDR, 32), 7);
	assert_int_equal(i.operand[0].reg, 1);
	assert_int_equal(i.operand[1].base, -1);
	assert_int_equal(i.operand[1].value, 16);
	assert_true(i.operand[1].segment);

	assert_int_equal(disasm_insn(&i, index, sizeof(index), ADDR, 32), 4);
	assert_true(i.operand[1].index);

	assert_int_equal(disasm_insn(&i, immediate, sizeof(immediate), ADDR, 32), 5);
	assert_int_equal(i.operand[0].reg, 0);
	assert_int_equal(i.operand[1].kind, DISASM_IMM);
	assert_int_equal(i.operand[1].value, 119);
}

static void wide_code(void **state)
{
	static const uint8_t mov[] = { 0x48, 0x89, 0xe5 }, call[] = { 0xff, 0xd0 };
	struct disasm_insn i;

	(void)state;
	assert_int_equal(disasm_insn(&i, mov, sizeof(mov), 0x7f0012345678, 64), 3);
	assert_string_equal(i.text, "movq %rsp,%rbp");
	assert_int_equal(disasm_insn(&i, call, sizeof(call), 0x7f0012345678, 64), 2);
	assert_string_equal(i.text, "call *%rax");
}

/* Whatever the bytes are: no more than there are, and a text that ends. */
static void noise(void **state)
{
	(void)state;
	srandom(7);
	for (unsigned k = 0; k < 200000; k++) {
		uint8_t *code = malloc(DISASM_INSN_MAX);
		size_t size = (unsigned long)random() % (DISASM_INSN_MAX + 1);
		struct disasm_insn i;
		unsigned n;

		for (unsigned at = 0; at < size; at++)
			code[at] = (uint8_t)(random() >> 7);
		n = disasm_insn(&i, code + 0, size, 0xfffffff8, k & 1 ? 32 : 64);
		assert_true(n <= size && n == i.n);
		assert_true(memchr(i.text, 0, sizeof(i.text)) != NULL);
		assert_true(n == 0 || *i.text);
		free(code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_code),
		cmocka_unit_test(operands),
		cmocka_unit_test(wide_code),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests(tests, needs_library, NULL);
}

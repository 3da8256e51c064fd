/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_DISASM_H
#define VDSO_DISASM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Any x86 code, one instruction at a time: by a library, Capstone, which is
 * loaded when the first instruction is asked for. Nothing here fails loudly:
 * where there is no library, no instruction is known.
 */
enum { DISASM_TEXT = 96, DISASM_INSN_MAX = 15, DISASM_OPERANDS = 2 };

/* What moves the stack pointer, a saved register, or control; the rest is OTHER. */
enum disasm_op {
	DISASM_OTHER,
	DISASM_NOP, /* in all of its forms */
	DISASM_MOV,
	DISASM_XCHG,
	DISASM_LEA,
	DISASM_ADD,
	DISASM_SUB,
	DISASM_PUSH,
	DISASM_POP,
	DISASM_JMP,
	DISASM_BRANCH, /* a conditional jump, or a loop */
	DISASM_CALL,
	DISASM_RET,
	DISASM_INT,
	DISASM_SYSENTER,
	DISASM_SYSCALL,
	DISASM_ELSEWHERE, /* what else does not go on behind itself: int3, hlt, iret, far jumps */
};

enum disasm_operand_kind { DISASM_NONE, DISASM_REG, DISASM_MEM, DISASM_IMM };

/* Registers by x86's numbers: eax 0, ecx 1, edx 2, ebx 3, esp 4, ebp 5, esi 6, edi 7; -1: no such one. */
struct disasm_operand {
	enum disasm_operand_kind kind;
	uint8_t size;        /* bytes */
	int8_t reg;          /* REG */
	int8_t base;         /* MEM; -1 for both: disp is the address */
	bool index, segment; /* MEM: an index register, a segment of its own: gs, fs */
	bool written;
	int64_t value;       /* IMM, or MEM's displacement; of a jump or call the target */
};

/* Of 64-bit code only n, text and op. */
struct disasm_insn {
	unsigned n;               /* bytes */
	char text[DISASM_TEXT];   /* AT&T's syntax as objdump has it: "mov %esp,%ebp" */
	enum disasm_op op;
	struct disasm_operand operand[DISASM_OPERANDS]; /* the destination first */
	uint16_t changes;         /* general registers, a bit each by number */
};

/*
 * The instruction at code, of which size bytes are there; addr is where it
 * stands, for the targets of jumps. bits: 32 or 64. Its length; 0: bytes that
 * are no instruction, or end before it does, or there is no library.
 */
unsigned disasm_insn(struct disasm_insn *to, const uint8_t *code, size_t size, uint64_t addr, unsigned bits)
	__attribute__((warn_unused_result));

/* Is there a library? It is loaded by that. */
bool disasm_works(void);

/* "Capstone 4.0", or why there is none: "built without Capstone", "libcapstone.so.4 is not installed". */
const char *disasm_library(void);

/* What it was built to use: "capstone 4.0" or "none"; loads nothing. */
const char *disasm_built_with(void);

#endif

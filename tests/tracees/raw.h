/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_RAW_H
#define TRACEES_RAW_H

/*
 * System calls by a gate of our choice, all six arguments, in 32-bit code:
 * LONG(NR, A, B, C, D, E, F), the result as the kernel gives it (-errno).
 *
 *   int80()       int $0x80 in this program
 *   fast()        call *%gs:0x10, as libc does
 *   shim()        our own sysenter, by a direct call
 *   tail()        call to a stub that jumps to *%gs:0x10
 *   lone()        our own sysenter without a call to it: no call site tells of it
 */
typedef long raw_call(long nr, long a, long b, long c, long d, long e, long f);
raw_call int80, fast, shim, tail, lone;

/* How far into int80() the instruction stands. */
extern const unsigned int80_offset;
__asm__(".pushsection .rodata\n"
	".globl int80_offset\n"
	"int80_offset:\n"
	"	.long .Lint80_insn - int80\n"
	".popsection");

/* The entry point of shim(), to be called as __kernel_vsyscall is. */
void shim_entry(void);

#define RAW_CALL(name, gate) RAW_CALL_IN(".text", name, gate)
#define RAW_CALL_IN(section, name, gate) \
	__asm__(".pushsection " section "\n" \
		".globl " #name "\n" \
		".type " #name ", @function\n" #name ":\n" \
		"	push %ebp\n" \
		"	push %ebx\n" \
		"	push %esi\n" \
		"	push %edi\n" \
		"	mov 20(%esp), %eax\n" \
		"	mov 24(%esp), %ebx\n" \
		"	mov 28(%esp), %ecx\n" \
		"	mov 32(%esp), %edx\n" \
		"	mov 36(%esp), %esi\n" \
		"	mov 40(%esp), %edi\n" \
		"	mov 44(%esp), %ebp\n" \
		"	" gate "\n" \
		"	pop %edi\n" \
		"	pop %esi\n" \
		"	pop %ebx\n" \
		"	pop %ebp\n" \
		"	ret\n" \
		".size " #name ", . - " #name "\n" \
		".popsection")

RAW_CALL(int80, ".Lint80_insn: int $0x80");
RAW_CALL(fast, "call *%gs:0x10");
RAW_CALL(shim, "call shim_entry");
RAW_CALL(tail, "call tail_stub");
/* The kernel returns to the vDSO's pops and ret: so the way back is on the stack. */
RAW_CALL(lone, "sub $4, %esp\n"
	       "	push %ecx\n"
	       "	push %edx\n"
	       "	push %ebp\n"
	       "	call 1f\n"
	       "1:	addl $2f - 1b, (%esp)\n"
	       "	pop 12(%esp)\n"
	       "	mov %esp, %ebp\n"
	       "	sysenter\n"
	       "	ud2\n"
	       "2:");

__asm__(".pushsection .text\n"
	".globl shim_entry\n"
	".type shim_entry, @function\n"
	"shim_entry:\n"
	"	push %ecx\n"
	"	push %edx\n"
	"	push %ebp\n"
	"	mov %esp, %ebp\n"
	"	sysenter\n"
	"	ud2\n"
	".size shim_entry, . - shim_entry\n"
	".type tail_stub, @function\n"
	"tail_stub:\n"
	"	jmp *%gs:0x10\n"
	".size tail_stub, . - tail_stub\n"
	".popsection");

#endif

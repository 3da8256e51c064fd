/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all shims here have in common. From the Makefile, offsets that this machine's kernel goes by:
 *
 *	LANDING		where it comes back after every sysenter (on AMD, syscall) of a 32-bit process
 *	SIGRETURN	where it has signal handlers return to; RT_SIGRETURN: those with SA_SIGINFO
 *	GATE_sysenter, GATE_syscall or GATE_int80: what the kernel's own code enters it by
 */
#define TEXT 0x400 /* where shim.lds puts .text */

/* Goes on at an offset from the image's beginning; if the code before is too long, the assembler says so. */
#define AT(offset)	 .org (offset) - TEXT, 0x90 /* nop */
#define AT_STUB(offset) .org (offset) - TEXT, 0xcc /* int3: nobody is to come to what is in between */

#ifdef GATE_syscall
#define SAY_WHERE mov %ecx, %ebp /* the 2nd argument: syscall overwrites ecx; the stack stays in esp */
#define ENTER	  syscall
#else
#define SAY_WHERE mov %esp, %ebp /* the stack: sysenter forgets esp, and the kernel takes it from here */
#define ENTER	  sysenter
#endif

/* Each push and pop tells the unwinder: pthread_cancel, C++ exceptions and backtraces come through here. */
.macro SAVE reg
	push %\reg
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset \reg, 0
.endm

.macro RESTORE reg
	pop %\reg
	.cfi_adjust_cfa_offset -4
	.cfi_restore \reg
.endm

.macro FUNCTION name
	.globl \name
	.type \name, @function
\name:
.endm

/*
 * The stubs. The kernel's signal frame is above esp, so here is what the unwinder finds in it: register n
 * (8: eip) is saved that many bytes above esp; the caller's stack pointer is what was saved for esp.
 */
.macro SAVED n, saved
	.cfi_escape 0x10, \n, 3, 0x74, (\saved & 0x7f) | 0x80, \saved >> 7
.endm

.macro FRAME sc
	.cfi_escape 0x0f, 4, 0x74, ((\sc + 28) & 0x7f) | 0x80, (\sc + 28) >> 7, 0x06
	SAVED 0, \sc + 44
	SAVED 1, \sc + 40
	SAVED 2, \sc + 36
	SAVED 3, \sc + 32
	SAVED 5, \sc + 24
	SAVED 6, \sc + 20
	SAVED 7, \sc + 16
	SAVED 8, \sc + 56
.endm

.macro SIGRETURN_STUB
	AT_STUB(SIGRETURN)
	.cfi_startproc simple
	.cfi_signal_frame
	FRAME 4 /* the signal's number, then the registers */
FUNCTION __kernel_sigreturn
	pop %eax
	FRAME 0
	mov $119, %eax
	int $0x80
	.cfi_endproc
	.size __kernel_sigreturn, . - __kernel_sigreturn
.endm

.macro RT_SIGRETURN_STUB
	AT_STUB(RT_SIGRETURN)
	.cfi_startproc simple
	.cfi_signal_frame
	FRAME 160 /* 3 words, siginfo, the 5 words of ucontext in front of the registers */
FUNCTION __kernel_rt_sigreturn
	mov $173, %eax
	int $0x80
	.cfi_endproc
	.size __kernel_rt_sigreturn, . - __kernel_rt_sigreturn
.endm

/* Some kernels have the stubs in front of __kernel_vsyscall, some behind it. */
.macro BEGIN
	.text
#if SIGRETURN < LANDING
	SIGRETURN_STUB
#endif
#if RT_SIGRETURN < LANDING
	RT_SIGRETURN_STUB
#endif
.endm

.macro END
	.size __kernel_vsyscall, . - __kernel_vsyscall
#if SIGRETURN > LANDING
	SIGRETURN_STUB
#endif
#if RT_SIGRETURN > LANDING
	RT_SIGRETURN_STUB
#endif
	.section .note.GNU-stack, "", @progbits
.endm

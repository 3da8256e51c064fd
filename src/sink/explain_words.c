/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/explain_parts.h"

static const char *const words[TERMS] = {
	[TERM_STOP] = "The registers are what a tracer (a program that watches another: gatetrace) sees: the"
		      " kernel stops the program for it where it goes into the kernel, where it comes back,"
		      " and where a signal comes.",
	[TERM_EIP] = "eip, the instruction pointer: where the program goes on when the kernel lets it.",
	[TERM_ESP] = "esp: the top of the program's stack.",
	[TERM_EBP] = "ebp: carries the 6th argument of a call; otherwise the program's own.",
	[TERM_EAX] = "eax: the number of the call before it, its result behind it; in between -38, which says"
		     " \"no result yet\".",
	[TERM_ORIG_EAX] = "orig_eax: where the kernel keeps the number of the call; -1: not in a call.",
	[TERM_VDSO] = "__kernel_vsyscall: a function that the kernel lends to every program, in a page called"
		      " the vDSO. It goes into the kernel by the fastest way that this CPU has.",
	[TERM_SYSENTER] = "sysenter: Intel's fast instruction into the kernel. It keeps no return address:"
			  " the kernel always comes back to one fixed place in __kernel_vsyscall.",
	[TERM_SYSCALL] = "syscall: AMD's fast instruction into the kernel (Intel has it for 64-bit programs"
			 " alone). From there the kernel always comes back to one fixed place in"
			 " __kernel_vsyscall.",
	[TERM_INT80] = "int $0x80: the old instruction into the kernel, slow, two bytes long (cd 80). It"
		       " keeps its return address, and works anywhere.",
	[TERM_SHIM] = "shim: a sysenter that the program executed itself, not the kernel's function.",
	[TERM_SYS] = "-512, ERESTARTSYS: the kernel's note to itself: without a handler, make the call again;"
		     " with one, make it again if the handler has SA_RESTART, else EINTR. No program ever"
		     " sees this number.",
	[TERM_NOINTR] = "-513, ERESTARTNOINTR: the kernel's note to itself: make the call again, whatever"
			" handler runs before. No program ever sees this number.",
	[TERM_NOHAND] = "-514, ERESTARTNOHAND: the kernel's note to itself: without a handler, make the call"
			" again; with any handler, EINTR. No program ever sees this number.",
	[TERM_BLOCK] = "-516, ERESTART_RESTARTBLOCK: the kernel's note to itself: without a handler, go on"
		       " with what is left of the call (of a sleep: the rest of the time); with any handler,"
		       " EINTR. No program ever sees this number.",
	[TERM_SIGNAL] = "signal: a message to a process, a number from 1 to 64. A call that waits is"
			" interrupted for it.",
	[TERM_HANDLER] = "handler: a function of the program that the kernel calls when the signal comes. The"
			 " kernel saves all registers on the stack before.",
	[TERM_GROUP_STOP] = "stopped: no thread of the process runs until SIGCONT comes.",
	[TERM_SIGRETURN] = "The handler returns into this call: it loads all registers as they were saved,"
			   " eip and eax among them.",
	[TERM_EINTR] = "-4, EINTR: \"interrupted system call\", an error that the program sees.",
	[TERM_SA_RESTART] = "SA_RESTART: a flag given to sigaction() with the handler: calls that it"
			    " interrupts are to be made again.",
	[TERM_TWO_BYTES] = "Why two bytes? An int $0x80 is two bytes long: taken off eip, they lead to the"
			   " instruction that made the call. For a call by sysenter or syscall they lead into"
			   " __kernel_vsyscall, where two bytes stand ready for that.",
	[TERM_UNSEEN] = "The kernel does that behind the last stop: no tracer can see eip there.",
	[TERM_RESTART_SYSCALL] = "A call that can't be made again as it was: a sleep would be too long. The"
				 " kernel remembers what is left; call number 0 asks for that.",
	[TERM_INFERRED] =
		"inferred: from what was seen before. --prove makes gatetrace look how it happens.",
	[TERM_TAGGED] = "tagged: gatetrace had marked the register ss. int $0x80 keeps the mark, sysenter,"
			" syscall and the start of a handler lose it: it was still there.",
	[TERM_WITNESSED] = "witnessed: gatetrace saw the CPU come to this very instruction and execute it.",
	[TERM_JUMP] = "A jump out of a handler (siglongjmp() makes one) never comes to sigreturn: the saved"
		      " registers are left on the stack, and the restart in them, if there was to be one.",
};

void explain_word(struct prose *p, enum term term)
{
	if (p->x->told & (uint64_t)1 << term)
		return;
	p->x->told |= (uint64_t)1 << term;
	prose(p, PROSE_TEXT, COLOUR_END, "* %s", words[term]);
}

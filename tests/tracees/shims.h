/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_SHIMS_H
#define TRACEES_SHIMS_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "expect.h"
#include "part.h"
#include "raw.h"

/* For checkshims.c: the shims, and the lines that --check-shims has for each. */
enum { AMD_2ND = 0x222, THIRD = 0x333, SIXTH = 0x666 };

static int amd; /* the fast instruction is syscall */

/* ---- The shims: NAME by sysenter, NAME_amd by syscall ---- */

#define SHIM_ONE(name, body)                                                                                 \
	void name(void);                                                                                     \
	__asm__(".pushsection .text\n"                                                                       \
		".globl " #name "\n"                                                                         \
		".type " #name ", @function\n" #name ":\n" body "\n"                                         \
		".size " #name ", . - " #name "\n"                                                           \
		".popsection");                                                                              \
	raw_call call_##name;                                                                                \
	RAW_CALL(call_##name, "call " #name)
/* frame: what comes before ebp is set */
#define SHIM(name, frame)                                                                                    \
	SHIM_ONE(name, frame "mov %esp, %ebp\nsysenter\nud2");                                               \
	SHIM_ONE(name##_amd, frame "mov %ecx, %ebp\nsyscall\nud2")

SHIM(good, "push %ecx\npush %edx\npush %ebp\n");
SHIM(by_mov, "sub $12, %esp\nmov %ecx, 8(%esp)\nmov %edx, 4(%esp)\nnop\nmov %ebp, (%esp)\n");
SHIM(swapped, "push %edx\npush %ecx\npush %ebp\n");
SHIM(no_sixth, "push %ecx\npush %edx\npush %ecx\n");
/* Code that can't be followed: the stack alone tells. */
SHIM(branch, "cmp $0, %eax\nje 1f\n1:\npush %ecx\npush %edx\npush %ebp\n");
/* ebp is not esp, but two words of its own above it. Of syscall: ebp is not ecx. */
SHIM_ONE(off, "push %ecx\npush %edx\npush %ebp\nmov %esp, %ebp\npush %esi\npush %edi\nsysenter\nud2");
SHIM_ONE(off_amd, "push %ecx\npush %edx\npush %ebp\nsyscall\nud2");
/* As off, with more below: a handler's frame is aligned to 64 bytes, so at least a third of it goes. */
enum { BELOW = 24, WORD_BELOW = 0x4444 };
SHIM_ONE(roomy, "push %ecx\npush %edx\npush %ebp\nmov %esp, %ebp\n"
		".rept 24\npush $0x4444\n.endr\nsysenter\nud2");
/* No stack at all. */
SHIM_ONE(lost, "push %ecx\npush %edx\npush %ebp\nxor %ebp, %ebp\nsysenter\nud2");
SHIM_ONE(lost_amd, "push %ecx\npush %edx\npush %ebp\nmov %ecx, %ebp\nxor %esp, %esp\nsyscall\nud2");
/* AMD's code with int $0x80 in place of syscall. */
SHIM_ONE(by_int80, "push %ebp\nmov %ecx, %ebp\nint $0x80\npop %ebp\nret");
SHIM_ONE(by_int80_right, "push %ecx\nint $0x80\npop %ecx\nret");
RAW_CALL(by_pointer, "call *%esi");
raw_call by_pointer;

#define CHOSEN(name) (amd ? (const void *)name##_amd : (const void *)name)
#define CALL(name) (amd ? call_##name##_amd : call_##name)

static inline void set_fast(const void *entry)
{
	__asm__ volatile("mov %0, %%gs:0x10" : : "r"(entry) : "memory");
}

static uint32_t *own_esp; /* where the shim with a stack of its own keeps its caller's esp */

static inline unsigned char *put32(unsigned char *to, const void *address)
{
	uint32_t word = (uint32_t)(uintptr_t)address;

	memcpy(to, &word, sizeof(word));
	return to + sizeof(word);
}

/* A shim with a stack of its own: made at run time, as its addresses are part of the code. */
static inline const unsigned char *make_own_stack(void)
{
	static const unsigned char intel[] = { 0x51, 0x52, 0x55, 0x89, 0xe5, 0x0f, 0x34 };
	static const unsigned char syscall[] = { 0x51, 0x52, 0x55, 0x89, 0xcd, 0x0f, 0x05 };
	unsigned char *page = mmap(NULL, 65536, PROT_READ | PROT_WRITE | PROT_EXEC,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *to = page, *back;

	if (page == MAP_FAILED)
		skip("no memory that can be written and executed");
	own_esp = (uint32_t *)(page + 256);
	*to++ = 0x89; /* mov %esp, own_esp */
	*to++ = 0x25;
	to = put32(to, own_esp);
	*to++ = 0xbc; /* mov $..., %esp */
	to = put32(to, page + 65536);
	*to++ = 0x68; /* push $back */
	back = to;
	to += 4;
	memcpy(to, amd ? syscall : intel, sizeof(intel));
	to += sizeof(intel);
	put32(back, to);
	*to++ = 0x8b; /* mov own_esp, %esp */
	*to++ = 0x25;
	to = put32(to, own_esp);
	*to = 0xc3;
	return page;
}

/* ---- The lines ---- */

/* Places in this program; good until the fourth call after it. */
static inline const char *place(const char *name, const char *variant)
{
	static char text[4][64];
	static unsigned next;
	char *to = text[next++ % 4];

	snprintf(to, sizeof(text[0]), "%s(%s%s+N)", program_invocation_short_name, name, variant);
	return to;
}

static inline const char *here(const char *name)
{
	return place(name, "");
}

/* Of the two variants of a shim the one of this machine. */
static inline const char *named(const char *name)
{
	return place(name, amd ? "_amd" : "");
}

static inline void head(const char *verdict, const char *name)
{
	expect(">>> shim 1, %s: %s at %s", verdict, amd ? "syscall" : "sysenter", named(name));
}

/* The stack of a call with the arguments of probe(). */
static inline void drawn(const char *caller, uint32_t ecx, const char *of_ecx, uint32_t edx,
			 const char *of_edx, uint32_t ebp, const char *of_ebp)
{
	const char *base = amd ? "esp" : "ebp";

	expect(">>>   stack, from %s up, as the landing pad pops it:", base);
	expect(">>>     %s+12 N: N  ret to %s", base, caller);
	expect(">>>     %s+8  N: 0x%08x  pop %%ecx  %s", base, ecx, of_ecx);
	expect(">>>     %s+4  N: 0x%08x  pop %%edx  %s", base, edx, of_edx);
	expect(">>>     %s    N: 0x%08x  pop %%ebp  %s", base, ebp, of_ebp);
}

static inline void drawn_right(const char *caller)
{
	drawn(caller, AMD_2ND, "the caller's ecx", THIRD, "the caller's edx", SIXTH, "the caller's ebp");
}

static inline void ebp_right(const char *told)
{
	expect(amd ? ">>>   ebp is ecx, the 2nd argument (%s)" : ">>>   ebp is esp (%s)", told);
}

static inline void sixth_right(const char *told)
{
	expect(">>>   6th argument: 0x%x, the caller's ebp (%s)", SIXTH, told);
}

static inline void safe(void)
{
	expect(">>>   restart-safe: %s, and this stack stays",
	       vdso.again == vdso.gate ? "the jmp makes ebp of esp again" : "int $0x80 takes registers");
}

static inline void as_bad(void)
{
	expect(">>>   a restart returns by the same words: as wrong as the call itself");
}

/* gs:0x10 is told as soon as it is seen; the counts are not: the vDSO's share depends on libc. */
static inline void gs_is(const void *shim, const char *place, const char *after, const char *before)
{
	expect(">>> gs:0x10 of thread %d is 0x%x, not AT_SYSINFO 0x%x", expect_tid, (unsigned)(uintptr_t)shim,
	       (unsigned)(uintptr_t)vdso.kv);
	if (place)
		expect(">>>   it points to %s", place);
	expect(">>>   the word was written between its %s and its %s", after, before);
}

static inline void gs_is_again(const char *after, const char *before)
{
	expect(">>> gs:0x10 of thread %d is AT_SYSINFO 0x%x again", expect_tid, (unsigned)(uintptr_t)vdso.kv);
	expect(">>>   the word was written between its %s and its %s", after, before);
}

/* All registers have a value of their own: a getppid that takes no argument. */
static inline long probe(raw_call *call)
{
	return call(SYS_getppid, 0x111, AMD_2ND, THIRD, 0x444, 0x555, SIXTH);
}

static inline void probe_twice(raw_call *call)
{
	if (probe(call) != getppid() || probe(call) != getppid())
		exit(1);
}

#endif

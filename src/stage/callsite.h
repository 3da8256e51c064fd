/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_CALLSITE_H
#define STAGE_CALLSITE_H

#include <stdbool.h>
#include <stdint.h>

#include "event/reader.h"

/*
 * Who executed the sysenter? The instruction before a return address tells
 * what was called there.
 *
 * For a fresh entry at the landing pad. The saved registers on the stack have
 * the same shape for the vDSO and for every shim that does its job, so they
 * prove nothing: the verdict is the vDSO's only when a target is known to be
 * __kernel_vsyscall, a shim's only when every possible target is known to be
 * something else. In between it is unknown.
 *
 * x86 code can't be read backwards without doubt: the bytes of one call may
 * end with those of another. All calls that the bytes can be are kept. One
 * that leads to __kernel_vsyscall does not do so by chance; otherwise all must
 * agree.
 *
 * What this can't see: code that jumps into the middle of the vDSO; a stub that
 * does more than jump before it ends in `jmp *%gs:0x10` (bare jumps are
 * followed); a return address faked behind a call's bytes.
 */
enum callsite_kind {
	CALL_NONE,     /* no call, or code that can't be read */
	CALL_GS10,     /* call *%gs:0x10 */
	CALL_REL32,    /* call rel32 */
	CALL_ABS,      /* call *abs32 */
	CALL_REG,      /* call *%reg: target known to the registers only */
	CALL_MEM,      /* call *disp(%reg,...), or through another segment */
	CALL_SYSENTER, /* no call, the sysenter itself: pushl $here; ...; sysenter; here: */
};

/* One way to read the bytes. */
struct callsite_call {
	enum callsite_kind kind;
	bool known;          /* target is: where the call went, bare jumps followed */
	bool gs10;           /* ... or it is whatever gs:0x10 holds */
	uint32_t target;
	bool segment;        /* CALL_MEM: behind a prefix of gs or fs, it stays unknown */
	uint8_t modrm, sib;  /* CALL_REG, CALL_MEM: of the operand */
	int32_t disp;
};

/* call *%gs:0x10 and call *disp32(%base,%index,n) have 7 bytes. */
enum { CALLSITE_CALLS = 5, CALLSITE_LONGEST = 7 };

/* Zeroed: there is no call. */
struct callsite {
	uint8_t code[CALLSITE_LONGEST]; /* what was read, up to the return address */
	bool whole;              /* all of it could be */
	bool alone;              /* nothing in memory decides but these bytes */
	enum callsite_kind kind; /* of call[0], the longest one */
	unsigned calls;
	struct callsite_call call[CALLSITE_CALLS];
};

/*
 * What can have been called before return_address. 0, or -EFAULT: no code
 * there; *c is zeroed then. Code is made and unmade as it runs, and so are the
 * pointers that calls and jumps go through: only what is alone and whole may be
 * kept, and used for as long as the code there is the same.
 */
int callsite_decode(struct callsite *c, uint32_t return_address, const struct reader *r)
	__attribute__((warn_unused_result));

/* Does the verdict depend on the word at gs:0x10, or on the registers? */
bool callsite_wants_gs10(const struct callsite *c);
bool callsite_wants_registers(const struct callsite *c);

/*
 * Completes a copy of what callsite_decode() found with the caller's registers.
 * __kernel_vsyscall changes none of them, so when it was called through one it
 * still holds its address at the entry stop: the numbers there are the
 * caller's but for eax (lost), ebp (the word at esp) and esp (esp + 16).
 * reg: by x86's numbers, ecx is 1, edx 2, ebx 3, esp 4, ebp 5, esi 6, edi 7.
 */
enum { CALLSITE_REGS = 8 };
void callsite_resolve(struct callsite *c, const uint32_t reg[CALLSITE_REGS], const struct reader *r);

enum callsite_verdict { CALLSITE_UNKNOWN, CALLSITE_VDSO, CALLSITE_SHIM };

/* kv: __kernel_vsyscall; gs10: the word at gs:0x10; 0 where they are not known. */
enum callsite_verdict callsite_judge(const struct callsite *c, uint32_t kv, uint32_t gs10);

#endif

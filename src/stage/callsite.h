/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_CALLSITE_H
#define STAGE_CALLSITE_H

#include <stdbool.h>
#include <stdint.h>

#include "stage/capture.h"

/*
 * Whom did the code before a return address call? At the landing pad this
 * tells the vDSO's sysenter from a foreign one: both come back with the same
 * registers, but they were called by different code.
 *
 * It can't see a jump (a stub that ends in jmp *%gs:0x10 leaves its own
 * caller's address), a call through a register that has changed since, or
 * bytes that only look like a call.
 */
enum callsite_kind {
	CALL_NONE,  /* no call that we know stands there */
	CALL_GS10,  /* call *%gs:0x10 (65 ff 15 10 00 00 00): through the thread's AT_SYSINFO */
	CALL_REL32, /* call rel32 (e8): target is known */
	CALL_ABS,   /* call *abs32 (ff 15): target was read from memory when decoded */
	CALL_REG,   /* call *%reg, call *disp(%reg): the target is lost */
};

struct callsite {
	enum callsite_kind kind;
	bool has_target;
	uint32_t target;
};

/* Reads the code before ret. 0, or -errno when it can't be read (kind is NONE then). */
int callsite_decode(struct callsite *c, uint32_t ret, const struct reader *r) __attribute__((warn_unused_result));

enum callsite_verdict { CALLSITE_UNKNOWN, CALLSITE_VDSO, CALLSITE_SHIM };

/* kv: __kernel_vsyscall. gs10: the word at gs:0x10, looked at for CALL_GS10 only. */
enum callsite_verdict callsite_judge(const struct callsite *c, uint32_t kv, uint32_t gs10);

#endif

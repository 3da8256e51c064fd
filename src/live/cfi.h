/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_CFI_H
#define LIVE_CFI_H

#include <stdbool.h>
#include <stdint.h>

#include "live/ehframe.h"
#include "live/window.h"

/*
 * Call frame information: from a function's registers to its caller's. By
 * libdw (cfi_libdw.c) or libunwind (cfi_libunwind.c), as configure chose; cfi_none.c has none.
 */

/* Numbered as DWARF does for i386 (System V ABI, Intel386 supplement). */
enum { CFI_AX, CFI_CX, CFI_DX, CFI_BX, CFI_SP, CFI_BP, CFI_SI, CFI_DI, CFI_IP, CFI_REGS };

struct cfi_regs {
	uint32_t reg[CFI_REGS];
	uint16_t known; /* bits: the others were lost on the way */
};

/* Is there a library? */
bool cfi_available(void);

struct cfi; /* of one module */

/* eh is what ehframe_find() or debugframe_find() found; its copy is ours now. NULL: it can't be read. */
struct cfi *cfi_open(const struct ehframe *eh, struct window *w);
void cfi_close(struct cfi *c);

/*
 * One frame up. pc: an address inside of the instruction that r's function is
 * at; r->reg[CFI_IP] may be behind it. 1: r is the caller's, *signal says
 * that r's function was interrupted by a signal rather than having called;
 * 0: it has no caller; -ENOENT: nothing is known of the pc; -EFAULT: the stack can't be read.
 */
int cfi_step(struct cfi *c, struct window *w, uint32_t pc, struct cfi_regs *r, bool *signal)
	__attribute__((warn_unused_result));

#endif

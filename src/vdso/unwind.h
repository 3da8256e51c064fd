/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_UNWIND_H
#define VDSO_UNWIND_H

#include <stdint.h>

#include "base/buffer.h"
#include "stage/vdso.h"

/*
 * Call frame information of a vDSO's code: what a debugger, a C++ exception,
 * pthread_cancel() and backtrace() need to find their way through it. Without
 * it a thread that is cancelled in a system call skips its clean-up handlers.
 *
 * DWARF's CFI as .eh_frame has it (Linux Standard Base, "Exception Frames").
 * The signal frames: asm/sigcontext.h, and arch/x86/include/asm/sigframe.h.
 */
enum { UNWIND_FDES = 3 };

struct unwind {
	struct buffer frames; /* .eh_frame */
	unsigned fdes;
	struct unwind_fde {
		uint32_t at; /* in frames */
		uint32_t pc; /* the first address that it is of */
	} fde[UNWIND_FDES];
};

/*
 * Of three routines: __kernel_vsyscall, which ends four bytes behind its
 * landing pad and starts with push %ecx, push %edx, push %ebp, and the two
 * sigreturn stubs. c is freed by the caller.
 */
void unwind_make(struct unwind *c, const struct vdso_layout *l);

/* Addresses in it count from where they stand: the section is at this one. Once. */
void unwind_place(struct unwind *c, uint32_t at);

/* .eh_frame_hdr, which finds them by a binary search: itself at this address, the frames at that. */
void unwind_index(struct buffer *to, const struct unwind *c, uint32_t at, uint32_t frames);

void unwind_free(struct unwind *c);

#endif

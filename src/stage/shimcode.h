/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_SHIMCODE_H
#define STAGE_SHIMCODE_H

#include "event/shim_report.h"
#include "event/reader.h"

/*
 * What does the code of a shim do with its caller's registers, up to the
 * instruction that enters the kernel? Followed from its first byte on with
 * names in place of values: "what edx held", "esp at the call, less 12".
 *
 * It knows the moves, pushes, pops, additions and jumps that such code is made
 * of. At anything else (a branch, a call, an instruction that it doesn't know)
 * the way is lost, and nothing is claimed.
 */
enum shimcode_end {
	SHIMCODE_LOST,
	SHIMCODE_SYSENTER,
	SHIMCODE_SYSCALL,
	SHIMCODE_INT80,
	SHIMCODE_VDSO, /* it goes on to __kernel_vsyscall's first byte */
};

enum { SHIMCODE_BYTES = 64 };

struct shimcode {
	enum shimcode_end end;
	uint32_t at;                           /* address of that instruction, or where it was lost */
	struct shim_value esp, ebp;            /* at that instruction; esp is the call's, with the return
						* address on top: FROM_REG, ESP, n <= 0 */
	struct shim_value word[SHIM_WORDS];    /* at ebp (sysenter) or esp, as far as the code wrote them */
	uint8_t bytes[SHIMCODE_BYTES];         /* as they stood at the entry, */
	uint32_t n;                            /* so many: the same bytes mean the same again */
};

/* kv: __kernel_vsyscall, 0 for none. */
void shimcode_read(struct shimcode *c, uint32_t entry, uint32_t kv, const struct reader *r);

#endif

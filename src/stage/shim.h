/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_SHIM_H
#define STAGE_SHIM_H

#include "event/shim_report.h"
#include "stage/shimcode.h"

/*
 * Has a sysenter been executed as the kernel and its landing pad want it?
 *
 * What they want (arch/x86/entry/entry_64_compat.S, entry_32.S, common.c):
 *
 *	sysenter   ebp = esp, the kernel takes it for esp; [ebp] = the sixth argument
 *	syscall    ebp = ecx (the CPU spoils ecx); [esp] = the sixth argument
 *	int $0x80  the registers alone; ebp = the sixth argument
 *
 * and after the first two the landing pad does pop %ebp; pop %edx; pop %ecx;
 * ret from there: so edx, ecx and the address to go on at follow the word.
 *
 * A restart needs the same stack once more. With int $0x80 in front of the
 * landing pad the call is made of the registers that the kernel has kept, and
 * the pad pops afterwards; the classic jmp makes ebp of esp and a new sysenter.
 * Either way: what stands from the kernel's esp on upwards must have stayed,
 * and a handler has run in between, whose frame the kernel has put below that
 * esp. So a frame at a fixed place (a second call uses it, too) and words of
 * the shim's own below ebp don't outlive a handler.
 */
enum { SHIM_NOWHERE = -1 };

struct shim_facts {
	enum shim_insn insn;         /* UNKNOWN: nothing is known but that it landed at the pad */
	const struct shimcode *code; /* the shim's, read up to that instruction; NULL: not known */
	uint32_t bp, cx, dx;         /* as the kernel has them */
	uint32_t words;              /* how many of word[] could be read */
	uint32_t word[SHIM_WORDS];
	int return_at;               /* which word above the kernel's esp is the return address of a
				      * call that leads to a shim, or NOWHERE; negative numbers below -1
				      * are not used: words below esp count as NOWHERE */
	bool called;                 /* some call stands before the address in word[3] */
	bool returns;                /* memory can be read at that address */
};

/* Fills r's ebp, sixth, shifted, ebp_off and held; gives the faults. */
unsigned shim_judge(const struct shim_facts *f, struct shim_report *r);

/* Is there nothing that a look at the code could still tell? */
bool shim_is_clear(const struct shim_facts *f, const struct shim_report *r);

#endif

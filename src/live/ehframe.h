/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_EHFRAME_H
#define LIVE_EHFRAME_H

#include <gelf.h>
#include <stdint.h>

#include "decode/symbols.h"
#include "live/window.h"

/*
 * Where a 32-bit module's unwind data is in the process's memory: the program
 * needs it there for its own exceptions, so a deleted file, another mount
 * namespace and the vDSO are like any other. What was linked without
 * .eh_frame_hdr (static programs) is found by the file's section headers.
 *
 * Facts: ELF's program headers; .eh_frame_hdr is of the Linux Standard Base, "Exception Frames".
 */
enum { EHFRAME_MAX = 32 << 20 }; /* bytes of tables that anybody reads */

struct ehframe {
	uint32_t hdr, hdr_size; /* PT_GNU_EH_FRAME; 0: there is none */
	uint32_t frames;        /* .eh_frame */
	uint32_t start, end;    /* the segment that holds both */
	uint32_t table, count;  /* the binary search table, pairs of words relative to hdr; count 0: none */
	uint8_t *copy;          /* what is said to be from start to end, and is not in memory; NULL: it is */
};

/* 0; -ENOENT: it has none, or none that makes sense. */
int ehframe_find(struct ehframe *eh, const struct mapped *module, struct window *w)
	__attribute__((warn_unused_result));

/* How many of n bytes from addr on, which lies between start and end: of the memory, or of the copy. */
uint32_t ehframe_copy(const struct ehframe *eh, struct window *w, uint32_t addr, void *to, uint32_t n);

/* How far from where it was linked a module is: 0; -ENOENT: it is no module. */
int ehframe_bias(const struct mapped *module, struct window *w, uint32_t *bias)
	__attribute__((warn_unused_result));

/* The section of that name; NULL: there is none, or elf is no ELF file, or NULL. */
Elf_Scn *ehframe_section(Elf *elf, const char *name, GElf_Shdr *sh);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_LISTING_H
#define VDSO_LISTING_H

#include "vdso/disasm.h"
#include "vdso/facts.h"

/*
 * The code of __kernel_vsyscall, instruction by instruction, each with words
 * of what it is for. Code of an unknown layout is disassembled (vdso/disasm.h)
 * and not explained, but for what goes into the kernel; it is bytes where that
 * can't be done.
 */
enum { LISTING_MAX = 64 };

enum listing_arrow { ARROW_NONE, ARROW_HEAD, ARROW_SHAFT, ARROW_TAIL }; /* of the jmp */

struct listing_line {
	uint32_t addr;
	const uint8_t *bytes; /* the image's */
	uint32_t n;           /* a run of nops is one line */
	const char *label;    /* in front of it, or NULL */
	const char *text;     /* AT&T's syntax; NULL: bytes that are no instruction */
	const char *words;    /* NULL: none */
	enum listing_arrow arrow;
};

struct listing {
	unsigned lines;
	struct listing_line line[LISTING_MAX];
	char text[LISTING_MAX][DISASM_TEXT]; /* of the lines, where they are disassembled */
};

/* Points into the image, which facts were read from, and into itself. */
void listing_make(struct listing *listing, const struct image *image, const struct facts *facts);

#endif

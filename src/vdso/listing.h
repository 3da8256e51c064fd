/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_LISTING_H
#define VDSO_LISTING_H

#include "vdso/facts.h"

/*
 * The code of __kernel_vsyscall, instruction by instruction, each with words
 * of what it is for. Only what the known layouts consist of has a name; code
 * of an unknown layout is bytes.
 */
enum { LISTING_MAX = 32 };

enum listing_arrow { ARROW_NONE, ARROW_HEAD, ARROW_SHAFT, ARROW_TAIL }; /* of the jmp */

struct listing_line {
	uint32_t addr;
	const uint8_t *bytes; /* the image's */
	uint32_t n;           /* a run of nops is one line */
	const char *label;    /* in front of it, or NULL */
	const char *text;     /* AT&T's syntax; NULL: not known */
	const char *words;    /* NULL: none */
	enum listing_arrow arrow;
};

struct listing {
	unsigned lines;
	struct listing_line line[LISTING_MAX];
};

/* Points into the image, which facts were read from. */
void listing_make(struct listing *listing, const struct image *image, const struct facts *facts);

#endif

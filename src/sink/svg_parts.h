/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_SVG_PARTS_H
#define SINK_SVG_PARTS_H

#include "base/buffer.h"
#include "sink/drawing.h"

/*
 * The svg sink's two halves, for svg.c alone: what is known of a restart, and
 * how it is drawn.
 */
enum { SVG_TEXT = 64 };

struct svg_restart {
	char name[SVG_TEXT];      /* of the call first interrupted */
	char signal[SVG_TEXT];    /* the first that came; "": none was seen */
	unsigned signals;
	bool known;               /* the interrupted call was seen: the following three */
	char code[SVG_TEXT];      /* "-512 ERESTARTSYS" */
	uint32_t nr;
	uint64_t landing;         /* eip at its stops */
	bool handler;             /* one ran: eip was seen set back, at its sigreturn's end */
	enum restart_insn insn;
	enum restart_proof proof;
	uint64_t ip;              /* of the instruction that is executed */
	char place[SVG_TEXT];
	bool in_vdso;
	char again[SVG_TEXT];     /* the call that it was made again as; "": the trace ended before */
	char result[SVG_TEXT];    /* of that; "": it did not come back */
};

/* The whole figure. code: of the process's vDSO, NULL when the restart is elsewhere or it is not known. */
void svg_draw(struct buffer *to, const struct svg_restart *r, const struct drawing *code);

/* A figure that says that there is no restart. */
void svg_draw_nothing(struct buffer *to);

#endif

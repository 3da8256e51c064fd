/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_DRAWING_H
#define SINK_DRAWING_H

#include <stdbool.h>

#include "event/event.h"
#include "vdso/facts.h"
#include "vdso/listing.h"

/*
 * The code of __kernel_vsyscall, for the formats that draw it: of a VDSO event,
 * whose image the process may have made itself. It owns the bytes that its
 * listing points to.
 */
struct drawing {
	struct vdso_layout layout;
	struct listing listing;
	unsigned char *bytes;
	uint32_t base, vsyscall;
};

/* false: there is no such code (no vDSO, or nothing that could be read). */
bool drawing_make(struct drawing *d, const struct event *e);
void drawing_free(struct drawing *d);

/* ,"kind","gate",L,restart,jmp,"insn",[[offset,"bytes",label,text,words,arrow],...]: html.h's "K" */
void drawing_json(struct buffer *to, const struct drawing *d);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_COLOUR_H
#define SINK_COLOUR_H

#include <stdbool.h>

#include "base/buffer.h"
#include "event/event.h"
#include "command/options.h"
#include "sink/out.h"

/*
 * A little colour around what the text sink prints; values and decoders know
 * nothing of it.
 */
enum colour {
	COLOUR_VDSO,     /* gates through the vDSO */
	COLOUR_INT80,    /* int $0x80 at a site */
	COLOUR_STRANGE,  /* all other gates */
	COLOUR_ERROR,    /* -1 ENOENT (...) */
	COLOUR_INTR,     /* ? ERESTARTSYS (...) */
	COLOUR_RESTART,  /* >>> */
	COLOUR_ALARM,    /* !!! */
	COLOUR_SIGNAL,   /* --- */
	COLOUR_END,      /* +++ */
	COLOUR_COUNT,
};

/* o->color, else whether out is a terminal and NO_COLOR (no-color.org) is not set. */
bool colour_wanted(const struct options *o, const struct out *out);

/* Nothing unless on. */
void colour_begin(bool on, struct buffer *to, enum colour colour);
void colour_end(bool on, struct buffer *to);

enum colour colour_of_gate(enum gate gate);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/colour.h"

#include <stdlib.h>

static const char *const codes[COLOUR_COUNT] = {
	[COLOUR_VDSO] = "36",    /* cyan */
	[COLOUR_INT80] = "33",   /* yellow */
	[COLOUR_STRANGE] = "35", /* magenta */
	[COLOUR_ERROR] = "31",   /* red */
	[COLOUR_INTR] = "33",
	[COLOUR_RESTART] = "32", /* green */
	[COLOUR_ALARM] = "1;31",
	[COLOUR_SIGNAL] = "33",
	[COLOUR_END] = "2",      /* faint */
};

bool colour_wanted(const struct options *o, const struct out *out)
{
	const char *no = getenv("NO_COLOR");

	if (o->color == COLOR_AUTO)
		return out_is_terminal(out) && !(no && *no);
	return o->color == COLOR_ALWAYS;
}

void colour_begin(bool on, struct buffer *to, enum colour colour)
{
	if (!on)
		return;
	buffer_add(to, "\033[", 2);
	buffer_adds(to, codes[colour]);
	buffer_addc(to, 'm');
}

void colour_end(bool on, struct buffer *to)
{
	if (on)
		buffer_add(to, "\033[0m", 4);
}

enum colour colour_of_gate(enum gate gate)
{
	switch (gate) {
	case GATE_VDSO_SYSENTER:
	case GATE_VDSO_SYSCALL:
	case GATE_VDSO_INT80:
	case GATE_VDSO_SIGRETURN:
		return COLOUR_VDSO;
	case GATE_INT80:
		return COLOUR_INT80;
	default:
		return COLOUR_STRANGE;
	}
}

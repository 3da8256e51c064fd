/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/frames.h"

#include "sink/place.h"

static void add_frame(struct buffer *to, const struct frame *f, bool strace)
{
	if (!f->path) {
		buffer_adds(to, strace ? "unexpected_backtracing_error [" : "[");
		buffer_add_hex(to, f->site.ip);
		buffer_addc(to, ']');
		return;
	}
	buffer_adds(to, f->path);
	buffer_addc(to, '(');
	if (f->site.symbol) {
		buffer_adds(to, f->site.symbol);
		buffer_addc(to, '+');
		buffer_add_hex(to, f->site.offset);
	}
	buffer_adds(to, ") [");
	buffer_add_hex(to, f->offset);
	buffer_addc(to, ']');
}

void frames_print(struct buffer *to, const struct frames *stack, bool strace)
{
	for (uint32_t i = 0; i < stack->frames; i++) {
		size_t start;

		buffer_add(to, " > ", 3);
		start = to->len;
		add_frame(to, &stack->frame[i], strace);
		place_tame(to, start);
		buffer_addc(to, '\n');
	}
	if (!stack->frames)
		return;
	if (stack->end == STACK_LIMIT)
		buffer_adds(to, " > too many stack frames\n");
	else if (stack->end == STACK_LOST && !strace)
		buffer_adds(to, " > ?\n");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "decode/signals.h"
#include "sink/explain_parts.h"

enum { TEXT_MAX = 1024 };

static void begin(struct prose *p, unsigned indent, enum colour colour)
{
	buffer_adds(p->to, "| ");
	buffer_add_pad(p->to, ' ', indent);
	colour_begin(p->x->colour && colour != COLOUR_COUNT, p->to, colour);
}

static void end(struct prose *p, enum colour colour)
{
	colour_end(p->x->colour && colour != COLOUR_COUNT, p->to);
	buffer_addc(p->to, '\n');
}

/* How much of the text fits: up to a blank, or all of a word that is too long for any line. */
static size_t fits(const char *text, size_t room)
{
	size_t n = strlen(text), at = room;

	if (n <= room)
		return n;
	while (at && text[at] != ' ')
		at--;
	return at ? at : strcspn(text, " ");
}

void prose(struct prose *p, unsigned indent, enum colour colour, const char *format, ...)
{
	char text[TEXT_MAX];
	const char *at = text;
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	while (*at) {
		size_t n = fits(at, PROSE_WIDTH - 2 - indent);

		begin(p, indent, colour);
		buffer_add(p->to, at, n);
		end(p, colour);
		if (at == text)
			indent += (unsigned)strspn(text, " *.0123456789");
		at += n;
		at += strspn(at, " ");
	}
}

const char *prose_signal(struct prose *p, int sig)
{
	struct buffer name = BUFFER_INIT;

	signal_print(&name, sig);
	snprintf(p->signal, sizeof(p->signal), "%s", buffer_text(&name));
	buffer_free(&name);
	return p->signal;
}

void prose_gap(struct prose *p)
{
	buffer_adds(p->to, "|\n");
}

void prose_line(struct prose *p, unsigned indent, enum colour colour, const char *format, ...)
{
	static const char left_out[] = "...";
	char text[TEXT_MAX];
	size_t n, room = PROSE_WIDTH - 2 - indent;
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	n = strlen(text);
	begin(p, indent, colour);
	if (n <= room) {
		buffer_add(p->to, text, n);
	} else {
		size_t half = (room - strlen(left_out)) / 2;

		buffer_add(p->to, text, room - strlen(left_out) - half);
		buffer_adds(p->to, left_out);
		buffer_add(p->to, text + n - half, half);
	}
	end(p, colour);
}

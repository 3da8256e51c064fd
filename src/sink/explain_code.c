/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/explain_code.h"

#include <stdio.h>

#include "vdso/listing.h"

enum { BYTES_SHOWN = 5, INSN_WIDTH = 20, INT80 = 2 /* bytes */ };

static void hex(char *to, size_t size, const uint8_t *bytes, uint32_t n)
{
	size_t at = 0;

	for (uint32_t i = 0; i < n && i < BYTES_SHOWN; i++)
		at += (size_t)snprintf(to + at, size - at, i ? " %02x" : "%02x", bytes[i]);
	if (n > BYTES_SHOWN)
		snprintf(to + at - 2, size - at + 2, "..");
}

static const char *remark(const struct story *s, uint32_t addr)
{
	if (addr == (uint32_t)(s->ip - 2))
		return "<- eip is here now";
	return addr == (uint32_t)s->ip ? "<- eip was here" : "";
}

/* One instruction; text NULL: only its bytes. */
static void line(struct prose *p, uint32_t addr, const uint8_t *bytes, uint32_t n, const char *text)
{
	const char *said = remark(p->s, addr);
	bool now = addr == (uint32_t)(p->s->ip - 2);
	char code[3 * BYTES_SHOWN + 1];

	hex(code, sizeof(code), bytes, n);
	prose_line(p, PROSE_TEXT, now ? COLOUR_INTR : COLOUR_COUNT, "%s%08x  %-15s %-*s%s", now ? "> " : "  ",
		   addr, code, *said ? INSN_WIDTH : 0, text ? text : "(bytes)", said);
}

static void all(struct prose *p, const struct listing *listing)
{
	for (unsigned i = 0; i < listing->lines; i++) {
		const struct listing_line *at = &listing->line[i];

		if (at->label)
			prose_line(p, PROSE_TEXT, COLOUR_COUNT, "%s:", at->label);
		line(p, at->addr, at->bytes, at->n, at->text);
	}
}

static void vdso_code(struct prose *p)
{
	const struct story *s = p->s;
	struct image image = {
		.bytes = (unsigned char *)s->code_at.bytes,
		.size = s->code_at.n,
		.base = s->code_at.addr,
		.mapped = true,
	};
	struct facts facts = { .layout = s->vdso };
	struct listing listing;

	/* The listing sees no more of the image than this function. */
	facts.layout.base = s->code_at.addr;
	facts.layout.size = s->code_at.n;
	listing_make(&listing, &image, &facts);
	if (p->x->code_at != s->vdso.vsyscall || p->x->code_kind != s->vdso.kind) {
		p->x->code_at = s->vdso.vsyscall;
		p->x->code_kind = s->vdso.kind;
		all(p, &listing);
		return;
	}
	for (unsigned i = 0; i < listing.lines; i++)
		if (listing.line[i].addr == (uint32_t)(s->ip - 2))
			line(p, listing.line[i].addr, listing.line[i].bytes, listing.line[i].n,
			     listing.line[i].text);
}

/* The int $0x80, and what comes behind it where that can be told. */
static void site_code(struct prose *p)
{
	const struct story *s = p->s;
	const uint8_t *bytes = s->code_at.bytes;
	struct disasm_insn next;
	unsigned n;

	line(p, s->code_at.addr, bytes, INT80, bytes[0] == 0xcd && bytes[1] == 0x80 ? "int $0x80" : NULL);
	n = disasm_insn(&next, bytes + INT80, s->code_at.n - INT80, s->code_at.addr + INT80, 32);
	if (n)
		line(p, s->code_at.addr + INT80, bytes + INT80, n, next.text);
}

void explain_code(struct prose *p)
{
	const struct story *s = p->s;

	if (s->vdso.kind != VDSO_ABSENT && s->code_at.n)
		vdso_code(p);
	else if (s->code_at.n >= INT80)
		site_code(p);
	else
		prose(p, PROSE_TEXT, COLOUR_COUNT, "(the code there can't be read)");
}

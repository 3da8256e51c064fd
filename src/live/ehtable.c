/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/ehtable.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

/* DW_EH_PE_ */
enum { ABSPTR = 0x00, UDATA4 = 0x03, SDATA4 = 0x0b, PCREL = 0x10, INDIRECT = 0x80, OMIT = 0xff };

/* The bytes of .eh_frame, eaten from the left. */
struct cursor {
	const uint8_t *bytes;
	uint32_t at, end, base; /* base: where bytes[0] is in memory */
	bool bad;
};

static uint32_t eat(struct cursor *c, unsigned n)
{
	uint32_t number = 0;

	if (c->bad || c->end - c->at < n) {
		c->bad = true;
		return 0;
	}
	memcpy(&number, c->bytes + c->at, n);
	c->at += n;
	return number;
}

/* Of LEB128 only the length matters here, but for small numbers. */
static void eat_leb(struct cursor *c)
{
	while (eat(c, 1) & 0x80 && !c->bad)
		;
}

/* A pointer: 0 for what no i386 compiler writes. */
static uint32_t eat_pointer(struct cursor *c, uint8_t encoding)
{
	uint32_t here = c->base + c->at, format = encoding & 0x0f, word;

	if (encoding & INDIRECT || (format != ABSPTR && format != UDATA4 && format != SDATA4)) {
		c->bad = true;
		return 0;
	}
	word = eat(c, 4);
	switch (encoding & 0x70) {
	case 0:
		return word;
	case PCREL:
		return word + here;
	default:
		c->bad = true;
		return 0;
	}
}

/* How the descriptions that belong to a CIE write their pointers; OMIT: unknown. */
static uint8_t pointer_encoding(struct cursor c)
{
	const char *augmentation;
	uint8_t encoding;
	uint32_t version;

	eat(&c, 4); /* its id */
	version = eat(&c, 1);
	augmentation = (const char *)c.bytes + c.at;
	while (eat(&c, 1))
		;
	if (c.bad || (version != 1 && version != 3) || (augmentation[0] && augmentation[0] != 'z'))
		return OMIT;
	eat_leb(&c); /* code alignment */
	eat_leb(&c); /* data alignment */
	if (version == 1)
		eat(&c, 1);
	else
		eat_leb(&c);
	if (!augmentation[0])
		return ABSPTR;
	eat_leb(&c);
	for (const char *a = augmentation + 1; *a && !c.bad; a++) {
		if (*a == 'R') {
			encoding = (uint8_t)eat(&c, 1);
			return c.bad ? OMIT : encoding;
		}
		if (*a == 'L') {
			eat(&c, 1);
		} else if (*a == 'P') {
			encoding = (uint8_t)eat(&c, 1);
			eat_pointer(&c, encoding);
		} else if (*a != 'S' && *a != 'B') {
			return OMIT;
		}
	}
	return c.bad ? OMIT : ABSPTR;
}

static int by_start(const void *a, const void *b)
{
	const struct ehtable_entry *l = a, *r = b;

	return (l->start > r->start) - (l->start < r->start);
}

static struct ehtable_entry *read_all(struct cursor all, uint32_t *count)
{
	struct ehtable_entry *table = NULL;
	uint32_t cap = 0, cie_at = UINT32_MAX;
	uint8_t encoding = OMIT;

	for (;;) {
		uint32_t start = all.at, length = eat(&all, 4), id, cie;
		struct cursor c = all;

		if (all.bad || !length || length > all.end - all.at)
			break;
		c.end = all.at + length;
		all.at = c.end;
		id = eat(&c, 4);
		if (c.bad || !id)
			continue;
		cie = c.at - 4 - id;
		if (cie >= start || start - cie < 8)
			continue;
		if (cie != cie_at) {
			struct cursor of = all;

			of.at = cie;
			of.end = start;
			length = eat(&of, 4);
			of.end = length < start - of.at ? of.at + length : start;
			encoding = pointer_encoding(of);
			cie_at = cie;
		}
		id = encoding == OMIT ? 0 : eat_pointer(&c, encoding);
		if (c.bad || !id)
			continue;
		if (*count == cap) {
			cap = cap ? cap * 2 : 256;
			table = xrealloc(table, cap * sizeof(*table));
		}
		table[(*count)++] = (struct ehtable_entry){ id, all.base + start };
	}
	if (*count)
		qsort(table, *count, sizeof(*table), by_start);
	return table;
}

struct ehtable_entry *ehtable_make(const struct ehframe *eh, struct window *w, uint32_t *count)
{
	uint32_t size = eh->end - eh->frames;
	struct ehtable_entry *table;
	uint8_t *bytes;

	*count = 0;
	if (size > EHFRAME_MAX)
		return NULL;
	bytes = xcalloc(1, size);
	size = ehframe_copy(eh, w, eh->frames, bytes, size);
	table = read_all((struct cursor){ .bytes = bytes, .end = size, .base = eh->frames }, count);
	free(bytes);
	return table;
}

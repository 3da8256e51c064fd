/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/ahead.h"

#include <string.h>

#include "live/mem.h"

enum { SPANS = 4 };

void ahead_want(struct ahead *a, uint64_t addr, uint32_t n)
{
	a->addr = addr;
	a->want = n < SOURCE_AHEAD ? n : SOURCE_AHEAD;
	a->got = 0;
}

void ahead_forget(struct ahead *a)
{
	a->want = 0;
	a->got = 0;
}

static int read_with(struct ahead *a, int tid, const struct span *span, unsigned spans)
{
	struct span all[SPANS];
	int asked = 0, got;

	memcpy(all, span, spans * sizeof(*span));
	for (unsigned i = 0; i < spans; i++)
		asked += (int)span[i].n;
	all[spans] = (struct span){ a->addr, a->bytes, a->want };
	a->want = 0;
	got = mem_readv(tid, all, spans + 1);
	if (got <= asked)
		return got;
	a->got = (uint32_t)(got - asked);
	return asked;
}

int ahead_readv(struct ahead *a, int tid, const struct span *span, unsigned spans)
{
	if (spans == 1 && span->addr >= a->addr && span->addr - a->addr < a->got &&
	    span->n <= a->got - (uint32_t)(span->addr - a->addr)) {
		memcpy(span->to, a->bytes + (span->addr - a->addr), span->n);
		return (int)span->n;
	}
	if (a->want && spans < SPANS)
		return read_with(a, tid, span, spans);
	return mem_readv(tid, span, spans);
}

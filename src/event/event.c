/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event/event.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"

static const char *const gate_words[GATE_COUNT] = {
	[GATE_UNKNOWN] = "unknown",
	[GATE_INT80] = "int80",
	[GATE_VDSO_SYSENTER] = "vdso:sysenter",
	[GATE_VDSO_SYSCALL] = "vdso:syscall",
	[GATE_VDSO_INT80] = "vdso:int80",
	[GATE_VDSO_SIGRETURN] = "vdso:sigreturn",
	[GATE_SHIM_SYSENTER] = "shim:sysenter",
	[GATE_INT80_64] = "int80@64",
};

void event_reset(struct event *e)
{
	struct piece *piece = e->piece;
	uint64_t *pages = e->pages;
	uint32_t cap = e->piece_cap;
	struct buffer bytes = e->bytes;
	struct frames stack = { .frame = e->stack.frame, .cap = e->stack.cap };

	buffer_reset(&bytes);
	memset(e, 0, sizeof(*e));
	e->piece = piece;
	e->pages = pages;
	e->piece_cap = cap;
	e->bytes = bytes;
	e->stack = stack;
}

void event_free(struct event *e)
{
	free(e->piece);
	free(e->pages);
	free(e->stack.frame);
	buffer_free(&e->bytes);
	memset(e, 0, sizeof(*e));
}

struct frame *event_frame(struct event *e)
{
	struct frames *s = &e->stack;

	if (s->frames == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 16;
		s->frame = xrealloc(s->frame, s->cap * sizeof(*s->frame));
	}
	s->frame[s->frames] = (struct frame){ .path = NULL };
	return &s->frame[s->frames++];
}

/* Where a piece that starts at an address may be found at once, among thousands: only a hint. */
enum { HINTS = 1 << 12 };
static uint32_t hints[HINTS];

static uint32_t *hint(uint64_t addr)
{
	return &hints[(addr ^ addr >> 12) % HINTS];
}

/* Of what is not there one may find out without looking through thousands: a bit for pages that share it. */
enum { MANY = 64, PAGE_SHIFT = 12, WORDS = 64, BITS = 64 * WORDS };

static uint32_t bit_of(uint64_t addr)
{
	uint64_t page = addr >> PAGE_SHIFT;

	return (uint32_t)((page ^ page >> 12) % BITS);
}

static void touch(struct event *e, uint64_t addr, uint32_t n)
{
	uint64_t last = addr + (n ? n - 1 : 0);

	if (last < addr || (last - addr) >> PAGE_SHIFT >= BITS) {
		memset(e->pages, 0xff, WORDS * sizeof(*e->pages));
		return;
	}
	for (addr &= ~(uint64_t)0 << PAGE_SHIFT;; addr += (uint64_t)1 << PAGE_SHIFT) {
		e->pages[bit_of(addr) / 64] |= (uint64_t)1 << bit_of(addr) % 64;
		if (last - addr < (uint64_t)1 << PAGE_SHIFT)
			break;
	}
}

static void touch_all(struct event *e)
{
	if (!e->pages)
		e->pages = xcalloc(WORDS, sizeof(*e->pages));
	memset(e->pages, 0, WORDS * sizeof(*e->pages));
	for (uint32_t i = 0; i < e->pieces; i++)
		touch(e, e->piece[i].addr, e->piece[i].len);
	e->paged = true;
}

static bool may_touch(const struct event *e, uint64_t addr)
{
	return !e->paged || e->pages[bit_of(addr) / 64] >> bit_of(addr) % 64 & 1;
}

char *event_piece(struct event *e, uint64_t addr, uint32_t n)
{
	char *to = buffer_room(&e->bytes, n);

	if (e->pieces == e->piece_cap) {
		e->piece_cap = e->piece_cap ? e->piece_cap * 2 : 8;
		e->piece = xrealloc(e->piece, e->piece_cap * sizeof(*e->piece));
	}
	*hint(addr) = e->pieces;
	if (e->pieces >= MANY && !e->paged)
		touch_all(e);
	if (e->paged)
		touch(e, addr, n);
	e->piece[e->pieces++] = (struct piece){
		.addr = addr,
		.len = n,
		.at = (uint32_t)e->bytes.len,
		.exit = e->kind == EVENT_EXIT,
	};
	e->bytes.len += n;
	return to;
}

/*
 * An array's elements are asked for one by one, of the same piece mostly; what they
 * lead to, in between. A newer piece may have the same memory: that of two stops ago
 * is good enough among thousands alone.
 */
static uint32_t last_found, found_before;

static void found(uint32_t i)
{
	if (i == last_found)
		return;
	found_before = last_found;
	last_found = i;
}

/* What the entry had is good enough only where nobody asks for newer. */
static bool has_all(const struct event *e, uint32_t i, bool entry, uint64_t addr, uint32_t n)
{
	const struct piece *p;

	if (i >= e->pieces || !n)
		return false;
	p = &e->piece[i];
	return p->exit != entry && addr >= p->addr && addr - p->addr < p->len &&
	       n <= p->len - (addr - p->addr);
}

const void *event_bytes(const struct event *e, bool entry, uint64_t addr, uint32_t n, uint32_t *got)
{
	const struct piece *best = NULL;

	*got = 0;
	if (!has_all(e, last_found, entry, addr, n)) {
		uint32_t before = found_before;

		found(*hint(addr));
		if (e->paged && !has_all(e, last_found, entry, addr, n))
			found(before);
	}
	if (has_all(e, last_found, entry, addr, n)) {
		*got = n;
		best = &e->piece[last_found];
		return e->bytes.data + best->at + (addr - best->addr);
	}
	if (!may_touch(e, addr))
		return NULL;
	for (uint32_t i = e->pieces; i-- > 0 && *got < n;) {
		const struct piece *p = &e->piece[i];
		uint64_t skip = addr - p->addr;

		if ((entry && p->exit) || addr < p->addr || skip >= p->len)
			continue;
		if (best && best->exit != p->exit)
			break; /* what the entry had is older than what the exit has */
		if (p->len - skip > *got) {
			best = p;
			*got = (uint32_t)(p->len - skip);
		}
	}
	if (!best)
		return NULL;
	found((uint32_t)(best - e->piece));
	if (*got > n)
		*got = n;
	return *got ? e->bytes.data + best->at + (addr - best->addr) : NULL;
}

const char *event_string(const struct event *e, bool entry, uint64_t addr, uint32_t n, uint32_t *got)
{
	uint32_t i = *hint(addr);
	const struct piece *p = i < e->pieces ? &e->piece[i] : NULL;
	const char *at;

	*got = 0;
	if (!p || p->addr != addr || p->exit == entry)
		return NULL;
	at = e->bytes.data + p->at;
	*got = p->len < n ? p->len : n;
	return *got && memchr(at, '\0', *got) ? at : NULL;
}

const char *gate_word(enum gate gate)
{
	return (unsigned)gate < GATE_COUNT ? gate_words[gate] : gate_words[GATE_UNKNOWN];
}

int gate_from_word(const char *word)
{
	for (int i = 0; i < GATE_COUNT; i++)
		if (!strcmp(word, gate_words[i]))
			return i;
	return -1;
}

const char *proof_word(enum restart_proof proof)
{
	switch (proof) {
	case PROOF_WITNESSED:
		return "witnessed";
	case PROOF_TAGGED:
		return "tagged";
	case PROOF_INFERRED:
		break;
	}
	return "inferred";
}

const char *restart_insn_word(enum restart_insn insn)
{
	switch (insn) {
	case RESTART_INSN_JMP:
		return "jmp";
	case RESTART_INSN_INT80:
		return "int80";
	case RESTART_INSN_SYSCALL:
		return "syscall";
	case RESTART_INSN_NONE:
		break;
	}
	return "unknown";
}

bool site_same(const struct site *a, const struct site *b)
{
	/* Names are interned: the same pointer, the same name. */
	return a->module == b->module && a->symbol == b->symbol && a->offset == b->offset &&
	       (a->module || a->ip == b->ip);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of signals, handlers, and struct sigaction: arch/x86/include/uapi/asm/signal.h. */
#include "decode/type_sigset.h"

#include "decode/signals.h"

enum { SA_RESTORER_I386 = 0x04000000, FIRST_RT = 32 };

struct value *make_sigset(struct decoding *d, uint64_t mask, uint32_t signals)
{
	struct value *v = make(d, VALUE_BITS), *last = NULL;

	if (signals < 64)
		mask &= (1ull << signals) - 1;
	v->number = mask;
	if ((uint32_t)__builtin_popcountll(mask) >= signals * 2 / 3) {
		v->invert = true;
		mask = ~mask & (signals < 64 ? (1ull << signals) - 1 : UINT64_MAX);
	}
	for (; mask; mask &= mask - 1) {
		int sig = __builtin_ctzll(mask) + 1;
		const char *name = signal_short_name(sig);

		if (!name)
			name = sig == FIRST_RT ? "RTMIN" : arena_printf(d->a, "RT_%d", sig - FIRST_RT);
		make_child(v, &last, NULL, make_named(d, name, (uint64_t)sig, BASE_DEC));
	}
	return v;
}

static uint32_t sigset_size(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n >= 4 && n <= 8 ? n : 0;
}

static struct value *sigset_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return make_sigset(d, raw & UINT32_MAX, 32);
}

static void sigset_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, sigset_size(&k->v, t));
}

static struct value *sigset_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = sigset_size(&d->v, t);
	uint64_t mask;

	if (d->v.o->opaque)
		return make_address(d, at);
	/* Words are whole. */
	return n && view_number(&d->v, at, n, &mask) ? make_sigset(d, mask, n > 4 ? 64 : 32) : NULL;
}

static void sigset_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	(void)t;
	d->c->result = make_number(d, raw, BASE_HEX);
	make_note(d, make_sigset(d, raw, 32), spec_name(d->v.result->label), NULL);
}

const struct type_ops type_sigset = {
	.word = sigset_word,
	.memory = sigset_memory,
	.capture = sigset_capture,
	.result = sigset_result,
};

static void apart_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, 4);
	capture_bytes(k, at + view_count(&k->v, t), 4);
}

static struct value *apart_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t low, high;

	return view_number(&d->v, at, 4, &low) && view_number(&d->v, at + view_count(&d->v, t), 4, &high)
		       ? make_sigset(d, high << 32 | low, 64)
		       : NULL;
}

const struct type_ops type_sigset_apart = { .memory = apart_memory, .capture = apart_capture };

/* rt_sigpending fills in as much as it is asked for, and the set has whole words. */
static uint32_t pending_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n <= 8 ? n : 0;
}

static void sigpending_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, pending_bytes(&k->v, t));
}

static struct value *sigpending_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = pending_bytes(&d->v, t);
	const uint8_t *p = n ? view_bytes(&d->v, at, n) : NULL;

	return p ? make_sigset(d, bytes_number(p, n), n <= 4 ? 32 : 64) : NULL;
}

const struct type_ops type_sigpending = { .memory = sigpending_memory, .capture = sigpending_capture };

struct value *make_handler(struct decoding *d, uint32_t handler)
{
	switch (handler) {
	case 0:
		return make_named(d, "SIG_DFL", handler, BASE_HEX);
	case 1:
		return make_named(d, "SIG_IGN", handler, BASE_HEX);
	}
	return make_address(d, handler);
}

static struct value *handler_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return make_handler(d, (uint32_t)raw);
}

static void handler_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	struct value *v = raw == UINT32_MAX ? make_named(d, "SIG_ERR", raw, BASE_HEX) : make_handler(d, raw);

	(void)t;
	d->c->result = make_number(d, raw, BASE_HEX);
	if (v->kind == VALUE_WORD)
		d->c->note = v->bytes;
}

const struct type_ops type_handler = { .word = handler_word, .result = handler_result };

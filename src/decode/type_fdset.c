/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of bits in memory: select's descriptors, processors, nodes; and what select answers. */
#include "decode/types.h"

enum {
	MOST_BITS = 64 * 1024,
	MOST_TOLD = 2048, /* descriptors: of more capture.c has nothing to tell, and each is looked for */
};

static uint32_t fdset_bits(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return (int32_t)n < 0 ? 0 : n < MOST_BITS ? n : MOST_BITS;
}

/* The kernel reads whole words. */
static uint32_t fdset_bytes(uint32_t bits)
{
	return (bits + 31) / 32 * 4;
}

static struct value *bits_of(struct decoding *d, const uint8_t *p, uint32_t bits, bool fds)
{
	struct value *v = make(d, VALUE_BITS), *last = NULL;

	for (uint32_t i = 0, told = 0; i < bits; i++)
		if (p[i / 8] >> i % 8 & 1)
			make_child(v, &last, NULL,
				   fds && told++ < MOST_TOLD ? make_fd(d, i) : make_number(d, i, BASE_UDEC));
	return v;
}

static void fdset_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t bits = fdset_bits(&k->v, t);
	const uint8_t *p;

	capture_bytes(k, at, fdset_bytes(bits));
	if (!k->v.o->about)
		return;
	p = view_bytes(&k->v, at, fdset_bytes(bits));
	for (uint32_t i = 0; i < bits && p; i++) {
		if (!(p[i / 8] >> i % 8 & 1))
			continue;
		capture_about(k, ABOUT_FD, i);
		/* The answer may have moved the bytes of those before it. */
		p = view_bytes(&k->v, at, fdset_bytes(bits));
	}
}

static struct value *fdset_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t bits = fdset_bits(&d->v, t);
	const uint8_t *p = bits ? view_bytes(&d->v, at, fdset_bytes(bits)) : NULL;

	return p ? bits_of(d, p, bits, true) : NULL;
}

const struct type_ops type_fdset = { .memory = fdset_memory, .capture = fdset_capture };

/* sizeof(cpu_set_t) */
enum { CPUSET = 128 };

static uint32_t cpuset_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n < CPUSET ? n : CPUSET;
}

static void cpuset_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, cpuset_bytes(&k->v, t));
}

static struct value *cpuset_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = cpuset_bytes(&d->v, t);
	const uint8_t *p = n ? view_bytes(&d->v, at, n) : NULL;
	struct value *v, *last;

	if (!p)
		return n ? NULL : make(d, VALUE_BITS);
	v = bits_of(d, p, 8 * n, false);
	if (view_count(&d->v, t) <= CPUSET)
		return v;
	for (last = v->first; last && last->next;)
		last = last->next;
	make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

const struct type_ops type_cpuset = { .memory = cpuset_memory, .capture = cpuset_capture };

enum { WORD_BITS_I386 = 32 };

/* The kernel takes one bit less than it is told: mm/mempolicy.c, get_nodes(). */
static uint32_t nodemask_words(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n <= 1 ? 0 : (n - 2) / WORD_BITS_I386 + 1;
}

static void nodemask_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = nodemask_words(&k->v, t);

	capture_elements(k, at, n, view_shown(&k->v, n), 4);
}

static struct value *mask_word(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t n;

	(void)t;
	return view_number(&d->v, at, 4, &n) ? make_word(d, arena_printf(d->a, "%#08x", (unsigned)n)) : NULL;
}

static struct value *nodemask_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = nodemask_words(&d->v, t);

	/* One bit less than one is none to look at. */
	return n || !view_count(&d->v, t) ? decode_elements(d, at, n, 4, mask_word, t) : NULL;
}

const struct type_ops type_nodemask = { .memory = nodemask_memory, .capture = nodemask_capture };

/* nfds, in, out, except, timeout */
enum { FIRST_SET = 1, TIMEOUT = 4 };

static const struct type_spec *pointed(const struct view *v, uint32_t i)
{
	return &spec_types[spec_types[v->arg[i]->type].of];
}

static void select_capture(struct capturing *k)
{
	if (k->e->result <= 0)
		return;
	for (uint32_t i = FIRST_SET; i <= TIMEOUT && i < k->v.nargs; i++)
		capture_at(k, pointed(&k->v, i), k->v.raw[i]);
}

/* Of a set the next *left descriptors, which strace leaves bare; it looks for no more than select counted. */
static void cut_set(struct value *set, uint32_t *left)
{
	struct value **fd = &set->first;

	for (; *fd && *left; fd = &(*fd)->next, --*left)
		(*fd)->about = NULL;
	*fd = NULL;
}

static void select_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	static const char labels[][8] = { "", "in", "out", "except", "left" };
	uint32_t left = raw;

	(void)t;
	if (make_timed_out(d, raw))
		return;
	d->v.exit = true;
	for (uint32_t i = FIRST_SET; i <= TIMEOUT && i < d->v.nargs; i++) {
		struct value *v = !d->v.raw[i] ? NULL :
				  i == TIMEOUT && d->v.o->opaque ? make_address(d, d->v.raw[i]) :
				  decode_at(d, pointed(&d->v, i), d->v.raw[i]);

		if (!v && i == TIMEOUT && d->v.raw[i])
			v = make_unavailable(d, d->v.raw[i]);
		if (v && v->kind == VALUE_BITS)
			cut_set(v, &left);
		if (v && (v->kind != VALUE_BITS || v->first))
			make_note(d, v, labels[i], NULL);
	}
	if (!d->c->note && d->v.nargs > TIMEOUT && d->v.o->strace)
		d->c->note = "";
}

static void left_capture(struct capturing *k)
{
	capture_at(k, pointed(&k->v, k->v.nargs - 1), k->v.raw[k->v.nargs - 1]);
}

static void left_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	uint32_t timeout = d->v.nargs - 1;
	struct value *v;

	(void)t;
	if (make_timed_out(d, raw))
		return;
	d->v.exit = true;
	v = !d->v.raw[timeout] ? NULL : d->v.o->opaque ? make_address(d, d->v.raw[timeout]) :
	    decode_at(d, pointed(&d->v, timeout), d->v.raw[timeout]);
	if (!v && d->v.raw[timeout])
		v = make_unavailable(d, d->v.raw[timeout]);
	if (v)
		make_note(d, v, "left", NULL);
}

const struct type_ops type_left = { .result = left_result, .capture_result = left_capture };
const struct type_ops type_select = { .result = select_result, .capture_result = select_capture };

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of bits in memory: select's descriptors, processors, nodes. */
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

/* Of a set behind a result strace tells no more than the result counts, and leaves descriptors bare. */
static void cut_set(struct value *set, uint32_t *left)
{
	struct value **fd = &set->first;

	for (; *fd && *left; fd = &(*fd)->next, --*left)
		(*fd)->about = NULL;
	*fd = NULL;
}

static struct value *fdset_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t bits = fdset_bits(&d->v, t);
	const uint8_t *p = bits ? view_bytes(&d->v, at, fdset_bytes(bits)) : NULL;
	struct value *v = p ? bits_of(d, p, bits, true) : NULL;

	if (v && d->v.noting)
		cut_set(v, &d->v.untold);
	return v;
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
	last = value_last(v);
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

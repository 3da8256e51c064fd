/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs that follow each other, each of which says how long it is with what belongs to it. */
#include "decode/types.h"

struct walk {
	uint64_t at, length; /* a record, and how long it is */
	uint64_t left;       /* bytes from there on */
	uint32_t n, count;   /* which one it is, of how many */
};

static struct walk begin(const struct view *v, const struct type_spec *t, uint64_t addr)
{
	uint32_t bytes = view_count(v, &spec_types[t->other - 1]);

	/* A count ends where 32 bits do. */
	return (struct walk){ addr, 0, bytes < UINT32_MAX ? bytes : UINT64_MAX, 0, view_count(v, t) };
}

/* With -v, too, as many as a string has bytes, and one. */
static bool shown(const struct view *v, const struct type_spec *t, const struct walk *w)
{
	return w->n <= v->o->string_max && w->n < MOST_ELEMENTS && spec_structs[t->of].size < w->left;
}

/* False: it can't be read. */
static bool measure(const struct view *v, const struct type_spec *t, struct walk *w)
{
	if (!view_number(v, w->at + t->few, 4, &w->length))
		return false;
	w->length += t->many;
	return true;
}

static void advance(struct walk *w)
{
	w->n++;
	w->at += w->length;
	w->left = w->left > w->length ? w->left - w->length : 0;
}

void capture_records(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	struct walk w;

	for (w = begin(&k->v, t, addr); w.n < w.count && shown(&k->v, t, &w); advance(&w)) {
		capture_struct(k, t->of, w.at);
		if (!measure(&k->v, t, &w))
			break;
	}
}

struct value *decode_records(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	struct walk w;

	for (w = begin(&d->v, t, addr); w.n < w.count; advance(&w)) {
		bool more = !shown(&d->v, t, &w);

		child = more ? NULL : decode_struct(d, t->of, w.at);
		if (!child && !more && !w.n)
			return NULL;
		make_child(v, &last, NULL, child ? child : make(d, VALUE_MORE));
		if (!child && !more)
			last->comment = arena_printf(d->a, "%#llx", (unsigned long long)w.at);
		if (!child || !measure(&d->v, t, &w))
			break;
	}
	return v;
}

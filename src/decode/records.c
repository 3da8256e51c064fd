/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs that follow each other: each says how long it is with all of its own, or where the next one is. */
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

/* ---- Behind a head: each tells where the next one begins */

uint32_t view_text_here(const struct view *v, const struct type_spec *t, uint64_t addr)
{
	uint64_t left = v->rest_at + v->rest - addr;

	return t->count_by == COUNT_REST && left < v->o->string_max ? (uint32_t)left : v->o->string_max;
}

/* What a record has at least, but for text and arrays behind it. */
static uint32_t least(const struct struct_spec *s)
{
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct type_spec *t = &spec_types[spec_fields[i].type];

		if (t->kind == TYPE_TEXT && t->count_by == COUNT_REST)
			return spec_fields[i].offset;
	}
	return s->size;
}

/* Of a record that would not be within the bytes of all nothing more is known. */
static bool is_placed(struct view *v, const struct type_spec *t, const struct walk *w)
{
	const struct struct_spec *s = &spec_structs[t->of];
	uint64_t size = least(s);

	if (size == s->size && !v->o->opaque)
		size = view_size_of(v, s, v->start + w->at);

	return w->at >= w->length && w->at + size <= w->left;
}

/* At, left and length are counted from the head's start: length is where the next one may begin. */
static struct walk behind(const struct view *v, const struct type_spec *t)
{
	struct walk w = begin(v, t, view_count(v, &spec_types[t->names - 1]));

	if (w.left > UINT32_MAX)
		w.left = UINT32_MAX;
	if (!t->count_by)
		w.count = UINT32_MAX;
	return w;
}

static bool next(const struct view *v, const struct type_spec *t, struct walk *w)
{
	uint64_t to = 0;

	view_number(v, v->start + w->at + t->few, 4, &to);
	w->length = w->at + least(&spec_structs[t->of]) + 1;
	w->at = to + (t->word == NEXT_FROM_FIRST ? view_count(v, &spec_types[t->names - 1]) : w->at);
	return ++w->n < w->count && (t->count_by || to);
}

static uint32_t most_placed(const struct view *v)
{
	return v->o->string_max < MOST_FOLLOWED ? v->o->string_max : MOST_FOLLOWED;
}

static struct value *placed(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const struct struct_spec *s = &spec_structs[t->of];
	const struct field_spec *field = &spec_fields[s->first];
	struct value *v, *last = NULL;

	if (s->size)
		return d->v.o->opaque ? NULL : decode_struct(d, t->of, at);
	v = make(d, VALUE_STRUCT);
	make_child(v, &last, spec_name(field->name), decode_at(d, &spec_types[field->type], at));
	return v;
}

static void add_placed(struct decoding *d, struct value *v, struct value *last, const struct type_spec *t)
{
	const struct struct_spec *s = &spec_structs[t->of];
	struct walk w = behind(&d->v, t);
	struct value *child;

	if (!w.count)
		return;
	if (!d->v.o->verbose) {
		make_child(v, &last, NULL, make(d, VALUE_MORE));
		return;
	}
	do {
		if (!is_placed(&d->v, t, &w)) {
			make_child(v, &last, NULL, make_word(d, "???"));
			last->comment = arena_printf(d->a, "misplaced %s%s", s->size ? "struct " : "",
						     spec_name(s->name));
			return;
		}
		if (w.n == most_placed(&d->v)) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			return;
		}
		child = placed(d, t, d->v.start + w.at);
		make_child(v, &last, NULL, child ? child : make_unavailable(d, d->v.start + w.at));
	} while (child && next(&d->v, t, &w));
}

/* Where conditions of the head's records hold, and which they are; NULL: none. */
static const struct type_spec *open_head(struct view *v, const struct type_spec *t, uint64_t addr)
{
	enum struct_id id = t->of;
	uint64_t end;

	v->around = view_bytes(v, addr, spec_structs[id].size);
	v->start = addr;
	if (!t->other || !v->around || !view_instead(v, &id) || id != t->of)
		return NULL;
	end = view_count(v, &spec_types[spec_types[t->other - 1].other - 1]);
	v->rest_at = addr;
	v->rest = (uint32_t)end;
	return &spec_types[t->other - 1];
}

/* Each copy may move the bytes of the head. */
static void look_around(struct capturing *k, const struct type_spec *headed)
{
	k->v.around = view_bytes(&k->v, k->v.start, spec_structs[headed->of].size);
}

void capture_headed(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of;
	const struct struct_spec *s;
	struct walk w;

	capture_struct(k, t->of, addr);
	of = k->v.o->verbose ? open_head(&k->v, t, addr) : NULL;
	w = of ? behind(&k->v, of) : (struct walk){ 0 };
	while (w.n < w.count && w.n < most_placed(&k->v)) {
		s = &spec_structs[of->of];
		if (s->size)
			capture_bytes(k, addr + w.at, s->size);
		look_around(k, t);
		if (!is_placed(&k->v, of, &w))
			break;
		if (s->size)
			capture_struct(k, of->of, addr + w.at);
		else
			capture_at(k, &spec_types[spec_fields[s->first].type], addr + w.at);
		look_around(k, t);
		if (!next(&k->v, of, &w))
			break;
	}
	k->v.around = NULL;
}

struct value *decode_headed(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *head = decode_struct(d, t->of, addr);
	const uint8_t *around = d->v.around;
	const struct type_spec *of;

	if (!head)
		return NULL;
	make_child(v, &last, NULL, head);
	of = open_head(&d->v, t, addr);
	if (of)
		add_placed(d, v, last, of);
	d->v.around = around;
	return v;
}

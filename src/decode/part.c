/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is only there if a length says so: socket options, registers. */
#include "decode/types.h"

#include <string.h>

static uint32_t given(struct view *v, const struct type_spec *t)
{
	uint32_t n = t->word == PART_FIT ? view_packet(v, t) : view_given(v, t);

	if (t->word == PART_FIT)
		return t->few && n % t->few ? 0 : n;

	/* Of an array: no filter has more instructions. */
	return n <= (spec_types[t->of].kind == TYPE_ARRAY ? UINT16_MAX : INT32_MAX) ? n : 0;
}

uint64_t view_size_of(struct view *v, const struct struct_spec *s, uint64_t addr)
{
	const uint8_t *around = v->around;
	uint64_t size = s->size, end;

	v->around = view_bytes(v, addr, s->size);
	for (uint32_t i = s->first; v->around && i < (uint32_t)s->first + s->fields; i++) {
		const struct type_spec *t = &spec_types[spec_fields[i].type];

		if (t->kind != TYPE_ARRAY || t->count_by == COUNT_NUMBER || t->most)
			continue;
		end = spec_fields[i].offset + (uint64_t)view_count(v, t) * type_size(&spec_types[t->of]);
		if (end > size)
			size = end;
	}
	v->around = around;
	return size;
}

/* All of it is there, and is to be shown. */
static bool whole(struct view *v, const struct type_spec *t, uint64_t addr, uint32_t n)
{
	uint64_t size;

	if (t->word == PART_ALL)
		return view_bytes(v, addr, n);
	size = spec_types[t->of].kind == TYPE_STRUCT ?
		       view_size_of(v, &spec_structs[spec_types[t->of].of], addr) :
		       type_size(&spec_types[t->of]);
	return n && (t->word == PART_EXACT ? n == size : n >= size);
}

void capture_part(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	uint32_t n = given(&k->v, t), size = type_size(&spec_types[t->of]);

	if (t->word == PART_FIT) {
		capture_bytes(k, addr, n < size ? n : size);
		return;
	}
	if (t->word != PART_SOME && n >= size)
		capture_bytes(k, addr, t->word == PART_ALL ? n : size);
	if (whole(&k->v, t, addr, n))
		capture_at(k, &spec_types[t->of], addr);
	else if (t->word == PART_SOME)
		capture_bytes(k, addr, n);
}

static struct value *remains(struct decoding *d, uint64_t addr, uint32_t n)
{
	struct value *v = make_string(d, view_bytes(&d->v, addr, n), n, false);

	v->base = BASE_HEX;
	return v;
}

/* The fields that n bytes hold, the last of them as its bytes where they end within it. */
static struct value *fields(struct decoding *d, const struct struct_spec *s, uint64_t addr, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *child;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		const struct type_spec *t = &spec_types[field->type];

		if (field->offset >= n)
			break;
		child = field->offset + type_size(t) <= n ?
				decode_at(d, t, addr + field->offset) :
				remains(d, addr + field->offset, n - field->offset);
		make_child(v, &last, spec_name(field->name), child);
	}
	return v;
}

/* Of s those fields, and of their elements those, that n bytes hold; the conditions ask known. */
static struct value *fitting(struct decoding *d, const struct struct_spec *s, uint64_t addr, uint32_t n)
{
	uint32_t have = n < s->size ? n : s->size, elements;
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *child;
	uint8_t *known = arena_alloc(d->a, s->size);
	const uint8_t *before = d->v.around, *at = view_bytes(&d->v, addr, have);

	if (!at)
		return NULL;
	memcpy(known, at, have);
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		const struct type_spec *t = &spec_types[field->type], *of = &spec_types[t->of];
		uint32_t left = have > field->offset ? have - field->offset : 0;
		uint64_t to = addr + field->offset;

		d->v.around = known;
		if (!left || field->flags & FIELD_HIDDEN || !view_cond(&d->v, field->cond))
			continue;
		elements = t->kind == TYPE_ARRAY ? left / type_size(of) : 0;
		if (t->kind == TYPE_STRUCT)
			child = fitting(d, &spec_structs[t->of], to, left);
		else if (left >= type_size(t))
			child = decode_at(d, t, to);
		else
			child = elements ? decode_elements(d, to, elements, type_size(of), decode_at, of)
					 : NULL;
		if (child && (t->kind != TYPE_STRUCT || child->first))
			make_child(v, &last, spec_name(field->name), child);
	}
	d->v.around = before;
	return v;
}

static struct value *decode_fit(struct decoding *d, const struct struct_spec *s, uint64_t addr, uint32_t n)
{
	struct value *v = n ? fitting(d, s, addr, n) : NULL, *last;

	if (!v || n <= s->size)
		return v;
	last = value_last(v);
	make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

struct value *decode_part(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of = &spec_types[t->of];
	uint32_t n = given(&d->v, t);

	if (t->word == PART_FIT)
		return decode_fit(d, &spec_structs[of->of], addr, n);
	if (whole(&d->v, t, addr, n))
		return decode_pointee(d, of, addr);
	if (t->word != PART_SOME || !n || !view_bytes(&d->v, addr, n))
		return NULL;
	return of->kind == TYPE_STRUCT ? fields(d, &spec_structs[of->of], addr, n) : remains(d, addr, n);
}

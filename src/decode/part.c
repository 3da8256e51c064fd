/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is only there if a length says so: socket options. */
#include "decode/types.h"

static uint32_t given(struct view *v, const struct type_spec *t)
{
	uint32_t n = view_given(v, t);

	/* Of an array: no filter has more instructions. */
	return n <= (spec_types[t->of].kind == TYPE_ARRAY ? UINT16_MAX : INT32_MAX) ? n : 0;
}

/* What it takes, be it of a struct that goes on: an array at its end has as many elements as it says. */
static uint64_t all_of(struct view *v, const struct type_spec *of, uint64_t addr)
{
	const struct struct_spec *s = &spec_structs[of->of];
	const uint8_t *around = v->around;
	uint64_t size = type_size(of), end;

	if (of->kind != TYPE_STRUCT || !(v->around = view_bytes(v, addr, s->size)))
		return v->around = around, size;
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
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
	size = all_of(v, &spec_types[t->of], addr);
	return n && (t->word == PART_EXACT ? n == size : n >= size);
}

void capture_part(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	uint32_t n = given(&k->v, t);

	if (t->word != PART_SOME && n >= type_size(&spec_types[t->of]))
		capture_bytes(k, addr, t->word == PART_ALL ? n : type_size(&spec_types[t->of]));
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

struct value *decode_part(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of = &spec_types[t->of];
	uint32_t n = given(&d->v, t);

	if (whole(&d->v, t, addr, n))
		return decode_pointee(d, of, addr);
	if (t->word != PART_SOME || !n || !view_bytes(&d->v, addr, n))
		return NULL;
	return of->kind == TYPE_STRUCT ? fields(d, &spec_structs[of->of], addr, n) : remains(d, addr, n);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Structs that grow: their size comes with them. What was not given counts as 0, and what is behind the
 * part that we know is shown when it is not.
 */
#include "decode/types.h"

#include <string.h>

/* The struct made whole, where no address of the process is. */
#define WHOLE (UINT64_C(1) << 62)

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static bool is_own(const struct type_spec *t)
{
	return t->count_by == COUNT_OWN;
}

static bool is_shown(const struct view *v, const struct field_spec *field)
{
	return v->o->verbose || !(field->flags & FIELD_VERBOSE);
}

/* What the struct itself says; where the kernel may answer how large its own is, what it said before. */
static bool says(struct view *v, const struct type_spec *t, uint64_t addr, uint64_t *said)
{
	bool exit = v->exit, there;

	v->exit = exit && !spec_structs[t->of].answers;
	there = view_number(v, addr + t->count, 4, said);
	v->exit = exit;
	return there;
}

/* As much of it as fields are shown: 0 when it is too few to tell. */
static uint32_t own_bytes(struct view *v, const struct type_spec *t, uint64_t addr)
{
	const struct struct_spec *s = &spec_structs[t->of];
	uint32_t end = t->count + 4u, most = end;
	uint64_t said;

	if (!says(v, t, addr, &said))
		return 0;
	said = said ? said : t->plus;
	if (said < t->word)
		return 0;
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		uint32_t n = field->offset + type_size(&spec_types[field->type]);

		if (is_shown(v, field) && n > most)
			most = n;
	}
	return said < end ? end : smaller(said < most ? (uint32_t)said : most, s->size);
}

/* 0: none that can be shown. The kernel takes no more than a page of those that have a least size. */
static uint32_t given_bytes(struct view *v, const struct type_spec *t, uint64_t addr)
{
	uint32_t given = view_count(v, t);

	if (is_own(t))
		return own_bytes(v, t, addr);
	if (t->word)
		return given < t->word ? 0 : smaller(given, REST_END);
	return given > REST_END ? 0 : given;
}

void capture_sized(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	uint32_t size = spec_structs[t->of].size, most = k->v.given, given, have;
	uint8_t known[REST_END] = { 0 };
	const uint8_t *at;

	if (is_own(t))
		capture_bytes(k, addr, t->count + 4u);
	have = given = given_bytes(&k->v, t, addr);
	if (t->word && !is_own(t)) {
		have = smaller(given, size);
		capture_bytes(k, addr, given);
	}
	if (!given || !capture_bytes(k, addr, have))
		return;
	at = view_bytes(&k->v, addr, have);
	memcpy(known, at, have);
	capture_copy(k, addr | WHOLE, known, have, have > size ? have : size);
	k->v.sized = addr | WHOLE;
	k->v.given = given;
	capture_struct(k, t->of, addr | WHOLE);
	k->v.given = most;
}

/* Where the fields end: a later part whose condition does not hold is none of them. */
static uint32_t known(struct decoding *d, const struct struct_spec *s, uint64_t addr)
{
	const uint8_t *before = d->v.around;
	uint32_t end = 0;

	d->v.around = view_bytes(&d->v, addr, s->size);
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		const struct type_spec *t = &spec_types[field->type];
		uint32_t size = t->kind == TYPE_STRUCT ? known(d, &spec_structs[t->of], addr + field->offset)
						       : type_size(t);

		if ((!field->since || view_cond(&d->v, field->cond)) && field->offset + size > end)
			end = field->offset + size;
	}
	d->v.around = before;
	return end;
}

static struct value *behind(struct decoding *d, const uint8_t *at, uint32_t from, uint32_t to)
{
	struct value *v;

	if (!d->v.o->verbose)
		return make(d, VALUE_MORE);
	v = make_string(d, at + from, to - from, false);
	v->base = BASE_HEX;
	v->comment = arena_printf(d->a, "bytes %u..%u", (unsigned)from, (unsigned)to - 1);
	return v;
}

struct value *decode_rest(struct decoding *d, uint64_t addr, uint32_t from, uint32_t to)
{
	const uint8_t *at = view_bytes(&d->v, addr, to);
	uint32_t n = smaller(to - from, d->v.o->string_max), first = from;
	struct value *v;

	if (!at)
		return make_word(d, "???");
	while (first < to && !at[first])
		first++;
	if (first == to)
		return NULL;
	v = make_string(d, at + from, n, n < to - from);
	v->base = BASE_HEX;
	return make_word(d, arena_printf(d->a, "/* bytes %u..%u */ %s", (unsigned)from, (unsigned)to - 1,
					 make_text(d, v)));
}

/* Does it say that there is more than we know, and is that to be told? */
static bool grows(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct struct_spec *s = &spec_structs[t->of];
	uint64_t said;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++)
		if (spec_types[spec_fields[i].type].kind == TYPE_MORE)
			return false;
	return says(&d->v, t, addr, &said) && said > s->size;
}

struct value *decode_sized(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	uint32_t given = given_bytes(&d->v, t, addr), size = spec_structs[t->of].size, most = d->v.given,
		 from;
	struct value *v, *last, *more = NULL;
	const uint8_t *at;

	if (!given || !view_bytes(&d->v, addr | WHOLE, size))
		return NULL;
	d->v.sized = addr | WHOLE;
	d->v.given = given;
	v = decode_struct(d, t->of, addr | WHOLE);
	d->v.given = most;
	if (!v || v->cut)
		return v;
	last = value_last(v);
	if (is_own(t)) {
		if (grows(d, t, addr) && last && last->kind != VALUE_MORE)
			make_child(v, &last, NULL, make(d, VALUE_MORE));
		return v;
	}
	if (t->word) {
		more = given > size ? decode_rest(d, addr, size, given) : NULL;
		if (more)
			make_child(v, &last, NULL, more);
		return v;
	}
	from = size = known(d, &spec_structs[t->of], addr | WHOLE);
	at = view_bytes(&d->v, addr | WHOLE, given);
	while (at && from < given && !at[from])
		from++;
	if (!at || from >= given)
		return v;
	more = behind(d, at, size, given);
	make_child(v, &last, more->kind == VALUE_MORE ? NULL : "extra_data", more);
	return v;
}

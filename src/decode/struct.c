/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs, field by field: as they were, and what has become of them. */
#include "decode/types.h"

#include <string.h>

static struct value *decode_unfollowed(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of = &spec_types[t->of];
	uint64_t to;

	if (of->kind == TYPE_ARRAY && !view_count(&d->v, of))
		return decode_at(d, t, addr);
	return view_number(&d->v, addr, t->size, &to) ? make_address(d, to) : NULL;
}

/* What a field is, or what it has become. */
static struct value *decode_field(struct decoding *d, const struct field_spec *field,
				  const struct type_spec *t, uint64_t addr)
{
	struct value *v;

	if (field->flags & FIELD_OUT && t->kind == TYPE_POINTER && (!d->v.exit || view_failed(&d->v)))
		v = decode_unfollowed(d, t, addr);
	else
		v = decode_at(d, t, addr);
	return v ? v : make_unavailable(d, addr);
}

/*
 * Of an argument that the kernel reads and answers in, the answers are what memory holds at the exit, all
 * else what it held at the entry.
 */
static bool turn_to(struct decoding *d, const struct struct_spec *s, uint64_t addr, bool exit)
{
	d->v.exit = exit;
	d->v.around = view_bytes(&d->v, addr, s->size);
	return d->v.around;
}

static bool changed(struct decoding *d, const struct field_spec *field, uint64_t addr)
{
	uint32_t n = spec_types[field->type].size;
	const uint8_t *before, *after;
	uint8_t exit = d->v.exit;

	d->v.exit = false;
	before = view_bytes(&d->v, addr + field->offset, n);
	d->v.exit = true;
	after = view_bytes(&d->v, addr + field->offset, n);
	d->v.exit = exit;
	return !(field->flags & FIELD_CHANGED) || (before && after && memcmp(before, after, n));
}

static bool was_zero(struct decoding *d, const struct field_spec *field, uint64_t addr)
{
	uint32_t n = spec_types[field->type].size;
	uint8_t exit = d->v.exit;
	const uint8_t *p;
	bool zero;

	d->v.exit = false;
	p = view_bytes(&d->v, addr + field->offset, n);
	d->v.exit = exit;
	zero = p;
	for (uint32_t i = 0; zero && i < n; i++)
		zero = !p[i];
	return zero;
}

/* What a field has become. */
static struct value *become(struct decoding *d, const struct struct_spec *s, const struct field_spec *field,
			    uint64_t addr)
{
	d->v.split = false;
	return turn_to(d, s, addr, true) ?
		       decode_field(d, field, &spec_types[field->then], addr + field->offset) :
		       NULL;
}

/* Can it become something? Not what can't be read, or a pointer that leads nowhere. */
static bool can_become(const struct field_spec *field, const struct value *v)
{
	return field->flags & FIELD_THEN && v->kind != VALUE_UNAVAILABLE &&
	       !(v->kind == VALUE_ADDRESS && spec_types[field->type].kind == TYPE_POINTER);
}

static bool holds_answers(const struct field_spec *field)
{
	const struct type_spec *t = &spec_types[field->type];

	return t->kind == TYPE_STRUCT && spec_structs[t->of].answers &&
	       !(field->flags & (FIELD_OUT | FIELD_ERROR));
}

/* Not to be told before the call has come back; so are "..." and what is in a struct of answers. */
static bool is_answer(const struct field_spec *field)
{
	const struct type_spec *t = &spec_types[field->type];

	return field->flags & (FIELD_OUT | FIELD_ERROR | FIELD_BESIDE) || t->kind == TYPE_MORE ||
	       (field->flags & (FIELD_THEN | FIELD_CHANGED)) == FIELD_CHANGED || holds_answers(field);
}

static void make_field(struct value *v, struct value **last, const struct field_spec *field,
		       struct value *child)
{
	const char *name = spec_name(field->name);

	make_child(v, last, strcmp(name, ".") ? name : NULL, child);
}

/* FIELD_BESIDE: of text that is empty there is nothing to show. */
static void stand_beside(struct decoding *d, const struct field_spec *field, uint64_t addr, struct value *of)
{
	const struct type_spec *t = &spec_types[field->type];
	const struct type_spec *to = t->kind == TYPE_POINTER ? &spec_types[t->of] : t;
	bool none = to->kind == TYPE_BYTES ? !view_count(&d->v, to)
					   : to->names && !view_count(&d->v, &spec_types[to->names - 1]);

	if (of && d->v.exit && !none && (!view_failed(&d->v) || field->flags & FIELD_ANYWAY) &&
	    changed(d, field, addr))
		of->then = make_beside(d, spec_name(field->name),
				       decode_field(d, field, t, addr + field->offset));
}

/* Is a field of those from the first one on to be shown when the call has come back? */
static bool goes_on_from(struct decoding *d, const struct struct_spec *s, uint32_t first)
{
	for (uint32_t i = first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];

		if (field->flags & FIELD_HIDDEN ? is_answer(field) && field->flags & FIELD_OUT
						: view_cond(&d->v, field->cond))
			return true;
	}
	return false;
}

static struct value *decode_fields(struct decoding *d, const struct struct_spec *s, uint64_t addr)
{
	const uint8_t *before = d->v.around;
	uint64_t start = d->v.start;
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	bool goes_on = false, more = false, told = false, exit = d->v.exit, split = d->v.split && s->answers,
	     errors = d->v.errors;

	d->v.errors = s->errors;
	v->bytes = s->spelled ? spec_name(s->spelled) : NULL;

	d->v.around = view_bytes(&d->v, addr, s->size);
	d->v.start = addr;
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		struct value *child;

		if (d->v.half && holds_answers(field) && view_cond(&d->v, field->cond)) {
			child = decode_field(d, field, &spec_types[field->type], addr + field->offset);
			v->cut = child->cut;
			if (child->first)
				make_field(v, &last, field, child);
			if (child->first && !child->cut)
				continue;
			break;
		}
		if (d->v.half && is_answer(field)) {
			v->cut = goes_on_from(d, s, i);
			break;
		}
		if (spec_types[field->type].kind == TYPE_CUT) {
			goes_on = d->v.half && view_cond(&d->v, field->cond);
			if (goes_on && field->flags & FIELD_HIDDEN)
				break;
			if (goes_on)
				make_field(v, &last, field, make_word(d, ""));
			continue;
		}
		if (split)
			turn_to(d, s, addr, field->flags & (FIELD_OUT | FIELD_ERROR | FIELD_BESIDE));
		d->v.split = split && !(field->flags & (FIELD_OUT | FIELD_ERROR));
		if (spec_types[field->type].kind == TYPE_MORE) {
			told = true;
			if (field->flags & FIELD_ERROR ? d->v.exit && view_failed(&d->v)
						       : !d->v.o->verbose && !(field->flags & FIELD_HIDDEN))
				make_child(v, &last, NULL, make(d, VALUE_MORE));
			continue;
		}
		if (field->flags & FIELD_HIDDEN || !d->v.around || !view_field(&d->v, field, addr))
			continue;
		if ((field->flags & (FIELD_THEN | FIELD_CHANGED)) == FIELD_CHANGED &&
		    !was_zero(d, field, addr))
			continue;
		if (field->flags & FIELD_VERBOSE && !d->v.o->verbose) {
			more = true;
			continue;
		}
		if (field->flags & FIELD_BESIDE) {
			stand_beside(d, field, addr, last);
			continue;
		}
		child = decode_field(d, field, &spec_types[field->type], addr + field->offset);
		make_field(v, &last, field, child);
		goes_on = d->v.half && can_become(field, child);
		if (split && can_become(field, child) &&
		    (!view_failed(&d->v) || field->flags & FIELD_ANYWAY) && changed(d, field, addr))
			child->then = become(d, s, field, addr);
	}
	v->cut |= goes_on;
	d->v.exit = exit;
	d->v.errors = errors;
	d->v.split = split;
	d->v.around = before;
	d->v.start = start;
	if (more && !told && !d->v.half)
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

/* Where there is no room for answers, and a failed call is known to have none: what was asked. */
static struct value *decode_asked(struct decoding *d, const struct struct_spec *s, uint64_t addr)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *child;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		const struct type_spec *t = &spec_types[field->type];

		if (t->kind == TYPE_MORE && field->flags & FIELD_ERROR && last) {
			v->cut = d->v.half;
			if (!v->cut)
				make_child(v, &last, NULL, make(d, VALUE_MORE));
			return v;
		}
		if (field->flags & (FIELD_OUT | FIELD_ERROR))
			continue;
		child = decode_at(d, t, addr + field->offset);
		if (!child)
			return NULL;
		make_child(v, &last, spec_name(field->name), child);
	}
	return NULL;
}

bool view_instead(const struct view *v, enum struct_id *id)
{
	const struct struct_spec *s = &spec_structs[*id];
	const struct field_spec *field = &spec_fields[s->first];

	for (uint32_t i = 0; i < s->fields; i++)
		if (field[i].flags & FIELD_INSTEAD && view_cond(v, field[i].cond)) {
			*id = spec_types[field[i].type].of;
			return spec_types[field[i].type].kind == TYPE_STRUCT;
		}
	return true;
}

struct value *decode_struct(struct decoding *d, enum struct_id id, uint64_t addr)
{
	const struct struct_spec *s = &spec_structs[id];
	const uint8_t *around = d->v.around;
	bool known;

	if (s->instead && (d->v.around = view_bytes(&d->v, addr, s->size))) {
		known = view_instead(&d->v, &id);
		d->v.around = around;
		if (!known)
			return NULL;
		s = &spec_structs[id];
	}
	d->v.around = around;
	if (!view_bytes(&d->v, addr, s->size))
		return s->errors ? decode_asked(d, s, addr) : NULL;
	return decode_fields(d, s, addr);
}

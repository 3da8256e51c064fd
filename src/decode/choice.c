/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory whose type a number tells: a neighbour, an argument, an element's, or what it begins with. */
#include "decode/types.h"

static bool chooser(const struct view *v, const struct type_spec *t, uint64_t addr, uint64_t *number)
{
	switch ((enum count_by)t->count_by) {
	case COUNT_OWN:
		return view_number(v, addr, 4, number);
	case COUNT_INDEX:
		*number = v->index;
		return true;
	case COUNT_POINTEE:
		return view_pointee(v, t, number);
	default:
		*number = view_count(v, t);
		return true;
	}
}

const struct type_spec *view_choice(const struct view *v, const struct type_spec *t, uint64_t addr)
{
	const struct call_spec *row;
	uint64_t number;

	if (!chooser(v, t, addr, &number))
		return NULL;
	row = variant_row(&spec_variants[t->of], (uint32_t)number);
	return row && row->args ? &spec_types[spec_args[row->first].type] : NULL;
}

void capture_choice(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of;

	if (t->count_by == COUNT_OWN)
		capture_bytes(k, addr, 4);
	of = view_choice(&k->v, t, addr);
	if (of)
		capture_at(k, of, addr);
}

/* Of a struct that can't be read what chose it, and where the rest is. */
static struct value *only_chosen(struct decoding *d, const struct struct_spec *s, uint64_t addr)
{
	const struct field_spec *first = &spec_fields[s->first];
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	make_child(v, &last, spec_name(first->name), decode_at(d, &spec_types[first->type], addr));
	make_child(v, &last, NULL, make_address(d, addr + 4));
	return v;
}

/*
 * What a struct begins with chose it before the call. If that has become something else there are no answers
 * that are known, and what it has become stands behind the last field.
 */
static struct value *decode_own(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	bool exit = d->v.exit, split = d->v.split;
	const struct type_spec *of;
	const struct struct_spec *s;
	uint64_t id = 0, now;
	struct value *v, *last;

	d->v.exit = false;
	of = view_choice(&d->v, t, addr);
	if (!of || of->kind != TYPE_STRUCT) {
		v = of ? decode_pointee(d, of, addr) : NULL;
		d->v.exit = exit;
		return v;
	}
	s = &spec_structs[of->of];
	view_number(&d->v, addr, 4, &id);
	d->v.exit = exit;
	if (!view_number(&d->v, addr, 4, &now))
		now = id;
	if (now != id)
		d->v.exit = d->v.split = false;
	v = decode_struct(d, of->of, addr);
	if (!v)
		v = only_chosen(d, s, addr);
	last = value_last(v);
	if (last && now != id)
		last->then = make_beside(d, spec_name(spec_fields[s->first].name),
					 make_number(d, now, BASE_UDEC));
	d->v.exit = exit;
	d->v.split = split;
	return v;
}

struct value *decode_choice(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of;

	if (t->count_by == COUNT_OWN)
		return decode_own(d, t, addr);
	of = view_choice(&d->v, t, addr);
	return of ? decode_at(d, of, addr) : NULL;
}

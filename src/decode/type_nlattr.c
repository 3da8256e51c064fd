/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink's attributes, which may have attributes inside. include/uapi/linux/netlink.h. Any length may lie;
 * what is too short for what it should be is shown as bytes.
 */
#include "decode/type_nlattr.h"

#include <string.h>

#include "decode/sets.h"

enum { ATTR = 4 };
enum { ATTR_FLAGS = 0xc000, INFO_KIND = 1, INFO_SLAVE_KIND = 4 };

struct value *nlattr_list(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n,
			  uint32_t size, nlattr_element one)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	uint32_t most = view_shown(&d->v, UINT32_MAX), i = 0;
	uint64_t len;

	for (; n; i++) {
		if (i == most) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			break;
		}
		if (n < size) {
			make_child(v, &last, NULL, make_hex(d, at, n));
			break;
		}
		if (!view_bytes(&d->v, at, size)) {
			if (!i)
				return make_unavailable(d, at);
			child = make_child(v, &last, NULL, make(d, VALUE_MORE));
			child->comment = arena_printf(d->a, "%#llx", (unsigned long long)at);
			break;
		}
		view_number(&d->v, at, size == ATTR ? 2 : 4, &len);
		make_child(v, &last, NULL, one(d, t, at, len < n ? (uint32_t)len : n));
		if (len < size || nlattr_align((uint32_t)len) >= n)
			break;
		at += nlattr_align((uint32_t)len);
		n -= nlattr_align((uint32_t)len);
	}
	return v->first && !v->first->next ? v->first : v;
}

struct value *nlattr_behind(struct decoding *d, struct value *header, struct value *payload)
{
	struct value *v, *last = NULL;

	if (!payload)
		return header;
	v = make(d, VALUE_ARRAY);
	make_child(v, &last, NULL, header);
	while (payload) {
		struct value *next = payload->next;

		make_child(v, &last, NULL, payload);
		payload = next;
	}
	last->next = NULL;
	return v;
}

/* ---- Attributes ---- */

/* Up to the NUL at its end; without one it is unfinished. */
static struct value *text(struct decoding *d, uint64_t at, uint32_t n)
{
	const uint8_t *p = view_bytes(&d->v, at, n);
	uint32_t most = d->v.o->string_max, len;

	if (!p)
		return NULL;
	len = p[n - 1] ? n : n - 1;
	return make_string(d, p, len < most ? len : most, len == n || n > most);
}

static bool too_short(const struct type_spec *t, uint32_t n)
{
	if (t->kind == TYPE_PART && t->word == PART_EXACT)
		return n != type_size(&spec_types[t->of]);
	if (t->kind == TYPE_ARRAY && t->count_by == COUNT_REST)
		return n < type_size(&spec_types[t->of]);
	return n < type_size(t);
}

const struct type_spec *fitting_type(const struct call_spec *row, uint32_t n)
{
	const struct type_spec *found = NULL;

	for (uint32_t i = 0; row && i < row->args; i++) {
		const struct type_spec *of = &spec_types[spec_args[row->first + i].type];

		if (!i || !too_short(of, n))
			found = of;
	}
	return found;
}

/* short(T), any(T): of no more than eight bytes. */
static struct value *short_number(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	const struct type_spec *of = &spec_types[t->of];
	const uint8_t *p = view_bytes(&d->v, at, n);
	struct value *v;

	if (n > NLATTR_SHORT || (t->word == PART_SHORT && n < type_size(of)))
		return make_hex(d, at, n);
	v = t->word == PART_SHORT ? decode_at(d, of, at) : p ? decode_word(d, of, bytes_number(p, n)) : NULL;
	return v ? v : make_unavailable(d, at);
}

/* T and, where there is more, what is behind it; of bytes it is told where they stand. */
static struct value *followed(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	const struct type_spec *first = &spec_types[t->of];
	uint32_t size = nlattr_align(type_size(first));
	struct value *v = nlattr_payload(d, first, at, n);

	if (n > type_size(first) && spec_types[t->asked].kind == TYPE_DATA)
		v->next = decode_rest(d, at, type_size(first), n);
	else if (n > size)
		v->next = nlattr_payload(d, &spec_types[t->asked], at + size, n - size);
	return v;
}

struct value *nlattr_payload(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	uint32_t before = d->v.rest;
	struct value *v = NULL;
	enum part part = PART_OR_XDATA;

	if (t && t->kind == TYPE_PART && !too_short(t, n)) {
		part = t->word;
		if (part == PART_SHORT || part == PART_ANY)
			return short_number(d, t, at, n);
		if (part == PART_FOLLOWED)
			return followed(d, t, at, n);
		t = &spec_types[t->of];
	}
	d->v.rest = n;
	d->v.rest_at = at;
	if (!t || t->kind == TYPE_PART || too_short(t, n))
		v = part == PART_OR_DATA ? make_bytes(d, at, n) : make_hex(d, at, n);
	else if (t->kind == TYPE_ATTRS)
		v = decode_attrs(d, t, at, n);
	else if (t->kind == TYPE_CHARS)
		v = text(d, at, n);
	else
		v = decode_at(d, t, at);
	d->v.rest = before;
	return v ? v : make_unavailable(d, at);
}

/* NLA_F_NESTED|IFLA_LINKINFO */
static struct value *attr_type(struct decoding *d, const struct type_spec *t, uint32_t type)
{
	struct value *v = make_enum(d, t->asked, type & ~(uint32_t)ATTR_FLAGS);
	const char *text;

	if (!(type & ATTR_FLAGS))
		return v;
	text = make_text(d, v);
	for (uint32_t flag = 0x4000; flag & ATTR_FLAGS; flag <<= 1)
		if (type & flag)
			text = arena_printf(d->a, "%s|%s", make_text(d, make_flags(d, SET_nla_type, flag)),
					    text);
	return make_notation(d, text, type);
}

static const struct type_spec *attr_row(const struct type_spec *t, uint32_t type, uint32_t n)
{
	return fitting_type(variant_row(&spec_variants[t->of], type & ~(uint32_t)ATTR_FLAGS), n);
}

static struct value *attr(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint64_t len, type;

	view_number(&d->v, at, 2, &len);
	view_number(&d->v, at + 2, 2, &type);
	if (t->of == VARIANT_ifla_info && (type == INFO_KIND || type == INFO_SLAVE_KIND)) {
		d->v.kind_at = at + ATTR;
		d->v.kind_len = n > ATTR ? n - ATTR : 0;
	}
	make_child(v, &last, "nla_len", make_number(d, len, BASE_UDEC));
	make_child(v, &last, "nla_type", attr_type(d, t, (uint32_t)type));
	if (n <= ATTR)
		return v;
	return nlattr_behind(d, v,
			     nlattr_payload(d, attr_row(t, (uint32_t)type, n - ATTR), at + ATTR, n - ATTR));
}

struct value *decode_attrs(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v;

	if (d->v.depth == NLATTR_DEPTH)
		return make_hex(d, at, n);
	if (t->of == VARIANT_ifla_info)
		d->v.kind_len = 0;
	d->v.depth++;
	v = nlattr_list(d, t, at, n, ATTR, attr);
	d->v.depth--;
	return v;
}
